// SPDX-License-Identifier: MIT
#include "wire/request_body.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace gateway;

Q_DECLARE_METATYPE(std::optional<qint64>)

namespace {

QByteArray at(const QByteArray &body, const Span &span)
{
    return body.mid(span.begin, span.length);
}

} // namespace

class TestRequestBody final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsWhatItMustKnow()
    {
        const QByteArray body =
                "{ \"model\" : \"kimi-k2\" , \"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}],"
                "\"stream\":true,\"stream_options\":{\"x\":1,\"include_usage\" : false},\"max_tokens\":5 }";
        const auto read = readRequestBody(body);
        QVERIFY(read);
        QCOMPARE(read->model.value_or(QString()), QStringLiteral("kimi-k2"));
        QCOMPARE(at(body, read->modelSpan), QByteArray("\"kimi-k2\""));
        QVERIFY(read->stream);
        QVERIFY(read->hasMessages);
        QVERIFY(!read->hasInput);
        QVERIFY(read->includeUsage.has_value());
        QVERIFY(!*read->includeUsage);
        QVERIFY(read->streamOptions && read->includeUsageSpan);
        QCOMPARE(at(body, *read->streamOptions), QByteArray(R"({"x":1,"include_usage" : false})"));
        QCOMPARE(at(body, *read->includeUsageSpan), QByteArray("false"));
        QCOMPARE(read->maxTokens.value_or(-1), 5);
        QCOMPARE(at(body, read->object), body.trimmed());
        QVERIFY(!read->isEmptyObject);
    }

    void readsEscapedKeysAndModels()
    {
        const auto read = readRequestBody(R"({"\u006dodel":"a\/b\u4f60\ud83d\ude00","\u0073tream":true})");
        QVERIFY(read);
        QCOMPARE(read->model.value_or(QString()), QString::fromUtf8("a/b\xe4\xbd\xa0\xf0\x9f\x98\x80"));
        QVERIFY(read->stream);
    }

    void whatIsNotGivenIsEmpty()
    {
        const auto read = readRequestBody("{}");
        QVERIFY(read);
        QVERIFY(!read->model && !read->stream && !read->hasMessages && !read->hasInput);
        QVERIFY(!read->includeUsage && !read->streamOptions && !read->maxTokens);
        QVERIFY(read->isEmptyObject);
        QCOMPARE(read->promptTokenEstimate, 0);
    }

    void accepts_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("stream null") << QByteArray(R"({"stream":null})");
        QTest::newRow("stream_options null") << QByteArray(R"({"stream_options":null})");
        QTest::newRow("include_usage null") << QByteArray(R"({"stream_options":{"include_usage":null}})");
        QTest::newRow("messages of another kind") << QByteArray(R"({"messages":"x"})");
        QTest::newRow("large seed") << QByteArray(R"({"seed":123456789012345678901234567890})");
        QTest::newRow("large exponent") << QByteArray(R"({"x":1e999})");
        QTest::newRow("lone surrogate in a message")
                << QByteArray(R"({"messages":[{"role":"user","content":"cut \ud83d"}]})");
        QTest::newRow("lone surrogates as keys") << QByteArray(R"({"\ud83d":1,"\ud83e":2,"\udc00":3})");
        QTest::newRow("same key in different objects") << QByteArray(R"({"a":{"model":1},"b":{"model":2}})");
        QTest::newRow("same key twice further in") << QByteArray(R"({"metadata":{"a":1,"a":2}})");
        QTest::newRow("model of 256") << QByteArray("{\"model\":\"" + QByteArray(256, 'm') + "\"}");
        QTest::newRow("key with a NUL") << QByteArray(R"({"a\u0000":1,"a":2})");
    }
    void accepts()
    {
        QFETCH(QByteArray, body);
        const auto read = readRequestBody(body);
        QVERIFY2(read, read ? "" : qPrintable(read.error().message));
    }

    void refuses_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("says");
        const auto row = [](const char *name, const QByteArray &body, const char *says) {
            QTest::newRow(name) << body << QString::fromLatin1(says);
        };
        row("nothing", "", "empty");
        row("spaces", " \n", "empty");
        row("text", "hello", "not valid JSON");
        row("array", "[]", "JSON object");
        row("string", "\"{}\"", "JSON object");
        row("two objects", "{}{}", "not valid JSON");
        row("trailing garbage", "{}x", "not valid JSON");
        row("trailing NUL", QByteArray("{}\0", 3), "not valid JSON");
        row("byte order mark", "\xef\xbb\xbf{}", "not valid JSON");
        row("UTF-16", QByteArray("{\0}\0", 4), "not valid JSON");
        row("error far behind", R"({"model":"m","messages":[{"role":"user","content":"x"}],"y":[1,]})",
            "not valid JSON");
        row("bad number behind", R"({"model":"m","x":01})", "not valid JSON");
        row("bad UTF-8 in a string", "{\"messages\":[\"\xff\"]}", "UTF-8");
        row("cut UTF-8", "{\"messages\":[\"\xe4\xbd\"]}", "UTF-8");
        row("overlong UTF-8", "{\"messages\":[\"\xc0\xaf\"]}", "UTF-8");
        row("surrogate in UTF-8", "{\"messages\":[\"\xed\xa0\x80\"]}", "UTF-8");
        row("bad UTF-8 in a key", "{\"\xff\":1}", "UTF-8");
        row("depth bomb", "{\"a\":" + QByteArray(2'000'000, '['), "deeper");
        row("depth bomb in messages", "{\"messages\":" + QByteArray(2'000'000, '['), "deeper");
        row("model twice", R"({"model":"a","x":1,"model":"b"})", "\"model\" is given twice");
        row("model twice, once escaped", R"({"model":"a","\u006dodel":"b"})", "\"model\" is given twice");
        row("stream twice", R"({"stream":false,"stream":true})", "\"stream\" is given twice");
        row("another case", R"({"model":"a","Model":"b"})", "\"Model\" must be written \"model\"");
        row("another case, escaped", R"({"model":"a","\u004dodel":"b"})", "must be written \"model\"");
        row("another case alone", R"({"model":"a","STREAM":true})", "must be written \"stream\"");
        row("folded by Unicode: the long s", "{\"model\":\"a\",\"\xc5\xbftream\":true}",
            "must be written \"stream\"");
        row("folded by Unicode: the Kelvin sign",
            "{\"model\":\"a\",\"max_to\xe2\x84\xaa"
            "ens\":9}",
            "must be written \"max_tokens\"");
        row("unknown key twice", R"({"foo":1,"foo":1})", "\"foo\" is given twice");
        row("surrogate key twice", R"({"\ud83d":1,"\uD83D":1})", "is given twice");
        row("key with quotes twice", "{\"a\\\"b\":1,\"a\\u0022b\":1}", "\"a\"b\" is given twice");
        row("include_usage twice", R"({"stream_options":{"include_usage":true,"include_usage":false}})",
            "given twice");
        row("model a number", R"({"model":5})", "\"model\" must be a string");
        row("model null", R"({"model":null})", "\"model\" must be a string");
        row("model an object", R"({"model":{"a":[1]}})", "\"model\" must be a string");
        row("model empty", R"({"model":""})", "\"model\" is empty");
        row("model too long", "{\"model\":\"" + QByteArray(257, 'm') + "\"}", "longer than 256");
        row("model much too long", "{\"model\":\"" + QByteArray(100'000, 'm') + "\"}", "longer than 256");
        row("model with a line end", R"({"model":"a\nb"})", "no model name has");
        row("model with a NUL", R"({"model":"a\u0000b"})", "no model name has");
        row("model with a C1 control", R"({"model":"a\u0085b"})", "no model name has");
        row("model with a lone surrogate", R"({"model":"a\ud83d"})", "no model name has");
        row("stream a string", R"({"stream":"true"})", "\"stream\" must be");
        row("stream a number", R"({"stream":1})", "\"stream\" must be");
        row("stream_options an array", R"({"stream_options":[]})", "\"stream_options\" must be");
        row("stream_options true", R"({"stream_options":true})", "\"stream_options\" must be");
        row("include_usage a string", R"({"stream_options":{"include_usage":"yes"}})",
            "include_usage\" must be");
    }
    void refuses()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, says);
        const auto read = readRequestBody(body);
        QVERIFY(!read);
        QCOMPARE(read.error().code, ErrorCode::InvalidRequest);
        QVERIFY2(read.error().message.contains(says), qPrintable(read.error().message));
    }

    void errorsQuoteNothingButAShortKey()
    {
        const auto broken =
                readRequestBody(R"({"messages":[{"content":"my secret"}],"api_key":"sk-secret",})");
        QVERIFY(!broken);
        QVERIFY(!broken.error().message.contains(u"secret"));
        const QByteArray key = QByteArray(10'000, 'k') + "\\u0007";
        const auto twice = readRequestBody("{\"" + key + "\":1,\"" + key + "\":2}");
        QVERIFY(!twice);
        QVERIFY(twice.error().message.size() < 120);
        const auto control = readRequestBody("{\"a\\u001b[31m\":1,\"a\\u001b[31m\":2}");
        QVERIFY(!control);
        QVERIFY(!control.error().message.contains(QChar(0x1b)));
    }

    void manyKeysAreRead()
    {
        QByteArray body("{");
        for (int i = 0; i < 900; ++i)
            body += "\"k" + QByteArray::number(i) + "\":0,";
        const auto unique = readRequestBody(body + "\"model\":\"m\"}");
        QVERIFY(unique);
        QCOMPARE(unique->model.value_or(QString()), QStringLiteral("m"));
        const auto twice = readRequestBody(body + "\"k77\":0}");
        QVERIFY(!twice);
        QVERIFY(twice.error().message.contains(u"\"k77\""));
        for (int i = 0; i < 200; ++i)
            body += "\"l" + QByteArray::number(i) + "\":0,";
        const auto many = readRequestBody(body + "\"model\":\"m\"}");
        QVERIFY(!many);
        QVERIFY(many.error().message.contains(u"members"));
    }

    void twoAmongFewKeysAreFoundAtEveryPlace()
    {
        // Around the number of keys at which the search changes its way.
        for (int count = 2; count < 24; ++count) {
            for (int first = 0; first < count; ++first) {
                for (int second = first + 1; second < count; ++second) {
                    QByteArrayList members;
                    for (int i = 0; i < count; ++i)
                        members += "\"k" + QByteArray::number(i == second ? first : i) + "\":0";
                    const auto read = readRequestBody('{' + members.join(',') + '}');
                    QVERIFY(!read);
                    QVERIFY(read.error().message.contains(QStringLiteral("\"k%1\"").arg(first)));
                }
            }
        }
    }

    void maxTokens_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<std::optional<qint64>>("limit");
        using Limit = std::optional<qint64>;
        QTest::newRow("none") << QByteArray("{}") << Limit();
        QTest::newRow("old name") << QByteArray(R"({"max_tokens":7})") << Limit(7);
        QTest::newRow("new name wins")
                << QByteArray(R"({"max_tokens":7,"max_completion_tokens":8})") << Limit(8);
        QTest::newRow("new name wins in any order")
                << QByteArray(R"({"max_completion_tokens":8,"max_tokens":7})") << Limit(8);
        QTest::newRow("another dialect's") << QByteArray(R"({"max_output_tokens":9})") << Limit();
        QTest::newRow("zero") << QByteArray(R"({"max_tokens":0})") << Limit(0);
        QTest::newRow("null") << QByteArray(R"({"max_tokens":null})") << Limit();
        QTest::newRow("null new name")
                << QByteArray(R"({"max_completion_tokens":null,"max_tokens":7})") << Limit(7);
        QTest::newRow("negative") << QByteArray(R"({"max_tokens":-1})") << Limit();
        QTest::newRow("fraction") << QByteArray(R"({"max_tokens":1.5})") << Limit();
        QTest::newRow("string") << QByteArray(R"({"max_tokens":"5"})") << Limit();
        QTest::newRow("huge") << QByteArray(R"({"max_tokens":99999999999999999999})") << Limit();
    }
    void maxTokens()
    {
        QFETCH(QByteArray, body);
        QFETCH(std::optional<qint64>, limit);
        const auto read = readRequestBody(body);
        QVERIFY(read);
        QCOMPARE(read->maxTokens, limit);
    }

    void inputs_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<bool>("hasMessages");
        QTest::addColumn<bool>("hasInput");
        QTest::newRow("messages") << QByteArray(R"({"messages":[]})") << true << false;
        QTest::newRow("messages null") << QByteArray(R"({"messages":null})") << false << false;
        QTest::newRow("prompt") << QByteArray(R"({"prompt":"x"})") << false << true;
        QTest::newRow("input") << QByteArray(R"({"input":["x"]})") << false << true;
        QTest::newRow("input null") << QByteArray(R"({"input":null})") << false << false;
        QTest::newRow("prompt and null input")
                << QByteArray(R"({"prompt":"x","input":null})") << false << true;
    }
    void inputs()
    {
        QFETCH(QByteArray, body);
        const auto read = readRequestBody(body);
        QVERIFY(read);
        QTEST(read->hasMessages, "hasMessages");
        QTEST(read->hasInput, "hasInput");
    }

    void estimate_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<qint64>("tokens");
        const auto row = [](const char *name, const QByteArray &body, qint64 tokens) {
            QTest::newRow(name) << body << tokens;
        };
        row("prompt", R"({"prompt":"12345678"})", 2);
        row("rounded up", R"({"prompt":"123456789"})", 3);
        row("not below one", R"({"prompt":"a"})", 1);
        row("empty", R"({"prompt":""})", 0);
        row("message: role and text", R"({"messages":[{"role":"user","content":"12345678"}]})", 3);
        row("text parts", R"({"messages":[{"content":[{"text":"1234"},{"text":"1234"}]}]})", 2);
        row("CJK", "{\"prompt\":\"\xe4\xbd\xa0\xe5\xa5\xbd\"}", 2);
        row("CJK escaped", R"({"prompt":"\u4f60\u597d"})", 2);
        row("emoji escaped", R"({"prompt":"\ud83d\ude00"})", 1);
        row("line ends are one byte each", R"({"prompt":"\n\n\n\n"})", 1);
        row("image by address",
            "{\"messages\":[{\"content\":[{\"image_url\":{\"url\":\"https://x/y.png\"}}]}]}", 1600);
        row("image in the body",
            "{\"messages\":[{\"content\":[{\"image_url\":{\"url\":\"data:image/png;base64," +
                    QByteArray(90'000, 'A') + "\"}}]}]}",
            1600);
        row("image in another place",
            "{\"input\":[{\"picture\":\"data:image/png;base64," + QByteArray(90'000, 'A') + "\"}]}", 1600);
        row("sound", R"({"messages":[{"content":[{"input_audio":{"data":"AAAA","format":"wav"}}]}]})", 765);
        row("token ids", R"({"input":[[1,2,3],[4]]})", 4);
        row("tools with their keys", R"({"tools":[{"name":"abcd","city":{}}]})", 3);
        row("other members do not count",
            R"({"user":"12345678","metadata":{"a":"12345678"},"prompt":"1234"})", 1);
    }
    void estimate()
    {
        QFETCH(QByteArray, body);
        const auto read = readRequestBody(body);
        QVERIFY(read);
        QTEST(read->promptTokenEstimate, "tokens");
    }

    void splices_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("model");
        QTest::addColumn<bool>("ask");
        QTest::addColumn<QByteArray>("result");
        const auto row = [](const char *name, const QByteArray &body, const char *model, bool ask,
                            const QByteArray &result) {
            QTest::newRow(name) << body << QString::fromUtf8(model) << ask << result;
        };
        row("nothing to do", R"({"model":"m","stream":true})", "m", false, R"({"model":"m","stream":true})");
        row("same model written with escapes keeps its bytes", R"({"model":"\u006d"})", "m", false,
            R"({"model":"\u006d"})");
        row("model mapped", R"({ "x":1, "model" : "a" ,"y":2})", "b", false,
            R"({ "x":1, "model" : "b" ,"y":2})");
        row("model escaped", R"({"model":"a"})", "q\"\\\n\x7f\xe4\xbd\xa0/", false,
            "{\"model\":\"q\\\"\\\\\\u000a\x7f\xe4\xbd\xa0/\"}");
        row("model missing", R"({"stream":false})", "m", true, R"({"stream":false,"model":"m"})");
        row("model missing in an empty object", "{ }", "m", false, R"({ "model":"m"})");
        row("not streamed", R"({"model":"m"})", "m", true, R"({"model":"m"})");
        row("usage added", "{\"model\":\"m\",\"stream\":true\n}\n", "m", true,
            "{\"model\":\"m\",\"stream\":true\n,\"stream_options\":{\"include_usage\":true}}\n");
        row("usage and model added", R"({"stream":true})", "m", true,
            R"({"stream":true,"model":"m","stream_options":{"include_usage":true}})");
        row("options null", R"({"stream":true,"stream_options":null,"model":"m"})", "m", true,
            R"({"stream":true,"stream_options":{"include_usage":true},"model":"m"})");
        row("options empty", R"({"stream":true,"stream_options":{ },"model":"m"})", "m", true,
            R"({"stream":true,"stream_options":{"include_usage":true },"model":"m"})");
        row("options with others", R"({"stream":true,"stream_options": { "a":1},"model":"m"})", "m", true,
            R"({"stream":true,"stream_options": {"include_usage":true, "a":1},"model":"m"})");
        row("usage declined", R"({"stream":true,"stream_options":{"include_usage":false},"model":"m"})", "m",
            true, R"({"stream":true,"stream_options":{"include_usage":true},"model":"m"})");
        row("usage null", R"({"stream":true,"stream_options":{"include_usage":null},"model":"m"})", "m", true,
            R"({"stream":true,"stream_options":{"include_usage":true},"model":"m"})");
        row("usage asked already", R"({"stream":true,"stream_options":{"include_usage":true},"model":"m"})",
            "m", true, R"({"stream":true,"stream_options":{"include_usage":true},"model":"m"})");
        row("options before the model",
            R"({"stream_options":{"include_usage":false},"stream":true,"model":"a"})", "b", true,
            R"({"stream_options":{"include_usage":true},"stream":true,"model":"b"})");
        row("spaces around", "  {\"model\":\"a\"}  \n", "b", true, "  {\"model\":\"b\"}  \n");
    }
    void splices()
    {
        QFETCH(QByteArray, body);
        QFETCH(QString, model);
        QFETCH(bool, ask);
        QFETCH(QByteArray, result);
        const auto read = readRequestBody(body);
        QVERIFY(read);
        const auto splices = planSplices(*read, model, ask);
        for (qsizetype i = 1; i < splices.size(); ++i)
            QVERIFY(splices[i - 1].begin + splices[i - 1].length <= splices[i].begin);
        const QByteArray spliced = applySplices(body, splices);
        QCOMPARE(spliced, result);
        const QJsonObject parsed = QJsonDocument::fromJson(spliced).object();
        QCOMPARE(parsed.value(u"model").toString(), model);
        if (ask && read->stream)
            QVERIFY(parsed.value(u"stream_options")[u"include_usage"].toBool());
    }
};

QTEST_GUILESS_MAIN(TestRequestBody)
#include "tst_request_body.moc"
