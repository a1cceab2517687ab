// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "wire/dialect.h"

#include <QByteArray>

namespace gateway {

// The one map from Error to what an HTTP client sees.
struct HttpErrorInfo
{
    int status = 500;
    const char *type = "server_error"; // OpenAI's error.type
    const char *code = "internal_error";
    const char *anthropicType = "api_error"; // Anthropic's error.type
};
HttpErrorInfo httpErrorInfo(ErrorCode code);

// The body of an error in the dialect of the path, as its SDKs read it: OpenAI's
// {"error":{"message","type","param","code"}}, Anthropic's {"type":"error","error":{"type","message"},
// "request_id"}. `param` names a member of the request; Anthropic's dialect has no place for it.
QByteArray errorBody(WireDialect dialect, const Error &error, const QByteArray &param = {},
                     const QByteArray &requestId = {});

// The same as an event, for a stream that breaks after it began. `sequenceNumber` is that of a responses
// event.
QByteArray errorEvent(WireDialect dialect, const Error &error, const QByteArray &requestId = {},
                      qint64 sequenceNumber = 0);

} // namespace gateway
