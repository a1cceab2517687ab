// SPDX-License-Identifier: MIT
#include "ui/inspector/call_way.h"

#include "ui/format.h"
#include "ui/refusal_text.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

QString joined(const QStringList &parts)
{
    QStringList some = parts;
    some.removeAll(QString());
    return some.join(u" · "_s);
}

} // namespace

QString CallWay::reason(const QString &outcome)
{
    const std::pair<QLatin1StringView, QString> known[] = {
            {"rate_limited"_L1, tr("too many requests")},
            {"quota_exhausted"_L1, tr("quota used up")},
            {"credential_refused"_L1, tr("key refused")},
            {"timeout"_L1, tr("no answer in time")},
            {"connection_failed"_L1, tr("not reachable")},
            {"invalid_response"_L1, tr("answer not understood")},
            {"error_in_200"_L1, tr("error inside the answer")},
            {"refused_request"_L1, tr("request refused")},
            {"ok"_L1, tr("ok")},
    };
    for (const auto &[code, words] : known) {
        if (outcome == code)
            return words;
    }
    if (outcome.startsWith("http_"_L1))
        return u"HTTP "_s + outcome.mid(5);
    return outcome;
}

Millis CallWay::length(const CallRow &call)
{
    return std::max(call.settled.duration, Millis(1));
}

QList<WayPart> CallWay::parts(const CallRow &call)
{
    using Kind = WayPart::Kind;
    const CallSettled &settled = call.settled;
    QList<WayPart> way;
    if (settled.status == CallStatus::Open)
        return way;
    const Millis end = length(call);
    if (settled.status == CallStatus::Refused) {
        way.append({Kind::Refused, Millis(0), end,
                    tr("refused after %1").arg(Format::duration(settled.duration))});
        return way;
    }
    Millis at{0};
    const auto add = [&](Kind kind, Millis to, const QString &text) {
        to = std::clamp(to, at, end);
        way.append({kind, at, to, text});
        at = to;
    };
    if (settled.queued)
        add(Kind::Admitted, *settled.queued, tr("admitted %1").arg(Format::duration(*settled.queued)));
    const bool answered = settled.status != CallStatus::Failed || settled.firstToken;
    // The last one of the tries is what the rest of the bar shows, where it was answered.
    const qsizetype failed = settled.tried.size() - (answered ? 1 : 0);
    for (qsizetype i = 0; i < failed; ++i) {
        const CallAttempt &attempt = settled.tried[i];
        const QString what = attempt.status > 0 ? QString::number(attempt.status) : reason(attempt.outcome);
        add(Kind::FailedTry, at + attempt.duration, attempt.provider + u' ' + what);
    }
    if (!answered) {
        if (settled.tried.isEmpty())
            add(Kind::FailedTry, end, tr("failed %1").arg(Format::duration(end - at)));
        return way;
    }
    if (settled.firstToken) {
        const Millis waited = std::max(*settled.firstToken - at, Millis(0));
        add(Kind::FirstToken, *settled.firstToken, tr("first token %1").arg(Format::duration(waited)));
    }
    const Millis rest = end - at;
    QString text = (call.opened.stream ? tr("stream %1") : tr("answer %1")).arg(Format::duration(rest));
    const qint64 tokens = settled.usage.completion.value_or(0);
    if (call.opened.stream && settled.firstToken && tokens > 0 && rest.count() > 0)
        text += u" · "_s + tr("%1 tok/s").arg(Format::number(tokens * 1000 / rest.count()));
    add(Kind::Answer, end, text);
    return way;
}

QList<WayTry> CallWay::tries(const CallRow &call)
{
    const CallSettled &settled = call.settled;
    QList<WayTry> tries;
    if (settled.status == CallStatus::Refused) {
        tries.append({settled.httpStatus > 0 ? QString::number(settled.httpStatus) : tr("refused"),
                      false,
                      false,
                      tr("By the gateway, before a provider was asked"),
                      {}}); // why stands above
        return tries;
    }
    QList<CallAttempt> tried = settled.tried;
    if (tried.isEmpty()) { // the first try was all
        CallAttempt only;
        only.provider = call.providerName;
        only.keyHint = call.providerKeyHint;
        only.status = settled.httpStatus;
        only.outcome = settled.status == CallStatus::Failed ? settled.error : u"ok"_s;
        only.model = settled.upstreamModel.isEmpty() ? call.opened.upstreamModel : settled.upstreamModel;
        only.duration = settled.duration;
        tried.append(only);
    }
    for (qsizetype i = 0; i < tried.size(); ++i) {
        const CallAttempt &attempt = tried[i];
        const bool last = i + 1 == tried.size();
        WayTry shown;
        shown.good = attempt.outcome == "ok"_L1;
        shown.pending = last && settled.status == CallStatus::Open;
        shown.pill = attempt.status > 0 ? QString::number(attempt.status)
                     : shown.pending    ? tr("in flight")
                     : shown.good       ? tr("ok")
                                        : tr("failed");
        const QString key = attempt.keyHint.isEmpty() ? QString() : tr("key …%1").arg(attempt.keyHint);
        shown.title =
                joined({attempt.provider.isEmpty() ? Format::dash() : attempt.provider, attempt.model, key});
        if (shown.pending) {
            shown.detail = tr("not over yet");
        } else if (shown.good) {
            const QString source = settled.usageSource == UsageSource::Provider    ? tr("from the provider")
                                   : settled.usageSource == UsageSource::Estimated ? tr("estimated")
                                   : settled.usageSource == UsageSource::Partial
                                           ? tr("counted until it stopped")
                                           : QString();
            const TokenUsage &usage = settled.usage;
            const QString prompt = Format::number(usage.prompt);
            const QString completion = Format::number(usage.completion);
            shown.detail = usage.isEmpty()    ? tr("no usage was reported")
                           : source.isEmpty() ? tr("%1 in · %2 out").arg(prompt, completion)
                                              : tr("%1 in · %2 out, %3").arg(prompt, completion, source);
        } else {
            shown.detail = joined({reason(attempt.outcome), Format::duration(attempt.duration),
                                   last ? QString() : tr("next target")});
        }
        tries.append(shown);
    }
    return tries;
}

} // namespace gateway::ui
