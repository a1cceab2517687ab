// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

namespace gateway {

// Tokens that a text will roughly cost, for calls whose provider does not say. Counted by script, which is what decides
// most with the common tokenizers: CJK characters and kana and hangul 1 each (on the safe side of 0.6-0.8), other
// non-ASCII letters 1 per 2 characters, ASCII 1 per 4 bytes. Never below 1 for a text that is not empty. UTF-8.
// An accumulator, so that a text may come in pieces that cut characters anywhere.
class TokenEstimator final
{
public:
    void add(QByteArrayView utf8);
    qint64 tokens() const;

private:
    qint64 m_quarters = 0; // in quarter tokens
};

// As the demo provider counts: words, and CJK characters singly.
qint64 countDemoTokens(QStringView text);

} // namespace gateway
