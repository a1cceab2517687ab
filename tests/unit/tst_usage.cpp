// SPDX-License-Identifier: MIT
#include "support/usage_text.h"

#include <QTest>

using namespace gateway;
using gateway::test::shown;

class TestUsage final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void usage_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("usage");
        QTest::addColumn<bool>("hasUsage");
        const auto row = [](const char *name, const QByteArray &json, const char *usage,
                            bool hasUsage = true) {
            QTest::newRow(name) << json << QString::fromLatin1(usage) << hasUsage;
        };
        row("OpenAI",
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":100,\"total_tokens\":112,"
            R"("prompt_tokens_details":{"cached_tokens":5,"audio_tokens":0,"cache_write_tokens":3},)"
            "\"completion_tokens_details\":{\"reasoning_tokens\":64}}}",
            "12 5 3 100 64");
        row("embeddings",
            R"({"data":[{"embedding":[0.1,-2e-5]}],"usage":{"prompt_tokens":8,"total_tokens":8}})",
            "8 - - - -");
        row("responses' names",
            "{\"usage\":{\"input_tokens\":12,\"input_tokens_details\":{\"cached_tokens\":4},"
            "\"output_tokens\":9,\"output_tokens_details\":{\"reasoning_tokens\":2},\"total_tokens\":21}}",
            "12 4 - 9 2");
        row("Moonshot, in the choice",
            "{\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\","
            "\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":11,\"total_tokens\":19,\"cached_tokens\":8}"
            "}]}",
            "8 8 - 11 -");
        row("Moonshot, cached at the top wins over the details",
            "{\"usage\":{\"prompt_tokens\":8,\"completion_tokens\":1,\"cached_tokens\":6,"
            "\"prompt_tokens_details\":{\"cached_tokens\":0}}}",
            "8 6 - 1 -");
        row("DeepSeek",
            "{\"choices\":[{\"delta\":{}}],\"usage\":{\"prompt_tokens\":16,\"completion_tokens\":645,"
            R"("total_tokens":661,"completion_tokens_details":{"reasoning_tokens":450},)"
            "\"prompt_cache_hit_tokens\":10,\"prompt_cache_miss_tokens\":6}}",
            "16 10 - 645 450");
        row("xAI: reasoning beside completion",
            "{\"choices\":[],\"usage\":{\"prompt_tokens\":432,\"completion_tokens\":68,"
            R"("total_tokens":636,"prompt_tokens_details":{"cached_tokens":4},)"
            "\"completion_tokens_details\":{\"reasoning_tokens\":136}}}",
            "432 4 - 204 136");
        row("reasoning within completion stays so",
            "{\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":136,"
            "\"total_tokens\":146,\"completion_tokens_details\":{\"reasoning_tokens\":136}}}",
            "10 - - 136 136");
        row("Groq",
            "{\"choices\":[{\"delta\":{}}],\"x_groq\":{\"id\":\"r\",\"usage\":{\"prompt_tokens\":3,"
            "\"completion_tokens\":4,\"queue_time\":0.5}}}",
            "3 - - 4 -");
        row("top level before Groq's",
            "{\"x_groq\":{\"usage\":{\"prompt_tokens\":9,\"completion_tokens\":9,\"cached_tokens\":2}},"
            "\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4}}",
            "3 2 - 4 -");
        row("choice fills what the top level leaves open",
            R"({"choices":[{"usage":{"prompt_tokens":9,"completion_tokens":7}}],"usage":{"prompt_tokens":3}})",
            "3 - - 7 -");
        row("only the first choice", R"({"choices":[{"delta":{}},{"usage":{"prompt_tokens":9}}]})",
            "- - - - -", false);
        row("prompt counted without the cached",
            "{\"usage\":{\"prompt_tokens\":10,\"completion_tokens\":1,"
            "\"prompt_tokens_details\":{\"cached_tokens\":50}}}",
            "60 50 - 1 -");
        row("zeros are facts",
            "{\"usage\":{\"prompt_tokens\":0,\"completion_tokens\":0,\"total_tokens\":0,"
            "\"prompt_tokens_details\":{\"cached_tokens\":0},\"completion_tokens_details\":{\"reasoning_"
            "tokens\":0}}}",
            "0 0 - 0 0");
        row("null is nothing", R"({"choices":[{"delta":{"content":"x"}}],"usage":null})", "- - - - -", false);
        row("empty object", R"({"usage":{}})", "- - - - -");
        row("null fields",
            R"({"usage":{"prompt_tokens":null,"completion_tokens":5,"prompt_tokens_details":null}})",
            "- - - 5 -");
        row("negative, fractions, strings and giants",
            "{\"usage\":{\"prompt_tokens\":-1,\"completion_tokens\":1.5,\"cached_tokens\":\"3\",\"total_"
            "tokens\":1e3,"
            "\"completion_tokens_details\":{\"reasoning_tokens\":99999999999999999999999}}}",
            "- - - - -");
        row("duration", R"({"text":"x","usage":{"type":"duration","seconds":7}})", "- - - - -");
        row("not of the top level", R"({"metadata":{"usage":{"prompt_tokens":5}}})", "- - - - -", false);
        row("escaped names", R"({"us\u0061ge":{"prompt_\u0074okens":5}})", "5 - - - -");
        row("not JSON", "usage: {\"prompt_tokens\":5}", "- - - - -", false);
        row("cut JSON", "{\"usage\":{\"prompt_tokens\":5}", "- - - - -", false);
        row("leading blank lines", "\n\n {\"usage\":{\"prompt_tokens\":5}}\n", "5 - - - -");
        row("array", R"([{"usage":{"prompt_tokens":5}}])", "- - - - -", false);
    }
    void usage()
    {
        QFETCH(QByteArray, json);
        const ChunkFacts facts = readChunk(json);
        QTEST(shown(facts.usage), "usage");
        QTEST(facts.hasUsage, "hasUsage");
    }

    void usageOnly_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<bool>("emptyChoices");
        QTest::addColumn<bool>("onlyUsage");
        QTest::newRow("trailing chunk")
                << QByteArray(R"({"choices":[],"usage":{"prompt_tokens":1}})") << true << true;
        QTest::newRow("llama.cpp's order")
                << QByteArray(R"({"usage":{"prompt_tokens":1},"choices":[ ],"timings":{}})") << true << true;
        QTest::newRow("Azure's first")
                << QByteArray(R"({"choices":[],"prompt_filter_results":[{}],"id":""})") << true << false;
        QTest::newRow("null usage") << QByteArray(R"({"choices":[],"usage":null})") << true << false;
        QTest::newRow("with a choice")
                << QByteArray(R"({"choices":[{"delta":{}}],"usage":{"prompt_tokens":1}})") << false << false;
        QTest::newRow("no choices") << QByteArray(R"({"usage":{"prompt_tokens":1}})") << false << false;
        QTest::newRow("choices null")
                << QByteArray(R"({"choices":null,"usage":{"prompt_tokens":1}})") << false << false;
        QTest::newRow("Groq's usage only")
                << QByteArray(R"({"choices":[],"x_groq":{"usage":{"prompt_tokens":1}}})") << true << false;
    }
    void usageOnly()
    {
        QFETCH(QByteArray, json);
        const ChunkFacts facts = readChunk(json);
        QTEST(facts.emptyChoices, "emptyChoices");
        QTEST(facts.onlyUsage, "onlyUsage");
    }

    void errors_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<bool>("isError");
        QTest::addColumn<QString>("type");
        const auto row = [](const char *name, const QByteArray &json, bool isError, const char *type = "") {
            QTest::newRow(name) << json << isError << QString::fromLatin1(type);
        };
        row("OpenAI", R"({"error":{"message":"m","type":"invalid_request_error","param":null,"code":"x"}})",
            true, "invalid_request_error");
        row("no type", R"({"error":{"code":"401","message":"m"}})", true, "401");
        row("OpenRouter", R"({"id":"g","choices":[],"error":{"code":502,"message":"m"}})", true, "502");
        row("type null", R"({"error":{"type":null,"code":"overloaded"}})", true, "overloaded");
        row("array-wrapped", R"([{"error":{"code":429,"status":"RESOURCE_EXHAUSTED"}}])", true, "429");
        row("a string", R"({"error":"something broke"})", true);
        row("true", R"({"error":true})", true);
        row("a number", R"({"error":1})", true);
        row("an empty object", R"({"error":{}})", true);
        row("a list", R"({"error":[1]})", true);
        row("null", R"({"error":null,"choices":[]})", false);
        row("false", R"({"error":false})", false);
        row("zero", R"({"error":0})", false);
        row("empty string", R"({"error":""})", false);
        row("none", R"({"choices":[]})", false);
        row("further in", R"({"choices":[{"error":{"message":"m"}}]})", false);
        row("wordy type is left out", R"({"error":{"type":"My key sk-1234 was wrong"}})", true);
        row("long type is left out", "{\"error\":{\"type\":\"" + QByteArray(65, 'x') + "\"}}", true);
        row("cut", "{\"error\":{\"type\":\"x\"}", false);
    }
    void errors()
    {
        QFETCH(QByteArray, json);
        const ChunkFacts facts = readChunk(json);
        QTEST(facts.isError, "isError");
        QTEST(facts.errorType, "type");
    }

    void content_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<bool>("hasContent");
        QTest::addColumn<qint64>("quarters");
        const auto row = [](const char *name, const QByteArray &json, bool hasContent, qint64 quarters) {
            QTest::newRow(name) << json << hasContent << quarters;
        };
        row("delta", R"({"choices":[{"delta":{"role":"assistant","content":"Hi!"}}]})", true, 3);
        row("message", R"({"choices":[{"message":{"role":"assistant","content":"Hi!"}}]})", true, 3);
        row("completion", R"({"choices":[{"text":"Hi!","index":0}]})", true, 3);
        row("escaped CJK", R"({"choices":[{"delta":{"content":"\u4f60"}}]})", true, 4);
        row("role only", R"({"choices":[{"delta":{"role":"assistant","content":"","refusal":null}}]})", false,
            0);
        row("content null", R"({"choices":[{"delta":{"content":null}}]})", false, 0);
        row("finish", R"({"choices":[{"delta":{},"finish_reason":"stop"}]})", false, 0);
        row("reasoning_content", R"({"choices":[{"delta":{"reasoning_content":"abcd"}}]})", true, 4);
        row("reasoning", R"({"choices":[{"delta":{"reasoning":"abcd"}}]})", true, 4);
        row("reasoning said twice counts once",
            R"({"choices":[{"delta":{"content":"","reasoning":"abcd","reasoning_details":[{"type":"reasoning.text","text":"abcd"}]}}]})",
            true, 4);
        row("both names count once",
            R"({"choices":[{"delta":{"reasoning_content":"abcd","reasoning":"abcd"}}]})", true, 4);
        row("details only", R"({"choices":[{"delta":{"reasoning_details":[{"type":"x","text":"abcd"}]}}]})",
            true, 4);
        row("tool call",
            "{\"choices\":[{\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\",\"type\":\"function\","
            "\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"a\\\":1}\"}}]}}]}",
            true, 8);
        row("refusal", R"({"choices":[{"delta":{"refusal":"No"}}]})", true, 2);
        row("parts",
            "{\"choices\":[{\"delta\":{\"content\":[{\"type\":\"thinking\",\"thinking\":[{\"type\":\"text\","
            "\"text\":\"ab\"}]},"
            "{\"type\":\"text\",\"text\":\"cd\"}]}}]}",
            true, 4);
        row("second choice", R"({"choices":[{"delta":{}},{"delta":{"content":"abcd"}}]})", true, 4);
        row("role named user", R"({"choices":[{"delta":{"role":"user"}}]})", false, 0);
    }
    void content()
    {
        QFETCH(QByteArray, json);
        const ChunkFacts facts = readChunk(json);
        QTEST(facts.hasContent, "hasContent");
        QTEST(facts.contentQuarters, "quarters");
    }

    void finish_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<bool>("isFinish");
        QTest::newRow("stop") << QByteArray(R"({"choices":[{"delta":{},"finish_reason":"stop"}]})") << true;
        QTest::newRow("body") << QByteArray(R"({"choices":[{"message":{},"finish_reason":"length"}]})")
                              << true;
        QTest::newRow("of the second choice")
                << QByteArray(R"({"choices":[{"finish_reason":null},{"finish_reason":"stop"}]})") << true;
        QTest::newRow("null") << QByteArray(R"({"choices":[{"delta":{},"finish_reason":null}]})") << false;
        QTest::newRow("empty") << QByteArray(R"({"choices":[{"delta":{},"finish_reason":""}]})") << false;
        QTest::newRow("none") << QByteArray(R"({"choices":[{"delta":{"content":"stop"}}]})") << false;
        QTest::newRow("usage chunk") << QByteArray(R"({"choices":[],"usage":{"prompt_tokens":1}})") << false;
    }
    void finish()
    {
        QFETCH(QByteArray, json);
        QTEST(readChunk(json).isFinish, "isFinish");
    }

    void lastValuePerFieldWins()
    {
        UsageCollector collector;
        QVERIFY(!collector.reported());
        collector.add(readChunk(R"({"choices":[{"delta":{"content":"abcde"}}],"usage":null})"));
        QVERIFY(!collector.reported());
        QCOMPARE(collector.estimatedCompletion(), 2);
        collector.add(readChunk(
                "{\"choices\":[{\"delta\":{}}],\"usage\":{\"prompt_tokens\":3,\"completion_tokens\":4,"
                "\"completion_tokens_details\":{\"reasoning_tokens\":1}}}"));
        QVERIFY(collector.reported());
        QCOMPARE(shown(collector.usage()), QStringLiteral("3 - - 4 1"));
        collector.add(readChunk(R"({"choices":[],"usage":{"prompt_tokens":3,"completion_tokens":5}})"));
        QCOMPARE(shown(collector.usage()), QStringLiteral("3 - - 5 1"));
        collector.add(readChunk(R"({"choices":[],"usage":{"prompt_tokens":0,"completion_tokens":0}})"));
        QCOMPARE(shown(collector.usage()), QStringLiteral("0 - - 0 1"));
    }

    void smallPiecesAddUpBeforeRounding()
    {
        UsageCollector collector;
        for (int i = 0; i < 100; ++i)
            collector.add(readChunk(R"({"choices":[{"delta":{"content":"a"}}]})"));
        QCOMPARE(collector.estimatedCompletion(), 25);
    }

    void scanner_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::addColumn<QByteArray>("usage");
        const auto row = [](const char *name, const QByteArray &body, const QByteArray &usage) {
            QTest::newRow(name) << body << usage;
        };
        row("last", R"({"data":[{"e":[1,2]}],"usage":{"prompt_tokens":5}})", R"({"prompt_tokens":5})");
        row("first", R"({"usage":{"prompt_tokens":5},"data":[]})", R"({"prompt_tokens":5})");
        row("with spaces", "{ \"usage\" :\n { \"a\" : [ 1 ] } , \"b\":1 }", R"({ "a" : [ 1 ] })");
        row("the last of two", R"({"usage":{"a":1},"usage":{"a":2}})", R"({"a":2})");
        row("null after", R"({"usage":{"a":1},"usage":null})", R"({"a":1})");
        row("null", R"({"usage":null})", "");
        row("deeper ones do not count", R"({"x":{"usage":{"a":1}},"y":[{"usage":{"a":2}}]})", "");
        row("as a value", R"({"x":"usage","y":{"a":1}})", "");
        row("inside a string", "{\"x\":\"\\\"usage\\\":{\\\"a\\\":1}\"}", "");
        row("brackets in strings", "{\"x\":\"}]\",\"usage\":{\"s\":\"}\\\"]\\\\\"},\"z\":\"{\"}",
            "{\"s\":\"}\\\"]\\\\\"}");
        row("escaped key", R"({"us\u0061ge":{"a":1}})", R"({"a":1})");
        row("longer key", R"({"usages":{"a":1}})", "");
        row("array at the top", R"([{"usage":{"a":1}}])", "");
        row("cut", "{\"usage\":{\"a\":1}", "");
        row("not JSON", "hello \"usage\":{}", "");
        row("blank lines before", "\n\n{\"usage\":{\"a\":1}}", R"({"a":1})");
        row("too large", "{\"usage\":{\"a\":\"" + QByteArray(70'000, 'x') + "\"}}", "");
    }
    void scanner()
    {
        QFETCH(QByteArray, body);
        QFETCH(QByteArray, usage);
        UsageScanner whole;
        whole.feed(body);
        QCOMPARE(whole.usageObject(), usage);
        const qsizetype step = body.size() > 1000 ? 977 : 1;
        UsageScanner bytewise;
        for (qsizetype at = 0; at < body.size(); at += step)
            bytewise.feed(QByteArrayView(body).sliced(at, qMin(step, body.size() - at)));
        QCOMPARE(bytewise.usageObject(), usage);
        for (qsizetype cut = 0; cut <= body.size(); cut += step) {
            UsageScanner two;
            two.feed(QByteArrayView(body).first(cut));
            two.feed(QByteArrayView(body).sliced(cut));
            QCOMPARE(two.usageObject(), usage);
        }
    }

    void scannerFacts()
    {
        UsageScanner scanner;
        QVERIFY(!scanner.facts().hasUsage);
        scanner.feed(R"({"data":[],"usage":{"prompt_tokens":5,"total_tokens":5}})");
        const ChunkFacts facts = scanner.facts();
        QVERIFY(facts.hasUsage);
        QCOMPARE(shown(facts.usage), QStringLiteral("5 - - - -"));
    }
};

QTEST_GUILESS_MAIN(TestUsage)
#include "tst_usage.moc"
