// SPDX-License-Identifier: MIT
#include "ui/format.h"

#include <QDateTime>
#include <QLocale>

#include <algorithm>
#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

QLocale digits()
{
    return QLocale(QLocale::English, QLocale::UnitedStates);
}

QDateTime local(Time time, const QTimeZone &zone)
{
    return QDateTime::fromMSecsSinceEpoch(toMillis(time), zone);
}

QString scaled(double value, QLatin1StringView unit)
{
    return digits().toString(value, 'f', value < 100 ? 1 : 0) + u' ' + unit;
}

} // namespace

QString Format::dash()
{
    return u"—"_s;
}

QString Format::number(qint64 value)
{
    return digits().toString(value);
}

QString Format::number(std::optional<qint64> value)
{
    return value ? number(*value) : dash();
}

QString Format::compact(qint64 value)
{
    const double size = std::abs(double(value));
    if (size < 10'000)
        return number(value);
    if (size < 999'500)
        return scaled(double(value) / 1e3, "k"_L1);
    if (size < 999'500'000)
        return scaled(double(value) / 1e6, "M"_L1);
    return scaled(double(value) / 1e9, "B"_L1);
}

QString Format::axis(qint64 value)
{
    return compact(value).replace(".0 "_L1, " "_L1);
}

QString Format::percent(qint64 part, qint64 whole)
{
    if (whole <= 0)
        return dash();
    // 99.96 % of success is not 100 %, and one failure is not none.
    double tenths = std::round(1000.0 * double(part) / double(whole));
    if (part > 0 && part < whole)
        tenths = std::clamp(tenths, 1.0, 999.0);
    return digits().toString(tenths / 10, 'f', part == whole ? 0 : 1) + " %"_L1;
}

QString Format::duration(Millis value)
{
    const qint64 ms = value.count();
    if (ms < 1'000)
        return tr("%1 ms").arg(ms);
    if (ms < 60'000)
        return tr("%1 s").arg(digits().toString(double(ms) / 1000, 'f', ms < 10'000 ? 2 : 1));
    return tr("%1 min %2 s").arg(ms / 60'000).arg(ms / 1000 % 60);
}

namespace {

QString amount(qint64 micros, int decimals, const QString &currency)
{
    const QString figure = digits().toString(double(micros) / 1e6, 'f', decimals);
    if (currency == "USD"_L1)
        return u'$' + figure;
    if (currency == "CNY"_L1)
        return u'¥' + figure;
    return figure + u' ' + currency;
}

int decimalsOf(qint64 micros)
{
    return std::abs(micros) >= 1'000'000 || micros == 0 ? 2 : 4;
}

} // namespace

QString Format::money(qint64 micros, const QString &currency)
{
    return amount(micros, decimalsOf(micros), currency);
}

QString Format::moneyBeside(qint64 micros, qint64 largest, const QString &currency)
{
    constexpr qint64 halfACent = 5'000;
    return amount(micros, decimalsOf(std::abs(micros) < halfACent ? micros : largest), currency);
}

QString Format::costs(const QMap<QString, qint64> &microsByCurrency)
{
    QStringList parts;
    for (auto it = microsByCurrency.begin(); it != microsByCurrency.end(); ++it)
        parts += money(it.value(), it.key());
    return parts.isEmpty() ? dash() : parts.join(" + "_L1);
}

QString Format::ago(Time then, Time now, const QTimeZone &zone)
{
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(now - then).count();
    if (minutes < 1)
        return tr("just now");
    if (minutes < 60)
        return tr("%n min ago", nullptr, int(minutes));
    if (minutes < 24 * 60)
        return tr("%n h ago", nullptr, int(minutes / 60));
    if (minutes < 7 * 24 * 60)
        return tr("%n d ago", nullptr, int(minutes / (24 * 60)));
    return date(then, zone);
}

QString Format::until(Time then, Time now, const QTimeZone &zone)
{
    const auto minutes = std::chrono::duration_cast<std::chrono::minutes>(then - now).count();
    if (minutes < 60)
        return tr("in %n min", nullptr, int(std::max<qint64>(minutes, 0)));
    if (minutes < 48 * 60)
        return tr("in %n h", nullptr, int(minutes / 60));
    if (minutes < 14 * 24 * 60)
        return tr("in %n d", nullptr, int(minutes / (24 * 60)));
    return date(then, zone);
}

QString Format::clock(Time time, const QTimeZone &zone)
{
    return local(time, zone).toString(u"HH:mm:ss"_s);
}

QString Format::date(Time time, const QTimeZone &zone)
{
    return local(time, zone).toString(u"yyyy-MM-dd"_s);
}

QString Format::dateTime(Time time, const QTimeZone &zone)
{
    return local(time, zone).toString(u"yyyy-MM-dd HH:mm"_s);
}

QTimeZone Format::zone(const QString &ianaName)
{
    if (!ianaName.isEmpty()) {
        const QTimeZone named(ianaName.toLatin1());
        if (named.isValid())
            return named;
    }
    const QTimeZone system = QTimeZone::systemTimeZone();
    return system.isValid() ? system : QTimeZone::utc();
}

} // namespace gateway::ui
