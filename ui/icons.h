// SPDX-License-Identifier: MIT
#pragma once

#include "ui/theme.h"

#include <QIcon>
#include <QPixmap>

namespace gateway::ui {

enum class IconInk { Text, Dim, Faint, Accent, OnAccent, Good, Warn, Bad };

// An icon of our own set (resources/icons), drawn in a colour of the current theme whenever it is painted.
QIcon themedIcon(const QString &name, IconInk ink = IconInk::Dim);
QPixmap iconPixmap(const QString &name, const QColor &color, int size, qreal devicePixelRatio);

// The program's own icon; with a dot in `tone` when it stands for a state (tray).
QIcon logoIcon();
QIcon stateIcon(Tone tone);

} // namespace gateway::ui
