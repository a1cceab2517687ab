// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"

#include <QByteArray>
#include <QList>

#include <optional>

namespace gateway {

// A range of the client's bytes.
struct Span
{
    qsizetype begin = 0;
    qsizetype length = 0;
    friend bool operator==(const Span &, const Span &) = default;
};

// What the gateway must know of an OpenAI-dialect request body, and where it stands. Nothing else is
// interpreted.
struct RequestBody
{
    std::optional<QString> model;
    Span modelSpan; // the value with its quotes
    bool stream = false;
    bool hasMessages = false;                      // top-level "messages" is an array
    bool hasInput = false;                         // top-level "input" or "prompt" is there
    std::optional<bool> includeUsage;              // as the client said; empty when it did not
    std::optional<Span> streamOptions;             // the value of stream_options: an object or null
    std::optional<qsizetype> streamOptionsMembers; // of that object; empty when it is null
    std::optional<Span> includeUsageSpan;          // the value of include_usage inside it
    std::optional<qint64> maxTokens; // max_completion_tokens, else max_tokens, else max_output_tokens
    qint64 promptTokenEstimate =
            0;   // by script, over messages, input or prompt, and tools (wire/token_estimate.h)
    Span object; // from '{' to '}' of the top-level object
    bool isEmptyObject = false;
};

// Reads the whole body: valid JSON in UTF-8, one top-level object, no top-level key twice (compared
// unescaped), `model` a string of 1 to 256 characters without control characters, `stream` a boolean or null,
// `stream_options` an object or null with `include_usage` a boolean or null, nesting within
// JsonCursor::maxDepth. Anything else is InvalidRequest with a message for the client that quotes nothing of
// the body but key names. What the grammar allows is allowed: numbers of any size, lone surrogates in
// strings. Pure.
Result<RequestBody> readRequestBody(const QByteArray &body);

// A change to the body: `length` bytes at `begin` are replaced.
struct Splice
{
    qsizetype begin = 0;
    qsizetype length = 0;
    QByteArray insert;
};

// The splices that make the body the upstream's: the model name when it is mapped (JSON-escaped), and
// `stream_options.include_usage: true` when usage must be asked for. In order of `begin`, not overlapping.
// `upstreamModel` is always written when the client gave no model. Everything else keeps its bytes.
QList<Splice> planSplices(const RequestBody &body, const QString &upstreamModel, bool askForUsage);

// Applies splices at once (tests, small bodies). upstream/upload_device.h serves large ones without a copy.
QByteArray applySplices(const QByteArray &body, const QList<Splice> &splices);

} // namespace gateway
