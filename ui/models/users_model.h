// SPDX-License-Identifier: MIT
#pragma once

#include "ui/limit_uses.h"
#include "ui/models/rows_model.h"
#include "ui/month_use.h"

#include "store/management.h"

#include <QTimeZone>

namespace gateway::ui {

struct UserRow
{
    UserInfo info;
    BudgetUses uses{}; // as far as they were read
    std::optional<MonthUse> month{};
    friend bool operator==(const UserRow &a, const UserRow &b)
    {
        return a.info.user == b.info.user && a.info.keys == b.info.keys &&
               a.info.lastUsedAt == b.info.lastUsedAt && a.uses == b.uses && a.month == b.month;
    }
};

class UsersModel final : public RowsModel<UserRow>
{
    Q_OBJECT

public:
    enum Column {
        Name,
        Keys,
        Cost,
        Requests,
        Tokens,
        Limits,
        LastUsed,
        Created,
        State,
        Actions,
        ColumnCount
    };

    explicit UsersModel(std::shared_ptr<const Clock> clock, QObject *parent = nullptr);

    void setZone(const QTimeZone &zone);
    int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : ColumnCount;
    }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

protected:
    qint64 idOf(const UserRow &row) const override { return row.info.user.id.value; }

private:
    QString text(const UserRow &row, int column) const;

    std::shared_ptr<const Clock> m_clock;
    QTimeZone m_zone;
};

} // namespace gateway::ui
