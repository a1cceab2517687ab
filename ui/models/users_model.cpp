// SPDX-License-Identifier: MIT
#include "ui/models/users_model.h"

#include "ui/format.h"
#include "ui/limit_text.h"
#include "ui/models/limit_cell.h"
#include "ui/theme.h"

namespace gateway::ui {

namespace {

bool isFigure(int column)
{
    return column == UsersModel::Keys || column == UsersModel::Cost || column == UsersModel::Requests ||
           column == UsersModel::Tokens;
}

} // namespace

UsersModel::UsersModel(std::shared_ptr<const Clock> clock, QObject *parent)
    : RowsModel<UserRow>(parent), m_clock(std::move(clock)), m_zone(Format::zone({}))
{}

void UsersModel::setZone(const QTimeZone &zone)
{
    m_zone = zone;
    refreshTexts();
}

QString UsersModel::text(const UserRow &row, int column) const
{
    const UserInfo &info = row.info;
    switch (column) {
    case Name:
        return info.user.name;
    case Keys:
        return Format::number(qint64(info.keys));
    case Cost:
        return row.month ? Format::costs(row.month->costMicros) : Format::dash();
    case Requests:
        return row.month ? Format::number(row.month->requests) : Format::dash();
    case Tokens:
        return row.month ? Format::compact(row.month->tokens) : Format::dash();
    case LastUsed:
        return info.lastUsedAt ? Format::ago(*info.lastUsedAt, m_clock->now(), m_zone)
                               : tr("never", "last used");
    case Created:
        return Format::date(info.user.createdAt, m_zone);
    case State:
        return !info.user.enabled ? tr("disabled") : usedUp(row.uses) ? tr("over budget") : tr("active");
    default:
        return {};
    }
}

QVariant UsersModel::data(const QModelIndex &index, int role) const
{
    const UserRow *row = this->row(index.row());
    if (!index.isValid() || !row)
        return {};
    const UserInfo &info = row->info;
    const int column = index.column();
    if (column == Limits && role != IdRole)
        return limitCell(role, info.user.limits, row->uses, m_zone);
    const BudgetUse *over = info.user.enabled ? usedUp(row->uses) : nullptr;
    switch (role) {
    case Qt::DisplayRole:
        return text(*row, column);
    case NoteRole:
        return column == State && over ? LimitText::until(*over, m_clock->now(), m_zone) : QVariant();
    case FitNoteRole:
        return column == State;
    case Qt::ToolTipRole:
        if (column == State && over)
            return LimitText::useInWords(*over, m_zone);
        if (isFigure(column) && column != Keys && row->month)
            return MonthText::inWords(*row->month);
        if (column == LastUsed && info.lastUsedAt)
            return Format::dateTime(*info.lastUsedAt, m_zone);
        return {};
    case Qt::TextAlignmentRole:
        return int((isFigure(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case ToneRole:
        return column == State ? QVariant(int(!info.user.enabled ? Tone::Neutral
                                              : over             ? Tone::Bad
                                                                 : Tone::Good))
                               : QVariant();
    case DimRole:
        return column == LastUsed || column == Created || !info.user.enabled;
    case IdRole:
        return info.user.id.value;
    case SortRole:
        switch (column) {
        case Keys:
            return info.keys;
        case Cost:
            return row->month ? row->month->sortableCost() : qint64(-1);
        case Requests:
            return row->month ? row->month->requests : qint64(-1);
        case Tokens:
            return row->month ? row->month->tokens : qint64(-1);
        case LastUsed:
            return info.lastUsedAt ? toMillis(*info.lastUsedAt) : qint64(0);
        case Created:
            return toMillis(info.user.createdAt);
        default:
            return text(*row, column);
        }
    default:
        return {};
    }
}

QVariant UsersModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((isFigure(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && isFigure(section) && section != Keys)
        return tr("Since the month began");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Cost:
        return tr("Cost this month");
    case Requests:
        return tr("Requests");
    case Tokens:
        return tr("Tokens");
    case Name:
        return tr("User");
    case Keys:
        return tr("Keys");
    case Limits:
        return tr("Limits");
    case LastUsed:
        return tr("Last used");
    case Created:
        return tr("Added");
    case State:
        return tr("State");
    default:
        return {};
    }
}

} // namespace gateway::ui
