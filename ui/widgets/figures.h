// SPDX-License-Identifier: MIT
#pragma once

#include "ui/widgets/basics.h"

#include <QList>

namespace gateway::ui {

// A part of a whole, in one of the series colours.
struct Part
{
    QString name;
    QString figure; // as shown beside the name
    qint64 value = 0;
    int series = 0;
};

// One bar cut into parts, with its legend below; wraps the legend where it does not fit.
class SplitBar final : public QWidget
{
    Q_OBJECT

public:
    explicit SplitBar(QWidget *parent = nullptr);

    void setParts(const QList<Part> &parts);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;
    bool hasHeightForWidth() const override { return true; }
    int heightForWidth(int width) const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    int layoutLegend(int width, QPainter *painter) const;

    QList<Part> m_parts;
};

// Label, figure, one line of context.
class Tile final : public QFrame
{
    Q_OBJECT

public:
    explicit Tile(QWidget *parent = nullptr);

    void setLabel(const QString &label);
    void setFigure(const QString &figure);
    void setContext(const QString &context, const QString &toolTip = {});
    void setPill(const QString &text, Tone tone); // beside the context; empty text hides it
    SplitBar *addBar();
    QString figure() const { return m_figure->text(); }
    QString contextText() const { return m_context->fullText(); }

private:
    void describe();

    QLabel *m_label;
    QLabel *m_figure;
    ElidedLabel *m_context;
    Pill *m_pill;
    QHBoxLayout *m_contextRow;
    QVBoxLayout *m_layout;
};

// Names with a figure and a bar each, longest first: who used how much. A click, or the arrow keys and Enter,
// lead to what is behind one.
class ShareList final : public QWidget
{
    Q_OBJECT

public:
    struct Share
    {
        QString name;
        QString figure;
        qint64 value = 0;
        QString toolTip;
        bool active = true; // leads somewhere
        int color = 0;      // of the series; that of the chart beside it
        bool warns = false; // the figure is no figure
    };

    explicit ShareList(QWidget *parent = nullptr);

    void setShares(const QList<Share> &shares);
    const QList<Share> &shares() const { return m_shares; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void activated(int row);

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;

private:
    int rowHeight() const;
    int rowAt(const QPoint &position) const; // -1: none
    void setMarked(int row);

    QList<Share> m_shares;
    int m_marked = -1; // under the pointer or chosen by the keys
};

} // namespace gateway::ui
