// SPDX-License-Identifier: MIT
#include "ledger/correction.h"

#include "base/request_id.h"
#include "ledger/price.h"
#include "ledger/row.h"
#include "ledger/table.h"
#include "store/rows.h"

#include <algorithm>

namespace gateway {

namespace {

Outcome wrong(RequestId id, const QString &what)
{
    return failure(ErrorCode::InvalidArgument,
                   QStringLiteral("The call %1 %2").arg(QString::fromLatin1(toText(id)), what));
}

// Parts of a sum are not larger than the sum, and nothing is negative.
bool isSound(const TokenUsage &usage)
{
    const auto least = [](const std::optional<qint64> &value) { return value.value_or(0) >= 0; };
    return least(usage.prompt) && least(usage.cached) && least(usage.cacheWrite) && least(usage.completion) &&
           least(usage.reasoning) && least(usage.cacheWriteLong) &&
           usage.cached.value_or(0) + usage.cacheWrite.value_or(0) <= usage.prompt.value_or(0) &&
           usage.cacheWriteLong.value_or(0) <= usage.cacheWrite.value_or(0) &&
           usage.reasoning.value_or(0) <= usage.completion.value_or(0);
}

Result<std::optional<Price>> priceOf(Database &database, PriceId id)
{
    return rows::prices(database, true).map([&](const QList<Price> &prices) -> std::optional<Price> {
        const auto found = std::find_if(prices.begin(), prices.end(),
                                        [id](const Price &price) { return price.id == id; });
        return id && found != prices.end() ? std::optional(*found) : std::nullopt;
    });
}

Outcome applyCost(Database &database, const rows::Call &before, const Correction &correction,
                  CallSettled &settled)
{
    if (correction.costMicros) {
        settled.costMicros = correction.costMicros;
        if (!correction.currency.isEmpty())
            settled.currency = correction.currency;
        if (*correction.costMicros < 0 || !currencyFromString(settled.currency))
            return wrong(settled.id, QStringLiteral("needs a cost that is not negative, in USD or CNY."));
        return {};
    }
    return priceOf(database, before.opened.priceId).map([&](const std::optional<Price> &price) {
        settled.costMicros = price ? std::optional(costOf(*price, settled.usage)) : std::nullopt;
        settled.currency = price ? toString(price->currency) : QString();
    });
}

// For the gateway that runs meanwhile: see LedgerWriter::corrected().
Outcome noteDifference(Database &database, const rows::Call &before, const CallSettled &after)
{
    const RollUpSums was = rollUpOf(before.opened, before.settled).second;
    const RollUpSums is = rollUpOf(before.opened, after).second;
    return database
            .run(QStringLiteral("INSERT INTO corrections (request_id, user_id, key_id, usd_micros, "
                                "cny_micros, tokens) "
                                "VALUES (?, ?, ?, ?, ?, ?)"),
                 {after.id.value, before.opened.userId.value, before.opened.keyId.value,
                  is.usdMicros.value_or(0) - was.usdMicros.value_or(0),
                  is.cnyMicros.value_or(0) - was.cnyMicros.value_or(0), is.spentTokens() - was.spentTokens()})
            .map([](const QSqlQuery &) {});
}

} // namespace

Outcome settleInterrupted(Database &database, RequestId id, const Correction &correction,
                          const QString &actor, Time now)
{
    if (correction.usage.isEmpty() && !correction.costMicros)
        return wrong(id, QStringLiteral("cannot be corrected without its tokens or its cost."));
    LedgerTable table(database);
    return table.prepare().and_then([&] {
        return database.transaction([&]() -> Outcome {
            Result<QSqlQuery> row = database.run(
                    QStringLiteral("SELECT %1 FROM requests r WHERE r.id = ?").arg(rows::callColumns),
                    {id.value});
            if (!row)
                return tl::make_unexpected(row.error());
            if (!row->next()) {
                return failure(ErrorCode::NotFound, QStringLiteral("There is no request %1 in the ledger.")
                                                            .arg(QString::fromLatin1(toText(id))));
            }
            const rows::Call before = rows::readCall(*row);
            row->finish();
            if (before.settled.status != CallStatus::Interrupted) {
                return wrong(id, QStringLiteral("is %1; only interrupted ones are settled by hand.")
                                         .arg(toString(before.settled.status)));
            }

            CallSettled after = before.settled;
            const auto take = [](std::optional<qint64> &into, const std::optional<qint64> &value) {
                into = value ? value : into;
            };
            take(after.usage.prompt, correction.usage.prompt);
            take(after.usage.cached, correction.usage.cached);
            take(after.usage.cacheWrite, correction.usage.cacheWrite);
            take(after.usage.cacheWriteLong, correction.usage.cacheWriteLong);
            take(after.usage.completion, correction.usage.completion);
            take(after.usage.reasoning, correction.usage.reasoning);
            if (!isSound(after.usage))
                return wrong(id, QStringLiteral(
                                         "cannot have more cached or reasoning tokens than tokens in all."));
            if (!correction.usage.isEmpty())
                after.usageSource = UsageSource::Provider;
            if (const Outcome cost = applyCost(database, before, correction, after); !cost)
                return cost;
            if (table.settle(after) != LedgerTable::Written::Yes)
                return failure(ErrorCode::Storage, QStringLiteral("The ledger: %1.").arg(table.lastError()));
            return noteDifference(database, before, after).and_then([&] {
                return database
                        .run(QStringLiteral(
                                     "INSERT INTO audit (at, actor, action, subject) VALUES (?, ?, ?, ?)"),
                             {toMillis(now), actor, QStringLiteral("request.settle"),
                              QString::fromLatin1(toText(id))})
                        .map([](const QSqlQuery &) {});
            });
        });
    });
}

} // namespace gateway
