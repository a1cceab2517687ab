// SPDX-License-Identifier: MIT
#include "ui/dialogs/price_import_dialog.h"
#include "ui/palette/command_palette.h"
#include "ui/palette/palette_places.h"
#include "ui/support/window_fixture.h"
#include "ui/widgets/row_table.h"

#include <QComboBox>
#include <QLabel>
#include <QLineEdit>
#include <QMenu>
#include <QScrollArea>
#include <QTest>
#include <QToolButton>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

void fill(Management &management)
{
    QVERIFY(management.addUser(u"ann"_s));
    QVERIFY(management.issueKey({u"ann"_s, u"laptop"_s}));
    Provider provider;
    provider.name = u"kepler"_s;
    provider.baseUrl = u"https://api.example.com/v1"_s;
    provider.auth = AuthStyle::None;
    provider.models = {u"kepler-chat"_s, u"moonshot-v1-8k-vision-preview"_s};
    QVERIFY(management.addProvider(provider, {}, nullptr));
}

CommandPalette *openPalette(WindowFixture &f, const QString &query = {})
{
    f.window->activateWindow();
    (void)QTest::qWaitForWindowActive(f.window.get());
    QTest::keyClick(f.window.get(), Qt::Key_K, Qt::ControlModifier);
    auto *palette = f.waitForDialog<CommandPalette>();
    if (palette)
        palette->findChild<QLineEdit *>()->insert(query);
    return palette;
}

void enter(CommandPalette *palette)
{
    QTest::keyClick(palette->findChild<QLineEdit *>(), Qt::Key_Return);
}

QString firstTitle(const CommandPalette *palette)
{
    const PaletteEntry *entry = palette->model().entry(0);
    return entry ? entry->title : QString();
}

} // namespace

// What is typed into the palette leads to the thing itself, and the focus with it.
class TestPalettePlaces : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aPageThatItOpensHasTheFocus_data()
    {
        QTest::addColumn<QString>("query");
        QTest::addColumn<int>("page");
        QTest::newRow("users") << u"users"_s << int(PageId::Users);
        QTest::newRow("keys") << u"keys"_s << int(PageId::Keys);
        QTest::newRow("revoke") << u"revoke"_s << int(PageId::Keys);
        QTest::newRow("price") << u"set price"_s << int(PageId::Models);
        QTest::newRow("statement") << u"statement"_s << int(PageId::Users);
    }

    void aPageThatItOpensHasTheFocus()
    {
        QFETCH(QString, query);
        QFETCH(int, page);
        WindowFixture f(fill);
        CommandPalette *palette = openPalette(f, query);
        QVERIFY(palette);
        enter(palette);
        QTRY_COMPARE(int(f.window->current()), page);
        auto *table = f.window->page(PageId(page))->findChild<RowTable *>();
        QTRY_VERIFY(table->hasFocus());
    }

    // A window manager gives the focus back when it likes.
    void theFocusWaitsForTheWindow()
    {
        WindowFixture f(fill);
        CommandPalette *palette = openPalette(f, u"users"_s);
        QVERIFY(palette);
        QCOMPARE(palette->model().entry(0)->id, u"page:users"_s);
        const auto run = palette->model().entry(0)->run;
        palette->close();
        QTRY_VERIFY(!f.window->findChild<CommandPalette *>());
        QWidget other;
        other.show();
        other.activateWindow();
        QTRY_VERIFY(other.isActiveWindow());
        run();
        auto *table = f.window->page(PageId::Users)->findChild<RowTable *>();
        QTRY_COMPARE(table->proxy().rowCount(), 1);
        QVERIFY(!table->hasFocus());
        f.window->activateWindow();
        QTRY_VERIFY(table->hasFocus());
    }

    void aWordLeadsToItsSetting_data()
    {
        QTest::addColumn<QString>("name");
        QTest::newRow("logs") << u"access_log"_s;
        QTest::newRow("backup") << u"backup_every"_s;
        QTest::newRow("retention") << u"retention_days"_s;
        QTest::newRow("capture") << u"capture"_s;
        QTest::newRow("language") << u"language"_s;
        QTest::newRow("theme") << u"theme"_s;
        QTest::newRow("address") << u"host"_s;
        QTest::newRow("port") << u"port"_s;
        QTest::newRow("notifications") << u"notifications"_s;
        QTest::newRow("currency") << u"usd_cny_rate"_s;
        QTest::newRow("proxy") << u"upstream_proxy"_s;
        QTest::newRow("time zone") << u"timezone"_s;
        QTest::newRow("cors") << u"allowed_hosts"_s;
    }

    void aWordLeadsToItsSetting()
    {
        QFETCH(QString, name);
        WindowFixture f(fill);
        CommandPalette *palette = openPalette(f, QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY(palette);
        QCOMPARE(palette->model().entry(0)->id, QString(u"setting:"_s + name));
        enter(palette);
        QTRY_COMPARE(f.window->current(), PageId::Settings);
        auto *editor = f.window->page(PageId::Settings)->findChild<QWidget *>(name);
        QVERIFY(editor);
        QTRY_VERIFY(editor->hasFocus());
        auto *scroll = f.window->page(PageId::Settings)->findChild<QScrollArea *>();
        const auto inSight = [&] {
            return scroll->viewport()->rect().contains(
                    editor->mapTo(scroll->viewport(), editor->rect().center()));
        };
        QTRY_VERIFY(inSight());
    }

    void everySettingThatIsNamedIsThere()
    {
        WindowFixture f;
        Page *page = f.window->page(PageId::Settings);
        const auto settings = PalettePlaces().settings();
        QVERIFY(settings.size() > 15);
        for (const PaletteEntry &entry : settings)
            QVERIFY2(page->findChild<QWidget *>(entry.id.section(u':', 1)), qPrintable(entry.id));
    }

    void exportsAndImports()
    {
        WindowFixture f(fill);
        f.window->open(PageId::Keys);
        CommandPalette *palette = openPalette(f, u"import pri"_s);
        QVERIFY(palette);
        enter(palette);
        auto *dialog = f.waitForDialog<PriceImportDialog>();
        QVERIFY(dialog);
        QCOMPARE(f.window->current(), PageId::Models);
        dialog->close();
        QTRY_VERIFY(!f.window->findChild<PriceImportDialog *>());

        palette = openPalette(f, u"export"_s);
        QVERIFY(palette);
        auto *menu = f.window->page(PageId::Overview)->findChild<QPushButton *>(u"export"_s)->menu();
        bool shown = false;
        connect(menu, &QMenu::aboutToShow, menu, [menu, &shown] {
            shown = true;
            QMetaObject::invokeMethod(menu, &QMenu::close, Qt::QueuedConnection);
        });
        enter(palette);
        QTRY_VERIFY(shown);
        QCOMPARE(f.window->current(), PageId::Overview);
    }

    void withNothingTypedItBeginsWithWhatCanBeDone()
    {
        WindowFixture f(fill);
        CommandPalette *palette = openPalette(f);
        QVERIFY(palette);
        QCOMPARE(firstTitle(palette), u"Issue a key"_s);
        for (int row = 0; row < 9; ++row)
            QVERIFY(palette->model().entry(row)->kind == PaletteEntry::Kind::Action);
        bool pages = false;
        for (int row = 0; row < palette->model().rowCount(); ++row)
            pages = pages || palette->model().entry(row)->kind == PaletteEntry::Kind::Page;
        QVERIFY(pages); // further down
    }

    void ofWhatWasUsedOnlyTheLastStandsFirst()
    {
        PaletteModel model;
        QList<PaletteEntry> entries;
        QStringList used;
        for (int i = 0; i < 8; ++i) {
            entries += {PaletteEntry::Kind::Page, u"page:%1"_s.arg(i), {}, u"Page %1"_s.arg(i)};
            used += entries.constLast().id;
        }
        entries += {PaletteEntry::Kind::Action, u"action:quit"_s, {}, u"Quit"_s};
        model.setRecent(used);
        model.setEntries(entries);
        QCOMPARE(model.entry(0)->id, u"page:0"_s);
        QCOMPARE(model.entry(3)->id, u"page:3"_s);
        QCOMPARE(model.entry(4)->id, u"action:quit"_s);
        QCOMPARE(model.rowCount(), 9);
    }

    void anEnglishNameFindsThePageInChinese()
    {
        WindowFixture f([](Management &management) {
            fill(management);
            QVERIFY(management.setSetting(u"language"_s, u"zh_CN"_s));
        });
        CommandPalette *palette = openPalette(f, u"ke"_s);
        QVERIFY(palette);
        QTRY_VERIFY(palette->model().rowCount() > 3); // those that are asked for have come
        QCOMPARE(firstTitle(palette), u"密钥"_s);
    }

    void noActionFitsByLettersHereAndThere()
    {
        WindowFixture f(fill);
        f.control.drains = true;
        f.control.run(u"http://127.0.0.1:5000"_s);
        f.control.stop();
        CommandPalette *palette = openPalette(f, u"start"_s);
        QVERIFY(palette);
        for (int row = 0; row < palette->model().rowCount(); ++row) {
            QVERIFY2(!palette->model().entry(row)->title.startsWith("Switch"_L1),
                     qPrintable(palette->model().entry(row)->title));
            QVERIFY2(!palette->model().entry(row)->title.startsWith("Stop"_L1),
                     qPrintable(palette->model().entry(row)->title));
        }
    }

    void itIsAsHighAsWhatItShows()
    {
        WindowFixture f(fill);
        CommandPalette *palette = openPalette(f);
        QVERIFY(palette);
        const int full = palette->height();
        palette->findChild<QLineEdit *>()->setText(u"quit"_s);
        QVERIFY(palette->height() < full / 2);
        const int one = palette->height();
        palette->findChild<QLineEdit *>()->setText(u"zzzz"_s);
        QCOMPARE(palette->model().rowCount(), 0);
        QVERIFY(palette->height() <= one + 20);
        QStringList texts;
        for (const QLabel *label : palette->findChildren<QLabel *>())
            texts += label->isVisible() ? label->text() : QString();
        QVERIFY(texts.contains(u"Nothing found for “zzzz”."_s));
        palette->findChild<QLineEdit *>()->clear();
        QCOMPARE(palette->height(), full);
    }
};

QTEST_MAIN(TestPalettePlaces)
#include "tst_palette_places.moc"
