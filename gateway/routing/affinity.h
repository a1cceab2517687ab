// SPDX-License-Identifier: MIT
#pragma once

#include "config/model.h"
#include "routing/health.h"

#include <QByteArrayView>
#include <QHash>

#include <list>
#include <optional>

namespace gateway {

// 64 bits of a SHA-256 over what makes a conversation: who asks, for what, and how it begins. `beginning` is
// the system text and the first user message, or what the client names its conversation by
// (`prompt_cache_key`, a session header): any bytes that stay the same from turn to turn and differ between
// conversations. Never 0; 0 means "no conversation".
quint64 conversationFingerprint(KeyId key, QStringView model, QByteArrayView beginning);

// Remembers where conversations were answered, so that the provider's prompt cache is of use: the least
// recently used goes first, each for a while since its last use. Gateway thread; no clock of its own.
class AffinityMap final
{
public:
    explicit AffinityMap(Millis time = Millis(600'000), int entries = 10'000) : m_time(time), m_limit(entries)
    {}
    Q_DISABLE_COPY_MOVE(AffinityMap)

    void setBounds(Millis time, int entries); // a time of 0 turns it off

    std::optional<Place> find(quint64 conversation, SteadyTime now); // a hit starts the time anew
    void remember(quint64 conversation, const Place &place, SteadyTime now);
    void forget(quint64 conversation);
    qsizetype size() const { return m_index.size(); }

private:
    struct Entry
    {
        quint64 conversation = 0;
        Place place;
        SteadyTime usedAt{};
    };

    Millis m_time;
    int m_limit;
    std::list<Entry> m_entries; // latest first
    QHash<quint64, std::list<Entry>::iterator> m_index;
};

} // namespace gateway
