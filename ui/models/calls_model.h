// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/rows_model.h"

#include "ledger/record.h"

#include <QTimeZone>

namespace gateway::ui {

struct CallEntry
{
    CallRow call;
    friend bool operator==(const CallEntry &a, const CallEntry &b)
    {
        // A row of the ledger changes once, when it is settled.
        return a.call.opened.id == b.call.opened.id && a.call.settled.status == b.call.settled.status &&
               a.call.userName == b.call.userName;
    }
};

// Calls of the ledger, as they come.
class CallsModel final : public RowsModel<CallEntry>
{
    Q_OBJECT

public:
    enum Column {
        StartedAt,
        UserName,
        Model,
        ProviderName,
        Status,
        PromptTokens,
        CompletionTokens,
        FirstToken,
        Duration,
        Cost,
        ColumnCount
    };

    using RowsModel<CallEntry>::RowsModel;

    void setZone(const QTimeZone &zone);
    int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : ColumnCount;
    }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    // What any table of calls shows of one.
    static QVariant cell(const CallRow &call, int column, int role, const QTimeZone &zone);
    static QVariant header(int column, int role);
    static QString statusText(const CallRow &call);
    static Tone statusTone(const CallRow &call);

protected:
    qint64 idOf(const CallEntry &entry) const override { return entry.call.opened.id.value; }

private:
    static QString text(const CallRow &call, int column, const QTimeZone &zone);

    QTimeZone m_zone = QTimeZone::utc();
};

} // namespace gateway::ui
