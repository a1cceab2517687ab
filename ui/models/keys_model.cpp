// SPDX-License-Identifier: MIT
#include "ui/models/keys_model.h"

#include "ui/format.h"
#include "ui/limit_text.h"
#include "ui/models/limit_cell.h"
#include "ui/theme.h"

#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

KeyState keyState(const KeyRow &row, Time now)
{
    const KeyInfo &info = row.info;
    if (info.key.revokedAt)
        return KeyState::Revoked;
    if (info.key.limits.expiresAt && *info.key.limits.expiresAt <= now)
        return KeyState::Expired;
    if (!info.userEnabled)
        return KeyState::UserDisabled;
    return usedUp(row.uses) || usedUp(row.userUses) ? KeyState::OverBudget : KeyState::Active;
}

namespace {

// What keeps an active key from being used, the longest.
const BudgetUse *obstacle(const KeyRow &row)
{
    const BudgetUse *own = usedUp(row.uses);
    const BudgetUse *users = usedUp(row.userUses);
    if (!own || !users)
        return own ? own : users;
    return !own->resets || (users->resets && *own->resets >= *users->resets) ? own : users;
}

} // namespace

KeysModel::KeysModel(std::shared_ptr<const Clock> clock, QObject *parent)
    : RowsModel<KeyRow>(parent), m_clock(std::move(clock)), m_zone(Format::zone({}))
{}

void KeysModel::setZone(const QTimeZone &zone)
{
    m_zone = zone;
    refreshTexts();
}

QString KeysModel::text(const KeyRow &row, int column) const
{
    const KeyInfo &info = row.info;
    switch (column) {
    case UserName:
        return info.userName;
    case Label:
        return info.key.label.isEmpty() ? tr("(unnamed)") : info.key.label;
    case KeyHint:
        return info.key.prefix + u'…' + info.key.suffix;
    case Models:
        return info.key.limits.models.isEmpty() ? tr("all") : info.key.limits.models.join(", "_L1);
    case Expires:
        return info.key.limits.expiresAt ? Format::until(*info.key.limits.expiresAt, m_clock->now(), m_zone)
                                         : tr("never");
    case LastUsed:
        return info.lastUsedAt ? Format::ago(*info.lastUsedAt, m_clock->now(), m_zone)
                               : tr("never", "last used");
    case Month:
        return row.month ? Format::costs(row.month->costMicros) : Format::dash();
    case State:
        switch (keyState(row, m_clock->now())) {
        case KeyState::Active:
            return tr("active");
        case KeyState::OverBudget:
            return tr("over budget");
        case KeyState::Expired:
            return tr("expired");
        case KeyState::Revoked:
            return tr("revoked");
        case KeyState::UserDisabled:
            return tr("user disabled");
        }
        return {};
    default:
        return {};
    }
}

QVariant KeysModel::sortValue(const KeyRow &row, int column) const
{
    const KeyInfo &info = row.info;
    switch (column) {
    case Expires: // what never expires comes last
        return info.key.limits.expiresAt ? toMillis(*info.key.limits.expiresAt)
                                         : std::numeric_limits<qint64>::max();
    case LastUsed:
        return info.lastUsedAt ? toMillis(*info.lastUsedAt) : qint64(0);
    case State:
        return int(keyState(row, m_clock->now()));
    case Month:
        return row.month ? row.month->sortableCost() : qint64(-1);
    case Limits:
        return limitCell(SortRole, info.key.limits, row.uses, m_zone);
    default:
        return text(row, column);
    }
}

QVariant KeysModel::data(const QModelIndex &index, int role) const
{
    const KeyRow *row = this->row(index.row());
    if (!index.isValid() || !row)
        return {};
    const KeyInfo &info = row->info;
    const int column = index.column();
    if (column == Limits && role != IdRole)
        return limitCell(role, info.key.limits, row->uses, m_zone);
    const KeyState state = keyState(*row, m_clock->now());
    switch (role) {
    case NoteRole:
        if (column == State && state == KeyState::OverBudget)
            return LimitText::until(*obstacle(*row), m_clock->now(), m_zone);
        return {};
    case FitNoteRole:
        return column == State;
    case Qt::TextAlignmentRole:
        return int((column == Month ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case Qt::DisplayRole:
        if (column == Expires && state == KeyState::Expired)
            return Format::date(*info.key.limits.expiresAt, m_zone);
        return text(*row, column);
    case Qt::ToolTipRole:
        if (column == State && state == KeyState::OverBudget) {
            const bool users = obstacle(*row) != usedUp(row->uses);
            return QString((users ? tr("A budget of the user is used up; requests are refused.")
                                  : tr("A budget is used up; requests are refused.")) +
                           u'\n' + LimitText::useInWords(*obstacle(*row), m_zone));
        }
        if (column == Label)
            return text(*row, KeyHint); // its column is not there in a narrow window
        if (column == Month && row->month)
            return MonthText::inWords(*row->month);
        if (column == Expires && info.key.limits.expiresAt)
            return Format::dateTime(*info.key.limits.expiresAt, m_zone);
        if (column == LastUsed && info.lastUsedAt)
            return Format::dateTime(*info.lastUsedAt, m_zone);
        if (column == Models && !info.key.limits.models.isEmpty())
            return info.key.limits.models.join(u'\n');
        return {};
    case ToneRole:
        if (column != State)
            return {};
        return int(state == KeyState::Active       ? Tone::Good
                   : state == KeyState::OverBudget ? Tone::Bad
                   : state == KeyState::Expired    ? Tone::Warn
                                                   : Tone::Neutral);
    case DimRole:
        return (state != KeyState::Active && state != KeyState::OverBudget) || column == LastUsed ||
               (column == Expires && !info.key.limits.expiresAt) ||
               (column == Models && info.key.limits.models.isEmpty());
    case MonoRole:
        return column == KeyHint || (column == Models && !info.key.limits.models.isEmpty());
    case IdRole:
        return info.key.id.value;
    case SortRole:
        return sortValue(*row, column);
    default:
        return {};
    }
}

QVariant KeysModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation == Qt::Horizontal && role == Qt::TextAlignmentRole)
        return int((section == Month ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Month:
        return tr("Cost this month");
    case UserName:
        return tr("User");
    case Label:
        return tr("Name");
    case KeyHint:
        return tr("Key");
    case Models:
        return tr("Models");
    case Limits:
        return tr("Limits");
    case Expires:
        return tr("Expires");
    case LastUsed:
        return tr("Last used");
    case State:
        return tr("State");
    default:
        return {};
    }
}

} // namespace gateway::ui
