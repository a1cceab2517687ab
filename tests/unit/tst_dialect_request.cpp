// SPDX-License-Identifier: MIT
#include "wire/request_body.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace gateway;
using namespace Qt::Literals::StringLiterals;

Q_DECLARE_METATYPE(std::optional<qint64>)

namespace {

constexpr auto chat = WireDialect::OpenAiChat;
constexpr auto responses = WireDialect::OpenAiResponses;
constexpr auto anthropic = WireDialect::Anthropic;

RequestBody read(const QByteArray &body, WireDialect dialect)
{
    const auto result = readRequestBody(body, dialect);
    if (!result)
        qFatal("%s", qPrintable(result.error().message));
    return *result;
}

} // namespace

class TestDialectRequest final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void readsAnthropic()
    {
        const QByteArray body =
                R"({"model":"claude","max_tokens":64,"stream":true,"system":[{"type":"text","text":"Be"}],)"
                R"("messages":[{"role":"user","content":"Hi"}],"stream_options":"not ours"})";
        const RequestBody request = read(body, anthropic);
        QCOMPARE(request.dialect, anthropic);
        QCOMPARE(request.model.value_or(QString()), u"claude"_s);
        QVERIFY(request.stream && request.hasMessages && !request.hasInput);
        QCOMPARE(request.maxTokens.value_or(-1), 64);
        QVERIFY(!request.streamOptions && request.unboundable.isEmpty());
        // Usage needs no asking for in this dialect.
        QVERIFY(planSplices(request, u"claude"_s, true).isEmpty());
    }

    void readsResponses()
    {
        const QByteArray body =
                R"({"model":"gpt","instructions":"Be","input":"Hi","max_output_tokens":9,"stream":true})";
        const RequestBody request = read(body, responses);
        QVERIFY(request.stream && request.hasInput && !request.hasMessages);
        QCOMPARE(request.maxTokens.value_or(-1), 9);
        QVERIFY(planSplices(request, u"gpt"_s, true).isEmpty());
        QCOMPARE(applySplices(body, planSplices(request, u"up"_s, true)),
                 QByteArray(body).replace("\"gpt\"", "\"up\""));
    }

    void estimates_data()
    {
        QTest::addColumn<WireDialect>("dialect");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<qint64>("tokens");
        QTest::addColumn<int>("images");
        QTest::addColumn<int>("remote");
        const auto row = [](const char *name, WireDialect dialect, const QByteArray &body, qint64 tokens,
                            int images = 0, int remote = 0) {
            const QByteArray data(64'000, 'A');
            QTest::newRow(name) << dialect << QByteArray(body).replace("DATA", data) << tokens << images
                                << remote;
        };
        row("system", anthropic, R"({"system":"12345678"})", 2);
        row("system is no member of chat", chat, R"({"system":"12345678"})", 0);
        row("system blocks without their marks", anthropic,
            R"({"system":[{"text":"12345678","cache_control":{"type":"ephemeral","ttl":"5m"}}]})", 2);
        row("instructions and input", responses, R"({"instructions":"12345678","input":"12345678"})", 4);
        row("a prompt template is no text", responses, R"({"prompt":{"id":"pmpt_12345678"}})", 0);
        row("tools with their keys", anthropic, R"({"tools":[{"name":"abcd","city":{}}]})", 3);
        row("tool results", anthropic, R"({"messages":[{"content":[{"content":[{"text":"12345678"}]}]}]})",
            2);
        row("signatures are not read", anthropic,
            R"({"messages":[{"content":[{"thinking":"12345678","signature":"abcdefghijklmnop"}]}]})", 2);
        row("image", anthropic,
            R"({"messages":[{"content":[{"type":"image","source":{"type":"base64","data":"DATA"}}]}]})", 1602,
            1, 0);
        row("image, source first", anthropic,
            R"({"messages":[{"content":[{"source":{"data":"DATA","type":"base64"},"type":"image"}]}]})", 1602,
            1, 0);
        row("image by address", anthropic,
            R"({"messages":[{"content":[{"type":"image","source":{"type":"url","url":"h/i"}}]}]})", 1602, 1,
            1);
        row("image in a tool's result", anthropic,
            R"({"messages":[{"content":[{"content":[{"type":"image","source":{"type":"base64","data":"A"}}]}]}]})",
            1602, 1, 0);
        row("document", anthropic,
            R"({"messages":[{"content":[{"type":"document","source":{"type":"base64","data":"DATA"}}]}]})",
            1002);
        row("document of text", anthropic,
            R"({"messages":[{"content":[{"type":"document","source":{"type":"text","data":"12345678"}}]}]})",
            4);
        row("a source that is a tool's argument", anthropic,
            R"({"messages":[{"content":[{"input":{"source":{"data":"12345678"}}}]}]})", 2);
        row("low detail", chat, R"({"messages":[{"content":[{"image_url":{"url":"h/i","detail":"low"}}]}]})",
            85, 1, 1);
        row("detail first", chat,
            R"({"messages":[{"content":[{"image_url":{"detail":"low","url":"data:image/png;base64,A"}}]}]})",
            85, 1, 0);
        row("input_image", responses,
            R"({"input":[{"content":[{"type":"input_image","image_url":"h/i","detail":"low"}]}]})", 89, 1, 1);
        row("input_image by id", responses,
            R"({"input":[{"content":[{"type":"input_image","file_id":"f"}]}]})", 1603, 1, 1);
        row("two images", chat,
            R"({"messages":[{"content":[{"image_url":{"url":"h/i"}},)"
            R"({"image_url":{"url":"data:image/png;base64,A"}}]}]})",
            3200, 2, 1);
        row("a long recording", chat, R"({"messages":[{"content":[{"input_audio":{"data":"DATA"}}]}]})",
            1000);
    }
    void estimates()
    {
        QFETCH(WireDialect, dialect);
        QFETCH(QByteArray, body);
        const RequestBody request = read(body, dialect);
        QTEST(request.promptTokenEstimate, "tokens");
        QTEST(request.images, "images");
        QTEST(request.remoteImages, "remote");
    }

    void choices_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<qint64>("choices");
        QTest::addColumn<QStringList>("unboundable");
        const auto row = [](const QByteArray &body, qint64 choices, const QStringList &open = {}) {
            QTest::newRow(body.constData()) << body << choices << open;
        };
        row("{}", 1);
        row(R"({"n":null})", 1);
        row(R"({"n":3})", 3);
        row(R"({"n":2,"best_of":5})", 5);
        row(R"({"prompt":["a","b","c"]})", 3);
        row(R"({"prompt":[1,2,3]})", 1);
        row(R"({"prompt":[[1,2],[3]],"n":4})", 8);
        row(R"({"prompt":[]})", 1);
        row(R"({"n":0})", 1, {u"n"_s});
        row(R"({"n":-1})", 1, {u"n"_s});
        row(R"({"n":1e3})", 1, {u"n"_s});
        row(R"({"n":"5"})", 1, {u"n"_s});
        row(R"({"n":99999999999})", 1, {u"n"_s});
        row(R"({"best_of":1.5})", 1, {u"best_of"_s});
    }
    void choices()
    {
        QFETCH(QByteArray, body);
        const RequestBody request = read(body, chat);
        QTEST(request.choices, "choices");
        QTEST(request.unboundable, "unboundable");
    }

    void unboundable_data()
    {
        QTest::addColumn<WireDialect>("dialect");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QString>("names");
        const auto row = [](WireDialect dialect, const QByteArray &body, const char *names) {
            QTest::addRow("%d %s", int(dialect), body.left(80).constData())
                    << dialect << body << QString::fromLatin1(names);
        };
        row(responses, R"({"previous_response_id":"resp_1"})", "previous_response_id");
        row(responses, R"({"previous_response_id":null})", "");
        row(responses, R"({"conversation":"conv_1"})", "conversation");
        row(responses, R"({"background":true})", "background");
        row(responses, R"({"background":false})", "");
        row(responses, R"({"prompt":{"id":"pmpt_1"}})", "prompt");
        row(responses, R"({"tools":[{"type":"function","name":"f"},{"type":"custom","name":"c"}]})", "");
        row(responses, R"({"tools":[{"type":"web_search"}]})", "tools (web_search)");
        row(responses, R"({"tools":[{"type":"mcp"},{"type":"file_search"},{"type":"mcp"}]})",
            "tools (mcp), tools (file_search)");
        row(responses, R"({"tools":[{"type":"local_shell"}]})", "");
        row(responses, R"({"tools":[{"type":"Evil <b>"}]})", "tools");
        row(responses, R"({"input":[{"type":"item_reference","id":"x"}]})", "item_reference");
        row(responses, R"({"input":[{"content":[{"type":"input_file","file_id":"f"}]}]})",
            "files that are not in the request");
        row(responses, R"({"input":[{"content":[{"type":"input_file","file_url":"h"}]}]})",
            "files that are not in the request");
        row(responses, R"({"input":[{"content":[{"type":"input_file","file_data":"QUJD"}]}]})", "");
        row(responses, R"({"service_tier":"priority"})", "service_tier");
        row(chat, R"({"service_tier":"flex"})", "");
        row(chat, R"({"service_tier":"auto"})", "");
        row(chat, R"({"web_search_options":{"search_context_size":"low"}})", "web_search_options");
        row(chat, R"({"web_search_options":{}})", "web_search_options"); // searches with the defaults
        row(chat, R"({"web_search_options":null})", "");
        row(chat, R"({"modalities":["text","audio"]})", "modalities");
        row(chat, R"({"modalities":["text"]})", "");
        row(chat, R"({"prediction":{"type":"content","content":"x"}})", "prediction");
        row(chat, R"({"tools":[{"type":"builtin_function","function":{"name":"$web_search"}}]})",
            "tools (builtin_function)");
        row(chat, R"({"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}]})",
            "");
        row(chat, R"({"functions":[{"name":"f"}]})", "");
        row(chat, R"({"enable_search":true})", "enable_search");
        row(chat, R"({"models":["a","b"]})", "models");
        row(chat, R"({"messages":[{"content":[{"type":"file","file":{"file_id":"f"}}]}]})",
            "files that are not in the request");
        row(chat, R"({"messages":[{"content":[{"video_url":{"url":"h/v.mp4"}}]}]})", "video_url");
        row(chat, R"({"messages":[{"content":[{"image_url":{"url":"h/i.png"}}]}]})", "");
        row(anthropic, R"({"tools":[{"name":"f","input_schema":{"type":"object"}}]})", "");
        row(anthropic, R"({"tools":[{"type":"bash_20250124","name":"bash"}]})", "");
        row(anthropic, R"({"tools":[{"type":"text_editor_20250728","name":"e"}]})", "");
        row(anthropic, R"({"tools":[{"type":"web_search_20250305","name":"web_search"}]})",
            "tools (web_search_20250305)");
        row(anthropic, R"({"tools":[{"type":"code_execution_20250825","name":"c"}]})",
            "tools (code_execution_20250825)");
        row(anthropic, R"({"mcp_servers":[{"url":"h"}]})", "mcp_servers");
        row(anthropic, R"({"mcp_servers":[]})", "");
        row(anthropic, R"({"container":"c_1"})", "container");
        row(anthropic, R"({"speed":"fast"})", "speed");
        row(anthropic, R"({"service_tier":"standard_only"})", "");
        row(anthropic,
            R"({"messages":[{"content":[{"type":"document","source":{"type":"url","url":"h"}}]}]})",
            "files that are not in the request");
        row(anthropic, R"({"messages":[{"content":[{"type":"container_upload","file_id":"f"}]}]})",
            "files that are not in the request");
        row(anthropic,
            R"({"messages":[{"content":[{"type":"image","source":{"type":"file","file_id":"f"}}]}]})", "");
    }
    void unboundable()
    {
        QFETCH(WireDialect, dialect);
        QFETCH(QByteArray, body);
        QTEST(read(body, dialect).unboundable.join(u", "_s), "names");
    }

    void bounds_data()
    {
        QTest::addColumn<WireDialect>("dialect");
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("result"); // with 50
        const auto row = [](const char *name, WireDialect dialect, const QByteArray &body,
                            const QByteArray &result) { QTest::newRow(name) << dialect << body << result; };
        row("chat", chat, R"({"model":"m"})", R"({"model":"m","max_tokens":50})");
        row("chat, less", chat, R"({"max_tokens":7,"model":"m"})", R"({"max_tokens":7,"model":"m"})");
        row("chat, more", chat, R"({"max_tokens": 70 ,"model":"m"})", R"({"max_tokens": 50 ,"model":"m"})");
        row("chat, the newer name", chat, R"({"model":"m","max_completion_tokens":null})",
            R"({"model":"m","max_completion_tokens":50})");
        row("chat, both names", chat, R"({"model":"m","max_completion_tokens":9,"max_tokens":900})",
            R"({"model":"m","max_completion_tokens":9,"max_tokens":50})");
        row("chat, no count", chat, R"({"model":"m","max_tokens":1e9})", R"({"model":"m","max_tokens":50})");
        row("chat, a text", chat, R"({"model":"m","max_tokens":"many"})", R"({"model":"m","max_tokens":50})");
        row("chat, no model", chat, "{}", R"({"model":"m","max_tokens":50})");
        row("another dialect's name bounds nothing", chat, R"({"model":"m","max_output_tokens":5})",
            R"({"model":"m","max_output_tokens":5,"max_tokens":50})");
        row("responses", responses, R"({"model":"m"})", R"({"model":"m","max_output_tokens":50})");
        row("responses, more", responses, R"({"model":"m","max_output_tokens":51})",
            R"({"model":"m","max_output_tokens":50})");
        row("Anthropic", anthropic, R"({"model":"m"})", R"({"model":"m","max_tokens":50})");
        row("Anthropic, more", anthropic, R"({"model":"m","max_tokens":64000})",
            R"({"model":"m","max_tokens":50})");
    }
    void bounds()
    {
        QFETCH(WireDialect, dialect);
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, result);
        const QList<Splice> splices = planSplices(read(body, dialect), u"m"_s, false, 50);
        for (qsizetype i = 1; i < splices.size(); ++i)
            QVERIFY(splices[i - 1].begin + splices[i - 1].length <= splices[i].begin);
        const QByteArray bound = applySplices(body, splices);
        QCOMPARE(bound, result);
        QVERIFY(read(bound, dialect).maxTokens.value_or(51) <= 50);
        QVERIFY(planSplices(read(bound, dialect), u"m"_s, false, 50).isEmpty());
    }

    void allSplicesAtOnce()
    {
        const QByteArray body = R"({"max_tokens":90,"stream":true,"model":"a"})";
        QCOMPARE(applySplices(body, planSplices(read(body, chat), u"b"_s, true, 50)),
                 QByteArray(R"({"max_tokens":50,"stream":true,"model":"b",)"
                            R"("stream_options":{"include_usage":true}})"));
    }

    // Which bodies belong to the same conversation.
    void conversations_data()
    {
        QTest::addColumn<WireDialect>("dialect");
        QTest::addColumn<QByteArray>("one");
        QTest::addColumn<QByteArray>("other");
        QTest::addColumn<bool>("same");
        const auto row = [](const char *name, WireDialect dialect, const QByteArray &one,
                            const QByteArray &other,
                            bool same) { QTest::newRow(name) << dialect << one << other << same; };
        const QByteArray first = R"({"model":"m","messages":[{"role":"system","content":"S"},)"
                                 R"({"role":"user","content":"Hi"}]})";
        row("next turn", chat, first,
            R"({"model":"m","messages":[{"role":"system","content":"S"},{"role":"user","content":"Hi"},)"
            R"({"role":"assistant","content":"Ho"},{"role":"user","content":"More"}],"temperature":1})",
            true);
        row("another question", chat, first,
            R"({"model":"m","messages":[{"role":"system","content":"S"},{"role":"user","content":"Ho"}]})",
            false);
        row("another system prompt", chat, first,
            R"({"model":"m","messages":[{"role":"system","content":"T"},{"role":"user","content":"Hi"}]})",
            false);
        row("the same key", chat, R"({"prompt_cache_key":"k","messages":[{"role":"user","content":"a"}]})",
            R"({"messages":[{"role":"user","content":"b"}],"prompt_cache_key":"k"})", true);
        row("another key", chat, R"({"prompt_cache_key":"k","messages":[{"role":"user","content":"a"}]})",
            R"({"prompt_cache_key":"l","messages":[{"role":"user","content":"a"}]})", false);
        row("marks move along", anthropic,
            R"({"system":[{"type":"text","text":"S","cache_control":{"type":"ephemeral"}}],)"
            R"("messages":[{"role":"user","content":[{"type":"text","text":"Hi",)"
            R"("cache_control":{"type":"ephemeral"}}]}]})",
            R"({"system":[{"type":"text","text":"S"}],"messages":[{"role":"user","content":"Hi"},)"
            R"({"role":"assistant","content":"Ho"}]})",
            true);
        row("Anthropic's system counts", anthropic,
            R"({"system":"S","messages":[{"role":"user","content":"Hi"}]})",
            R"({"system":"T","messages":[{"role":"user","content":"Hi"}]})", false);
        row("system behind the messages", anthropic,
            R"({"system":"S","messages":[{"role":"user","content":"Hi"}]})",
            R"({"messages":[{"role":"user","content":"Hi"}],"system":"S"})", true);
        row("responses", responses,
            R"({"instructions":"S","input":[{"role":"user","content":[{"type":"input_text","text":"Hi"}]}]})",
            R"({"instructions":"S","input":[{"type":"message","role":"user","content":"Hi"},)"
            R"({"type":"function_call","call_id":"c","name":"f","arguments":""}]})",
            true);
        row("responses, input as text", responses, R"({"input":"Hi"})", R"({"input":"Ho"})", false);
    }
    void conversations()
    {
        QFETCH(WireDialect, dialect);
        QFETCH(QByteArray, one);
        QFETCH(QByteArray, other);
        const QByteArray hash = conversationHash(one, read(one, dialect));
        QCOMPARE(hash.size(), 32);
        QCOMPARE(conversationHash(one, read(one, dialect)), hash);
        QTEST(conversationHash(other, read(other, dialect)) == hash, "same");
    }

    void noConversationWithoutMessages()
    {
        const QByteArray body = R"({"model":"m","prompt":"x"})";
        QVERIFY(conversationHash(body, read(body, chat)).isEmpty());
    }

    void refusalsHoldInAllDialects()
    {
        for (const WireDialect dialect : {responses, anthropic}) {
            QVERIFY(!readRequestBody("[]", dialect));
            QVERIFY(!readRequestBody(R"({"model":"a","model":"b"})", dialect));
            QVERIFY(!readRequestBody("{\"messages\":[}]", dialect));
            QVERIFY(!readRequestBody("{\"system\":\"\xff\"}", dialect));
            QVERIFY(!readRequestBody("{\"messages\":" + QByteArray(100'000, '['), dialect));
            QVERIFY(!readRequestBody("{\"system\":" + QByteArray(100'000, '['), dialect));
            QVERIFY(!readRequestBody(R"({"stream":1})", dialect));
        }
    }

    // A source inside a source, many times over, is read in one pass.
    void nestedSourcesAreReadOnce()
    {
        QByteArray body = "{\"messages\":[";
        for (int i = 0; i < 200; ++i)
            body += "{\"source\":";
        body += "\"1234\"" + QByteArray(200, '}') + "]}";
        QCOMPARE(read(body, anthropic).promptTokenEstimate, 1);
    }
};

QTEST_GUILESS_MAIN(TestDialectRequest)
#include "tst_dialect_request.moc"
