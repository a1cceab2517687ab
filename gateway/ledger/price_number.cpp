// SPDX-License-Identifier: MIT
#include "ledger/price_number.h"

#include <algorithm>

namespace gateway {

namespace {

constexpr qsizetype longestNumber = 400;
constexpr int largestExponent = 100'000;

bool isDigit(char c)
{
    return c >= '0' && c <= '9';
}

tl::unexpected<Error> refuse(QByteArrayView text, const QString &why)
{
    return failure(ErrorCode::InvalidArgument,
                   QStringLiteral("\"%1\" %2")
                           .arg(QString::fromLatin1(text.first(std::min<qsizetype>(text.size(), 40))), why));
}

struct Parts
{
    QByteArray digits;   // without the point, leading zeros kept
    qint64 exponent = 0; // of ten, of the last digit
    bool negative = false;
    bool valid = false;
};

Parts split(QByteArrayView text)
{
    Parts parts;
    qsizetype at = 0;
    if (at < text.size() && text[at] == '-') {
        parts.negative = true;
        ++at;
    }
    const auto takeDigits = [&] {
        const qsizetype first = at;
        while (at < text.size() && isDigit(text[at]))
            ++at;
        parts.digits += text.sliced(first, at - first);
        return at - first;
    };
    if (takeDigits() == 0)
        return parts;
    if (at < text.size() && text[at] == '.') {
        ++at;
        const qsizetype decimals = takeDigits();
        if (decimals == 0)
            return parts;
        parts.exponent = -decimals;
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        const bool down = at < text.size() && text[at] == '-';
        if (at < text.size() && (text[at] == '-' || text[at] == '+'))
            ++at;
        qint64 exponent = 0;
        const qsizetype first = at;
        for (; at < text.size() && isDigit(text[at]); ++at)
            exponent = std::min<qint64>(exponent * 10 + (text[at] - '0'), largestExponent);
        if (at == first)
            return parts;
        parts.exponent += down ? -exponent : exponent;
    }
    parts.valid = at == text.size();
    return parts;
}

} // namespace

Result<qint64> scaledDecimal(QByteArrayView text, int shift, qint64 highest, DecimalRounding rounding)
{
    if (text.isEmpty() || text.size() > longestNumber)
        return refuse(text, QStringLiteral("is not a number."));
    Parts parts = split(text);
    if (!parts.valid)
        return refuse(text, QStringLiteral("is not a number."));
    const bool isZero =
            std::all_of(parts.digits.begin(), parts.digits.end(), [](char c) { return c == '0'; });
    if (isZero)
        return 0;
    if (parts.negative)
        return refuse(text, QStringLiteral("is negative."));

    // The digits before the point once it has moved; what follows decides the rounding.
    const qint64 whole = parts.digits.size() + parts.exponent + shift;
    const auto digitAt = [&](qint64 index) {
        return index >= 0 && index < parts.digits.size() ? parts.digits[qsizetype(index)] - '0' : 0;
    };
    qint64 value = 0;
    for (qint64 i = 0; i < whole; ++i) {
        if (value > (highest - digitAt(i)) / 10)
            return refuse(text, QStringLiteral("is too large."));
        value = value * 10 + digitAt(i);
    }
    const qint64 firstLeft = std::clamp<qint64>(whole, 0, parts.digits.size());
    const bool left = std::any_of(parts.digits.begin() + firstLeft, parts.digits.end(),
                                  [](char c) { return c != '0'; });
    if (!left)
        return value;
    if (rounding == DecimalRounding::Exact)
        return refuse(text, QStringLiteral("has too many digits after the point."));
    if (whole >= 0 && digitAt(whole) >= 5 && ++value > highest)
        return refuse(text, QStringLiteral("is too large."));
    return value;
}

QString microsText(qint64 micros)
{
    constexpr quint64 million = 1'000'000;
    const quint64 size = micros < 0 ? 0 - quint64(micros) : quint64(micros);
    QString text = QString::number(size / million);
    if (size % million != 0) {
        QString decimals = QStringLiteral("%1").arg(size % million, 6, 10, QChar(u'0'));
        while (decimals.endsWith(u'0'))
            decimals.chop(1);
        text += u'.' + decimals;
    }
    return micros < 0 ? u'-' + text : text;
}

} // namespace gateway
