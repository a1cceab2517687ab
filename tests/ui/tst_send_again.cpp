// SPDX-License-Identifier: MIT
// What was captured of a call, and the same call made once more.
#include "ui/inspector/body_view.h"
#include "ui/inspector/call_inspector.h"
#include "ui/inspector/resend.h"
#include "ui/inspector/send_again_dialog.h"
#include "ui/pages/requests_page.h"
#include "ui/support/real_window.h"

#include "support/fake_upstream.h"
#include "support/test_data.h"

#include <QComboBox>
#include <QJsonDocument>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTabBar>
#include <QTableView>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

const QByteArray body =
        R"({ "model" : "alpha", "messages": [{"role":"user","content":"Hi"}], "seed": 1.50 })";

// The window on a gateway that has answered one call of a client.
std::unique_ptr<RealWindow> openWithCall(const FakeUpstream &upstream, bool capture)
{
    Secret key;
    auto window = std::make_unique<RealWindow>(
            [&](Management &management) {
                (void)management.addProvider(
                        keylessProvider(u"fake"_s, {u"alpha"_s, u"beta"_s}, upstream.baseUrl()), {}, nullptr);
                (void)management.setSetting(u"capture"_s, capture ? u"true"_s : u"false"_s);
                (void)management.addUser(u"ann"_s);
                KeyRequest request;
                request.user = u"ann"_s;
                key = management.issueKey(request)->secret;
            },
            QStringList{u"127.0.0.1:0"_s});
    window->control->start();
    (void)QTest::qWaitFor([&] { return window->control->state() == GatewayControl::State::Running; }, 15'000);
    CallDetail detail;
    detail.row.opened.endpoint = u"/v1/chat/completions"_s;
    detail.request = body;
    ResendCall call(nullptr);
    bool over = false;
    QObject::connect(&call, &ResendCall::over, &call, [&] { over = true; });
    call.start(window->control->addresses().constFirst(), key, *resendOf(detail, {}));
    (void)QTest::qWaitFor([&] { return over; }, 15'000);
    window->window->open(PageId::Requests);
    return window;
}

RequestsPage *page(RealWindow &f)
{
    return static_cast<RequestsPage *>(f.window->page(PageId::Requests));
}

CallInspector *selectFirst(RealWindow &f)
{
    auto *table = page(f)->findChild<QTableView *>(u"requests"_s);
    (void)QTest::qWaitFor([&] { return table->model()->rowCount() > 0; }, 15'000);
    auto *inspector = page(f)->findChild<CallInspector *>();
    auto *again = inspector->findChild<QPushButton *>(u"sendAgain"_s);
    const auto isRead = [&] {
        if (inspector->isHidden())
            table->selectRow(0);
        return again->isEnabled() || !again->toolTip().isEmpty();
    };
    (void)QTest::qWaitFor(isRead, 15'000);
    return inspector;
}

QString textIn(QWidget *parent, const QString &view, const QString &name)
{
    return parent->findChild<QWidget *>(view)->findChild<QPlainTextEdit *>(name)->toPlainText();
}

} // namespace

class TestSendAgain : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void toAnotherModel()
    {
        FakeUpstream upstream([](UpstreamCall &call) { call.answer(200, chatCompletion()); });
        const auto f = openWithCall(upstream, true);
        CallInspector *inspector = selectFirst(*f);
        const RequestId before = inspector->shownCall();
        auto *again = inspector->findChild<QPushButton *>(u"sendAgain"_s);
        QVERIFY2(again->isEnabled(), qPrintable(again->toolTip()));
        QTest::mouseClick(again, Qt::LeftButton);
        auto *dialog = f->waitForDialog<SendAgainDialog>();
        QVERIFY(dialog);
        auto *model = dialog->findChild<QComboBox *>(u"model"_s);
        QCOMPARE(model->currentText(), u"alpha"_s);
        QTRY_VERIFY(model->findText(u"beta"_s) >= 0);
        model->setEditText(u"beta"_s);
        dialog->primaryButton()->click();
        QTRY_COMPARE_WITH_TIMEOUT(upstream.posts(), 2, 15'000);
        const QByteArray sent = upstream.requests().constLast().body;
        QCOMPARE(sent, QByteArray(body).replace("alpha", "beta")); // nothing but the model is another
        QTRY_VERIFY_WITH_TIMEOUT(inspector->shownCall() != before, 15'000);
        QTRY_VERIFY(f->window->findChildren<SendAgainDialog *>().isEmpty());
        const RequestId after = inspector->shownCall();
        std::optional<CallRow> row;
        f->backend->read<CallRow>(
                f->window.get(), [after](LedgerQueries &queries) { return queries.call(after); },
                [&](const Result<CallRow> &found) { row = *found; });
        QTRY_VERIFY(row.has_value());
        QCOMPARE(row->opened.model, u"beta"_s);
        QCOMPARE(row->userName, u"local"_s);
    }

    void arefusalStaysInTheDialog()
    {
        FakeUpstream upstream([](UpstreamCall &call) { call.answer(200, chatCompletion()); });
        const auto f = openWithCall(upstream, true);
        QTest::mouseClick(selectFirst(*f)->findChild<QPushButton *>(u"sendAgain"_s), Qt::LeftButton);
        auto *dialog = f->waitForDialog<SendAgainDialog>();
        QVERIFY(dialog);
        dialog->findChild<QComboBox *>(u"model"_s)->setEditText(u"nobody-has-it"_s);
        dialog->primaryButton()->click();
        QTRY_VERIFY_WITH_TIMEOUT(dialog->failure().contains(u"404"_s), 15'000);
        QVERIFY(dialog->isVisible());
        QCOMPARE(upstream.posts(), 1);
    }

    void whatWasNotKeptCannotBeSent()
    {
        FakeUpstream upstream([](UpstreamCall &call) { call.answer(200, chatCompletion()); });
        const auto f = openWithCall(upstream, false);
        auto *again = selectFirst(*f)->findChild<QPushButton *>(u"sendAgain"_s);
        QVERIFY(!again->isEnabled());
        QVERIFY(again->toolTip().contains(u"Settings"_s));
        QCOMPARE(again->accessibleDescription(), again->toolTip());
    }

    void bothSidesAreShown()
    {
        FakeUpstream upstream(
                [](UpstreamCall &call) { call.answer(200, chatCompletion(), "X-Upstream-Says: hello\r\n"); });
        const auto f = openWithCall(upstream, true);
        CallInspector *inspector = selectFirst(*f);
        const QString sent = textIn(inspector, u"sentBody"_s, u"headers"_s);
        QVERIFY2(sent.startsWith(u"POST "_s + upstream.baseUrl() + u"/chat/completions"_s), qPrintable(sent));
        QVERIFY(textIn(inspector, u"sentBody"_s, u"bodyText"_s).contains(u"alpha"_s));
        QVERIFY(textIn(inspector, u"answerBody"_s, u"headers"_s).contains(u"x-gateway-request-id"_s));
        QVERIFY(textIn(inspector, u"answerBody"_s, u"upstreamHeaders"_s)
                        .contains(u"x-upstream-says: hello"_s));
        QCOMPARE(inspector->findChild<QTabBar *>()->count(), 4);
    }

    void whatIsSentAgain()
    {
        CallDetail detail;
        detail.row.opened.endpoint = u"/v1/messages"_s;
        detail.row.opened.model = u"alpha"_s;
        QCOMPARE(resendProblem(detail), ResendProblem::NotKept);
        detail.captured = true;
        detail.request = R"({"model":"alpha","max_tokens":5,"messages":[]})";
        detail.row.opened.requestBytes = detail.request.size() + 1;
        QCOMPARE(resendProblem(detail), ResendProblem::OnlyPart);
        detail.row.opened.requestBytes = detail.request.size();
        QCOMPARE(resendProblem(detail), ResendProblem::None);
        detail.requestHeaders =
                u"POST /v1/messages?beta=true&key=***\nAuthorization: Bearer ***\n"
                "Anthropic-Version: 2023-06-01\nUser-Agent: tool/1\ncontent-type: application/json"_s;
        const Result<Resend> same = resendOf(detail, u"alpha"_s);
        QVERIFY(same);
        QCOMPARE(same->target, u"/v1/messages?beta=true"_s);
        QCOMPARE(same->body, detail.request);
        const QList<HeaderField> headers{{"anthropic-version", "2023-06-01"},
                                         {"content-type", "application/json"}};
        QCOMPARE(same->headers, headers);
        QCOMPARE(resendOf(detail, u"beta"_s)->body,
                 QByteArray(R"({"model":"beta","max_tokens":5,"messages":[]})"));
        detail.request = "no JSON";
        QVERIFY(!resendOf(detail, u"beta"_s));
    }
};

QTEST_MAIN(TestSendAgain)
#include "tst_send_again.moc"
