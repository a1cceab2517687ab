// SPDX-License-Identifier: MIT
#include "ui/models/calls_model.h"

#include "ui/format.h"
#include "ui/theme.h"

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

bool isNumber(int column)
{
    return column >= CallsModel::PromptTokens;
}

Tone statusTone(const CallRow &call)
{
    switch (call.settled.status) {
    case CallStatus::Open:
        return Tone::Accent;
    case CallStatus::Ok:
        return Tone::Good;
    case CallStatus::Failed:
    case CallStatus::Refused:
        return Tone::Bad;
    case CallStatus::Cancelled:
    case CallStatus::Interrupted:
        return Tone::Warn;
    }
    return Tone::Neutral;
}

} // namespace

void CallsModel::setZone(const QTimeZone &zone)
{
    m_zone = zone;
    refreshTexts();
}

QString CallsModel::statusText(const CallRow &call) const
{
    switch (call.settled.status) {
    case CallStatus::Open:
        return tr("in flight");
    case CallStatus::Cancelled:
        return tr("stopped");
    case CallStatus::Interrupted:
        return tr("interrupted");
    case CallStatus::Refused:
        return call.settled.httpStatus > 0 ? tr("refused %1").arg(call.settled.httpStatus) : tr("refused");
    case CallStatus::Ok:
    case CallStatus::Failed:
        break;
    }
    if (call.settled.httpStatus > 0)
        return QString::number(call.settled.httpStatus);
    return call.settled.status == CallStatus::Ok ? tr("ok") : tr("failed");
}

QString CallsModel::text(const CallRow &call, int column) const
{
    const bool open = call.settled.status == CallStatus::Open;
    switch (column) {
    case StartedAt:
        return Format::clock(call.opened.startedAt, m_zone);
    case UserName:
        return call.userName;
    case Model:
        return call.opened.model;
    case ProviderName:
        return call.providerName.isEmpty() ? Format::dash() : call.providerName;
    case Status:
        return statusText(call);
    case PromptTokens:
        return Format::number(call.settled.usage.prompt);
    case CompletionTokens:
        return Format::number(call.settled.usage.completion);
    case FirstToken:
        return call.settled.firstToken ? Format::duration(*call.settled.firstToken) : Format::dash();
    case Duration:
        return open ? Format::dash() : Format::duration(call.settled.duration);
    default:
        return {};
    }
}

QVariant CallsModel::data(const QModelIndex &index, int role) const
{
    const CallEntry *entry = row(index.row());
    if (!index.isValid() || !entry)
        return {};
    const CallRow &call = entry->call;
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(call, column);
    case Qt::ToolTipRole:
        if (column == Status && !call.settled.error.isEmpty())
            return call.settled.error;
        if (column == StartedAt)
            return Format::dateTime(call.opened.startedAt, m_zone);
        if (column == UserName)
            return QString(call.keyLabel + u' ' + call.keyHint).trimmed();
        if (column == Model && call.opened.upstreamModel != call.opened.model)
            return call.opened.upstreamModel;
        return {};
    case Qt::TextAlignmentRole:
        return int((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case ToneRole:
        return column == Status ? QVariant(int(statusTone(call))) : QVariant();
    case DimRole:
        return column == ProviderName || column == FirstToken || column == Duration || column == StartedAt;
    case IdRole:
        return call.opened.id.value;
    case SortRole:
        return column == StartedAt ? QVariant(toMillis(call.opened.startedAt)) : QVariant(text(call, column));
    default:
        return {};
    }
}

QVariant CallsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((isNumber(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case StartedAt:
        return tr("Time");
    case UserName:
        return tr("User");
    case Model:
        return tr("Model");
    case ProviderName:
        return tr("Provider");
    case Status:
        return tr("Status");
    case PromptTokens:
        return tr("In");
    case CompletionTokens:
        return tr("Out");
    case FirstToken:
        return tr("First token");
    case Duration:
        return tr("Duration");
    default:
        return {};
    }
}

} // namespace gateway::ui
