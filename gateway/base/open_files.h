// SPDX-License-Identifier: MIT
#pragma once

namespace gateway {

// A gateway holds two sockets for each call; the usual soft limit of 1024 is for programs that use select().
// Raises it to the hard limit, and warns where that is refused. Before threads are started.
void allowManySockets();

} // namespace gateway
