// SPDX-License-Identifier: MIT
#include "support/plan_bench.h"

using namespace std::chrono_literals;

namespace gateway::test {

namespace {

using Attempt = AttemptPlan::Attempt;
using Wait = AttemptPlan::Wait;
using GiveUp = AttemptPlan::GiveUp;

QString codeName(ErrorCode code)
{
    switch (code) {
    case ErrorCode::UpstreamUnreachable:
        return QStringLiteral("unreachable");
    case ErrorCode::UpstreamTimeout:
        return QStringLiteral("timeout");
    case ErrorCode::UpstreamInvalidResponse:
        return QStringLiteral("invalid");
    case ErrorCode::UpstreamCredentials:
        return QStringLiteral("credentials");
    case ErrorCode::NoUpstreamAvailable:
        return QStringLiteral("none");
    default:
        return QStringLiteral("?");
    }
}

} // namespace

AttemptOutcome answered(int status, std::optional<Millis> retryAfter, const QByteArray &body)
{
    const QByteArray error =
            body.isEmpty() && status >= 400 ? QByteArray(R"({"error":{"message":"x"}})") : body;
    AttemptOutcome outcome = answeredOutcome(status, {}, error, Time{});
    if (retryAfter)
        outcome.retryAfter = retryAfter;
    return outcome;
}

AttemptOutcome failed(ErrorCode code)
{
    return failedOutcome({code, QStringLiteral("It failed.")});
}

AttemptOutcome outcomeOf(const QString &word)
{
    if (word == u"refused")
        return failed(ErrorCode::UpstreamUnreachable);
    if (word == u"timeout")
        return failed(ErrorCode::UpstreamTimeout);
    if (word == u"garbage")
        return failed(ErrorCode::UpstreamInvalidResponse);
    if (word == u"quota")
        return answered(429, {}, R"({"error":{"code":"insufficient_quota"}})");
    if (word == u"400quota")
        return answered(400, {}, R"({"error":{"code":"Arrearage"}})");
    if (word == u"200error")
        return answered(200, {}, R"({"error":{"code":502}})");
    if (word == u"403filter")
        return answeredOutcome(403, {}, "<html>", Time{});
    if (word == u"503no")
        return answeredOutcome(503, {{"x-should-retry", "false"}}, {}, Time{});
    const QStringList parts = word.split(u'/');
    std::optional<Millis> wait;
    if (parts.size() > 1)
        wait = std::chrono::seconds(parts[1].toInt());
    return answered(parts[0].toInt(), wait);
}

void PlanBench::reset()
{
    m_providers.clear();
    m_state = std::make_unique<RoutingState>(4711U);
    m_now = SteadyTime(1h);
    m_deadline = m_now + 30min;
}

QList<Candidate> PlanBench::candidates(const QString &text)
{
    QList<Candidate> list;
    for (const QString &one : text.split(u' ', Qt::SkipEmptyParts)) {
        Candidate candidate;
        for (const QString &key : one.split(u','))
            candidate.keys.append(QStringView(key).sliced(1).toLongLong());
        auto provider = std::make_unique<Provider>();
        provider->id = ProviderId{one[0].unicode()};
        provider->name = one.first(1);
        candidate.provider = provider.get();
        candidate.upstreamModel = QStringLiteral("m");
        m_providers.push_back(std::move(provider));
        list.append(candidate);
    }
    return list;
}

QString PlanBench::nameOf(const Attempt &attempt)
{
    return attempt.candidate->provider->name + QString::number(attempt.keyId);
}

PlanBench::Trace PlanBench::run(const QString &places, const std::map<QString, QStringList> &script,
                                quint64 conversation)
{
    Trace trace;
    std::map<QString, qsizetype> turns;
    AttemptPlan plan(*m_state, candidates(places), m_now, m_deadline, conversation);
    bool waited = false;
    for (int step = 0; step < 100; ++step) {
        const AttemptPlan::Step next = plan.next(m_now);
        if (const auto *wait = std::get_if<Wait>(&next)) {
            m_now += wait->time;
            trace.waited += wait->time;
            waited = true;
        } else if (const auto *end = std::get_if<GiveUp>(&next)) {
            trace.end = end->keptAnswer ? QStringLiteral("kept") : codeName(end->error.code);
            trace.retryAfter = end->retryAfter;
            return trace;
        } else {
            const Attempt attempt = std::get<Attempt>(next);
            const QString name = nameOf(attempt);
            trace.tried += (waited ? u"+" : u"") + name;
            waited = false;
            const auto words = script.find(name);
            const QString word =
                    words == script.end()
                            ? QStringLiteral("200")
                            : words->second.value(std::min(turns[name]++, words->second.size() - 1));
            m_now += 10ms;
            if (plan.report(outcomeOf(word), m_now).deliver) {
                trace.end = QStringLiteral("deliver");
                return trace;
            }
        }
    }
    trace.end = QStringLiteral("endless");
    return trace;
}

void PlanBench::attempt(const QString &place, const AttemptOutcome &outcome)
{
    const Candidate candidate = candidates(place).constFirst();
    const Place at{candidate.provider->id, candidate.keys.constFirst(), candidate.upstreamModel};
    m_state->health.end(m_state->health.begin(at, m_now), outcome, m_now);
}

} // namespace gateway::test
