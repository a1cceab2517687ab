// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/rows_model.h"
#include "ui/offered_models.h"

namespace gateway::ui {

// What clients can ask for, a row each.
class OfferedTable final : public RowsModel<OfferedModel>
{
    Q_OBJECT

public:
    enum Column { Name, Kind, Way, Price, Requests, Cost, Actions, ColumnCount };

    using RowsModel::RowsModel;

    int columnCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : ColumnCount;
    }
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation, int role = Qt::DisplayRole) const override;

    static qint64 idOf(const QString &name); // routes get a new id with each change, names stay
    static QString unpricedText();           // also what the search finds them by

protected:
    qint64 idOf(const OfferedModel &row) const override { return idOf(row.name); }

private:
    static QString text(const OfferedModel &row, int column);
    static QString priceText(const OfferedModel &row);
    static QString toolTip(const OfferedModel &row, int column);
    static QVariant tone(const OfferedModel &row, int column);
    static QVariant sortValue(const OfferedModel &row, int column);
};

} // namespace gateway::ui
