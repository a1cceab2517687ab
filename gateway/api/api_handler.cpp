// SPDX-License-Identifier: MIT
#include "api/api_handler.h"

#include "access/address_range.h"
#include "api/error_body.h"
#include "api/model_list.h"
#include "api/usage_report.h"
#include "http/origin_policy.h"
#include "routing/resolve.h"
#include "upstream/header_policy.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrl>

#include <array>

namespace gateway {

namespace {

const HeaderField jsonType{"content-type", "application/json"};
constexpr QByteArrayView modelPrefix = "/v1/models/";

enum class Kind { Call, Models, Model, Usage, Health, Ready, Page };

// Sane enough to repeat: what clients use as ids, and nothing that could break a log line.
bool isSaneRequestId(QByteArrayView id)
{
    return !id.isEmpty() && id.size() <= 128 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               QByteArrayView("-_.:/+=").contains(c);
    });
}

// What the client reads, also where the path leads nowhere.
WireDialect dialectOf(const RequestHead &head)
{
    if (head.path.startsWith("/v1/messages") ||
        (head.path.startsWith("/v1/models") && !head.value("anthropic-version").isEmpty()))
        return WireDialect::Anthropic;
    return head.path == "/v1/responses" ? WireDialect::OpenAiResponses : WireDialect::OpenAiChat;
}

// The command that would let it pass; only for plain names, because people paste such lines into a shell.
QString howToAllow(const char *setting, const QByteArray &name)
{
    const auto plain = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               QByteArrayView("-_.:/").contains(c);
    };
    if (name.isEmpty() || name.size() > 100 || name.startsWith('-') ||
        !std::all_of(name.begin(), name.end(), plain))
        return QStringLiteral(" The setting %1 lists what is.").arg(QLatin1String(setting));
    return QStringLiteral(" Allow it with: api-gatewayd config set %1 %2")
            .arg(QLatin1String(setting), QString::fromLatin1(name));
}

QByteArray hostName(const QByteArray &host)
{
    const qsizetype colon = host.lastIndexOf(':');
    return host.left(colon < 0 ? host.size() : colon);
}

} // namespace

struct ApiHandler::Endpoint
{
    QByteArrayView path;
    Kind kind;
    bool needsKey;
    QByteArrayView upstream; // of Kind::Call
    WireDialect dialect = WireDialect::OpenAiChat;

    bool allows(QByteArrayView method) const
    {
        return kind == Kind::Call ? method == "POST" : method == "GET" || method == "HEAD";
    }
    QByteArray allow() const { return kind == Kind::Call ? "POST, OPTIONS" : "GET, HEAD, OPTIONS"; }
};

struct ApiHandler::Context
{
    RequestId id;
    const Endpoint *endpoint = nullptr;
    SteadyTime since{};
    QString user; // who asks, once that is known
    KeyId key;
};

const ApiHandler::Endpoint *ApiHandler::findEndpoint(const QByteArray &path)
{
    static constexpr std::array<Endpoint, 13> endpoints{{
            {"/v1/chat/completions", Kind::Call, true, "/v1/chat/completions"},
            {"/v1/chat", Kind::Call, true, "/v1/chat/completions"},
            {"/v1/completions", Kind::Call, true, "/v1/completions"},
            {"/v1/embeddings", Kind::Call, true, "/v1/embeddings"},
            {"/v1/responses", Kind::Call, true, "/v1/responses", WireDialect::OpenAiResponses},
            {"/v1/messages", Kind::Call, true, "/v1/messages", WireDialect::Anthropic},
            {"/v1/messages/count_tokens", Kind::Call, true, "/v1/messages/count_tokens",
             WireDialect::Anthropic},
            {"/v1/usage", Kind::Usage, true, {}},
            {"/v1/models", Kind::Models, true, {}},
            {modelPrefix, Kind::Model, true, {}},
            {"/healthz", Kind::Health, false, {}},
            {"/readyz", Kind::Ready, false, {}},
            {"/", Kind::Page, false, {}},
    }};
    for (const Endpoint &endpoint : endpoints) {
        if (endpoint.kind == Kind::Model
                    ? path.startsWith(endpoint.path) && path.size() > endpoint.path.size()
                    : path == endpoint.path)
            return &endpoint;
    }
    return nullptr;
}

QByteArray ApiHandler::errorText(Exchange &exchange, const Error &error)
{
    const auto *context = std::any_cast<Context>(&exchange.context());
    return errorBody(dialectOf(exchange.head()), error, {}, context ? toText(context->id) : QByteArray());
}

void ApiHandler::sendError(Exchange &exchange, const Error &error, QList<HeaderField> headers)
{
    headers.append(jsonType);
    exchange.send(httpErrorInfo(error.code).status, headers, errorText(exchange, error));
}

void ApiHandler::headComplete(Exchange &exchange)
{
    const RequestHead &head = exchange.head();
    Context context;
    context.id = m_services.nextRequestId();
    context.since = m_services.clock().steady();
    const QByteArray id = toText(context.id);
    const QByteArray clientId = head.value("x-request-id");
    exchange.addHeader("x-request-id", isSaneRequestId(clientId) ? clientId : id);
    exchange.addHeader("x-gateway-request-id", id);
    if (dialectOf(head) == WireDialect::Anthropic) // where its SDKs look
        exchange.addHeader("request-id", id);
    exchange.context() = context;

    if (!passesHost(exchange) || !passesOrigin(exchange))
        return;
    context.endpoint = passesPath(exchange);
    if (!context.endpoint)
        return;
    if (context.endpoint->needsKey) {
        if (hasPassed(head, m_services.via())) {
            sendError(exchange, {ErrorCode::LoopDetected,
                                 QStringLiteral("The base URL of a provider leads back to this gateway.")});
            return;
        }
        if (!passesKey(exchange))
            return;
    }
    if (context.endpoint->kind != Kind::Call && head.hasBody()) { // strangers must not make us hold one
        sendError(exchange, {ErrorCode::InvalidRequest, QStringLiteral("This path takes no body.")});
        return;
    }
    const QByteArray coding = head.value("content-encoding");
    if (!coding.isEmpty() && coding != "identity") {
        sendError(exchange,
                  {ErrorCode::UnsupportedMediaType,
                   QStringLiteral("Compressed request bodies are not taken. Send the body as it is.")});
        return;
    }
    std::any_cast<Context &>(exchange.context()).endpoint = context.endpoint;
}

// Asked twice: before a body is taken, and again when it is there, because much can have happened in between.
std::optional<Identity> ApiHandler::passesKey(Exchange &exchange)
{
    if (m_services.isStopping()) {
        sendError(exchange, {ErrorCode::ShuttingDown, QStringLiteral("The gateway is shutting down.")});
        return std::nullopt;
    }
    Result<Identity> identity =
            identify(m_services.snapshot(), credentialOf(exchange.head()), m_services.clock().now());
    if (identity) {
        if (auto *context = std::any_cast<Context>(&exchange.context())) {
            context->user = identity->entry->userName;
            context->key = identity->entry->key.id;
        }
        return *std::move(identity);
    }
    const QList<HeaderField> headers{{"www-authenticate", "Bearer"}, jsonType};
    const Millis delay = m_badKeys.failed(exchange.peer(), m_services.clock().steady());
    const int status = httpErrorInfo(identity.error().code).status;
    if (delay > Millis(0))
        exchange.sendLater(delay, status, headers, errorText(exchange, identity.error()));
    else
        exchange.send(status, headers, errorText(exchange, identity.error()));
    return std::nullopt;
}

// Admission asks it of calls; nobody else learns anything with a key from elsewhere either.
bool ApiHandler::passesAddress(Exchange &exchange, const Identity &identity)
{
    for (const Limits *limits : {&identity.entry->key.limits, &identity.entry->userLimits}) {
        if (!addressAllowed(limits->addresses, exchange.peer())) {
            sendError(exchange,
                      {ErrorCode::AddressNotAllowed,
                       QStringLiteral("This key may not be used from %1.").arg(exchange.peer().toString())});
            return false;
        }
    }
    return true;
}

bool ApiHandler::passesHost(Exchange &exchange)
{
    const QByteArray host = exchange.head().value("host");
    if ((host.isNull() && exchange.head().minorVersion == 0) ||
        hostAllowed(host, m_services.snapshot()->settings.allowedHosts))
        return true;
    sendError(exchange,
              {ErrorCode::HostNotAllowed, QStringLiteral("The host name in the request is not allowed.") +
                                                  howToAllow("allowed_hosts", hostName(host))});
    return false;
}

bool ApiHandler::passesOrigin(Exchange &exchange)
{
    const RequestHead &head = exchange.head();
    switch (judgeOrigin(head, m_services.snapshot()->settings.allowedOrigins)) {
    case OriginVerdict::SameOrigin:
        return true;
    case OriginVerdict::Refused:
        sendError(exchange, {ErrorCode::OriginNotAllowed,
                             QStringLiteral("Pages of this origin may not call the gateway.") +
                                     howToAllow("allowed_origins", head.value("origin"))});
        return false;
    case OriginVerdict::Allowed:
        break;
    }
    if (isPreflight(head)) {
        exchange.send(204, preflightHeaders(head), {});
        return false;
    }
    for (const HeaderField &field : corsHeaders(head))
        exchange.addHeader(field.name, field.value);
    return true;
}

const ApiHandler::Endpoint *ApiHandler::passesPath(Exchange &exchange)
{
    const RequestHead &head = exchange.head();
    const Endpoint *endpoint = findEndpoint(head.path);
    if (!endpoint) {
        QString message = QStringLiteral("There is nothing at this path.");
        if (head.path.startsWith("/v1/v1/"))
            message += QStringLiteral(" The base URL has one '/v1' too many.");
        else if (findEndpoint("/v1" + head.path))
            message += QStringLiteral(" The base URL must end with '/v1'.");
        sendError(exchange, {ErrorCode::UnknownPath, message});
        return nullptr;
    }
    if (head.method == "OPTIONS") {
        exchange.send(204, {{"allow", endpoint->allow()}}, {});
        return nullptr;
    }
    if (!endpoint->allows(head.method)) {
        sendError(exchange,
                  {ErrorCode::MethodNotAllowed,
                   QStringLiteral("This path takes %1.").arg(QString::fromLatin1(endpoint->allow()))},
                  {{"allow", endpoint->allow()}});
        return nullptr;
    }
    return endpoint;
}

void ApiHandler::requestComplete(Exchange &exchange)
{
    const auto context = std::any_cast<Context>(exchange.context());
    std::optional<Identity> identity;
    if (context.endpoint->needsKey) {
        identity = passesKey(exchange);
        if (!identity || (context.endpoint->kind != Kind::Call && !passesAddress(exchange, *identity)))
            return;
    }
    switch (context.endpoint->kind) {
    case Kind::Call:
        m_services.startCall(exchange, {context.id, *identity, exchange.head().path,
                                        context.endpoint->upstream.toByteArray(), context.endpoint->dialect});
        break;
    case Kind::Models:
        sendModels(exchange, *identity);
        break;
    case Kind::Model:
        sendModel(exchange, *identity);
        break;
    case Kind::Usage:
        sendUsage(exchange, *identity);
        break;
    case Kind::Health:
        exchange.send(200, {jsonType, {"cache-control", "no-store"}}, R"({"status":"ok"})");
        break;
    case Kind::Ready:
        sendReadiness(exchange);
        break;
    case Kind::Page:
        sendPage(exchange);
        break;
    }
}

QList<ListedModel> ApiHandler::modelsFor(const Exchange &exchange, const Identity &identity)
{
    const WireDialect dialect = dialectOf(exchange.head());
    return listModels(*identity.snapshot, identity.entry->key.limits.models,
                      identity.entry->userLimits.models,
                      dialect == WireDialect::Anthropic ? std::optional(dialect) : std::nullopt);
}

void ApiHandler::sendModels(Exchange &exchange, const Identity &identity)
{
    const QList<ListedModel> models = modelsFor(exchange, identity);
    exchange.send(200, {jsonType},
                  dialectOf(exchange.head()) == WireDialect::Anthropic
                          ? anthropicModelList(models, exchange.head().query)
                          : openAiModelList(models));
}

void ApiHandler::sendModel(Exchange &exchange, const Identity &identity)
{
    const QString id = QUrl::fromPercentEncoding(exchange.head().path.mid(modelPrefix.size()));
    const bool anthropic = dialectOf(exchange.head()) == WireDialect::Anthropic;
    for (const ListedModel &model : modelsFor(exchange, identity)) {
        if (model.id == id) {
            exchange.send(200, {jsonType}, anthropic ? anthropicModel(model) : openAiModel(model));
            return;
        }
    }
    sendError(exchange, {ErrorCode::ModelNotFound,
                         QStringLiteral("The model '%1' is not offered here.").arg(id.left(256))});
}

void ApiHandler::sendUsage(Exchange &exchange, const Identity &identity)
{
    m_services.readUsage(
            identity.entry->key.id, &exchange, [this, &exchange, identity](const OwnUsage &usage) {
                if (exchange.isOver())
                    return;
                const QList<LimitState> limits = m_services.admission().limitStates(
                        *identity.entry, m_services.clock().now(), m_services.clock().steady());
                exchange.send(200, {jsonType, {"cache-control", "no-store"}},
                              toJson(UsageReport{identity.entry, limits, usage.today, usage.month}));
            });
}

void ApiHandler::sendReadiness(Exchange &exchange)
{
    const bool ready = !m_services.isStopping() && m_services.ledger().healthy();
    exchange.send(ready ? 200 : 503, {jsonType, {"cache-control", "no-store"}},
                  ready                     ? R"({"status":"ready"})"
                  : m_services.isStopping() ? R"({"status":"stopping"})"
                                            : R"({"status":"ledger unavailable"})");
}

void ApiHandler::sendPage(Exchange &exchange)
{
    QFile file(QStringLiteral(":/web/index.html"));
    if (!file.open(QIODevice::ReadOnly)) {
        sendError(exchange, {ErrorCode::Internal, QStringLiteral("The page is missing from the program.")});
        return;
    }
    exchange.send(200,
                  {{"content-type", "text/html; charset=utf-8"},
                   {"content-security-policy",
                    "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'"},
                   {"x-content-type-options", "nosniff"},
                   {"referrer-policy", "no-referrer"}},
                  file.readAll());
}

void ApiHandler::bodyFailed(Exchange &exchange, const FramingError &error)
{
    exchange.send(error.status, {jsonType}, errorText(exchange, {error.code, error.message}));
}

void ApiHandler::overloaded(Exchange &exchange)
{
    sendError(
            exchange,
            {ErrorCode::Overloaded, QStringLiteral("Too many request bodies are being received. Try again.")},
            {{"retry-after", "1"}});
}

void ApiHandler::exchangeOver(Exchange &exchange)
{
    const auto *context = std::any_cast<Context>(&exchange.context());
    if (!context || !m_services.accessLog().isOn())
        return;
    const auto duration = std::chrono::duration_cast<Millis>(m_services.clock().steady() - context->since);
    m_services.accessLog().write(
            exchange, {timeOf(context->id), toText(context->id), context->user, context->key, duration});
}

void ApiHandler::framingFailed(const FramingError &error,
                               const std::function<void(const QByteArray &)> &write)
{
    const QByteArray id = toText(m_services.nextRequestId());
    const QByteArray body = errorBody(WireDialect::OpenAiChat, {error.code, error.message}, {}, id);
    QByteArray answer =
            "HTTP/1.1 " + QByteArray::number(error.status) + ' ' + reasonPhrase(error.status).toByteArray() +
            "\r\ndate: " + httpDate() + "\r\ncontent-type: application/json\r\nx-request-id: " + id +
            "\r\nx-gateway-request-id: " + id + "\r\ncontent-length: " + QByteArray::number(body.size()) +
            "\r\nconnection: close\r\n\r\n" + body;
    write(answer);
}

} // namespace gateway
