// SPDX-License-Identifier: MIT
#pragma once

#include "ui/playground/chat.h"

#include "base/ids.h"
#include "secrets/secret.h"
#include "wire/sse.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QObject>
#include <QPointer>
#include <QTimeZone>

namespace gateway::ui {

// One streamed chat call through the gateway over HTTP, as any client makes it. Main thread; deleting the
// object ends the call.
class ChatCall final : public QObject
{
    Q_OBJECT

public:
    explicit ChatCall(QObject *parent = nullptr);
    ~ChatCall() override;

    void setZone(const QTimeZone &zone) { m_zone = zone; } // of times in a refusal

    void start(const QString &address, const Secret &key, QJsonObject body);
    void stop(); // `ended` follows
    bool isRunning() const { return m_reply; }
    const std::optional<RequestId> &id() const { return m_id; } // of its row, once there is an answer

    // What was sent and what came back, to be shown where something went wrong; without the key.
    struct Exchange
    {
        QString url;
        QJsonObject body;
        int status = 0;     // 0: nobody answered
        QByteArray refusal; // the body of an answer that is no 200
    };
    const Exchange &exchange() const { return m_exchange; }

Q_SIGNALS:
    void received(const QString &text, const QString &reasoning);
    void ended(const QString &error); // empty: complete, or stopped by us

private:
    void read();
    void finish();

    QNetworkAccessManager m_manager;
    QPointer<QNetworkReply> m_reply;
    QTimeZone m_zone = QTimeZone::systemTimeZone();
    SseReader m_sse;
    Exchange m_exchange;
    std::optional<RequestId> m_id;
    std::optional<QString> m_error;
    bool m_done = false;
    bool m_stopped = false;
};

} // namespace gateway::ui
