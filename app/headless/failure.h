// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"

namespace gateway::cli {

// What ends a command: thrown by take(), caught once in main(). Commands run from top to bottom, so that one
// way out is all they need.
struct Failure
{
    Error error;
};

// A command line that cannot be meant: exit code 2.
struct UsageFailure
{
    QString message;
};

template <typename T>
T take(Result<T> result)
{
    if (!result)
        throw Failure{result.error()};
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

[[noreturn]] inline void fail(ErrorCode code, QString message)
{
    throw Failure{Error{code, std::move(message)}};
}

} // namespace gateway::cli
