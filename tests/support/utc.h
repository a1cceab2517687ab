// SPDX-License-Identifier: MIT
#pragma once

#include "base/time.h"

#include <QDateTime>

namespace gateway::test {

inline Time utc(const char *text) // "2026-11-23T10:00:00Z"
{
    return fromMillis(QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate).toMSecsSinceEpoch());
}

} // namespace gateway::test
