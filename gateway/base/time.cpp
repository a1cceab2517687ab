// SPDX-License-Identifier: MIT
#include "base/time.h"

#include <QDateTime>
#include <QTimeZone>

namespace gateway {

QString toRfc3339(Time time)
{
    // Qt::ISODateWithMs ends in "+00:00" or "Z", by the kind of zone and Qt's version.
    return QDateTime::fromMSecsSinceEpoch(toMillis(time), QTimeZone::utc())
            .toString(QStringLiteral("yyyy-MM-dd'T'HH:mm:ss.zzz'Z'"));
}

} // namespace gateway
