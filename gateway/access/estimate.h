// SPDX-License-Identifier: MIT
#pragma once

#include "access/account.h"
#include "access/admission.h"

namespace gateway {

// What a call will take, before it is made: Admission's header says by which rules. Pure.
class CallEstimate final
{
public:
    // No single call counts for more than this, so that sums over all calls in flight stay exact.
    static constexpr qint64 most = 100'000'000'000'000;

    CallEstimate(const AdmissionRequest &request, std::optional<qint64> typical, bool strict);

    bool isPriced() const { return m_request.price != nullptr; }
    bool isBounded() const { return m_bounded; }       // the answer cannot have more than completion() tokens
    bool isGuess() const { return m_guess; }           // nothing is known of such answers
    qint64 completion() const { return m_completion; } // of all choices
    qint64 choices() const { return m_choices; }

    // All units for so many completion tokens; the money of the dearest price. Rises with them.
    Amounts amounts(qint64 completionTokens) const;

    // Of the minute's limit, which a call without a maximum asks for at most as a whole.
    qint64 windowTokens(qint64 limit) const;

private:
    qint64 costAt(const Price &price, qint64 completionTokens) const;

    const AdmissionRequest &m_request;
    bool m_strict;
    bool m_bounded = true;
    bool m_guess = false;
    qint64 m_choices = 1;
    qint64 m_prompt = 0;
    qint64 m_completion = 0;
    qint64 m_windowPrompt = 0;
};

} // namespace gateway
