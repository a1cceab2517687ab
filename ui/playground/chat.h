// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QImage>
#include <QJsonObject>
#include <QList>
#include <QString>

#include <optional>

namespace gateway::ui {

struct ChatImage
{
    QString name;
    QString url;    // "data:image/png;base64,…"
    QImage small{}; // for the window
};

struct ChatMessage
{
    bool fromUser = true;
    QString text;
    QList<ChatImage> images{};
};

struct ChatParameters
{
    QString system{};
    std::optional<double> temperature{};
    std::optional<double> topP{};
    std::optional<int> maxTokens{};
};

// What one event of a streamed chat completion says.
struct ChatDelta
{
    QString text{};
    QString reasoning{};
    std::optional<QString> error{};
    bool done = false;
};

// Pure: bodies of POST /v1/chat/completions, and their streams.
QJsonObject chatBody(const QString &model, const QList<ChatMessage> &messages,
                     const ChatParameters &parameters);
ChatDelta readChatEvent(const QByteArray &data);
// As people read it: images, which are long, are only named.
QString readableBody(const QJsonObject &body);

enum class CodeLanguage { Curl, Python, JavaScript };
QString chatCode(CodeLanguage language, const QString &address, const QString &key, const QJsonObject &body);

} // namespace gateway::ui
