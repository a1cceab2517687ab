// SPDX-License-Identifier: MIT
#include "ui/dialogs/price_dialog.h"
#include "ui/dialogs/price_import_dialog.h"
#include "ui/dialogs/rate_dialog.h"
#include "ui/dialogs/route_dialog.h"
#include "ui/pages/models_page.h"
#include "ui/support/window_fixture.h"
#include "ui/widgets/row_table.h"
#include "ui/widgets/target_row.h"
#include "ui/widgets/targets_edit.h"
#include "ui/widgets/tiers_edit.h"

#include <QAbstractItemModelTester>
#include <QAbstractItemView>
#include <QCompleter>
#include <QFile>
#include <QMenu>
#include <QShortcut>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

// Two providers that list a model of the same name, and one each that no price is known for.
void fill(Management &management)
{
    for (const QString &name : {u"north"_s, u"south"_s}) {
        const QStringList models{u"shared"_s, QString(name + u"-own"_s)};
        (void)management.addProvider(keylessProvider(name, models), {}, nullptr);
    }
}

QString cell(ModelsPage *page, const QString &model, int column)
{
    for (int row = 0; row < page->models().rowCount(); ++row) {
        if (page->models().index(row, OfferedTable::Name).data().toString() == model)
            return page->models().index(row, column).data().toString();
    }
    return u"(no such model)"_s;
}

template <typename Widget = QLineEdit>
Widget *part(QWidget *parent, const char *name)
{
    return parent->findChild<Widget *>(QLatin1StringView(name));
}

void type(QWidget *parent, const char *name, const QString &text)
{
    auto *line = part(parent, name);
    QVERIFY(line);
    line->selectAll();
    QTest::keyClicks(line, text);
}

} // namespace

class TestModelsPage : public QObject
{
    Q_OBJECT

    static ModelsPage *openPage(WindowFixture &f) { return f.open<ModelsPage>(PageId::Models); }

    // The menu of a row, by the keyboard.
    static QMenu *menuOf(WindowFixture &f, ModelsPage *page, const QString &model)
    {
        auto *table = page->findChild<RowTable *>();
        if (!table->selectRow(OfferedTable::idOf(model)))
            return nullptr;
        QContextMenuEvent event(QContextMenuEvent::Keyboard, {}, {});
        QCoreApplication::sendEvent(table, &event);
        return f.waitForMenu();
    }

private Q_SLOTS:
    void listsWhatProvidersHave()
    {
        WindowFixture f(fill);
        ModelsPage *page = openPage(f);
        const QAbstractItemModelTester tester(const_cast<OfferedTable *>(&page->models()),
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        QTRY_COMPARE(page->models().rowCount(), 3);
        QCOMPARE(cell(page, u"shared"_s, OfferedTable::Way), u"north → south"_s);
        QCOMPARE(cell(page, u"north-own"_s, OfferedTable::Price), u"unpriced"_s);
        QTest::keySequence(f.window.get(), QKeySequence::Find);
        QTest::keyClicks(part(page, "search"), u"south-o"_s);
        QCOMPARE(page->findChild<RowTable *>()->proxy().rowCount(), 1);
    }

    void leadsToProvidersWhereThereIsNone()
    {
        WindowFixture f;
        ModelsPage *page = openPage(f);
        QVERIFY(f.click(page, u"Go to providers"_s));
        QCOMPARE(f.window->current(), PageId::Providers);
    }

    void addsAnAliasAndReordersItByKey()
    {
        WindowFixture f(fill);
        ModelsPage *page = openPage(f);
        QTRY_COMPARE(page->models().rowCount(), 3);
        QTest::keySequence(f.window.get(), QKeySequence::New);
        auto *dialog = f.waitForDialog<RouteDialog>();
        QVERIFY(dialog);
        type(dialog, "name", u"team"_s);
        type(dialog, "model", u"north-own"_s);
        QVERIFY(f.click(dialog, u"Add target"_s));
        auto *edit = dialog->findChild<TargetsEdit *>();
        QCOMPARE(edit->count(), 2);
        const QList<TargetRow *> rows = edit->findChildren<TargetRow *>();
        auto *provider = part<QComboBox>(rows[1], "provider");
        QCOMPARE(dialog->focusWidget(), provider);
        QTest::keyClick(provider, Qt::Key_Down);
        type(rows[1], "model", u"south-own"_s);
        QCOMPARE(part<QLabel>(edit, "sentence")->text(), u"First north. If that fails: south."_s);

        // Keys reach shortcuts of an active window only, and the lists that complete names took that away.
        const auto up = [edit] {
            for (QShortcut *shortcut : edit->findChildren<QShortcut *>()) {
                if (shortcut->key() == QKeySequence(Qt::ALT | Qt::Key_Up))
                    Q_EMIT shortcut->activated();
            }
        };
        part(rows[1], "model")->setFocus();
        up();
        QCOMPARE(part<QLabel>(edit, "sentence")->text(), u"First south. If that fails: north."_s);
        QCOMPARE(dialog->focusWidget(), part(rows[1], "model"));
        up(); // no further
        QCOMPARE(edit->targets()[0].provider, u"south"_s);
        QTest::keyClick(part(rows[1], "model"), Qt::Key_Return);
        QTRY_COMPARE(cell(page, u"team"_s, OfferedTable::Way), u"south/south-own → north/north-own"_s);
        QCOMPARE(cell(page, u"team"_s, OfferedTable::Kind), u"alias"_s);
    }

    // Moved by keyboard or mouse, two that take turns still do; and nobody begins to by being moved.
    void sharingSurvivesMoving_data()
    {
        QTest::addColumn<QList<int>>("priorities");
        QTest::addColumn<int>("from");
        QTest::addColumn<int>("to");
        QTest::addColumn<QList<int>>("after"); // priorities, from the top
        QTest::newRow("both share") << QList<int>{0, 0} << 1 << 0 << QList<int>{0, 0};
        QTest::newRow("one after the other") << QList<int>{0, 1} << 1 << 0 << QList<int>{0, 1};
        QTest::newRow("within three") << QList<int>{0, 1, 1} << 1 << 2 << QList<int>{0, 1, 1};
        QTest::newRow("out of the two") << QList<int>{0, 0, 1} << 1 << 2 << QList<int>{0, 1, 2};
        QTest::newRow("between the two") << QList<int>{0, 0, 1} << 2 << 1 << QList<int>{0, 1, 2};
    }

    void sharingSurvivesMoving()
    {
        QFETCH(QList<int>, priorities);
        QFETCH(int, from);
        QFETCH(int, to);
        Provider provider;
        provider.name = u"north"_s;
        TargetsEdit edit({provider});
        QList<TargetRequest> targets;
        for (const int priority : std::as_const(priorities))
            targets += TargetRequest{u"north"_s, u"model-%1"_s.arg(targets.size()), priority, 1};
        edit.setTargets(targets);
        edit.move(from, to);
        QList<int> after;
        for (const TargetRequest &target : edit.targets())
            after += target.priority;
        QTEST(after, "after");
        QCOMPARE(edit.targets()[to].model, u"model-%1"_s.arg(from));
    }

    void reordersWithTheMouseAndByWeight()
    {
        WindowFixture f(fill);
        f.manage([](Management &management) {
            (void)management.setRoute(
                    u"team"_s, {{u"north"_s, u"north-own"_s, 0, 1}, {u"south"_s, u"south-own"_s, 1, 1}});
        });
        ModelsPage *page = openPage(f);
        QTRY_COMPARE(page->models().rowCount(), 4);
        auto *table = page->findChild<RowTable *>();
        QVERIFY(table->selectRow(OfferedTable::idOf(u"team"_s)));
        QTest::keyClick(table, Qt::Key_Return);
        auto *dialog = f.waitForDialog<RouteDialog>();
        QVERIFY(dialog);
        auto *edit = dialog->findChild<TargetsEdit *>();
        const QList<TargetRow *> rows = edit->findChildren<TargetRow *>();
        auto *grip = rows[0]->findChild<Grip *>();
        QTRY_VERIFY(rows[1]->y() > rows[0]->y());
        QTest::mousePress(grip, Qt::LeftButton);
        const QPoint below = grip->mapFromGlobal(rows[1]->mapToGlobal(QPoint(4, rows[1]->height() - 1)));
        QMouseEvent moved(QEvent::MouseMove, below, grip->mapToGlobal(below), Qt::NoButton, Qt::LeftButton,
                          {});
        QCoreApplication::sendEvent(grip, &moved);
        QTest::mouseRelease(grip, Qt::LeftButton);
        QCOMPARE(edit->targets()[0].provider, u"south"_s);

        auto *when = part<QComboBox>(rows[0], "when");
        QVERIFY(!part(rows[0], "weight")->isVisible());
        when->setFocus();
        QTest::keyClick(when, Qt::Key_Down);
        QTRY_VERIFY(part(rows[0], "weight")->isVisible());
        type(rows[0], "weight", u"3"_s);
        QVERIFY(f.click(dialog, u"Save"_s));
        QTRY_COMPARE(cell(page, u"team"_s, OfferedTable::Way),
                     u"south/south-own 25 % + north/north-own 75 %"_s);
    }

    void refusesANameTwiceAndATargetTwice()
    {
        WindowFixture f(fill);
        f.manage([](Management &management) {
            (void)management.setRoute(u"team"_s, u"north"_s, u"shared"_s);
        });
        ModelsPage *page = openPage(f);
        QTRY_COMPARE(page->models().rowCount(), 4);
        QTest::keySequence(f.window.get(), QKeySequence::New);
        auto *dialog = f.waitForDialog<RouteDialog>();
        QVERIFY(dialog);
        auto *name = dialog->findChild<FormField *>();
        QTest::keyClick(part(dialog, "name"), Qt::Key_Return);
        QCOMPARE(name->error(), u"Enter a name."_s);
        type(dialog, "name", u"team"_s);
        QVERIFY(f.click(dialog, u"Add target"_s));
        QVERIFY(f.click(dialog, u"Add"_s));
        QVERIFY(part(dialog->findChildren<TargetRow *>()[1], "model")->property("invalid").toBool());
        auto *removal = part<QToolButton>(dialog->findChildren<TargetRow *>()[1], "removeTarget");
        QTRY_VERIFY(removal->height() > 10); // has its place
        QTest::mouseClick(removal, Qt::LeftButton);
        QVERIFY(f.click(dialog, u"Add"_s));
        QTRY_VERIFY(name->error().contains(u"already"_s));
        QVERIFY(f.click(dialog, u"Cancel"_s));
        QTRY_VERIFY(f.window->findChildren<RouteDialog *>().isEmpty());
    }

    void removesAnAliasAndBringsItBack()
    {
        WindowFixture f(fill);
        f.manage([](Management &management) {
            (void)management.setRoute(u"team-*"_s, u"north"_s, u"shared"_s);
        });
        ModelsPage *page = openPage(f);
        QTRY_COMPARE(page->models().rowCount(), 4);
        QCOMPARE(cell(page, u"team-*"_s, OfferedTable::Kind), u"pattern"_s);
        auto *table = page->findChild<RowTable *>();
        QVERIFY(table->selectRow(OfferedTable::idOf(u"team-*"_s)));
        QTest::keyClick(table, Qt::Key_Delete);
        QVERIFY(f.click(f.waitForDialog<ConfirmDialog>(), u"Remove"_s));
        QTRY_COMPARE(page->models().rowCount(), 3);
        QVERIFY(f.click(f.window.get(), u"Undo"_s));
        QTRY_COMPARE(cell(page, u"team-*"_s, OfferedTable::Way), u"north/shared"_s);
    }

    void setsAPrice()
    {
        WindowFixture f(fill);
        ModelsPage *page = openPage(f);
        QTRY_COMPARE(cell(page, u"south-own"_s, OfferedTable::Price), u"unpriced"_s);
        QTRY_VERIFY(part<Pill>(page, "unpriced")->isVisible());
        QCOMPARE(part<Pill>(page, "unpriced")->text(), u"3 unpriced"_s);
        QVERIFY(f.trigger(menuOf(f, page, u"south-own"_s), u"Set price at south…"_s));
        auto *dialog = f.waitForDialog<PriceDialog>();
        QVERIFY(dialog);
        type(dialog, "input", u"cheap"_s);
        type(dialog, "output", u"2.5"_s);
        QTest::keyClick(part(dialog, "output"), Qt::Key_Return);
        QCOMPARE(dialog->focusWidget(), part(dialog, "input"));
        QVERIFY(part(dialog, "input")->property("invalid").toBool());
        type(dialog, "input", u"0.6"_s);
        type(dialog, "cacheRead", u"0.06"_s);
        type(dialog, "cacheWriteLong", u"1.2"_s);
        QTest::keyClick(part(dialog, "output"), Qt::Key_Return);
        QTRY_COMPARE(cell(page, u"south-own"_s, OfferedTable::Price), u"$0.60"_s);
        QCOMPARE(cell(page, u"south-own"_s, OfferedTable::Output), u"$2.50"_s);
        QTRY_COMPARE(part<Pill>(page, "unpriced")->text(), u"2 unpriced"_s);
        f.manage([](Management &management) {
            const auto prices = management.prices();
            QVERIFY(prices);
            for (const Price &price : *prices) {
                if (price.model != u"south-own")
                    continue;
                QCOMPARE(price.rates.cacheRead, std::optional<qint64>(60'000));
                QCOMPARE(price.rates.cacheWrite, std::nullopt);
                QCOMPARE(price.rates.cacheWriteLong, std::optional<qint64>(1'200'000));
            }
        });

        QVERIFY(f.trigger(menuOf(f, page, u"south-own"_s), u"Price at south…"_s));
        auto *again = f.waitForDialog<PriceDialog>();
        QVERIFY(again);
        QCOMPARE(part<QLineEdit>(again, "cacheWriteLong")->text(), u"1.2"_s); // what is saved anew keeps it
        QVERIFY(f.click(again, u"Remove this price"_s));
        QTRY_COMPARE(cell(page, u"south-own"_s, OfferedTable::Price), u"unpriced"_s);
    }

    void pricesOfLongPromptsAreEdited()
    {
        WindowFixture f(fill);
        f.manage([](Management &management) {
            Price price;
            price.model = u"south-own"_s;
            price.rates = {600'000, 2'500'000, {}, {}, {}};
            price.tiers = {{200'000, {1'200'000, 5'000'000, {}, {}, 9'000'000}}};
            QVERIFY(management.setPrice(price, {}));
        });
        ModelsPage *page = openPage(f);
        QTRY_COMPARE(cell(page, u"south-own"_s, OfferedTable::Price), u"$0.60"_s);
        QVERIFY(f.trigger(menuOf(f, page, u"south-own"_s), u"Price at south…"_s));
        auto *dialog = f.waitForDialog<PriceDialog>();
        QVERIFY(dialog);
        auto *tiers = dialog->findChild<TiersEdit *>();
        QCOMPARE(tiers->count(), 1);
        QCOMPARE(part<QLineEdit>(tiers, "tierInput")->text(), u"1.2"_s);
        QVERIFY(f.click(dialog, u"Add tier"_s));
        QCOMPARE(tiers->count(), 2);
        const auto from = tiers->findChildren<QLineEdit *>(u"tierFrom"_s);
        QCOMPARE(dialog->focusWidget(), from[1]);
        const auto cellOf = [&](const char *name) {
            return tiers->findChildren<QLineEdit *>(QString::fromLatin1(name))[1];
        };
        cellOf("tierInput")->setText(u"0.8"_s);
        cellOf("tierOutput")->setText(u"3"_s);
        from[1]->setText(u"200,000"_s); // there is one from there on
        dialog->accept();
        QCOMPARE(dialog->focusWidget(), from[1]);
        QVERIFY(!tiers->read());
        from[1]->setText(u"many"_s);
        QVERIFY(!tiers->read());
        from[1]->setText(u"100,000"_s);
        cellOf("tierOutput")->setText(u"cheap"_s);
        QVERIFY(!tiers->read());
        cellOf("tierOutput")->setText(u"3"_s);
        dialog->accept();
        QTRY_VERIFY(f.window->findChildren<PriceDialog *>().isEmpty());
        f.manage([](Management &management) {
            const auto prices = management.prices();
            QVERIFY(prices);
            QList<PriceTier> stored;
            for (const Price &price : *prices) {
                if (price.model == u"south-own")
                    stored = price.tiers; // the last one is in force
            }
            const QList<PriceTier> expected{{100'000, {800'000, 3'000'000, {}, {}, {}}},
                                            {200'000, {1'200'000, 5'000'000, {}, {}, 9'000'000}}};
            QCOMPARE(stored, expected);
        });
    }

    void importsAListAfterAPreview()
    {
        WindowFixture f([](Management &management) {
            Provider provider = keylessProvider(u"deep"_s, {u"brand-new"_s});
            provider.preset = u"deepseek"_s;
            (void)management.addProvider(provider, {}, nullptr);
        });
        ModelsPage *page = openPage(f);
        QTRY_COMPARE(cell(page, u"brand-new"_s, OfferedTable::Price), u"unpriced"_s);
        QFile list(f.dataDir() + u"/list.json"_s);
        QVERIFY(list.open(QIODevice::WriteOnly));
        list.write(R"({"deepseek/brand-new": {"litellm_provider": "deepseek", "mode": "chat",
                   "input_cost_per_token": 3e-07, "output_cost_per_token": 1.2e-06},
                   "deepseek/elsewhere": {"litellm_provider": "deepseek", "mode": "chat",
                   "input_cost_per_token": 1e-06, "output_cost_per_token": 1e-06}})");
        list.close();
        QTest::keyClick(page, Qt::Key_I, Qt::ControlModifier);
        auto *dialog = f.waitForDialog<PriceImportDialog>();
        QVERIFY(dialog);
        const QAbstractItemModelTester tester(const_cast<PriceChanges *>(&dialog->changes()),
                                              QAbstractItemModelTester::FailureReportingMode::QtTest);
        type(dialog, "path", f.dataDir() + u"/none.json"_s);
        QTest::keyClick(part(dialog, "path"), Qt::Key_Return);
        QTRY_VERIFY(!dialog->findChild<FormField *>()->error().isEmpty());
        type(dialog, "path", list.fileName());
        QTest::keyClick(part(dialog, "path"), Qt::Key_Return);
        QTRY_COMPARE(dialog->changes().rowCount(), 1);
        QCOMPARE(dialog->changes().index(0, PriceChanges::Kind).data().toString(), u"new"_s);
        QCOMPARE(dialog->changes().index(0, PriceChanges::After).data().toString(), u"$0.30 / $1.20"_s);
        QCOMPARE(part<QLabel>(dialog, "summary")->text(), u"0 changed, 1 new, 0 unchanged"_s);
        QCOMPARE(cell(page, u"brand-new"_s, OfferedTable::Price), u"unpriced"_s); // only shown so far
        QVERIFY(f.click(dialog, u"Import 1 prices"_s) || f.click(dialog, u"Import 1 price"_s));
        QTRY_COMPARE(cell(page, u"brand-new"_s, OfferedTable::Price), u"$0.30"_s);
        QCOMPARE(cell(page, u"brand-new"_s, OfferedTable::Output), u"$1.20"_s);
    }

    void changesTheExchangeRate()
    {
        WindowFixture f(fill);
        ModelsPage *page = openPage(f);
        QCOMPARE(part<QLabel>(page, "exchangeRate")->text(), u"1 USD = 7.1 CNY"_s);
        QVERIFY(f.click(page, u"Change…"_s));
        auto *dialog = f.waitForDialog<RateDialog>();
        QVERIFY(dialog);
        type(dialog, "rate", u"seven"_s);
        QTest::keyClick(part(dialog, "rate"), Qt::Key_Return);
        QVERIFY(!dialog->findChild<FormField *>()->error().isEmpty());
        type(dialog, "rate", u"7.25"_s);
        QTest::keyClick(part(dialog, "rate"), Qt::Key_Return);
        QTRY_COMPARE(part<QLabel>(page, "exchangeRate")->text(), u"1 USD = 7.25 CNY"_s);
    }
};

QTEST_MAIN(TestModelsPage)
#include "tst_models_page.moc"
