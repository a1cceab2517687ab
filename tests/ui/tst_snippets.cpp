// SPDX-License-Identifier: MIT
#include "ui/askable_models.h"
#include "ui/first_call.h"
#include "ui/snippets.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QRegularExpression>
#include <QStandardPaths>
#include <QTest>

using namespace gateway;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

const QString address = u"http://127.0.0.1:5871"_s;
const QString key = u"sk-k3XdQm7TzR2pVb9LwHnYc4Jf8sGa9fQa"_s;

QString part(const QString &tool, int number, const QString &model)
{
    const SnippetTool::Part &source = findSnippetTool(tool)->parts.at(number);
    return fillSnippet(source.text, source.format, {address, key, model});
}

// What a shell makes of a text: `functions` stand for the programs that it calls.
QString runInShell(const QString &functions, const QString &text, const QString &then = {})
{
    QProcess shell;
    shell.start(u"sh"_s, {u"-c"_s, functions + u'\n' + text + u'\n' + then});
    return shell.waitForFinished() ? QString::fromUtf8(shell.readAllStandardOutput()) : QString();
}

// A double-quoted string, whose escapes JSON shares with TOML, YAML, Python and JavaScript.
QString unquoted(const QString &literal)
{
    return QJsonDocument::fromJson("[" + literal.toUtf8() + "]").array().at(0).toString();
}

void modelRows()
{
    QTest::addColumn<QString>("model");
    QTest::newRow("plain") << u"moonshot-v1-8k"_s;
    QTest::newRow("quote") << u"a\"b"_s;
    QTest::newRow("backslash") << u"a\\b"_s;
    QTest::newRow("apostrophe") << u"it's"_s;
    QTest::newRow("like a template") << u"{{key}}"_s;
    QTest::newRow("shell") << u"$(date)`x`"_s;
    QTest::newRow("line end") << u"a\nb"_s;
    QTest::newRow("chinese") << u"通义千问"_s;
}

} // namespace

class TestSnippets : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void toolsAreComplete_data()
    {
        QTest::addColumn<bool>("fields");
        for (const char *id : {"curl", "python", "javascript", "langchain", "claude-code", "codex",
                               "opencode", "aider", "continue", "zed"})
            QTest::newRow(id) << false;
        for (const char *id : {"cline", "cursor", "cherry-studio", "open-webui"})
            QTest::newRow(id) << true;
    }
    void toolsAreComplete()
    {
        QFETCH(bool, fields);
        const SnippetTool *tool = findSnippetTool(QString::fromLatin1(QTest::currentDataTag()));
        QVERIFY(tool);
        QCOMPARE(tool->fields.isEmpty(), !fields);
        QCOMPARE(tool->parts.isEmpty(), fields);
        QString all;
        for (const SnippetTool::Part &part : tool->parts) {
            QVERIFY2(!part.text.isEmpty(), "the template is missing");
            all += fillSnippet(part.text, part.format, {address, key, u"alpha"_s});
        }
        for (const SnippetTool::Field &field : tool->fields)
            all += fillSnippet(field.value, u"text"_s, {address, key, u"alpha"_s});
        QVERIFY(all.contains(key));
        QVERIFY(all.contains(u"alpha"_s));
        QVERIFY(!all.contains(u"{{"_s));
        QVERIFY(!all.contains(u"/v1/v1"_s));
        QVERIFY(!all.contains(u"localhost"_s)); // which may lead to ::1 first
        QCOMPARE(all.contains(address), tool->from != SnippetTool::From::Internet);
        // These two add /v1 themselves.
        const bool adds = tool->id == u"claude-code"_s || tool->id == u"cherry-studio"_s;
        QCOMPARE(all.contains(u"/v1"_s), !adds);
    }

    void jsonIsJson_data() { modelRows(); }
    void jsonIsJson()
    {
        QFETCH(QString, model);
        const auto read = [&](const QString &tool) {
            return QJsonDocument::fromJson(part(tool, 0, model).toUtf8()).object();
        };
        const QJsonObject claude = read(u"claude-code"_s)[u"env"_s].toObject();
        QCOMPARE(claude[u"ANTHROPIC_BASE_URL"_s].toString(), address);
        QCOMPARE(claude[u"ANTHROPIC_MODEL"_s].toString(), model);
        QVERIFY(!claude.contains(u"ANTHROPIC_API_KEY"_s));
        const QJsonObject code = read(u"opencode"_s);
        QCOMPARE(code[u"model"_s].toString(), u"gateway/"_s + model);
        const QJsonObject provider = code[u"provider"_s][u"gateway"_s].toObject();
        QVERIFY(provider[u"models"_s].toObject().contains(model));
        QCOMPARE(provider[u"options"_s][u"baseURL"_s].toString(), address + u"/v1"_s);
        const QJsonValue zed = read(u"zed"_s)[u"language_models"_s][u"openai_compatible"_s][u"Gateway"_s];
        QCOMPARE(zed[u"available_models"_s][0][u"name"_s].toString(), model);
        QVERIFY(!part(u"zed"_s, 0, model).contains(key));
    }

    void everyLineOfTomlAndYamlIsOne_data() { modelRows(); }
    void everyLineOfTomlAndYamlIsOne()
    {
        QFETCH(QString, model);
        static const QRegularExpression toml(
                u"^(\\[[a-z_.]+\\]|([a-z_]+) = (\"(?:[^\"\\\\]|\\\\[\"\\\\]|\\\\u[0-9a-f]{4})*\"))$"_s);
        static const QRegularExpression yaml(
                u"^ *(- )?([a-zA-Z-]+:( (\"(?:[^\"\\\\]|\\\\[\"\\\\]|\\\\u[0-9a-f]{4})*\"|[A-Za-z0-9. ]+))?|[a-z]+)$"_s);
        QStringList values;
        for (const QString &line : part(u"codex"_s, 0, model).split(u'\n', Qt::SkipEmptyParts)) {
            const auto match = toml.match(line);
            QVERIFY2(match.hasMatch(), qPrintable(line));
            values += unquoted(match.captured(3));
        }
        QCOMPARE(values.constFirst(), model);
        QVERIFY(values.contains(address + u"/v1"_s));
        QVERIFY(values.contains(u"responses"_s));
        values.clear();
        for (const QString &text : {part(u"continue"_s, 0, model), part(u"aider"_s, 0, model)}) {
            for (const QString &line : text.split(u'\n', Qt::SkipEmptyParts)) {
                const auto match = yaml.match(line);
                QVERIFY2(match.hasMatch(), qPrintable(line));
                if (match.captured(4).startsWith(u'"'))
                    values += unquoted(match.captured(4));
            }
        }
        QVERIFY(values.contains(model));
        QVERIFY(values.contains(u"openai/"_s + model));
    }

    void theShellSeesWhatWasMeant_data() { modelRows(); }
    void theShellSeesWhatWasMeant()
    {
        if (QStandardPaths::findExecutable(u"sh"_s).isEmpty())
            QSKIP("no shell here");
        QFETCH(QString, model);
        const QStringList seen = runInShell(u"curl() { for a; do printf '%s\\001' \"$a\"; done; }"_s,
                                            part(u"curl"_s, 0, model))
                                         .split(QChar(1), Qt::SkipEmptyParts);
        QCOMPARE(seen.value(0), address + u"/v1/chat/completions"_s);
        QVERIFY(seen.contains(u"Authorization: Bearer "_s + key));
        const QJsonDocument body = QJsonDocument::fromJson(seen.constLast().toUtf8());
        QCOMPARE(body[u"model"_s].toString(), model);
        const QString print = u"printf '%s|%s' \"$ANTHROPIC_MODEL\" \"$ANTHROPIC_BASE_URL\""_s;
        QCOMPARE(runInShell(u"claude() { :; }"_s, part(u"claude-code"_s, 1, model), print),
                 QString(model + u'|' + address));
    }

    void programsHoldTheModelAsALiteral_data() { modelRows(); }
    void programsHoldTheModelAsALiteral()
    {
        QFETCH(QString, model);
        static const QRegularExpression literal(u"model(?:=|: )(\"(?:[^\"\\\\]|\\\\.)*\")"_s);
        for (const QString &tool : {u"python"_s, u"javascript"_s, u"langchain"_s}) {
            const auto match = literal.match(part(tool, 0, model));
            QVERIFY2(match.hasMatch(), qPrintable(tool));
            QCOMPARE(unquoted(match.captured(1)), model);
        }
    }

    void conversationsAreSentWhole()
    {
        const QString body = u"{\"model\":\"it's\",\"messages\":[]}"_s;
        const QString curl =
                fillSnippet(snippetTemplate(u"conversation.sh"_s), u"shell"_s, {address, key, {}, body});
        QVERIFY(curl.contains(u"'{\"model\":\"it'\\''s\",\"messages\":[]}'"_s));
        const QString python =
                fillSnippet(snippetTemplate(u"conversation.py"_s), u"python"_s, {address, key, {}, body});
        QVERIFY(python.contains(u"create(**"_s + body + u')'));
    }

    void answersOfEveryApi_data()
    {
        QTest::addColumn<QByteArray>("body");
        QTest::newRow("chat") << QByteArray(R"({"choices":[{"message":{"content":" Hi "}}],)"
                                            R"("usage":{"prompt_tokens":5,"completion_tokens":2}})");
        QTest::newRow("messages") << QByteArray(
                R"({"content":[{"type":"text","text":"Hi"}],"usage":{"input_tokens":5,"output_tokens":2}})");
        QTest::newRow("responses") << QByteArray(
                R"({"output":[{"type":"reasoning"},{"content":[{"type":"output_text","text":"Hi"}]}],)"
                R"("usage":{"input_tokens":5,"output_tokens":2}})");
    }
    void answersOfEveryApi()
    {
        QFETCH(QByteArray, body);
        const FirstCall::Answer answer = FirstCall::read(200, body);
        QVERIFY(answer.ok);
        QCOMPARE(answer.text, u"Hi"_s);
        QCOMPARE(answer.promptTokens, std::optional<qint64>(5));
        QCOMPARE(answer.completionTokens, std::optional<qint64>(2));
        QVERIFY(!FirstCall::read(200, "{}").ok);
        QCOMPARE(FirstCall::read(403, R"({"error":{"message":"No."}})").text, u"No."_s);
    }

    void whatMayBeAskedFor()
    {
        RouteInfo route;
        route.route.model = u"fast"_s;
        RouteInfo pattern;
        pattern.route.model = u"kimi-*"_s;
        Provider on;
        on.models = {u"beta"_s, u"alpha"_s, u"fast"_s};
        Provider off;
        off.enabled = false;
        off.models = {u"hidden"_s};
        QCOMPARE(askableModels({route, pattern}, {on, off}, u"beta"_s),
                 (QStringList{u"beta"_s, u"alpha"_s, u"fast"_s}));
        QCOMPARE(askableModels({}, {on}, u"unknown"_s).constFirst(), u"alpha"_s);
    }

    void whoAnswersAModel_data()
    {
        QTest::addColumn<QString>("model");
        QTest::addColumn<bool>("answered");
        QTest::newRow("alias") << u"fast"_s << true;
        QTest::newRow("pattern") << u"kimi-k3"_s << true;
        QTest::newRow("listed") << u"alpha"_s << true;
        QTest::newRow("named after its provider") << u"on/anything"_s << true;
        QTest::newRow("listed by one that is off") << u"hidden"_s << false;
        QTest::newRow("named after one that is off") << u"off/anything"_s << false;
        QTest::newRow("unknown") << u"moonshot-v1-8k"_s << false;
    }

    void whoAnswersAModel()
    {
        QFETCH(QString, model);
        RouteInfo route;
        route.route.model = u"fast"_s;
        RouteInfo pattern;
        pattern.route.model = u"kimi-*"_s;
        Provider on;
        on.name = u"on"_s;
        on.models = {u"alpha"_s};
        Provider off;
        off.name = u"off"_s;
        off.enabled = false;
        off.models = {u"hidden"_s};
        QTEST(isAnswered(model, {route, pattern}, {on, off}), "answered");
    }

    void examplesNameAModelThatTheKeyMayUse_data()
    {
        QTest::addColumn<QStringList>("patterns");
        QTest::addColumn<QString>("model");
        QTest::newRow("any") << QStringList{} << u"moonshot-v1-8k"_s;
        QTest::newRow("some") << QStringList{u"glm-*"_s, u"kimi-*"_s} << u"kimi-k3"_s;
        QTest::newRow("one that nobody offers yet") << QStringList{u"glm-*"_s, u"glm-5"_s} << u"glm-5"_s;
        QTest::newRow("none that can be named") << QStringList{u"glm-*"_s} << u"otherwise"_s;
    }

    void examplesNameAModelThatTheKeyMayUse()
    {
        QFETCH(QStringList, patterns);
        QTEST(firstAllowed({u"moonshot-v1-8k"_s, u"kimi-k3"_s}, patterns, u"otherwise"_s), "model");
    }
};

QTEST_GUILESS_MAIN(TestSnippets)
#include "tst_snippets.moc"
