// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/calls_model.h"

#include "store/ledger_queries.h"

namespace gateway::ui {

// The calls of a filter, newest first, however many there are: the list grows page by page towards older
// calls as somebody scrolls there, and holds the contents of the pages around what is seen; the others are
// read again when they are. Columns are those of CallsModel. Asks through a function that answers later and
// at most once for each question, never from inside the call.
class LedgerModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    using Answer = std::function<void(const Result<QList<CallRow>> &)>;
    using Ask = std::function<void(const CallFilter &, Answer)>;

    static constexpr int pageSize = 250;
    static constexpr int heldPages = 40;
    static constexpr int mostOnTop = 2'000; // rows of a list that is watched at its top

    explicit LedgerModel(Ask ask, QObject *parent = nullptr);

    // Starts anew. What is shown stays until the first page has come.
    void setFilter(const CallFilter &filter);
    void setZone(const QTimeZone &zone);
    void refreshTexts();
    // What is seen: its pages are read, and the next one before the end comes near.
    void setSeen(int first, int last);
    // Looks for newer calls and for changes of those on top. They are added at once, or counted only.
    void look(bool add);
    int waiting() const { return m_waiting; }                            // newer calls that are not added yet
    bool isComplete() const { return m_complete && !m_pages.isEmpty(); } // the oldest call is in the list
    bool isEmpty() const { return m_rowCount == 0; }
    const CallRow *call(int row) const; // null while it is not held
    int rowOf(RequestId id) const;      // among the held ones; -1: not there

    int rowCount(const QModelIndex &parent = {}) const override { return parent.isValid() ? 0 : m_rowCount; }
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
    struct Stretch // consecutive calls with ids from `last` up to before `end`
    {
        qint64 end = 0; // 0: no bound
        qint64 last = 0;
        int first = 0; // its first row
        int count = 0;
        QList<CallRow> rows; // empty: let go
    };

    void ask(const CallFilter &filter, std::function<void(const QList<CallRow> &)> take);
    void work(); // whatever is needed most
    void takeFirst(const QList<CallRow> &rows);
    void takeNext(const QList<CallRow> &rows);
    void takeAgain(qint64 last, QList<CallRow> rows);
    void takeNews(const QList<CallRow> &rows, bool add);
    void cutTail();
    void letGo();
    void number(qsizetype from);
    qsizetype pageOf(int row) const;

    Ask m_ask;
    CallFilter m_filter;
    QTimeZone m_zone = QTimeZone::utc();
    QList<Stretch> m_pages;
    qint64 m_newest = 0; // id of the first row
    int m_rowCount = 0;
    int m_seenFirst = 0;
    int m_seenLast = 0;
    int m_waiting = 0;
    int m_round = 0;      // answers to an earlier filter are dropped
    bool m_fresh = false; // the filter's first page is still to come
    bool m_asking = false;
    bool m_complete = false;
    bool m_look = false;
    bool m_lookAdds = false;
};

} // namespace gateway::ui
