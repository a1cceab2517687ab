// SPDX-License-Identifier: MIT
#pragma once

#include "base/time.h"
#include "config/snapshot.h"
#include "routing/policy.h"
#include "routing/retry_policy.h"

#include <QHash>

#include <vector>

namespace gateway {

// A key of a provider and a model there: what fails and recovers on its own.
struct Place
{
    ProviderId provider;
    qint64 key = 0; // 0: the provider has none
    QString model;  // the upstream's name

    friend bool operator==(const Place &, const Place &) = default;
    friend size_t qHash(const Place &place, size_t seed = 0) noexcept
    {
        return qHashMulti(seed, place.provider, place.key, place.model);
    }
};

// What an outcome says about a provider's key, for the caller to keep with the configuration.
enum class KeyEvent : quint8 {
    None,
    Refused, // flag it: the provider refused it just now
    Accepted // clear the flag: it had been refused and works
};

// Knows which places are failing. Gateway thread; no clock of its own; bounded (places that are forgotten
// count as good).
//
// A place rests after repeated failure, at once after a 429 that states a time and when a quota is used up; a
// key rests after it was refused (401 for all models, 402 and 403 for the one); a provider rests when it
// could not be reached repeatedly. After a rest for failures one probe at a time passes: its success ends the
// rest, its failure starts a longer one. After a time that the provider stated itself, everybody passes.
class HealthBook final
{
public:
    static constexpr qsizetype maxPlaces = 10'000;

    enum class State : quint8 { Ok, Cooling, HalfOpen, Probing, Dead };
    struct Standing
    {
        State state = State::Ok;
        Millis remaining{0}; // of Cooling and Dead
        bool stated = false; // the provider itself said how long: asking earlier is pointless
        QString reason;      // outcomeWord() of what led to it
    };

    explicit HealthBook(const RoutingPolicy &policy = {}) : m_policy(policy) {}
    void setPolicy(const RoutingPolicy &policy) { m_policy = policy; }

    // The worse of the place's, its key's and its provider's.
    Standing standing(const Place &place, SteadyTime now) const;

    // Call before an attempt. The result tells probes apart and is handed back to end it.
    struct Ticket
    {
        Place place;
        quint64 probe = 0;    // 0: no probe
        SteadyTime begunAt{}; // what it shows says nothing about a rest that began later
    };
    Ticket begin(const Place &place, SteadyTime now);
    KeyEvent end(const Ticket &ticket, const AttemptOutcome &outcome, SteadyTime now);
    void abandon(const Ticket &ticket); // nothing was learnt: the client left, or the gateway closes

    // An active check reached the provider: it rests no longer, and its places that failed may be probed at
    // once. What the provider itself stated, quotas and refused keys stay.
    void checked(ProviderId provider, SteadyTime now);

    // The network has changed, so failures of before say little: whatever rests for them may be probed at
    // once.
    void tryAgain(SteadyTime now);

    // Forgets what is no longer configured, and that a key was refused when its flag has been cleared.
    void configure(const Snapshot &snapshot);

    struct Row
    {
        Place place; // an empty model: the key with all models; key 0 as well: the provider
        Standing standing;
    };
    std::vector<Row> states(SteadyTime now) const; // all that are not Ok
    qsizetype size() const { return m_entries.size(); }

private:
    struct Entry
    {
        QList<SteadyTime> failures;          // the latest, at most failuresToCool
        std::optional<SteadyTime> restUntil; // of the latest rest, also when it is over
        SteadyTime restSince{};
        bool stated = false;
        bool failing = false; // the rest is for failures
        bool dead = false;
        bool flagSeen = false; // dead, and the configuration says so too
        int trips = 0;         // rests in a row
        quint64 probe = 0;     // under way
        SteadyTime probeSince{};
        SteadyTime touched{};
        QString reason;
    };

    Standing standingOf(const Entry &entry, SteadyTime now) const;
    Standing standingOf(const Place &place, SteadyTime now) const;
    Entry &entry(const Place &place, SteadyTime now);
    bool recover(const Place &place, const Ticket &ticket, SteadyTime now);
    void fail(const Place &place, const Ticket &ticket, const QString &reason, SteadyTime now);
    void rest(const Place &place, Millis time, bool stated, const QString &reason, SteadyTime now);
    void kill(const Place &place, const QString &reason, SteadyTime now);
    void shrink();

    RoutingPolicy m_policy;
    QHash<Place, Entry> m_entries;
    quint64 m_lastProbe = 0;
};

} // namespace gateway
