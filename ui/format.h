// SPDX-License-Identifier: MIT
#pragma once

#include "base/time.h"

#include <QCoreApplication>
#include <QMap>
#include <QString>
#include <QTimeZone>

#include <optional>

namespace gateway::ui {

// How people read numbers and times in the window; the same digits in both languages, words from the
// translation. Pure: the time of reading is an argument.
class Format final
{
    Q_DECLARE_TR_FUNCTIONS(gateway::ui::Format)

public:
    static QString number(qint64 value);                          // 1,024,311
    static QString number(std::optional<qint64> value);           // an em dash when unknown
    static QString compact(qint64 value);                         // 812, 12,408, 38.2 M
    static QString axis(qint64 value);                            // 50 k, 1.5 M: as short as it goes
    static QString percent(qint64 part, qint64 whole);            // 99.4 %; an em dash of nothing
    static QString duration(Millis value);                        // 412 ms, 1.9 s, 2 min 5 s
    static QString money(qint64 micros, const QString &currency); // $0.0156, ¥301.46
    // With the decimals that `largest` has, so that a column of amounts can be compared; what would be
    // nothing then keeps its own.
    static QString moneyBeside(qint64 micros, qint64 largest, const QString &currency);
    static QString costs(const QMap<QString, qint64> &microsByCurrency);

    static QString ago(Time then, Time now,
                       const QTimeZone &zone); // just now, 2 min ago, 3 h ago, 2026-11-02
    static QString until(Time then, Time now, const QTimeZone &zone); // in 3 h, in 12 d, 2027-05-01
    static QString clock(Time time, const QTimeZone &zone);           // 14:22:07
    static QString date(Time time, const QTimeZone &zone);            // 2026-11-23
    static QString dateTime(Time time, const QTimeZone &zone);        // 2026-11-23 14:22

    static QTimeZone zone(const QString &ianaName); // empty or unknown: the system's
    static QString dash();
};

} // namespace gateway::ui
