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

// Names with a figure and a bar each, longest first: who used how much.
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
    };

    explicit ShareList(QWidget *parent = nullptr);

    void setShares(const QList<Share> &shares);
    const QList<Share> &shares() const { return m_shares; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    bool event(QEvent *event) override;

private:
    int rowHeight() const;

    QList<Share> m_shares;
};

} // namespace gateway::ui
