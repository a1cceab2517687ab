// SPDX-License-Identifier: MIT
#include "access/calendar.h"
#include "config/limits_text.h"
#include "store/management.h"
#include "store/rows.h"
#include "store/validation.h"

namespace gateway {

namespace {

constexpr BudgetPeriod allPeriods[] = {BudgetPeriod::Hour, BudgetPeriod::Day, BudgetPeriod::Week,
                                       BudgetPeriod::Month, BudgetPeriod::Total};

// What has ended is of no use to anybody any more; the audit log remembers it.
Outcome forgetEnded(Database &database, Time now, const Calendar &calendar)
{
    Outcome done;
    for (const BudgetPeriod period : allPeriods) {
        if (done) {
            done = database.run(QStringLiteral("DELETE FROM raises WHERE period = ? AND period_start < ?"),
                                {int(period), toMillis(calendar.periodAt(period, now).start)})
                           .map([](const QSqlQuery &) {});
        }
    }
    return done;
}

Outcome hasBudget(const Limits &limits, const Budget &extra, const QString &owner)
{
    for (const Budget &budget : limits.budgets) {
        if (budget.unit == extra.unit && budget.period == extra.period)
            return {};
    }
    return failure(
            ErrorCode::InvalidArgument,
            QStringLiteral("%1 has no budget in %2/%3 that could be raised.")
                    .arg(owner, limits_text::toString(extra.unit), limits_text::toString(extra.period)));
}

} // namespace

Outcome Management::raise(Raise &raised)
{
    const Result<Settings> set = settings();
    if (!set)
        return tl::make_unexpected(set.error());
    const Time now = m_clock.now();
    const Budget &extra = raised.extra;
    const Calendar calendar(set->timezone);
    raised.periodStart = calendar.periodAt(extra.period, now).start;
    return validation::budget(extra)
            .and_then([&] { return forgetEnded(m_database, now, calendar); })
            .and_then([&] {
                return m_database.run(
                        QStringLiteral(
                                "INSERT INTO raises (user_id, key_id, unit, period, amount, period_start, "
                                "created_at) VALUES (?, ?, ?, ?, ?, ?, ?)"),
                        {raised.userId.value, raised.keyId.value, int(extra.unit), int(extra.period),
                         extra.amount, toMillis(raised.periodStart), toMillis(now)});
            })
            .map([](const QSqlQuery &) {});
}

Result<Raise> Management::raiseUser(const QString &name, const Budget &extra)
{
    Raise raised;
    return change(QStringLiteral("user.raise"),
                  [&]() -> Result<QString> {
                      const Result<UserInfo> info = user(name);
                      if (!info)
                          return tl::make_unexpected(info.error());
                      raised = {info->user.id, {}, extra, {}};
                      return hasBudget(info->user.limits, extra, info->user.name)
                              .and_then([&] { return raise(raised); })
                              .map([&] {
                                  return QStringLiteral("%1 by %2")
                                          .arg(info->user.name, limits_text::showBudget(extra));
                              });
                  })
            .map([&] { return raised; });
}

Result<Raise> Management::raiseKey(KeyId id, const Budget &extra)
{
    Raise raised;
    return change(QStringLiteral("key.raise"),
                  [&]() -> Result<QString> {
                      const Result<KeyInfo> info = key(id);
                      if (!info)
                          return tl::make_unexpected(info.error());
                      if (info->key.revokedAt) {
                          return failure(ErrorCode::InvalidArgument,
                                         QStringLiteral("The key %1 is revoked.").arg(id.value));
                      }
                      raised = {{}, id, extra, {}};
                      return hasBudget(info->key.limits, extra, QStringLiteral("The key %1").arg(id.value))
                              .and_then([&] { return raise(raised); })
                              .map([&] {
                                  return QStringLiteral("key %1 of %2 by %3")
                                          .arg(QString::number(id.value), info->userName,
                                               limits_text::showBudget(extra));
                              });
                  })
            .map([&] { return raised; });
}

Result<QList<Raise>> Management::raises()
{
    const Result<Settings> set = settings();
    if (!set)
        return tl::make_unexpected(set.error());
    const Calendar calendar(set->timezone);
    const Time now = m_clock.now();
    return rows::raises(m_database).map([&](QList<Raise> all) {
        all.removeIf([&](const Raise &raised) {
            return !calendar.periodAt(raised.extra.period, now).contains(raised.periodStart);
        });
        return all;
    });
}

} // namespace gateway
