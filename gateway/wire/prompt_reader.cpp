// SPDX-License-Identifier: MIT
#include "wire/prompt_reader.h"

#include <array>
#include <algorithm>

namespace gateway::wire {

namespace {

using Kind = JsonCursor::Kind;
using namespace Qt::Literals::StringLiterals;

bool isDataUrl(QByteArrayView raw)
{
    return raw.startsWith("data:") && raw.first(qMin<qsizetype>(256, raw.size())).contains(";base64,");
}

// Tools whose results the client sends itself, so that their cost is in the body. The others are run by the
// provider, which adds what they found to the prompt.
bool isClientTool(QByteArrayView type)
{
    static constexpr std::array<QByteArrayView, 6> exact{
            "function", "custom", "local_shell", "apply_patch", "computer_use_preview", "computer"};
    static constexpr std::array<QByteArrayView, 4> dated{"bash_", "text_editor_", "computer_", "memory_"};
    return std::find(exact.begin(), exact.end(), type) != exact.end() ||
           std::any_of(dated.begin(), dated.end(),
                       [type](QByteArrayView prefix) { return type.startsWith(prefix); });
}

// As it may be shown to a person.
QString shownType(QByteArrayView type)
{
    const bool isPlain = type.size() <= 64 && std::all_of(type.begin(), type.end(), [](char c) {
                             return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
                         });
    return isPlain && !type.isEmpty() ? u"tools (%1)"_s.arg(QLatin1StringView(type)) : u"tools"_s;
}

} // namespace

// One object of a prompt; whether it is an image shows only at its end.
struct PromptReader::Part
{
    JsonString type;
    TokenEstimator source; // the text of Anthropic's `source`
    JsonString sourceType;
    qsizetype sourceBytes = 0;
    bool hasSource = false;
    bool hasImage = false;
    bool isRemote = false;
    bool hasFileId = false;
    bool lowDetail = false;
};

void PromptReader::note(const QString &name)
{
    if (!m_unboundable.contains(name))
        m_unboundable.append(name);
}

void PromptReader::addAttachment(TokenEstimator &text, qsizetype bytes)
{
    text.addTokens(qMax(smallAttachmentTokens, bytes / attachmentBytesPerToken));
}

void PromptReader::readString(JsonCursor &cursor, TokenEstimator &text)
{
    JsonString string;
    if (!cursor.readString(string))
        return;
    if (!isDataUrl(string.raw)) {
        string.pieces([&text](QByteArrayView piece) { text.add(piece); });
    } else if (string.raw.startsWith("data:image/")) {
        ++m_images;
        text.addTokens(imageTokens);
    } else {
        addAttachment(text, string.raw.size());
    }
}

void PromptReader::readValue(JsonCursor &cursor, TokenEstimator &text, bool withKeys)
{
    switch (cursor.peek()) {
    case Kind::String:
        readString(cursor, text);
        return;
    case Kind::Array:
        cursor.enterArray();
        while (cursor.nextElement())
            readValue(cursor, text, withKeys);
        return;
    case Kind::Object:
        readObject(cursor, text, withKeys);
        return;
    case Kind::Number:
        text.addTokens(1); // completions and embeddings take token ids for text
        [[fallthrough]];
    default:
        cursor.skip();
    }
}

// "https://...", or {"url":"...","detail":"low"}.
void PromptReader::readImageUrl(JsonCursor &cursor, Part &part)
{
    JsonString string;
    if (cursor.peek() == Kind::String) {
        part.hasImage = cursor.readString(string);
        part.isRemote = part.isRemote || !string.raw.startsWith("data:");
        return;
    }
    if (cursor.peek() != Kind::Object) {
        cursor.skip();
        return;
    }
    part.hasImage = true;
    cursor.enterObject();
    JsonString key;
    while (cursor.nextKey(key)) {
        if (cursor.peek() != Kind::String) {
            cursor.skip();
        } else if (cursor.readString(string)) {
            if (key.equals("url"))
                part.isRemote = !string.raw.startsWith("data:");
            else if (key.equals("detail"))
                part.lowDetail = string.equals("low");
        }
    }
}

// Whether the member was one of these; its value is read then.
bool PromptReader::readMember(JsonCursor &cursor, const JsonString &key, Part &part, TokenEstimator &text)
{
    JsonString string;
    const Kind kind = cursor.peek();
    if (key.equals("image_url")) {
        readImageUrl(cursor, part);
    } else if (key.equals("video_url") || key.equals("input_audio") || key.equals("file_data")) {
        const qsizetype begin = cursor.position();
        cursor.skip();
        const qsizetype bytes = cursor.position() - begin;
        // As an address of a few bytes it may be a film of an hour.
        if (key.equals("video_url") && bytes < 4'096)
            note(u"video_url"_s);
        addAttachment(text, bytes);
    } else if (key.equals("file_id") || key.equals("file_url")) {
        part.hasFileId = kind == Kind::String;
        cursor.skip();
    } else if (key.equals("cache_control") || key.equals("signature")) {
        cursor.skip();
    } else if (kind == Kind::String && (key.equals("type") || key.equals("detail"))) {
        cursor.readString(string);
        if (key.equals("detail"))
            part.lowDetail = part.lowDetail || string.equals("low");
        else
            part.type = string;
        text.add(string.raw);
    } else if (kind == Kind::Object && key.equals("source")) {
        part.hasSource = true;
        const qsizetype begin = cursor.position();
        cursor.enterObject();
        JsonString inner;
        while (cursor.nextKey(inner)) {
            if (inner.equals("type") && cursor.peek() == Kind::String && cursor.readString(string))
                part.sourceType = string;
            else
                readValue(cursor, part.source, false);
        }
        part.sourceBytes = cursor.position() - begin;
    } else {
        return false;
    }
    return true;
}

void PromptReader::readObject(JsonCursor &cursor, TokenEstimator &text, bool withKeys)
{
    Part part;
    JsonString key;
    cursor.enterObject();
    while (cursor.nextKey(key)) {
        if (withKeys)
            text.add(key.raw);
        if (withKeys || !readMember(cursor, key, part, text))
            readValue(cursor, text, withKeys);
    }
    const bool isImage =
            part.hasImage || part.type.equals("input_image") || (part.type.equals("image") && part.hasSource);
    const bool isFile = (part.type.equals("document") && part.hasSource) || part.type.equals("input_file") ||
                        part.type.equals("file") || part.type.equals("container_upload");
    if (isImage) {
        ++m_images;
        const bool inBody =
                part.hasSource ? part.sourceType.equals("base64") : !part.isRemote && !part.hasFileId;
        m_remoteImages += inBody ? 0 : 1;
        text.addTokens(part.lowDetail ? lowDetailImageTokens : imageTokens);
        return;
    }
    if (part.hasFileId || part.type.equals("container_upload") ||
        (isFile && part.hasSource && (part.sourceType.equals("url") || part.sourceType.equals("file"))))
        note(u"files that are not in the request"_s);
    if (part.type.equals("item_reference"))
        note(u"item_reference"_s);
    if (isFile && part.sourceType.equals("base64"))
        addAttachment(text, part.sourceBytes);
    else
        text.addQuarters(part.source.quarterTokens());
}

void PromptReader::readTools(JsonCursor &cursor)
{
    if (cursor.peek() != Kind::Array) {
        readValue(cursor, m_text, true);
        return;
    }
    cursor.enterArray();
    while (cursor.nextElement()) {
        if (cursor.peek() != Kind::Object) {
            readValue(cursor, m_text, true);
            continue;
        }
        cursor.enterObject();
        JsonString key;
        JsonString string;
        while (cursor.nextKey(key)) {
            m_text.add(key.raw);
            if (!key.equals("type") || cursor.peek() != Kind::String) {
                readValue(cursor, m_text, true);
            } else if (cursor.readString(string)) {
                m_text.add(string.raw);
                if (const QByteArray type = string.text(); !isClientTool(type))
                    note(shownType(type));
            }
        }
    }
}

} // namespace gateway::wire
