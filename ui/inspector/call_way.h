// SPDX-License-Identifier: MIT
#pragma once

#include "ledger/record.h"

#include <QCoreApplication>

namespace gateway::ui {

// A stretch of a call's life, from and to in milliseconds since its start.
struct WayPart
{
    enum class Kind { Admitted, FailedTry, FirstToken, Answer, Refused };
    Kind kind = Kind::Admitted;
    Millis from{0};
    Millis to{0};
    QString text; // "DeepSeek 401", "first token 0.6 s"

    friend bool operator==(const WayPart &, const WayPart &) = default;
};

// One try at a provider, as a person reads it.
struct WayTry
{
    QString pill; // "401 invalid key"
    bool good = false;
    bool pending = false;
    QString title;  // "DeepSeek · key …0aZs"
    QString detail; // what came of it
};

// What happened to a call and when. Pure, but for the words.
class CallWay final
{
    Q_DECLARE_TR_FUNCTIONS(gateway::ui::CallWay)

public:
    static QList<WayPart> parts(const CallRow &call);
    static QList<WayTry> tries(const CallRow &call);
    static QString reason(const QString &outcome); // of an attempt, in words
    static Millis length(const CallRow &call);
};

} // namespace gateway::ui
