// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"

#include <QByteArrayView>
#include <QString>

// Decimals to integers and back without a floating-point number in between. Pure.
namespace gateway {

enum class DecimalRounding {
    Exact,  // more digits than fit are an error
    Nearest // half up: lists of prices carry the noise of the program that wrote them, 2.9999999999999997e-07
};

// A decimal as JSON and people write it ("0.15", "1.5e-07", "12") times ten to the power of `shift`: 0 to
// `highest`. Errors, all InvalidArgument: not a number, negative, too large, or too many digits after the
// point.
Result<qint64> scaledDecimal(QByteArrayView text, int shift, qint64 highest, DecimalRounding rounding);

// Money in micro-units as a decimal, without needless zeros: 2'500'000 is "2.5".
QString microsText(qint64 micros);

} // namespace gateway
