// SPDX-License-Identifier: MIT
#pragma once

#include "ui/pages/overview_data.h"
#include "ui/usage_choice.h"

#include <QWidget>

class QHBoxLayout;

namespace gateway::ui {

class SplitBar;
class Tile;

// The figures over the overview: five tiles, in a narrow window in two rows.
class OverviewTiles final : public QWidget
{
    Q_OBJECT

public:
    explicit OverviewTiles(QWidget *parent);

    void show(const OverviewData &figures, const UsageChoice &choice);
    void setNarrow(bool narrow);

private:
    static QString comparison(const UsageChoice &choice, const QString &change);
    void retranslate();

    bool m_narrow = false;
    QHBoxLayout *m_row = nullptr;
    QHBoxLayout *m_secondRow = nullptr;
    Tile *m_requests;
    Tile *m_tokens;
    Tile *m_cost;
    Tile *m_success;
    Tile *m_firstToken;
    SplitBar *m_tokenBar;
};

} // namespace gateway::ui
