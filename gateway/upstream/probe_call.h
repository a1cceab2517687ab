// SPDX-License-Identifier: MIT
#pragma once

#include "config/model.h"
#include "secrets/secret.h"
#include "upstream/probe.h"
#include "wire/sse.h"
#include "wire/usage.h"

#include <QElapsedTimer>
#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QObject>
#include <QPointer>
#include <QTimer>

namespace gateway {

// One conversation with a provider, for upstream/probe.h: requests until it is clear how things are, then
// `finished`, once. Never called from inside start(). Lives in the thread of its maker; deleting it cancels.
class ProbeCall : public QObject
{
    Q_OBJECT

public:
    ProbeCall(Provider provider, Secret key, QObject *parent);
    ~ProbeCall() override;

    void start();

Q_SIGNALS:
    void finished(const gateway::ProbeReport &report);

protected:
    virtual void send() = 0;
    virtual void received(QByteArrayView bytes) = 0; // in pieces, of an answer with a 2xx status only
    virtual void succeeded() = 0;                    // an answer with a 2xx status has ended
    // An answer with another status. True when it was taken care of, for example by a second try.
    virtual bool refused(int status, const QByteArray &body);

    void get(QStringView endpoint);
    void post(QStringView endpoint, const QByteArray &body);
    void finish(bool ok, const QString &message);
    Millis elapsed() const { return Millis(m_clock.elapsed()); }

    const Provider m_provider;
    ProbeReport m_report;

private:
    QNetworkRequest request(QStringView endpoint) const;
    void watch(QNetworkReply *reply);
    void read();
    void ended();
    void giveUp();
    QString networkTrouble() const;
    QString statusTrouble(int status, const QByteArray &body) const;
    QString said(const QByteArray &body) const;

    const Secret m_key;
    QNetworkAccessManager m_manager;
    QPointer<QNetworkReply> m_reply;
    QElapsedTimer m_clock;
    QTimer m_silence;
    QString m_tlsTrouble;
    QByteArray m_refusal;
    qint64 m_received = 0;
    bool m_done = false;
};

// GET {base}/models.
class ModelListCall final : public ProbeCall
{
    Q_OBJECT

public:
    using ProbeCall::ProbeCall;

private:
    void send() override;
    void received(QByteArrayView bytes) override { m_body.append(bytes); }
    void succeeded() override;

    QByteArray m_body;
};

// One short streamed chat. What a provider refuses about the request and others need is tried without.
class ChatProbeCall final : public ProbeCall
{
    Q_OBJECT

public:
    ChatProbeCall(Provider provider, Secret key, QString model, QObject *parent);

private:
    enum class Bound { MaxTokens, MaxCompletionTokens, None };

    void send() override;
    void received(QByteArrayView bytes) override;
    void succeeded() override;
    bool refused(int status, const QByteArray &body) override;
    void read(const ChunkFacts &chunk);

    const QString m_model;
    Bound m_bound = Bound::MaxTokens;
    const WireDialect m_dialect;
    bool m_asksForUsage;
    bool m_wasRefusedUsage = false;
    SseReader m_events;
    QByteArray m_plain; // an answer that is no stream after all
    UsageCollector m_usage;
    QString m_errorInside;
    bool m_isStream = false;
    bool m_hasContent = false;
};

} // namespace gateway
