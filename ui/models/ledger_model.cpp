// SPDX-License-Identifier: MIT
#include "ui/models/ledger_model.h"

#include <algorithm>

namespace gateway::ui {

LedgerModel::LedgerModel(Ask ask, QObject *parent) : QAbstractTableModel(parent), m_ask(std::move(ask)) {}

void LedgerModel::setFilter(const CallFilter &filter)
{
    ++m_round;
    m_filter = filter;
    m_fresh = true;
    m_asking = false;
    m_look = false;
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
    if (m_rowCount > 0)
        Q_EMIT dataChanged(index(0, 0), index(m_rowCount - 1, columnCount() - 1));
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
}

void LedgerModel::setSeen(int first, int last)
{
    m_seenFirst = first;
    m_seenLast = last;
    work();
}

void LedgerModel::look(bool add)
{
    m_look = true;
    m_lookAdds = add;
    work();
}

void LedgerModel::ask(const CallFilter &filter, std::function<void(const QList<CallRow> &)> take)
{
    m_asking = true;
    m_ask(filter, [this, round = m_round, take = std::move(take)](const Result<QList<CallRow>> &answer) {
        if (round != m_round)
            return;
        m_asking = false;
        if (!answer) {
            m_look = false;
            Q_EMIT failed(answer.error());
            return;
        }
        take(*answer);
        Q_EMIT loaded();
        work();
    });
}

void LedgerModel::work()
{
    if (m_asking)
        return;
    CallFilter filter = m_filter;
    filter.limit = pageSize;
    if (m_fresh) {
        ask(filter, [this](const QList<CallRow> &rows) { takeFirst(rows); });
        return;
    }
    if (m_pages.isEmpty())
        return;
    // First what is in sight and not held.
    const qsizetype end = std::min(pageOf(m_seenLast) + 1, m_pages.size());
    for (qsizetype i = pageOf(m_seenFirst); i < end; ++i) {
        const Stretch &page = m_pages[i];
        if (page.count == 0 || !page.rows.isEmpty())
            continue;
        if (page.end > 0)
            filter.before = RequestId{page.end};
        filter.limit = page.count;
        ask(filter, [this, last = page.last](const QList<CallRow> &rows) { takeAgain(last, rows); });
        return;
    }
    if (!m_complete && m_seenLast + pageSize >= m_rowCount) {
        filter.before = RequestId{m_pages.last().last};
        ask(filter, [this](const QList<CallRow> &rows) { takeNext(rows); });
        return;
    }
    if (std::exchange(m_look, false))
        ask(filter, [this, add = m_lookAdds](const QList<CallRow> &rows) { takeNews(rows, add); });
}

void LedgerModel::takeFirst(const QList<CallRow> &rows)
{
    beginResetModel();
    m_fresh = false;
    m_waiting = 0;
    m_pages = {Stretch()};
    m_pages[0].rows = rows;
    m_pages[0].count = int(rows.size());
    m_pages[0].last = rows.isEmpty() ? 0 : rows.last().opened.id.value;
    m_rowCount = int(rows.size());
    m_newest = rows.isEmpty() ? 0 : rows.first().opened.id.value;
    m_complete = rows.size() < pageSize;
    m_seenFirst = 0;
    m_seenLast = 0;
    endResetModel();
}

void LedgerModel::takeNext(const QList<CallRow> &rows)
{
    m_complete = rows.size() < pageSize;
    if (rows.isEmpty())
        return;
    beginInsertRows({}, m_rowCount, m_rowCount + int(rows.size()) - 1);
    Stretch page;
    page.end = m_pages.last().last;
    page.last = rows.last().opened.id.value;
    page.first = m_rowCount;
    page.count = int(rows.size());
    page.rows = rows;
    m_pages.append(page);
    m_rowCount += page.count;
    endInsertRows();
    letGo();
}

// A page that was let go. Calls may have been pruned since, or fit the filter no longer.
void LedgerModel::takeAgain(qint64 last, QList<CallRow> rows)
{
    const auto found = std::find_if(m_pages.begin(), m_pages.end(),
                                    [last](const Stretch &page) { return page.last == last; });
    if (found == m_pages.end())
        return;
    rows.removeIf([last](const CallRow &row) { return row.opened.id.value < last; });
    const qsizetype at = found - m_pages.begin();
    const int first = found->first;
    const int kept = int(rows.size());
    if (kept < found->count) {
        beginRemoveRows({}, first + kept, first + found->count - 1);
        m_rowCount -= found->count - kept;
        found->count = kept;
        number(at);
        endRemoveRows();
    }
    found->rows = rows;
    if (kept > 0)
        Q_EMIT dataChanged(index(first, 0), index(first + kept - 1, columnCount() - 1));
    letGo();
}

void LedgerModel::takeNews(const QList<CallRow> &rows, bool add)
{
    qsizetype fresh = 0;
    while (fresh < rows.size() && rows[fresh].opened.id.value > m_newest)
        ++fresh;
    for (qsizetype i = fresh; i < rows.size(); ++i) {
        const int row = rowOf(rows[i].opened.id);
        if (row < 0)
            continue;
        CallRow &held = m_pages[pageOf(row)].rows[row - m_pages[pageOf(row)].first];
        if (CallEntry{held} == CallEntry{rows[i]})
            continue;
        held = rows[i];
        Q_EMIT dataChanged(index(row, 0), index(row, columnCount() - 1));
    }
    m_waiting = add ? 0 : int(fresh);
    if (fresh == 0 || !add)
        return;
    if (fresh == pageSize || m_pages.first().rows.isEmpty()) {
        takeFirst(rows); // there is a gap between
        return;
    }
    beginInsertRows({}, 0, int(fresh) - 1);
    Stretch &top = m_pages.first();
    top.rows = rows.first(fresh) + top.rows;
    top.count += int(fresh);
    top.end = 0;
    m_newest = rows.first().opened.id.value;
    if (top.last == 0)
        top.last = top.rows.last().opened.id.value;
    m_rowCount += int(fresh);
    number(1);
    endInsertRows();
    cutTail();
}

// A list that is watched for days does not grow without end: who scrolls down reads the rest again.
void LedgerModel::cutTail()
{
    if (m_rowCount <= mostOnTop)
        return;
    int keep = 0;
    qsizetype pages = 0;
    while (pages < m_pages.size() && keep + m_pages[pages].count <= mostOnTop / 2)
        keep += m_pages[pages++].count;
    if (pages == 0) {
        keep = mostOnTop / 2; // all of them came on top
        beginRemoveRows({}, keep, m_rowCount - 1);
        m_pages.resize(1);
        Stretch &top = m_pages.first();
        top.rows.resize(keep);
        top.count = keep;
        top.last = top.rows.last().opened.id.value;
    } else {
        beginRemoveRows({}, keep, m_rowCount - 1);
        m_pages.resize(pages);
    }
    m_rowCount = keep;
    m_complete = false;
    endRemoveRows();
}

// Of the pages that nobody sees the farthest go first.
void LedgerModel::letGo()
{
    const qsizetype seen = pageOf(m_seenFirst);
    const auto far = [seen](qsizetype i) { return std::abs(i - seen) > heldPages / 2; };
    for (qsizetype i = 0; i < m_pages.size(); ++i) {
        Stretch &page = m_pages[i];
        if (!far(i) || page.rows.isEmpty())
            continue;
        page.end = page.rows.first().opened.id.value + 1; // newer calls are none of this page
        page.rows = {};
    }
}

void LedgerModel::number(qsizetype from)
{
    for (qsizetype i = std::max<qsizetype>(from, 1); i < m_pages.size(); ++i)
        m_pages[i].first = m_pages[i - 1].first + m_pages[i - 1].count;
}

qsizetype LedgerModel::pageOf(int row) const
{
    const auto after = std::upper_bound(m_pages.begin(), m_pages.end(), row,
                                        [](int wanted, const Stretch &page) { return wanted < page.first; });
    return after == m_pages.begin() ? 0 : after - m_pages.begin() - 1;
}

const CallRow *LedgerModel::call(int row) const
{
    if (row < 0 || row >= m_rowCount)
        return nullptr;
    const Stretch &page = m_pages[pageOf(row)];
    const int at = row - page.first;
    return at < page.rows.size() ? &page.rows[at] : nullptr;
}

int LedgerModel::rowOf(RequestId id) const
{
    for (const Stretch &page : m_pages) {
        if (id.value < page.last)
            continue;
        const auto found = std::lower_bound(
                page.rows.begin(), page.rows.end(), id,
                [](const CallRow &row, RequestId wanted) { return row.opened.id.value > wanted.value; });
        return found != page.rows.end() && found->opened.id == id
                       ? page.first + int(found - page.rows.begin())
                       : -1;
    }
    return -1;
}

QVariant LedgerModel::data(const QModelIndex &index, int role) const
{
    const CallRow *held = index.isValid() ? call(index.row()) : nullptr;
    if (!held)
        return role == DimRole && index.isValid() ? QVariant(true) : QVariant();
    if (role == MonoRole)
        return index.column() == CallsModel::StartedAt;
    return CallsModel::cell(*held, index.column(), role, m_zone);
}

QVariant LedgerModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return orientation == Qt::Horizontal ? CallsModel::header(section, role) : QVariant();
}

} // namespace gateway::ui
