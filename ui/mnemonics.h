// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

class QMenu;
class QWidget;

namespace gateway::ui {

// Gives what has none a letter of its own, to be pressed in a menu, or with Alt in a dialog. A text that
// brings one along in brackets at its end, as the Chinese "编辑(&E)…", keeps it. The others are written
// without: a letter is taken from the text, the beginnings of its words first. Where it has none that can be
// typed, a menu appends a free letter in brackets; a button of a dialog answers to Alt with a letter of its
// object's name, which its tool tip tells. Any other & in a text is an &. A menu without a name for screen
// readers gets one. Call it again when texts have changed; main thread.
void giveMnemonics(QMenu &menu);
void giveMnemonics(QWidget &dialog); // or a page

inline constexpr const char *withoutLetter =
        "withoutLetter"; // true: a button of many that lead to one place each

// The text as it was before.
QString withoutMnemonic(const QString &text);

} // namespace gateway::ui
