// SPDX-License-Identifier: MIT
#pragma once

namespace gateway {

// Gives memory that the C library has kept for later use back to the system: after many calls at once most of
// what they needed lies free in pieces between what is still used. Any thread; takes a millisecond or two per
// 50 MB, in which other threads may wait for memory. Does nothing where the C library has no such function.
void returnFreeMemory();

} // namespace gateway
