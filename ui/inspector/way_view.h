// SPDX-License-Identifier: MIT
#pragma once

#include "ui/inspector/call_way.h"
#include "ui/widgets/basics.h"

namespace gateway::ui {

// The stretches of a call's life in one bar, each with its words below.
class WayBar final : public QWidget
{
    Q_OBJECT

public:
    explicit WayBar(QWidget *parent = nullptr);

    void setParts(const QList<WayPart> &parts);
    const QList<WayPart> &parts() const { return m_parts; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {Theme::px(120), sizeHint().height()}; }
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int layoutWords(int width, QPainter *painter) const;
    QFont smallFont() const;

    QList<WayPart> m_parts;
};

// The bar with the attempts below it.
class WayView final : public QWidget
{
    Q_OBJECT

public:
    explicit WayView(QWidget *parent = nullptr);

    void setCall(const CallRow &call);

private:
    WayBar *m_bar;
    QVBoxLayout *m_tries;
};

} // namespace gateway::ui
