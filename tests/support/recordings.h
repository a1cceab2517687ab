// SPDX-License-Identifier: MIT
#pragma once

#include "ledger/record.h"
#include "wire/dialect.h"

#include <QByteArray>
#include <QList>
#include <QString>

namespace gateway::test {

// What a provider once answered, to be served again.
struct Recording
{
    enum class Kind { Stream, Body };

    QString name; // "own/groq-twice", "openai/envoy_chat-basic"
    WireDialect dialect = WireDialect::OpenAiChat;
    Kind kind = Kind::Stream;
    QByteArray bytes; // as they travel
    QByteArray contentType;
    int httpStatus = 200;
    QByteArray endpoint; // "/v1/chat/completions"

    // What is to be found in it, worked out apart from the code under test.
    TokenUsage usage; // all empty: none is reported
    bool isError = false;
    bool errorFirst = false; // in a stream, before it said anything
    bool done = false;       // a stream with the last event of its dialect
    int keptBack = 0;        // events that a client that did not ask for usage does not get
    QByteArray withoutUsage; // what such a client gets
};

// The project's own (tests/recordings), and those in the folder that GATEWAY_RECORDINGS names, if it does:
// its subfolders openai, moonshot, deepseek, openai-responses and anthropic, with *.sse, *.json, *.chunks.txt
// (an event's data per line) and *.stream.jsonl (an object with Type and Data per event), and *.meta.json
// beside them for status and content type. In order of their names.
QList<Recording> loadRecordings();

} // namespace gateway::test
