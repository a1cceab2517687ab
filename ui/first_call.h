// SPDX-License-Identifier: MIT
#pragma once

#include "ui/snippets.h"

#include "base/ids.h"
#include "base/time.h"
#include "secrets/secret.h"

#include <QJsonObject>
#include <QNetworkAccessManager>
#include <QObject>
#include <QPointer>
#include <QTimeZone>
#include <QUrl>

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
        std::optional<RequestId> id{}; // of the row that the call made
    };

    explicit FirstCall(QObject *parent = nullptr);
    ~FirstCall() override;

    void setZone(const QTimeZone &zone) { m_zone = zone; } // of times in a refusal

    // `address` of the gateway without a path. A key that was issued just now is known there within a second:
    // for so long a 401 is asked again. `done` is called once.
    void make(const QString &address, const Secret &key, const QString &model, const QString &question,
              std::function<void(const Answer &)> done, SnippetApi api = SnippetApi::Chat);

    // Pure: what to send, and what an answer's body says, whatever the API.
    static QJsonObject body(SnippetApi api, const QString &model, const QString &question);
    static Answer read(int httpStatus, const QByteArray &body, bool askedProvider = false,
                       const QTimeZone &zone = QTimeZone::systemTimeZone());

private:
    void post();
    void finish();

    QNetworkAccessManager m_manager;
    QPointer<QNetworkReply> m_reply;
    QTimeZone m_zone = QTimeZone::systemTimeZone();
    QUrl m_url;
    Secret m_key;
    QByteArray m_body;
    std::function<void(const Answer &)> m_done;
    int m_refusals = 0;
    SteadyTime m_started{};
};

} // namespace gateway::ui
