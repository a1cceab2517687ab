// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/gateway_control.h"
#include "ui/notices/notice_book.h"

#include <QCoreApplication>

class QSettings;

namespace gateway::ui {

// Watches budgets, provider keys and providers in the background, while the setting `notifications` is on, and says
// when there is something to hear. Main thread.
class Notifier final : public QObject
{
    Q_OBJECT

public:
    // `memory` keeps what was told over restarts.
    Notifier(Backend &backend, GatewayControl &control, QSettings &memory, QObject *parent = nullptr);

    static QString title(const Notice &notice);
    static QString text(const Notice &notice);

    void look(); // now, and by itself every half minute

Q_SIGNALS:
    void noticed(const gateway::ui::Notice &notice);

private:
    void onTroubles();
    void tell(const QList<Notice> &notices);

    Backend &m_backend;
    GatewayControl &m_control;
    QSettings &m_memory;
    NoticeBook m_book;
    QTimer m_timer;
    bool m_looking = false;
    bool m_lookAgain = false;
};

} // namespace gateway::ui
