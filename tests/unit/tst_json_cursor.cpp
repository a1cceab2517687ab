// SPDX-License-Identifier: MIT
#include "wire/json_cursor.h"

#include <QTest>

using namespace gateway;

namespace {

bool isValid(const QByteArray &json)
{
    JsonCursor cursor(json);
    return cursor.skip() && cursor.finish();
}

// The same question through the calls that step into containers.
bool walk(JsonCursor &cursor)
{
    JsonString key;
    switch (cursor.peek()) {
    case JsonCursor::Kind::Object:
        if (cursor.enterObject()) {
            while (cursor.nextKey(key))
                walk(cursor);
        }
        break;
    case JsonCursor::Kind::Array:
        if (cursor.enterArray()) {
            while (cursor.nextElement())
                walk(cursor);
        }
        break;
    default:
        cursor.skip();
    }
    return !cursor.failed();
}

} // namespace

class TestJsonCursor final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void grammar_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<bool>("valid");
        const auto row = [](const char *name, const QByteArray &json, bool valid) {
            QTest::newRow(name) << json << valid;
        };
        row("object", R"({"a":1,"b":[true,false,null],"c":{"d":"e"}})", true);
        row("spaces everywhere", " \t\r\n{ \"a\" : [ 1 , 2 ] , \"b\" : { } }\n", true);
        row("empty containers", R"([[],{},[[]],[{}]])", true);
        row("scalar", "\"x\"", true);
        row("numbers", "[0,-0,1,-1,10,0.5,1e5,1E+5,1e-5,0e0,-0.0E-0,123456789.125]", true);
        row("integer of 400 digits", QByteArray(400, '9'), true);
        row("beyond a double", "[1e999,-1e999,1e-999]", true);
        row("every escape", "[\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\uABCD\\uabcd\"]", true);
        row("surrogate pair", R"(["\ud83d\ude00"])", true);
        row("lone surrogates", R"(["\ud83d","\ude00","\ud83dx","\ud83d\u0041"])", true);
        row("text beyond ASCII", "[\"\xe4\xbd\xa0\xe5\xa5\xbd \xf0\x9f\x98\x80\"]", true);
        row("delete character", "[\"\x7f\"]", true);
        row("deep", QByteArray(JsonCursor::maxDepth, '[') + QByteArray(JsonCursor::maxDepth, ']'), true);
        row("one too deep",
            QByteArray(JsonCursor::maxDepth + 1, '[') + QByteArray(JsonCursor::maxDepth + 1, ']'), false);
        row("depth bomb", QByteArray(1'000'000, '['), false);
        row("object bomb", QByteArray("{\"a\":").repeated(100'000), false);

        row("nothing", "", false);
        row("only spaces", "  ", false);
        row("two values", "1 2", false);
        row("trailing garbage", "{}x", false);
        row("trailing NUL", QByteArray("{}\0", 3), false);
        row("byte order mark", "\xef\xbb\xbf{}", false);
        row("trailing comma in an array", "[1,]", false);
        row("trailing comma in an object", R"({"a":1,})", false);
        row("leading comma", "[,1]", false);
        row("no comma", "[1 2]", false);
        row("no comma between members", R"({"a":1 "b":2})", false);
        row("no colon", R"({"a" 1})", false);
        row("no value", R"({"a":})", false);
        row("no key", "{1:2}", false);
        row("single quotes", "{'a':1}", false);
        row("comment", "[1/*x*/]", false);
        row("wrong end of an array", "[1}", false);
        row("wrong end of an object", "{\"a\":1]", false);
        row("unended array", "[1", false);
        row("unended array after a comma", "[1,", false);
        row("unended object", "{\"a\":1", false);
        row("unended key", "{\"a", false);
        row("unended string", "\"abc", false);
        row("unended escape", "\"abc\\", false);
        row("escaped end", "\"abc\\\"", false);
        row("unknown escape", R"("\x41")", false);
        row("escaped NUL byte", QByteArray("\"\\\0\"", 4), false);
        row("short unicode escape", R"("\u12")", false);
        row("bad unicode escape", R"("\u12g4")", false);
        row("line end in a string", "\"a\nb\"", false);
        row("tab in a string", "\"a\tb\"", false);
        row("NUL in a string", QByteArray("\"a\0b\"", 5), false);
        row("NUL between", QByteArray("[1,\0 2]", 7), false);
        row("control character after eight bytes", "\"12345678\x1f\"", false);
        row("leading zero", "01", false);
        row("leading plus", "+1", false);
        row("bare minus", "-", false);
        row("no digit before the point", ".5", false);
        row("no digit after the point", "1.", false);
        row("no digit in the exponent", "1e", false);
        row("hexadecimal", "0x10", false);
        row("not a number", "NaN", false);
        row("infinity", "-Infinity", false);
        row("cut literal", "tru", false);
        row("longer literal", "nulls", false);
        row("capital literal", "True", false);
    }
    void grammar()
    {
        QFETCH(QByteArray, json);
        QFETCH(bool, valid);
        QCOMPARE(isValid(json), valid);
        JsonCursor cursor(json);
        QCOMPARE(walk(cursor) && cursor.finish(), valid);
    }

    void everyPrefixOfAnObjectIsInvalid()
    {
        const QByteArray json = R"({"a":[1.5e+3,{"b\u0041":"\ud83d\ude00"}],"c":null,"d":true,"e":false})";
        QVERIFY(isValid(json));
        for (qsizetype length = 0; length < json.size(); ++length)
            QVERIFY2(!isValid(json.first(length)), json.first(length).constData());
    }

    void stringsOfEveryLength()
    {
        // The quote, a backslash and a control character at each place of the eight bytes that are read at
        // once.
        for (int before = 0; before < 20; ++before) {
            for (int after = 0; after < 20; ++after) {
                const QByteArray left(before, 'a');
                const QByteArray right(after, '\xe9');
                QVERIFY(isValid('"' + left + right + '"'));
                QVERIFY(isValid('"' + left + "\\n" + right + '"'));
                QVERIFY(!isValid('"' + left + '\x1f' + right + '"'));
                QVERIFY(!isValid('"' + left + '"' + right + 'x'));
            }
        }
    }

    void text_data()
    {
        QTest::addColumn<QByteArray>("json");
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("plain") << QByteArray("\"abc\"") << QByteArray("abc");
        QTest::newRow("empty") << QByteArray("\"\"") << QByteArray();
        QTest::newRow("escapes") << QByteArray("\"\\\"\\\\\\/\\b\\f\\n\\r\\t\"")
                                 << QByteArray("\"\\/\b\f\n\r\t");
        QTest::newRow("one, two and three bytes")
                << QByteArray(R"("\u0041\u00e9\u4f60")") << QByteArray("A\xc3\xa9\xe4\xbd\xa0");
        QTest::newRow("pair") << QByteArray(R"("x\ud83d\ude00y")") << QByteArray("x\xf0\x9f\x98\x80y");
        QTest::newRow("escaped NUL") << QByteArray(R"("a\u0000b")") << QByteArray("a\0b", 3);
        QTest::newRow("lone high") << QByteArray(R"("\ud83d")") << QByteArray("\xed\xa0\xbd");
        QTest::newRow("lone low") << QByteArray(R"("\ude00")") << QByteArray("\xed\xb8\x80");
        QTest::newRow("high before a letter")
                << QByteArray(R"("\ud83d\u0041")") << QByteArray("\xed\xa0\xbd\x41");
    }
    void text()
    {
        QFETCH(QByteArray, json);
        QFETCH(QByteArray, text);
        JsonCursor cursor(json);
        JsonString string;
        QVERIFY(cursor.readString(string));
        QVERIFY(cursor.finish());
        QCOMPARE(string.text(), text);
        QVERIFY(string.equals(text));
        QVERIFY(!string.equals(QByteArray(text + 'x')));
    }

    void positionsAreThoseOfTheText()
    {
        const QByteArray json = R"( {"a" : [1, 2] , "b":"c" } )";
        JsonCursor cursor(json);
        JsonString key;
        QVERIFY(cursor.enterObject());
        QVERIFY(cursor.nextKey(key));
        QCOMPARE(cursor.peek(), JsonCursor::Kind::Array);
        QCOMPARE(cursor.position(), json.indexOf('['));
        QVERIFY(cursor.skip());
        QCOMPARE(cursor.position(), json.indexOf(']') + 1);
        QVERIFY(cursor.nextKey(key));
        QVERIFY(key.equals("b"));
        QVERIFY(cursor.skip());
        QVERIFY(!cursor.nextKey(key));
        QCOMPARE(cursor.position(), json.indexOf('}') + 1);
        QVERIFY(cursor.finish());
    }

    void aFailureLasts()
    {
        JsonCursor cursor("[1,x,2]");
        QVERIFY(cursor.enterArray());
        QVERIFY(cursor.nextElement());
        QVERIFY(cursor.skip());
        QVERIFY(!cursor.nextElement());
        QVERIFY(cursor.failed());
        QVERIFY(!cursor.nextElement());
        QVERIFY(!cursor.skip());
        QVERIFY(!cursor.finish());
    }

    void integers_data()
    {
        QTest::addColumn<QByteArray>("number");
        QTest::addColumn<bool>("isInteger");
        QTest::addColumn<qint64>("value");
        QTest::newRow("zero") << QByteArray("0") << true << qint64(0);
        QTest::newRow("negative") << QByteArray("-17") << true << qint64(-17);
        QTest::newRow("largest") << QByteArray("9223372036854775807") << true
                                 << std::numeric_limits<qint64>::max();
        QTest::newRow("too large") << QByteArray("9223372036854775808") << false << qint64(0);
        QTest::newRow("fraction") << QByteArray("1.0") << false << qint64(0);
        QTest::newRow("exponent") << QByteArray("1e3") << false << qint64(0);
    }
    void integers()
    {
        QFETCH(QByteArray, number);
        QFETCH(bool, isInteger);
        QFETCH(qint64, value);
        qint64 read = 0;
        QCOMPARE(toInteger(number, read), isInteger);
        if (isInteger)
            QCOMPARE(read, value);
    }
};

QTEST_GUILESS_MAIN(TestJsonCursor)
#include "tst_json_cursor.moc"
