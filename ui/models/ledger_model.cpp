// SPDX-License-Identifier: MIT
#include "ui/models/ledger_model.h"

#include <algorithm>

namespace gateway::ui {

namespace {

constexpr int mostInFlight = 500; // that are asked for again at once

} // namespace

LedgerModel::LedgerModel(LedgerSource &source, QObject *parent)
    : QAbstractTableModel(parent), m_source(source)
{}

void LedgerModel::setFilter(const CallFilter &filter)
{
    ++m_round;
    m_filter = filter;
    m_fresh = true;
    m_asking = false;
    m_counting = false;
    m_look = false;
    m_lookInFlight = false;
    work();
}

void LedgerModel::setZone(const QTimeZone &zone)
{
    if (zone == m_zone)
        return;
    m_zone = zone;
    refreshTexts();
}

void LedgerModel::refreshTexts()
{
    if (!isEmpty())
        changed(0, rowCount() - 1);
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

void LedgerModel::changed(int first, int last)
{
    Q_EMIT dataChanged(index(first, 0), index(last, columnCount() - 1));
}

void LedgerModel::setSeen(int first, int last)
{
    m_seenFirst = std::max(first, 0);
    m_seenLast = std::max(last, m_seenFirst);
    m_stretches.use(m_seenFirst - pageSize, m_seenLast + pageSize);
    work();
}

void LedgerModel::look(bool add)
{
    m_look = true;
    m_lookAdds = add;
    work();
}

int LedgerModel::placeOf(RequestId id) const
{
    const qsizetype at = m_stretches.holding(id.value);
    return at < 0 ? -1 : m_stretches[at].first;
}

template <typename T>
LedgerSource::Answer<T> LedgerModel::answered(bool &asking, std::function<void(const T &)> take)
{
    asking = true;
    return [this, &asking, round = m_round, take = std::move(take)](const Result<T> &answer) {
        if (round != m_round)
            return;
        asking = false;
        if (!answer) {
            m_look = false;
            m_lookInFlight = false;
            Q_EMIT failed(answer.error());
            return;
        }
        m_taking = true; // who hears of it may say at once what is seen now
        take(*answer);
        m_taking = false;
        Q_EMIT loaded();
        work();
    };
}

void LedgerModel::ask(const CallFilter &filter, std::function<void(const Rows &)> take)
{
    m_source.calls(filter, answered<Rows>(m_asking, std::move(take)));
}

void LedgerModel::work()
{
    if (m_taking)
        return;
    if (!m_asking)
        askRows();
    if (!m_counting)
        askCounts();
}

void LedgerModel::askRows()
{
    CallFilter filter = m_filter;
    filter.limit = pageSize;
    if (m_fresh) {
        ask(filter, [this](const Rows &rows) { takeFirst(rows); });
        return;
    }
    if (!m_started || askSeen(m_seenFirst, m_seenLast))
        return;
    if (std::exchange(m_look, false)) {
        m_lookInFlight = true;
        ask(filter, [this, add = m_lookAdds](const Rows &rows) { takeNews(rows, add); });
        return;
    }
    if (std::exchange(m_lookInFlight, false) && askInFlight())
        return;
    if (!askSeen(m_seenLast + 1, m_seenLast + pageSize))
        askSeen(m_seenFirst - pageSize, m_seenFirst - 1);
}

// False: all of it is held.
bool LedgerModel::askSeen(int first, int last)
{
    last = std::min(last, rowCount() - 1);
    for (int row = std::max(first, 0); row <= last;) {
        const qsizetype at = m_stretches.at(row);
        if (!m_stretches[at].isHeld()) {
            askStretch(at, row);
            return true;
        }
        row = m_stretches[at].first + m_stretches[at].count;
    }
    return false;
}

// All of a short one; of a long one the page with the row, by its place from the newest on. A quarter of an
// hour is as long as they get.
void LedgerModel::askStretch(qsizetype at, int row)
{
    const Stretch &stretch = m_stretches[at];
    CallFilter filter = m_filter;
    filter.from = RequestId{stretch.last};
    filter.before = RequestId{stretch.end};
    if (stretch.count > 2 * pageSize) {
        filter.skip = (row - stretch.first) / pageSize * pageSize;
        filter.limit = pageSize;
    } else {
        filter.limit = stretch.count + pageSize; // there may be more by now
    }
    ask(filter, [this, last = stretch.last, end = stretch.end, skip = filter.skip,
                 limit = filter.limit](const Rows &rows) { takeStretch(last, end, skip, limit, rows); });
}

// Calls in flight that are held, beyond what the look has read: false when there are none.
bool LedgerModel::askInFlight()
{
    QList<RequestId> ids;
    for (qsizetype i = 0; i < m_stretches.size() && ids.size() < mostInFlight; ++i) {
        for (const CallRow &row : m_stretches[i].rows) {
            if (row.settled.status == CallStatus::Open && row.opened.id.value < m_newsBound)
                ids.append(row.opened.id);
        }
    }
    if (ids.isEmpty())
        return false;
    m_source.callsById(ids, answered<Rows>(m_asking, [this](const Rows &rows) { takeChanged(rows); }));
    return true;
}

void LedgerModel::askCounts()
{
    if (m_fresh || m_uncounted.isEmpty())
        return;
    const Range range = m_uncounted.first();
    CallFilter filter = m_filter;
    filter.from = RequestId{range.from};
    filter.before = RequestId{range.before};
    m_source.counts(filter, answered<CallCounts>(m_counting, [this, range](const CallCounts &counts) {
                        takeCounts(range, counts);
                    }));
}

void LedgerModel::takeFirst(const Rows &rows)
{
    beginResetModel();
    m_fresh = false;
    m_started = true;
    m_waiting = 0;
    m_stretches.clear();
    m_uncounted.clear();
    m_newest = rows.isEmpty() ? 0 : rows.first().opened.id.value;
    if (!rows.isEmpty())
        m_stretches.insert(0, {{rows.last().opened.id.value, m_newest + 1, int(rows.size()), rows}});
    if (rows.size() == pageSize)
        m_uncounted.append({0, rows.last().opened.id.value});
    m_seenFirst = 0;
    m_seenLast = 0;
    endResetModel();
}

// Calls may have been pruned since they were counted, or have come to fit the filter.
void LedgerModel::takeStretch(qint64 last, qint64 end, int skip, int limit, const Rows &rows)
{
    const qsizetype at = m_stretches.holding(last);
    if (at < 0 || m_stretches[at].last != last || m_stretches[at].end != end)
        return;
    const int read = int(rows.size());
    const bool whole = limit > m_stretches[at].count;
    if (whole && read == limit) {
        m_stretches.setBounds(at, rows.last().opened.id.value, end);
        m_uncounted.prepend({last, rows.last().opened.id.value});
    }
    if (whole || read < limit)
        resize(at, skip + read);
    if (m_stretches[at].count == 0) {
        m_stretches.dropIfEmpty(at);
        return;
    }
    if (read == 0)
        return;
    const Stretch was = m_stretches[at];
    const qint64 top = rows.first().opened.id.value + 1;
    const qint64 bottom = rows.last().opened.id.value;
    const int rest = was.count - skip - read;
    QList<Stretch> parts;
    if (skip > 0)
        parts.append({top, was.end, skip});
    parts.append({rest > 0 ? bottom : was.last, skip > 0 ? top : was.end, read, rows});
    if (rest > 0)
        parts.append({was.last, bottom, rest});
    m_stretches.replace(at, parts);
    m_stretches.letGo(mostHeld);
    changed(was.first + skip, was.first + skip + read - 1);
}

void LedgerModel::takeCounts(const Range &range, const CallCounts &counts)
{
    const auto counted = std::find_if(m_uncounted.begin(), m_uncounted.end(),
                                      [&](const Range &one) { return one.before == range.before; });
    if (counted == m_uncounted.end())
        return;
    const qint64 rest = counts.rest ? counts.rest->value : range.from;
    if (counts.rest)
        counted->before = rest;
    else
        m_uncounted.erase(counted);

    // Without gaps between them, so that whatever comes to fit the filter has its place.
    QList<Stretch> stretches;
    qint64 end = range.before;
    int calls = 0;
    for (qsizetype i = 0; i < counts.stretches.size(); ++i) {
        calls += int(counts.stretches[i].calls);
        const bool last = i + 1 == counts.stretches.size();
        if (calls < pageSize && !last)
            continue;
        const qint64 start = last ? rest : counts.stretches[i].from.value;
        stretches.append({start, end, calls});
        end = start;
        calls = 0;
    }
    insert(m_stretches.placeFor(range.before), stretches);
}

void LedgerModel::insert(qsizetype at, const QList<Stretch> &stretches)
{
    int rows = 0;
    for (const Stretch &stretch : stretches)
        rows += stretch.count;
    if (rows == 0)
        return;
    const int first = at < m_stretches.size() ? m_stretches[at].first : rowCount();
    beginInsertRows({}, first, first + rows - 1);
    m_stretches.insert(at, stretches);
    endInsertRows();
}

void LedgerModel::resize(qsizetype at, int count)
{
    const Stretch &stretch = m_stretches[at];
    const int end = stretch.first + stretch.count;
    if (count > stretch.count) {
        beginInsertRows({}, end, stretch.first + count - 1);
        m_stretches.setCount(at, count);
        endInsertRows();
    } else if (count < stretch.count) {
        beginRemoveRows({}, stretch.first + count, end - 1);
        m_stretches.setCount(at, count);
        endRemoveRows();
    }
}

QVariant LedgerModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid())
        return {};
    const CallRow *held = call(index.row());
    if (!held)
        return role == WaitRole ? QVariant(true) : QVariant();
    if (role == MonoRole)
        return index.column() == CallsModel::StartedAt;
    return CallsModel::cell(*held, index.column(), role, m_zone);
}

QVariant LedgerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return orientation == Qt::Horizontal ? CallsModel::header(section, role) : QVariant();
}

} // namespace gateway::ui
