// SPDX-License-Identifier: MIT
#include "support/cli_bench.h"
#include "support/fake_upstream.h"
#include "support/http_client.h"
#include "support/test_data.h"

#include <QCoreApplication>
#include <QJsonDocument>
#include <QTcpServer>
#include <QTest>
#include <QUrl>

#include <csignal>

using namespace gateway::test;
using namespace Qt::StringLiterals;

namespace {

// The gateway asks a provider for its models at start, which is not what these scripts are about.
FakeUpstream::Script forChats(const FakeUpstream::Script &script)
{
    return [script](UpstreamCall &call) {
        if (call.request().method() == "POST")
            script(call);
        else
            call.answer(404, "{}");
    };
}

// A stream that says one word and does not end.
void begins(UpstreamCall &call)
{
    call.beginStream();
    call.piece(chatStream({"one"}).at(1));
    call.waitForClientToLeave();
}

} // namespace

// `serve` as a process: what it prints, how it ends, and what other processes do beside it.
class TestCliServe final : public QObject, CliBench
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void cleanup();

    void servesAndStops_data();
    void servesAndStops();
    void listensWhereTold_data();
    void listensWhereTold();
    void namesWhoHoldsThePort();
    void secondOneNamesTheFirst();
    void survivesItsTerminal();
    void drains();
    void secondSignalStopsNow();
    void drainHasAnEnd();
    void followsTheCommandLine();
    void showsCallsAndUsage();
    void logsNoSecret();

private:
    using CliBench::run;
    Ran run(const QByteArray &line) const { return m_program->run(line.constData()); }
    // Starts on a free port and reads the first address.
    void serve(const QStringList &more = {});
    HttpReply chat(const QByteArray &model, bool stream = false) const;
    QByteArray chatRequest(const QByteArray &model, bool stream) const;
    void setUpUpstream(const FakeUpstream &upstream);

    std::unique_ptr<QProcess> m_server;
    QUrl m_address;
    QByteArray m_key;
};

void TestCliServe::init()
{
    setUp(QStringLiteral(GATEWAYD));
    m_key = run("setup-demo").out.trimmed();
    QVERIFY(m_key.startsWith("sk-"));
}

void TestCliServe::cleanup()
{
    if (m_server && m_server->state() != QProcess::NotRunning) {
        m_server->kill();
        m_server->waitForFinished();
    }
    m_server.reset();
    tearDown();
}

void TestCliServe::serve(const QStringList &more)
{
    m_server = m_program->start(QStringList{u"serve"_s, u"--listen"_s, u"127.0.0.1:0"_s} + more);
    const QList<QByteArray> lines = readLines(*m_server, 1);
    QVERIFY2(lines.size() == 1, m_server->readAllStandardError());
    QVERIFY2(lines[0].startsWith("listening on http://127.0.0.1:"), lines[0]);
    m_address = QUrl(QString::fromLatin1(lines[0].mid(qstrlen("listening on "))));
}

QByteArray TestCliServe::chatRequest(const QByteArray &model, bool stream) const
{
    return httpRequest("POST", "/v1/chat/completions",
                       "Authorization: Bearer " + m_key + "\r\nContent-Type: application/json\r\n",
                       R"({"model":")" + model + R"(","stream":)" + (stream ? "true" : "false") +
                               R"(,"messages":[{"role":"user","content":"hello you"}]})");
}

HttpReply TestCliServe::chat(const QByteArray &model, bool stream) const
{
    HttpClient client(quint16(m_address.port()));
    client.send(chatRequest(model, stream));
    return client.read().value_or(HttpReply());
}

void TestCliServe::setUpUpstream(const FakeUpstream &upstream)
{
    const Ran added = m_program->run(QStringList{u"provider"_s, u"add"_s, u"up"_s, u"--base-url"_s,
                                                 upstream.baseUrl(), u"--no-models"_s, u"--key-stdin"_s},
                                     "sk-upstream-5d1c2b3a4f");
    QVERIFY2(added.exitCode == 0, added.err);
    QCOMPARE(run("route set m --to up/m").exitCode, 0);
}

void TestCliServe::servesAndStops_data()
{
    QTest::addColumn<int>("signal");

    QTest::newRow("SIGTERM") << SIGTERM;
    QTest::newRow("SIGINT") << SIGINT;
}

void TestCliServe::servesAndStops()
{
    QFETCH(int, signal);
    serve();
    HttpClient client(quint16(m_address.port()));
    client.send(httpRequest("GET", "/healthz"));
    const auto health = client.read();
    QVERIFY(health);
    QCOMPARE(health->status, 200);
    const Ran status = run("status --json");
    QCOMPARE(status.exitCode, 0);
    QCOMPARE(status.object()[u"address"_s].toString(), m_address.toString());
    QCOMPARE(status.object()[u"pid"_s].toInteger(), m_server->processId());

    ::kill(pid_t(m_server->processId()), signal);
    QCOMPARE(waitForExit(*m_server), 0);
    QCOMPARE(run("status").exitCode, 1);
}

void TestCliServe::listensWhereTold_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QStringList>("flags");
    QTest::addColumn<QByteArrayList>("expected"); // how the lines begin

    QTest::newRow("loopback is both") << QString() << QStringList{u"127.0.0.1:0"_s}
                                      << QByteArrayList{"http://127.0.0.1:", "http://[::1]:"};
    QTest::newRow("environment") << u"127.0.0.2:0"_s << QStringList() << QByteArrayList{"http://127.0.0.2:"};
    QTest::newRow("several in the environment") << u"127.0.0.2:0,127.0.0.3:0"_s << QStringList()
                                                << QByteArrayList{"http://127.0.0.2:", "http://127.0.0.3:"};
    QTest::newRow("flag wins") << u"127.0.0.2:0"_s << QStringList{u"127.0.0.3:0"_s}
                               << QByteArrayList{"http://127.0.0.3:"};
    QTest::newRow("two flags") << QString() << QStringList{u"127.0.0.2:0"_s, u"127.0.0.3:0"_s}
                               << QByteArrayList{"http://127.0.0.2:", "http://127.0.0.3:"};
}

void TestCliServe::listensWhereTold()
{
    QFETCH(QString, variable);
    QFETCH(QStringList, flags);
    QFETCH(QByteArrayList, expected);
    if (!variable.isEmpty())
        m_program->setVariable(u"GATEWAY_LISTEN"_s, variable);
    QStringList arguments{u"serve"_s};
    for (const QString &flag : flags)
        arguments += {u"--listen"_s, flag};
    m_server = m_program->start(arguments);
    const QList<QByteArray> lines = readLines(*m_server, int(expected.size()));
    if (lines.size() < expected.size() && expected.contains("http://[::1]:"))
        QSKIP("This machine has no IPv6 loopback.");
    QCOMPARE(lines.size(), expected.size());
    for (qsizetype i = 0; i < lines.size(); ++i)
        QVERIFY2(lines[i].startsWith(QByteArray("listening on " + expected[i])), lines[i]);
}

void TestCliServe::namesWhoHoldsThePort()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    const QByteArray port = QByteArray::number(other.serverPort());
    const Ran ran = run("serve --listen 127.0.0.1:" + port);
    QCOMPARE(ran.exitCode, 1);
    QVERIFY2(ran.errIsOneLine(), ran.err);
    QVERIFY2(ran.err.contains(port), ran.err);
#ifdef Q_OS_LINUX
    const QByteArray holder = "process " + QByteArray::number(QCoreApplication::applicationPid());
    QVERIFY2(ran.err.contains(holder), ran.err);
#endif
    QCOMPARE(ran.out, QByteArray());
    // The failed start holds nothing: another one works.
    serve();
}

void TestCliServe::secondOneNamesTheFirst()
{
    serve();
    const Ran second = run("serve --listen 127.0.0.1:0");
    QCOMPARE(second.exitCode, 1);
    QVERIFY2(second.errIsOneLine(), second.err);
    QVERIFY2(second.err.contains(m_address.toString().toLatin1()), second.err);
    QVERIFY2(second.err.contains(QByteArray::number(m_server->processId())), second.err);
    QCOMPARE(chat("demo").status, 200);
}

void TestCliServe::survivesItsTerminal()
{
    serve();
    ::kill(pid_t(m_server->processId()), SIGHUP);
    ::kill(pid_t(m_server->processId()), SIGPIPE);
    QCOMPARE(chat("demo").status, 200);
    QCOMPARE(m_server->state(), QProcess::Running);
}

void TestCliServe::drains()
{
    Gate rest;
    FakeUpstream upstream(forChats([&rest](UpstreamCall &call) {
        const auto events = chatStream({"one", "two"});
        call.beginStream();
        call.piece(events.at(0) + events.at(1));
        call.wait(rest);
        for (const QByteArray &event : events.mid(2))
            call.piece(event);
        call.endStream();
    }));
    setUpUpstream(upstream);
    serve();
    HttpClient client(quint16(m_address.port()));
    client.send(chatRequest("m", true));
    QVERIFY(client.readHead());
    QVERIFY(client.readBodyUntil("one"));

    m_server->terminate();
    // New calls are turned away while the one in flight goes on.
    QVERIFY(waitUntil([&] { return chat("demo").status != 200; }));
    QCOMPARE(m_server->state(), QProcess::Running);
    rest.open();
    const HttpReply reply = client.finish();
    QVERIFY(reply.complete);
    QVERIFY2(reply.body.contains("two"), reply.body);
    QVERIFY(reply.body.contains("[DONE]"));
    QCOMPARE(waitForExit(*m_server), 0);
    const QJsonObject row = run("requests list --model m --json").array()[0].toObject();
    QCOMPARE(row[u"status"_s].toString(), u"ok"_s);
    QCOMPARE(row[u"completion_tokens"_s].toInt(), 7);
}

void TestCliServe::secondSignalStopsNow()
{
    FakeUpstream upstream(forChats(begins));
    setUpUpstream(upstream);
    serve({u"--drain"_s, u"10m"_s});
    HttpClient client(quint16(m_address.port()));
    client.send(chatRequest("m", true));
    QVERIFY(client.readHead());
    QVERIFY(client.readBodyUntil("one"));
    m_server->terminate();
    QVERIFY(waitUntil([&] { return chat("demo").status != 200; }));
    m_server->terminate();
    QCOMPARE(waitForExit(*m_server), 0);
    // What the client saw begin is in the ledger, and no longer open.
    const QJsonArray rows = run("requests list --model m --json").array();
    QCOMPARE(rows.size(), 1);
    QVERIFY(rows[0][u"status"_s].toString() != u"open"_s);
}

void TestCliServe::drainHasAnEnd()
{
    FakeUpstream upstream(forChats(begins));
    setUpUpstream(upstream);
    serve({u"--drain"_s, u"0s"_s});
    HttpClient client(quint16(m_address.port()));
    client.send(chatRequest("m", true));
    QVERIFY(client.readHead());
    QVERIFY(client.readBodyUntil("one"));
    m_server->terminate();
    QCOMPARE(waitForExit(*m_server), 0);
}

void TestCliServe::followsTheCommandLine()
{
    serve();
    QCOMPARE(chat("demo").status, 200);

    QCOMPARE(run("user disable demo").exitCode, 0);
    QVERIFY(waitUntil([&] { return chat("demo").status == 401; }));
    QCOMPARE(run("user enable demo").exitCode, 0);
    QVERIFY(waitUntil([&] { return chat("demo").status == 200; }));

    QCOMPARE(run("route set fast --to demo/demo").exitCode, 0);
    QVERIFY(waitUntil([&] { return chat("fast").status == 200; }));

    const QByteArray first =
            std::exchange(m_key, run("key issue --user demo --models fast,demo").out.trimmed());
    QVERIFY(waitUntil([&] { return chat("fast").status == 200; }));
    QCOMPARE(chat("moonshot-v1-8k").status, 403);
    QCOMPARE(run("key revoke 1").exitCode, 0);
    m_key = first;
    QVERIFY(waitUntil([&] { return chat("fast").status == 401; }));
}

void TestCliServe::showsCallsAndUsage()
{
    serve();
    const HttpReply plain = chat("demo");
    QCOMPARE(plain.status, 200);
    const HttpReply streamed = chat("moonshot-v1-8k", true);
    QCOMPARE(streamed.status, 200);
    QVERIFY(streamed.complete);
    QVERIFY(waitUntil([&] { return run("requests list --status ok --json").array().size() == 2; }));

    const QJsonArray rows = run("requests list --json").array();
    QCOMPARE(rows.size(), 2);
    const QJsonObject row = rows[0].toObject();
    for (const char *field : {"id",
                              "started_at",
                              "status",
                              "http_status",
                              "user",
                              "key_id",
                              "model",
                              "provider",
                              "upstream_model",
                              "stream",
                              "usage_source",
                              "prompt_tokens",
                              "cached_tokens",
                              "cache_write_tokens",
                              "cache_write_1h_tokens",
                              "completion_tokens",
                              "reasoning_tokens",
                              "cost_micros",
                              "currency",
                              "priced",
                              "first_token_ms",
                              "duration_ms",
                              "attempts",
                              "error"})
        QVERIFY2(row.contains(QLatin1StringView(field)), field);
    QCOMPARE(row[u"id"_s].toString().toLatin1(), streamed.header("x-gateway-request-id"));
    QCOMPARE(row[u"model"_s].toString(), u"moonshot-v1-8k"_s);
    QCOMPARE(row[u"upstream_model"_s].toString(), u"demo"_s);
    QCOMPARE(row[u"stream"_s], QJsonValue(true));
    QCOMPARE(row[u"user"_s].toString(), u"demo"_s);
    QCOMPARE(row[u"prompt_tokens"_s].toInt(), 2);
    QVERIFY(row[u"cached_tokens"_s].isNull());
    QVERIFY(row[u"error"_s].isNull());
    QVERIFY(row[u"started_at"_s].toString().endsWith(u'Z'));
    const QByteArray show = "requests show " + streamed.header("x-gateway-request-id") + " --json";
    QCOMPARE(run(show).object(), row);
    QCOMPARE(run("requests list --model demo --json").array().size(), 1);
    QCOMPARE(run("requests list --limit 1 --json").array().size(), 1);
    QCOMPARE(run("requests list --user nobody --json").array().size(), 0);

    const QJsonObject total = run("usage --json").object();
    QCOMPARE(total[u"requests"_s].toInt(), 2);
    QCOMPARE(total[u"prompt_tokens"_s].toInt(), 4);
    for (const char *group : {"user", "key", "model", "provider", "hour", "day"}) {
        const QJsonArray sums = run("usage --since 1h --json --by " + QByteArray(group)).array();
        QVERIFY2(!sums.isEmpty(), group);
        int requests = 0;
        for (const QJsonValue &sum : sums) {
            QVERIFY2(sum.toObject().contains(QLatin1StringView(group)), group);
            QVERIFY2(sum.toObject().contains("cost"_L1), group);
            requests += sum[u"requests"_s].toInt();
        }
        QCOMPARE(requests, 2);
    }
    QCOMPARE(run("usage --by user --csv").out.split('\n').at(1).left(7), QByteArray("demo,2,"));
}

void TestCliServe::logsNoSecret()
{
    FakeUpstream upstream(forChats([](UpstreamCall &call) {
        call.answer(401, R"({"error":{"message":"bad key sk-upstream-5d1c2b3a4f"}})");
    }));
    setUpUpstream(upstream);
    serve();
    QCOMPARE(chat("m").status, 502);
    QVERIFY(chat("nothing-like-it").status >= 400);
    m_server->terminate();
    QCOMPARE(waitForExit(*m_server), 0);
    const QByteArray output = m_server->readAllStandardError() + m_server->readAllStandardOutput();
    QVERIFY2(!output.contains("sk-upstream-5d1c2b3a4f"), output);
    QVERIFY2(!output.contains(m_key), output);
    QVERIFY2(!output.contains("hello you"), output);
    QVERIFY(!filesHold(m_program->home(), "sk-upstream-5d1c2b3a4f"));
    QVERIFY(!filesHold(m_program->home(), m_key));
    QVERIFY(!filesHold(m_program->home(), "hello you"));
}

QTEST_GUILESS_MAIN(TestCliServe)
#include "tst_cli_serve.moc"
