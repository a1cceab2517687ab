// SPDX-License-Identifier: MIT
#pragma once

#include "wire/request_body.h"

#include <QIODevice>

#include <vector>

namespace gateway {

// The client's body with its splices, read in order without copying the whole. It is sequential on purpose:
// QNetworkAccessManager then cannot send a paid call a second time by itself. Gateway thread; owned by the call.
class UploadDevice final : public QIODevice
{
    Q_OBJECT

public:
    UploadDevice(const QByteArray &body, const QList<Splice> &splices, QObject *parent);

    qint64 totalSize() const { return m_total; }
    void forget(); // frees the body once all of it was read
    bool wasRead() const { return m_wasRead; } // the connection stands: the first bytes were asked for

    bool isSequential() const override { return true; }
    bool seek(qint64) override { return false; } // asked when Qt would like to send again
    bool atEnd() const override { return m_part == m_parts.size() && QIODevice::atEnd(); }
    qint64 bytesAvailable() const override { return m_left + QIODevice::bytesAvailable(); }

protected:
    qint64 readData(char *data, qint64 maxSize) override;
    qint64 writeData(const char *, qint64) override { return -1; }

private:
    QByteArray m_body; // keeps what m_parts points into
    QList<Splice> m_splices;
    std::vector<QByteArrayView> m_parts;
    size_t m_part = 0;
    qsizetype m_offset = 0;
    qint64 m_total = 0;
    qint64 m_left = 0;
    bool m_wasRead = false;
};

} // namespace gateway
