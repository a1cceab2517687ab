// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "wire/dialect.h"

#include <QByteArray>
#include <QList>
#include <QStringList>

#include <optional>

namespace gateway {

// A range of the client's bytes.
struct Span
{
    qsizetype begin = 0;
    qsizetype length = 0;
    friend bool operator==(const Span &, const Span &) = default;
};

// A member that bounds the answer's tokens, as the client gave it: "max_tokens".
struct TokenLimit
{
    QByteArrayView name; // a literal
    Span value;
    std::optional<qint64> tokens; // empty when it is null or no count
};

// What the gateway must know of a request body, and where it stands. Nothing else is interpreted.
struct RequestBody
{
    WireDialect dialect = WireDialect::OpenAiChat;
    std::optional<QString> model;
    Span modelSpan; // the value with its quotes
    bool stream = false;
    bool hasMessages = false;          // top-level "messages" is an array
    bool hasInput = false;             // top-level "input" or, in chat, "prompt" is there
    std::optional<bool> includeUsage;  // as the client said; empty when it did not. Chat only
    std::optional<Span> streamOptions; // the value of stream_options: an object or null. Chat only
    std::optional<qsizetype> streamOptionsMembers; // of that object; empty when it is null
    std::optional<Span> includeUsageSpan;          // the value of include_usage inside it
    std::optional<qint64> maxTokens; // of one choice; where chat's two names differ, the newer one's
    QList<TokenLimit> limits;        // the members that said so
    qint64 choices = 1;              // answers that are made: n or best_of, times the prompts of a completion
    qint64 promptTokenEstimate =
            0;            // by script and attachment, over all that the model reads (token_estimate.h)
    int images = 0;       // counted in it
    int remoteImages = 0; // of those, named by address or id: their bytes are not in the body
    // What makes the cost of the call unbounded, for people: "n", "tools (web_search)",
    // "previous_response_id". Empty: the body's bytes, remoteImages and choices times the greatest answer
    // bound it.
    QStringList unboundable;
    QStringList otherModels;  // members that let the provider try other models: "models"
    QList<Span> conversation; // what stays the same from one turn to the next; see conversationHash()
    Span object;              // from '{' to '}' of the top-level object
    bool isEmptyObject = false;
};

// Reads the whole body: valid JSON in UTF-8, one top-level object, no top-level key twice (compared
// unescaped), no key that differs from one that is read here in its case only, `model` a string of 1 to 256 characters without control characters, `stream` a boolean or null,
// `stream_options` an object or null with `include_usage` a boolean or null, nesting within
// JsonCursor::maxDepth. Anything else is InvalidRequest with a message for the client that quotes nothing of
// the body but key names. What the grammar allows is allowed: numbers of any size, lone surrogates in
// strings. Pure.
Result<RequestBody> readRequestBody(const QByteArray &body, WireDialect dialect = WireDialect::OpenAiChat);

// The same for all turns of a conversation, and hardly ever the same for two: of prompt_cache_key, else of
// the system prompt and the messages up to the first one of the user. 32 bytes, or none when there is nothing
// to tell it by. Marks of prompt caching, which clients move along with the conversation, do not count.
QByteArray conversationHash(const QByteArray &body, const RequestBody &read);

// A change to the body: `length` bytes at `begin` are replaced.
struct Splice
{
    qsizetype begin = 0;
    qsizetype length = 0;
    QByteArray insert;
};

// The splices that make the body the upstream's, in order of `begin`, not overlapping; everything else keeps
// its bytes.
// - The model name when it is mapped (JSON-escaped), or when the client gave none.
// - In chat, `stream_options.include_usage: true` when usage must be asked for.
// - With `maxTokens`: every member that bounds the answer says no more than that, and there is one: max_tokens, in the
//   responses dialect max_output_tokens, with `newerName` in chat max_completion_tokens, which OpenAI's own reasoning
//   models want. For chat and completions; embeddings know no such member.
QList<Splice> planSplices(const RequestBody &body, const QString &upstreamModel, bool askForUsage,
                          std::optional<qint64> maxTokens = std::nullopt, bool newerName = false);

// Applies splices at once (tests, small bodies). upstream/upload_device.h serves large ones without a copy.
QByteArray applySplices(const QByteArray &body, const QList<Splice> &splices);

} // namespace gateway
