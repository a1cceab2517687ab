// SPDX-License-Identifier: MIT
#pragma once

#include "ui/inspector/resend.h"

#include "base/ids.h"
#include "secrets/secret.h"

#include <QNetworkAccessManager>
#include <QObject>
#include <QPointer>
#include <QTimeZone>

class QNetworkReply;

namespace gateway::ui {

// One captured call sent again through the gateway. Its answer is not kept: the gateway's row tells of it.
// Main thread; deleting the object ends the call.
class ResendCall final : public QObject
{
    Q_OBJECT

public:
    explicit ResendCall(QObject *parent);
    ~ResendCall() override;

    void setZone(const QTimeZone &zone) { m_zone = zone; } // of times in a refusal

    void start(const QString &address, const Secret &key, const Resend &resend);

Q_SIGNALS:
    void begun(gateway::RequestId id); // an answer has begun to come; its row is there or comes soon
    void refused(const QString &why);  // before a provider was asked
    void over();

private:
    void onHead();
    void onFinished();

    QNetworkAccessManager m_manager;
    QPointer<QNetworkReply> m_reply;
    QTimeZone m_zone = QTimeZone::systemTimeZone();
    bool m_begun = false;
};

} // namespace gateway::ui
