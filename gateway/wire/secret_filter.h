// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>

namespace gateway {

// Takes a secret out of bytes that pass in pieces, however they are cut: "***" stands in its place. Only what
// may be the secret's beginning is kept back until the next piece tells. Pure; one object per stream, and the
// same secret throughout. It keeps no copy of it beyond such a beginning.
class SecretFilter final
{
public:
    static constexpr qsizetype shortest = 8; // what is shorter is no secret, and would be found anywhere

    QByteArray feed(QByteArray piece, QByteArrayView secret);
    QByteArray finish(); // what was kept back, unless it is so much that it tells something
    bool isHolding() const { return !m_held.isEmpty(); }

private:
    QByteArray m_held; // the longest end of what was fed that the secret begins with
};

} // namespace gateway
