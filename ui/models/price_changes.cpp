// SPDX-License-Identifier: MIT
#include "ui/models/price_changes.h"

#include "ui/format.h"
#include "ui/model_text.h"
#include "ui/theme.h"

namespace gateway::ui {

void PriceChanges::setDiff(const PriceDiff &diff)
{
    beginResetModel();
    m_rows = diff.changed + diff.added;
    endResetModel();
}

QString PriceChanges::text(const PriceChange &row, int column)
{
    switch (column) {
    case Kind:
        return row.before ? tr("changed") : tr("new");
    case Model:
        return row.after.model;
    case Preset:
        return row.after.preset;
    case Before:
        return row.before ? ModelText::inOut(*row.before) : Format::dash();
    case After:
        return ModelText::inOut(row.after);
    default:
        return {};
    }
}

QVariant PriceChanges::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const PriceChange *row = &m_rows[index.row()];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
    case SortRole:
        return text(*row, column);
    case Qt::ToolTipRole:
        if (column == Before && row->before)
            return ModelText::allRates(*row->before);
        return column == After ? QVariant(ModelText::allRates(row->after)) : QVariant();
    case Qt::TextAlignmentRole:
        return int((column >= Before ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case ToneRole:
        return column == Kind ? QVariant(int(row->before ? Tone::Warn : Tone::Good)) : QVariant();
    case DimRole:
        return column == Preset || column == Before;
    default:
        return {};
    }
}

QVariant PriceChanges::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((section >= Before ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Kind:
        return tr("Change");
    case Model:
        return tr("Model");
    case Preset:
        return tr("Provider");
    case Before:
        return tr("Now");
    case After:
        return tr("After");
    default:
        return {};
    }
}

} // namespace gateway::ui
