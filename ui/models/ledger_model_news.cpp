// SPDX-License-Identifier: MIT
// The second half of LedgerModel: what comes on top, and what changes in rows that are held.
#include "ui/models/ledger_model.h"

#include <algorithm>

namespace gateway::ui {

namespace {

constexpr int mostPieces = 3; // that are put in or taken out one by one

} // namespace

void LedgerModel::takeNews(const Rows &rows, bool add)
{
    if (isEmpty() && add) {
        if (!rows.isEmpty())
            takeFirst(rows);
        return;
    }
    m_newsBound = rows.size() < pageSize ? 0 : rows.last().opened.id.value;
    qsizetype fresh = 0;
    while (fresh < rows.size() && rows[fresh].opened.id.value > m_newest)
        ++fresh;
    const bool gap = fresh == pageSize;
    for (qsizetype i = m_stretches.size() - 1; i >= 0 && !gap; --i) {
        const Stretch &stretch = m_stretches[i];
        if (!stretch.isHeld() || stretch.end <= m_newsBound)
            continue;
        Rows now;
        for (qsizetype n = fresh; n < rows.size(); ++n) {
            const qint64 id = rows[n].opened.id.value;
            if (id >= stretch.last && id < stretch.end)
                now.append(rows[n]);
        }
        for (const CallRow &row : stretch.rows) {
            if (row.opened.id.value < m_newsBound)
                now.append(row);
        }
        setRows(i, now);
    }
    m_waiting = add ? 0 : int(fresh);
    if (fresh > 0 && add)
        addOnTop(rows.first(fresh), gap);
}

void LedgerModel::addOnTop(const Rows &rows, bool gap)
{
    const qint64 before = m_newest + 1;
    m_newest = rows.first().opened.id.value;
    const qint64 last = rows.last().opened.id.value;
    if (gap)
        m_uncounted.prepend({before, last});
    Stretch top{gap ? last : before, m_newest + 1, int(rows.size()), rows};
    beginInsertRows({}, 0, top.count - 1);
    if (!gap && m_stretches.size() > 0 && m_stretches[0].isHeld() &&
        m_stretches[0].count + top.count <= 2 * pageSize) {
        const Stretch &old = m_stretches[0];
        top.last = old.last;
        top.count += old.count;
        top.rows += old.rows;
        m_stretches.replace(0, {top});
    } else {
        m_stretches.insert(0, {top});
    }
    endInsertRows();
    m_stretches.letGo(mostHeld);
}

// What is held of a stretch becomes these: row by row where little is different. A view of a million rows
// takes its time for each piece that comes or goes, so that many pieces are exchanged in one.
void LedgerModel::setRows(qsizetype at, const Rows &rows)
{
    const Rows old = m_stretches[at].rows;
    const auto same = [](const CallRow &a, const CallRow &b) { return a.opened.id == b.opened.id; };
    const auto [oldFrom, newFrom] = std::mismatch(old.begin(), old.end(), rows.begin(), rows.end(), same);
    auto oldEnd = old.end();
    auto newEnd = rows.end();
    while (oldEnd != oldFrom && newEnd != newFrom && same(*(oldEnd - 1), *(newEnd - 1))) {
        --oldEnd;
        --newEnd;
    }
    int pieces = 0;
    for (auto a = oldFrom, b = newFrom; a != oldEnd || b != newEnd; ++pieces) {
        while (a != oldEnd && (b == newEnd || a->opened.id > b->opened.id))
            ++a;
        while (b != newEnd && (a == oldEnd || b->opened.id > a->opened.id))
            ++b;
        while (a != oldEnd && b != newEnd && same(*a, *b)) {
            ++a;
            ++b;
        }
    }
    const int inside = int(oldFrom - old.begin());
    const int first = m_stretches[at].first + inside;
    if (pieces > mostPieces) {
        if (oldEnd != oldFrom) {
            beginRemoveRows({}, first, first + int(oldEnd - oldFrom) - 1);
            for (auto row = oldFrom; row != oldEnd; ++row)
                m_stretches.removeRow(at, inside);
            endRemoveRows();
        }
        if (newEnd != newFrom) {
            beginInsertRows({}, first, first + int(newEnd - newFrom) - 1);
            for (auto row = newEnd; row != newFrom; --row)
                m_stretches.insertRow(at, inside, *(row - 1));
            endInsertRows();
        }
    }
    int place = 0;
    for (const CallRow &row : rows) {
        while (place < m_stretches[at].count && m_stretches[at].rows[place].opened.id > row.opened.id)
            removeRow(at, place);
        const int number = m_stretches[at].first + place;
        if (place == m_stretches[at].count || !same(m_stretches[at].rows[place], row)) {
            beginInsertRows({}, number, number);
            m_stretches.insertRow(at, place, row);
            endInsertRows();
        } else if (!(CallEntry{m_stretches[at].rows[place]} == CallEntry{row})) {
            m_stretches.changeRow(at, place, row);
            changed(number, number);
        }
        ++place;
    }
    while (place < m_stretches[at].count)
        removeRow(at, place);
    m_stretches.dropIfEmpty(at);
}

void LedgerModel::removeRow(qsizetype at, int inside)
{
    const int row = m_stretches[at].first + inside;
    beginRemoveRows({}, row, row);
    m_stretches.removeRow(at, inside);
    endRemoveRows();
}

void LedgerModel::takeChanged(const Rows &rows)
{
    for (const CallRow &row : rows) {
        const int place = rowOf(row.opened.id);
        if (place < 0 || row.settled.status == CallStatus::Open)
            continue;
        const qsizetype at = m_stretches.at(place);
        const int inside = place - m_stretches[at].first;
        if (wants(m_filter, row.settled.status)) {
            m_stretches.changeRow(at, inside, row);
            changed(place, place);
        } else {
            removeRow(at, inside);
            m_stretches.dropIfEmpty(at);
        }
    }
}

} // namespace gateway::ui
