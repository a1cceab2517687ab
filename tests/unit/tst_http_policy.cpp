// SPDX-License-Identifier: MIT
#include "access/identity.h"
#include "http/origin_policy.h"
#include "secrets/gateway_key.h"
#include "upstream/header_policy.h"
#include "upstream/upload_device.h"

#include <QTest>

using namespace gateway;

namespace {

RequestHead headWith(const QList<HeaderField> &headers, const QByteArray &method = "POST")
{
    RequestHead head;
    head.method = method;
    head.headers = headers;
    return head;
}

QByteArrayList names(const QList<HeaderField> &headers)
{
    QByteArrayList result;
    for (const HeaderField &field : headers)
        result.append(field.name);
    return result;
}

} // namespace

class TestHttpPolicy final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void hosts_data()
    {
        QTest::addColumn<QByteArray>("host");
        QTest::addColumn<bool>("expected");
        QTest::newRow("localhost") << QByteArray("localhost:5000") << true;
        QTest::newRow("localhost with dot") << QByteArray("LocalHost.") << true;
        QTest::newRow("sub of localhost") << QByteArray("app.localhost:1") << true;
        QTest::newRow("v4") << QByteArray("127.0.0.1:5000") << true;
        QTest::newRow("lan") << QByteArray("192.168.1.7") << true;
        QTest::newRow("v6") << QByteArray("[::1]:5000") << true;
        QTest::newRow("listed") << QByteArray("gateway.example:5000") << true;
        QTest::newRow("rebinding") << QByteArray("evil.example") << false;
        QTest::newRow("looks like localhost") << QByteArray("localhost.evil.example") << false;
        QTest::newRow("looks like an address") << QByteArray("127.0.0.1.evil.example") << false;
        QTest::newRow("empty") << QByteArray() << false;
        QTest::newRow("broken v6") << QByteArray("[::1") << false;
        QTest::newRow("only port") << QByteArray(":5000") << false;
    }
    void hosts()
    {
        QFETCH(QByteArray, host);
        QTEST(hostAllowed(host, {QStringLiteral("Gateway.example")}), "expected");
    }

    void origins_data()
    {
        QTest::addColumn<QByteArray>("origin");
        QTest::addColumn<QStringList>("allowed");
        QTest::addColumn<int>("expected");
        const int same = int(OriginVerdict::SameOrigin);
        const int yes = int(OriginVerdict::Allowed);
        const int no = int(OriginVerdict::Refused);
        QTest::newRow("none") << QByteArray() << QStringList() << same;
        QTest::newRow("own page") << QByteArray("http://127.0.0.1:5000") << QStringList() << same;
        QTest::newRow("other port") << QByteArray("http://127.0.0.1:3000") << QStringList() << no;
        QTest::newRow("listed") << QByteArray("http://localhost:3000") << QStringList{QStringLiteral("http://localhost:3000")}
                                << yes;
        QTest::newRow("app scheme") << QByteArray("app://obsidian.md") << QStringList{QStringLiteral("app://obsidian.md")}
                                    << yes;
        QTest::newRow("any") << QByteArray("https://x.example") << QStringList{QStringLiteral("*")} << yes;
        QTest::newRow("prefix is not enough")
                << QByteArray("http://localhost:3000.evil.example") << QStringList{QStringLiteral("http://localhost:3000")}
                << no;
        QTest::newRow("null") << QByteArray("null") << QStringList{QStringLiteral("http://localhost:3000")} << no;
    }
    void origins()
    {
        QFETCH(QByteArray, origin);
        QFETCH(QStringList, allowed);
        QList<HeaderField> headers{{"host", "127.0.0.1:5000"}};
        if (!origin.isNull())
            headers.append(HeaderField{"origin", origin});
        QTEST(int(judgeOrigin(headWith(headers), allowed)), "expected");
    }

    void preflightReflectsWhatIsAsked()
    {
        const RequestHead head = headWith({{"origin", "http://localhost:3000"},
                                           {"access-control-request-method", "POST"},
                                           {"access-control-request-headers", "authorization,x-stainless-lang"},
                                           {"access-control-request-private-network", "true"}},
                                          "OPTIONS");
        QVERIFY(isPreflight(head));
        const QList<HeaderField> fields = preflightHeaders(head);
        QCOMPARE(headerValue(fields, "access-control-allow-origin"), "http://localhost:3000");
        QCOMPARE(headerValue(fields, "access-control-allow-headers"), "authorization,x-stainless-lang");
        QCOMPARE(headerValue(fields, "access-control-allow-private-network"), "true");
        QVERIFY(headerValue(fields, "access-control-allow-credentials").isNull());
    }

    void providerGetsNoCredentialOfTheClient()
    {
        const QList<HeaderField> passed = headersForProvider(headWith({{"authorization", "Bearer sk-x"},
                                                                       {"x-api-key", "sk-x"},
                                                                       {"api-key", "sk-x"},
                                                                       {"x-goog-api-key", "sk-x"},
                                                                       {"cookie", "a=b"},
                                                                       {"origin", "http://a"},
                                                                       {"referer", "http://a/b"},
                                                                       {"host", "a"},
                                                                       {"forwarded", "for=1"},
                                                                       {"x-forwarded-for", "1"},
                                                                       {"connection", "keep-alive, X-Hop"},
                                                                       {"x-hop", "1"},
                                                                       {"te", "trailers"},
                                                                       {"transfer-encoding", "chunked"},
                                                                       {"content-length", "3"},
                                                                       {"expect", "100-continue"},
                                                                       {"accept-encoding", "gzip"},
                                                                       {"content-type", "application/json"},
                                                                       {"anthropic-beta", "a,b"},
                                                                       {"x-stainless-lang", "js"},
                                                                       {"user-agent", "OpenAI/JS"},
                                                                       {"idempotency-key", "1"}}));
        QCOMPARE(names(passed), (QByteArrayList{"content-type", "anthropic-beta", "x-stainless-lang", "user-agent",
                                                "idempotency-key"}));
    }

    void clientGetsNoAccountOfTheProvider()
    {
        const QList<HeaderField> passed = headersForClient({{"content-type", "application/json"},
                                                            {"set-cookie", "a=b"},
                                                            {"openai-organization", "org"},
                                                            {"openai-project", "p"},
                                                            {"strict-transport-security", "max-age=1"},
                                                            {"access-control-allow-origin", "*"},
                                                            {"transfer-encoding", "chunked"},
                                                            {"content-length", "3"},
                                                            {"x-request-id", "req-1"},
                                                            {"retry-after", "3"},
                                                            {"x-ratelimit-limit-requests", "5"},
                                                            {"openai-processing-ms", "7"}});
        QCOMPARE(names(passed), (QByteArrayList{"content-type", "x-upstream-request-id", "retry-after",
                                                "x-ratelimit-limit-requests", "openai-processing-ms"}));
    }

    void credentials_data()
    {
        QTest::addColumn<QList<HeaderField>>("headers");
        QTest::addColumn<QByteArray>("expected");
        QTest::newRow("bearer") << QList<HeaderField>{{"authorization", "Bearer sk-1"}} << QByteArray("sk-1");
        QTest::newRow("case") << QList<HeaderField>{{"authorization", "bEARER  sk-1"}} << QByteArray("sk-1");
        QTest::newRow("api key") << QList<HeaderField>{{"x-api-key", "sk-2"}} << QByteArray("sk-2");
        QTest::newRow("both") << QList<HeaderField>{{"x-api-key", "sk-2"}, {"authorization", "Bearer sk-1"}}
                              << QByteArray("sk-1");
        QTest::newRow("empty bearer") << QList<HeaderField>{{"authorization", "Bearer "}, {"x-api-key", "sk-2"}}
                                      << QByteArray("sk-2");
        QTest::newRow("basic") << QList<HeaderField>{{"authorization", "Basic abc"}} << QByteArray();
        QTest::newRow("none") << QList<HeaderField>{} << QByteArray();
    }
    void credentials()
    {
        QFETCH(QList<HeaderField>, headers);
        QTEST(credentialOf(headWith(headers)), "expected");
    }

    void identity_data()
    {
        QTest::addColumn<bool>("known");
        QTest::addColumn<qint64>("expires");
        QTest::addColumn<bool>("revoked");
        QTest::addColumn<bool>("enabled");
        QTest::addColumn<QString>("message"); // part of it; empty: accepted
        QTest::newRow("good") << true << qint64(0) << false << true << QString();
        QTest::newRow("expires later") << true << qint64(2000) << false << true << QString();
        QTest::newRow("expired") << true << qint64(1000) << false << true << QStringLiteral("expired");
        QTest::newRow("revoked") << true << qint64(0) << true << true << QStringLiteral("revoked");
        QTest::newRow("disabled") << true << qint64(0) << false << false << QStringLiteral("disabled");
        QTest::newRow("unknown") << false << qint64(0) << false << true << QStringLiteral("not known");
    }
    void identity()
    {
        QFETCH(bool, known);
        QFETCH(qint64, expires);
        QFETCH(bool, revoked);
        QFETCH(bool, enabled);
        QFETCH(QString, message);
        const QByteArray secret = "sk-abcdefghijklmnopqrstuvwxyz012345";
        auto snapshot = std::make_shared<Snapshot>();
        Snapshot::KeyEntry entry;
        entry.key.id = KeyId{7};
        entry.userEnabled = enabled;
        if (expires > 0)
            entry.key.limits.expiresAt = fromMillis(expires);
        if (revoked)
            entry.key.revokedAt = fromMillis(1);
        snapshot->keysByHash.insert(gatewayKeyHash(known ? secret : QByteArray("sk-other")), entry);
        const Result<Identity> found = identify(snapshot, secret, fromMillis(1000));
        QCOMPARE(found.has_value(), message.isEmpty());
        if (found) {
            QCOMPARE(found->entry->key.id, KeyId{7});
            return;
        }
        QCOMPARE(found.error().code, ErrorCode::InvalidApiKey);
        QVERIFY(found.error().message.contains(message));
        QVERIFY(!found.error().message.contains(QString::fromLatin1(secret)));
    }

    void uploadReadsBodyWithSplices_data()
    {
        QTest::addColumn<int>("step");
        QTest::newRow("1") << 1;
        QTest::newRow("3") << 3;
        QTest::newRow("all") << 1000;
    }
    void uploadReadsBodyWithSplices()
    {
        QFETCH(int, step);
        const QByteArray body = R"({"model":"a","x":1})";
        const QList<Splice> splices{{9, 3, "\"longer\""}, {18, 0, R"(,"y":2)"}};
        UploadDevice device(body, splices, nullptr);
        QVERIFY(device.isSequential());
        QCOMPARE(device.totalSize(), applySplices(body, splices).size());
        QByteArray read;
        while (!device.atEnd())
            read += device.read(step);
        QCOMPARE(read, R"({"model":"longer","x":1,"y":2})");
    }
};

QTEST_GUILESS_MAIN(TestHttpPolicy)
#include "tst_http_policy.moc"
