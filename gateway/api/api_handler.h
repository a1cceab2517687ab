// SPDX-License-Identifier: MIT
#pragma once

#include "access/bad_key_guard.h"
#include "api/access_log.h"
#include "api/call_services.h"
#include "api/proxy_call.h"
#include "base/request_id.h"
#include "http/http_server.h"
#include "store/ledger_queries.h"

namespace gateway {

struct OwnUsage // empty: the ledger did not answer
{
    std::optional<UsageSum> today;
    std::optional<UsageSum> month; // the last 30 days
};

// What the endpoints need of the gateway; implemented by the engine.
class ApiServices : public CallServices
{
public:
    virtual SnapshotPtr snapshot() const = 0;
    virtual RequestId nextRequestId() = 0;
    virtual bool isStopping() const = 0;
    virtual AccessLog &accessLog() = 0;
    // The sums of a key, for GET /v1/usage; `done` comes later, unless the context is gone by then.
    virtual void readUsage(KeyId key, QObject *context, std::function<void(const OwnUsage &)> done) = 0;
    virtual void startCall(Exchange &exchange, ProxyCall::Request request) = 0;

protected:
    ~ApiServices() = default;
};

// Everything behind the guard: identity of requests, Host and origin checks, the table of paths, keys, and
// the small endpoints. Calls to models go to ProxyCall. Gateway thread.
class ApiHandler final : public HttpHandler
{
public:
    explicit ApiHandler(ApiServices &services) : m_services(services) {}

    void headComplete(Exchange &exchange) override;
    void requestComplete(Exchange &exchange) override;
    void bodyFailed(Exchange &exchange, const FramingError &error) override;
    void overloaded(Exchange &exchange) override;
    void exchangeOver(Exchange &exchange) override;
    void framingFailed(const FramingError &error,
                       const std::function<void(const QByteArray &)> &write) override;

private:
    struct Endpoint;
    struct Context; // of an exchange, between head and body

    static const Endpoint *findEndpoint(const QByteArray &path);
    std::optional<Identity> passesKey(Exchange &exchange);
    static bool passesAddress(Exchange &exchange, const Identity &identity);
    bool passesHost(Exchange &exchange);
    bool passesOrigin(Exchange &exchange);
    const Endpoint *passesPath(Exchange &exchange);
    static QList<ListedModel> modelsFor(const Exchange &exchange, const Identity &identity);
    void sendUsage(Exchange &exchange, const Identity &identity);
    static void sendModels(Exchange &exchange, const Identity &identity);
    static void sendModel(Exchange &exchange, const Identity &identity);
    void sendReadiness(Exchange &exchange);
    static void sendPage(Exchange &exchange);
    static void sendError(Exchange &exchange, const Error &error, QList<HeaderField> headers = {});

    static QByteArray errorText(Exchange &exchange, const Error &error);

    ApiServices &m_services;
    BadKeyGuard m_badKeys;
};

} // namespace gateway
