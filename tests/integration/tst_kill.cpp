// SPDX-License-Identifier: MIT
#include "base/request_id.h"

#include "support/fake_upstream.h"
#include "support/test_data.h"
#include "support/test_gateway.h"

#include <QJsonDocument>
#include <QProcess>
#include <QProcessEnvironment>
#include <QTest>
#include <QThread>

#include <mutex>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

namespace {

using Steady = std::chrono::steady_clock;

struct Seen // an answer whose first byte a client has
{
    QByteArray id;
    int tokens = 0; // what the provider will have said
    std::optional<Steady::time_point> endedAt;
};

class Seens
{
public:
    size_t begin(const QByteArray &id, int tokens)
    {
        const std::lock_guard lock(m_mutex);
        m_all.push_back({id, tokens, {}});
        return m_all.size() - 1;
    }
    void end(size_t index)
    {
        const std::lock_guard lock(m_mutex);
        m_all[index].endedAt = Steady::now();
        ++m_ended;
    }
    int ended() const
    {
        const std::lock_guard lock(m_mutex);
        return m_ended;
    }
    std::vector<Seen> all() const
    {
        const std::lock_guard lock(m_mutex);
        return m_all;
    }

private:
    mutable std::mutex m_mutex;
    std::vector<Seen> m_all;
    int m_ended = 0;
};

} // namespace

// The service is killed in the middle of load, as by a power switch but for the disk, and started again.
class TestKill : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void answeredCallsAreNotLost();

private:
    std::unique_ptr<QProcess> serve(const TestGateway &gateway, quint16 &port);
};

std::unique_ptr<QProcess> TestKill::serve(const TestGateway &gateway, quint16 &port)
{
    auto process = std::make_unique<QProcess>();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"GATEWAY_SECRET_KEY"_s, QString::fromLatin1(TestGateway::masterSecret));
    for (const char *name :
         {"GATEWAY_DATA_DIR", "GATEWAY_DATABASE_URL", "SQLALCHEMY_DATABASE_URI", "GATEWAY_LISTEN"})
        environment.remove(QLatin1StringView(name));
    process->setProcessEnvironment(environment);
    process->setProcessChannelMode(QProcess::ForwardedErrorChannel);
    process->start(QStringLiteral(GATEWAYD),
                   {u"--data-dir"_s, gateway.dataDir(), u"serve"_s, u"--listen"_s, u"127.0.0.1:0"_s});
    QByteArray out;
    waitUntil([&] {
        out += process->readAllStandardOutput();
        return out.contains('\n') || process->state() == QProcess::NotRunning;
    });
    port = quint16(QUrl(QString::fromLatin1(out.trimmed().split(' ').last())).port());
    return process;
}

void TestKill::answeredCallsAreNotLost()
{
    // Usage tells the calls apart. Every fifth stream goes on until the end, so that some are always open.
    FakeUpstream upstream([](UpstreamCall &call) {
        const QJsonObject body = QJsonDocument::fromJson(call.request().body).object();
        const int tokens = body["user"_L1].toString().toInt();
        if (!body["stream"_L1].toBool()) {
            call.answer(200, chatCompletion("hi", tokens, 1));
            return;
        }
        const QList<QByteArray> events = chatStream({"a"}, tokens, 1);
        call.beginStream();
        call.piece(events[0] + events[1]);
        if (tokens % 5 == 0)
            call.waitForClientToLeave();
        call.piece(events.mid(2).join());
        call.endStream();
    });
    TestGateway gateway; // its database and key; the service itself is the process
    gateway.addProvider(u"up"_s, upstream.baseUrl(), {u"test-model"_s});
    quint16 port = 0;
    std::unique_ptr<QProcess> process = serve(gateway, port);
    QVERIFY(port != 0);

    Seens seens;
    std::atomic<int> numbers = 0;
    std::atomic<bool> over = false;
    const auto load = [&] {
        while (!over) {
            HttpClient client(port);
            bool kept = true;
            while (kept && !over) {
                const int number = ++numbers;
                client.send(httpRequest("POST", "/v1/chat/completions", gateway.authorization(),
                                        chatRequest("test-model", number % 2 == 0,
                                                    ", \"user\": \"" + QByteArray::number(number) + "\"")));
                const auto head = client.readHead(2s);
                if (!head || head->status != 200)
                    break;
                const size_t index = seens.begin(head->header("x-gateway-request-id"), number);
                kept = client.finish(number % 10 == 0 ? 200ms : 5s).complete;
                if (kept)
                    seens.end(index);
            }
        }
    };
    std::vector<std::unique_ptr<QThread>> clients;
    for (int i = 0; i < 12; ++i) {
        clients.emplace_back(QThread::create(load));
        clients.back()->start();
    }
    const auto begin = Steady::now();
    const bool busy = waitUntil([&] { return seens.ended() > 300 && Steady::now() - begin > 2500ms; }, 60s);
    const auto killedAt = Steady::now();
    process->kill();
    over = true;
    process->waitForFinished();
    for (const std::unique_ptr<QThread> &client : clients)
        client->wait();
    QVERIFY(busy);

    const QList<CallRow> atDeath = gateway.rows();
    QVERIFY(std::any_of(atDeath.cbegin(), atDeath.cend(),
                        [](const CallRow &row) { return row.settled.status == CallStatus::Open; }));

    process = serve(gateway, port);
    QVERIFY(port != 0);
    QHash<QByteArray, CallRow> rows;
    for (const CallRow &row : gateway.rows())
        rows.insert(toText(row.opened.id), row);
    int exact = 0;
    for (const Seen &seen : seens.all()) {
        QVERIFY2(rows.contains(seen.id), seen.id);
        const CallSettled &settled = rows[seen.id].settled;
        QVERIFY(settled.status != CallStatus::Open);
        if (!seen.endedAt || *seen.endedAt > killedAt - 1s)
            continue;
        QCOMPARE(toString(settled.status), toString(CallStatus::Ok));
        QCOMPARE(toString(settled.usageSource), toString(UsageSource::Provider));
        QCOMPARE(settled.usage.prompt.value_or(-1), seen.tokens);
        ++exact;
    }
    QVERIFY(exact > 100);
    QVERIFY(std::any_of(rows.cbegin(), rows.cend(),
                        [](const CallRow &row) { return row.settled.status == CallStatus::Interrupted; }));

    // And it serves, on the lock and the database that were left behind.
    HttpClient client(port);
    client.send(httpRequest("POST", "/v1/chat/completions", gateway.authorization(), chatRequest()));
    QCOMPARE(client.read().value_or(HttpReply()).status, 200);
    process->terminate();
    QVERIFY(process->waitForFinished());
    QCOMPARE(process->exitCode(), 0);
}

QTEST_GUILESS_MAIN(TestKill)
#include "tst_kill.moc"
