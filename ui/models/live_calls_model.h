// SPDX-License-Identifier: MIT
#pragma once

#include "api/live_call.h"

#include <QAbstractTableModel>
#include <QList>
#include <QTimeZone>

namespace gateway::ui {

// Tokens of the answer in a second since its first one; empty while there is too little to tell. Pure.
std::optional<qint64> tokensPerSecond(const LiveCall &call);

// Calls in flight, newest first as they come. Made for lists that change four times a second: taking one over
// costs as much as it is long.
class LiveCallsModel final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column {
        StartedAt,
        UserName,
        Model,
        ProviderName,
        Phase,
        PromptTokens,
        CompletionTokens,
        Speed, // or how long nothing has come
        Stop,  // room for the button
        ColumnCount
    };

    using QAbstractTableModel::QAbstractTableModel;

    // `still`: no row comes, goes or moves, because somebody points at one; what has ended is told as such.
    void setCalls(const QList<LiveCall> &calls, bool still = false);
    // Told to stop; shown until it has.
    void markStopping(RequestId id);
    void setZone(const QTimeZone &zone);
    void refreshTexts();

    const LiveCall *call(int row) const;
    int rowOf(RequestId id) const;      // -1: not there
    bool canStop(int row) const;        // neither ended nor told to stop
    bool anyAlive() const;              // false: all rows are of calls that have ended
    QString description(int row) const; // the call in words, for those who do not see its row

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_rows.size());
    }
    int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : ColumnCount;
    }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

private:
    struct Row
    {
        LiveCall call;
        bool stopping = false;
        bool ended = false;
    };

    void changed(int row);
    void updateInPlace(const QList<LiveCall> &calls);
    QString text(const Row &row, int column) const;
    QString phaseText(const Row &row) const;
    QString note(const Row &row) const;
    QString tip(const Row &row, int column) const;

    QList<Row> m_rows;
    QTimeZone m_zone = QTimeZone::utc();
};

} // namespace gateway::ui
