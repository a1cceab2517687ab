// SPDX-License-Identifier: MIT
#include "ui/mnemonics.h"

#include <QAbstractButton>
#include <QCoreApplication>
#include <QDialog>
#include <QLabel>
#include <QMenu>
#include <QPushButton>

#include <algorithm>
#include <iterator>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr auto given = "mnemonicText"; // the text as it was made here
constexpr auto plainText = "plainText";
constexpr auto toolTip = "mnemonicToolTip";
constexpr qsizetype broughtLength = 4; // (&E)

bool isTypable(QChar letter)
{
    return letter.unicode() < 128 && letter.isLetterOrNumber();
}

class Letters final
{
public:
    // Whether the letter was still free.
    bool take(QChar letter)
    {
        const bool free = isTypable(letter) && !m_taken.contains(letter.toUpper());
        if (free)
            m_taken += letter.toUpper();
        return free;
    }

    // Where in the text the letter is that it gets; -1 without a free one.
    int takeFrom(const QString &text)
    {
        for (const bool initials : {true, false}) {
            for (int i = 0; i < text.size(); ++i) {
                const bool begins = i == 0 || !text[i - 1].isLetterOrNumber();
                if (begins == initials && text[i].isLetter() && take(text[i]))
                    return i;
            }
        }
        return -1;
    }

private:
    QString m_taken;
};

QString escaped(QString text)
{
    return text.replace(u'&', "&&"_L1);
}

QString withoutDots(const QString &text)
{
    return text.endsWith(u'…') ? text.chopped(1) : text;
}

// Where a text ends in a letter that it brings along, as "编辑(&E)…" does; else -1.
qsizetype broughtAt(const QString &text)
{
    const QString words = withoutDots(text);
    const qsizetype at = words.size() - broughtLength;
    const bool brings =
            at >= 0 && words.sliced(at, 2) == "(&"_L1 && isTypable(words[at + 2]) && words[at + 3] == u')';
    return brings ? at : -1;
}

QString withoutBrought(const QString &text)
{
    const qsizetype at = broughtAt(text);
    return at < 0 ? text : text.first(at) + text.sliced(at + broughtLength);
}

// These three are null where they have no free letter.

QString withBroughtLetter(const QString &text, Letters &letters)
{
    const qsizetype at = broughtAt(text);
    if (at < 0 || !letters.take(text[at + 2]))
        return {};
    return escaped(text.first(at)) + text.sliced(at);
}

QString withLetterInside(const QString &asGiven, Letters &letters)
{
    const QString text = withoutBrought(asGiven);
    const int at = letters.takeFrom(text);
    if (at < 0)
        return {};
    QString made = escaped(text);
    return made.insert(at + text.first(at).count(u'&'), u'&');
}

// In brackets behind it, before the dots that announce a dialog. Letters, because a digit reads as a count.
QString withAnyLetter(const QString &asGiven, Letters &letters)
{
    const QString text = withoutBrought(asGiven);
    for (const QChar letter : u"ABCDEFGHIJKLMNOPQRSTUVWXYZ123456789"_s) {
        if (!letters.take(letter))
            continue;
        const QString words = withoutDots(text);
        return escaped(words) + "(&"_L1 + letter + u')' + text.sliced(words.size());
    }
    return {};
}

// What the text was before it was changed here.
template <typename Item>
QString textOf(const Item &item)
{
    const bool ours = item.property(given).toString() == item.text() && !item.text().isEmpty();
    return ours ? item.property(plainText).toString() : item.text();
}

template <typename Item>
void setText(Item *item, const QString &text, const QString &made)
{
    item->setProperty(plainText, text);
    item->setProperty(given, made);
    if (made != item->text())
        item->setText(made);
}

void giveUnseen(QPushButton *button, Letters &letters)
{
    for (const QChar letter : button->objectName()) {
        if (!letters.take(letter))
            continue;
        const QKeySequence keys("Alt+"_L1 + letter.toUpper());
        button->setShortcut(keys);
        if (button->toolTip().isEmpty() || button->property(toolTip).toString() == button->toolTip()) {
            button->setToolTip(keys.toString(QKeySequence::NativeText));
            button->setProperty(toolTip, button->toolTip());
        }
        return;
    }
}

} // namespace

void giveMnemonics(QMenu &menu)
{
    if (menu.accessibleName().isEmpty())
        menu.setAccessibleName(QCoreApplication::translate("gateway::ui::Menu", "Menu"));
    const QList<QAction *> actions = menu.actions();
    Letters letters;
    QList<QAction *> without;
    std::copy_if(actions.begin(), actions.end(), std::back_inserter(without),
                 [](const QAction *action) { return !action->isSeparator() && !action->text().isEmpty(); });
    for (const auto give : {withBroughtLetter, withLetterInside, withAnyLetter}) {
        const QList<QAction *> asking = std::exchange(without, {});
        for (QAction *action : asking) {
            const QString text = textOf(*action);
            if (const QString made = give(text, letters); made.isNull())
                without += action;
            else
                setText(action, text, made);
        }
    }
    for (QAction *action : std::as_const(without))
        setText(action, textOf(*action), escaped(withoutBrought(textOf(*action))));
    for (const QAction *action : actions) {
        if (action->menu() != nullptr)
            giveMnemonics(*action->menu());
    }
}

void giveMnemonics(QWidget &dialog)
{
    Letters letters;
    for (const QLabel *label : dialog.findChildren<QLabel *>()) { // of fields
        const qsizetype at = label->buddy() != nullptr ? label->text().indexOf(u'&') : -1;
        if (at >= 0 && at + 1 < label->text().size()) // also one that is hidden for now
            letters.take(label->text().at(at + 1));
    }
    const auto buttons = dialog.findChildren<QPushButton *>();
    // Those that had one keep it: a letter must not come to mean something else under the finger.
    for (QPushButton *button : buttons) {
        const QString before = button->property(given).toString();
        const qsizetype at = before.indexOf(u'&');
        const bool same =
                button->text() == before || button->text() == button->property(plainText).toString();
        if (!button->isVisibleTo(&dialog) || !same || at < 0 || !letters.take(before.at(at + 1)))
            continue;
        if (button->text() != before)
            button->setText(before);
    }
    for (QPushButton *button : buttons) {
        const bool isValue =
                button->property("kind").toString() == "chip"_L1 || button->property(withoutLetter).toBool();
        if (!button->isVisibleTo(&dialog) || button->text().isEmpty() || isValue)
            continue;
        const QString text = textOf(*button);
        if (text != button->text() && withoutMnemonic(button->text()) == text)
            continue;
        const QString brought = withBroughtLetter(text, letters);
        const QString made = brought.isNull() ? withLetterInside(text, letters) : brought;
        setText(button, text, made.isNull() ? escaped(withoutBrought(text)) : made);
        if (made.isNull())
            giveUnseen(button, letters);
    }
}

QString withoutMnemonic(const QString &text)
{
    QString plain;
    for (int i = 0; i < text.size(); ++i) {
        const bool brackets =
                text[i] == u'(' && i + 3 < text.size() && text[i + 1] == u'&' && text[i + 3] == u')';
        if (brackets) {
            i += 3;
            continue;
        }
        if (text[i] == u'&' && i + 1 < text.size())
            ++i;
        plain += text[i];
    }
    return plain;
}

} // namespace gateway::ui
