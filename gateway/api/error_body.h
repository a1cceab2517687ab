// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"

#include <QByteArray>

namespace gateway {

// The one map from Error to what an HTTP client sees.
struct HttpErrorInfo
{
    int status = 500;
    const char *type = "server_error"; // OpenAI's error.type
    const char *code = "internal_error";
};
HttpErrorInfo httpErrorInfo(ErrorCode code);

// {"error":{"message","type","param","code"}} as the OpenAI SDKs read it.
QByteArray openAiErrorBody(const Error &error, const QByteArray &param = {});

// The same as an event, for a stream that breaks after it began.
QByteArray openAiErrorEvent(const Error &error);

} // namespace gateway
