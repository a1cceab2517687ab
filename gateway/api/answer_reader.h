// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "config/model.h"
#include "wire/stream_relay.h"
#include "wire/usage.h"

#include <memory>
#include <optional>

namespace gateway {

// What a provider answers to one attempt: judges its head, reads the body in passing, and says what of it may
// go to the client and since when the attempt counts as the answer. Gateway thread; no I/O.
//
// - A stream is held until it has said something (StreamRelay), so that an error at its start can still be
// answered by
//   another provider.
// - A plain answer up to `heldAnswer` is held until it is whole.
// - A refusal (a status from 400 on) is held until it is whole.
class AnswerReader final
{
public:
    static constexpr qsizetype heldAnswer = 1024 * 1024;
    static constexpr qsizetype heldRefusal = 1024 * 1024; // more of an error's body is of no use to anybody

    struct Expected
    {
        WireDialect dialect = WireDialect::OpenAiChat;
        bool stream = false;        // the client asked for one
        bool askedForUsage = false; // on the client's behalf
        QString provider;           // its name, for messages
    };
    explicit AnswerReader(Expected expected) : m_expected(std::move(expected)) {}

    enum class Kind { Unknown, Stream, Plain, Refusal };

    // Errors are UpstreamInvalidResponse: this is no answer, as if the connection had failed.
    Outcome readHead(int status, const QList<HeaderField> &headers);
    Outcome feed(const QByteArray &data);
    Outcome finish(); // the provider has ended its answer

    Kind kind() const { return m_kind; }
    int status() const { return m_status; }
    const QList<HeaderField> &headers() const { return m_headers; }

    // Something of the answer's content may go to the client now; from here on no other attempt can be made.
    bool mayPass() const;
    QByteArray takePending() { return std::exchange(m_pending, {}); } // of what may go
    qsizetype pendingBytes() const { return m_pending.size(); }
    bool holdsPlain() const { return m_kind == Kind::Plain && !m_passing; }
    const QByteArray &heldBody() const { return m_pending; } // of a refusal or of a plain answer
    std::optional<qint64> announcedLength() const;

    bool finished() const { return m_finished; }
    bool complete() const;    // a stream that has said all that it had to say, however its connection ends
    bool errorInside() const; // in a 2xx
    bool errorFirst() const;  // and nothing else came before it
    QByteArray errorText() const; // JSON of it, as far as it is known; for routing's eyes only
    QString errorName() const;

    const StreamRelay *relay() const { return m_relay.get(); }
    const UsageCollector &usage() const { return m_relay ? m_relay->usage() : m_usage; }
    bool sawContent() const;
    qint64 bytes() const { return m_received; } // of the body, so far

private:
    Outcome invalid(const QString &what) const;
    void becomeStream();
    void readPlain();

    Expected m_expected;
    Kind m_kind = Kind::Unknown;
    int m_status = 0;
    QList<HeaderField> m_headers;
    std::unique_ptr<StreamRelay> m_relay;
    std::unique_ptr<UsageScanner> m_scanner; // of a plain answer too large to hold
    UsageCollector m_usage;
    QByteArray m_pending;
    qint64 m_received = 0;
    bool m_holdWhole = true;
    bool m_passing = false;
    bool m_plainError = false;
    bool m_plainContent = false;
    bool m_finished = false;
};

} // namespace gateway
