// SPDX-License-Identifier: MIT
#pragma once

#include <QHeaderView>

namespace gateway::ui {

// The head of a RowTable: words in line with the cells below, whichever side they are aligned to, and the
// arrow of the sorted column behind its word.
class RowHeader final : public QHeaderView
{
    Q_OBJECT

public:
    explicit RowHeader(QWidget *parent);

protected:
    void paintSection(QPainter *painter, const QRect &rect, int section) const override;
    QSize sectionSizeFromContents(int section) const override;
};

} // namespace gateway::ui
