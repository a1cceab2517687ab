// SPDX-License-Identifier: MIT
// What a gateway writes beside the ledger: access log, captured prompts, scheduled backups; and how it answers guesses.
#include "access/bad_key_guard.h"
#include "base/request_id.h"
#include "store/backup.h"
#include "store/ledger_queries.h"

#include "support/fake_upstream.h"
#include "support/test_data.h"
#include "support/test_gateway.h"

#include <QDir>
#include <QElapsedTimer>
#include <QJsonDocument>
#include <QSqlQuery>
#include <QSqlRecord>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

class TestServiceRecords : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init();
    void accessLogHasALineForEachAnswer();
    void accessLogIsOffUnlessAskedFor();
    void captureKeepsPromptAndAnswer_data();
    void captureKeepsPromptAndAnswer();
    void captureKeepsBothSides();
    void capturesHoldNoSecret_data();
    void capturesHoldNoSecret();
    void captureKeepsWhatTheGatewaySaid();
    void nothingIsCapturedUnlessAskedFor();
    void scheduledBackup();
    void guessesAreSlowedAndGoodKeysAreNot();

private:
    QList<QJsonObject> accessLines() const;
    int captures() const;
    std::optional<CallCapture> captureOf(const HttpReply &reply) const;

    std::unique_ptr<FakeUpstream> m_upstream;
    std::unique_ptr<TestGateway> m_gateway;
};

void TestServiceRecords::init()
{
    m_upstream = std::make_unique<FakeUpstream>([](UpstreamCall &call) {
        if (!call.request().body.contains("\"stream\": true")) {
            call.answer(200, chatCompletion());
            return;
        }
        call.beginStream();
        call.piece(chatStream({"one", "two"}).join());
        call.endStream();
    });
    m_gateway = std::make_unique<TestGateway>();
    m_gateway->addProvider(u"up"_s, m_upstream->baseUrl(), {u"test-model"_s});
    m_gateway->start();
}

QList<QJsonObject> TestServiceRecords::accessLines() const
{
    QList<QJsonObject> lines;
    QFile file(m_gateway->dataDir() + u"/logs/access.log"_s);
    if (!file.open(QIODevice::ReadOnly))
        return lines;
    while (!file.atEnd())
        lines.append(QJsonDocument::fromJson(file.readLine()).object());
    return lines;
}

int TestServiceRecords::captures() const
{
    auto query = m_gateway->database().run(u"SELECT count(*) FROM captures"_s);
    return query && query->next() ? query->value(0).toInt() : -1;
}

void TestServiceRecords::accessLogHasALineForEachAnswer()
{
    m_gateway->set(u"access_log"_s, u"true"_s);
    const HttpReply good = m_gateway->post("/v1/chat/completions", chatRequest(), "User-Agent: tool/1\r\n");
    QCOMPARE(good.status, 200);
    const HttpReply unknown = m_gateway->get("/v1/nothing?key=sk-secret-in-a-query");
    QCOMPARE(unknown.status, 404);
    HttpClient client = m_gateway->connect();
    client.send(httpRequest("GET", "/v1/models", "Authorization: Bearer sk-guess\r\n"));
    QCOMPARE(client.read()->status, 401);

    QVERIFY(waitUntil([this] { return accessLines().size() == 3; }));
    const QList<QJsonObject> lines = accessLines();
    QCOMPARE(lines[0][u"id"].toString().toLatin1(), good.header("x-gateway-request-id"));
    QCOMPARE(lines[0][u"status"].toInt(), 200);
    QCOMPARE(lines[0][u"method"].toString(), u"POST"_s);
    QCOMPARE(lines[0][u"path"].toString(), u"/v1/chat/completions"_s);
    QCOMPARE(lines[0][u"user"].toString(), u"ann"_s);
    QCOMPARE(lines[0][u"user_agent"].toString(), u"tool/1"_s);
    QCOMPARE(lines[0][u"bytes"].toInt(), int(good.body.size()));
    QCOMPARE(lines[1][u"status"].toInt(), 404);
    QCOMPARE(lines[2][u"status"].toInt(), 401);
    QVERIFY(!lines[2].contains(u"user"));
    QFile file(m_gateway->dataDir() + u"/logs/access.log"_s);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    QVERIFY(!text.contains("secret"));
    QVERIFY(!text.contains("guess"));
    QVERIFY(!text.contains(m_gateway->key()));
}

void TestServiceRecords::accessLogIsOffUnlessAskedFor()
{
    QCOMPARE(m_gateway->post("/v1/chat/completions", chatRequest()).status, 200);
    m_gateway->stop();
    QVERIFY(!QFile::exists(m_gateway->dataDir() + u"/logs/access.log"_s));
}

void TestServiceRecords::captureKeepsPromptAndAnswer_data()
{
    QTest::addColumn<bool>("stream");
    QTest::newRow("plain") << false;
    QTest::newRow("streamed") << true;
}

void TestServiceRecords::captureKeepsPromptAndAnswer()
{
    QFETCH(bool, stream);
    m_gateway->set(u"capture"_s, u"true"_s);
    const QByteArray body = chatRequest("test-model", stream);
    const HttpReply reply = m_gateway->post("/v1/chat/completions", body, "X-Session: 7\r\n");
    QCOMPARE(reply.status, 200);
    QVERIFY(waitUntil([this] { return captures() == 1; }));
    auto query = m_gateway->database().run(
            u"SELECT request, response, request_headers, expires_at FROM captures"_s);
    QVERIFY(query && query->next());
    QCOMPARE(query->value(0).toByteArray(), body);
    QCOMPARE(query->value(1).toByteArray(), reply.body);
    QVERIFY(query->value(2).toString().contains(u"x-session: 7"));
    QVERIFY(!query->value(2).toString().contains(QString::fromLatin1(m_gateway->key())));
    QVERIFY(query->value(3).toLongLong() > toMillis(SystemClock().now()));
}

std::optional<CallCapture> TestServiceRecords::captureOf(const HttpReply &reply) const
{
    const std::optional<RequestId> id = requestIdFromText(reply.header("x-gateway-request-id"));
    std::optional<CallCapture> found;
    (void)waitUntil([&] {
        LedgerQueries queries(m_gateway->database(), {});
        found = queries.capture(*id).value_or(std::nullopt);
        return found.has_value();
    });
    return found;
}

void TestServiceRecords::captureKeepsBothSides()
{
    m_gateway->set(u"capture"_s, u"true"_s);
    const HttpReply plain = m_gateway->post("/v1/chat/completions", chatRequest(), "X-Session: 7\r\n");
    const HttpReply streamed = m_gateway->post("/v1/chat/completions", chatRequest("test-model", true));
    const std::optional<CallCapture> first = captureOf(plain);
    const std::optional<CallCapture> second = captureOf(streamed);
    QVERIFY(first && second);
    QVERIFY(first->requestHeaders.startsWith(u"POST /v1/chat/completions\n"_s));
    QVERIFY(first->requestHeaders.contains(u"authorization: Bearer ***"_s, Qt::CaseInsensitive));
    QVERIFY(first->upstreamHeaders.startsWith(u"POST "_s + m_upstream->baseUrl() + u"/chat/completions\n"_s));
    QVERIFY(first->upstreamHeaders.contains(u"authorization: Bearer ***"_s));
    QVERIFY(first->upstreamHeaders.contains(u"x-session: 7"_s));
    QVERIFY(first->upstreamRequest.isNull()); // it went on as it came
    QVERIFY(first->upstreamAnswerHeaders.startsWith(u"HTTP 200"_s));
    QVERIFY(first->responseHeaders.startsWith(u"HTTP 200"_s));
    QVERIFY(first->responseHeaders.contains(u"x-gateway-request-id: "_s));
    QVERIFY(!first->upstreamAnswerHeaders.contains(u"x-gateway-request-id"_s));
    // Usage is asked for on the client's behalf: the body is another one than the client's.
    const SeenRequest seen = m_upstream->requests().constLast();
    QVERIFY(seen.body.contains("include_usage"));
    QCOMPARE(second->upstreamRequest, seen.body);
    QVERIFY(second->upstreamHeaders.contains(
            u"content-length: "_s + QString::fromLatin1(seen.header("content-length"))));
}

void TestServiceRecords::capturesHoldNoSecret_data()
{
    QTest::addColumn<QByteArray>("authHeader");
    QTest::addColumn<bool>("fails");
    QTest::newRow("bearer") << QByteArray() << false;
    QTest::newRow("a header of the provider's own") << QByteArray("x-team-pass") << false;
    QTest::newRow("refused") << QByteArray() << true;
}

// Whatever either side says and wherever it says it: no row of the database has a credential.
void TestServiceRecords::capturesHoldNoSecret()
{
    QFETCH(QByteArray, authHeader);
    QFETCH(bool, fails);
    const QByteArray providerKey = "words-that-look-like-no-key"; // to be known by nothing but its value
    const QByteArray setting = "a-secret-in-a-header-of-the-settings";
    m_gateway->addProvider(u"other"_s, m_upstream->baseUrl(), {u"other-model"_s}, [&](Provider &provider) {
        provider.auth = authHeader.isEmpty() ? AuthStyle::Bearer : AuthStyle::Header;
        provider.authHeader = authHeader;
        provider.headers = {{"x-title", setting}};
    });
    m_gateway->setProviderKey(u"other"_s, providerKey);
    m_upstream->setScript([&](UpstreamCall &call) {
        const QByteArray echo = "Set-Cookie: session=cookie-of-the-provider\r\nX-Echo: " + providerKey + "\r\n";
        if (fails)
            call.answer(400, R"({"error":{"message":"bad key )" + providerKey + "\"}}", echo);
        else
            call.answer(200, chatCompletion("you sent " + providerKey), echo);
    });
    m_gateway->set(u"capture"_s, u"true"_s);
    const HttpReply reply = m_gateway->post(
            "/v1/chat/completions?api_key=key-in-the-query", chatRequest("other-model"),
            "Cookie: session=cookie-of-the-client\r\nX-Note: " + m_gateway->key() + "\r\n");
    const std::optional<CallCapture> capture = captureOf(reply);
    QVERIFY(capture);
    const SeenRequest seen = m_upstream->requests().constLast();
    QVERIFY(seen.head.contains(providerKey) && seen.head.contains(setting)); // it was there to be kept
    QVERIFY(!capture->upstreamHeaders.isEmpty() && !capture->upstreamAnswerHeaders.isEmpty());

    m_gateway->stop();
    auto query = m_gateway->database().run(u"SELECT * FROM captures"_s);
    QByteArray rows;
    while (query && query->next()) {
        for (int column = 0; column < query->record().count(); ++column)
            rows += query->value(column).toByteArray() + '\n';
    }
    QVERIFY(rows.contains("other-model"));
    for (const QByteArray &secret :
         {providerKey, m_gateway->key(), setting, QByteArray("cookie-of-the-client"),
          QByteArray("cookie-of-the-provider"), QByteArray("key-in-the-query")})
        QVERIFY2(!rows.contains(secret), secret.constData());
}

void TestServiceRecords::captureKeepsWhatTheGatewaySaid()
{
    m_upstream->setScript([](UpstreamCall &call) { call.close(); });
    m_gateway->set(u"capture"_s, u"true"_s);
    const HttpReply reply = m_gateway->post("/v1/chat/completions", chatRequest());
    QVERIFY(reply.status >= 500);
    const std::optional<CallCapture> capture = captureOf(reply);
    QVERIFY(capture);
    QVERIFY(capture->responseHeaders.startsWith(u"HTTP %1"_s.arg(reply.status)));
    QCOMPARE(capture->response, reply.body);
    QVERIFY(!capture->upstreamHeaders.isEmpty());
    QVERIFY(capture->upstreamAnswerHeaders.isEmpty());
}

void TestServiceRecords::nothingIsCapturedUnlessAskedFor()
{
    const HttpReply reply = m_gateway->post("/v1/chat/completions", chatRequest());
    QVERIFY(m_gateway->settledRow(reply));
    m_gateway->stop();
    QCOMPARE(captures(), 0);
}

void TestServiceRecords::scheduledBackup()
{
    const QString folder = m_gateway->dataDir() + u"/copies"_s;
    m_gateway->set(u"backup_dir"_s, folder);
    m_gateway->set(u"backup_every"_s, u"24h"_s);
    QVERIFY(waitUntil([&] { return !scheduledBackups(folder).isEmpty(); }));
    const QList<BackupFile> files = scheduledBackups(folder);
    QCOMPARE(files.size(), 1);
    QVERIFY(checkBackup(folder + u'/' + files[0].name));
    QCOMPARE(m_gateway->post("/v1/chat/completions", chatRequest()).status, 200);
}

void TestServiceRecords::guessesAreSlowedAndGoodKeysAreNot()
{
    const auto guess = [this] {
        HttpClient client = m_gateway->connect();
        client.send(httpRequest("POST", "/v1/chat/completions", "Authorization: Bearer sk-guess\r\n", chatRequest()));
        return client;
    };
    for (int i = 0; i < BadKeyGuard::freeFailures; ++i)
        QCOMPARE(guess().read()->status, 401);
    // The next ones wait, and while they do a good key is served.
    std::vector<HttpClient> waiting;
    for (int i = 0; i < 4; ++i)
        waiting.push_back(guess());
    QCOMPARE(m_gateway->post("/v1/chat/completions", chatRequest()).status, 200);
    QVERIFY(!waiting.back().readHead(20ms)); // the fourth waits for a second
    for (HttpClient &client : waiting)
        QCOMPARE(client.read()->status, 401);
    HttpClient left = guess(); // one that does not wait leaves nothing behind
    left.close();
    QCOMPARE(m_gateway->post("/v1/chat/completions", chatRequest()).status, 200);
}

QTEST_GUILESS_MAIN(TestServiceRecords)
#include "tst_service_records.moc"
