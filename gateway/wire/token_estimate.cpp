// SPDX-License-Identifier: MIT
#include "wire/token_estimate.h"

#include <QStringView>

#include <array>
#include <cstring>

namespace gateway {

namespace {

// A character's cost stands with its first byte, so cuts inside characters do not matter.
constexpr std::array<quint8, 256> quartersByByte = [] {
    std::array<quint8, 256> table{};
    for (size_t byte = 0; byte < table.size(); ++byte) {
        if (byte < 0x80)
            table[byte] = 1;
        else if (byte < 0xc0)
            table[byte] = 0; // continues a character
        else if (byte < 0xe3 || byte == 0xee)
            table[byte] = 2;
        else // E3..ED: U+3000 to U+D7FF, EF: compatibility and full-width forms, F0..: beyond the basic plane
            table[byte] = 4;
    }
    return table;
}();

bool countsSingly(char32_t c)
{
    return (c >= 0x2e80 && c <= 0x2fdf) || (c >= 0x3005 && c <= 0x3007) || (c >= 0x3021 && c <= 0x3029) ||
           (c >= 0x3041 && c <= 0x30ff) || (c >= 0x3105 && c <= 0x312f) || (c >= 0x31a0 && c <= 0x31bf) ||
           (c >= 0x31f0 && c <= 0x31ff) || (c >= 0x3400 && c <= 0x4dbf) || (c >= 0x4e00 && c <= 0x9fff) ||
           (c >= 0xac00 && c <= 0xd7a3) || (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff);
}

} // namespace

void TokenEstimator::add(QByteArrayView utf8)
{
    const char *at = utf8.data();
    const char *end = at + utf8.size();
    while (at < end) {
        if (end - at >= 8) {
            quint64 word = 0;
            std::memcpy(&word, at, sizeof(word));
            if ((word & 0x8080808080808080ULL) == 0) {
                m_quarters += 8;
                at += 8;
                continue;
            }
        }
        const char *stop = at + qMin<qsizetype>(8, end - at);
        for (; at < stop; ++at)
            m_quarters += quartersByByte[quint8(*at)];
    }
}

qint64 countDemoTokens(QStringView text)
{
    qint64 count = 0;
    bool inWord = false;
    for (qsizetype i = 0; i < text.size(); ++i) {
        char32_t c = text[i].unicode();
        if (text[i].isHighSurrogate() && i + 1 < text.size() && text[i + 1].isLowSurrogate()) {
            c = QChar::surrogateToUcs4(text[i], text[i + 1]);
            ++i;
        }
        if (countsSingly(c)) {
            ++count;
            inWord = false;
            continue;
        }
        const bool letter =
                QChar::isLetterOrNumber(c) || QChar::isMark(c) || (inWord && (c == '\'' || c == 0x2019));
        if (letter && !inWord)
            ++count;
        inWord = letter;
    }
    return count;
}

} // namespace gateway
