// SPDX-License-Identifier: MIT
#pragma once

#include "ledger/record.h"

namespace gateway::ui {

// Consecutive calls of a list: those with ids from `last` up to before `end`.
struct LedgerStretch
{
    qint64 last = 0;
    qint64 end = 0;
    int count = 0;
    QList<CallRow> rows{}; // all of them or none
    int first = 0;         // its first row in the list
    quint64 used = 0;      // when it was last seen

    bool isHeld() const { return !rows.isEmpty(); }
};

// A long list of calls in stretches, newest first, of which some have their rows at hand. Pure.
class LedgerStretches final
{
public:
    int rows() const { return m_rows; }
    qsizetype size() const { return m_list.size(); }
    const LedgerStretch &operator[](qsizetype at) const { return m_list[at]; }

    const CallRow *call(int row) const;  // null while it is not held
    int rowOf(RequestId id) const;       // among the held ones; -1: not there
    qsizetype at(int row) const;         // the stretch with this row; -1: there is none
    qsizetype holding(qint64 id) const;  // the stretch with this id in its range; -1: there is none
    qsizetype placeFor(qint64 id) const; // the first stretch with older ids only

    void clear();
    void insert(qsizetype at, const QList<LedgerStretch> &stretches);
    void replace(qsizetype at, const QList<LedgerStretch> &stretches); // of the same number of rows in all
    void setCount(qsizetype at, int count);                            // its rows go
    void dropIfEmpty(qsizetype at);
    void setRows(qsizetype at, const QList<CallRow> &rows); // as many as it has
    void setBounds(qsizetype at, qint64 last, qint64 end);
    void insertRow(qsizetype at, int inside, const CallRow &row); // into a held one
    void removeRow(qsizetype at, int inside);                     // of a held one
    void changeRow(qsizetype at, int inside, const CallRow &row);

    void use(int first, int last);
    void letGo(int mostHeld); // those that were not used for longest

private:
    void number(qsizetype from);

    QList<LedgerStretch> m_list;
    int m_rows = 0;
    quint64 m_uses = 0;
};

} // namespace gateway::ui
