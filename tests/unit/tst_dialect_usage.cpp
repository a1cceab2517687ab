// SPDX-License-Identifier: MIT
#include "support/usage_text.h"

#include <QTest>

using namespace gateway;
using gateway::test::shown;

namespace {

// A usage object; its names in single quotes.
QByteArray counts(QByteArray members)
{
    return '{' + members.replace('\'', '"') + '}';
}

QByteArray messageStart(const QByteArray &usage)
{
    return "{\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"content\":[],\"usage\":" + usage +
           "}}";
}

QByteArray messageDelta(const QByteArray &usage)
{
    return "{\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":" + usage + '}';
}

constexpr auto anthropic = WireDialect::Anthropic;
constexpr auto responses = WireDialect::OpenAiResponses;

} // namespace

class TestDialectUsage final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    // How providers of Anthropic's dialect spread their counts over message_start and message_delta.
    void anthropicStreams_data()
    {
        QTest::addColumn<QByteArrayList>("events");
        QTest::addColumn<QString>("usage"); // prompt cached cacheWrite completion reasoning
        QTest::addColumn<bool>("reported");
        const auto row = [](const char *name, const QByteArrayList &events, const char *usage,
                            bool reported = true) {
            QTest::newRow(name) << events << QString::fromLatin1(usage) << reported;
        };
        row("input in the start, output in the delta",
            {messageStart(counts("'input_tokens':17,'output_tokens':1")),
             messageDelta(counts("'output_tokens':227"))},
            "17 - - 227 -");
        row("a cache read counts once",
            {messageStart(counts("'input_tokens':4,'cache_creation_input_tokens':0,'cache_read_input_tokens':"
                                 "1165,'output_tokens':1")),
             messageDelta(counts("'output_tokens':65"))},
            "1169 1165 0 65 -");
        row("a cache write counts once",
            {messageStart(counts("'input_tokens':4,'cache_creation_input_tokens':1165,'cache_read_input_"
                                 "tokens':0,'output_tokens':1")),
             messageDelta(counts("'output_tokens':65"))},
            "1169 0 1165 65 -");
        row("the delta repeats the input: last, not sum",
            {messageStart(counts("'input_tokens':43,'output_tokens':1")),
             messageDelta(counts("'input_tokens':61,'output_tokens':2"))},
            "61 - - 2 -");
        row("the delta repeats a part: the others stay",
            {messageStart(counts("'input_tokens':43,'cache_read_input_tokens':100,'output_tokens':1")),
             messageDelta(counts("'input_tokens':61,'output_tokens':2"))},
            "161 100 - 2 -");
        row("the delta tells of the cache alone",
            {messageStart(counts("'input_tokens':43,'output_tokens':1")),
             messageDelta(counts("'cache_read_input_tokens':7,'output_tokens':2"))},
            "50 7 - 2 -");
        row("a server tool grows the prompt",
            {messageStart(counts("'input_tokens':2,'cache_creation_input_tokens':3068,'cache_read_input_"
                                 "tokens':0,'output_tokens':69")),
             messageDelta(
                     counts("'input_tokens':6,'cache_creation_input_tokens':3337,'cache_read_input_tokens':"
                            "6289,'output_tokens':198,'output_tokens_details':{'thinking_tokens':0}"))},
            "9632 6289 3337 198 0");
        row("zeros in the start, all in the delta",
            {messageStart(counts("'input_tokens':0,'output_tokens':0")),
             messageDelta(counts("'input_tokens':20,'output_tokens':30,'cache_read_input_tokens':5"))},
            "25 5 - 30 -");
        row("all in the start, zeros for the input in the delta",
            {messageStart(counts("'input_tokens':20,'cache_read_input_tokens':5,'output_tokens':0")),
             messageDelta(counts("'input_tokens':0,'cache_creation_input_tokens':0,'cache_read_input_tokens':"
                                 "0,'output_tokens':30"))},
            "25 5 - 30 -");
        row("all of the prompt was cached",
            {messageStart(counts("'input_tokens':100,'cache_read_input_tokens':0,'output_tokens':1")),
             messageDelta(counts("'input_tokens':0,'cache_read_input_tokens':100,'output_tokens':3"))},
            "100 100 - 3 -");
        row("no usage in the start",
            {messageStart("null"), messageDelta(counts("'input_tokens':9,'output_tokens':3"))}, "9 - - 3 -");
        row("an empty one", {messageStart("{}"), messageDelta(counts("'input_tokens':9,'output_tokens':3"))},
            "9 - - 3 -");
        row("the prompt is told nowhere",
            {messageStart(counts("'input_tokens':0,'output_tokens':0")),
             messageDelta(counts("'output_tokens':3"))},
            "- - - 3 -");
        row("OpenAI's names with OpenAI's arithmetic",
            {messageStart("{}"),
             messageDelta(counts("'prompt_tokens':100,'completion_tokens':7,'cached_tokens':60"))},
            "100 60 - 7 -");
        row("writes by time to live alone",
            {messageStart(counts("'input_tokens':1,'output_tokens':1,'cache_creation':{'ephemeral_5m_input_"
                                 "tokens':10,'ephemeral_1h_input_tokens':20}")),
             messageDelta(counts("'output_tokens':4"))},
            "31 - 30/20 4 -");
        row("writes by time to live as well",
            {messageStart(
                     counts("'input_tokens':1,'cache_creation_input_tokens':30,'output_tokens':1,'cache_"
                            "creation':{'ephemeral_5m_input_tokens':10,'ephemeral_1h_input_tokens':20}")),
             messageDelta(counts("'output_tokens':4"))},
            "31 - 30/20 4 -");
        row("writes of an hour, told in the end",
            {messageStart(counts("'input_tokens':1,'cache_creation_input_tokens':30,'output_tokens':1")),
             messageDelta(counts("'output_tokens':4,'cache_creation_input_tokens':50,"
                                 "'cache_creation':{'ephemeral_1h_input_tokens':40}"))},
            "51 - 50/40 4 -");
        row("writes of an hour: last, not sum",
            {messageStart(counts("'input_tokens':1,'cache_creation_input_tokens':30,'output_tokens':1,"
                                 "'cache_creation':{'ephemeral_1h_input_tokens':30}")),
             messageDelta(counts("'output_tokens':4,'cache_creation_input_tokens':50,"
                                 "'cache_creation':{'ephemeral_1h_input_tokens':10}"))},
            "51 - 50/10 4 -");
        row("the delta repeats the writes alone: those of an hour stay",
            {messageStart(counts("'input_tokens':1,'cache_creation_input_tokens':30,'output_tokens':1,"
                                 "'cache_creation':{'ephemeral_1h_input_tokens':20}")),
             messageDelta(counts("'output_tokens':4,'cache_creation_input_tokens':30"))},
            "31 - 30/20 4 -");
        row("no more writes of an hour than writes",
            {messageStart(counts("'input_tokens':1,'cache_creation_input_tokens':30,'output_tokens':1,"
                                 "'cache_creation':{'ephemeral_1h_input_tokens':90}"))},
            "31 - 30/30 - -", false);
        row("the writes fall below those of an hour",
            {messageStart(counts("'input_tokens':1,'cache_creation_input_tokens':30,'output_tokens':1,"
                                 "'cache_creation':{'ephemeral_1h_input_tokens':20}")),
             messageDelta(counts("'output_tokens':4,'cache_creation_input_tokens':5"))},
            "6 - 5/5 4 -");
        row("no writes of an hour",
            {messageStart(counts("'input_tokens':1,'cache_creation_input_tokens':30,'output_tokens':1,'cache_"
                                 "creation':{'ephemeral_5m_input_tokens':30,'ephemeral_1h_input_tokens':0}")),
             messageDelta(counts("'output_tokens':4"))},
            "31 - 30/0 4 -");
        row("writes of an hour in a body",
            {R"({"type":"message","content":[],"usage":{"input_tokens":10,"cache_creation_input_tokens":7,)"
             R"("cache_creation":{"ephemeral_5m_input_tokens":4,"ephemeral_1h_input_tokens":3},"output_tokens":8}})"},
            "17 - 7/3 8 -");
        row("two starts",
            {messageStart(counts("'input_tokens':17,'output_tokens':1")),
             messageStart(counts("'input_tokens':17,'output_tokens':1")),
             messageDelta(counts("'output_tokens':227"))},
            "17 - - 227 -");
        row("several deltas are cumulative",
            {messageStart(counts("'input_tokens':17,'output_tokens':1")),
             messageDelta(counts("'output_tokens':5")), messageDelta(counts("'output_tokens':9"))},
            "17 - - 9 -");
        row("iterations within are not added",
            {messageStart(counts("'input_tokens':408,'output_tokens':1")),
             messageDelta(counts("'input_tokens':412,'output_tokens':264,'iterations':[{'input_tokens':408,'"
                                 "output_tokens':0},{'input_tokens':412,'output_tokens':264}]"))},
            "412 - - 264 -");
        row("cut after the start: the prompt is known, the answer is not",
            {messageStart(counts("'input_tokens':17,'cache_read_input_tokens':3,'output_tokens':1"))},
            "20 3 - - -", false);
        row("nonsense is nothing",
            {messageStart(counts("'input_tokens':-4,'output_tokens':'x'")),
             messageDelta(counts("'input_tokens':1.5,'output_tokens':null"))},
            "- - - - -", false);
        row("count_tokens has none that counts", {R"({"input_tokens":2095})"}, "- - - - -", false);
        row("a body",
            {R"({"type":"message","role":"assistant","content":[{"type":"text","text":"Hi"}],)"
             R"("usage":{"input_tokens":10,"cache_creation_input_tokens":2,"cache_read_input_tokens":3,)"
             R"("output_tokens":8,"output_tokens_details":{"thinking_tokens":5}}})"},
            "15 3 2 8 5");
    }
    void anthropicStreams()
    {
        QFETCH(QByteArrayList, events);
        UsageCollector collector;
        for (const QByteArray &event : std::as_const(events))
            collector.add(readChunk(event, anthropic));
        QTEST(shown(collector.usage()), "usage");
        QTEST(collector.reported(), "reported");
    }

    void responsesUsage_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("usage");
        const QByteArray usage = R"({"input_tokens":53,"input_tokens_details":{"cached_tokens":20,)"
                                 R"("cache_write_tokens":4},"output_tokens":79,)"
                                 R"("output_tokens_details":{"reasoning_tokens":64},"total_tokens":132})";
        const auto row = [](const char *name, const QByteArray &json, const char *expected) {
            QTest::newRow(name) << json << QString::fromLatin1(expected);
        };
        for (const char *type : {"response.completed", "response.incomplete", "response.failed"})
            row(type, QByteArray("{\"type\":\"") + type + "\",\"response\":{\"usage\":" + usage + "}}",
                "53 20 4 79 64");
        row("type last", "{\"response\":{\"usage\":" + usage + R"(},"type":"response.completed"})",
            "53 20 4 79 64");
        row("a body", R"({"object":"response","status":"completed","output":[],"usage":)" + usage + '}',
            "53 20 4 79 64");
        row("no writes by time to live",
            R"({"usage":{"input_tokens":9,"cache_creation":{"ephemeral_1h_input_tokens":3},"output_tokens":2}})",
            "9 - - 2 -");
        row("null", R"({"type":"response.completed","response":{"usage":null}})", "- - - - -");
        row("zeros before the end",
            R"({"type":"response.created","response":{"usage":{"input_tokens":0,"output_tokens":0}}})",
            "- - - - -");
    }
    void responsesUsage()
    {
        QFETCH(QByteArray, json);
        QTEST(shown(readChunk(json, responses).usage), "usage");
    }

    void kinds_data()
    {
        QTest::addColumn<WireDialect>("dialect");
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QString>("kinds"); // of what readChunk() tells apart
        QTest::addColumn<QString>("errorType");
        const auto row = [](const char *name, WireDialect dialect, const QByteArray &json, const char *kinds,
                            const char *errorType = "") {
            QTest::newRow(name) << dialect << json << QString::fromLatin1(kinds)
                                << QString::fromLatin1(errorType);
        };
        row("message_start", anthropic, messageStart("{}"), "preamble");
        row("ping", anthropic, R"({"type": "ping"})", "ping preamble");
        row("empty block", anthropic,
            R"({"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}})",
            "preamble");
        row("tool block", anthropic,
            R"({"type":"content_block_start","content_block":{"type":"tool_use","name":"f","input":{}}})",
            "content");
        row("text", anthropic, R"({"type":"content_block_delta","delta":{"type":"text_delta","text":"Hi"}})",
            "content");
        row("thinking", anthropic,
            R"({"type":"content_block_delta","delta":{"type":"thinking_delta","thinking":"Hm"}})", "content");
        row("tool arguments", anthropic,
            R"({"type":"content_block_delta","delta":{"type":"input_json_delta","partial_json":"{}"}})",
            "content");
        row("empty tool arguments", anthropic,
            R"({"type":"content_block_delta","delta":{"type":"input_json_delta","partial_json":""}})", "");
        row("signature", anthropic,
            R"({"type":"content_block_delta","delta":{"type":"signature_delta","signature":"abc"}})", "");
        row("block end", anthropic, R"({"type":"content_block_stop","index":0})", "");
        row("message_delta", anthropic, messageDelta("{}"), "");
        row("message_stop", anthropic, R"({"type":"message_stop"})", "terminal");
        row("message_stop with spaces", anthropic, "{\"type\":\"message_stop\"     }", "terminal");
        row("error", anthropic,
            R"({"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}})", "error",
            "overloaded_error");
        row("error without its type", anthropic, R"({"error":{"type":"api_error","message":"x"}})", "error",
            "api_error");
        row("DONE is no JSON", anthropic, "[DONE]", "");
        row("[DONE] ends no responses", responses, "[DONE]", "");

        row("created", responses, R"({"type":"response.created","response":{"error":null}})", "preamble");
        row("in progress", responses, R"({"type":"response.in_progress","response":{}})", "preamble");
        row("item added", responses, R"({"type":"response.output_item.added","item":{}})", "");
        row("text delta", responses, R"({"type":"response.output_text.delta","delta":"Hi"})", "content");
        row("empty delta", responses, R"({"type":"response.output_text.delta","delta":""})", "");
        row("reasoning delta", responses, R"({"type":"response.reasoning_summary_text.delta","delta":"a"})",
            "content");
        row("arguments delta", responses, R"({"type":"response.function_call_arguments.delta","delta":"{}"})",
            "content");
        row("refusal delta", responses, R"({"type":"response.refusal.delta","delta":"No"})", "content");
        row("done repeats", responses, R"({"type":"response.output_text.done","text":"Hi"})", "");
        row("completed repeats", responses,
            R"({"type":"response.completed","response":{"output":[{"content":[{"text":"Hi"}]}]}})",
            "terminal");
        row("incomplete", responses,
            R"({"type":"response.incomplete","response":{"error":null,)"
            R"("incomplete_details":{"reason":"max_output_tokens"}}})",
            "terminal");
        row("failed", responses,
            R"({"type":"response.failed","response":{"error":{"code":"server_error","message":"x"}}})",
            "terminal error", "server_error");
        row("failed without saying why", responses, R"({"type":"response.failed","response":{"error":null}})",
            "terminal error");
        row("flat error", responses,
            R"({"type":"error","code":"rate_limit_exceeded","message":"x","param":null})", "error",
            "rate_limit_exceeded");
        row("nested error", responses,
            R"({"type":"error","error":{"type":"insufficient_quota","code":"insufficient_quota"}})", "error",
            "insufficient_quota");
        row("failed body", responses,
            R"({"object":"response","status":"failed","error":{"code":"server_error","message":"x"}})",
            "error", "server_error");
        row("body", responses,
            R"({"object":"response","status":"completed","error":null,)"
            R"("output":[{"type":"message","content":[{"type":"output_text","text":"Hi"}]}]})",
            "content");

        const auto chat = WireDialect::OpenAiChat;
        row("role", chat, R"({"choices":[{"index":0,"delta":{"role":"assistant","content":""}}]})",
            "preamble");
        row("Azure's filter results", chat, R"({"choices":[],"prompt_filter_results":[]})", "preamble");
        row("usage at the end", chat, R"({"choices":[],"usage":{"prompt_tokens":1}})", "");
        row("finish", chat, R"({"choices":[{"delta":{},"finish_reason":"stop"}]})", "");
        row("MiniMax's refusal", chat,
            R"({"choices":null,"base_resp":{"status_code":1008,"status_msg":"insufficient balance"}})",
            "error", "1008");
        row("MiniMax's success", chat,
            R"({"choices":[{"message":{"content":"Hi"}}],"base_resp":{"status_code":0,"status_msg":""}})",
            "content");
    }
    void kinds()
    {
        QFETCH(WireDialect, dialect);
        QFETCH(QByteArray, json);
        const ChunkFacts facts = readChunk(json, dialect);
        QStringList kinds;
        if (facts.isTerminal)
            kinds += QStringLiteral("terminal");
        if (facts.isError)
            kinds += QStringLiteral("error");
        if (facts.isPing)
            kinds += QStringLiteral("ping");
        if (facts.isPreamble)
            kinds += QStringLiteral("preamble");
        if (facts.hasContent)
            kinds += QStringLiteral("content");
        QTEST(kinds.join(u' '), "kinds");
        QTEST(facts.errorType, "errorType");
        QCOMPARE(facts.hasContent, facts.contentQuarters > 0);
    }

    void whatAToolFoundIsNotTheAnswer()
    {
        const ChunkFacts found = readChunk(
                R"({"type":"content_block_start","content_block":{"type":"web_search_tool_result",)"
                R"("content":[{"title":"A long title of a page","encrypted_content":"abcdefgh"}]}})",
                anthropic);
        QCOMPARE(found.contentQuarters, 0);
    }

    void aChunkHoldsItsPartsToo()
    {
        const auto usage = [](const char *count) {
            return readChunk(messageDelta(counts(count)), anthropic).usage;
        };
        QCOMPARE(shown(usage("'input_tokens':1,'cache_creation_input_tokens':30,"
                             "'cache_creation':{'ephemeral_1h_input_tokens':90}")),
                 QStringLiteral("31 - 30/30 - -"));
        QCOMPARE(shown(usage("'input_tokens':0,'cache_creation_input_tokens':0,"
                             "'cache_creation':{'ephemeral_1h_input_tokens':0}")),
                 QStringLiteral("- - - - -"));
    }

    void scannersReadTheirDialect()
    {
        UsageScanner scanner(anthropic);
        scanner.feed(R"({"type":"message","content":[{"type":"text","text":"a"}],)");
        scanner.feed(R"("usage":{"input_tokens":10,"cache_read_input_tokens":3,"output_tokens":8}})");
        QCOMPARE(shown(scanner.facts().usage), QStringLiteral("13 3 - 8 -"));
        UsageScanner other(responses);
        other.feed(R"({"object":"response","usage":{"input_tokens":10,"output_tokens":8,)");
        other.feed(R"("input_tokens_details":{"cached_tokens":3}}})");
        QCOMPARE(shown(other.facts().usage), QStringLiteral("10 3 - 8 -"));
    }
};

QTEST_GUILESS_MAIN(TestDialectUsage)
#include "tst_dialect_usage.moc"
