// SPDX-License-Identifier: MIT
#include "routing/affinity.h"

#include <QCryptographicHash>
#include <QtEndian>

#include <algorithm>

namespace gateway {

quint64 conversationFingerprint(KeyId key, QStringView model, QByteArrayView beginning)
{
    // The length before the name keeps two different pairs from being the same bytes.
    const QByteArray name = model.toUtf8();
    std::array<char, 16> head{};
    qToBigEndian(key.value, head.data());
    qToBigEndian(qint64(name.size()), head.data() + 8);
    QCryptographicHash hash(QCryptographicHash::Sha256);
    hash.addData(QByteArrayView(head.data(), qsizetype(head.size())));
    hash.addData(name);
    hash.addData(beginning);
    const quint64 fingerprint = qFromBigEndian<quint64>(hash.result().constData());
    return fingerprint == 0 ? 1 : fingerprint;
}

void AffinityMap::setBounds(Millis time, int entries)
{
    m_time = time;
    m_limit = entries;
    while (size() > std::max(m_limit, 0))
        forget(m_entries.back().conversation);
}

std::optional<Place> AffinityMap::find(quint64 conversation, SteadyTime now)
{
    const auto it = m_index.constFind(conversation);
    if (it == m_index.constEnd())
        return {};
    const auto entry = *it;
    if (now - entry->usedAt >= m_time) {
        forget(conversation);
        return {};
    }
    entry->usedAt = now;
    m_entries.splice(m_entries.begin(), m_entries, entry);
    return entry->place;
}

void AffinityMap::remember(quint64 conversation, const Place &place, SteadyTime now)
{
    if (conversation == 0 || m_time <= Millis(0) || m_limit <= 0)
        return;
    if (const auto it = m_index.constFind(conversation); it != m_index.constEnd()) {
        const auto entry = *it;
        entry->place = place;
        entry->usedAt = now;
        m_entries.splice(m_entries.begin(), m_entries, entry);
        return;
    }
    while (size() >= m_limit)
        forget(m_entries.back().conversation);
    m_entries.push_front({conversation, place, now});
    m_index.insert(conversation, m_entries.begin());
}

void AffinityMap::forget(quint64 conversation)
{
    const auto it = m_index.constFind(conversation);
    if (it == m_index.constEnd())
        return;
    m_entries.erase(*it);
    m_index.erase(it);
}

} // namespace gateway
