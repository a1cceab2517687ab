// SPDX-License-Identifier: MIT
#include "support/test_gateway.h"

#include "config/local_key.h"
#include "secrets/gateway_key.h"
#include "store/snapshot_loader.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

namespace {

int statusWith(const TestGateway &gateway, const QByteArray &key, HttpReply *reply = nullptr)
{
    HttpClient client = gateway.connect();
    client.send(httpRequest("POST", "/v1/chat/completions", "Authorization: Bearer " + key + "\r\n",
                            R"({"model":"demo","messages":[{"role":"user","content":"Hi"}]})"));
    const HttpReply answer = client.read().value_or(HttpReply());
    if (reply)
        *reply = answer;
    return answer.status;
}

} // namespace

class TestLocalKey : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void init()
    {
        m_gateway = std::make_unique<TestGateway>();
        Provider demo;
        demo.name = u"demo"_s;
        demo.dialect = Dialect::Demo;
        demo.auth = AuthStyle::None;
        demo.models = {u"demo"_s};
        QVERIFY(m_gateway->management().addProvider(demo, {}, nullptr));
    }
    void cleanup() { m_gateway.reset(); }

    void callsAreBookedToTheLocalUser()
    {
        m_gateway->start(true);
        const QByteArray key = m_gateway->service().localKey().expose();
        QVERIFY(key.startsWith("sk-"));
        QCOMPARE(statusWith(*m_gateway, key), 401); // nobody has asked for it yet
        QVERIFY(m_gateway->management().localKey());
        m_gateway->awaitConfig();

        HttpReply reply;
        QCOMPARE(statusWith(*m_gateway, key, &reply), 200);
        const auto row = m_gateway->settledRow(reply);
        QVERIFY(row);
        QCOMPARE(row->userName, QString(localUserName));
        QVERIFY(row->settled.status == CallStatus::Ok);
        QVERIFY(m_gateway->management().user(localUserName)->lastUsedAt);
    }

    void noOtherProcessKnowsIt()
    {
        m_gateway->start(true);
        const QByteArray key = m_gateway->service().localKey().expose();
        QVERIFY(m_gateway->management().localKey());
        m_gateway->awaitConfig();
        QCOMPARE(statusWith(*m_gateway, key), 200);
        m_gateway->destroyService();

        m_gateway->start(); // as `serve` does
        QVERIFY(m_gateway->service().localKey().isEmpty());
        QCOMPARE(statusWith(*m_gateway, key), 401);
        m_gateway->destroyService();

        m_gateway->start(true);
        QCOMPARE(statusWith(*m_gateway, key), 401);
        QCOMPARE(statusWith(*m_gateway, m_gateway->service().localKey().expose()), 200);
    }

    void itsHashIsStoredNowhere()
    {
        m_gateway->start(true);
        QVERIFY(m_gateway->management().localKey());
        const QByteArray hash = gatewayKeyHash(m_gateway->service().localKey().expose());
        const auto stored = loadSnapshot(m_gateway->database());
        QVERIFY(stored);
        QVERIFY(!(*stored)->keysByHash.contains(hash));
        QVERIFY(withLocalKey(*stored, hash)->keysByHash.contains(hash));
        QVERIFY(withLocalKey(*stored, {}) == *stored);
    }

    void isNoKeyThatPeopleHandle()
    {
        Management &management = m_gateway->management();
        const auto id = management.localKey();
        QVERIFY(id);
        QVERIFY(management.localKey() == id); // once
        const auto keys = management.keys();
        QVERIFY(std::none_of(keys->begin(), keys->end(),
                             [&](const KeyInfo &info) { return info.key.id == *id; }));
        QCOMPARE(management.user(localUserName)->keys, 0);
        QCOMPARE(management.rotateKey(*id).error().code, ErrorCode::NotFound);
        KeyChange change;
        change.label = u"mine"_s;
        QCOMPARE(management.changeKey(*id, change).error().code, ErrorCode::NotFound);
    }

    void followsTheUser()
    {
        m_gateway->start(true);
        const QByteArray key = m_gateway->service().localKey().expose();
        Management &management = m_gateway->management();
        const auto first = management.localKey();
        LimitsChange change;
        change.models = QStringList{u"kimi-*"_s};
        QVERIFY(management.changeUserLimits(localUserName, change));
        m_gateway->awaitConfig();
        QCOMPARE(statusWith(*m_gateway, key), 403);
        QVERIFY(management.setUserEnabled(localUserName, false));
        m_gateway->awaitConfig();
        QCOMPARE(statusWith(*m_gateway, key), 401);
        // Removed: the next who asks makes it anew.
        QVERIFY(management.removeUser(localUserName));
        const auto second = management.localKey();
        QVERIFY(second && first && *second != *first);
        m_gateway->awaitConfig();
        QCOMPARE(statusWith(*m_gateway, key), 200);
    }

private:
    std::unique_ptr<TestGateway> m_gateway;
};

QTEST_GUILESS_MAIN(TestLocalKey)
#include "tst_local_key.moc"
