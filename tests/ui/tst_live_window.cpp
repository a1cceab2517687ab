// SPDX-License-Identifier: MIT
// Calls through a real gateway, as the window shows them while they run.
#include "ui/inspector/call_inspector.h"
#include "ui/models/calls_model.h"
#include "ui/models/live_calls_model.h"
#include "ui/pages/requests_page.h"
#include "ui/support/real_window.h"
#include "ui/widgets/live_calls_view.h"
#include "ui/widgets/row_table.h"

#include "support/fake_upstream.h"
#include "support/http_client.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QPushButton>
#include <QTest>
#include <QUrl>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

// A window with a running gateway, whose only model is answered by this provider; ann has a key.
class LiveWindow final
{
public:
    LiveWindow(const Provider &provider, const QString &model)
        : m_model(model)
        , m_window(
                  [&](Management &management) {
                      if (!management.addProvider(provider, {}, nullptr) ||
                          !management.setSetting(u"default_model"_s, model) || !management.addUser(u"ann"_s))
                          qFatal("the gateway cannot be set up");
                      m_key = management.issueKey({u"ann"_s, u"laptop"_s, {}})->secret.expose();
                  },
                  {u"127.0.0.1:0"_s})
    {
        m_window.control->start();
    }

    bool isRunning() const { return m_window.control->state() == GatewayControl::State::Running; }
    RequestsPage *openRequests()
    {
        m_window.window->open(PageId::Requests);
        return static_cast<RequestsPage *>(m_window.window->page(PageId::Requests));
    }
    HttpClient client() const
    {
        return HttpClient(quint16(QUrl(m_window.control->addresses().constFirst()).port()));
    }
    QByteArray call(const QString &question) const
    {
        const QJsonObject message{{u"role"_s, u"user"_s}, {u"content"_s, question}};
        const QJsonObject body{
                {u"model"_s, m_model}, {u"stream"_s, true}, {u"messages"_s, QJsonArray{message}}};
        return httpRequest("POST", "/v1/chat/completions",
                           "Authorization: Bearer " + m_key + "\r\nContent-Type: application/json\r\n",
                           QJsonDocument(body).toJson());
    }

private:
    QString m_model;
    QByteArray m_key;
    RealWindow m_window;
};

QString cell(const QAbstractItemModel *model, int row, int column)
{
    return model->index(row, column).data().toString();
}

} // namespace

class TestLiveWindow : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void watchTheCallArrive()
    {
        LiveWindow f(demoProvider(), u"demo"_s);
        QTRY_VERIFY_WITH_TIMEOUT(f.isRunning(), 15'000);
        RequestsPage *page = f.openRequests();
        auto *live = page->findChild<LiveCallsView *>();
        auto *table = page->findChild<RowTable *>(u"requests"_s);
        QVERIFY(!live->isVisible());

        HttpClient client = f.client();
        client.send(f.call(u"a "_s.repeated(60))); // the answer repeats it, word by word
        QTRY_VERIFY_WITH_TIMEOUT(live->isVisible(), 10'000);
        QCOMPARE(cell(&live->model(), 0, LiveCallsModel::UserName), u"ann"_s);
        QCOMPARE(cell(&live->model(), 0, LiveCallsModel::Model), u"demo"_s);
        // In the list it is in flight, then it has its figures.
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, 10'000);
        QCOMPARE(cell(table->model(), 0, CallsModel::UserName), u"ann"_s);
        const auto reply = client.read();
        QVERIFY(reply && reply->complete);
        QVERIFY(reply->body.contains("[DONE]"));
        QTRY_COMPARE_WITH_TIMEOUT(cell(table->model(), 0, CallsModel::Status), u"200"_s, 10'000);
        QVERIFY(cell(table->model(), 0, CallsModel::CompletionTokens).toInt() > 60);
        QTRY_VERIFY_WITH_TIMEOUT(!live->isVisible(), 10'000);
        QCOMPARE(table->model()->rowCount(), 1);

        table->setFocus();
        QTest::keyClick(table, Qt::Key_Home);
        QTRY_VERIFY(page->findChild<CallInspector *>()->isVisible());
    }

    void stopAStream()
    {
        FakeUpstream upstream([](UpstreamCall &call) {
            call.beginStream();
            for (const char *word : {"one ", "two "}) {
                const QJsonObject delta{{u"content"_s, QString::fromLatin1(word)}};
                const QJsonObject choice{{u"index"_s, 0}, {u"delta"_s, delta}};
                const QJsonObject chunk{{u"choices"_s, QJsonArray{choice}}};
                call.piece("data: " + QJsonDocument(chunk).toJson(QJsonDocument::Compact) + "\n\n");
            }
            call.waitForClientToLeave(); // and would go on for ever
        });
        LiveWindow f(
                keylessProvider(u"slow"_s, {u"slow"_s}, u"http://127.0.0.1:%1/v1"_s.arg(upstream.port())),
                u"slow"_s);
        QTRY_VERIFY_WITH_TIMEOUT(f.isRunning(), 15'000);
        RequestsPage *page = f.openRequests();
        auto *live = page->findChild<LiveCallsView *>();
        auto *table = page->findChild<RowTable *>(u"requests"_s);

        HttpClient client = f.client();
        client.send(f.call(u"count"_s));
        QVERIFY(client.readHead());
        QVERIFY(client.readBodyUntil("two "));
        QTRY_COMPARE_WITH_TIMEOUT(cell(&live->model(), 0, LiveCallsModel::Phase), u"streaming"_s, 10'000);
        QTRY_COMPARE_WITH_TIMEOUT(table->model()->rowCount(), 1, 10'000);
        QCOMPARE(cell(table->model(), 0, CallsModel::Status), u"in flight"_s);
        const RequestId id = live->model().call(0)->id;
        QTRY_VERIFY(live->stopButton(id) && live->stopButton(id)->isVisible());
        QTest::mouseClick(live->stopButton(id), Qt::LeftButton);
        const HttpReply reply = client.finish();
        QVERIFY(!reply.body.contains("[DONE]"));
        QTRY_COMPARE_WITH_TIMEOUT(cell(table->model(), 0, CallsModel::Status), u"stopped"_s, 10'000);
        QTRY_VERIFY_WITH_TIMEOUT(!live->isVisible(), 10'000);
        QCOMPARE(table->model()->rowCount(), 1);
    }
};

QTEST_MAIN(TestLiveWindow)
#include "tst_live_window.moc"
