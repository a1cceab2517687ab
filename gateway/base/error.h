// SPDX-License-Identifier: MIT
#pragma once

#include <QString>
#include <tl/expected.hpp>

namespace gateway {

// What went wrong. The first block reaches HTTP clients (api/error_body.h is the only map to status and dialect);
// the second one is for management, on the command line and in the window.
enum class ErrorCode {
    InvalidRequest,
    UnsupportedMediaType,
    UriTooLong,
    HeadersTooLarge,
    RequestTimeout,
    NotImplemented,
    InvalidApiKey,
    ModelNotAllowed,
    AddressNotAllowed,
    RateLimited,
    QuotaExceeded,
    OriginNotAllowed,
    HostNotAllowed,
    ModelNotFound,
    UnknownPath,
    MethodNotAllowed,
    RequestTooLarge,
    UpstreamUnreachable,
    UpstreamInvalidResponse,
    UpstreamCredentials,
    UpstreamTimeout,
    NoUpstreamAvailable,
    ShuttingDown,
    LedgerUnavailable,
    Overloaded,
    LoopDetected,
    CallStopped,
    Internal,

    InvalidArgument,
    NotFound,
    AlreadyExists,
    InUse,
    Storage,
    SchemaTooNew,
    PermissionDenied,
    SecretUnavailable,
    SecretRefused,
    Locked,
    AddressInUse,
    Network,
};

// A failure as a value. `message` is one sentence for a person that says what to do; it never holds a key or a prompt.
struct Error
{
    ErrorCode code = ErrorCode::Internal;
    QString message;

    friend bool operator==(const Error &, const Error &) = default;
};

template <typename T>
using Result = tl::expected<T, Error>;
using Outcome = Result<void>;

inline tl::unexpected<Error> failure(ErrorCode code, QString message)
{
    return tl::make_unexpected(Error{code, std::move(message)});
}

} // namespace gateway
