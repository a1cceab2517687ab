// SPDX-License-Identifier: MIT
#include "ui/dialogs/edit_provider_dialog.h"
#include "ui/dialogs/provider_dialog.h"
#include "ui/dialogs/provider_key_dialog.h"
#include "ui/pages/provider_card.h"
#include "ui/pages/providers_page.h"
#include "ui/support/window_fixture.h"
#include "ui/widgets/fold.h"

#include "support/fake_upstream.h"
#include "support/test_data.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFile>
#include <QFileDialog>
#include <QMenu>
#include <QPushButton>
#include <QSignalSpy>
#include <QTemporaryDir>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

Q_DECLARE_METATYPE(gateway::ui::ProviderFacts)
Q_DECLARE_METATYPE(gateway::ui::ProviderHealth)

namespace {

constexpr auto goodKey = "sk-upstream-good-9fQa";

// Lists two models and answers a streamed call; knows one key.
void provider(UpstreamCall &call)
{
    if (call.request().header("Authorization") != QByteArray("Bearer ") + goodKey) {
        call.answer(401, R"({"error":{"message":"Incorrect API key","code":"invalid_api_key"}})");
        return;
    }
    if (call.request().target().endsWith("/models")) {
        call.answer(200, R"({"object":"list","data":[{"id":"alpha"},{"id":"beta"}]})");
        return;
    }
    call.beginStream();
    for (const QByteArray &event : chatStream({"Hi"}))
        call.piece(event);
    call.endStream();
}

QLineEdit *field(QWidget *dialog, const QString &name)
{
    const auto lines = dialog->findChildren<QLineEdit *>();
    for (QLineEdit *line : lines) {
        if (line->accessibleName().startsWith(name))
            return line;
    }
    return nullptr;
}

bool shows(QWidget *parent, const QString &word)
{
    const auto labels = parent->findChildren<QLabel *>();
    return std::any_of(labels.begin(), labels.end(), [&word](const QLabel *label) {
        const auto *elided = qobject_cast<const ElidedLabel *>(label);
        return label->isVisible() && (elided ? elided->fullText() : label->text()).contains(word);
    });
}

} // namespace

class TestProvidersPage : public QObject
{
    Q_OBJECT

    static ProvidersPage *openPage(WindowFixture &f)
    {
        f.window->open(PageId::Providers);
        return static_cast<ProvidersPage *>(f.window->page(PageId::Providers));
    }

    static ProviderDialog *openDialog(WindowFixture &f)
    {
        QTest::keySequence(f.window.get(), QKeySequence::New);
        return f.waitForDialog<ProviderDialog>();
    }

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
        ProvidersPage *page = openPage(f);
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
        QVERIFY(card->resultText().contains(u"see the key"_s));
        report.httpStatus = 500;
        report.message = u"broken"_s;
        card->setReport(report);
        QVERIFY(card->resultText().contains(u"broken"_s));
    }

    void addsAProviderAfterATest()
    {
        FakeUpstream upstream(provider);
        WindowFixture f;
        ProvidersPage *page = openPage(f);
        ProviderDialog *dialog = openDialog(f);
        QVERIFY(dialog);
        dialog->choosePreset({});
        QTest::keyClicks(field(dialog, u"Name"_s), u"here"_s);
        QTest::keyClicks(field(dialog, u"Base URL"_s), upstream.baseUrl() + u"/chat/completions"_s);
        QTest::keyClicks(field(dialog, u"API key"_s), u"sk-wrong"_s);
        QVERIFY(f.click(dialog, u"Test"_s));
        QTRY_VERIFY(shows(dialog, u"key"_s) && upstream.requestCount() == 1);

        field(dialog, u"API key"_s)->setText(QString::fromLatin1(goodKey));
        QVERIFY(f.click(dialog, u"Test"_s));
        QTRY_VERIFY(shows(dialog, u"Works"_s));
        QVERIFY(shows(dialog, u"2 models"_s));
        QCOMPARE(upstream.posts(), 1);
        QVERIFY(f.click(dialog, u"Add"_s));

        QTRY_COMPARE(page->cards().size(), 1);
        QTRY_COMPARE(page->cards()[0]->provider().models, (QStringList{u"alpha"_s, u"beta"_s}));
        const Provider stored = page->cards()[0]->provider();
        QCOMPARE(stored.name, u"here"_s);
        QCOMPARE(stored.baseUrl, upstream.baseUrl());
        QCOMPARE(stored.keys.value(0).hint, u"9fQa"_s);
        QVERIFY(!stored.keys.value(0).sealed.contains(goodKey));

        // The stored key is unsealed for the test on the card.
        QVERIFY(f.click(page->cards()[0], u"Test"_s));
        QTRY_VERIFY(page->cards()[0]->resultText().startsWith(u"Works"_s));
    }

    void fieldsSayWhatIsMissing_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("complaint");
        QTest::newRow("no name") << u""_s << u"http://127.0.0.1:1/v1"_s << u"Enter a name."_s;
        QTest::newRow("slash") << u"a/b"_s << u"http://127.0.0.1:1/v1"_s << u"slash"_s;
        QTest::newRow("no url") << u"a"_s << u""_s << u"Enter an address"_s;
        QTest::newRow("not a url") << u"a"_s << u"ftp://x"_s << u"Enter an address"_s;
        QTest::newRow("placeholder") << u"a"_s << u"https://{resource}.example.com/v1"_s << u"placeholder"_s;
        QTest::newRow("taken") << u"demo"_s << u"http://127.0.0.1:1/v1"_s << u"already"_s;
    }
    void fieldsSayWhatIsMissing()
    {
        QFETCH(QString, name);
        QFETCH(QString, url);
        QFETCH(QString, complaint);
        WindowFixture f([](Management &management) { QVERIFY(setUpDemo(management, {})); });
        ProvidersPage *page = openPage(f);
        QTRY_COMPARE(page->cards().size(), 1);
        ProviderDialog *dialog = openDialog(f);
        dialog->choosePreset({});
        field(dialog, u"Name"_s)->setText(name);
        field(dialog, u"Base URL"_s)->setText(url);
        QVERIFY(f.click(dialog, u"Add"_s));
        QTRY_VERIFY(shows(dialog, complaint));
        QVERIFY(dialog->isVisible());
    }

    void presetsFillTheForm()
    {
        WindowFixture f;
        openPage(f);
        ProviderDialog *dialog = openDialog(f);
        dialog->choosePreset(u"deepseek"_s);
        QCOMPARE(field(dialog, u"Name"_s)->text(), u"deepseek"_s);
        QVERIFY(field(dialog, u"Base URL"_s)->text().startsWith(u"https://"_s));
        QVERIFY(f.click(dialog, u"Add"_s));
        QVERIFY(shows(dialog, u"Paste the key"_s));
        dialog->choosePreset(u"demo"_s);
        QVERIFY(!field(dialog, u"API key"_s)->isVisible());
    }

    // The demo's route to it goes with the first real provider; examples and calls without a model go on.
    void tellsWhichModelIsNowTheDefault()
    {
        FakeUpstream upstream(provider);
        WindowFixture f([](Management &management) { QVERIFY(setUpDemo(management, {})); });
        openPage(f);
        ProviderDialog *dialog = openDialog(f);
        QVERIFY(dialog);
        dialog->choosePreset({});
        QTest::keyClicks(field(dialog, u"Name"_s), u"here"_s);
        QTest::keyClicks(field(dialog, u"Base URL"_s), upstream.baseUrl());
        field(dialog, u"API key"_s)->setText(QString::fromLatin1(goodKey));
        QVERIFY(f.click(dialog, u"Test"_s));
        QTRY_VERIFY(shows(dialog, u"Works"_s));
        QVERIFY(f.click(dialog, u"Add"_s));
        QTRY_VERIFY(shows(f.window.get(), u"here added. The default model is now alpha."_s));
    }

    void theDemoIsMarkedAndAnswers()
    {
        WindowFixture f([](Management &management) { QVERIFY(setUpDemo(management, {})); });
        ProvidersPage *page = openPage(f);
        QTRY_COMPARE(page->cards().size(), 1);
        QTRY_VERIFY(shows(page->cards()[0], u"Answers inside this program"_s)); // once it is laid out
        QVERIFY(f.click(page->cards()[0], u"Test"_s));
        QTRY_VERIFY_WITH_TIMEOUT(page->cards()[0]->resultText().startsWith(u"Works"_s), 15'000);
    }

    void replacesAKeyInPlace()
    {
        FakeUpstream upstream(provider);
        WindowFixture f;
        ProvidersPage *page = openPage(f);
        ProviderDialog *dialog = openDialog(f);
        dialog->choosePreset({});
        field(dialog, u"Name"_s)->setText(u"here"_s);
        field(dialog, u"Base URL"_s)->setText(upstream.baseUrl());
        field(dialog, u"API key"_s)->setText(u"sk-upstream-wrong-key-of-the-test-0000"_s);
        QVERIFY(f.click(dialog, u"Add"_s));
        QTRY_COMPARE(page->cards().size(), 1);
        QVERIFY(f.click(page->cards()[0], u"Replace provider key …"_s));
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
        ProvidersPage *page = openPage(f);
        ProviderDialog *dialog = openDialog(f);
        dialog->choosePreset({});
        field(dialog, u"Name"_s)->setText(u"here"_s);
        field(dialog, u"Base URL"_s)->setText(u"http://127.0.0.1:9/v1"_s);
        field(dialog, u"API key"_s)->setText(u"sk-upstream-first-of-the-test-1111"_s);
        QVERIFY(f.click(dialog, u"Add"_s));
        QTRY_COMPARE(page->cards().size(), 1);
        ProviderCard *card = page->cards()[0];
        QVERIFY(!shows(card, u"…1111"_s) || shows(card, u"key …1111"_s)); // in the line of facts
        Q_EMIT card->menuRequested(QPoint(300, 300));
        QVERIFY(f.trigger(f.waitForMenu(), u"Add another provider key …"_s));
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
        QVERIFY(f.click(confirm, u"Remove key"_s));
        QTRY_COMPARE(card->provider().keys.size(), 1);
        QTRY_VERIFY(!shows(card, u"in use"_s));
    }

    void editsHowAProviderIsCalled()
    {
        WindowFixture f([](Management &management) {
            Provider provider;
            provider.name = u"here"_s;
            provider.baseUrl = u"http://127.0.0.1:9/v1"_s;
            provider.auth = AuthStyle::None;
            QVERIFY(management.addProvider(provider, {}, nullptr));
        });
        ProvidersPage *page = openPage(f);
        QTRY_COMPARE(page->cards().size(), 1);
        Q_EMIT page->cards()[0]->menuRequested(QPoint(300, 300));
        QVERIFY(f.trigger(f.waitForMenu(), u"Edit …"_s));
        auto *dialog = f.waitForDialog<EditProviderDialog>();
        QVERIFY(dialog);
        auto *name = dialog->findChild<QLineEdit *>(u"name"_s);
        name->setText(u"a/b"_s);
        QVERIFY(f.click(dialog, u"Save"_s));
        QVERIFY(name->accessibleDescription().contains(u"slash"_s));
        name->setText(u"there"_s);
        dialog->findChild<QCheckBox *>(u"drainPlain"_s)->click();
        dialog->findChild<QCheckBox *>(u"healthCheck"_s)->click();
        QVERIFY(f.click(dialog, u"Save"_s));
        QTRY_COMPARE(page->cards()[0]->provider().name, u"there"_s);
        const Provider &changed = page->cards()[0]->provider();
        QVERIFY(!changed.drainPlain && !changed.drainStreams && changed.healthCheck);
        QCOMPARE(changed.baseUrl, u"http://127.0.0.1:9/v1"_s);
    }

    void proxyAndCertificates()
    {
        const auto certificate = testCertificate();
        if (!certificate)
            QSKIP("the openssl program is not installed");
        QTemporaryDir directory;
        const auto write = [&](const QString &name, const QByteArray &text) {
            QFile file(directory.filePath(name));
            (void)(file.open(QIODevice::WriteOnly) && file.write(text));
            return file.fileName();
        };
        WindowFixture f([](Management &management) {
            Provider provider;
            provider.name = u"here"_s;
            provider.baseUrl = u"http://127.0.0.1:9/v1"_s;
            provider.auth = AuthStyle::None;
            QVERIFY(management.addProvider(provider, {}, nullptr));
        });
        ProvidersPage *page = openPage(f);
        QTRY_COMPARE(page->cards().size(), 1);
        const auto open = [&] {
            Q_EMIT page->cards()[0]->menuRequested(QPoint(300, 300));
            return f.trigger(f.waitForMenu(), u"Edit …"_s) ? f.waitForDialog<EditProviderDialog>() : nullptr;
        };
        EditProviderDialog *dialog = open();
        QVERIFY(dialog);
        dialog->findChild<Fold *>()->setOpen(true);
        const auto choose = [&](const QString &file) {
            (void)f.click(dialog, u"Choose …"_s);
            auto *chooser = dialog->findChild<QFileDialog *>();
            Q_EMIT chooser->fileSelected(file);
            chooser->close();
        };
        auto *ca = dialog->findChild<QLineEdit *>(u"ca"_s);
        choose(write(u"notes.pem"_s, "no certificate"));
        QVERIFY(ca->accessibleDescription().contains(u"PEM"_s));
        choose(write(u"ca.pem"_s, certificate->certificatePem));
        QVERIFY(ca->accessibleDescription().isEmpty());
        QVERIFY(!ca->text().isEmpty());
        auto *proxy = dialog->findChild<QLineEdit *>(u"proxy"_s);
        proxy->setText(u"proxy.example.com"_s);
        QVERIFY(f.click(dialog, u"Save"_s));
        QVERIFY(proxy->accessibleDescription().contains(u"3128"_s));
        proxy->setText(u"http://proxy.example.com:3128"_s);
        QVERIFY(f.click(dialog, u"Save"_s));
        QTRY_COMPARE(page->cards()[0]->provider().proxy, u"http://proxy.example.com:3128"_s);
        QCOMPARE(page->cards()[0]->provider().caPem, certificate->certificatePem);

        QTRY_VERIFY(f.window->findChildren<EditProviderDialog *>().isEmpty());
        dialog = open();
        QVERIFY(dialog);
        dialog->findChild<Fold *>()->setOpen(true);
        dialog->findChild<QPushButton *>(u"forgetCa"_s)->click();
        dialog->findChild<QLineEdit *>(u"proxy"_s)->clear();
        QVERIFY(f.click(dialog, u"Save"_s));
        QTRY_VERIFY(page->cards()[0]->provider().caPem.isEmpty());
        QVERIFY(page->cards()[0]->provider().proxy.isEmpty());
    }

    void disablesAndRemoves()
    {
        WindowFixture f([](Management &management) { QVERIFY(setUpDemo(management, {})); });
        ProvidersPage *page = openPage(f);
        QTRY_COMPARE(page->cards().size(), 1);
        Q_EMIT page->cards()[0]->menuRequested(QPoint(300, 300));
        QVERIFY(f.trigger(f.waitForMenu(), u"Disable"_s));
        QTRY_VERIFY(!page->cards()[0]->provider().enabled);
        Q_EMIT page->cards()[0]->menuRequested(QPoint(300, 300));
        QVERIFY(f.trigger(f.waitForMenu(), u"Remove …"_s));
        auto *confirm = f.waitForDialog<ConfirmDialog>();
        QVERIFY(confirm);
        QVERIFY(f.click(confirm, u"Remove provider"_s));
        QTRY_COMPARE(page->cards().size(), 0);
    }

    void noKeyAppearsInTheClear()
    {
        WindowFixture f;
        openPage(f);
        ProviderDialog *dialog = openDialog(f);
        QCOMPARE(field(dialog, u"API key"_s)->echoMode(), QLineEdit::Password);
    }
};

QTEST_MAIN(TestProvidersPage)
#include "tst_providers_page.moc"
