// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

#include <sodium.h>

namespace gateway {

// To be called before anything else of libsodium; any thread, costs nothing after the first time.
inline void prepareSodium()
{
    static const int state = sodium_init();
    if (state < 0)
        qFatal("The system gives no secure random numbers.");
}

} // namespace gateway
