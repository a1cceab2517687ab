// SPDX-License-Identifier: MIT
#pragma once

#include <QImage>
#include <QWidget>

namespace gateway::ui {

// A QR code of a text, one pixel for each module, with the quiet zone around it; a null image where the text
// is too long for one. Pure. The only user of libqrencode.
QImage qrImage(const QByteArray &text);

// Shows one, black on white in every theme: that is what cameras read.
class QrCode final : public QWidget
{
    Q_OBJECT

public:
    explicit QrCode(const QByteArray &text, QWidget *parent = nullptr);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QImage m_image;
};

} // namespace gateway::ui
