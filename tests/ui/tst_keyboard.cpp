// SPDX-License-Identifier: MIT
#include "ui/dialogs/form_dialog.h"
#include "ui/dialogs/key_shown_dialog.h"
#include "ui/dialogs/price_import_dialog.h"
#include "ui/dialogs/shortcuts_dialog.h"
#include "ui/keyboard.h"
#include "ui/mnemonics.h"
#include "ui/palette/command_palette.h"
#include "ui/pages/page.h"
#include "ui/support/window_fixture.h"
#include "ui/widgets/row_table.h"

#include <QAbstractItemView>
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QContextMenuEvent>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QRegularExpression>
#include <QTest>
#include <QToolButton>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

void fill(Management &management)
{
    for (const QString &name : {u"ann"_s, u"ben"_s, u"cleo"_s})
        (void)management.addUser(name);
}

void press(QWidget *widget, int key, Qt::KeyboardModifiers modifiers = Qt::NoModifier)
{
    widget->window()->activateWindow();
    widget->setFocus();
    QTRY_VERIFY(widget->hasFocus());
    QTest::keyClick(widget, Qt::Key(key), modifiers);
}

} // namespace

// What keys do the same way everywhere.
class TestKeyboard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void enterPressesWhatHasTheFocus()
    {
        WindowFixture f(fill);
        auto *add = f.open(PageId::Users)->findChild<QPushButton *>(u"add"_s);
        press(add, Qt::Key_Return);
        auto *dialog = f.waitForDialog<FormDialog>();
        QVERIFY(dialog);
        press(dialog->cancelButton(), Qt::Key_Enter); // not the primary one
        QTRY_VERIFY(!f.window->findChild<FormDialog *>());
    }

    void aHeldKeyPressesNothing()
    {
        WindowFixture f(fill);
        auto *add = f.open(PageId::Users)->findChild<QPushButton *>(u"add"_s);
        add->setFocus();
        QTRY_VERIFY(add->hasFocus());
        QKeyEvent held(QEvent::KeyPress, Qt::Key_Return, Qt::NoModifier, u"\r"_s, true);
        QCoreApplication::sendEvent(add, &held);
        QCoreApplication::processEvents();
        QVERIFY(!f.window->findChild<FormDialog *>());
    }

    void shiftF10OpensTheMenuOfTheRow()
    {
        WindowFixture f(fill);
        auto *table = f.open(PageId::Users)->findChild<RowTable *>();
        QTRY_COMPARE(table->proxy().rowCount(), 3);
        press(table, Qt::Key_Down);
        press(table, Qt::Key_F10, Qt::ShiftModifier);
        QVERIFY(f.waitForMenu());
    }

    void theSearchIsLeftAndCleared()
    {
        WindowFixture f(fill);
        auto *table = f.open(PageId::Users)->findChild<RowTable *>();
        QTRY_COMPARE(table->proxy().rowCount(), 3);
        auto *search = f.window->page(PageId::Users)->findChild<QLineEdit *>(u"search"_s);
        search->setFocus();
        QTest::keyClicks(search, u"ben"_s);
        QTRY_COMPARE(table->proxy().rowCount(), 1);
        press(search, Qt::Key_Down);
        QTRY_VERIFY(table->hasFocus());
        press(search, Qt::Key_Escape);
        QCOMPARE(table->proxy().rowCount(), 3);
    }

    void arrowsDoNotApplyWhatTheyPass_data()
    {
        QTest::addColumn<int>("page");
        QTest::addColumn<QString>("name");
        QTest::newRow("language") << int(PageId::Settings) << u"language"_s;
        QTest::newRow("theme") << int(PageId::Settings) << u"theme"_s;
        QTest::newRow("group of the chart") << int(PageId::Overview) << u"groupBy"_s;
    }

    void arrowsDoNotApplyWhatTheyPass()
    {
        QFETCH(int, page);
        QFETCH(QString, name);
        WindowFixture f;
        auto *box = f.open(PageId(page))->findChild<QComboBox *>(name);
        QVERIFY(box);
        const int before = box->currentIndex();
        press(box, Qt::Key_Down);
        QCOMPARE(box->currentIndex(), before);
        QTRY_VERIFY(box->view()->isVisible());
        box->hidePopup();
    }

    void oneEscapeDoesNotLoseWhatWasTyped()
    {
        WindowFixture f;
        f.open(PageId::Users)->primaryAction();
        auto *dialog = f.waitForDialog<FormDialog>();
        QVERIFY(dialog);
        QTRY_VERIFY(qobject_cast<QLineEdit *>(dialog->focusWidget()));
        QTest::keyClicks(dialog->focusWidget(), u"dora"_s);
        QTest::keyClick(dialog->focusWidget(), Qt::Key_Escape);
        QVERIFY(dialog->isVisible());
        QVERIFY(!dialog->failure().isEmpty());
        QTest::keyClick(dialog->focusWidget(), Qt::Key_Escape);
        QTRY_VERIFY(!f.window->findChild<FormDialog *>());
    }

    void nothingIsAskedWhereNothingWasTyped()
    {
        WindowFixture f;
        f.open(PageId::Users)->primaryAction();
        auto *dialog = f.waitForDialog<FormDialog>();
        QVERIFY(dialog);
        QTest::keyClick(dialog, Qt::Key_Escape);
        QTRY_VERIFY(!f.window->findChild<FormDialog *>());
    }

    void aPastedKeyCanBeLookedAt()
    {
        WindowFixture f;
        f.open(PageId::Providers)->primaryAction();
        auto *dialog = f.waitForDialog<FormDialog>();
        QVERIFY(dialog);
        QLineEdit *key = nullptr;
        for (QLineEdit *line : dialog->findChildren<QLineEdit *>()) {
            if (line->echoMode() == QLineEdit::Password)
                key = line;
        }
        QVERIFY(key);
        dialog->activateWindow();
        key->setFocus();
        QTRY_VERIFY(key->hasFocus());
        QTest::keyClick(key, Qt::Key_Tab);
        auto *eye = qobject_cast<QToolButton *>(dialog->focusWidget());
        QVERIFY(eye && eye->parentWidget() == key);
        QTest::keyClick(eye, Qt::Key_Return);
        QCOMPARE(key->echoMode(), QLineEdit::Normal);
        QTest::keyClick(eye, Qt::Key_Space);
        QCOMPARE(key->echoMode(), QLineEdit::Password);
    }

    void everyActionOfAMenuHasItsLetter_data()
    {
        QTest::addColumn<QStringList>("texts");
        QTest::addColumn<QStringList>("shown");
        QTest::addColumn<QStringList>("plain");
        const auto row = [](const char *name, const QStringList &texts, const QStringList &shown) {
            QStringList plain = texts;
            QTest::newRow(name) << texts << shown
                                << plain.replaceInStrings(QRegularExpression(u"\\(&.\\)"_s), {});
        };
        row("from the text", {u"Edit…"_s, u"Rotate…"_s, u"Revoke…"_s},
            {u"&Edit…"_s, u"&Rotate…"_s, u"Re&voke…"_s});
        row("beginnings of words first", {u"Remove"_s, u"Raise budget"_s},
            {u"&Remove"_s, u"Raise &budget"_s});
        row("an & is one", {u"A&B"_s, u"For R&D"_s}, {u"&A&&B"_s, u"&For R&&D"_s});
        row("no letters", {u"编辑…"_s, u"吊销"_s}, {u"编辑(&A)…"_s, u"吊销(&B)"_s});
        row("some letters", {u"编辑"_s, u"导出 ABC"_s}, {u"编辑(&B)"_s, u"导出 &ABC"_s});
        row("brought along", {u"排序"_s, u"Edit…"_s, u"为 R&D 签发(&A)…"_s, u"编辑(&E)…"_s},
            {u"排序(&B)"_s, u"E&dit…"_s, u"为 R&&D 签发(&A)…"_s, u"编辑(&E)…"_s});
        row("brought along twice",
            {u"北的价格(&P)…"_s, u"south 的价格(&P)…"_s, u"排序(&S)"_s, u"南的价格(&P)…"_s},
            {u"北的价格(&P)…"_s, u"s&outh 的价格…"_s, u"排序(&S)"_s, u"南的价格(&A)…"_s});
    }

    void everyActionOfAMenuHasItsLetter()
    {
        QFETCH(QStringList, texts);
        QMenu menu;
        for (const QString &text : std::as_const(texts))
            menu.addAction(text);
        for (int round = 0; round < 2; ++round) { // a second time changes nothing
            giveMnemonics(menu);
            QStringList shown;
            QStringList plain;
            for (const QAction *action : menu.actions()) {
                shown += action->text();
                plain += withoutMnemonic(action->text());
            }
            QTEST(shown, "shown");
            QTEST(plain, "plain");
        }
    }

    void buttonsOfADialogHaveTheirLetters()
    {
        WindowFixture f;
        f.open(PageId::Providers)->primaryAction();
        auto *dialog = f.waitForDialog<FormDialog>();
        QVERIFY(dialog);
        QSet<QString> letters;
        for (const QPushButton *button : dialog->findChildren<QPushButton *>()) {
            if (!button->isVisible() || button->text().isEmpty())
                continue;
            const QString letter = QKeySequence::mnemonic(button->text()).toString();
            QVERIFY2(!letter.isEmpty() && !letters.contains(letter), qPrintable(button->text()));
            letters.insert(letter);
        }
        QVERIFY(letters.size() >= 3);
    }

    // A letter that first copies must not close a moment later.
    void aLetterKeepsItsMeaning()
    {
        WindowFixture f(fill);
        auto *dialog = new KeyShownDialog({Secret("sk-abcdefghijklmnopqrstuvwxyz012345"),
                                           u"ann"_s,
                                           {},
                                           u"http://127.0.0.1:5000"_s,
                                           u"demo"_s,
                                           {},
                                           u"UTC"_s},
                                          f.window.get());
        dialog->open();
        QTRY_VERIFY(QKeySequence::mnemonic(dialog->primaryButton()->text()) != QKeySequence());
        const QKeySequence copies = QKeySequence::mnemonic(dialog->primaryButton()->text());
        dialog->reject();
        QTRY_VERIFY(dialog->cancelButton()->isVisible());
        QTRY_VERIFY(QKeySequence::mnemonic(dialog->cancelButton()->text()) != QKeySequence());
        QCOMPARE(QKeySequence::mnemonic(dialog->primaryButton()->text()), copies);
        QVERIFY(QKeySequence::mnemonic(dialog->cancelButton()->text()) != copies);
    }

    void aPageKeyLeadsIntoItsListAlsoTheFirstTime()
    {
        WindowFixture f(fill);
        f.window->activateWindow();
        QTest::keyClick(f.window.get(), Qt::Key_3, Qt::ControlModifier);
        QCOMPARE(f.window->current(), PageId::Users);
        auto *table = f.window->page(PageId::Users)->findChild<RowTable *>();
        QTRY_VERIFY(table->hasFocus());
    }

    void theOverviewAndTheProvidersTakeTheFocusToo()
    {
        WindowFixture f([](Management &management) {
            fill(management);
            Provider provider;
            provider.name = u"deepseek"_s;
            provider.baseUrl = u"https://api.example.com/v1"_s;
            provider.auth = AuthStyle::None;
            (void)management.addProvider(provider, {}, nullptr);
        });
        for (const auto &[key, id] :
             {std::pair(Qt::Key_5, PageId::Providers), std::pair(Qt::Key_1, PageId::Overview),
              std::pair(Qt::Key_9, PageId::Settings)}) {
            f.window->activateWindow();
            QTest::keyClick(f.window.get(), key, Qt::ControlModifier);
            QCOMPARE(f.window->current(), id);
            Page *page = f.window->page(id);
            QTRY_VERIFY(f.window->focusWidget() && page->isAncestorOf(f.window->focusWidget()));
            QVERIFY(qobject_cast<QAbstractButton *>(f.window->focusWidget())); // the next digit is no text
        }
    }

    void aTickOverATableLeadsIntoIt()
    {
        WindowFixture f([](Management &management) {
            fill(management);
            for (const QString &label : {u"one"_s, u"two"_s})
                (void)management.issueKey({u"ann"_s, label});
            (void)management.revokeKey(management.keys()->constFirst().key.id);
        });
        f.window->open(PageId::Keys);
        Page *page = f.window->page(PageId::Keys);
        auto *table = page->findChild<RowTable *>();
        QTRY_COMPARE(table->proxy().rowCount(), 1);
        auto *revoked = page->findChild<QCheckBox *>();
        QTRY_VERIFY(revoked->isVisible());
        press(revoked, Qt::Key_Down);
        QVERIFY(table->hasFocus());
    }

    // The system's look is one of three places, not a thing of the past.
    void theThemeComesBackToThatOfTheSystem()
    {
        WindowFixture f([](Management &management) { (void)management.setSetting(u"theme"_s, {}); });
        const QString other = Tokens::current().dark ? u"light"_s : u"dark"_s;
        const QString same = Tokens::current().dark ? u"dark"_s : u"light"_s;
        for (const QString &next : {other, same, QString(), other}) {
            QTest::keyClick(f.window.get(), Qt::Key_D, Qt::ControlModifier | Qt::ShiftModifier);
            QTRY_COMPARE(f.backend->settings().theme, next);
        }
    }

    void theMessageIsInTheNewLanguage()
    {
        WindowFixture f;
        f.window->open(PageId::Settings);
        auto *box = f.window->page(PageId::Settings)->findChild<QComboBox *>(u"language"_s);
        box->setCurrentIndex(box->findData(u"zh_CN"_s));
        Q_EMIT box->activated(box->currentIndex());
        QTRY_COMPARE(f.window->toastText(), u"已保存"_s);
        box->setCurrentIndex(box->findData(u"en"_s));
        Q_EMIT box->activated(box->currentIndex());
        QTRY_COMPARE(f.window->toastText(), u"Saved"_s);
    }

    void aLetterWithAltIsNoText()
    {
        WindowFixture f;
        f.window->open(PageId::Users);
        f.window->page(PageId::Users)->primaryAction();
        auto *dialog = f.waitForDialog<FormDialog>();
        QVERIFY(dialog);
        QTRY_VERIFY(qobject_cast<QLineEdit *>(dialog->focusWidget()));
        auto *line = static_cast<QLineEdit *>(dialog->focusWidget());
        dialog->activateWindow();
        QTRY_VERIFY(line->hasFocus());
        QTest::keyClick(line, Qt::Key_Q, Qt::AltModifier);
        QTest::keyClick(line, Qt::Key_Q);
        QCOMPARE(line->text(), u"q"_s);
    }

    void settingsAreSearched()
    {
        WindowFixture f;
        f.window->open(PageId::Settings);
        Page *page = f.window->page(PageId::Settings);
        f.window->activateWindow();
        QTest::keyClick(f.window.get(), Qt::Key_F, Qt::ControlModifier);
        auto *search = qobject_cast<QLineEdit *>(f.window->focusWidget());
        QVERIFY(search && page->isAncestorOf(search));
        QTest::keyClicks(search, u"backup"_s);
        auto *every = page->findChild<QWidget *>(u"backup_every"_s);
        QVERIFY(every->isVisible());
        QVERIFY(!page->findChild<QWidget *>(u"language"_s)->isVisible());
        QTest::keyClick(search, Qt::Key_Down);
        QVERIFY(every->hasFocus());
        search->setFocus();
        QTest::keyClick(search, Qt::Key_Escape);
        QVERIFY(page->findChild<QWidget *>(u"language"_s)->isVisible());
        search->setText(u"zzzz"_s);
        QVERIFY(!every->isVisible());
        QStringList texts;
        for (const QLabel *label : page->findChildren<QLabel *>())
            texts += label->isVisible() ? label->text() : QString();
        QVERIFY(texts.contains(u"Nothing found for “zzzz”."_s));
    }

    void whoWasAddedIsMarked()
    {
        WindowFixture f(fill);
        Page *page = f.open(PageId::Users);
        auto *table = page->findChild<RowTable *>();
        QTRY_COMPARE(table->proxy().rowCount(), 3);
        page->findChild<QLineEdit *>(u"search"_s)->setText(u"ann"_s); // it would not be seen
        page->primaryAction();
        auto *dialog = f.waitForDialog<FormDialog>();
        QVERIFY(dialog);
        QTRY_VERIFY(qobject_cast<QLineEdit *>(dialog->focusWidget()));
        QTest::keyClicks(dialog->focusWidget(), u"dora"_s);
        dialog->accept();
        QTRY_COMPARE(table->proxy().rowCount(), 4);
        QTRY_VERIFY(table->currentIndex().isValid());
        QCOMPARE(table->currentIndex().siblingAtColumn(0).data().toString(), u"dora"_s);
    }

    void stoppingTwiceAsks()
    {
        WindowFixture f;
        f.control.drains = true;
        f.control.run(u"http://127.0.0.1:5000"_s);
        f.control.setStats({1, 1, 1});
        auto *toggle = f.window->findChild<QAction *>(u"toggleGateway"_s);
        toggle->trigger();
        QCOMPARE(f.control.stops, 1);
        QCOMPARE(f.control.state(), GatewayControl::State::Draining);
        toggle->trigger();
        auto *dialog = f.waitForDialog<ConfirmDialog>();
        QVERIFY(dialog);
        QCOMPARE(f.control.stops, 1); // nothing was cut off yet
        QVERIFY(f.click(dialog, u"Stop now"_s));
        QCOMPARE(f.control.stops, 2);
    }

    void everyKeyIsListed()
    {
        WindowFixture f;
        QTest::keyClick(f.window.get(), Qt::Key_F1);
        auto *dialog = f.waitForDialog<ShortcutsDialog>();
        QVERIFY(dialog);
        QStringList texts;
        for (const QLabel *label : dialog->findChildren<QLabel *>())
            texts += label->text();
        for (const QString &key :
             {u"Ctrl+K"_s, u"Ctrl+N"_s, u"Ctrl+Shift+K"_s, u"Ctrl+Shift+A"_s, u"F1"_s, u"Shift+F10"_s})
            QVERIFY2(texts.contains(key), qPrintable(key));
    }

    void pagesHaveShortcutsOfTheirOwn()
    {
        WindowFixture f(fill);
        f.window->activateWindow();
        auto *import = f.open(PageId::Models)->findChild<QPushButton *>(u"importPrices"_s);
        press(import, Qt::Key_I, Qt::ControlModifier);
        QVERIFY(f.waitForDialog<PriceImportDialog>());
    }

    void theCommandsCanBeSeen()
    {
        WindowFixture f;
        auto *button = f.window->findChild<QAbstractButton *>(u"openCommands"_s);
        QVERIFY(button);
        press(button, Qt::Key_Space);
        QVERIFY(f.waitForDialog<CommandPalette>());
    }
};

QTEST_MAIN(TestKeyboard)
#include "tst_keyboard.moc"
