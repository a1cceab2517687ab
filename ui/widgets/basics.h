// SPDX-License-Identifier: MIT
#pragma once

#include "ui/icons.h"

#include <QFrame>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>

namespace gateway::ui {

// Names that the style sheet knows, as the dynamic properties `role` (labels) and `kind` (buttons).
QLabel *makeLabel(const char *role, QWidget *parent = nullptr);
QPushButton *makeButton(const char *kind, QWidget *parent = nullptr); // "", "primary", "danger", "link"
QToolButton *makeIconButton(const QString &icon, QWidget *parent = nullptr);

// Sets a dynamic property that the style sheet looks at, and lets the style see it.
void setStyleProperty(QWidget *widget, const char *name, const QVariant &value);

// Where a widget that paints itself has the focus.
void paintFocusRing(QPainter &painter, const QRectF &around);

QFont monospaced(const QFont &like);
QFont semibold(QFont font);

// A surface with a line around it: title on the left, a word of context on the right, content below.
class Card final : public QFrame
{
    Q_OBJECT

public:
    explicit Card(QWidget *parent = nullptr);

    void setTitle(const QString &title);
    QString title() const { return m_title ? m_title->text() : QString(); }
    void setContext(const QString &context);
    QHBoxLayout *header() { return m_header; }
    QVBoxLayout *content() { return m_content; }

private:
    QLabel *m_title = nullptr;
    QLabel *m_context = nullptr;
    QHBoxLayout *m_header;
    QVBoxLayout *m_content;
};

// A word on a coloured ground.
class Pill final : public QWidget
{
    Q_OBJECT

public:
    explicit Pill(QWidget *parent = nullptr);

    void set(const QString &text, Tone tone);
    QString text() const { return m_text; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }

    static QFont font(const QFont &body);
    static QSize sizeFor(const QString &text, const QFont &body);
    static void paint(QPainter &painter, const QRect &rect, const QString &text, Tone tone,
                      const QFont &body);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QString m_text;
    Tone m_tone = Tone::Neutral;
};

// A round mark in the colour of a state.
class Dot final : public QWidget
{
    Q_OBJECT

public:
    explicit Dot(QWidget *parent = nullptr);
    void setTone(Tone tone);

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    Tone m_tone = Tone::Neutral;
};

// One line that ends in "…" where it does not fit; the whole of it is the tool tip then.
class ElidedLabel final : public QLabel
{
    Q_OBJECT

public:
    explicit ElidedLabel(const char *role, QWidget *parent = nullptr);

    void setFullText(const QString &text);
    QString fullText() const { return m_full; }
    QSize minimumSizeHint() const override;
    QSize sizeHint() const override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    void elide();

    QString m_full;
};

// Copies a text to the clipboard and shows for a moment that it has.
class CopyButton final : public QToolButton
{
    Q_OBJECT

public:
    explicit CopyButton(QWidget *parent = nullptr);

    void setTextToCopy(const QString &text) { m_text = text; }
    QString textToCopy() const { return m_text; }
    void setWordy(bool wordy); // with the word beside the icon

Q_SIGNALS:
    void copied();

private:
    void showState();

    QString m_text;
    bool m_wordy = false;
    bool m_done = false;
};

} // namespace gateway::ui
