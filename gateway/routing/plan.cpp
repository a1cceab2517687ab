// SPDX-License-Identifier: MIT
#include "routing/plan.h"

#include <algorithm>

namespace gateway {

namespace {

using State = HealthBook::State;

bool isServerError(int status)
{
    return status >= 500 || status == 408;
}

} // namespace

void RoutingState::setPolicy(const RoutingPolicy &figures)
{
    policy = figures;
    health.setPolicy(figures);
    affinity.setBounds(figures.affinityTime, figures.affinityEntries);
}

AttemptPlan::AttemptPlan(RoutingState &state, QList<Candidate> candidates, SteadyTime now,
                         SteadyTime deadline, quint64 conversation)
    : m_state(state), m_candidates(std::move(candidates)), m_deadline(deadline), m_conversation(conversation)
{
    for (const Candidate &candidate : m_candidates) {
        for (const qint64 key : candidate.keys) {
            const Place place{candidate.provider->id, key, candidate.upstreamModel};
            const bool known = std::any_of(m_slots.begin(), m_slots.end(),
                                           [&place](const Slot &slot) { return slot.place == place; });
            if (!known) // a route may lead to the same place twice
                m_slots.push_back({&candidate, place});
        }
    }
    if (const auto place = m_state.affinity.find(m_conversation, now))
        prefer(*place, now);
}

AttemptPlan::~AttemptPlan()
{
    if (m_underWay)
        m_state.health.abandon(m_ticket);
}

// The place that has the conversation in its cache comes first, if it is well.
void AttemptPlan::prefer(const Place &place, SteadyTime now)
{
    if (m_state.health.standing(place, now).state != State::Ok)
        return;
    const auto slot = std::find_if(m_slots.begin(), m_slots.end(),
                                   [&place](const Slot &each) { return each.place == place; });
    if (slot != m_slots.end())
        std::rotate(m_slots.begin(), slot, slot + 1);
}

AttemptPlan::Step AttemptPlan::next(SteadyTime now)
{
    if (m_underWay || m_over || m_attempts >= m_state.policy.maxAttempts || now >= m_deadline)
        return giveUp(now);
    if (Slot *slot = fresh(now))
        return start(*slot, now);
    if (Slot *slot = again(now)) {
        if (slot->notBefore <= now)
            return start(*slot, now);
        if (mayWait(now, slot->notBefore))
            return Wait{std::chrono::ceil<Millis>(slot->notBefore - now)};
    }
    if (Slot *slot = leastBad(now))
        return start(*slot, now);

    // Only places that said themselves when they are back: the first of them, if that is soon.
    Millis soonest = Millis::max();
    for (const Slot &slot : m_slots) {
        const HealthBook::Standing standing = m_state.health.standing(slot.place, now);
        if (!slot.out && slot.tries == 0 && standing.state == State::Cooling && standing.stated)
            soonest = std::min(soonest, standing.remaining);
    }
    if (soonest <= m_state.policy.maxWaitInPlace && mayWait(now, now + soonest))
        return Wait{soonest + backoff(m_state.policy, 0, m_state.random)};
    return giveUp(now);
}

// Not tried yet, well, and not hit by what failed before.
AttemptPlan::Slot *AttemptPlan::fresh(SteadyTime now)
{
    for (Slot &slot : m_slots) {
        if (slot.tries > 0 || slot.out || slot.later)
            continue;
        const State state = m_state.health.standing(slot.place, now).state;
        if (state == State::Ok || state == State::HalfOpen)
            return &slot;
    }
    return nullptr;
}

// After a back-off: another key where one failed, or the same once more. The one whose turn comes first.
AttemptPlan::Slot *AttemptPlan::again(SteadyTime now)
{
    Slot *best = nullptr;
    for (Slot &slot : m_slots) {
        if (slot.out || (slot.tries == 0 && !slot.later) || slot.tries > m_state.policy.retriesPerTarget)
            continue;
        const HealthBook::Standing standing = m_state.health.standing(slot.place, now);
        if (standing.state == State::Dead)
            continue;
        SteadyTime from = slot.notBefore;
        if (standing.state == State::Cooling && standing.stated) {
            if (standing.remaining > m_state.policy.maxWaitInPlace)
                continue;
            from = std::max(from, now + standing.remaining);
        }
        slot.notBefore = from;
        if (best == nullptr || from < best->notBefore ||
            (from == best->notBefore && slot.tries < best->tries))
            best = &slot;
    }
    return best;
}

// Resting after failures, and yet better than no answer: the one whose rest ends first.
AttemptPlan::Slot *AttemptPlan::leastBad(SteadyTime now)
{
    Slot *best = nullptr;
    Millis bestRemaining{0};
    for (Slot &slot : m_slots) {
        if (slot.tries > 0 || slot.out)
            continue;
        const HealthBook::Standing standing = m_state.health.standing(slot.place, now);
        if (standing.state == State::Dead || (standing.state == State::Cooling && standing.stated))
            continue;
        if (best == nullptr || standing.remaining < bestRemaining) {
            best = &slot;
            bestRemaining = standing.remaining;
        }
    }
    return best;
}

// Other calls can put a place's return off again and again; no call waits for it longer than its own tries
// could take.
bool AttemptPlan::mayWait(SteadyTime now, SteadyTime until)
{
    if (!m_waitingSince)
        m_waitingSince = now;
    const RoutingPolicy &policy = m_state.policy;
    return until < m_deadline && until - *m_waitingSince <= policy.maxAttempts * policy.maxWaitInPlace;
}

AttemptPlan::Step AttemptPlan::start(Slot &slot, SteadyTime now)
{
    ++slot.tries;
    ++m_attempts;
    m_current = &slot;
    m_underWay = true;
    m_ticket = m_state.health.begin(slot.place, now);
    return Attempt{slot.candidate, slot.place.key, m_attempts};
}

AttemptPlan::Report AttemptPlan::report(const AttemptOutcome &outcome, SteadyTime now)
{
    Report report;
    report.verdict = classify(outcome);
    if (m_committed) {
        // The content has begun; what happens to its rest counts, but not as a probe's end.
        if (m_current != nullptr && report.verdict != Verdict::Success) {
            report.keyEvent = m_state.health.end({m_current->place, 0, m_ticket.begunAt}, outcome, now);
            m_current = nullptr;
        }
        return report;
    }
    if (!m_underWay)
        return report;
    m_underWay = false;
    report.keyEvent = m_state.health.end(m_ticket, outcome, now);
    if (report.verdict == Verdict::Success || report.verdict == Verdict::PassThrough) {
        report.deliver = true;
        m_over = true;
        if (report.verdict == Verdict::Success)
            m_state.affinity.remember(m_conversation, m_current->place, now);
        return report;
    }
    report.keep = outcome.status == 429 || isServerError(outcome.status);
    m_kept = m_kept || report.keep;
    m_lastError = errorOf(report.verdict, outcome);
    moveOn(report.verdict, outcome, now);
    return report;
}

KeyEvent AttemptPlan::commit(SteadyTime now)
{
    if (!m_underWay || m_committed)
        return KeyEvent::None;
    m_underWay = false;
    m_committed = true;
    m_over = true;
    m_state.affinity.remember(m_conversation, m_current->place, now);
    AttemptOutcome good;
    good.status = 200;
    return m_state.health.end(m_ticket, good, now);
}

// What the failure of the latest attempt means for it and for the others of its kind.
void AttemptPlan::moveOn(Verdict verdict, const AttemptOutcome &outcome, SteadyTime now)
{
    const RoutingPolicy &policy = m_state.policy;
    Slot &slot = *m_current;
    slot.later = true;
    if (verdict == Verdict::QuotaExhausted || verdict == Verdict::CredentialRefused ||
        outcome.retryAfter.value_or(Millis(0)) > policy.maxWaitInPlace ||
        !outcome.shouldRetry.value_or(true)) {
        slot.out = true;
    } else {
        const Millis stated = outcome.retryAfter.value_or(Millis(0));
        // Those who were told the same time shall not all come at once; a failure without one needs no floor.
        slot.notBefore = now + stated + backoff(policy, slot.tries - 1, m_state.random);
    }
    if (verdict != Verdict::Transient)
        return;
    // The provider itself is in trouble: another key of it is no other target, and comes after them.
    for (Slot &other : m_slots) {
        const bool sameTarget = other.place.provider == slot.place.provider &&
                                (other.place.model == slot.place.model ||
                                 outcome.kind == AttemptOutcome::Kind::ConnectionFailed);
        if (&other == &slot || !sameTarget || other.tries > 0)
            continue;
        other.later = true;
        other.notBefore = slot.out ? now : slot.notBefore;
    }
}

Error AttemptPlan::errorOf(Verdict verdict, const AttemptOutcome &outcome) const
{
    const QString provider = m_current->candidate->provider->name;
    switch (outcome.kind) {
    case AttemptOutcome::Kind::ConnectionFailed:
        return {ErrorCode::UpstreamUnreachable, outcome.message};
    case AttemptOutcome::Kind::Timeout:
        return {ErrorCode::UpstreamTimeout, outcome.message};
    case AttemptOutcome::Kind::InvalidResponse:
        return {ErrorCode::UpstreamInvalidResponse, outcome.message};
    case AttemptOutcome::Kind::Answered:
        break;
    }
    // The client's own credential is a good one: whatever is wrong with ours is not said with the provider's
    // words.
    if (verdict == Verdict::CredentialRefused || verdict == Verdict::QuotaExhausted) {
        return {ErrorCode::UpstreamCredentials,
                verdict == Verdict::QuotaExhausted
                        ? QStringLiteral("The account that this gateway has at the provider '%1' is used up.")
                                  .arg(provider)
                        : QStringLiteral(
                                  "The provider '%1' refused the key that this gateway has for it (HTTP %2).")
                                  .arg(provider)
                                  .arg(outcome.status)};
    }
    return {ErrorCode::UpstreamInvalidResponse,
            outcome.status < 300
                    ? QStringLiteral("The provider '%1' sent an error inside an answer with HTTP %2.")
                              .arg(provider)
                              .arg(outcome.status)
                    : QStringLiteral("The provider '%1' answered with HTTP %2.")
                              .arg(provider)
                              .arg(outcome.status)};
}

AttemptPlan::Step AttemptPlan::giveUp(SteadyTime now) const
{
    GiveUp end;
    if (m_attempts > 0) {
        end.keptAnswer = m_kept;
        end.error = m_lastError;
        return end;
    }
    Millis soonest = Millis::max();
    bool allDead = true;
    QStringList refusing;
    for (const Slot &slot : m_slots) {
        const HealthBook::Standing standing = m_state.health.standing(slot.place, now);
        if (standing.state == State::Dead) {
            if (!refusing.contains(slot.candidate->provider->name))
                refusing.append(slot.candidate->provider->name);
            continue;
        }
        allDead = false;
        if (standing.state == State::Cooling)
            soonest = std::min(soonest, standing.remaining);
    }
    if (allDead) {
        end.error = {ErrorCode::UpstreamCredentials,
                     QStringLiteral("The provider refuses the key that this gateway has for it: %1.")
                             .arg(refusing.join(QStringLiteral(", ")))};
        return end;
    }
    if (now >= m_deadline) {
        end.error = {
                ErrorCode::UpstreamTimeout,
                QStringLiteral("No provider of this model was free before the time for the call was over.")};
        return end;
    }
    end.error = {ErrorCode::NoUpstreamAvailable,
                 QStringLiteral("Every provider of this model asked to be left alone for a while.")};
    if (soonest != Millis::max())
        end.retryAfter = soonest;
    return end;
}

} // namespace gateway
