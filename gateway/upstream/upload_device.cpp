// SPDX-License-Identifier: MIT
#include "upstream/upload_device.h"

#include <cstring>

namespace gateway {

UploadDevice::UploadDevice(const QByteArray &body, const QList<Splice> &splices, QObject *parent)
    : QIODevice(parent), m_body(body), m_splices(splices)
{
    const auto add = [this](QByteArrayView part) {
        if (!part.isEmpty())
            m_parts.push_back(part);
        m_total += part.size();
    };
    const QByteArrayView whole(m_body);
    qsizetype position = 0;
    for (const Splice &splice : std::as_const(m_splices)) {
        add(whole.sliced(position, splice.begin - position));
        add(splice.insert);
        position = splice.begin + splice.length;
    }
    add(whole.sliced(position));
    m_left = m_total;
    open(QIODevice::ReadOnly | QIODevice::Unbuffered);
}

void UploadDevice::forget()
{
    if (m_part < m_parts.size())
        return;
    m_parts.clear();
    m_part = 0;
    m_splices.clear();
    m_body.clear();
}

qint64 UploadDevice::readData(char *data, qint64 maxSize)
{
    m_wasRead = true;
    if (m_part == m_parts.size())
        return -1;
    qint64 done = 0;
    while (done < maxSize && m_part < m_parts.size()) {
        const QByteArrayView part = m_parts[m_part];
        const qsizetype size = qMin<qsizetype>(maxSize - done, part.size() - m_offset);
        std::memcpy(data + done, part.data() + m_offset, size_t(size));
        done += size;
        m_offset += size;
        if (m_offset == part.size()) {
            ++m_part;
            m_offset = 0;
        }
    }
    m_left -= done;
    return done;
}

} // namespace gateway
