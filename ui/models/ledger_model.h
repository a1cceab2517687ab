// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/calls_model.h"
#include "ui/models/ledger_source.h"
#include "ui/models/ledger_stretches.h"

namespace gateway::ui {

// The calls of a filter, newest first, however many there are. The newest page comes first; then the others
// are counted in the background, from newer to older ones, so that the list has all of its rows within
// moments. Rows are read when they are seen, from wherever that is; those that were not seen for longest are
// let go. Columns are those of CallsModel.
class LedgerModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    static constexpr int pageSize = 200;
    static constexpr int mostHeld = 6'000; // rows

    explicit LedgerModel(LedgerSource &source, QObject *parent = nullptr);

    // Starts anew. What is shown stays until the first page has come.
    void setFilter(const CallFilter &filter);
    void setZone(const QTimeZone &zone);
    void refreshTexts();
    // What is seen: it is read first, then a page around it.
    void setSeen(int first, int last);
    // Looks for newer calls, and for changes of those on top and of calls in flight anywhere. New ones are
    // added at once, or counted only.
    void look(bool add);
    int waiting() const { return m_waiting; } // newer calls that are not added yet
    bool isCounted() const { return m_started && m_uncounted.isEmpty(); } // the list has all its rows
    bool isEmpty() const { return m_stretches.rows() == 0; }
    const CallRow *call(int row) const { return m_stretches.call(row); } // null while it is not held
    int rowOf(RequestId id) const { return m_stretches.rowOf(id); }      // among the held ones; -1: not there
    // Where a call would be that is not held: within a page or two of this row; -1: not counted yet.
    int placeOf(RequestId id) const;

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : m_stretches.rows();
    }
    int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : CallsModel::ColumnCount;
    }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

Q_SIGNALS:
    void loaded(); // an answer has been taken over
    void failed(const gateway::Error &error);

private:
    using Stretch = LedgerStretch;
    using Rows = QList<CallRow>;
    struct Range // of ids that are not counted yet
    {
        qint64 from;
        qint64 before;
    };

    void work(); // whatever is needed most
    void askRows();
    void askCounts();
    void askStretch(qsizetype at, int row);
    bool askSeen(int first, int last);
    bool askInFlight();
    void ask(const CallFilter &filter, std::function<void(const Rows &)> take);
    template <typename T>
    LedgerSource::Answer<T> answered(bool &asking, std::function<void(const T &)> take);

    void takeFirst(const Rows &rows);
    void takeStretch(qint64 last, qint64 end, int skip, int limit, const Rows &rows);
    void takeCounts(const Range &range, const CallCounts &counts);
    void takeNews(const Rows &rows, bool add);
    void takeChanged(const Rows &rows);
    void addOnTop(const Rows &rows, bool gap);
    void insert(qsizetype at, const QList<Stretch> &stretches);
    void resize(qsizetype at, int count);
    void setRows(qsizetype at, const Rows &rows);
    void removeRow(qsizetype at, int inside);
    void changed(int first, int last);

    LedgerSource &m_source;
    CallFilter m_filter;
    QTimeZone m_zone = QTimeZone::utc();
    LedgerStretches m_stretches;
    QList<Range> m_uncounted; // newest first
    qint64 m_newest = 0;      // nothing newer is in the list
    qint64 m_newsBound = 0;   // of the latest look: it read all from here on
    int m_seenFirst = 0;
    int m_seenLast = 0;
    int m_waiting = 0;
    int m_round = 0;        // answers to an earlier filter are dropped
    bool m_fresh = false;   // the filter's first page is still to come
    bool m_started = false; // it has come
    bool m_asking = false;
    bool m_counting = false;
    bool m_taking = false;
    bool m_look = false;
    bool m_lookAdds = false;
    bool m_lookInFlight = false;
};

} // namespace gateway::ui
