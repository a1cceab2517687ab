// SPDX-License-Identifier: MIT
#pragma once

#include <QHash>

#include <list>

namespace gateway {

// A map of bounded size: what was not used for the longest time goes first.
template <typename Key, typename Value>
class LruMap final
{
public:
    explicit LruMap(qsizetype capacity) : m_capacity(capacity) {}

    qsizetype size() const { return m_index.size(); }

    Value *find(const Key &key)
    {
        const auto found = m_index.constFind(key);
        if (found == m_index.cend())
            return nullptr;
        m_entries.splice(m_entries.begin(), m_entries, *found);
        return &m_entries.front().second;
    }

    Value &at(const Key &key) // makes it where it is missing
    {
        if (Value *found = find(key))
            return *found;
        if (m_index.size() >= m_capacity) {
            m_index.remove(m_entries.back().first);
            m_entries.pop_back();
        }
        m_entries.emplace_front(key, Value());
        m_index.insert(key, m_entries.begin());
        return m_entries.front().second;
    }

private:
    using Entries = std::list<std::pair<Key, Value>>;

    qsizetype m_capacity;
    Entries m_entries; // used last first
    QHash<Key, typename Entries::iterator> m_index;
};

} // namespace gateway
