// SPDX-License-Identifier: MIT
#include "ui/widgets/qr_code.h"

#include "ui/theme.h"

#include <QPainter>

#include <qrencode.h>

namespace gateway::ui {

namespace {

constexpr int quietZone = 4; // modules, as the standard asks for

} // namespace

QImage qrImage(const QByteArray &text)
{
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(
            QRcode_encodeData(int(text.size()), reinterpret_cast<const unsigned char *>(text.constData()), 0,
                              QR_ECLEVEL_M),
            &QRcode_free);
    if (!code)
        return {};
    const int width = code->width;
    QImage image(width + 2 * quietZone, width + 2 * quietZone, QImage::Format_RGB32);
    image.fill(Qt::white);
    for (int y = 0; y < width; ++y) {
        for (int x = 0; x < width; ++x) {
            if (code->data[y * width + x] & 1)
                image.setPixelColor(x + quietZone, y + quietZone, Qt::black);
        }
    }
    return image;
}

QrCode::QrCode(const QByteArray &text, QWidget *parent) : QWidget(parent), m_image(qrImage(text))
{
    setFixedSize(sizeHint());
}

QSize QrCode::sizeHint() const
{
    return {Theme::px(124), Theme::px(124)};
}

void QrCode::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.drawImage(rect(), m_image); // not smoothed: modules stay sharp
}

} // namespace gateway::ui
