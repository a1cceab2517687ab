// SPDX-License-Identifier: MIT
#include "base/request_id.h"
#include "ledger/price.h"

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
    bool exact = false; // had ended a second before its gateway was killed
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
    // The gateway was killed: whose usage must be the true one from now on.
    void judge(Steady::time_point killedAt)
    {
        const std::lock_guard lock(m_mutex);
        for (; m_judged < m_all.size(); ++m_judged) {
            Seen &seen = m_all[m_judged];
            seen.exact = seen.endedAt && *seen.endedAt <= killedAt - 1s;
        }
        m_ended = 0;
    }
    std::vector<Seen> all() const
    {
        const std::lock_guard lock(m_mutex);
        return m_all;
    }

private:
    mutable std::mutex m_mutex;
    std::vector<Seen> m_all;
    size_t m_judged = 0;
    int m_ended = 0;
};

} // namespace

// The service is killed in the middle of load, as by a power switch but for the disk, and started again, once
// or GATEWAY_KILL_ROUNDS times on the same database.
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
    const int rounds = qMax(1, qEnvironmentVariableIntValue("GATEWAY_KILL_ROUNDS"));
    // Usage tells the calls apart. Every fifth stream goes on until the end, so that some are always open.
    // Calls of a key with a budget are told by their name instead, and cost five tokens of an answer.
    std::mutex mutex;
    QHash<QString, int> spent; // calls that reached the provider, by budget
    FakeUpstream upstream([&](UpstreamCall &call) {
        const QJsonObject body = QJsonDocument::fromJson(call.request().body).object();
        const QString user = body["user"_L1].toString();
        if (user.startsWith("budget"_L1)) {
            const std::lock_guard lock(mutex);
            ++spent[user];
            call.answer(200, chatCompletion("hi", 1, 5));
            return;
        }
        const int tokens = user.toInt();
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
    Price price; // a dollar for a thousand tokens of the answer
    price.model = u"test-model"_s;
    price.rates.output = 1'000'000'000;
    QVERIFY(gateway.management().setPrice(price));
    constexpr int callsOfABudget = 40;
    const auto issueBudget = [&] {
        KeyRequest request;
        request.user = u"ann"_s;
        request.limits.strict = true;
        request.limits.budgets = {{BudgetUnit::Usd, BudgetPeriod::Total, callsOfABudget * 5'000}};
        return gateway.issueKey(request);
    };

    Seens seens;
    std::atomic<int> numbers = 0;
    QList<QByteArray> budgetKeys{issueBudget()}; // one begins with each round, and has its end in the next
    const auto runRound = [&](int round, bool kill) {
        quint16 port = 0;
        std::unique_ptr<QProcess> process = serve(gateway, port);
        if (port == 0)
            return false;
        std::atomic<bool> over = false;
        const auto load = [&] {
            while (!over) {
                HttpClient client(port);
                bool kept = true;
                while (kept && !over) {
                    const int number = ++numbers;
                    client.send(
                            httpRequest("POST", "/v1/chat/completions", gateway.authorization(),
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
        std::atomic<int> exhausted = 0;
        const auto spend = [&](int budget) {
            const QByteArray name = "budget-" + QByteArray::number(budget);
            const QByteArray line = "Authorization: Bearer " + budgetKeys[budget] + "\r\n";
            while (!over) {
                HttpClient client(port);
                client.send(httpRequest(
                        "POST", "/v1/chat/completions", line,
                        chatRequest("test-model", false, ", \"max_tokens\": 5, \"user\": \"" + name + "\"")));
                const std::optional<HttpReply> reply = client.read();
                if (reply && reply->status == 429) {
                    ++exhausted;
                    return;
                }
                // Slowly, so that the kill comes before the budget's end in most rounds.
                QThread::msleep(kill ? 60 : 0);
            }
        };
        std::vector<std::unique_ptr<QThread>> clients;
        for (int i = 0; i < 12; ++i)
            clients.emplace_back(QThread::create(load));
        int spenders = 0;
        for (int budget = qMax(0, round - 1); budget <= round && budget < budgetKeys.size(); ++budget) {
            for (int i = 0; i < 3; ++i, ++spenders)
                clients.emplace_back(QThread::create(spend, budget));
        }
        for (const std::unique_ptr<QThread> &client : clients)
            client->start();
        const auto begin = Steady::now();
        const auto least = rounds > 1 ? 1500ms : 2500ms;
        const bool busy = waitUntil(
                [&] {
                    return seens.ended() > 300 && Steady::now() - begin > least &&
                           (kill || exhausted == spenders);
                },
                60s);
        const auto endedAt = Steady::now();
        if (kill)
            process->kill();
        over = true;
        if (kill)
            process->waitForFinished();
        for (const std::unique_ptr<QThread> &client : clients)
            client->wait();
        seens.judge(endedAt);
        if (!kill) {
            process->terminate();
            return busy && process->waitForFinished() && process->exitCode() == 0;
        }
        return busy;
    };
    for (int round = 0; round < rounds; ++round) {
        QVERIFY(runRound(round, true));
        budgetKeys.append(issueBudget());
        if (round == 0) {
            const QList<CallRow> atDeath = gateway.rows();
            QVERIFY(std::any_of(atDeath.cbegin(), atDeath.cend(),
                                [](const CallRow &row) { return row.settled.status == CallStatus::Open; }));
        }
    }
    // And it serves, on the lock and the database that were left behind, until the last budgets are used up.
    QVERIFY(runRound(rounds, false));

    QHash<QByteArray, CallRow> rows;
    QSet<qint64> tokens; // which tell the calls apart
    for (const CallRow &row : gateway.rows()) {
        QVERIFY(!rows.contains(toText(row.opened.id)));
        rows.insert(toText(row.opened.id), row);
        QVERIFY(row.settled.status != CallStatus::Open);
        if (row.settled.usageSource != UsageSource::Provider || row.settled.usage.completion == 5)
            continue;
        QVERIFY2(!tokens.contains(*row.settled.usage.prompt), "a call has two rows");
        tokens.insert(*row.settled.usage.prompt);
    }
    int exact = 0;
    for (const Seen &seen : seens.all()) {
        QVERIFY2(rows.contains(seen.id),
                 QByteArray(seen.id + " of " + QByteArray::number(seen.tokens) + " is none of " +
                            QByteArray::number(rows.size()) + " rows"));
        if (!seen.exact)
            continue;
        const CallSettled &settled = rows[seen.id].settled;
        QCOMPARE(toString(settled.status), toString(CallStatus::Ok));
        QCOMPARE(toString(settled.usageSource), toString(UsageSource::Provider));
        QCOMPARE(settled.usage.prompt.value_or(-1), seen.tokens);
        ++exact;
    }
    QVERIFY(exact > 100 * rounds);
    QVERIFY(std::any_of(rows.cbegin(), rows.cend(),
                        [](const CallRow &row) { return row.settled.status == CallStatus::Interrupted; }));
    int spentInAll = 0;
    for (const int calls : std::as_const(spent)) {
        QVERIFY2(calls <= callsOfABudget, qPrintable(QString::number(calls)));
        spentInAll += calls;
    }
    QVERIFY(spentInAll > callsOfABudget * rounds / 2);
    qInfo("%d rounds: %d calls seen answered, %d with their usage due, %lld rows, %d calls on %d budgets of "
          "%d",
          rounds, int(seens.all().size()), exact, qint64(rows.size()), spentInAll, int(spent.size()),
          callsOfABudget);
}

QTEST_GUILESS_MAIN(TestKill)
#include "tst_kill.moc"
