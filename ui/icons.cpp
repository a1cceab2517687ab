// SPDX-License-Identifier: MIT
#include "ui/icons.h"

#include <QFile>
#include <QIconEngine>
#include <QPainter>
#include <QPixmapCache>
#include <QSvgRenderer>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

QByteArray svgSource(const QString &name)
{
    QFile file(":/icons/"_L1 + name + ".svg"_L1);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QColor inkColor(IconInk ink)
{
    const Tokens &tokens = Tokens::current();
    switch (ink) {
    case IconInk::Text:
        return tokens.text;
    case IconInk::Dim:
        return tokens.dim;
    case IconInk::Faint:
        return tokens.faint;
    case IconInk::Accent:
        return tokens.accent;
    case IconInk::OnAccent:
        return tokens.onAccent;
    case IconInk::Good:
        return tokens.good;
    case IconInk::Warn:
        return tokens.warn;
    case IconInk::Bad:
        return tokens.bad;
    }
    return tokens.dim;
}

class ThemedEngine final : public QIconEngine
{
public:
    ThemedEngine(QString name, IconInk ink) : m_name(std::move(name)), m_ink(ink) {}

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const int side = qMin(rect.width(), rect.height());
        const QRect square(rect.x() + (rect.width() - side) / 2, rect.y() + (rect.height() - side) / 2, side,
                           side);
        painter->drawPixmap(square,
                            iconPixmap(m_name, color(mode), side, painter->device()->devicePixelRatioF()));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        return iconPixmap(m_name, color(mode), qMin(size.width(), size.height()), 1);
    }

    QIconEngine *clone() const override { return new ThemedEngine(*this); }

private:
    QColor color(QIcon::Mode mode) const
    {
        return mode == QIcon::Disabled ? Tokens::current().faint : inkColor(m_ink);
    }

    QString m_name;
    IconInk m_ink;
};

QPixmap logoPixmap(int size, const QColor &dot)
{
    QPixmap pixmap(size, size);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    QSvgRenderer(svgSource(u"logo"_s)).render(&painter, QRectF(0, 0, size, size));
    if (dot.isValid()) {
        const qreal diameter = size * 0.42;
        const QRectF rect(size - diameter, size - diameter, diameter, diameter);
        painter.setPen(Qt::NoPen);
        painter.setCompositionMode(QPainter::CompositionMode_Clear);
        painter.drawEllipse(rect.adjusted(-size * 0.06, -size * 0.06, size * 0.06, size * 0.06));
        painter.setCompositionMode(QPainter::CompositionMode_SourceOver);
        painter.setBrush(dot);
        painter.drawEllipse(rect);
    }
    return pixmap;
}

QIcon logoWithDot(const QColor &dot)
{
    QIcon icon;
    for (const int size : {16, 22, 24, 32, 48, 64, 128})
        icon.addPixmap(logoPixmap(size, dot));
    return icon;
}

} // namespace

QIcon themedIcon(const QString &name, IconInk ink)
{
    return QIcon(new ThemedEngine(name, ink));
}

QPixmap iconPixmap(const QString &name, const QColor &color, int size, qreal devicePixelRatio)
{
    const int pixels = qRound(size * devicePixelRatio);
    const QString key =
            "gateway-icon:%1:%2:%3:%4"_L1.arg(name, color.name()).arg(pixels).arg(devicePixelRatio);
    QPixmap pixmap;
    if (QPixmapCache::find(key, &pixmap))
        return pixmap;
    pixmap = QPixmap(pixels, pixels);
    pixmap.fill(Qt::transparent);
    QPainter painter(&pixmap);
    painter.setRenderHint(QPainter::Antialiasing);
    QSvgRenderer renderer(svgSource(name).replace("currentColor", color.name().toLatin1()));
    renderer.render(&painter, QRectF(0, 0, pixels, pixels));
    painter.end();
    pixmap.setDevicePixelRatio(devicePixelRatio);
    QPixmapCache::insert(key, pixmap);
    return pixmap;
}

QIcon logoIcon()
{
    return logoWithDot({});
}

QIcon stateIcon(Tone tone)
{
    return logoWithDot(toneColor(Tokens::light(), tone));
}

} // namespace gateway::ui
