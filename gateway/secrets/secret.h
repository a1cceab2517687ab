// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

namespace gateway {

// Bytes that must not be printed: wiped when the last owner goes, and without conversions that would let them
// slip into a log. The text is read with expose(); whoever copies that out owns the copy's fate.
class Secret final
{
public:
    Secret() = default;
    explicit Secret(QByteArray bytes) : m_bytes(std::move(bytes)) {}
    Secret(const Secret &) = default;
    Secret(Secret &&) noexcept = default;
    Secret &operator=(Secret other) noexcept // the old bytes leave with `other`, wiped
    {
        m_bytes.swap(other.m_bytes);
        return *this;
    }
    ~Secret();

    const QByteArray &expose() const { return m_bytes; }
    bool isEmpty() const { return m_bytes.isEmpty(); }

private:
    QByteArray m_bytes;
};

} // namespace gateway
