// SPDX-License-Identifier: MIT
#pragma once

#include "ledger/price.h"
#include "store/ledger_queries.h"

#include <QJsonDocument>
#include <QList>

namespace gateway::ui {

// A message that was captured, as people read it.
struct BodyText
{
    QString headers;           // with its start line; "name: value", one a line
    QString upstreamHeaders{}; // of an answer: as it came from the provider
    QString text{};
    QJsonDocument json{}; // null: it is none
    struct Event
    {
        QString summary; // what it brings, in a line
        QString text;    // all of it; JSON indented
    };
    QList<Event> events{}; // of a stream of server-sent events, in order
};

// Everything the inspector shows of one call, read in one go.
struct CallDetail
{
    CallRow row;
    std::optional<Price> price; // the version that the call was settled at
    bool captured = false;
    QByteArray request;
    QString requestHeaders;
    BodyText client;        // what was asked
    BodyText sent;          // what went to the provider
    bool unchanged = false; // `sent` has the client's body
    BodyText answer;
};

// Runs in the thread of `database`: large bodies are parsed there.
Result<CallDetail> loadCallDetail(Database &database, RequestId id);

BodyText bodyText(const QString &headers, const QByteArray &body);

// A command for a shell that makes the call again; the key is a placeholder.
QString curlOf(const CallDetail &detail, const QString &address);

} // namespace gateway::ui
