// SPDX-License-Identifier: MIT
#include "ui/models/live_calls_model.h"

#include "ui/format.h"
#include "ui/models/calls_model.h"
#include "ui/models/cell_delegate.h"
#include "ui/theme.h"

#include <algorithm>
#include <array>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr Millis rateNeeds{500}; // less of an answer says nothing about its speed

bool isNumber(int column)
{
    return column >= LiveCallsModel::PromptTokens;
}

Tone phaseTone(CallPhase phase)
{
    switch (phase) {
    case CallPhase::Streaming:
        return Tone::Accent;
    case CallPhase::Draining:
        return Tone::Warn;
    case CallPhase::Waiting:
    case CallPhase::Connecting:
        break;
    }
    return Tone::Neutral;
}

} // namespace

std::optional<qint64> tokensPerSecond(const LiveCall &call)
{
    if (!call.firstToken || call.elapsed - *call.firstToken < rateNeeds)
        return std::nullopt;
    return call.completionTokens * 1000 / (call.elapsed - *call.firstToken).count();
}

void LiveCallsModel::setCalls(const QList<LiveCall> &calls, bool still)
{
    if (still) {
        updateInPlace(calls);
        return;
    }
    // Both lists fall by id, so that one pass tells what came and what went.
    qsizetype row = 0;
    for (const LiveCall &call : calls) {
        while (row < m_rows.size() && m_rows[row].call.id > call.id) {
            beginRemoveRows({}, int(row), int(row));
            m_rows.removeAt(row);
            endRemoveRows();
        }
        if (row < m_rows.size() && m_rows[row].call.id == call.id) {
            m_rows[row].call = call;
            changed(int(row));
        } else {
            beginInsertRows({}, int(row), int(row));
            m_rows.insert(row, Row{call});
            endInsertRows();
        }
        ++row;
    }
    if (row < m_rows.size()) {
        beginRemoveRows({}, int(row), int(m_rows.size()) - 1);
        m_rows.resize(row);
        endRemoveRows();
    }
}

void LiveCallsModel::updateInPlace(const QList<LiveCall> &calls)
{
    auto now = calls.cbegin();
    for (int row = 0; row < m_rows.size(); ++row) {
        Row &shown = m_rows[row];
        now = std::find_if(now, calls.cend(),
                           [&shown](const LiveCall &call) { return call.id <= shown.call.id; });
        const bool there = now != calls.cend() && now->id == shown.call.id;
        if (there)
            shown.call = *now;
        if (there || !shown.ended) {
            shown.ended = !there;
            changed(row);
        }
    }
}

void LiveCallsModel::markStopping(RequestId id)
{
    const int row = rowOf(id);
    if (row < 0 || m_rows[row].stopping)
        return;
    m_rows[row].stopping = true;
    changed(row);
}

void LiveCallsModel::changed(int row)
{
    Q_EMIT dataChanged(index(row, 0), index(row, ColumnCount - 1));
}

void LiveCallsModel::setZone(const QTimeZone &zone)
{
    m_zone = zone;
    refreshTexts();
}

void LiveCallsModel::refreshTexts()
{
    if (!m_rows.isEmpty())
        Q_EMIT dataChanged(index(0, 0), index(int(m_rows.size()) - 1, ColumnCount - 1));
    Q_EMIT headerDataChanged(Qt::Horizontal, 0, ColumnCount - 1);
}

const LiveCall *LiveCallsModel::call(int row) const
{
    return row >= 0 && row < m_rows.size() ? &m_rows[row].call : nullptr;
}

int LiveCallsModel::rowOf(RequestId id) const
{
    const auto found =
            std::lower_bound(m_rows.cbegin(), m_rows.cend(), id,
                             [](const Row &row, RequestId wanted) { return row.call.id > wanted; });
    return found != m_rows.cend() && found->call.id == id ? int(found - m_rows.cbegin()) : -1;
}

bool LiveCallsModel::canStop(int row) const
{
    return row >= 0 && row < m_rows.size() && !m_rows[row].stopping && !m_rows[row].ended;
}

bool LiveCallsModel::anyAlive() const
{
    return std::any_of(m_rows.cbegin(), m_rows.cend(), [](const Row &row) { return !row.ended; });
}

QString LiveCallsModel::description(int row) const
{
    const LiveCall *shown = call(row);
    if (!shown)
        return {};
    return tr("Stop the request of %1 to %2, since %3")
            .arg(shown->user, shown->model, Format::clock(shown->startedAt, m_zone));
}

QString LiveCallsModel::phaseText(const Row &row) const
{
    if (row.ended)
        return tr("ended");
    if (row.stopping)
        return tr("stopping");
    switch (row.call.phase) {
    case CallPhase::Waiting:
        return tr("waiting");
    case CallPhase::Connecting:
        return tr("connecting");
    case CallPhase::Streaming:
        return tr("streaming");
    case CallPhase::Draining:
        return tr("draining");
    }
    return {};
}

// How fast it goes; while there is nothing yet, how long people have been waiting.
QString LiveCallsModel::note(const Row &row) const
{
    if (row.ended || row.stopping)
        return {};
    if (const auto rate = tokensPerSecond(row.call); rate && row.call.phase != CallPhase::Waiting)
        return tr("%1 tok/s").arg(Format::number(*rate));
    const qint64 seconds = row.call.elapsed.count() / 1000;
    return seconds < 60 ? tr("%1 s").arg(seconds) : Format::duration(Millis(seconds * 1000));
}

QString LiveCallsModel::text(const Row &row, int column) const
{
    switch (column) {
    case StartedAt:
        return Format::clock(row.call.startedAt, m_zone);
    case UserName:
        return row.call.user;
    case Model:
        return row.call.model;
    case ProviderName:
        return row.call.provider.isEmpty() ? Format::dash() : row.call.provider;
    case Phase:
        return phaseText(row);
    case PromptTokens:
        return Format::number(row.call.promptTokens);
    case CompletionTokens:
        return Format::number(row.call.completionTokens);
    case Speed:
        return note(row);
    default:
        return {};
    }
}

QString LiveCallsModel::tip(const Row &row, int column) const
{
    switch (column) {
    case StartedAt:
        return Format::dateTime(row.call.startedAt, m_zone);
    case UserName:
        return row.call.keyLabel;
    case Model:
        return row.call.upstreamModel == row.call.model ? QString() : row.call.upstreamModel;
    case ProviderName:
        return row.call.attempts > 1 ? tr("attempt %1").arg(row.call.attempts) : QString();
    case Phase:
        if (row.call.phase == CallPhase::Draining)
            return tr("The client has left; the answer is read to its end for its usage.");
        return row.call.firstToken ? tr("First token after %1").arg(Format::duration(*row.call.firstToken))
                                   : QString();
    case PromptTokens:
    case CompletionTokens:
        return tr("An estimate until the provider says what it counted.");
    default:
        return {};
    }
}

QVariant LiveCallsModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || index.row() >= m_rows.size())
        return {};
    const Row &row = m_rows[index.row()];
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(row, column);
    case Qt::ToolTipRole:
        return tip(row, column);
    case Qt::TextAlignmentRole:
        return int((isNumber(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case ToneRole:
        if (column != Phase)
            return {};
        return int(row.ended ? Tone::Neutral : row.stopping ? Tone::Warn : phaseTone(row.call.phase));
    case DimRole:
        return row.ended || column == StartedAt || column == ProviderName || column == Speed;
    case MonoRole:
        return column == StartedAt;
    case IdRole:
        return row.call.id.value;
    default:
        return {};
    }
}

// The words of the list below it.
QVariant LiveCallsModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    constexpr std::array<int, ColumnCount> same{
            CallsModel::StartedAt,        CallsModel::UserName, CallsModel::Model,
            CallsModel::ProviderName,     CallsModel::Status,   CallsModel::PromptTokens,
            CallsModel::CompletionTokens, CallsModel::Duration, CallsModel::ColumnCount};
    if (orientation != Qt::Horizontal || section < 0 || section >= ColumnCount)
        return {};
    return CallsModel::header(same[size_t(section)], role);
}

} // namespace gateway::ui
