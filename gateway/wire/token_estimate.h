// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArrayView>

namespace gateway {

// Tokens that a text will roughly cost, for calls whose provider does not say. Counted by script, which is
// what decides most with the common tokenizers: CJK characters, kana and hangul 1 each (on the safe side of
// 0.6-0.8), so do characters beyond the basic plane (emoji); other non-ASCII characters 1 per 2, ASCII 1 per
// 4 bytes. Never below 1 for a text that is not empty. UTF-8. An accumulator, so that a text may come in
// pieces that cut characters anywhere.
class TokenEstimator final
{
public:
    void add(QByteArrayView utf8);
    void addTokens(qint64 count) { m_quarters += count * 4; } // of what is not text, e.g. an image
    void addQuarters(qint64 count) { m_quarters += count; }
    qint64 tokens() const { return (m_quarters + 3) / 4; }
    qint64 quarterTokens() const { return m_quarters; } // for sums over many pieces, without rounding each

private:
    qint64 m_quarters = 0;
};

// What is not text, for an estimate before the call. An image costs what a large one costs at the providers
// that say, unless it was asked for in low detail; a file or a recording by its base64 bytes, and no less
// than a small one.
inline constexpr qint64 imageTokens = 1'600;
inline constexpr qint64 lowDetailImageTokens = 85;
inline constexpr qint64 smallAttachmentTokens = 765;
inline constexpr qint64 attachmentBytesPerToken = 64;

// As the demo provider counts: words, and CJK characters singly.
qint64 countDemoTokens(QStringView text);

} // namespace gateway
