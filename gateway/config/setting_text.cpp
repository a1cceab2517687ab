// SPDX-License-Identifier: MIT
#include "config/setting_text.h"

#include <QRegularExpression>

#include <optional>
#include <span>

namespace gateway::setting_text {

namespace {

struct Unit
{
    QLatin1StringView name;
    qint64 factor;
};

constexpr Unit byteUnits[] = {{QLatin1StringView("GiB"), 1024LL * 1024 * 1024},
                              {QLatin1StringView("MiB"), 1024LL * 1024},
                              {QLatin1StringView("KiB"), 1024},
                              {QLatin1StringView(), 1}};
constexpr Unit timeUnits[] = {{QLatin1StringView("h"), 3'600'000},
                              {QLatin1StringView("m"), 60'000},
                              {QLatin1StringView("s"), 1'000},
                              {QLatin1StringView("ms"), 1}};

QString show(qint64 value, std::span<const Unit> units)
{
    for (const Unit &unit : units) {
        if (value % unit.factor == 0 && (value != 0 || unit.factor == 1))
            return QString::number(value / unit.factor) + unit.name;
    }
    return QString::number(value);
}

std::optional<qint64> parse(const QString &text, std::span<const Unit> units)
{
    static const QRegularExpression pattern(QStringLiteral("^\\s*(\\d{1,15})\\s*([A-Za-z]*)\\s*$"));
    const QRegularExpressionMatch match = pattern.match(text);
    if (!match.hasMatch())
        return std::nullopt;
    const qint64 count = match.captured(1).toLongLong();
    const QString name = match.captured(2);
    for (const Unit &unit : units) {
        qint64 value = 0;
        if (name.compare(unit.name, Qt::CaseInsensitive) == 0 && !qMulOverflow(count, unit.factor, &value))
            return value;
    }
    return std::nullopt;
}

} // namespace

QString showBytes(qint64 bytes)
{
    return show(bytes, byteUnits);
}

Result<qint64> parseBytes(const QString &text, qint64 low, qint64 high)
{
    QString plain = text.trimmed();
    if (plain.endsWith(u'B') && !plain.endsWith(QLatin1StringView("iB")))
        plain.chop(1);
    const std::optional<qint64> value = parse(plain, byteUnits);
    if (!value || *value < low || *value > high) {
        return failure(ErrorCode::InvalidArgument,
                       QStringLiteral("\"%1\" is not accepted: it takes a size from %2 to %3, "
                                      "such as 65536, 64KiB or 32MiB.")
                               .arg(text, showBytes(low), showBytes(high)));
    }
    return *value;
}

QString showDuration(Millis duration)
{
    if (duration.count() == 0) // as the helps of the settings say it
        return QStringLiteral("0s");
    return show(duration.count(), timeUnits);
}

Result<Millis> parseDuration(const QString &text, Millis low, Millis high)
{
    const std::optional<qint64> value = parse(text, timeUnits);
    if (!value || Millis(*value) < low || Millis(*value) > high) {
        return failure(ErrorCode::InvalidArgument,
                       QStringLiteral("\"%1\" is not accepted: it takes a duration from %2 to "
                                      "%3, such as 500ms, 10s, 5m or 2h.")
                               .arg(text, showDuration(low), showDuration(high)));
    }
    return Millis(*value);
}

QString showMicros(qint64 micros)
{
    QString text = QStringLiteral("%1.%2").arg(micros / 1'000'000).arg(micros % 1'000'000, 6, 10, QLatin1Char('0'));
    while (text.endsWith(u'0'))
        text.chop(1);
    if (text.endsWith(u'.'))
        text.chop(1);
    return text;
}

Result<qint64> parseMicros(const QString &text, qint64 low, qint64 high)
{
    static const QRegularExpression decimal(QStringLiteral("^(\\d{1,9})(?:\\.(\\d{1,6}))?$"));
    const QRegularExpressionMatch match = decimal.match(text.trimmed());
    const qint64 value = match.captured(1).toLongLong() * 1'000'000
            + match.captured(2).leftJustified(6, QLatin1Char('0')).toLongLong();
    if (!match.hasMatch() || value < low || value > high) {
        return failure(ErrorCode::InvalidArgument,
                       QStringLiteral("\"%1\" is not accepted: it takes a number from %2 to %3, such as 7.1.")
                               .arg(text, showMicros(low), showMicros(high)));
    }
    return value;
}

Result<int> parseCount(const QString &text, int low, int high)
{
    bool isNumber = false;
    const int value = text.trimmed().toInt(&isNumber);
    if (!isNumber || value < low || value > high) {
        return failure(ErrorCode::InvalidArgument,
                       QStringLiteral("\"%1\" is not accepted: it takes a whole number from %2 to %3.")
                               .arg(text, QString::number(low), QString::number(high)));
    }
    return value;
}

Result<bool> parseFlag(const QString &text)
{
    const QString word = text.trimmed().toLower();
    static const QStringList yes{QStringLiteral("true"), QStringLiteral("on"), QStringLiteral("yes"),
                                 QStringLiteral("1")};
    static const QStringList no{QStringLiteral("false"), QStringLiteral("off"), QStringLiteral("no"),
                                QStringLiteral("0")};
    if (yes.contains(word))
        return true;
    if (no.contains(word))
        return false;
    return failure(ErrorCode::InvalidArgument,
                   QStringLiteral("\"%1\" is not accepted: it takes true or false.").arg(text));
}

Result<QString> oneOf(const QString &text, const QStringList &values)
{
    if (text.isEmpty() || values.contains(text))
        return text;
    return failure(ErrorCode::InvalidArgument,
                   QStringLiteral("\"%1\" is not accepted: it takes %2, or nothing.")
                           .arg(text, values.join(QStringLiteral(" or "))));
}

Result<QStringList> parseList(const QString &text, Result<QString> (*check)(const QString &))
{
    QStringList list;
    const QStringList entries = text.split(u',', Qt::SkipEmptyParts);
    for (const QString &entry : entries) {
        if (entry.trimmed().isEmpty())
            continue;
        const Result<QString> checked = check(entry.trimmed());
        if (!checked)
            return tl::make_unexpected(checked.error());
        if (!list.contains(*checked))
            list.append(*checked);
    }
    return list;
}

} // namespace gateway::setting_text
