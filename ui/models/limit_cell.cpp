// SPDX-License-Identifier: MIT
#include "ui/models/limit_cell.h"

#include "ui/format.h"
#include "ui/limit_text.h"
#include "ui/models/cell_delegate.h"

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

QVariant limitCell(int role, const Limits &limits, const BudgetUses &uses, const QTimeZone &zone)
{
    const BudgetUse *first = tightest(uses);
    switch (role) {
    case Qt::DisplayRole: {
        if (first)
            return LimitText::use(*first);
        const QString summary = LimitText::summary(limits);
        return summary.isEmpty() ? Format::dash() : summary;
    }
    case Qt::ToolTipRole:
    case Qt::AccessibleDescriptionRole:
        return LimitText::toolTip(limits, uses, zone);
    case Qt::TextAlignmentRole:
        return int((first ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case DimRole:
        return true;
    case ShareRole:
        return first ? QVariant(first->share()) : QVariant();
    case SortRole:
        return first ? first->share() : -1.0;
    default:
        return {};
    }
}

} // namespace gateway::ui
