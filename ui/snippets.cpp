// SPDX-License-Identifier: MIT
#include "ui/snippets.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

// Within double quotes: the escapes that JSON, TOML, YAML, Python and JavaScript have in common. Values come
// from people.
QString doubleQuoted(const QString &text)
{
    QString result;
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            result += QString(u'\\') + c;
        else if (c.unicode() < 0x20 || c.unicode() == 0x7f || c.unicode() == 0x2028 || c.unicode() == 0x2029)
            result += u"\\u%1"_s.arg(c.unicode(), 4, 16, QChar(u'0'));
        else
            result += c;
    }
    return result;
}

QString quoted(const QString &text, const QString &format)
{
    if (format == "shell"_L1)
        return QString(text).replace(u'\'', "'\\''"_L1);
    return format == "text"_L1 ? text : doubleQuoted(text);
}

QString valueOf(QStringView name, const SnippetValues &values)
{
    if (name == "address"_L1)
        return values.address;
    if (name == "key"_L1)
        return values.key;
    if (name == "model"_L1)
        return values.model;
    return name == "body"_L1 ? values.body : QString();
}

SnippetApi apiOf(const QString &name)
{
    return name == "messages"_L1    ? SnippetApi::Messages
           : name == "responses"_L1 ? SnippetApi::Responses
                                    : SnippetApi::Chat;
}

SnippetTool::From fromOf(const QString &name)
{
    return name == "server"_L1     ? SnippetTool::From::Server
           : name == "internet"_L1 ? SnippetTool::From::Internet
                                   : SnippetTool::From::Here;
}

SnippetTool readTool(const QJsonObject &object)
{
    SnippetTool tool;
    tool.id = object["id"_L1].toString();
    tool.name = object["name"_L1].toString();
    tool.group = object["group"_L1].toString();
    tool.api = apiOf(object["api"_L1].toString());
    tool.from = fromOf(object["from"_L1].toString());
    tool.alternatives = object["alternatives"_L1].toBool();
    for (const QJsonValue &part : object["parts"_L1].toArray()) {
        tool.parts += {snippetTemplate(part["file"_L1].toString()), part["format"_L1].toString(),
                       part["place"_L1].toString()};
    }
    for (const QJsonValue &field : object["fields"_L1].toArray())
        tool.fields += {field["label"_L1].toString(), field["value"_L1].toString()};
    return tool;
}

QList<SnippetTool> readTools()
{
    QList<SnippetTool> tools;
    for (const QJsonValue &tool : QJsonDocument::fromJson(snippetTemplate(u"tools.json"_s).toUtf8()).array())
        tools += readTool(tool.toObject());
    return tools;
}

} // namespace

QString snippetTemplate(const QString &file)
{
    QFile source(":/snippets/"_L1 + file);
    return source.open(QIODevice::ReadOnly) ? QString::fromUtf8(source.readAll()) : QString();
}

const QList<SnippetTool> &snippetTools()
{
    static const QList<SnippetTool> tools = readTools();
    return tools;
}

const SnippetTool *findSnippetTool(QStringView id)
{
    const auto &tools = snippetTools();
    const auto found =
            std::find_if(tools.begin(), tools.end(), [id](const SnippetTool &tool) { return tool.id == id; });
    return found == tools.end() ? nullptr : &*found;
}

QString fillSnippet(const QString &text, const QString &format, const SnippetValues &values)
{
    QString result;
    qsizetype at = 0;
    // What was filled in is not looked at again: a value may look like a template itself.
    for (qsizetype open = text.indexOf("{{"_L1); open >= 0; open = text.indexOf("{{"_L1, at)) {
        const qsizetype close = text.indexOf("}}"_L1, open);
        if (close < 0)
            break;
        const QStringView name = QStringView(text).mid(open + 2, close - open - 2);
        const qsizetype bar = name.indexOf(u'|');
        const QStringView how = bar < 0 ? QStringView() : name.mid(bar + 1);
        QString value = valueOf(bar < 0 ? name : name.left(bar), values);
        if (how == "json"_L1)
            value = doubleQuoted(value);
        result += QStringView(text).mid(at, open - at);
        result += how == "raw"_L1 ? value : quoted(value, format);
        at = close + 2;
    }
    return result + QStringView(text).mid(at);
}

QString firstSnippet(QStringView tool, const SnippetValues &values)
{
    const SnippetTool *found = findSnippetTool(tool);
    if (!found || found->parts.isEmpty())
        return {};
    return fillSnippet(found->parts.constFirst().text, found->parts.constFirst().format, values);
}

} // namespace gateway::ui
