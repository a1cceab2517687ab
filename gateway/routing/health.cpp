// SPDX-License-Identifier: MIT
#include "routing/health.h"

#include <QSet>

#include <algorithm>
#include <array>

namespace gateway {

namespace {

using State = HealthBook::State;

Place keyOf(const Place &place)
{
    return {place.provider, place.key, {}};
}

Place providerOf(const Place &place)
{
    return {place.provider, 0, {}};
}

// The entries that a place depends on. Without a key, the key's is the provider's.
std::array<Place, 3> levels(const Place &place)
{
    return {place, keyOf(place), providerOf(place)};
}

// How much stands against a call: the larger is the worse.
int severity(const HealthBook::Standing &standing)
{
    switch (standing.state) {
    case State::Ok:
        return 0;
    case State::HalfOpen:
        return 1;
    case State::Probing:
        return 2;
    case State::Cooling:
        return standing.stated ? 4 : 3;
    case State::Dead:
        return 5;
    }
    return 0;
}

} // namespace

HealthBook::Standing HealthBook::standingOf(const Entry &entry, SteadyTime now) const
{
    Standing standing;
    standing.stated = entry.stated;
    standing.reason = entry.reason;
    if (!entry.restUntil)
        return {};
    if (now < *entry.restUntil) {
        standing.state = entry.dead ? State::Dead : State::Cooling;
        standing.remaining = std::chrono::ceil<Millis>(*entry.restUntil - now);
        return standing;
    }
    if (entry.stated && !entry.dead)
        return {};
    const bool probing = entry.probe != 0 && now - entry.probeSince < m_policy.probeLease;
    if (!probing)
        standing.state = State::HalfOpen;
    else
        standing.state = entry.dead ? State::Dead : State::Probing;
    return standing;
}

HealthBook::Standing HealthBook::standingOf(const Place &place, SteadyTime now) const
{
    const auto it = m_entries.constFind(place);
    return it == m_entries.constEnd() ? Standing{} : standingOf(*it, now);
}

HealthBook::Standing HealthBook::standing(const Place &place, SteadyTime now) const
{
    Standing worst;
    if (m_entries.isEmpty())
        return worst;
    for (const Place &level : levels(place)) {
        const Standing standing = standingOf(level, now);
        const int difference = severity(standing) - severity(worst);
        if (difference > 0 || (difference == 0 && standing.remaining > worst.remaining))
            worst = standing;
    }
    return worst;
}

HealthBook::Ticket HealthBook::begin(const Place &place, SteadyTime now)
{
    Ticket ticket{place, 0, now};
    for (const Place &level : levels(place)) {
        if (standingOf(level, now).state != State::HalfOpen)
            continue;
        if (ticket.probe == 0)
            ticket.probe = ++m_lastProbe;
        Entry &entry = m_entries[level];
        entry.probe = ticket.probe;
        entry.probeSince = now;
    }
    return ticket;
}

KeyEvent HealthBook::end(const Ticket &ticket, const AttemptOutcome &outcome, SteadyTime now)
{
    const Place &place = ticket.place;
    const Verdict verdict = classify(outcome);
    const QString word = outcomeWord(outcome);
    KeyEvent event = KeyEvent::None;

    if (outcome.kind == AttemptOutcome::Kind::ConnectionFailed) {
        fail(providerOf(place), ticket, word, now);
        abandon(ticket);
        return event;
    }
    if (outcome.kind == AttemptOutcome::Kind::Answered) // whatever it was: it is reached
        recover(providerOf(place), ticket, now);

    switch (verdict) {
    case Verdict::Success: {
        const bool keyWas = recover(keyOf(place), ticket, now);
        const bool placeWas = recover(place, ticket, now);
        if ((keyWas || placeWas) && place.key != 0)
            event = KeyEvent::Accepted;
        break;
    }
    case Verdict::PassThrough: // says nothing about the place
        break;
    case Verdict::RateLimited:
        if (outcome.retryAfter)
            rest(place, std::min(*outcome.retryAfter, m_policy.retryAfterCap), true, word, now);
        else
            fail(place, ticket, word, now);
        break;
    case Verdict::QuotaExhausted:
        rest(place, std::min(outcome.retryAfter.value_or(m_policy.quotaRest), m_policy.retryAfterCap),
             outcome.retryAfter.has_value(), word, now);
        break;
    case Verdict::CredentialRefused: {
        // A 403 may be about one model, and one that is no error of an API may come from a filter in front of
        // it, which did not like what the client wrote: no client may so take a key from the others.
        const int status = outcome.status;
        if (status == 403 && !outcome.error.present) {
            fail(place, ticket, word, now);
            break;
        }
        // Nor may a 402, which OpenRouter answers to one call that could become too dear.
        kill(place.key == 0 || status != 401 ? place : keyOf(place), word, now);
        if (place.key != 0)
            event = KeyEvent::Refused;
        break;
    }
    case Verdict::Transient:
        fail(place, ticket, word, now);
        break;
    }
    abandon(ticket);
    return event;
}

void HealthBook::abandon(const Ticket &ticket)
{
    if (ticket.probe == 0)
        return;
    for (const Place &level : levels(ticket.place)) {
        const auto it = m_entries.find(level);
        if (it != m_entries.end() && it->probe == ticket.probe)
            it->probe = 0;
    }
}

// Whether it had been refused and now is not.
bool HealthBook::recover(const Place &place, const Ticket &ticket, SteadyTime now)
{
    const auto it = m_entries.find(place);
    if (it == m_entries.end())
        return false;
    if (it->restUntil && (ticket.begunAt < it->restSince || (it->stated && now < *it->restUntil)))
        return false;
    const bool wasDead = it->dead;
    m_entries.erase(it);
    return wasDead;
}

void HealthBook::fail(const Place &place, const Ticket &ticket, const QString &reason, SteadyTime now)
{
    Entry &entry = this->entry(place, now);
    if (entry.restUntil && ticket.begunAt < entry.restSince)
        return; // it failed with those that led to the rest
    const bool probe = ticket.probe != 0 && entry.probe == ticket.probe;
    if (entry.dead && !probe)
        return;
    if (!probe) {
        if (standingOf(entry, now).state != State::Ok)
            return; // tried for want of anything better: nothing new
        entry.failures.removeIf([&](SteadyTime at) { return now - at > m_policy.failureWindow; });
        entry.failures.append(now);
        if (entry.failures.size() < m_policy.failuresToCool)
            return;
    }
    const qint64 cap = std::max(m_policy.coolCap, m_policy.coolBase).count();
    const qint64 time = std::min<qint64>(cap, m_policy.coolBase.count() << std::min(entry.trips, 20));
    ++entry.trips;
    rest(place, Millis(time), false, reason, now);
    entry.failing = true;
}

void HealthBook::rest(const Place &place, Millis time, bool stated, const QString &reason, SteadyTime now)
{
    Entry &entry = this->entry(place, now);
    if (entry.dead && entry.restUntil && now < *entry.restUntil)
        return;
    const SteadyTime until = now + time;
    if (entry.restUntil && now<*entry.restUntil && * entry.restUntil> until && entry.stated == stated)
        return; // a longer one is under way
    entry.failures.clear();
    entry.restUntil = until;
    entry.restSince = now;
    entry.stated = stated;
    entry.failing = false;
    entry.dead = false;
    entry.flagSeen = false;
    entry.reason = reason;
}

void HealthBook::kill(const Place &place, const QString &reason, SteadyTime now)
{
    Entry &entry = this->entry(place, now);
    entry.failures.clear();
    entry.restUntil = now + m_policy.refusedRest;
    entry.restSince = now;
    entry.stated = false;
    entry.failing = false;
    entry.dead = true;
    entry.reason = reason;
}

HealthBook::Entry &HealthBook::entry(const Place &place, SteadyTime now)
{
    if (m_entries.size() >= maxPlaces && !m_entries.contains(place))
        shrink();
    Entry &entry = m_entries[place];
    entry.touched = now;
    return entry;
}

// Drops the tenth that was touched longest ago; refused keys stay while there is anything else.
void HealthBook::shrink()
{
    using Age = std::pair<bool, SteadyTime>;
    std::vector<Age> ages;
    ages.reserve(size_t(m_entries.size()));
    for (const Entry &entry : std::as_const(m_entries))
        ages.emplace_back(entry.dead, entry.touched);
    const auto tenth = ages.begin() + qptrdiff(ages.size() / 10);
    std::nth_element(ages.begin(), tenth, ages.end());
    const Age limit = *tenth;
    m_entries.removeIf([&limit](const QHash<Place, Entry>::iterator &it) {
        return Age(it->dead, it->touched) <= limit;
    });
}

void HealthBook::checked(ProviderId provider, SteadyTime now)
{
    m_entries.remove({provider, 0, {}});
    for (auto it = m_entries.begin(); it != m_entries.end(); ++it) {
        if (it.key().provider == provider && it->failing && it->restUntil)
            it->restUntil = std::min(*it->restUntil, now);
    }
}

void HealthBook::tryAgain(SteadyTime now)
{
    for (Entry &entry : m_entries) {
        if (entry.failing && entry.restUntil)
            entry.restUntil = std::min(*entry.restUntil, now);
    }
}

void HealthBook::configure(const Snapshot &snapshot)
{
    if (m_entries.isEmpty())
        return;
    QHash<std::pair<ProviderId, qint64>, bool> flags;
    for (const Provider &provider : snapshot.providers) {
        flags.insert({provider.id, 0}, false);
        for (const SealedKey &key : provider.keys)
            flags.insert({provider.id, key.id}, key.flaggedAt.has_value());
    }
    m_entries.removeIf([&flags](const QHash<Place, Entry>::iterator &it) {
        const auto flag = flags.constFind({it.key().provider, it.key().key});
        if (flag == flags.constEnd())
            return true;
        if (!it->dead)
            return false;
        if (!*flag)
            return it->flagSeen;
        it->flagSeen = true;
        return false;
    });
}

std::vector<HealthBook::Row> HealthBook::states(SteadyTime now) const
{
    std::vector<Row> rows;
    for (auto it = m_entries.cbegin(); it != m_entries.cend(); ++it) {
        const Standing standing = standingOf(*it, now);
        if (standing.state != State::Ok)
            rows.push_back({it.key(), standing});
    }
    std::sort(rows.begin(), rows.end(), [](const Row &a, const Row &b) {
        return std::tie(a.place.provider, a.place.key, a.place.model) <
               std::tie(b.place.provider, b.place.key, b.place.model);
    });
    return rows;
}

} // namespace gateway
