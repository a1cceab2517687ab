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
    enum Column { Name, Kind, Way, Price, Output, Requests, Cost, Actions, ColumnCount }; // Price: of input

    using RowsModel::RowsModel;

    // In which currency prices are shown; none: each in its own. `usdCnyMicros` is the rate for that, and for
    // their order.
    void setCurrency(std::optional<Currency> currency, qint64 usdCnyMicros);
    // The same number of places for all, so that points stand below each other. Before setRows().
    void alignPrices(const QList<OfferedModel> &rows);

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
    QString text(const OfferedModel &row, int column) const;
    QString priceText(const OfferedModel &row, bool output) const;
    qint64 shownRate(qint64 micros, Currency currency) const;
    QString toolTip(const OfferedModel &row, int column) const;
    static QVariant tone(const OfferedModel &row, int column);
    QVariant sortValue(const OfferedModel &row, int column) const;

    std::optional<Currency> m_currency;
    qint64 m_usdCnyMicros = 0;
    int m_places = 2;
};

} // namespace gateway::ui
