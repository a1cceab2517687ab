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
        if (first) {
            const qsizetype more = uses.size() - 1 + LimitText::others(limits).size();
            return more > 0 ? QString(LimitText::use(*first) + u"  +"_s + QString::number(more))
                            : LimitText::use(*first);
        }
        const QString summary = LimitText::summary(limits);
        return summary.isEmpty() ? Format::dash() : summary;
    }
    case Qt::ToolTipRole:
    case Qt::AccessibleDescriptionRole:
        return LimitText::toolTip(limits, uses, zone);
    case Qt::TextAlignmentRole:
        return int(Qt::AlignLeft | Qt::AlignVCenter);
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

QString MonthText::inWords(const MonthUse &use)
{
    QString text = tr("%1 requests, %2 tokens, %3", nullptr, int(use.requests))
                           .arg(Format::number(use.requests), Format::number(use.tokens),
                                use.costMicros.isEmpty() ? tr("no cost") : Format::costs(use.costMicros));
    if (use.unpriced > 0)
        text += u'\n' + tr("%n requests have no price", nullptr, int(use.unpriced));
    return text;
}

} // namespace gateway::ui
