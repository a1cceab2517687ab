// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"

#include "base/ids.h"

#include <QTimeZone>

namespace gateway::ui {

// Waits for a call that the window made to be settled in the ledger. Main thread; deleting it ends the
// waiting.
class CallWatch final : public QObject
{
    Q_OBJECT

public:
    explicit CallWatch(Backend &backend, QObject *parent = nullptr);

    // `done` gets the row once it is settled, or nothing when that takes too long. One call at a time:
    // another one takes the place of the first.
    void wait(RequestId id, std::function<void(const std::optional<CallRow> &)> done);
    // The same as soon as there is a row, settled or not.
    void waitForRow(RequestId id, std::function<void(const std::optional<CallRow> &)> done);
    void cancel();

    // "14:22:07 · local · 14 in, 9 out · $0.0001 · first token after 412 ms · 1.3 s"
    static QString summary(const CallRow &row, const QTimeZone &zone);

private:
    void look();

    Backend &m_backend;
    RequestId m_id;
    std::function<void(const std::optional<CallRow> &)> m_done;
    QTimer m_pause;
    int m_looks = 0;
    bool m_openWillDo = false;
};

} // namespace gateway::ui
