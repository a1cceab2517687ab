// SPDX-License-Identifier: MIT
#include "secrets/secret.h"

#include <sodium.h>

namespace gateway {

Secret::~Secret()
{
    // Shared bytes are left to their last owner; wiping them here would only wipe a copy.
    if (!m_bytes.isEmpty() && m_bytes.isDetached())
        sodium_memzero(m_bytes.data(), size_t(m_bytes.size()));
}

} // namespace gateway
