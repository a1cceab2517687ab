// SPDX-License-Identifier: MIT
#include "ui/palette/fuzzy.h"

#include <algorithm>
#include <vector>

namespace gateway::ui {

namespace {

constexpr int hit = 10;
constexpr int wordStart = 30;
constexpr int textStart = 12; // on top of wordStart
constexpr int run = 24;       // the character before matched too
constexpr int longestGap = 8; // further apart costs no more
constexpr int lowest = -1'000'000;

bool startsWord(QStringView text, qsizetype at)
{
    if (at == 0)
        return true;
    const QChar before = text[at - 1];
    const QChar here = text[at];
    // Every Han character is a word of its own.
    return !before.isLetterOrNumber() || (before.isLower() && here.isUpper()) ||
           (here.unicode() >= 0x3400 && here.isLetter());
}

// The best way to find `word` in `text`: best[i][j] is the score of the first i + 1 characters with the last
// at j.
std::optional<FuzzyMatch> matchWord(QStringView word, QStringView text)
{
    const auto rows = size_t(word.size());
    const auto columns = size_t(text.size());
    if (rows > columns)
        return {};
    std::vector<int> best(rows * columns, lowest);
    std::vector<int> from(rows * columns, -1);
    for (size_t i = 0; i < rows; ++i) {
        for (size_t j = i; j < columns; ++j) {
            if (word[qsizetype(i)].toCaseFolded() != text[qsizetype(j)].toCaseFolded())
                continue;
            const int own = hit + (startsWord(text, qsizetype(j)) ? wordStart : 0) + (j == 0 ? textStart : 0);
            int &score = best[i * columns + j];
            if (i == 0) {
                score = own;
                continue;
            }
            for (size_t k = i - 1; k < j; ++k) {
                const int before = best[(i - 1) * columns + k];
                if (before == lowest)
                    continue;
                const int way = k + 1 == j ? run : -std::min(longestGap, int(j - k));
                if (before + own + way > score) {
                    score = before + own + way;
                    from[i * columns + j] = int(k);
                }
            }
        }
    }
    const auto lastRow = best.begin() + qptrdiff((rows - 1) * columns);
    const auto end = std::max_element(lastRow, best.end());
    if (*end == lowest)
        return {};
    FuzzyMatch match{*end, {}, false};
    int column = int(end - lastRow);
    for (size_t i = rows; i-- > 0;) {
        match.positions.prepend(column);
        column = from[i * columns + size_t(column)];
    }
    return match;
}

} // namespace

namespace {

bool isScattered(const QList<int> &positions, QStringView text)
{
    int runs = 0;
    bool inside = false;
    for (qsizetype i = 0; i < positions.size(); ++i) {
        if (i > 0 && positions[i] == positions[i - 1] + 1)
            continue;
        ++runs;
        inside = inside || !startsWord(text, positions[i]);
    }
    return runs > 1 && inside;
}

} // namespace

std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text)
{
    FuzzyMatch match;
    for (const QStringView word : pattern.split(u' ', Qt::SkipEmptyParts)) {
        const auto part = matchWord(word, text);
        if (!part)
            return {};
        match.score += part->score;
        match.scattered = match.scattered || isScattered(part->positions, text);
        match.positions += part->positions;
    }
    std::sort(match.positions.begin(), match.positions.end());
    match.positions.erase(std::unique(match.positions.begin(), match.positions.end()), match.positions.end());
    if (!match.positions.isEmpty())
        match.score -= int(std::min<qsizetype>(text.size(), 40)) / 4;
    return match;
}

} // namespace gateway::ui
