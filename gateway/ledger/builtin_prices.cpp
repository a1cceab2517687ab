// SPDX-License-Identifier: MIT
#include "ledger/builtin_prices.h"

#include "ledger/price_number.h"

#include <QDate>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLoggingCategory>
#include <QTimeZone>

using namespace Qt::StringLiterals;

namespace gateway {

namespace {

Q_LOGGING_CATEGORY(logPrices, "gateway.prices")

tl::unexpected<Error> refuse(const QString &message)
{
    return failure(ErrorCode::InvalidArgument, message);
}

// Money stands in strings, so that no reader makes a floating-point number of it.
Result<qint64> money(const QJsonObject &object, QLatin1StringView field)
{
    if (!object[field].isString())
        return refuse(u"\"%1\" is missing or no string."_s.arg(field));
    return scaledDecimal(object[field].toString().toLatin1(), 6, highestRate, DecimalRounding::Exact);
}

Outcome optionalMoney(const QJsonObject &object, QLatin1StringView field, std::optional<qint64> &rate)
{
    if (!object.contains(field))
        return {};
    return money(object, field).map([&rate](qint64 micros) { rate = micros; });
}

Result<TokenRates> readRates(const QJsonObject &object)
{
    TokenRates rates;
    return money(object, "input"_L1)
            .and_then([&](qint64 input) {
                rates.input = input;
                return money(object, "output"_L1);
            })
            .and_then([&](qint64 output) {
                rates.output = output;
                return optionalMoney(object, "cache_read"_L1, rates.cacheRead);
            })
            .and_then([&] { return optionalMoney(object, "cache_write"_L1, rates.cacheWrite); })
            .and_then([&] { return optionalMoney(object, "cache_write_1h"_L1, rates.cacheWriteLong); })
            .and_then([&] { return optionalMoney(object, "reasoning"_L1, rates.reasoning); })
            .map([&] { return rates; });
}

Result<Price> readPrice(const QJsonObject &entry)
{
    static const QStringList known{u"presets"_s,   u"models"_s, u"currency"_s,   u"valid_from"_s,
                                   u"input"_s,     u"output"_s, u"cache_read"_s, u"cache_write"_s,
                                   u"reasoning"_s, u"tiers"_s,  u"note"_s,       u"cache_write_1h"_s};
    for (const QString &field : entry.keys()) {
        if (!known.contains(field))
            return refuse(u"\"%1\" is no field of a price."_s.arg(field));
    }
    Price price;
    price.source = u"built-in"_s;
    const std::optional<Currency> currency = currencyFromString(entry["currency"_L1].toString());
    if (!currency)
        return refuse(u"The currency is USD or CNY."_s);
    price.currency = *currency;
    if (entry.contains("valid_from"_L1)) {
        const QDate from = QDate::fromString(entry["valid_from"_L1].toString(), Qt::ISODate);
        if (!from.isValid())
            return refuse(u"\"valid_from\" is a date."_s);
        price.validFrom = fromMillis(from.startOfDay(QTimeZone::utc()).toMSecsSinceEpoch());
    }
    const Result<TokenRates> rates = readRates(entry);
    if (!rates)
        return tl::make_unexpected(rates.error());
    price.rates = *rates;
    const QJsonArray tiers = entry["tiers"_L1].toArray();
    for (const QJsonValue value : tiers) {
        const Result<TokenRates> tierRates = readRates(value.toObject());
        if (!tierRates)
            return tl::make_unexpected(tierRates.error());
        // Vendors write "above 200k": the tier starts with the next token.
        price.tiers.append({value["above"_L1].toInteger(-1) + 1, *tierRates});
    }
    return checkRates(price.rates, price.tiers).map([&] { return price; });
}

} // namespace

Result<BuiltinPrices> readBuiltinPrices(const QByteArray &json)
{
    QJsonParseError error{};
    const QJsonObject root = QJsonDocument::fromJson(json, &error).object();
    BuiltinPrices table;
    table.version = root["version"_L1].toInteger();
    if (error.error != QJsonParseError::NoError || table.version <= 0 || !root["prices"_L1].isArray())
        return refuse(u"The price table is no JSON object with a version and prices."_s);
    const QJsonArray entries = root["prices"_L1].toArray();
    for (const QJsonValue value : entries) {
        const QJsonObject entry = value.toObject();
        const QJsonArray models = entry["models"_L1].toArray();
        const QJsonArray presets = entry["presets"_L1].toArray();
        const QString first = models.isEmpty() ? u"an entry without models"_s : models[0].toString();
        Result<Price> price = readPrice(entry);
        if (!price)
            return refuse(u"%1: %2"_s.arg(first, price.error().message));
        if (models.isEmpty() || presets.isEmpty())
            return refuse(u"%1: a price names models and presets."_s.arg(first));
        for (const QJsonValue preset : presets) {
            for (const QJsonValue model : models) {
                price->preset = preset.toString();
                price->model = model.toString();
                if (price->preset.isEmpty() || price->model.isEmpty())
                    return refuse(u"%1: a model or preset has no name."_s.arg(first));
                table.prices.append(*price);
            }
        }
    }
    return table;
}

const BuiltinPrices &builtinPrices()
{
    static const BuiltinPrices table = [] {
        QFile file(u":/prices/builtin.json"_s);
        Result<BuiltinPrices> read =
                file.open(QIODevice::ReadOnly)
                        ? readBuiltinPrices(file.readAll())
                        : Result<BuiltinPrices>(refuse(u"The price table is missing from this build."_s));
        if (!read) {
            qCWarning(logPrices).noquote() << read.error().message;
            return BuiltinPrices{};
        }
        return *read;
    }();
    return table;
}

} // namespace gateway
