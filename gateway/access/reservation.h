// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.h"
#include "base/time.h"
#include "config/limits.h"

#include <QString>

#include <array>
#include <memory>
#include <optional>

namespace gateway {

class Account;
class Accounts;

// What a call really used.
struct CallCost
{
    qint64 promptTokens = 0;
    qint64 completionTokens = 0;
    std::optional<qint64> costMicros;  // empty: unpriced
    Currency currency = Currency::Usd; // of the cost; another target's price may have another one
    bool reported = true;              // by the provider, for a whole answer: later estimates learn from it
};

// What admission holds for a call in flight: a place in the concurrency, tokens and money. It goes back when
// the call is settled (Admission::settle), released or, whatever happens, when this is destroyed. Gateway
// thread.
class Reservation final
{
public:
    Reservation() = default; // holds nothing
    Reservation(Reservation &&) noexcept = default;
    Reservation &operator=(Reservation &&other) noexcept;
    ~Reservation();

    explicit operator bool() const { return !m_accounts.expired(); }

    // For the row of the call (CallOpened).
    qint64 tokens() const { return m_tokens; }
    std::optional<qint64> micros() const { return m_micros; } // empty: unpriced
    Currency currency() const { return m_currency; }
    qint64 rateMicros() const { return m_rateMicros; }
    Time startedAt() const { return m_startedAt; }

private:
    friend class Admission;

    struct Hold
    {
        Account *account = nullptr;
        std::optional<qint64> windowTokens; // in the minute's window; empty: it has none
    };

    Q_DISABLE_COPY(Reservation)
    void release();

    std::weak_ptr<Accounts> m_accounts; // keeps m_holds; empty once given back or moved from
    std::array<Hold, 2> m_holds;        // of the key and of the user
    KeyId m_keyId;
    QString m_model;
    qint64 m_choices = 1;
    Time m_startedAt{};
    SteadyTime m_admittedAt{};
    qint64 m_tokens = 0;
    std::optional<qint64> m_micros;
    Currency m_currency = Currency::Usd;
    qint64 m_rateMicros = 0;
    qint64 m_usdMicros = 0; // m_micros in both currencies
    qint64 m_cnyMicros = 0;
};

} // namespace gateway
