// SPDX-License-Identifier: MIT
#include "api/error_body.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace gateway {

namespace {

constexpr char requestError[] = "invalid_request_error";
constexpr char upstreamError[] = "upstream_error";
constexpr char serverError[] = "server_error";

} // namespace

HttpErrorInfo httpErrorInfo(ErrorCode code)
{
    switch (code) {
    case ErrorCode::InvalidRequest: return {400, requestError, "invalid_request"};
    case ErrorCode::InvalidApiKey: return {401, requestError, "invalid_api_key"};
    case ErrorCode::AddressNotAllowed: return {403, requestError, "address_not_allowed"};
    case ErrorCode::RateLimited: return {429, "rate_limit_error", "rate_limit_exceeded"};
    case ErrorCode::QuotaExceeded: return {429, "insufficient_quota", "insufficient_quota"};
    case ErrorCode::ModelNotAllowed: return {403, requestError, "model_not_allowed"};
    case ErrorCode::OriginNotAllowed: return {403, requestError, "origin_not_allowed"};
    case ErrorCode::HostNotAllowed: return {403, requestError, "host_not_allowed"};
    case ErrorCode::ModelNotFound: return {404, requestError, "model_not_found"};
    case ErrorCode::UnknownPath: return {404, requestError, "unknown_path"};
    case ErrorCode::MethodNotAllowed: return {405, requestError, "method_not_allowed"};
    case ErrorCode::RequestTimeout: return {408, requestError, "request_timeout"};
    case ErrorCode::RequestTooLarge: return {413, requestError, "request_too_large"};
    case ErrorCode::UriTooLong: return {414, requestError, "uri_too_long"};
    case ErrorCode::UnsupportedMediaType: return {415, requestError, "unsupported_media_type"};
    case ErrorCode::HeadersTooLarge: return {431, requestError, "headers_too_large"};
    case ErrorCode::NotImplemented: return {501, requestError, "not_implemented"};
    case ErrorCode::UpstreamUnreachable: return {502, upstreamError, "upstream_unreachable"};
    case ErrorCode::UpstreamInvalidResponse: return {502, upstreamError, "upstream_invalid_response"};
    case ErrorCode::UpstreamCredentials: return {502, upstreamError, "upstream_credentials"};
    case ErrorCode::NoUpstreamAvailable: return {503, serverError, "no_upstream_available"};
    case ErrorCode::ShuttingDown: return {503, serverError, "shutting_down"};
    case ErrorCode::LedgerUnavailable: return {503, serverError, "ledger_unavailable"};
    case ErrorCode::Overloaded: return {503, serverError, "overloaded"};
    case ErrorCode::UpstreamTimeout: return {504, upstreamError, "upstream_timeout"};
    case ErrorCode::LoopDetected: return {508, requestError, "loop_detected"};
    default: return {500, serverError, "internal_error"};
    }
}

QByteArray openAiErrorBody(const Error &error, const QByteArray &param)
{
    const HttpErrorInfo info = httpErrorInfo(error.code);
    const QJsonObject inner{
            {QStringLiteral("message"), error.message},
            {QStringLiteral("type"), QLatin1String(info.type)},
            {QStringLiteral("param"), param.isNull() ? QJsonValue() : QJsonValue(QString::fromUtf8(param))},
            {QStringLiteral("code"), QLatin1String(info.code)},
    };
    return QJsonDocument(QJsonObject{{QStringLiteral("error"), inner}}).toJson(QJsonDocument::Compact);
}

QByteArray openAiErrorEvent(const Error &error) { return "data: " + openAiErrorBody(error) + "\n\n"; }

} // namespace gateway
