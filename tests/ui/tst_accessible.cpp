// SPDX-License-Identifier: MIT
#include "ui/main_window.h"
#include "ui/support/tour.h"
#include "ui/support/window_fixture.h"
#include "ui/widgets/chip_edit.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QAbstractSpinBox>
#include <QAccessible>
#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QDialog>
#include <QLabel>
#include <QLineEdit>
#include <QScrollArea>
#include <QTabBar>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

// What holds for every page and dialog, for whom a mouse or a screen is of no use.
class TestAccessible : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void worksWithoutAMouse_data();
    void worksWithoutAMouse();
    void focusIsSeen_data();
    void focusIsSeen();
};

namespace {

QString nameOf(const QWidget *widget)
{
    const QAccessibleInterface *face = QAccessible::queryAccessibleInterface(const_cast<QWidget *>(widget));
    return face != nullptr ? face->text(QAccessible::Name) : QString();
}

QString described(const QWidget *widget)
{
    QStringList way;
    for (const QWidget *at = widget; at != nullptr && way.size() < 4; at = at->parentWidget())
        way.prepend(QString::fromLatin1(at->metaObject()->className()) +
                    (at->objectName().isEmpty() ? QString() : QString(u'#' + at->objectName())));
    return way.join(u'/');
}

// A part of a larger control, which speaks for it.
bool isInside(const QWidget *widget)
{
    for (const QWidget *at = widget->parentWidget(); at != nullptr; at = at->parentWidget()) {
        if (qobject_cast<const QComboBox *>(at) != nullptr ||
            qobject_cast<const QAbstractSpinBox *>(at) != nullptr ||
            qobject_cast<const QAbstractItemView *>(at) != nullptr ||
            qobject_cast<const QTabBar *>(at) != nullptr || qobject_cast<const QLineEdit *>(at) != nullptr)
            return true;
        if (at->isWindow())
            break;
    }
    return widget->objectName().startsWith(u"qt_"_s);
}

QList<QWidget *> usable(QWidget &shown)
{
    QList<QWidget *> found;
    const auto all = shown.findChildren<QWidget *>();
    for (QWidget *widget : all) {
        if (widget->isVisibleTo(&shown) && widget->isEnabled() && widget->window() == &shown &&
            !isInside(widget) && qobject_cast<QScrollArea *>(widget) == nullptr &&
            ((widget->focusPolicy() & Qt::TabFocus) != 0 ||
             qobject_cast<QAbstractButton *>(widget) != nullptr))
            found.append(widget);
    }
    return found;
}

QChar mnemonicOf(const QString &text)
{
    const QKeySequence keys = QKeySequence::mnemonic(text);
    return keys.isEmpty() ? QChar() : QChar(keys[0].key());
}

// A message of a test is cut at some length; this is a line each.
bool tell(QStringList wrong)
{
    wrong.removeDuplicates();
    for (const QString &one : std::as_const(wrong))
        qWarning().noquote() << one;
    return wrong.isEmpty();
}

// The digits and the arrow keys lead through the navigation, Backspace takes chips away, and the arrow keys
// move in a group.
bool hasShortcut(const QAbstractButton *button)
{
    if (!button->shortcut().isEmpty() || button->group() != nullptr || button->autoExclusive() ||
        qobject_cast<const ChipEdit *>(button->parentWidget()) != nullptr)
        return true;
    const auto actions = button->actions();
    return std::any_of(actions.cbegin(), actions.cend(),
                       [](const QAction *action) { return !action->shortcut().isEmpty(); });
}

QStringList withoutName(QWidget &shown)
{
    QStringList wrong;
    if (nameOf(&shown).trimmed().isEmpty())
        wrong.append(u"no name: "_s + described(&shown));
    const auto widgets = usable(shown);
    for (const QWidget *widget : widgets) {
        if (nameOf(widget).trimmed().isEmpty())
            wrong.append(u"no name: "_s + described(widget));
    }
    return wrong;
}

// A letter, a shortcut, or the Tab key and Space; and no letter is given away twice.
QStringList withoutKey(QWidget &shown)
{
    QStringList wrong;
    QHash<QChar, QString> letters;
    const auto claim = [&](const QString &text) {
        const QChar letter = mnemonicOf(text);
        if (letter.isNull())
            return;
        if (letters.contains(letter) && letters.value(letter) != text)
            wrong.append(u"letter twice: '%1' and '%2'"_s.arg(letters.value(letter), text));
        letters.insert(letter, text);
    };
    const auto widgets = usable(shown);
    for (const QWidget *widget : widgets) {
        if (const auto *button = qobject_cast<const QAbstractButton *>(widget)) {
            claim(button->text());
            if ((button->focusPolicy() & Qt::TabFocus) == 0 && mnemonicOf(button->text()).isNull() &&
                !hasShortcut(button))
                wrong.append(u"no key: "_s + described(button) + u' ' + nameOf(button));
        }
    }
    const auto labels = shown.findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        if (label->buddy() != nullptr && label->isVisibleTo(&shown) && label->window() == &shown)
            claim(label->text());
    }
    return wrong;
}

// By the Tab key.
QStringList outOfReach(QWidget &shown)
{
    QSet<const QWidget *> chain;
    for (const QWidget *at = shown.nextInFocusChain(); at != &shown && !chain.contains(at);
         at = at->nextInFocusChain())
        chain.insert(at);
    QStringList wrong;
    const auto widgets = usable(shown);
    for (const QWidget *widget : widgets) {
        if ((widget->focusPolicy() & Qt::TabFocus) != 0 && !chain.contains(widget))
            wrong.append(u"out of reach: "_s + described(widget));
    }
    return wrong;
}

} // namespace

void TestAccessible::worksWithoutAMouse_data()
{
    QTest::addColumn<QString>("language");
    QTest::newRow("English") << u"en"_s;
    QTest::newRow("Chinese") << u"zh_CN"_s;
}

void TestAccessible::worksWithoutAMouse()
{
    QFETCH(QString, language);
    QStringList wrong;
    Tour tour(applicationTheme(), applicationLanguage(),
              [&](const QString &name, MainWindow &window, QWidget *over) {
                  QWidget &shown = over != nullptr ? *over : window;
                  const QStringList found = withoutName(shown) + withoutKey(shown) + outOfReach(shown);
                  for (const QString &one : found)
                      wrong.append(name + u": "_s + one);
              });
    tour.round(language, u"light"_s);
    QVERIFY(tell(wrong));
}

void TestAccessible::focusIsSeen_data()
{
    QTest::addColumn<QString>("theme");
    QTest::newRow("light") << u"light"_s;
    QTest::newRow("dark") << u"dark"_s;
}

// Who goes through a page with the Tab key sees where he is: each control looks different with the focus.
void TestAccessible::focusIsSeen()
{
    QFETCH(QString, theme);
    QStringList wrong;
    Tour tour(applicationTheme(), applicationLanguage(),
              [&](const QString &name, MainWindow &window, QWidget *over) {
                  QWidget &shown = over != nullptr ? *over : window;
                  shown.activateWindow();
                  const auto widgets = usable(shown);
                  for (QWidget *widget : widgets) {
                      if ((widget->focusPolicy() & Qt::TabFocus) == 0 ||
                          qobject_cast<QAbstractItemView *>(widget) != nullptr) // its current row shows it
                          continue;
                      // Of its parent, which shows it whole however far it is scrolled away.
                      const auto look = [widget] {
                          return widget->parentWidget()
                                  ->grab(widget->geometry().adjusted(-4, -4, 4, 4))
                                  .toImage();
                      };
                      if (widget->hasFocus())
                          widget->clearFocus();
                      const QImage before = look();
                      widget->setFocus(Qt::TabFocusReason);
                      if (!widget->hasFocus())
                          continue; // gives it to a part of it
                      if (look() == before)
                          wrong.append(name + u": "_s + described(widget) + u' ' + nameOf(widget));
                      widget->clearFocus();
                  }
              });
    tour.round(u"en"_s, theme);
    QVERIFY(tell(wrong));
}

QTEST_MAIN(TestAccessible)
#include "tst_accessible.moc"
