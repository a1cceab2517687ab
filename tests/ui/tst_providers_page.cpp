// SPDX-License-Identifier: MIT
#include "ui/dialogs/provider_key_dialog.h"
#include "ui/pages/attention.h"
#include "ui/pages/provider_card.h"
#include "ui/support/provider_windows.h"

#include <QLineEdit>
#include <QMenu>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

Q_DECLARE_METATYPE(gateway::ui::ProviderFacts)
Q_DECLARE_METATYPE(gateway::ui::ProviderHealth)

// The cards of providers: how they fare, their keys, and what their menus do.
class TestProvidersPage : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // The pill tells whether it works, not whether somebody switched it on.
    void tellsItsHealth_data()
    {
        QTest::addColumn<ProviderFacts>("facts");
        QTest::addColumn<ProviderHealth>("health");
        SealedKey good;
        good.id = 1;
        SealedKey refused = good;
        refused.id = 2;
        refused.flaggedAt = Time{};
        refused.flag = u"HTTP 401"_s;
        ProviderFacts fresh;
        fresh.provider.enabled = true;
        fresh.provider.keys = {good};
        const auto row = [&fresh](const char *name, ProviderHealth health,
                                  const std::function<void(ProviderFacts &)> &change) {
            ProviderFacts facts = fresh;
            change(facts);
            QTest::newRow(name) << facts << health;
        };
        const auto today = [](qint64 requests, qint64 failed) {
            UsageSum sum;
            sum.requests = requests;
            sum.failed = failed;
            return sum;
        };
        ProbeReport ok;
        ok.ok = true;
        row("fresh", ProviderHealth::Unknown, [](ProviderFacts &) {});
        row("no calls", ProviderHealth::Unknown, [&](ProviderFacts &f) { f.today = today(0, 0); });
        row("calls", ProviderHealth::Works, [&](ProviderFacts &f) { f.today = today(5, 1); });
        row("failures only", ProviderHealth::Unknown, [&](ProviderFacts &f) { f.today = today(5, 5); });
        row("tested", ProviderHealth::Works, [&](ProviderFacts &f) { f.report = ok; });
        row("test failed", ProviderHealth::Down, [&](ProviderFacts &f) {
            f.report = ProbeReport();
            f.today = today(5, 1);
        });
        row("one key refused", ProviderHealth::Partly, [&](ProviderFacts &f) {
            f.provider.keys = {good, refused};
        });
        row("all keys refused", ProviderHealth::Down, [&](ProviderFacts &f) {
            f.provider.keys = {refused};
            f.report = ok; // of before
        });
        row("a model rests", ProviderHealth::Partly, [](ProviderFacts &f) {
            ProviderTrouble trouble;
            trouble.model = u"kimi-k3"_s;
            f.troubles = {trouble};
        });
        row("all of it rests", ProviderHealth::Down, [](ProviderFacts &f) { f.troubles = {{}}; });
        row("off", ProviderHealth::Off, [&](ProviderFacts &f) {
            f.provider.enabled = false;
            f.report = ok;
        });
    }
    void tellsItsHealth()
    {
        QFETCH(ProviderFacts, facts);
        QTEST(healthOf(facts), "health");
    }

    // An empty account wants money, not another key; and it is said once.
    void anEmptyAccountIsNotARefusedKey()
    {
        WindowFixture f([](Management &management) { QVERIFY(setUpDemo(management, {})); });
        ProvidersPage *page = openProviders(f);
        QTRY_COMPARE(page->cards().size(), 1);
        ProviderCard *card = page->cards()[0];
        Provider provider = card->provider();
        SealedKey paid;
        paid.id = 1;
        paid.hint = u"0aZs"_s;
        SealedKey empty = paid;
        empty.id = 2;
        empty.flaggedAt = f.backend->now();
        empty.flag = u"HTTP 402"_s;
        provider.dialect = Dialect::OpenAi;
        provider.keys = {paid, empty};
        card->setProvider(provider);
        QVERIFY(shows(card, u"top up"_s));
        ProbeReport report;
        report.httpStatus = 402;
        report.message = u"The account has no credit left (HTTP 402)."_s;
        card->setReport(report);
        QVERIFY(!shows(card, report.message));
        QVERIFY(card->resultText().contains(u"see the provider key"_s));
        report.httpStatus = 500;
        report.message = u"broken"_s;
        card->setReport(report);
        QVERIFY(card->resultText().contains(u"broken"_s));
    }

    void theDemoIsMarkedAndAnswers()
    {
        WindowFixture f([](Management &management) { QVERIFY(setUpDemo(management, {})); });
        ProvidersPage *page = openProviders(f);
        QTRY_COMPARE(page->cards().size(), 1);
        QTRY_VERIFY(shows(page->cards()[0], u"Answers inside this program"_s)); // once it is laid out
        QVERIFY(f.click(page->cards()[0], u"Test"_s));
        QTRY_VERIFY_WITH_TIMEOUT(page->cards()[0]->resultText().startsWith(u"Works"_s), 15'000);
    }

    void replacesAKeyInPlace()
    {
        FakeUpstream upstream(listsTwoModels);
        WindowFixture f;
        ProvidersPage *page = openProviders(f);
        ProviderDialog *dialog = openProviderDialog(f);
        typeProvider(dialog, u"here"_s, upstream.baseUrl(), u"sk-upstream-wrong-key-of-the-test-0000"_s);
        QVERIFY(f.click(dialog, u"Add"_s));
        QTRY_COMPARE(page->cards().size(), 1);
        QVERIFY(f.click(page->cards()[0], u"Replace provider key…"_s));
        auto *replace = f.waitForDialog<ProviderKeyDialog>();
        QVERIFY(replace);
        QVERIFY(shows(replace, u"0000"_s));
        replace->findChild<QLineEdit *>()->setText(QString::fromLatin1(goodKey));
        QVERIFY(f.click(replace, u"Replace"_s));
        QTRY_COMPARE(page->cards()[0]->provider().keys.value(0).hint, u"9fQa"_s);
        QCOMPARE(page->cards()[0]->provider().keys.size(), 1);
        QTRY_VERIFY(page->cards()[0]->resultText().startsWith(u"Works"_s)); // tested by itself
    }

    void severalKeysAndARefusedOne()
    {
        WindowFixture f;
        ProvidersPage *page = openProviders(f);
        ProviderDialog *dialog = openProviderDialog(f);
        typeProvider(dialog, u"here"_s, u"http://127.0.0.1:9/v1"_s, u"sk-upstream-first-of-the-test-1111"_s);
        QVERIFY(f.click(dialog, u"Add"_s));
        QTRY_COMPARE(page->cards().size(), 1);
        ProviderCard *card = page->cards()[0];
        QVERIFY(!shows(card, u"…1111"_s) || shows(card, u"key …1111"_s)); // in the line of facts
        Q_EMIT card->menuRequested(QPoint(300, 300));
        QVERIFY(f.trigger(f.waitForMenu(), u"Add another provider key…"_s));
        auto *add = f.waitForDialog<ProviderKeyDialog>();
        QVERIFY(add);
        add->findChild<QLineEdit *>()->setText(u"sk-upstream-second-of-the-test-2222"_s);
        QVERIFY(f.click(add, u"Add"_s));
        QTRY_COMPARE(card->provider().keys.size(), 2);
        QTRY_VERIFY(shows(card, u"2 provider keys"_s) && shows(card, u"in use"_s));

        const qint64 first = card->provider().keys.first().id;
        f.manage([first](Management &management) {
            QVERIFY(management.flagProviderKey(first, u"HTTP 401"_s));
        });
        f.backend->checkRevision();
        QTRY_VERIFY(shows(card, u"refused by the provider (HTTP 401)"_s));

        f.window->open(PageId::Overview);
        auto *problems = f.window->findChild<ProblemsCard *>();
        QTRY_VERIFY(shows(problems, u"here · …1111 · HTTP 401 · just now"_s));
        QVERIFY(f.click(problems, u"Replace provider key"_s));
        QCOMPARE(f.window->current(), PageId::Providers);
        QTRY_VERIFY(card->isAncestorOf(f.window->focusWidget()));

        QVERIFY(f.click(card, u"Replace"_s)); // the last one: of the second key
        auto *replace = f.waitForDialog<ProviderKeyDialog>();
        QVERIFY(replace);
        QVERIFY(shows(replace, u"2222"_s));
        replace->reject();
        Q_EMIT card->keyRequested(first);
        QTRY_VERIFY((replace = f.waitForDialog<ProviderKeyDialog>()) && shows(replace, u"1111"_s));
        replace->findChild<QLineEdit *>()->setText(u"sk-upstream-third-of-the-test-3333"_s);
        QVERIFY(f.click(replace, u"Replace"_s));
        QTRY_VERIFY(!shows(card, u"refused by the provider"_s));
        QCOMPARE(card->provider().keys.size(), 2);

        Q_EMIT card->removeKeyRequested(card->provider().keys.last().id);
        auto *confirm = f.waitForDialog<ConfirmDialog>();
        QVERIFY(confirm);
        QVERIFY(f.click(confirm, u"Remove provider key"_s));
        QTRY_COMPARE(card->provider().keys.size(), 1);
        QTRY_VERIFY(!shows(card, u"in use"_s));
    }

    void disablesAndRemoves()
    {
        WindowFixture f([](Management &management) { QVERIFY(setUpDemo(management, {})); });
        ProvidersPage *page = openProviders(f);
        QTRY_COMPARE(page->cards().size(), 1);
        Q_EMIT page->cards()[0]->menuRequested(QPoint(300, 300));
        QVERIFY(f.trigger(f.waitForMenu(), u"Disable"_s));
        QTRY_VERIFY(!page->cards()[0]->provider().enabled);
        Q_EMIT page->cards()[0]->menuRequested(QPoint(300, 300));
        QVERIFY(f.trigger(f.waitForMenu(), u"Remove…"_s));
        auto *confirm = f.waitForDialog<ConfirmDialog>();
        QVERIFY(confirm);
        QVERIFY(f.click(confirm, u"Remove provider"_s));
        QTRY_COMPARE(page->cards().size(), 0);
    }
};

QTEST_MAIN(TestProvidersPage)
#include "tst_providers_page.moc"
