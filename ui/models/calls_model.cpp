// SPDX-License-Identifier: MIT
#include "ui/models/calls_model.h"

#include "ui/format.h"
#include "ui/refusal_text.h"
#include "ui/theme.h"

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

bool isNumber(int column)
{
    return column >= CallsModel::PromptTokens;
}

// Tokens went through, but nobody knows what they cost.
bool isUnpriced(const CallRow &call)
{
    const CallSettled &settled = call.settled;
    return settled.status != CallStatus::Open && !settled.costMicros &&
           (settled.status == CallStatus::Ok || settled.usage.prompt || settled.usage.completion);
}

bool isEstimate(const CallRow &call)
{
    return call.settled.usageSource == UsageSource::Estimated ||
           call.settled.usageSource == UsageSource::Partial;
}

} // namespace

Tone CallsModel::statusTone(const CallRow &call)
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

void CallsModel::setZone(const QTimeZone &zone)
{
    m_zone = zone;
    refreshTexts();
}

QString CallsModel::statusText(const CallRow &call)
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

QString CallsModel::text(const CallRow &call, int column, const QTimeZone &zone)
{
    const bool open = call.settled.status == CallStatus::Open;
    switch (column) {
    case StartedAt:
        return Format::clock(call.opened.startedAt, zone);
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
    case Cost:
        if (isUnpriced(call))
            return tr("unpriced");
        if (!call.settled.costMicros)
            return Format::dash();
        return Format::money(*call.settled.costMicros, call.settled.currency) +
               (isEstimate(call) ? u" ≈"_s : QString());
    default:
        return {};
    }
}

QVariant CallsModel::data(const QModelIndex &index, int role) const
{
    const CallEntry *entry = row(index.row());
    return index.isValid() && entry ? cell(entry->call, index.column(), role, m_zone) : QVariant();
}

QVariant CallsModel::cell(const CallRow &call, int column, int role, const QTimeZone &zone)
{
    switch (role) {
    case Qt::DisplayRole:
        return text(call, column, zone);
    case Qt::ToolTipRole:
        if ((column == Status || column == ProviderName) && !call.settled.error.isEmpty())
            return RefusalText::ofRow(call.settled.error);
        if (column == Cost && isEstimate(call))
            return tr("From estimated tokens: the provider did not say how many there were.");
        if (column == Cost && isUnpriced(call))
            return tr("No price is known for this model.");
        if (column == StartedAt)
            return Format::dateTime(call.opened.startedAt, zone);
        if (column == UserName)
            return QString(call.keyLabel + u' ' + call.keyHint).trimmed();
        if (column == Model && call.opened.upstreamModel != call.opened.model)
            return call.opened.upstreamModel;
        return {};
    case Qt::TextAlignmentRole:
        return int((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case ToneRole:
        if (column == Cost && isUnpriced(call))
            return int(Tone::Warn);
        return column == Status ? QVariant(int(statusTone(call))) : QVariant();
    case DimRole:
        return column == ProviderName || column == FirstToken || column == Duration || column == StartedAt;
    case IdRole:
        return call.opened.id.value;
    case SortRole:
        return column == StartedAt ? QVariant(toMillis(call.opened.startedAt))
                                   : QVariant(text(call, column, zone));
    default:
        return {};
    }
}

QVariant CallsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    return orientation == Qt::Horizontal ? header(section, role) : QVariant();
}

QVariant CallsModel::header(int section, int role)
{
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
    case Cost:
        return tr("Cost");
    default:
        return {};
    }
}

} // namespace gateway::ui
