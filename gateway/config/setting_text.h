// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "base/time.h"

#include <QString>
#include <QStringList>

// The text forms of settings: what is shown is also accepted. Errors say what is accepted. Pure.
namespace gateway::setting_text {

// "32MiB", "64KiB", "1000": the largest unit that divides; spaces and a "B" are forgiven.
QString showBytes(qint64 bytes);
Result<qint64> parseBytes(const QString &text, qint64 low, qint64 high);

// "500ms", "10s", "5m", "2h".
QString showDuration(Millis duration);
Result<Millis> parseDuration(const QString &text, Millis low, Millis high);

// Decimals in millionths: "7.1" is 7'100'000.
QString showMicros(qint64 micros);
Result<qint64> parseMicros(const QString &text, qint64 low, qint64 high);

Result<int> parseCount(const QString &text, int low, int high);
Result<bool> parseFlag(const QString &text); // true, false; also on, off, yes, no, 1, 0
Result<QString> oneOf(const QString &text, const QStringList &values); // or empty

// Separated by commas, trimmed, empty entries left out, each once.
Result<QStringList> parseList(const QString &text, Result<QString> (*check)(const QString &));

} // namespace gateway::setting_text
