// SPDX-License-Identifier: MIT
#pragma once

#include "store/ledger_queries.h"

namespace gateway {

// Finds calls in a ledger of millions without reading it: calls in flight and calls that ended badly have an
// index of their own, and so has a key; for everything else the roll-ups tell in which quarters of an hour
// there is something to find. The newest ids first. Lives in the thread of its database.
class CallSearch final
{
public:
    CallSearch(Database &database, const CallFilter &filter);

    Result<QList<qint64>> ids();
    Result<CallCounts> counts(Millis atMost); // in call_counts.cpp

private:
    // A condition on columns that `requests` and `rollups` have both.
    struct Condition
    {
        QString text; // each part begins with " AND "
        QVariantList values;

        void add(const QString &part, const QVariantList &with = {})
        {
            text += QStringLiteral(" AND ") + part;
            values += with;
        }
    };
    using Ids = Result<QList<qint64>>;

    Ids plain(const Condition &more);                         // whatever is newest
    Ids withStatus(CallStatus status, const Condition &more); // not Ok
    Ids inQuarters(const Condition &more);                    // where the roll-ups know of such calls
    Ids matching(const Condition &more);                      // by the way that suits the filter
    Ids withText(const QString &text);
    Ids run(const QString &index, const QString &condition, const QVariantList &values, qint64 first,
            qint64 end, qsizetype limit);
    Outcome addOwners();
    Result<QList<qint64>> idsNamed(const QString &statement, const QVariantList &values);
    struct Names // that hold the text
    {
        QList<qint64> keys;
        QList<qint64> providers;
        QVariantList models;

        qsizetype size() const { return keys.size() + providers.size() + models.size(); }
        Condition any() const;
    };
    Result<Names> namesWith(const QString &text);
    Result<QList<Condition>> named(const QString &text);
    QString normalText() const;
    static Condition errorWith(const QString &text);
    static Condition one(const QString &part, const QVariantList &values);
    void merge(QList<qint64> &into, const QList<qint64> &more) const;

    struct Counting;
    QString wantedStatuses() const; // "2,4,5"
    Outcome prepareCounting(Counting &counting);
    Outcome countOpen(Counting &counting);
    Outcome countRollUps(Counting &counting, qint64 first, qint64 end);
    Outcome countRows(Counting &counting, qint64 first, qint64 end);
    Outcome countErrors(Counting &counting, qint64 first, qint64 end);
    Outcome countInto(Counting &counting, const QString &statement, const QVariantList &values);

    Database &m_database;
    const CallFilter &m_filter;
    Condition m_condition;    // all of the filter but status, range and text
    bool m_nothing = false;   // a name that nobody has
    bool m_byKeyOnly = false; // only keys restrict the search
    QList<qint64> m_keys;
    qint64 m_first = 0; // range of ids
    qint64 m_end = 0;
    qsizetype m_limit = 0;
};

} // namespace gateway
