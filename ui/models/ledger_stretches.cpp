// SPDX-License-Identifier: MIT
#include "ui/models/ledger_stretches.h"

#include <algorithm>

namespace gateway::ui {

qsizetype LedgerStretches::at(int row) const
{
    if (row < 0 || row >= m_rows)
        return -1;
    const auto after =
            std::upper_bound(m_list.begin(), m_list.end(), row,
                             [](int wanted, const LedgerStretch &stretch) { return wanted < stretch.first; });
    return after - m_list.begin() - 1;
}

qsizetype LedgerStretches::placeFor(qint64 id) const
{
    return std::partition_point(m_list.begin(), m_list.end(),
                                [id](const LedgerStretch &stretch) { return stretch.last >= id; }) -
           m_list.begin();
}

qsizetype LedgerStretches::holding(qint64 id) const
{
    const auto found = std::partition_point(m_list.begin(), m_list.end(),
                                            [id](const LedgerStretch &stretch) { return stretch.last > id; });
    return found != m_list.end() && id < found->end ? found - m_list.begin() : -1;
}

const CallRow *LedgerStretches::call(int row) const
{
    const qsizetype found = at(row);
    if (found < 0 || !m_list[found].isHeld())
        return nullptr;
    return &m_list[found].rows[row - m_list[found].first];
}

int LedgerStretches::rowOf(RequestId id) const
{
    const qsizetype found = holding(id.value);
    if (found < 0)
        return -1;
    const LedgerStretch &stretch = m_list[found];
    const auto row = std::lower_bound(
            stretch.rows.begin(), stretch.rows.end(), id,
            [](const CallRow &one, RequestId wanted) { return one.opened.id.value > wanted.value; });
    return row != stretch.rows.end() && row->opened.id == id ? stretch.first + int(row - stretch.rows.begin())
                                                             : -1;
}

void LedgerStretches::clear()
{
    m_list.clear();
    m_rows = 0;
}

void LedgerStretches::insert(qsizetype at, const QList<LedgerStretch> &stretches)
{
    for (qsizetype i = 0; i < stretches.size(); ++i) {
        m_list.insert(at + i, stretches[i]);
        m_list[at + i].used = m_uses;
    }
    number(at);
}

void LedgerStretches::replace(qsizetype at, const QList<LedgerStretch> &stretches)
{
    m_list.removeAt(at);
    insert(at, stretches);
}

void LedgerStretches::setCount(qsizetype at, int count)
{
    m_list[at].count = count;
    m_list[at].rows = {};
    number(at + 1);
}

void LedgerStretches::dropIfEmpty(qsizetype at)
{
    if (m_list[at].count == 0)
        m_list.removeAt(at);
}

void LedgerStretches::setRows(qsizetype at, const QList<CallRow> &rows)
{
    m_list[at].rows = rows;
    m_list[at].used = m_uses;
}

void LedgerStretches::setBounds(qsizetype at, qint64 last, qint64 end)
{
    m_list[at].last = last;
    m_list[at].end = end;
}

void LedgerStretches::insertRow(qsizetype at, int inside, const CallRow &row)
{
    m_list[at].rows.insert(inside, row);
    ++m_list[at].count;
    number(at + 1);
}

void LedgerStretches::removeRow(qsizetype at, int inside)
{
    LedgerStretch &stretch = m_list[at];
    stretch.rows.removeAt(inside);
    --stretch.count;
    number(at + 1);
}

void LedgerStretches::changeRow(qsizetype at, int inside, const CallRow &row)
{
    m_list[at].rows[inside] = row;
}

void LedgerStretches::use(int first, int last)
{
    ++m_uses;
    const qsizetype end = at(std::min(last, m_rows - 1));
    for (qsizetype i = std::max<qsizetype>(at(first), 0); i <= end; ++i)
        m_list[i].used = m_uses;
}

void LedgerStretches::letGo(int mostHeld)
{
    qsizetype held = 0;
    QList<qsizetype> order;
    for (qsizetype i = 0; i < m_list.size(); ++i) {
        held += m_list[i].rows.size();
        if (m_list[i].isHeld() && m_list[i].used < m_uses)
            order.append(i);
    }
    if (held <= mostHeld)
        return;
    std::sort(order.begin(), order.end(),
              [this](qsizetype a, qsizetype b) { return m_list[a].used < m_list[b].used; });
    for (const qsizetype i : std::as_const(order)) {
        if (held <= mostHeld)
            return;
        held -= m_list[i].rows.size();
        m_list[i].rows = {};
    }
}

void LedgerStretches::number(qsizetype from)
{
    for (qsizetype i = from; i < m_list.size(); ++i)
        m_list[i].first = i == 0 ? 0 : m_list[i - 1].first + m_list[i - 1].count;
    m_rows = m_list.isEmpty() ? 0 : m_list.last().first + m_list.last().count;
}

} // namespace gateway::ui
