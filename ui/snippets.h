// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QString>

namespace gateway::ui {

// What a tool speaks with the gateway: /v1/chat/completions, /v1/messages, /v1/responses.
enum class SnippetApi { Chat, Messages, Responses };

struct SnippetValues
{
    QString address; // of the gateway, without a path: "http://127.0.0.1:5000"
    QString key;
    QString model;
    QString body{}; // JSON, for templates that send a whole conversation

    friend bool operator==(const SnippetValues &, const SnippetValues &) = default;
};

// How a tool is told to call the gateway: texts to paste into files or a terminal, or values for the fields
// of its own window. Data of resources/snippets, which has the format.
struct SnippetTool
{
    enum class From { Here, Server, Internet }; // where its calls come from

    struct Part
    {
        QString text;   // a template
        QString format; // how values are quoted: "shell", "json", "toml", "yaml", "python", "javascript"
        QString place;  // a path, "shell" for a terminal, or empty
    };
    struct Field
    {
        QString label;
        QString value; // a template without quotes
    };

    QString id;
    QString name;
    QString group; // "code", "terminal", "editor", "chat"
    SnippetApi api = SnippetApi::Chat;
    From from = From::Here;
    bool alternatives = false; // one of the parts is enough
    QList<Part> parts;
    QList<Field> fields;
};

const QList<SnippetTool> &snippetTools(); // in the order in which they are shown
const SnippetTool *findSnippetTool(QStringView id);
// The template in this file of resources/snippets, which need not belong to a tool.
QString snippetTemplate(const QString &file);

// A template with its values, quoted so that none can break out of its string. Pure.
QString fillSnippet(const QString &text, const QString &format, const SnippetValues &values);
// The first part of a tool: what a first call looks like.
QString firstSnippet(QStringView tool, const SnippetValues &values);

} // namespace gateway::ui
