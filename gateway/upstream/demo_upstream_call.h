// SPDX-License-Identifier: MIT
#pragma once

#include "upstream/upstream_call.h"

#include <QTimer>

namespace gateway {

// The `demo` provider: answers inside the process, so that a fresh installation has something to show without an account.
// One model, `demo`; every answer says that it is one; streamed at a natural pace; usage counts words, and CJK characters
// singly.
class DemoUpstreamCall final : public UpstreamCall
{
    Q_OBJECT

public:
    DemoUpstreamCall(UpstreamRequest request, const Clock &clock);

    void start() override;
    void setPaused(bool paused) override;
    void cancel() override;
    void checkDeadlines(SteadyTime) override {}

private:
    void answer();
    void refuse(int status, const QString &message, const QString &code);
    void answerWhole();
    void sendNext();
    QByteArray chunk(const class QJsonObject &delta, const QString &finish) const;
    class QJsonObject usage() const;

    UpstreamRequest m_request;
    const Clock &m_clock;
    QTimer m_pace;
    QStringList m_words;
    qsizetype m_next = 0;
    QString m_id;
    qint64 m_created = 0;
    qint64 m_promptTokens = 0;
    qint64 m_completionTokens = 0;
    bool m_completions = false; // the older /v1/completions shape
    bool m_includeUsage = false;
    bool m_streaming = false;
    bool m_over = false;
};

} // namespace gateway
