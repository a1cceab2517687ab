// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QCoreApplication>

namespace gateway::ui {

// What one event of a stream brings, in short: the piece of text it carries, a tool's call, the end with its
// reason, usage, an error. For the dialects that the gateway speaks (chat completions, responses, messages);
// any other event stands as its data. Pure but for the language; any thread.
class EventText final
{
    Q_DECLARE_TR_FUNCTIONS(gateway::ui::EventText)

public:
    static QString of(const QByteArray &type, const QByteArray &data);
};

} // namespace gateway::ui
