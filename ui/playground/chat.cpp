// SPDX-License-Identifier: MIT
#include "ui/playground/chat.h"

#include "ui/snippets.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

QJsonObject messageBody(const ChatMessage &message)
{
    const QString role = message.fromUser ? u"user"_s : u"assistant"_s;
    if (message.images.isEmpty())
        return {{u"role"_s, role}, {u"content"_s, message.text}};
    QJsonArray parts;
    if (!message.text.isEmpty())
        parts += QJsonObject{{u"type"_s, u"text"_s}, {u"text"_s, message.text}};
    for (const ChatImage &image : message.images)
        parts += QJsonObject{{u"type"_s, u"image_url"_s},
                             {u"image_url"_s, QJsonObject{{u"url"_s, image.url}}}};
    return {{u"role"_s, role}, {u"content"_s, parts}};
}

QString errorOf(const QJsonObject &root)
{
    const QJsonValue error = root["error"_L1];
    return error.isString() ? error.toString() : error["message"_L1].toString();
}

// OpenAI's newer models refuse the older name.
QString maxTokensName(const QString &model)
{
    static const QRegularExpression newer(u"(^|/)(o[1-9]|gpt-[5-9])"_s);
    return newer.match(model).hasMatch() ? u"max_completion_tokens"_s : u"max_tokens"_s;
}

} // namespace

QJsonObject chatBody(const QString &model, const QList<ChatMessage> &messages,
                     const ChatParameters &parameters)
{
    QJsonArray list;
    if (!parameters.system.isEmpty())
        list += QJsonObject{{u"role"_s, u"system"_s}, {u"content"_s, parameters.system}};
    for (const ChatMessage &message : messages)
        list += messageBody(message);
    QJsonObject body{{u"model"_s, model}, {u"messages"_s, list}};
    if (parameters.temperature)
        body.insert("temperature"_L1, *parameters.temperature);
    if (parameters.topP)
        body.insert("top_p"_L1, *parameters.topP);
    if (parameters.maxTokens)
        body.insert(maxTokensName(model), *parameters.maxTokens);
    return body;
}

ChatDelta readChatEvent(const QByteArray &data)
{
    ChatDelta delta;
    if (data.trimmed() == "[DONE]") {
        delta.done = true;
        return delta;
    }
    const QJsonObject root = QJsonDocument::fromJson(data).object();
    if (root.contains("error"_L1)) {
        delta.error = errorOf(root);
        return delta;
    }
    const QJsonValue part = root["choices"_L1][0]["delta"_L1];
    delta.text = part["content"_L1].toString();
    delta.reasoning = part["reasoning_content"_L1].toString(part["reasoning"_L1].toString());
    return delta;
}

QString readableBody(const QJsonObject &body)
{
    static const QRegularExpression data(u"(\"data:[^;\"]*;base64,[^\"]{16})[^\"]+\""_s);
    QString text = QString::fromUtf8(QJsonDocument(body).toJson(QJsonDocument::Indented)).trimmed();
    return text.replace(data, u"\\1…\""_s);
}

QString chatCode(CodeLanguage language, const QString &address, const QString &key, const QJsonObject &body)
{
    struct Form
    {
        QString file;
        QString format;
    };
    const Form form = language == CodeLanguage::Curl     ? Form{u"conversation.sh"_s, u"shell"_s}
                      : language == CodeLanguage::Python ? Form{u"conversation.py"_s, u"python"_s}
                                                         : Form{u"conversation.mjs"_s, u"javascript"_s};
    const QString json = QString::fromUtf8(QJsonDocument(body).toJson(QJsonDocument::Indented)).trimmed();
    return fillSnippet(snippetTemplate(form.file), form.format, {address, key, {}, json});
}

} // namespace gateway::ui
