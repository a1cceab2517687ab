// SPDX-License-Identifier: MIT
#include "ui/models/users_model.h"

#include "ui/format.h"
#include "ui/models/limit_cell.h"
#include "ui/theme.h"

namespace gateway::ui {

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
    case LastUsed:
        return info.lastUsedAt ? Format::ago(*info.lastUsedAt, m_clock->now(), m_zone)
                               : tr("never", "last used");
    case Created:
        return Format::date(info.user.createdAt, m_zone);
    case State:
        return info.user.enabled ? tr("active") : tr("disabled");
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
    switch (role) {
    case Qt::DisplayRole:
        return text(*row, column);
    case Qt::ToolTipRole:
        if (column == LastUsed && info.lastUsedAt)
            return Format::dateTime(*info.lastUsedAt, m_zone);
        return {};
    case Qt::TextAlignmentRole:
        return int((column == Keys ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case ToneRole:
        return column == State ? QVariant(int(info.user.enabled ? Tone::Good : Tone::Neutral)) : QVariant();
    case DimRole:
        return column == LastUsed || column == Created || !info.user.enabled;
    case IdRole:
        return info.user.id.value;
    case SortRole:
        switch (column) {
        case Keys:
            return info.keys;
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
        return int((section == Keys ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
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
