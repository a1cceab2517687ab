// SPDX-License-Identifier: MIT
#include "api/head_text.h"

#include <QTest>

using namespace gateway;
using namespace Qt::Literals::StringLiterals;

class TestHeadText final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void headers_data();
    void headers();
    void targets_data();
    void targets();
    void knownSecretsGoWhereverTheyStand();
    void headersCanBeNamed();
    void answers();
};

void TestHeadText::headers_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value");
    QTest::addColumn<QString>("line");
    const auto row = [](const char *name, const char *value, const QString &line) {
        QTest::newRow(name) << QByteArray(name) << QByteArray(value) << line;
    };
    row("authorization", "Bearer hunter2hunter2", u"authorization: Bearer ***"_s);
    row("Authorization", "hunter2hunter2", u"Authorization: ***"_s);
    row("proxy-authorization", "Basic aHVudGVyMjpodW50ZXIy", u"proxy-authorization: Basic ***"_s);
    row("x-api-key", "hunter2hunter2", u"x-api-key: ***"_s);
    row("api-key", "hunter2", u"api-key: ***"_s);
    row("x-goog-api-key", "hunter2", u"x-goog-api-key: ***"_s);
    row("cookie", "a=hunter2; b=hunter2", u"cookie: ***"_s);
    row("set-cookie", "a=hunter2", u"set-cookie: ***"_s);
    row("x-auth-token", "hunter2", u"x-auth-token: ***"_s);
    row("x-amz-security-token", "hunter2", u"x-amz-security-token: ***"_s);
    row("ocp-apim-subscription-key", "hunter2", u"ocp-apim-subscription-key: ***"_s);
    row("x-client-secret", "hunter2", u"x-client-secret: ***"_s);
    row("x-note", "it is sk-abcdefghijklmnop", u"x-note: it is sk-abcdefgh***"_s);
    row("content-type", "application/json", u"content-type: application/json"_s);
    row("x-ratelimit-remaining-tokens", "1200", u"x-ratelimit-remaining-tokens: 1200"_s);
    row("anthropic-ratelimit-tokens-reset", "3s", u"anthropic-ratelimit-tokens-reset: 3s"_s);
    row("x-folded", "one\ntwo", u"x-folded: one, two"_s);
}

void TestHeadText::headers()
{
    QFETCH(QByteArray, name);
    QFETCH(QByteArray, value);
    QFETCH(QString, line);
    RequestHead head;
    head.method = "POST";
    head.path = "/v1/chat/completions";
    head.headers = {{"host", "localhost"}, {name, value}};
    QCOMPARE(HeadText().request(head), u"POST /v1/chat/completions\nhost: localhost\n"_s + line);
}

void TestHeadText::targets_data()
{
    QTest::addColumn<QByteArray>("query");
    QTest::addColumn<QString>("target");
    QTest::newRow("none") << QByteArray() << u"/v1beta/models"_s;
    QTest::newRow("key") << QByteArray("alt=sse&key=hunter2") << u"/v1beta/models?alt=sse&key=***"_s;
    QTest::newRow("key, escaped") << QByteArray("%6Bey=hunter2") << u"/v1beta/models?%6Bey=***"_s;
    QTest::newRow("api_key") << QByteArray("api_key=hunter2&x=1") << u"/v1beta/models?api_key=***&x=1"_s;
    QTest::newRow("token") << QByteArray("access_token=hunter2") << u"/v1beta/models?access_token=***"_s;
    QTest::newRow("others") << QByteArray("pageSize=5&monkey=1") << u"/v1beta/models?pageSize=5&monkey=1"_s;
}

void TestHeadText::targets()
{
    QFETCH(QByteArray, query);
    QFETCH(QString, target);
    RequestHead head;
    head.method = "GET";
    head.path = "/v1beta/models";
    head.query = query;
    QCOMPARE(HeadText().request(head), u"GET "_s + target);
}

void TestHeadText::knownSecretsGoWhereverTheyStand()
{
    HeadText text;
    RequestHead head;
    head.method = "POST";
    head.path = "/v1/chat";
    head.query = "key=from-the-query";
    head.headers = {{"authorization", "Bearer from-the-header"}};
    text.hideCredentialsOf(head);
    text.hideSecret(Secret("from-the-provider"));
    text.hideSecret(Secret("short"));
    const QString shown =
            text.request("POST", "https://example.com/from-the-provider",
                         {{"x-a", "from-the-header"}, {"x-b", "(from-the-query)"}, {"x-c", "a short word"}});
    QCOMPARE(shown, u"POST https://example.com/***\nx-a: ***\nx-b: (***)\nx-c: a short word"_s);
    QCOMPARE(text.withoutSecrets("\"from-the-header\""), QByteArray("\"***\""));
}

void TestHeadText::headersCanBeNamed()
{
    HeadText text;
    text.hideHeader("X-Team");
    QCOMPARE(text.request("POST", "/", {{"x-team", "hunter2"}}), u"POST /\nx-team: ***"_s);
}

void TestHeadText::answers()
{
    QCOMPARE(HeadText().answer(429, {{"retry-after", "3"}, {"set-cookie", "a=b"}}),
             u"HTTP 429 Too Many Requests\nretry-after: 3\nset-cookie: ***"_s);
}

QTEST_APPLESS_MAIN(TestHeadText)
#include "tst_head_text.moc"
