// SPDX-License-Identifier: MIT
#pragma once

#include "base/time.h"
#include "secrets/secret.h"

#include <QNetworkAccessManager>
#include <QObject>
#include <QPointer>

#include <functional>
#include <optional>

class QNetworkReply;

namespace gateway::ui {

// One short call through the gateway, as any client makes it. Main thread; deleting the object cancels.
class FirstCall final : public QObject
{
    Q_OBJECT

public:
    struct Answer
    {
        bool ok = false;
        int httpStatus = 0; // 0: nobody answered
        QString text;       // of the model, or what went wrong
        Millis duration{0};
        std::optional<qint64> promptTokens{};
        std::optional<qint64> completionTokens{};
    };

    explicit FirstCall(QObject *parent = nullptr);
    ~FirstCall() override;

    // `address` of the gateway without a path. A key that was issued just now is known there within a second:
    // for so long a 401 is asked again. `done` is called once.
    void make(const QString &address, const Secret &key, const QString &model, const QString &question,
              std::function<void(const Answer &)> done);

    // Pure: what an answer's body says.
    static Answer read(int httpStatus, const QByteArray &body);

private:
    void post();
    void finish();

    QNetworkAccessManager m_manager;
    QPointer<QNetworkReply> m_reply;
    QString m_address;
    Secret m_key;
    QByteArray m_body;
    std::function<void(const Answer &)> m_done;
    int m_refusals = 0;
    SteadyTime m_started{};
};

} // namespace gateway::ui
