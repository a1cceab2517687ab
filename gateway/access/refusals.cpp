// SPDX-License-Identifier: MIT
#include "access/refusals.h"

#include "config/limits_text.h"

#include <algorithm>
#include <limits>

namespace gateway {

namespace {

// When nothing says when room comes: calls in flight end soon, a budget without a period is a person's
// matter.
constexpr Millis soon{1'000};
constexpr Millis someDay{24 * 3'600'000};

QString nameOf(LimitOwner owner)
{
    return owner == LimitOwner::Key ? QStringLiteral("key") : QStringLiteral("user");
}

QString secondsText(Millis wait)
{
    return QStringLiteral("%1 s").arg(std::chrono::ceil<std::chrono::seconds>(wait).count());
}

Refusal refusal(LimitKind kind, LimitOwner owner, const QString &limit, ErrorCode code, QString message)
{
    Refusal result;
    result.kind = kind;
    result.owner = owner;
    result.limit = nameOf(owner) + u' ' + limit;
    result.error = {code, std::move(message)};
    return result;
}

QString textOf(const BudgetRoom &room, BudgetRoom::Wide amount)
{
    constexpr BudgetRoom::Wide most = std::numeric_limits<qint64>::max();
    return limits_text::amountText(room.budget.unit, qint64(std::clamp<BudgetRoom::Wide>(amount, 0, most)));
}

} // namespace

Refusal expired(LimitOwner owner, Time expiry)
{
    return refusal(LimitKind::Expiry, owner, QStringLiteral("expiry"), ErrorCode::InvalidApiKey,
                   QStringLiteral("The %1 expired on %2.")
                           .arg(owner == LimitOwner::Key ? QStringLiteral("API key")
                                                         : QStringLiteral("user of this API key"),
                                toRfc3339(expiry)));
}

Refusal addressRefused(LimitOwner owner, const QHostAddress &address)
{
    return refusal(LimitKind::Address, owner, QStringLiteral("address ranges"), ErrorCode::AddressNotAllowed,
                   QStringLiteral("The %1 may not be used from the address %2.")
                           .arg(nameOf(owner), address.toString()));
}

Refusal requestsRefused(LimitOwner owner, qint64 limit, Millis wait)
{
    Refusal result = refusal(
            LimitKind::Requests, owner, QStringLiteral("requests per minute"), ErrorCode::RateLimited,
            QStringLiteral("The %1's limit of %2 requests per minute is reached; there is room again in %3.")
                    .arg(nameOf(owner), QString::number(limit), secondsText(wait)));
    result.retryAfter = std::max(wait, Millis(1));
    result.shouldRetry = limit > 0;
    return result;
}

Refusal tokensRefused(LimitOwner owner, qint64 limit, qint64 used, qint64 wanted, Millis wait)
{
    const bool tooLarge = wanted > limit;
    const QString message =
            tooLarge ? QStringLiteral(
                               "This call needs up to %1 tokens, and the %2's limit is %3 tokens per minute. "
                               "Lower max_tokens or shorten the prompt.")
                               .arg(QString::number(wanted), nameOf(owner), QString::number(limit))
                     : QStringLiteral("The %1's limit of %2 tokens per minute has %3 left, and this call "
                                      "needs up to %4; "
                                      "there is room again in %5.")
                               .arg(nameOf(owner), QString::number(limit),
                                    QString::number(std::max<qint64>(0, limit - used)),
                                    QString::number(wanted), secondsText(wait));
    Refusal result = refusal(LimitKind::Tokens, owner, QStringLiteral("tokens per minute"),
                             ErrorCode::RateLimited, message);
    result.retryAfter = std::max(wait, Millis(1));
    result.shouldRetry = !tooLarge;
    return result;
}

Refusal concurrencyRefused(LimitOwner owner, qint64 limit)
{
    Refusal result = refusal(
            LimitKind::Concurrency, owner, QStringLiteral("concurrency"), ErrorCode::RateLimited,
            QStringLiteral("The %1's limit of %2 calls at a time is reached; try again when one has ended.")
                    .arg(nameOf(owner), QString::number(limit)));
    result.retryAfter = soon;
    result.shouldRetry = limit > 0;
    return result;
}

Refusal unpricedRefused(LimitOwner owner, const QString &model)
{
    return refusal(LimitKind::Unpriced, owner, QStringLiteral("money budget, and the model has no price"),
                   ErrorCode::ModelNotAllowed,
                   QStringLiteral("The model '%1' has no price, and the %2 has a budget of money. Set a "
                                  "price for the model, "
                                  "or allow the %2 models without a price.")
                           .arg(model.left(200), nameOf(owner)));
}

Refusal budgetRefused(const BudgetRoom &room, qint64 need, Time now)
{
    const QString budget = limits_text::showBudget(room.budget);
    const std::optional<Time> resets = room.period.resets();
    const bool heldByOthers =
            room.limit() - room.used >= need; // there is room as soon as calls in flight use less
    QString message = QStringLiteral("The %1's budget of %2").arg(nameOf(room.owner), budget);
    if (room.raised != 0)
        message += QStringLiteral(" (raised to %1)").arg(textOf(room, room.limit()));
    if (room.used >= room.limit())
        message += QStringLiteral(" is used up: %1 of %2.")
                           .arg(textOf(room, room.used), textOf(room, room.limit()));
    else
        message +=
                QStringLiteral(" has %1 left%2, and this call may need %3.")
                        .arg(textOf(room, room.left()),
                             room.held > 0 ? QStringLiteral(" beside what calls in flight hold") : QString(),
                             textOf(room, need));
    message += resets ? QStringLiteral(" It resets at %1.").arg(toRfc3339(*resets))
                      : QStringLiteral(" It does not reset.");

    Refusal result = refusal(LimitKind::Budget, room.owner, QStringLiteral("budget ") + budget,
                             ErrorCode::QuotaExceeded, message);
    result.resets = resets;
    if (heldByOthers)
        result.retryAfter = soon;
    else
        result.retryAfter = resets ? std::max(soon, Millis(*resets - now)) : someDay;
    return result;
}

} // namespace gateway
