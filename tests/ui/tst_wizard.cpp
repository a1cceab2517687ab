// SPDX-License-Identifier: MIT
#include "support/fake_upstream.h"
#include "support/test_data.h"
#include "ui/mnemonics.h"
#include "ui/first_call.h"
#include "ui/support/real_window.h"
#include "ui/wizard/setup_wizard.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QRadioButton>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>
#include <QToolButton>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr auto goodKey = "sk-upstream-good-9fQa";

// Lists a model, answers plain and streamed calls; knows one key.
void provider(UpstreamCall &call)
{
    if (call.request().header("Authorization") != QByteArray("Bearer ") + goodKey) {
        call.answer(401, R"({"error":{"message":"Incorrect API key","code":"invalid_api_key"}})");
    } else if (call.request().target().endsWith("/models")) {
        call.answer(200, R"({"object":"list","data":[{"id":"alpha"}]})");
    } else if (!call.request().body.contains("\"stream\":true")) {
        call.answer(
                200,
                R"({"id":"x","object":"chat.completion","created":1,"model":"alpha","choices":[{"index":0,)"
                R"("message":{"role":"assistant","content":"Hello from upstream"},"finish_reason":"stop"}],)"
                R"("usage":{"prompt_tokens":7,"completion_tokens":3,"total_tokens":10}})");
    } else {
        call.beginStream();
        for (const QByteArray &event : chatStream({"Hi"}))
            call.piece(event);
        call.endStream();
    }
}

SetupWizard *openWizard(RealWindow &f)
{
    f.window->openSetUp();
    return f.waitForDialog<SetupWizard>();
}

bool next(SetupWizard *wizard)
{
    if (!wizard->primaryButton()->isEnabled())
        return false;
    QTest::mouseClick(wizard->primaryButton(), Qt::LeftButton);
    return true;
}

QString answerText(SetupWizard *wizard)
{
    return wizard->findChild<QPlainTextEdit *>(u"answer"_s)->toPlainText();
}

void copyKey(SetupWizard *wizard)
{
    QTest::mouseClick(wizard->findChild<QToolButton *>(u"copyKey"_s), Qt::LeftButton);
}

void setPort(SetupWizard *wizard, quint16 port)
{
    auto *line = wizard->findChild<QLineEdit *>(u"port"_s);
    line->selectAll();
    QTest::keyClicks(line, QString::number(port));
}

int providersIn(RealWindow &f)
{
    qsizetype count = -1;
    f.manage([&count](Management &management) { count = management.providers()->size(); });
    return int(count);
}

} // namespace

class TestWizard : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { QApplication::clipboard()->clear(); }

    // From an empty database to the first answered call, by the keyboard alone.
    void demoToTheFirstCall()
    {
        RealWindow f;
        const quint16 port = freePort();
        SetupWizard *wizard = openWizard(f);
        QVERIFY(wizard);
        QCOMPARE(wizard->current(), 0);
        QTest::keyClick(wizard, Qt::Key_Return);
        QTRY_COMPARE(wizard->current(), 1);
        wizard->findChild<QPushButton *>(u"tryDemo"_s)->click();
        QTest::keyClick(wizard, Qt::Key_Return);
        QTRY_COMPARE(wizard->current(), 2);
        setPort(wizard, port);
        QTest::keyClick(wizard, Qt::Key_Return);
        QTRY_COMPARE(wizard->current(), 3);
        QVERIFY(!wizard->findChild<QLineEdit *>(u"wizardUser"_s)->text().isEmpty());
        QTest::keyClick(wizard, Qt::Key_Return);
        QTRY_COMPARE(wizard->current(), 4);
        auto *again = wizard->findChild<QPushButton *>(u"callAgain"_s);
        QTRY_VERIFY_WITH_TIMEOUT(again->isVisible(), 15'000);
        QVERIFY2(!answerText(wizard).isEmpty(), "an answer is shown");
        QCOMPARE(f.control->addresses().value(0), u"http://127.0.0.1:%1"_s.arg(port));
        const QString key = wizard->findChild<QLineEdit *>(u"issuedKey"_s)->text();
        QVERIFY(key.startsWith(u"sk-"_s));
        copyKey(wizard);
        QCOMPARE(QApplication::clipboard()->text(), key);
        QVERIFY(next(wizard));
        QTRY_VERIFY(!f.window->findChild<SetupWizard *>());
        QCOMPARE(f.window->current(), PageId::Overview);

        // The call stands in the ledger under the user, answered by the demo.
        const auto database = Database::open(f.location(), OpenMode::Existing);
        QVERIFY(database);
        QList<CallRow> rows;
        QTRY_VERIFY((rows = *LedgerQueries(**database, {}).calls({})).size() == 1 &&
                    rows.first().settled.status == CallStatus::Ok);
    }

    void aRealProviderIsTestedBeforeItIsStored()
    {
        FakeUpstream upstream(provider);
        RealWindow f;
        const quint16 port = freePort();
        SetupWizard *wizard = openWizard(f);
        QVERIFY(wizard);
        QVERIFY(next(wizard));
        QTRY_COMPARE(wizard->current(), 1);
        auto *preset = wizard->findChild<QComboBox *>(u"preset"_s);
        preset->setCurrentIndex(preset->findData(QString()));
        const auto lines = wizard->step(1)->findChildren<QLineEdit *>();
        QLineEdit *url = nullptr;
        for (QLineEdit *line : lines) {
            if (line->accessibleName().startsWith(u"Base URL"_s))
                url = line;
        }
        auto *key = wizard->findChild<QLineEdit *>(u"providerKey"_s);
        QTest::keyClicks(url, upstream.baseUrl());
        QTest::keyClicks(key, u"sk-wrong"_s);
        QCOMPARE(withoutMnemonic(wizard->primaryButton()->text()), u"Test and add"_s);
        QVERIFY(next(wizard));
        QTRY_COMPARE(withoutMnemonic(wizard->primaryButton()->text()), u"Add it all the same"_s);
        QCOMPARE(wizard->current(), 1);
        QCOMPARE(providersIn(f), 0);

        key->clear();
        QTest::keyClicks(key, QString::fromLatin1(goodKey));
        QCOMPARE(withoutMnemonic(wizard->primaryButton()->text()), u"Test and add"_s);
        QVERIFY(next(wizard));
        QTRY_COMPARE(wizard->current(), 2);
        QCOMPARE(providersIn(f), 1);
        QVERIFY(key->text().isEmpty());
        setPort(wizard, port);
        QVERIFY(next(wizard));
        QTRY_COMPARE(wizard->current(), 3);
        auto *user = wizard->findChild<QLineEdit *>(u"wizardUser"_s);
        user->clear();
        QVERIFY(next(wizard)); // refused at its field
        QVERIFY(!user->accessibleDescription().isEmpty());
        QCOMPARE(wizard->current(), 3);
        user->setText(u"研发组"_s);
        QVERIFY(next(wizard));
        QTRY_COMPARE(wizard->current(), 4);
        QTRY_COMPARE_WITH_TIMEOUT(answerText(wizard), u"Hello from upstream"_s, 15'000);

        // What was done is not done again on the way back and forth.
        wizard->findChild<QPushButton *>(u"back"_s)->click();
        wizard->findChild<QPushButton *>(u"back"_s)->click();
        wizard->findChild<QPushButton *>(u"back"_s)->click();
        QCOMPARE(wizard->current(), 1);
        for (int step = 2; step <= 4; ++step) {
            QVERIFY(next(wizard));
            QTRY_COMPARE(wizard->current(), step);
        }
        QCOMPARE(providersIn(f), 1);
        f.manage([](Management &management) {
            QCOMPARE(management.keys()->size(), 1);
            QCOMPARE(management.settings()->defaultModel, u"alpha"_s);
        });
    }

    void aTakenPortIsSaidAtOnceAndTheNextOneOffered()
    {
        QTcpServer occupied;
        QVERIFY(occupied.listen(QHostAddress::LocalHost));
        RealWindow f([&](Management &management) {
            QVERIFY(management.setSetting(u"listen"_s, u"127.0.0.1:%1"_s.arg(occupied.serverPort())));
        });
        SetupWizard *wizard = openWizard(f);
        QVERIFY(wizard);
        QVERIFY(next(wizard));
        wizard->findChild<QPushButton *>(u"tryDemo"_s)->click();
        QVERIFY(next(wizard));
        QTRY_COMPARE(wizard->current(), 2);
        auto *port = wizard->findChild<QLineEdit *>(u"port"_s);
        QVERIFY(port->property("invalid").toBool());
        auto *other = wizard->findChild<QPushButton *>(u"useFreePort"_s);
        QVERIFY(other->isVisible());
        QTest::mouseClick(other, Qt::LeftButton);
        QTRY_COMPARE(wizard->current(), 3);
        QTRY_COMPARE(f.backend->settings().listen.value(0), u"127.0.0.1:"_s + port->text());
        QTRY_COMPARE(f.control->state(), GatewayControl::State::Running);
    }

    void leavingAnywhereLeavesWhatWorks_data()
    {
        QTest::addColumn<int>("steps");
        QTest::addColumn<int>("providers");
        QTest::newRow("at once") << 0 << 0;
        QTest::newRow("after the language") << 1 << 0;
        QTest::newRow("after the provider") << 2 << 1;
        QTest::newRow("after the address") << 3 << 1;
    }

    void leavingAnywhereLeavesWhatWorks()
    {
        QFETCH(int, steps);
        QFETCH(int, providers);
        RealWindow f([](Management &management) {
            QVERIFY(management.setSetting(u"listen"_s, u"127.0.0.1:%1"_s.arg(freePort())));
        });
        f.control->start();
        QTRY_COMPARE(f.control->state(), GatewayControl::State::Running);
        f.window->offerSetUp();
        auto *wizard = f.waitForDialog<SetupWizard>();
        QVERIFY(wizard);
        for (int step = 1; step <= steps; ++step) {
            if (step == 2)
                wizard->findChild<QPushButton *>(u"tryDemo"_s)->click();
            QVERIFY(next(wizard));
            QTRY_COMPARE(wizard->current(), step);
        }
        QTest::keyClick(wizard, Qt::Key_Escape);
        QTRY_VERIFY(!f.window->findChild<SetupWizard *>());
        QCOMPARE(providersIn(f), providers);
        QCOMPARE(f.control->state(), GatewayControl::State::Running);
        f.window->offerSetUp(); // left once: only when asked for
        bool answered = false;  // by then the window would have had its answer, too
        f.backend->manage<bool>(
                f.window.get(), [](Management &) -> Result<bool> { return true; },
                [&answered](Result<bool>) { answered = true; });
        QTRY_VERIFY(answered);
        QVERIFY(!f.window->findChild<SetupWizard *>());
    }

    void aKeyThatWasNotCopiedIsAskedAboutOnce()
    {
        RealWindow f([](Management &management) {
            QVERIFY(management.setSetting(u"listen"_s, u"127.0.0.1:%1"_s.arg(freePort())));
            Provider demo;
            demo.name = u"demo"_s;
            demo.dialect = Dialect::Demo;
            demo.auth = AuthStyle::None;
            QVERIFY(management.addProvider(demo, {}, nullptr));
        });
        SetupWizard *wizard = openWizard(f);
        QVERIFY(wizard);
        QVERIFY(next(wizard));
        auto *skip = wizard->findChild<QPushButton *>(u"skip"_s);
        QTRY_VERIFY(skip->isVisible()); // there is a provider already
        skip->click();
        QVERIFY(next(wizard));
        QTRY_COMPARE(wizard->current(), 3);
        QVERIFY(next(wizard));
        QTRY_COMPARE(wizard->current(), 4);
        QTest::keyClick(wizard, Qt::Key_Escape);
        QVERIFY(wizard->isVisible());
        QTest::keyClick(wizard, Qt::Key_Escape);
        QTRY_VERIFY(!f.window->findChild<SetupWizard *>());
    }

    void theLanguageChangesAtOnce()
    {
        RealWindow f;
        SetupWizard *wizard = openWizard(f);
        QVERIFY(wizard);
        wizard->findChild<QRadioButton *>(u"zh_CN"_s)->click();
        QTRY_COMPARE(withoutMnemonic(wizard->primaryButton()->text()), u"下一步"_s);
        wizard->findChild<QRadioButton *>(u"en"_s)->click();
        QTRY_COMPARE(withoutMnemonic(wizard->primaryButton()->text()), u"Next"_s);
        QCOMPARE(withoutMnemonic(wizard->cancelButton()->text()), u"Finish later"_s);
    }

    void readsAnswers_data()
    {
        QTest::addColumn<int>("status");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("ok");
        QTest::addColumn<QString>("text");
        QTest::newRow("answer") << 200 << QByteArray(R"({"choices":[{"message":{"content":" Hi. "}}]})")
                                << true << u"Hi."_s;
        QTest::newRow("no words") << 200 << QByteArray(R"({"choices":[{"message":{"content":null}}]})")
                                  << true << QString();
        QTest::newRow("refused") << 403 << QByteArray(R"({"error":{"message":"This key may not."}})") << false
                                 << u"This key may not."_s;
        QTest::newRow("no JSON") << 200 << QByteArray("<html>") << false << QString();
    }

    void readsAnswers()
    {
        QFETCH(int, status);
        QFETCH(QByteArray, body);
        const FirstCall::Answer answer = FirstCall::read(status, body);
        QTEST(answer.ok, "ok");
        QTEST(answer.text, "text");
    }
};

QTEST_MAIN(TestWizard)
#include "tst_wizard.moc"
