// SPDX-License-Identifier: MIT
#include "ui/inspector/event_text.h"

#include <QTest>

using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

// The events of kept streams, a line each.
class TestEventText final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void saysWhatItBrings_data()
    {
        QTest::addColumn<QByteArray>("type");
        QTest::addColumn<QByteArray>("data");
        QTest::addColumn<QString>("text");
        const auto row = [](const char *name, const QByteArray &type, const QByteArray &data,
                            const QString &text) { QTest::newRow(name) << type << data << text; };

        row("chat: role", "", R"({"choices":[{"delta":{"role":"assistant","content":""}}]})",
            u"begins: assistant"_s);
        row("chat: text", "", R"({"choices":[{"delta":{"content":" two\nlines"}}]})", u" two\u21b5lines"_s);
        row("chat: reasoning", "", R"({"choices":[{"delta":{"reasoning_content":"hm"}}]})", u"thinks: hm"_s);
        row("chat: tool", "",
            R"({"choices":[{"delta":{"tool_calls":[{"function":{"name":"find","arguments":"{}"}}]}}]})",
            u"tool: find{}"_s);
        row("chat: end with usage", "",
            R"({"choices":[{"delta":{},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":3}})",
            u"ends: stop · usage: 12 in, 3 out"_s);
        row("chat: usage alone", "", R"({"choices":[],"usage":{"prompt_tokens":12,"completion_tokens":3}})",
            u"usage: 12 in, 3 out"_s);
        row("chat: nothing known", "", R"({"choices":[{"delta":{}}]})", uR"({"choices":[{"delta":{}}]})"_s);
        row("messages: start", "message_start",
            R"({"type":"message_start","message":{"usage":{"input_tokens":9,"output_tokens":1}}})",
            u"message_start · usage: 9 in, 1 out"_s);
        row("messages: block", "content_block_start",
            R"({"type":"content_block_start","content_block":{"type":"tool_use","name":"find"}})",
            u"content_block_start · tool_use · find"_s);
        row("messages: text", "content_block_delta",
            R"({"type":"content_block_delta","delta":{"type":"text_delta","text":"Hi"}})", u"Hi"_s);
        row("messages: thinking", "content_block_delta",
            R"({"type":"content_block_delta","delta":{"type":"thinking_delta","thinking":"hm"}})",
            u"thinks: hm"_s);
        row("messages: end", "message_delta",
            R"({"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":7}})",
            u"message_delta · ends: end_turn · usage: 7 out"_s);
        row("responses: text", "response.output_text.delta",
            R"({"type":"response.output_text.delta","delta":"Hi"})", u"Hi"_s);
        row("responses: end", "response.completed",
            R"({"type":"response.completed","response":{"usage":{"input_tokens":4,"output_tokens":2}}})",
            u"response.completed · usage: 4 in, 2 out"_s);
        row("type only in the data", "", R"({"type":"ping"})", u"ping"_s);
        row("error", "", R"({"error":{"message":"too long"}})", u"error: too long"_s);
        row("done", "", "[DONE]", u"[DONE]"_s);
    }

    void saysWhatItBrings()
    {
        QFETCH(QByteArray, type);
        QFETCH(QByteArray, data);
        QTEST(EventText::of(type, data), "text");
    }

    void keepsRowsShort()
    {
        const QByteArray piece(5'000, 'x');
        QVERIFY(EventText::of({}, piece).size() < 400);
        const QByteArray chat = "{\"choices\":[{\"delta\":{\"content\":\"" + piece + "\"}}]}";
        QVERIFY(EventText::of({}, chat).size() < 400);
    }
};

QTEST_APPLESS_MAIN(TestEventText)
#include "tst_event_text.moc"
