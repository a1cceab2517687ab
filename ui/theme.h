// SPDX-License-Identifier: MIT
#pragma once

#include <QColor>
#include <QObject>
#include <QPalette>

#include <array>

class QApplication;

namespace gateway::ui {

// The colours of one theme, by what they are for.
struct Tokens
{
    bool dark = false;
    QColor window, surface, field, line, hover;
    QColor edge; // of what is filled in or ticked: at least 3:1 on every ground
    QColor text, dim, faint;
    QColor accent, accentBack, onAccent;
    QColor good, goodBack, warn, warnBack, bad, badBack;
    std::array<QColor, 5> series; // charts; the last one is "others"

    static const Tokens &light();
    static const Tokens &night();
    // Those of the application's palette, so that painting code follows a change of theme by itself.
    static const Tokens &current();
};

enum class Tone { Neutral, Accent, Good, Warn, Bad };
QColor toneColor(const Tokens &tokens, Tone tone); // dots and bars
QColor toneInk(const Tokens &tokens, Tone tone);   // text, at least 4.5:1 on toneBack and on a surface
QColor toneBack(const Tokens &tokens, Tone tone);

QPalette paletteFor(const Tokens &tokens);

// Applies palette and style sheet to the application; follows the system or a choice. Main thread.
class Theme final : public QObject
{
    Q_OBJECT

public:
    explicit Theme(QApplication &application);

    // "light", "dark", or empty for the system's (the value of the setting `theme`).
    void setChoice(const QString &choice);
    const QString &choice() const { return m_choice; }
    // Sizes of the design are for a body text of 13 px; a larger system font scales them.
    static int px(int designPixels);

    bool eventFilter(QObject *watched, QEvent *event) override;

Q_SIGNALS:
    void changed();

private:
    bool systemIsDark();
    void apply();

    QApplication &m_application;
    QString m_choice;
    bool m_applying = false;
};

} // namespace gateway::ui
