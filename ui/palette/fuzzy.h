// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QStringView>

#include <optional>

namespace gateway::ui {

struct FuzzyMatch
{
    int score = 0;          // the larger, the better
    QList<int> positions;   // of the characters of `text` that matched, in order
    bool scattered = false; // in several places, and not all of them begin a word
};

// How well a few typed characters name a text: all of them occur in it in order, whatever their case; each
// word of the pattern on its own. Beginnings of words count most, then runs; of equal matches the shorter
// text wins. Nothing typed matches everything. Pure.
std::optional<FuzzyMatch> fuzzyMatch(QStringView pattern, QStringView text);

} // namespace gateway::ui
