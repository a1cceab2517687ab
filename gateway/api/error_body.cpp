// SPDX-License-Identifier: MIT
#include "api/error_body.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace gateway {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr char requestError[] = "invalid_request_error";
constexpr char upstreamError[] = "upstream_error";
constexpr char serverError[] = "server_error";
constexpr char invalid[] = "invalid_request_error"; // Anthropic's name for the rest of 4xx

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QJsonObject openAiError(const Error &error, const HttpErrorInfo &info, const QByteArray &param)
{
    return {
            {u"message"_s, error.message},
            {u"type"_s, QLatin1String(info.type)},
            {u"param"_s, param.isNull() ? QJsonValue() : QJsonValue(QString::fromUtf8(param))},
            {u"code"_s, QLatin1String(info.code)},
    };
}

} // namespace

HttpErrorInfo httpErrorInfo(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidRequest:
        return {400, requestError, "invalid_request", invalid};
    case ErrorCode::InvalidApiKey:
        return {401, requestError, "invalid_api_key", "authentication_error"};
    case ErrorCode::AddressNotAllowed:
        return {403, requestError, "address_not_allowed", "permission_error"};
    case ErrorCode::RateLimited:
        return {429, "rate_limit_error", "rate_limit_exceeded", "rate_limit_error"};
    case ErrorCode::QuotaExceeded:
        return {429, "insufficient_quota", "insufficient_quota", "rate_limit_error"};
    case ErrorCode::ModelNotAllowed:
        return {403, requestError, "model_not_allowed", "permission_error"};
    case ErrorCode::OriginNotAllowed:
        return {403, requestError, "origin_not_allowed", "permission_error"};
    case ErrorCode::HostNotAllowed:
        return {403, requestError, "host_not_allowed", "permission_error"};
    case ErrorCode::ModelNotFound:
        return {404, requestError, "model_not_found", "not_found_error"};
    case ErrorCode::UnknownPath:
        return {404, requestError, "unknown_path", "not_found_error"};
    case ErrorCode::MethodNotAllowed:
        return {405, requestError, "method_not_allowed", invalid};
    case ErrorCode::RequestTimeout:
        return {408, requestError, "request_timeout", "timeout_error"};
    case ErrorCode::RequestTooLarge:
        return {413, requestError, "request_too_large", "request_too_large"};
    case ErrorCode::UriTooLong:
        return {414, requestError, "uri_too_long", invalid};
    case ErrorCode::UnsupportedMediaType:
        return {415, requestError, "unsupported_media_type", invalid};
    case ErrorCode::HeadersTooLarge:
        return {431, requestError, "headers_too_large", invalid};
    case ErrorCode::NotImplemented:
        return {501, requestError, "not_implemented", invalid};
    case ErrorCode::UpstreamUnreachable:
        return {502, upstreamError, "upstream_unreachable", "api_error"};
    case ErrorCode::UpstreamInvalidResponse:
        return {502, upstreamError, "upstream_invalid_response", "api_error"};
    case ErrorCode::UpstreamCredentials:
        return {502, upstreamError, "upstream_credentials", "api_error"};
    case ErrorCode::NoUpstreamAvailable:
        return {503, serverError, "no_upstream_available", "overloaded_error"};
    case ErrorCode::ShuttingDown:
        return {503, serverError, "shutting_down", "overloaded_error"};
    case ErrorCode::LedgerUnavailable:
        return {503, serverError, "ledger_unavailable", "api_error"};
    case ErrorCode::Overloaded:
        return {503, serverError, "overloaded", "overloaded_error"};
    case ErrorCode::CallStopped: // a status that clients' libraries take for final
        return {403, requestError, "call_stopped", "permission_error"};
    case ErrorCode::UpstreamTimeout:
        return {504, upstreamError, "upstream_timeout", "timeout_error"};
    case ErrorCode::LoopDetected:
        return {508, requestError, "loop_detected", invalid};
    default:
        return {500, serverError, "internal_error", "api_error"};
    }
}

QByteArray errorBody(WireDialect dialect, const Error &error, const QByteArray &param,
                     const QByteArray &requestId)
{
    const HttpErrorInfo info = httpErrorInfo(error.code);
    if (dialect != WireDialect::Anthropic)
        return compact({{u"error"_s, openAiError(error, info, param)}});
    QJsonObject body{
            {u"type"_s, u"error"_s},
            {u"error"_s,
             QJsonObject{{u"type"_s, QLatin1String(info.anthropicType)}, {u"message"_s, error.message}}},
    };
    if (!requestId.isEmpty())
        body.insert(u"request_id"_s, QString::fromUtf8(requestId));
    return compact(body);
}

QByteArray errorEvent(WireDialect dialect, const Error &error, const QByteArray &requestId,
                      qint64 sequenceNumber)
{
    if (dialect == WireDialect::OpenAiChat)
        return "data: " + errorBody(dialect, error) + "\n\n";
    if (dialect == WireDialect::Anthropic)
        return "event: error\ndata: " + errorBody(dialect, error, {}, requestId) + "\n\n";
    // The documented event is flat; the one that is really sent nests an `error`. Clients read one or the
    // other.
    const HttpErrorInfo info = httpErrorInfo(error.code);
    QJsonObject event = openAiError(error, info, {});
    event.insert(u"type"_s, u"error"_s);
    event.insert(u"sequence_number"_s, sequenceNumber);
    event.insert(u"error"_s, openAiError(error, info, {}));
    return "event: error\ndata: " + compact(event) + "\n\n";
}

} // namespace gateway
