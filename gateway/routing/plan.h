// SPDX-License-Identifier: MIT
#pragma once

#include "routing/affinity.h"
#include "routing/health.h"
#include "routing/resolve.h"

#include <QRandomGenerator>

#include <variant>
#include <vector>

namespace gateway {

// What calls share. One for the gateway, in its thread; outlives every plan.
struct RoutingState
{
    explicit RoutingState(quint32 seed, const RoutingPolicy &figures = {})
        : policy(figures)
        , health(figures)
        , affinity(figures.affinityTime, figures.affinityEntries)
        , random(seed)
    {}
    void setPolicy(const RoutingPolicy &figures);

    RoutingPolicy policy;
    HealthBook health;
    AffinityMap affinity;
    QRandomGenerator random;
};

// Where one call goes next, until it is answered or given up. Pure apart from the shared state; gateway
// thread.
//
//     AttemptPlan plan(state, *candidates, now, deadline, conversation);
//     loop: step = plan.next(now)
//         Attempt -> POST to candidate->provider with key keyId
//                    before the first byte of content leaves: plan.commit(now)
//                    at its end: report = plan.report(outcome, now); report.deliver or next()
//         Wait    -> call next() again after that time
//         GiveUp  -> keptAnswer: send the answer that the last report with `keep` was about; else the error
// A client that leaves: destroy the plan, which gives a probe back.
class AttemptPlan final
{
public:
    // `candidates` as resolveCandidates() gives them; nothing is sent at or after `deadline`; `conversation`
    // as of conversationFingerprint(), 0: stays nowhere.
    AttemptPlan(RoutingState &state, QList<Candidate> candidates, SteadyTime now, SteadyTime deadline,
                quint64 conversation = 0);
    ~AttemptPlan();
    Q_DISABLE_COPY_MOVE(AttemptPlan)

    struct Attempt
    {
        const Candidate *candidate = nullptr; // as long as the plan
        qint64 keyId = 0;                     // of SealedKey; 0: the provider has none
        int number = 0;                       // from 1
    };
    struct Wait
    {
        Millis time{0};
    };
    struct GiveUp
    {
        bool keptAnswer = false;
        Error error;                      // for the client, when there is no kept answer
        std::optional<Millis> retryAfter; // until the first target is back
    };
    using Step = std::variant<Attempt, Wait, GiveUp>;
    Step next(SteadyTime now);

    struct Report
    {
        Verdict verdict = Verdict::Success;
        bool deliver = false; // success or the client's own error: pass the answer on, the call is over
        bool keep =
                false; // hold status, headers and body: they are the client's answer if nothing better comes
        KeyEvent keyEvent = KeyEvent::None;
    };
    // Once per attempt. After commit() it only tells how a stream went on; nothing is tried again then.
    Report report(const AttemptOutcome &outcome, SteadyTime now);

    // The answer is good so far and its content goes to the client: no switching from here on. May be called
    // again.
    KeyEvent commit(SteadyTime now);

    int attempts() const { return m_attempts; } // POSTs so far

private:
    // A place that this call may be answered at.
    struct Slot
    {
        const Candidate *candidate = nullptr;
        Place place;
        int tries = 0;
        bool out = false;       // not again in this call
        bool later = false;     // shares what just failed with a place that was tried
        SteadyTime notBefore{}; // back-off, or the provider's retry-after
    };

    void prefer(const Place &place, SteadyTime now);
    Slot *fresh(SteadyTime now);
    Slot *again(SteadyTime now);
    Slot *leastBad(SteadyTime now);
    bool mayWait(SteadyTime now, SteadyTime until);
    Step start(Slot &slot, SteadyTime now);
    Step giveUp(SteadyTime now) const;
    void moveOn(Verdict verdict, const AttemptOutcome &outcome, SteadyTime now);
    Error errorOf(Verdict verdict, const AttemptOutcome &outcome) const;

    RoutingState &m_state;
    const QList<Candidate> m_candidates;
    const SteadyTime m_deadline;
    const quint64 m_conversation;
    std::vector<Slot> m_slots; // in the order to try them
    Slot *m_current = nullptr; // the latest attempt's
    HealthBook::Ticket m_ticket;
    bool m_underWay = false;
    bool m_committed = false;
    bool m_over = false; // nothing more is tried
    bool m_kept = false;
    int m_attempts = 0;
    std::optional<SteadyTime> m_waitingSince;
    Error m_lastError;
};

} // namespace gateway
