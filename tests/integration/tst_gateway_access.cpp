// SPDX-License-Identifier: MIT
#include "support/fake_upstream.h"
#include "support/test_data.h"
#include "support/test_gateway.h"

#include <QJsonArray>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

// Keys, models and bodies: who is let in with what, and what changes while the gateway runs.
class TestGatewayAccess : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void initTestCase();
    void credentials_data();
    void credentials();
    void keysThatEnd_data();
    void keysThatEnd();
    void modelsOfAKey_data();
    void modelsOfAKey();
    void modelNames_data();
    void modelNames();
    void badBodies_data();
    void badBodies();
    void listsModels();
    void oneModel();
    void configurationTakesEffectWithoutDroppingCalls();
    void disabledProvider();

private:
    HttpReply postWith(const QByteArray &lines, const QByteArray &body = chatRequest());

    const QByteArray m_chat = "/v1/chat/completions";
    FakeUpstream m_upstream;
    std::unique_ptr<TestGateway> m_gateway;
};

void TestGatewayAccess::initTestCase()
{
    m_gateway = std::make_unique<TestGateway>();
    m_gateway->addProvider(u"up"_s, m_upstream.baseUrl(), {u"test-model"_s, u"test-large"_s, u"other"_s});
    m_gateway->management().setRoute(u"alias"_s, u"up"_s, u"other"_s);
    m_gateway->management().setRoute(u"gpt-*"_s, u"up"_s, {});
    m_gateway->start();
}

HttpReply TestGatewayAccess::postWith(const QByteArray &lines, const QByteArray &body)
{
    HttpClient client = m_gateway->connect();
    client.send(httpRequest("POST", m_chat, lines, body));
    return client.read().value_or(HttpReply());
}

void TestGatewayAccess::credentials_data()
{
    QTest::addColumn<QByteArray>("lines"); // KEY stands for the key
    QTest::addColumn<int>("status");
    QTest::newRow("bearer") << QByteArray("Authorization: Bearer KEY\r\n") << 200;
    QTest::newRow("bearer in lower case") << QByteArray("authorization: bearer KEY\r\n") << 200;
    QTest::newRow("x-api-key") << QByteArray("X-Api-Key: KEY\r\n") << 200;
    QTest::newRow("none") << QByteArray() << 401;
    QTest::newRow("empty") << QByteArray("Authorization: Bearer \r\n") << 401;
    QTest::newRow("basic") << QByteArray("Authorization: Basic KEY\r\n") << 401;
    QTest::newRow("bare") << QByteArray("Authorization: KEY\r\n") << 401;
    QTest::newRow("another key") << QByteArray(
                                            "Authorization: Bearer sk-abcdefghijklmnopqrstuvwxyz012345\r\n")
                                 << 401;
    QTest::newRow("cut") << QByteArray("Authorization: Bearer CUT\r\n") << 401;
    QTest::newRow("in other letters") << QByteArray("Authorization: Bearer UPPER\r\n") << 401;
    QTest::newRow("long") << QByteArray("Authorization: Bearer " + QByteArray(20'000, 'k') + "\r\n") << 401;
    QTest::newRow("not ASCII") << QByteArray("Authorization: Bearer \xff\xfe\xc3\xa9\r\n") << 401;
    QTest::newRow("cookie") << QByteArray("Cookie: key=KEY\r\n") << 401;
}

void TestGatewayAccess::credentials()
{
    QFETCH(QByteArray, lines);
    QFETCH(int, status);
    const QByteArray key = m_gateway->key();
    lines.replace("KEY", key).replace("CUT", key.chopped(1)).replace("UPPER", key.toUpper());
    const int posts = m_upstream.posts();
    const HttpReply reply = postWith(lines);
    QCOMPARE(reply.status, status);
    QCOMPARE(m_upstream.posts(), posts + (status == 200 ? 1 : 0));
    if (status == 401) {
        QCOMPARE(reply.errorCode(), u"invalid_api_key"_s);
        QVERIFY(!reply.body.contains(key.chopped(1)));
    }
}

void TestGatewayAccess::keysThatEnd_data()
{
    QTest::addColumn<QString>("how");
    QTest::addColumn<QString>("word"); // in the message
    QTest::newRow("revoked") << u"revoke"_s << u"revoked"_s;
    QTest::newRow("expired") << u"expire"_s << u"expired"_s;
    QTest::newRow("user disabled") << u"disable"_s << u"disabled"_s;
    QTest::newRow("user removed") << u"remove"_s << QString();
}

void TestGatewayAccess::keysThatEnd()
{
    QFETCH(QString, how);
    QFETCH(QString, word);
    Management &management = m_gateway->management();
    QVERIFY(management.addUser(u"bob"_s));
    const QByteArray key = m_gateway->issueKey(u"bob"_s);
    const QByteArray line = "Authorization: Bearer " + key + "\r\n";
    QCOMPARE(postWith(line).status, 200);

    KeyId id; // the newest
    const Result<QList<KeyInfo>> keys = management.keys();
    for (const KeyInfo &info : *keys)
        id = qMax(id, info.key.id);
    if (how == "revoke"_L1) {
        QVERIFY(management.revokeKey(id));
    } else if (how == "expire"_L1) {
        KeyChange change;
        change.limits.expiresAt = SystemClock().now() + 1s;
        QVERIFY(management.changeKey(id, change));
    } else if (how == "disable"_L1) {
        QVERIFY(management.setUserEnabled(u"bob"_s, false));
    } else {
        QVERIFY(management.removeUser(u"bob"_s));
    }
    m_gateway->awaitConfig();
    HttpReply reply;
    QVERIFY(waitUntil([&] { return (reply = postWith(line)).status == 401; }));
    QCOMPARE(reply.errorCode(), u"invalid_api_key"_s);
    QVERIFY2(reply.errorMessage().contains(word), qPrintable(reply.errorMessage()));
    if (how != "remove"_L1)
        QVERIFY(management.removeUser(u"bob"_s));
    m_gateway->awaitConfig();
}

void TestGatewayAccess::modelsOfAKey_data()
{
    QTest::addColumn<QStringList>("patterns");
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<int>("status");
    QTest::newRow("in the list") << QStringList{u"test-*"_s} << QByteArray("test-model") << 200;
    QTest::newRow("not in the list") << QStringList{u"test-*"_s} << QByteArray("other") << 403;
    QTest::newRow("denied") << QStringList{u"!test-large"_s} << QByteArray("test-large") << 403;
    QTest::newRow("not denied") << QStringList{u"!test-large"_s} << QByteArray("test-model") << 200;
    QTest::newRow("alias of a denied one") << QStringList{u"!other"_s} << QByteArray("alias") << 403;
    QTest::newRow("alias alone is not enough") << QStringList{u"alias"_s} << QByteArray("alias") << 403;
    QTest::newRow("alias and model") << QStringList{u"alias"_s, u"other"_s} << QByteArray("alias") << 200;
    QTest::newRow("provider named") << QStringList{u"!test-large"_s} << QByteArray("up/test-large") << 403;
}

void TestGatewayAccess::modelsOfAKey()
{
    QFETCH(QStringList, patterns);
    QFETCH(QByteArray, model);
    QFETCH(int, status);
    const QByteArray key = m_gateway->issueKey(u"ann"_s, patterns);
    const int posts = m_upstream.posts();
    const HttpReply reply = postWith("Authorization: Bearer " + key + "\r\n", chatRequest(model));
    QCOMPARE(reply.status, status);
    QCOMPARE(m_upstream.posts(), posts + (status == 200 ? 1 : 0));
    if (status == 403)
        QCOMPARE(reply.errorCode(), u"model_not_allowed"_s);
}

void TestGatewayAccess::modelNames_data()
{
    QTest::addColumn<QByteArray>("model");
    QTest::addColumn<QString>("upstream"); // empty: not found
    QTest::newRow("listed") << QByteArray("test-model") << u"test-model"_s;
    QTest::newRow("route") << QByteArray("alias") << u"other"_s;
    QTest::newRow("pattern keeps the name") << QByteArray("gpt-9-mini") << u"gpt-9-mini"_s;
    QTest::newRow("provider and model")
            << QByteArray("up/unlisted/with/slashes") << u"unlisted/with/slashes"_s;
    QTest::newRow("unknown") << QByteArray("nothing-like-it") << QString();
    QTest::newRow("unknown provider") << QByteArray("down/test-model") << QString();
    QTest::newRow("in other letters") << QByteArray("Test-Model") << QString();
}

void TestGatewayAccess::modelNames()
{
    QFETCH(QByteArray, model);
    QFETCH(QString, upstream);
    const HttpReply reply = m_gateway->post(m_chat, chatRequest(model));
    if (upstream.isEmpty()) {
        QCOMPARE(reply.status, 404);
        QCOMPARE(reply.errorCode(), u"model_not_found"_s);
        return;
    }
    QCOMPARE(reply.status, 200);
    const QByteArray member = "\"model\": \"" + upstream.toUtf8() + "\"";
    QVERIFY(m_upstream.requests().constLast().body.contains(member));
    QCOMPARE(m_gateway->settledRow(reply)->opened.upstreamModel, upstream);
}

void TestGatewayAccess::badBodies_data()
{
    QTest::addColumn<QByteArray>("body");
    QTest::newRow("empty") << QByteArray();
    QTest::newRow("blank") << QByteArray("  \n");
    QTest::newRow("text") << QByteArray("model=test-model");
    QTest::newRow("an array") << QByteArray("[]");
    QTest::newRow("a string") << QByteArray("\"test-model\"");
    QTest::newRow("cut") << chatRequest().chopped(1);
    QTest::newRow("two objects") << QByteArray(chatRequest() + chatRequest());
    QTest::newRow("something behind") << QByteArray(chatRequest() + "x");
    QTest::newRow("a comma too many") << QByteArray(R"({"model":"test-model","messages":[],})");
    QTest::newRow("single quotes") << QByteArray("{'model':'test-model','messages':[]}");
    QTest::newRow("a comment") << QByteArray(R"({"model":"test-model",/**/"messages":[]})");
    QTest::newRow("NaN") << QByteArray(R"({"model":"test-model","messages":[],"temperature":NaN})");
    QTest::newRow("not UTF-8") << QByteArray("{\"model\":\"test-model\",\"messages\":[\"\xff\"]}");
    QTest::newRow("a control character in a string")
            << QByteArray("{\"model\":\"test-model\",\"messages\":[\"\n\"]}");
    QTest::newRow("no model") << QByteArray(R"({"messages":[]})");
    QTest::newRow("model is a number") << QByteArray(R"({"model":7,"messages":[]})");
    QTest::newRow("model is null") << QByteArray(R"({"model":null,"messages":[]})");
    QTest::newRow("model without end") << chatRequest(QByteArray(5'000, 'm'));
    QTest::newRow("no messages") << QByteArray(R"({"model":"test-model"})");
    QTest::newRow("messages is a string") << QByteArray(R"({"model":"test-model","messages":"hi"})");
    QTest::newRow("stream is a string")
            << QByteArray(R"({"model":"test-model","messages":[],"stream":"yes"})");
    QTest::newRow("stream_options is a list")
            << QByteArray(R"({"model":"test-model","messages":[],"stream":true,"stream_options":[]})");
    QTest::newRow("model twice") << QByteArray(R"({"model":"test-model","messages":[],"model":"other"})");
    QTest::newRow("model twice, once in escapes")
            << QByteArray(R"({"model":"test-model","messages":[],"\u006dodel":"other"})");
    QTest::newRow("stream twice") << QByteArray(
            R"({"stream":false,"model":"test-model","messages":[],"stream":true})");
    QTest::newRow("deep") << QByteArray(R"({"model":"test-model","messages":)" + QByteArray(5'000, '[') +
                                        QByteArray(5'000, ']') + "}");
}

void TestGatewayAccess::badBodies()
{
    QFETCH(QByteArray, body);
    const int posts = m_upstream.posts();
    const HttpReply reply = m_gateway->post(m_chat, body);
    QCOMPARE(reply.status, 400);
    QCOMPARE(reply.errorCode(), u"invalid_request"_s);
    QVERIFY(reply.complete);
    QCOMPARE(m_upstream.posts(), posts);
}

void TestGatewayAccess::listsModels()
{
    const auto ids = [](const HttpReply &reply) {
        QStringList list;
        for (const QJsonValue model : reply.json()["data"_L1].toArray())
            list += model["id"_L1].toString();
        return list;
    };
    const HttpReply all = m_gateway->get("/v1/models");
    QCOMPARE(all.status, 200);
    QCOMPARE(all.json()["object"_L1].toString(), u"list"_s);
    QCOMPARE(ids(all), QStringList({u"alias"_s, u"test-model"_s, u"test-large"_s, u"other"_s}));
    const QJsonObject model = all.json()["data"_L1][1].toObject();
    QCOMPARE(model["object"_L1].toString(), u"model"_s);
    QVERIFY(model["created"_L1].isDouble());
    QCOMPARE(model["owned_by"_L1].toString(), u"up"_s);

    const QByteArray key = m_gateway->issueKey(u"ann"_s, {u"test-*"_s});
    HttpClient client = m_gateway->connect();
    client.send(httpRequest("GET", "/v1/models", "Authorization: Bearer " + key + "\r\n"));
    QCOMPARE(ids(client.read().value_or(HttpReply())), QStringList({u"test-model"_s, u"test-large"_s}));
    client.send(httpRequest("GET", "/v1/models"));
    QCOMPARE(client.read().value_or(HttpReply()).status, 401);
}

void TestGatewayAccess::oneModel()
{
    const HttpReply reply = m_gateway->get("/v1/models/test-model");
    QCOMPARE(reply.status, 200);
    QCOMPARE(reply.json()["id"_L1].toString(), u"test-model"_s);
    const HttpReply unknown = m_gateway->get("/v1/models/unknown");
    QCOMPARE(unknown.status, 404);
    QCOMPARE(unknown.errorCode(), u"model_not_found"_s);
}

void TestGatewayAccess::configurationTakesEffectWithoutDroppingCalls()
{
    Gate gate;
    m_upstream.setScript([&gate](UpstreamCall &call) {
        call.beginStream();
        call.piece(chatStream({"a"}).at(1));
        call.wait(gate);
        call.piece("data: [DONE]\n\n");
        call.endStream();
    });
    HttpClient client = m_gateway->connect();
    client.send(httpRequest("POST", m_chat, m_gateway->authorization(), chatRequest("test-model", true)));
    QVERIFY(client.readHead());
    QVERIFY(m_gateway->management().addUser(u"carol"_s));
    const QByteArray key = m_gateway->issueKey(u"carol"_s);
    m_gateway->setProviderKey(u"up"_s, "sk-another-provider-key-0123456789");
    gate.open();
    QVERIFY(client.finish().body.endsWith("data: [DONE]\n\n"));

    m_upstream.setScript({});
    QCOMPARE(postWith("Authorization: Bearer " + key + "\r\n").status, 200);
    QCOMPARE(m_upstream.requests().constLast().header("authorization"),
             "Bearer sk-another-provider-key-0123456789");
}

void TestGatewayAccess::disabledProvider()
{
    QVERIFY(m_gateway->management().setProviderEnabled(u"up"_s, false));
    m_gateway->awaitConfig();
    const HttpReply routed = m_gateway->post(m_chat, chatRequest("alias"));
    QCOMPARE(routed.status, 503);
    QCOMPARE(routed.errorCode(), u"no_upstream_available"_s);
    QCOMPARE(m_gateway->post(m_chat, chatRequest()).status, 404); // nobody lists it now
    QVERIFY(m_gateway->management().setProviderEnabled(u"up"_s, true));
    m_gateway->awaitConfig();
    QCOMPARE(m_gateway->post(m_chat, chatRequest()).status, 200);
}

QTEST_GUILESS_MAIN(TestGatewayAccess)
#include "tst_gateway_access.moc"
