// SPDX-License-Identifier: MIT
#include "ui/inspector/event_text.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr qsizetype longest = 300; // a line; the whole event is shown elsewhere

// Line ends would break the list's rows; they are part of what is said.
QString piece(const QString &text)
{
    QString shown = text.left(longest);
    return shown.replace(u'\n', QChar(0x21B5));
}

QString tokens(const QJsonObject &usage)
{
    const QJsonValue in =
            usage.contains("prompt_tokens"_L1) ? usage["prompt_tokens"_L1] : usage["input_tokens"_L1];
    const QJsonValue out = usage.contains("completion_tokens"_L1) ? usage["completion_tokens"_L1]
                                                                  : usage["output_tokens"_L1];
    QStringList parts;
    if (in.isDouble())
        parts += EventText::tr("%1 in").arg(in.toInteger());
    if (out.isDouble())
        parts += EventText::tr("%1 out").arg(out.toInteger());
    return parts.isEmpty() ? QString() : EventText::tr("usage: %1").arg(parts.join(u", "_s));
}

QString ofError(const QJsonValue &error)
{
    const QString text = error.isString() ? error.toString() : error["message"_L1].toString();
    return EventText::tr("error: %1").arg(piece(text));
}

QString ofChat(const QJsonObject &root)
{
    const QJsonObject choice = root["choices"_L1][0].toObject();
    const QJsonObject delta = choice["delta"_L1].toObject();
    QStringList parts;
    for (const QLatin1StringView name : {"reasoning_content"_L1, "reasoning"_L1}) {
        if (const QString thought = delta[name].toString(); !thought.isEmpty())
            parts += EventText::tr("thinks: %1").arg(piece(thought));
    }
    if (const QString text = delta["content"_L1].toString(); !text.isEmpty())
        parts += piece(text);
    for (const QJsonValue &call : delta["tool_calls"_L1].toArray()) {
        const QJsonValue function = call["function"_L1];
        parts += EventText::tr("tool: %1")
                         .arg(piece(function["name"_L1].toString() + function["arguments"_L1].toString()));
    }
    if (const QString reason = choice["finish_reason"_L1].toString(); !reason.isEmpty())
        parts += EventText::tr("ends: %1").arg(reason);
    if (const QString usage = tokens(root["usage"_L1].toObject()); !usage.isEmpty())
        parts += usage;
    if (parts.isEmpty() && delta.contains("role"_L1))
        parts += EventText::tr("begins: %1").arg(delta["role"_L1].toString());
    return parts.join(u" · "_s);
}

// Messages and responses name their events.
QString ofNamed(const QString &type, const QJsonObject &root)
{
    const QJsonValue delta = root["delta"_L1];
    if (delta.isString())
        return piece(delta.toString());
    for (const QLatin1StringView name : {"text"_L1, "partial_json"_L1}) {
        if (delta[name].isString())
            return piece(delta[name].toString());
    }
    if (delta["thinking"_L1].isString())
        return EventText::tr("thinks: %1").arg(piece(delta["thinking"_L1].toString()));
    QStringList parts{type};
    if (const QJsonValue block = root["content_block"_L1]; block.isObject()) {
        parts += block["type"_L1].toString();
        if (block["name"_L1].isString())
            parts += block["name"_L1].toString();
    }
    if (const QString reason = delta["stop_reason"_L1].toString(); !reason.isEmpty())
        parts += EventText::tr("ends: %1").arg(reason);
    for (const QLatin1StringView holder : {"message"_L1, "response"_L1}) {
        if (const QString usage = tokens(root[holder]["usage"_L1].toObject()); !usage.isEmpty())
            parts += usage;
    }
    if (const QString usage = tokens(root["usage"_L1].toObject()); !usage.isEmpty())
        parts += usage;
    return parts.join(u" · "_s);
}

} // namespace

QString EventText::of(const QByteArray &type, const QByteArray &data)
{
    const QJsonDocument document = QJsonDocument::fromJson(data);
    const QString plain = piece(QString::fromUtf8(data));
    if (!document.isObject())
        return plain;
    const QJsonObject root = document.object();
    if (const QJsonValue error = root["error"_L1]; !error.isUndefined() && !error.isNull())
        return ofError(error);
    if (root.contains("choices"_L1)) {
        const QString text = ofChat(root);
        return text.isEmpty() ? plain : text;
    }
    const QString name = type.isEmpty() ? root["type"_L1].toString() : QString::fromUtf8(type);
    return name.isEmpty() ? plain : ofNamed(name, root);
}

} // namespace gateway::ui
