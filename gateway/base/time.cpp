// SPDX-License-Identifier: MIT
#include "base/time.h"

#include <QDateTime>
#include <QTimeZone>

namespace gateway {

QString toRfc3339(Time time)
{
    return QDateTime::fromMSecsSinceEpoch(toMillis(time), QTimeZone::utc()).toString(Qt::ISODateWithMs);
}

} // namespace gateway
