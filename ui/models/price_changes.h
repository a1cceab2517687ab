// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/cell_delegate.h"

#include "ledger/price_import.h"

#include <QAbstractTableModel>

namespace gateway::ui {

// What an import would do, a row for each price that is new or another.
class PriceChanges final : public QAbstractTableModel
{
    Q_OBJECT

public:
    enum Column { Kind, Model, Preset, Before, After, ColumnCount };

    using QAbstractTableModel::QAbstractTableModel;

    void setDiff(const PriceDiff &diff); // the changed ones first: they are what to look at

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
    static QString text(const PriceChange &row, int column);

    QList<PriceChange> m_rows;
};

} // namespace gateway::ui
