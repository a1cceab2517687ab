// SPDX-License-Identifier: MIT
#include "ui/refusal_text.h"

#include "ui/format.h"
#include "ui/limit_text.h"

#include "config/limits_text.h"

#include <QDateTime>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>
#include <QRegularExpression>
#include <QTimeZone>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

QString RefusalText::sentence(QStringView code)
{
    const std::pair<QLatin1StringView, QString> known[] = {
            {"invalid_request"_L1, tr("The request is not understood.")},
            {"invalid_api_key"_L1, tr("The key is not valid here.")},
            {"address_not_allowed"_L1, tr("The key may not be used from this address.")},
            {"rate_limit_exceeded"_L1, tr("Too many requests at once; try again shortly.")},
            {"insufficient_quota"_L1, tr("The budget is used up.")},
            {"model_not_allowed"_L1, tr("The key may not use this model.")},
            {"model_not_found"_L1, tr("No provider answers for this model.")},
            {"request_timeout"_L1, tr("The request did not arrive in time.")},
            {"request_too_large"_L1, tr("The request is too large.")},
            {"upstream_unreachable"_L1, tr("The provider cannot be reached.")},
            {"upstream_invalid_response"_L1, tr("The provider's answer is not understood.")},
            {"upstream_credentials"_L1,
             tr("The provider refuses its provider key. Replace it under Providers.")},
            {"no_upstream_available"_L1, tr("No provider can answer at the moment.")},
            {"shutting_down"_L1, tr("The gateway is stopping.")},
            {"ledger_unavailable"_L1, tr("Usage cannot be recorded at the moment, so nothing is sent.")},
            {"overloaded"_L1, tr("The gateway has too much to do; try again shortly.")},
            {"call_stopped"_L1, tr("The request was stopped in the window.")},
            {"upstream_timeout"_L1, tr("The provider did not answer in time.")},
            {"loop_detected"_L1,
             tr("The request came back to this gateway: a provider's address leads here.")},
    };
    for (const auto &[name, words] : known) {
        if (code == name)
            return words;
    }
    return {};
}

// The limit that refused, as access/refusals.h names it: whose, and which. Empty for one that is not known
// here.
QString RefusalText::limit(const QString &limit)
{
    const bool ofKey = limit.startsWith("key "_L1);
    const QString which = limit.sliced(limit.indexOf(u' ') + 1);
    if (which.startsWith("budget "_L1)) {
        const Result<Budget> budget = limits_text::parseBudget(which.sliced(7));
        if (!budget)
            return {};
        return (ofKey ? tr("The key's budget of %1 does not suffice.")
                      : tr("The user's budget of %1 does not suffice."))
                .arg(LimitText::budget(*budget));
    }
    const std::pair<QLatin1StringView, QString> known[] = {
            {"requests per minute"_L1, tr("The limit of requests per minute is reached.")},
            {"tokens per minute"_L1, tr("The limit of tokens per minute is reached.")},
            {"concurrency"_L1, tr("The limit of requests at the same time is reached.")},
            {"expiry"_L1, ofKey ? tr("The key has expired.") : tr("The user's access has expired.")},
            {"address ranges"_L1, tr("The key may not be used from this address.")},
            {"money budget, and the model has no price"_L1,
             tr("The model has no price, so a budget of money cannot hold for it.")},
    };
    for (const auto &[name, words] : known) {
        if (which == name)
            return words;
    }
    return {};
}

QString RefusalText::ofRow(const QString &error)
{
    const qsizetype colon = error.indexOf(u": "_s);
    if (const QString exact = colon < 0 ? QString() : limit(error.sliced(colon + 2)); !exact.isEmpty())
        return exact;
    const QString words = sentence(QStringView(error).first(colon < 0 ? error.size() : colon));
    if (words.isEmpty())
        return error;
    return colon < 0 ? words : words + u" · "_s + error.sliced(colon + 2);
}

// The sentences of access/refusals.cpp.
QString RefusalText::ofBudget(const QString &message, const QTimeZone &zone)
{
    static const QRegularExpression known(
            u"^The (key|user)'s budget of (\\S+)(?: \\(raised to .+?\\))?"
            "(?: is used up: ([0-9.]+) \\w+ of ([0-9.]+) \\w+\\."
            "| has ([0-9.]+) \\w+ left.*, and this call may need ([0-9.]+) \\w+\\.)"
            "(?: It resets at (\\S+)\\.)?"_s);
    const QRegularExpressionMatch found = known.match(message);
    const Result<Budget> budget = limits_text::parseBudget(found.captured(2));
    if (!found.hasMatch() || !budget)
        return {};
    const auto amount = [&](int group) {
        const QString text = found.captured(group);
        const Result<qint64> read = limits_text::parseAmount(text, budget->unit);
        return read ? LimitText::amount(*read, budget->unit) : text;
    };
    const bool ofKey = found.captured(1) == "key"_L1;
    QString words;
    if (!found.captured(3).isEmpty()) {
        words = (ofKey ? tr("The key's budget of %1 is used up: %2 of %3.")
                       : tr("The user's budget of %1 is used up: %2 of %3."))
                        .arg(LimitText::budget(*budget), amount(3), amount(4));
    } else {
        words = (ofKey ? tr("The key's budget of %1 has %2 left; this request may need %3.")
                       : tr("The user's budget of %1 has %2 left; this request may need %3."))
                        .arg(LimitText::budget(*budget), amount(5), amount(6));
    }
    const QDateTime at = QDateTime::fromString(found.captured(7), Qt::ISODate);
    if (at.isValid())
        words += tr(" It resets on %1.").arg(Format::dateTime(fromMillis(at.toMSecsSinceEpoch()), zone));
    return words;
}

QString RefusalText::of(const QByteArray &body, bool askedProvider, const QTimeZone &zone)
{
    constexpr qsizetype longest = 500;
    const QJsonValue error = QJsonDocument::fromJson(body)["error"_L1];
    const QString message = error.isString() ? error.toString() : error["message"_L1].toString();
    const QString code = error["code"_L1].toString();
    if (!askedProvider || code.startsWith("upstream_"_L1)) {
        if (const QString words = ofBudget(message, zone); !words.isEmpty())
            return words;
        if (QLocale().language() == QLocale::Chinese) {
            if (const QString words = sentence(code); !words.isEmpty())
                return words;
        }
    }
    return message.isEmpty() ? QString::fromUtf8(body.left(longest)).trimmed() : message;
}

} // namespace gateway::ui
