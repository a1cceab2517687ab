// SPDX-License-Identifier: MIT
#include "access/reservation.h"

#include "access/account.h"

namespace gateway {

Reservation &Reservation::operator=(Reservation &&other) noexcept
{
    if (this != &other) {
        release();
        m_accounts = std::move(other.m_accounts);
        m_holds = other.m_holds;
        m_keyId = other.m_keyId;
        m_model = std::move(other.m_model);
        m_choices = other.m_choices;
        m_startedAt = other.m_startedAt;
        m_admittedAt = other.m_admittedAt;
        m_tokens = other.m_tokens;
        m_micros = other.m_micros;
        m_currency = other.m_currency;
        m_rateMicros = other.m_rateMicros;
        m_usdMicros = other.m_usdMicros;
        m_cnyMicros = other.m_cnyMicros;
    }
    return *this;
}

Reservation::~Reservation()
{
    release();
}

void Reservation::release()
{
    if (const auto accounts = std::exchange(m_accounts, {}).lock()) {
        for (const Hold &hold : m_holds) {
            hold.account->giveBack(m_startedAt, {m_usdMicros, m_cnyMicros, m_tokens});
            hold.account->tokens.takeBack(m_admittedAt, hold.windowTokens.value_or(0));
        }
    }
}

} // namespace gateway
