// SPDX-License-Identifier: MIT
#include "ui/widgets/basics.h"

#include "ui/translated.h"

#include <QClipboard>
#include <QFontDatabase>
#include <QGuiApplication>
#include <QPainter>
#include <QPainterPath>
#include <QStyle>
#include <QTimer>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

QLabel *makeLabel(const char *role, QWidget *parent)
{
    auto *label = new QLabel(parent);
    label->setProperty("role", QString::fromLatin1(role));
    label->setTextFormat(Qt::PlainText); // names come from people: never read as HTML
    return label;
}

QPushButton *makeButton(const char *kind, QWidget *parent)
{
    auto *button = new QPushButton(parent);
    button->setProperty("kind", QString::fromLatin1(kind));
    button->setAutoDefault(false);
    button->setCursor(Qt::PointingHandCursor);
    return button;
}

QToolButton *makeIconButton(const QString &icon, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    button->setIcon(themedIcon(icon));
    button->setIconSize(QSize(Theme::px(16), Theme::px(16)));
    button->setCursor(Qt::PointingHandCursor);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

void setStyleProperty(QWidget *widget, const char *name, const QVariant &value)
{
    if (widget->property(name) == value)
        return;
    widget->setProperty(name, value);
    widget->style()->unpolish(widget);
    widget->style()->polish(widget);
}

void paintFocusRing(QPainter &painter, const QRectF &around)
{
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(Tokens::current().accent, 1.5));
    painter.drawRoundedRect(around.adjusted(1, 1, -1, -1), Theme::px(6), Theme::px(6));
    painter.restore();
}

QFont monospaced(const QFont &like)
{
    QFont font = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    font.setPixelSize(qMax(1, like.pixelSize() > 0 ? like.pixelSize() - 1 : Theme::px(12)));
    return font;
}

QFont semibold(QFont font)
{
    font.setWeight(QFont::DemiBold);
    return font;
}

Card::Card(QWidget *parent) : QFrame(parent), m_header(new QHBoxLayout), m_content(new QVBoxLayout(this))
{
    setProperty("card", true);
    m_content->setContentsMargins(Theme::px(16), Theme::px(14), Theme::px(16), Theme::px(14));
    m_content->setSpacing(Theme::px(10));
    m_header->setSpacing(Theme::px(8));
    m_content->addLayout(m_header); // takes no room while it is empty
}

void Card::setTitle(const QString &title)
{
    if (!m_title) {
        m_title = makeLabel("heading", this);
        m_header->insertWidget(0, m_title);
        m_header->insertStretch(1);
    }
    m_title->setText(title);
    setAccessibleName(title);
}

void Card::setContext(const QString &context)
{
    if (!m_context) {
        m_context = makeLabel("hint", this);
        m_header->addWidget(m_context);
    }
    m_context->setText(context);
}

Pill::Pill(QWidget *parent) : QWidget(parent)
{
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
}

void Pill::set(const QString &text, Tone tone)
{
    if (text == m_text && tone == m_tone)
        return;
    m_text = text;
    m_tone = tone;
    setAccessibleName(text);
    updateGeometry();
    update();
}

QSize Pill::sizeHint() const
{
    return sizeFor(m_text, QWidget::font());
}

QFont Pill::font(const QFont &body)
{
    QFont font = semibold(body);
    font.setPixelSize(Theme::px(11));
    return font;
}

QSize Pill::sizeFor(const QString &text, const QFont &body)
{
    const QFontMetrics metrics(font(body));
    return {metrics.horizontalAdvance(text) + Theme::px(14), metrics.height() + Theme::px(5)};
}

void Pill::paint(QPainter &painter, const QRect &rect, const QString &text, Tone tone, const QFont &body)
{
    const Tokens &tokens = Tokens::current();
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(toneBack(tokens, tone));
    painter.drawRoundedRect(rect, rect.height() / 2.0, rect.height() / 2.0);
    painter.setFont(font(body));
    painter.setPen(toneInk(tokens, tone));
    painter.drawText(rect, Qt::AlignCenter, text);
    painter.restore();
}

void Pill::paintEvent(QPaintEvent *)
{
    if (m_text.isEmpty())
        return;
    QPainter painter(this);
    paint(painter, rect(), m_text, m_tone, QWidget::font());
}

Dot::Dot(QWidget *parent) : QWidget(parent)
{
    setFixedSize(Theme::px(8), Theme::px(8));
}

void Dot::setTone(Tone tone)
{
    m_tone = tone;
    update();
}

void Dot::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(toneColor(Tokens::current(), m_tone));
    painter.drawEllipse(QRectF(rect()));
}

ElidedLabel::ElidedLabel(const char *role, QWidget *parent) : QLabel(parent)
{
    setProperty("role", QString::fromLatin1(role));
    setTextFormat(Qt::PlainText);
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
}

void ElidedLabel::setFullText(const QString &text)
{
    if (m_full == text)
        return;
    m_full = text;
    setAccessibleName(text);
    updateGeometry();
    elide();
}

QSize ElidedLabel::minimumSizeHint() const
{
    return {fontMetrics().horizontalAdvance(u'…') * 3, QLabel::minimumSizeHint().height()};
}

QSize ElidedLabel::sizeHint() const
{
    ensurePolished();
    return {fontMetrics().horizontalAdvance(m_full) + Theme::px(2), QLabel::sizeHint().height()};
}

void ElidedLabel::resizeEvent(QResizeEvent *event)
{
    QLabel::resizeEvent(event);
    elide();
}

void ElidedLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::FontChange || event->type() == QEvent::StyleChange)
        elide();
}

void ElidedLabel::elide()
{
    ensurePolished(); // the style sheet decides the font
    const QString shown =
            fontMetrics().elidedText(m_full, Qt::ElideRight, qMax(width(), minimumSizeHint().width()));
    setText(shown);
    setToolTip(shown == m_full ? QString() : m_full);
}

CopyButton::CopyButton(QWidget *parent) : QToolButton(parent)
{
    setIconSize(QSize(Theme::px(15), Theme::px(15)));
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    onLanguage(this, [this] {
        setToolTip(tr("Copy"));
        setAccessibleName(tr("Copy"));
        showState();
    });
    connect(this, &QToolButton::clicked, this, [this] {
        QGuiApplication::clipboard()->setText(m_text);
        m_done = true;
        showState();
        QTimer::singleShot(1'500, this, [this] {
            m_done = false;
            showState();
        });
        Q_EMIT copied();
    });
}

void CopyButton::setWordy(bool wordy)
{
    m_wordy = wordy;
    setToolButtonStyle(wordy ? Qt::ToolButtonTextBesideIcon : Qt::ToolButtonIconOnly);
    setStyleProperty(this, "framed", wordy);
    showState();
}

void CopyButton::showState()
{
    setIcon(m_done ? themedIcon(u"check"_s, IconInk::Good) : themedIcon(u"copy"_s));
    setText(!m_wordy ? QString() : m_done ? tr("Copied") : tr("Copy"));
}

} // namespace gateway::ui
