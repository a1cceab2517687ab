// SPDX-License-Identifier: MIT
#pragma once

#include "ui/limit_uses.h"
#include "ui/models/rows_model.h"
#include "ui/month_use.h"

#include "store/management.h"

#include <QTimeZone>

namespace gateway::ui {

struct KeyRow
{
    KeyInfo info;
    BudgetUses uses{};     // as far as they were read
    BudgetUses userUses{}; // of the user's own budgets, which refuse this key, too
    std::optional<MonthUse> month{};
    friend bool operator==(const KeyRow &a, const KeyRow &b)
    {
        return a.info.key == b.info.key && a.info.userName == b.info.userName &&
               a.info.userEnabled == b.info.userEnabled && a.info.lastUsedAt == b.info.lastUsedAt &&
               a.uses == b.uses && a.userUses == b.userUses && a.month == b.month;
    }
};

enum class KeyState { Active, OverBudget, Expired, Revoked, UserDisabled };
KeyState keyState(const KeyRow &row, Time now);

class KeysModel final : public RowsModel<KeyRow>
{
    Q_OBJECT

public:
    enum Column {
        UserName,
        Label,
        KeyHint,
        Models,
        Limits,
        Month,
        Expires,
        LastUsed,
        State,
        Actions,
        ColumnCount
    };

    explicit KeysModel(std::shared_ptr<const Clock> clock, QObject *parent = nullptr);

    void setZone(const QTimeZone &zone);
    int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : ColumnCount;
    }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

protected:
    qint64 idOf(const KeyRow &row) const override { return row.info.key.id.value; }

private:
    QString text(const KeyRow &row, int column) const;
    QVariant sortValue(const KeyRow &row, int column) const;

    std::shared_ptr<const Clock> m_clock;
    QTimeZone m_zone;
};

} // namespace gateway::ui
