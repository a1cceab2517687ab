// SPDX-License-Identifier: MIT
#include "ui/call_watch.h"

#include "ui/format.h"

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr int mostLooks = 40;
constexpr std::chrono::milliseconds pause(250); // rows are written in groups

} // namespace

CallWatch::CallWatch(Backend &backend, QObject *parent) : QObject(parent), m_backend(backend)
{
    m_pause.setSingleShot(true);
    m_pause.setInterval(pause);
    connect(&m_pause, &QTimer::timeout, this, &CallWatch::look);
}

void CallWatch::wait(RequestId id, std::function<void(const std::optional<CallRow> &)> done)
{
    m_id = id;
    m_done = std::move(done);
    m_looks = 0;
    m_openWillDo = false;
    look();
}

void CallWatch::waitForRow(RequestId id, std::function<void(const std::optional<CallRow> &)> done)
{
    m_id = id;
    m_done = std::move(done);
    m_looks = 0;
    m_openWillDo = true;
    look();
}

void CallWatch::cancel()
{
    m_pause.stop();
    m_done = {};
}

void CallWatch::look()
{
    m_backend.read<CallRow>(
            this, [id = m_id](LedgerQueries &queries) { return queries.call(id); },
            [this, id = m_id](const Result<CallRow> &row) {
                if (!m_done || id != m_id)
                    return;
                const bool settled = row && (m_openWillDo || row->settled.status != CallStatus::Open);
                if (!settled && ++m_looks < mostLooks) {
                    m_pause.start();
                    return;
                }
                std::exchange(m_done, {})(settled ? std::optional(*row) : std::nullopt);
            });
}

QString CallWatch::summary(const CallRow &row, const QTimeZone &zone)
{
    const CallSettled &settled = row.settled;
    QStringList parts{Format::clock(row.opened.startedAt, zone), row.userName, row.opened.model};
    parts += tr("%1 in, %2 out")
                     .arg(Format::number(settled.usage.prompt), Format::number(settled.usage.completion));
    parts += settled.costMicros ? Format::money(*settled.costMicros, settled.currency) : tr("unpriced");
    if (settled.firstToken)
        parts += tr("first token after %1").arg(Format::duration(*settled.firstToken));
    parts += Format::duration(settled.duration);
    return parts.join(u" · "_s);
}

} // namespace gateway::ui
