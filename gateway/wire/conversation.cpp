// SPDX-License-Identifier: MIT
#include "wire/request_body.h"

#include "wire/json_cursor.h"

#include <QCryptographicHash>

namespace gateway {

namespace {

using Kind = JsonCursor::Kind;

constexpr qsizetype maxHashed = qsizetype(256) * 1024; // of text: more would tell no more

// Feeds the strings of a value in their order. Where one ends does not matter: a text and a list of one text
// part are the same words.
void addStrings(JsonCursor &cursor, QCryptographicHash &hash, qsizetype &left)
{
    JsonString string;
    switch (cursor.peek()) {
    case Kind::String:
        if (!cursor.readString(string))
            return;
        string.pieces([&](QByteArrayView piece) {
            const QByteArrayView part = piece.first(qMin(piece.size(), left));
            hash.addData(part);
            left -= part.size();
        });
        return;
    case Kind::Array:
        cursor.enterArray();
        while (left > 0 && cursor.nextElement())
            addStrings(cursor, hash, left);
        return;
    case Kind::Object:
        cursor.enterObject();
        while (left > 0 && cursor.nextKey(string)) {
            // `type` and `id` are there in one turn and may be left out in the next.
            if (string.equals("cache_control") || string.equals("type") || string.equals("id"))
                cursor.skip();
            else
                addStrings(cursor, hash, left);
        }
        return;
    default:
        cursor.skip();
    }
}

} // namespace

QByteArray conversationHash(const QByteArray &body, const RequestBody &read)
{
    if (read.conversation.isEmpty())
        return {};
    QCryptographicHash hash(QCryptographicHash::Sha256);
    qsizetype left = maxHashed;
    for (const Span &span : read.conversation) {
        JsonCursor cursor(QByteArrayView(body).sliced(span.begin, span.length));
        addStrings(cursor, hash, left);
    }
    return hash.result();
}

} // namespace gateway
