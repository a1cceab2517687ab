// SPDX-License-Identifier: MIT
#pragma once

#include <QLayout>
#include <QList>

namespace gateway::ui {

// Items from left to right, then on the next line. The last item takes the rest of its line when
// `stretchLast` is set.
class FlowLayout final : public QLayout
{
public:
    explicit FlowLayout(QWidget *parent, bool stretchLast = false);
    ~FlowLayout() override;

    void insert(int index, QWidget *widget);

    void addItem(QLayoutItem *item) override { m_items += item; }
    int count() const override { return int(m_items.size()); }
    QLayoutItem *itemAt(int index) const override { return m_items.value(index); }
    QLayoutItem *takeAt(int index) override;
    Qt::Orientations expandingDirections() const override { return {}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override { return arrange(QRect(0, 0, width, 0), false); }
    void setGeometry(const QRect &rect) override;
    QSize sizeHint() const override { return minimumSize(); }
    QSize minimumSize() const override;

private:
    int arrange(const QRect &rect, bool apply) const;

    QList<QLayoutItem *> m_items;
    bool m_stretchLast;
};

} // namespace gateway::ui
