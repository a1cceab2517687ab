// SPDX-License-Identifier: MIT
#pragma once

#include <chrono>
#include <functional>

namespace gateway::test {

using namespace std::chrono_literals;

// Runs the event loop until `condition` holds. False when it did not within the bound.
bool waitUntil(const std::function<bool()> &condition, std::chrono::milliseconds bound = 10s);

} // namespace gateway::test
