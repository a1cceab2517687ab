// SPDX-License-Identifier: MIT
#include "store/rows.h"

namespace gateway::rows {

namespace {

QLatin1StringView tableOf(LimitsOwner owner)
{
    return owner.userId ? QLatin1StringView("users") : QLatin1StringView("keys");
}

QVariantList idsOf(LimitsOwner owner)
{
    return {owner.userId.value, owner.keyId.value};
}

template <typename T>
QVariant orNull(const std::optional<T> &value)
{
    return value ? QVariant(*value) : QVariant();
}

// What a newer program may have written means nothing here.
std::optional<Budget> readBudget(const QSqlQuery &query, int first)
{
    const int unit = query.value(first).toInt();
    const int period = query.value(first + 1).toInt();
    if (unit < int(BudgetUnit::Usd) || unit > int(BudgetUnit::Tokens) || period < int(BudgetPeriod::Hour) ||
        period > int(BudgetPeriod::Total))
        return std::nullopt;
    return Budget{BudgetUnit(unit), BudgetPeriod(period), query.value(first + 2).toLongLong()};
}

} // namespace

QString limitColumns(QLatin1StringView table)
{
    return QStringLiteral(
                   "%1.models, %1.addresses, %1.expires_at, %1.rpm, %1.tpm, %1.concurrency, %1.strict, "
                   "%1.allow_unpriced")
            .arg(table);
}

Limits readLimits(const QSqlQuery &query, int first)
{
    const auto number = [&](int column) { return query.value(first + column); };
    Limits limits;
    limits.models = splitLines(number(0).toString());
    limits.addresses = splitLines(number(1).toString());
    limits.expiresAt = timeFrom(number(2));
    if (!number(3).isNull())
        limits.requestsPerMinute = number(3).toInt();
    if (!number(4).isNull())
        limits.tokensPerMinute = number(4).toLongLong();
    if (!number(5).isNull())
        limits.concurrency = number(5).toInt();
    limits.strict = number(6).toBool();
    limits.allowUnpriced = number(7).toBool();
    return limits;
}

Outcome writeLimits(Database &database, LimitsOwner owner, const Limits &limits)
{
    const QVariant id = owner.userId ? owner.userId.value : owner.keyId.value;
    Outcome written =
            database.run(QStringLiteral(
                                 "UPDATE %1 SET models = ?, addresses = ?, expires_at = ?, rpm = ?, tpm = ?, "
                                 "concurrency = ?, strict = ?, allow_unpriced = ? WHERE id = ?")
                                 .arg(tableOf(owner)),
                         {joinLines(limits.models), joinLines(limits.addresses), toVariant(limits.expiresAt),
                          orNull(limits.requestsPerMinute), orNull(limits.tokensPerMinute),
                          orNull(limits.concurrency), int(limits.strict), int(limits.allowUnpriced), id})
                    .and_then([&](const QSqlQuery &) {
                        return database.run(
                                QStringLiteral("DELETE FROM budgets WHERE user_id = ? AND key_id = ?"),
                                idsOf(owner));
                    })
                    .map([](const QSqlQuery &) {});
    for (qsizetype i = 0; i < limits.budgets.size() && written; ++i) {
        const Budget &budget = limits.budgets[i];
        written =
                database.run(QStringLiteral(
                                     "INSERT INTO budgets (user_id, key_id, unit, period, amount) VALUES "
                                     "(?, ?, ?, ?, ?)"),
                             idsOf(owner) + QVariantList{int(budget.unit), int(budget.period), budget.amount})
                        .map([](const QSqlQuery &) {});
    }
    return written;
}

Result<QHash<LimitsOwner, QList<Budget>>> budgets(Database &database)
{
    Result<QSqlQuery> query = database.run(QStringLiteral("SELECT user_id, key_id, unit, period, amount FROM "
                                                          "budgets ORDER BY user_id, key_id, unit, period"));
    if (!query)
        return tl::make_unexpected(query.error());
    QHash<LimitsOwner, QList<Budget>> byOwner;
    while (query->next()) {
        if (const auto budget = readBudget(*query, 2))
            byOwner[{{query->value(0).toLongLong()}, {query->value(1).toLongLong()}}].append(*budget);
    }
    return byOwner;
}

Result<QList<Raise>> raises(Database &database)
{
    Result<QSqlQuery> query = database.run(QStringLiteral(
            "SELECT user_id, key_id, unit, period, amount, period_start FROM raises ORDER BY id"));
    if (!query)
        return tl::make_unexpected(query.error());
    QList<Raise> list;
    while (query->next()) {
        if (const auto extra = readBudget(*query, 2)) {
            list.append({{query->value(0).toLongLong()},
                         {query->value(1).toLongLong()},
                         *extra,
                         fromMillis(query->value(5).toLongLong())});
        }
    }
    return list;
}

} // namespace gateway::rows
