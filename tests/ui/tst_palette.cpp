// SPDX-License-Identifier: MIT
#include "ui/dialogs/issue_key_dialog.h"
#include "ui/dialogs/provider_dialog.h"
#include "ui/pages/keys_page.h"
#include "ui/pages/users_page.h"
#include "ui/palette/command_palette.h"
#include "ui/palette/fuzzy.h"
#include "ui/support/window_fixture.h"
#include "ui/widgets/row_table.h"

#include <QAbstractItemModelTester>
#include <QAction>
#include <QApplication>
#include <QClipboard>
#include <QLineEdit>
#include <QListView>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

CommandPalette *openPalette(WindowFixture &f)
{
    // The window is active again as soon as the dialog before has gone.
    f.window->activateWindow();
    (void)QTest::qWaitForWindowActive(f.window.get());
    QTest::keyClick(f.window.get(), Qt::Key_K, Qt::ControlModifier);
    return f.waitForDialog<CommandPalette>();
}

QString firstTitle(const CommandPalette *palette)
{
    const PaletteEntry *entry = palette->model().entry(0);
    return entry ? entry->title : QString();
}

void type(CommandPalette *palette, const QString &text)
{
    auto *line = palette->findChild<QLineEdit *>();
    line->selectAll();
    line->insert(text); // as an input method does: Chinese has no keys
}

void press(CommandPalette *palette, Qt::Key key)
{
    QTest::keyClick(palette->findChild<QLineEdit *>(), key);
}

void fillTeam(Management &management)
{
    QVERIFY(management.addUser(u"ann"_s));
    QVERIFY(management.addUser(u"设计组"_s));
    QVERIFY(management.issueKey({u"ann"_s, u"laptop"_s}));
    QVERIFY(management.issueKey({u"设计组"_s, u"figma"_s}));
    const QStringList models{u"deepseek-chat"_s, u"deepseek-reasoner"_s};
    QVERIFY(management.addProvider(keylessProvider(u"deepseek"_s, models), {}, nullptr));
}

} // namespace

class TestPalette : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void fuzzyFinds_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("text");
        QTest::addColumn<QList<int>>("positions"); // empty: no match
        QTest::newRow("beginning") << u"set"_s << u"Settings"_s << QList<int>{0, 1, 2};
        QTest::newRow("case") << u"SET"_s << u"settings"_s << QList<int>{0, 1, 2};
        QTest::newRow("initials") << u"ik"_s << u"Issue a key"_s << QList<int>{0, 8};
        QTest::newRow("words in any order")
                << u"key issue"_s << u"Issue a key"_s << QList<int>{0, 1, 2, 3, 4, 8, 9, 10};
        QTest::newRow("a run rather than spread")
                << u"chat"_s << u"c-h deepseek-chat"_s << QList<int>{13, 14, 15, 16};
        QTest::newRow("camel case") << u"gpt"_s << u"myGreatPlainTool"_s << QList<int>{2, 7, 12};
        QTest::newRow("Chinese") << u"设组"_s << u"设计组"_s << QList<int>{0, 2};
        QTest::newRow("missing") << u"xyz"_s << u"Settings"_s << QList<int>{};
        QTest::newRow("wrong order") << u"tes"_s << u"set"_s << QList<int>{};
        QTest::newRow("longer than the text") << u"settings and more"_s << u"set"_s << QList<int>{};
    }

    void fuzzyFinds()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, text);
        QFETCH(QList<int>, positions);
        const auto match = fuzzyMatch(pattern, text);
        QCOMPARE(match.has_value(), !positions.isEmpty());
        if (match)
            QCOMPARE(match->positions, positions);
    }

    void fuzzyRanks_data()
    {
        QTest::addColumn<QString>("pattern");
        QTest::addColumn<QString>("better");
        QTest::addColumn<QString>("worse");
        QTest::newRow("beginning") << u"key"_s << u"Keys"_s << u"Issue a key"_s;
        QTest::newRow("word before middle") << u"key"_s << u"Issue a key"_s << u"monkey"_s;
        QTest::newRow("run before gaps") << u"use"_s << u"a user"_s << u"u-s-e"_s.replace(u'-', u"xx"_s);
        QTest::newRow("shorter") << u"gpt"_s << u"gpt-5"_s << u"gpt-5-mini-high-2026-preview"_s;
    }

    void fuzzyRanks()
    {
        QFETCH(QString, pattern);
        QFETCH(QString, better);
        QFETCH(QString, worse);
        QVERIFY(fuzzyMatch(pattern, better)->score > fuzzyMatch(pattern, worse)->score);
        QCOMPARE(fuzzyMatch({}, better)->score, 0);
    }

    void modelHoldsItsContract()
    {
        PaletteModel model;
        QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        QList<PaletteEntry> entries;
        for (int i = 0; i < 200; ++i)
            entries += {PaletteEntry::Kind::User, u"user:%1"_s.arg(i), {}, u"person %1"_s.arg(i)};
        entries += {PaletteEntry::Kind::Action, u"action:quit"_s, {}, u"Quit"_s, {}, u"exit"_s};
        model.setRecent({u"user:7"_s});
        model.setEntries(entries);
        QCOMPARE(model.rowCount(), 2); // people are many: only those used last, and what can be done
        QCOMPARE(model.entry(0)->id, u"user:7"_s);
        model.setQuery(u"person"_s);
        QCOMPARE(model.rowCount(), PaletteModel::mostShown);
        QCOMPARE(model.entry(0)->id, u"user:7"_s);
        model.setQuery(u"exit"_s);
        QCOMPARE(model.entry(0)->id, u"action:quit"_s);
        model.setQuery(u"nothing of the kind"_s);
        QCOMPARE(model.rowCount(), 0);
    }

    void goesToPages()
    {
        WindowFixture f;
        CommandPalette *palette = openPalette(f);
        QVERIFY(palette);
        QCOMPARE(palette->model().rowCount() > 8, true);
        type(palette, u"sett"_s);
        QCOMPARE(firstTitle(palette), u"Settings"_s);
        press(palette, Qt::Key_Return);
        QTRY_COMPARE(f.window->current(), PageId::Settings);
        QTRY_VERIFY(!f.window->findChild<CommandPalette *>());

        palette = openPalette(f); // what was used last comes first
        QVERIFY(palette);
        QCOMPARE(firstTitle(palette), u"Settings"_s);
        press(palette, Qt::Key_Escape);
        QTRY_VERIFY(!f.window->findChild<CommandPalette *>());
    }

    void opensFromWithinAField()
    {
        WindowFixture f(fillTeam);
        auto *search = f.open(PageId::Users)->findChild<QLineEdit *>(u"search"_s);
        QTRY_VERIFY(search->isVisible());
        search->setFocus();
        QTest::keyClick(search, Qt::Key_K, Qt::ControlModifier);
        QVERIFY(f.waitForDialog<CommandPalette>());
        QVERIFY(search->text().isEmpty());
    }

    void findsUsersKeysAndModels()
    {
        WindowFixture f(fillTeam);
        CommandPalette *palette = openPalette(f);
        QVERIFY(palette);
        type(palette, u"设计"_s);
        QTRY_COMPARE(firstTitle(palette), u"设计组"_s);
        press(palette, Qt::Key_Return);
        QTRY_COMPARE(f.window->current(), PageId::Users);
        auto *users = static_cast<UsersPage *>(f.window->page(PageId::Users));
        auto *table = users->findChild<RowTable *>();
        QTRY_VERIFY(table->currentRow() >= 0);
        QCOMPARE(users->model().row(table->currentRow())->info.user.name, u"设计组"_s);

        palette = openPalette(f);
        QVERIFY(palette);
        type(palette, u"ann laptop"_s);
        QTRY_COMPARE(firstTitle(palette), u"laptop"_s);
        press(palette, Qt::Key_Return);
        QTRY_COMPARE(f.window->current(), PageId::Keys);
        auto *keys = static_cast<KeysPage *>(f.window->page(PageId::Keys));
        QTRY_VERIFY(keys->findChild<RowTable *>()->currentRow() >= 0);
        QCOMPARE(keys->model().row(keys->findChild<RowTable *>()->currentRow())->info.key.label, u"laptop"_s);

        palette = openPalette(f);
        QVERIFY(palette);
        type(palette, u"dreasoner"_s);
        QTRY_COMPARE(firstTitle(palette), u"deepseek-reasoner"_s);
        press(palette, Qt::Key_Return);
        QTRY_VERIFY(f.window->current() != PageId::Keys);
    }

    void doesThings()
    {
        WindowFixture f(fillTeam);
        CommandPalette *palette = openPalette(f);
        QVERIFY(palette);
        type(palette, u"start"_s);
        QCOMPARE(firstTitle(palette), u"Start the gateway"_s);
        press(palette, Qt::Key_Return);
        QTRY_COMPARE(f.control.starts, 1);

        palette = openPalette(f);
        QVERIFY(palette);
        type(palette, u"copy addr"_s);
        press(palette, Qt::Key_Return);
        QTRY_COMPARE(QApplication::clipboard()->text(), u"http://127.0.0.1:5000"_s);

        palette = openPalette(f);
        QVERIFY(palette);
        type(palette, u"provider add"_s);
        press(palette, Qt::Key_Return);
        auto *dialog = f.waitForDialog<ProviderDialog>();
        QVERIFY(dialog);
        dialog->close();

        palette = openPalette(f);
        QVERIFY(palette);
        type(palette, u"switch to chinese"_s);
        press(palette, Qt::Key_Return);
        QTRY_COMPARE(f.window->windowTitle(), u"API 网关"_s);
        palette = openPalette(f);
        QVERIFY(palette);
        type(palette, u"settings"_s); // the English word finds it still
        QCOMPARE(firstTitle(palette), u"设置"_s);
        type(palette, u"english"_s);
        press(palette, Qt::Key_Return);
        QTRY_COMPARE(f.backend->settings().language, u"en"_s);
    }

    void arrowsMoveAndWrap()
    {
        WindowFixture f;
        CommandPalette *palette = openPalette(f);
        QVERIFY(palette);
        auto *list = palette->findChild<QListView *>();
        QCOMPARE(list->currentIndex().row(), 0);
        press(palette, Qt::Key_Down);
        QCOMPARE(list->currentIndex().row(), 1);
        press(palette, Qt::Key_Up);
        press(palette, Qt::Key_Up);
        QCOMPARE(list->currentIndex().row(), palette->model().rowCount() - 1);
        press(palette, Qt::Key_Down);
        QCOMPARE(list->currentIndex().row(), 0);
        press(palette, Qt::Key_PageDown);
        QVERIFY(list->currentIndex().row() > 4);
    }

    void everyActionHasAShortcutOfItsOwn()
    {
        WindowFixture f;
        QStringList seen;
        const auto actions = f.window->actions();
        QVERIFY(actions.size() > 10);
        for (const QAction *action : actions) {
            const QString keys = action->shortcut().toString(QKeySequence::PortableText);
            QVERIFY2(!keys.isEmpty(), qPrintable(action->objectName()));
            QVERIFY2(!seen.contains(keys), qPrintable(keys));
            QVERIFY2(!action->text().isEmpty(), qPrintable(action->objectName()));
            seen += keys;
        }
    }

    void shortcutsWork()
    {
        WindowFixture f(fillTeam);
        QTest::keyClick(f.window.get(), Qt::Key_S, Qt::ControlModifier | Qt::ShiftModifier);
        QCOMPARE(f.control.starts, 1);
        QTest::keyClick(f.window.get(), Qt::Key_K, Qt::ControlModifier | Qt::ShiftModifier);
        QVERIFY(f.waitForDialog<IssueKeyDialog>());
        QCOMPARE(f.window->current(), PageId::Keys);
    }
};

QTEST_MAIN(TestPalette)
#include "tst_palette.moc"
