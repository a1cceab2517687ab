// SPDX-License-Identifier: MIT
#pragma once

#include "wire/json_cursor.h"
#include "wire/token_estimate.h"

#include <QStringList>

namespace gateway::wire {

// Adds up what a model will read: the text of messages, system prompt, input and tools, wherever it stands in
// them, and attachments. Names of roles and parts stand for the few tokens that a message costs beside its
// text. Takes note of references whose size nobody knows before the call. For wire/request_body.cpp alone.
class PromptReader final
{
public:
    void read(JsonCursor &cursor) { readValue(cursor, m_text, false); } // one value
    void readTools(JsonCursor &cursor);                                 // an array of tools; keys count, too

    qint64 tokens() const { return m_text.tokens(); }
    int images() const { return m_images; }
    int remoteImages() const { return m_remoteImages; }
    const QStringList &unboundable() const { return m_unboundable; } // each once

private:
    struct Part;

    void readValue(JsonCursor &cursor, TokenEstimator &text, bool withKeys);
    void readString(JsonCursor &cursor, TokenEstimator &text);
    void readObject(JsonCursor &cursor, TokenEstimator &text, bool withKeys);
    bool readMember(JsonCursor &cursor, const JsonString &key, Part &part, TokenEstimator &text);
    void readImageUrl(JsonCursor &cursor, Part &part);
    void addAttachment(TokenEstimator &text, qsizetype bytes);
    void note(const QString &name);

    TokenEstimator m_text;
    int m_images = 0;
    int m_remoteImages = 0;
    QStringList m_unboundable;
};

} // namespace gateway::wire
