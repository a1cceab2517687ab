// SPDX-License-Identifier: MIT
#include "support/test_gateway.h"

#include "base/request_id.h"

#include <QUrl>

using namespace Qt::Literals::StringLiterals;

namespace gateway::test {
namespace {

template <typename T>
T must(Result<T> result, const char *what)
{
    if (!result)
        qFatal("%s: %s", what, qUtf8Printable(result.error().message));
    if constexpr (!std::is_void_v<T>)
        return std::move(*result);
}

} // namespace

TestGateway::TestGateway()
{
    m_location = must(databaseLocation(m_directory.path(), u"sqlite:///gateway.db"_s), "location");
    m_database = must(Database::open(m_location, OpenMode::Create), "database");
    Vault::Options vault;
    vault.environmentSecret = masterSecret;
    vault.useKeychain = false;
    m_vault = must(Vault::open(*m_database, vault), "vault");
    m_management = std::make_unique<Management>(*m_database, m_clock, u"test"_s);
    m_queries = std::make_unique<LedgerQueries>(*m_database, u"UTC"_s);
    must(m_management->setSetting(u"list_models"_s, u"false"_s), "setting"); // upstreams count their requests
    must(m_management->addUser(u"ann"_s), "user");
    m_key = issueKey(u"ann"_s);
}

TestGateway::~TestGateway()
{
    m_service.reset();
    m_queries.reset();
    m_management.reset();
    m_database.reset();
}

void TestGateway::set(const QString &name, const QString &value)
{
    must(m_management->setSetting(name, value), "setting");
    awaitConfig();
}

Provider TestGateway::addProvider(const QString &name, const QString &baseUrl, const QStringList &models,
                                  const std::function<void(Provider &)> &change)
{
    Provider provider;
    provider.name = name;
    provider.baseUrl = baseUrl;
    provider.models = models;
    if (change)
        change(provider);
    Provider added = must(m_management->addProvider(provider, Secret(QByteArray(providerKey)), m_vault.get()),
                          "provider");
    awaitConfig();
    return added;
}

void TestGateway::setProviderKey(const QString &name, const QByteArray &key)
{
    must(m_management->setProviderKey(name, Secret(key), *m_vault), "provider key");
    awaitConfig();
}

void TestGateway::addProviderKey(const QString &name, const QByteArray &key)
{
    must(m_management->setProviderKey(name, Secret(key), *m_vault, true), "provider key");
    awaitConfig();
}

QByteArray TestGateway::issueKey(const QString &user, const QStringList &models)
{
    KeyRequest request;
    request.user = user;
    request.label = u"test"_s;
    request.limits.models = models;
    return issueKey(request);
}

QByteArray TestGateway::issueKey(const KeyRequest &request)
{
    const IssuedKey issued = must(m_management->issueKey(request), "key");
    awaitConfig();
    return issued.secret.expose();
}

void TestGateway::awaitConfig()
{
    if (!m_service)
        return;
    const qint64 revision = must(m_management->revision(), "revision");
    if (!waitUntil([this, revision] { return m_revisionSeen >= revision; }))
        qFatal("the gateway did not take up a change");
}

GatewayService::Options TestGateway::options() const
{
    GatewayService::Options options;
    options.location = m_location;
    options.vault.environmentSecret = masterSecret;
    options.vault.useKeychain = false;
    options.listen = {u"127.0.0.1:0"_s};
    return options;
}

void TestGateway::destroyService()
{
    m_service.reset();
}

void TestGateway::start(bool localKey)
{
    GatewayService::Options with = options();
    with.localKey = localKey;
    m_service = std::make_unique<GatewayService>(with);
    m_revisionSeen = must(m_management->revision(), "revision");
    QObject::connect(m_service.get(), &GatewayService::configChanged, m_service.get(),
                     [this](qint64 revision) { m_revisionSeen = revision; });
    QObject::connect(m_service.get(), &GatewayService::failed, m_service.get(), [](const Error &error) {
        qFatal("the gateway did not start: %s", qUtf8Printable(error.message));
    });
    m_service->start();
    if (!waitUntil([this] { return m_service->state() == GatewayService::State::Running; }))
        qFatal("the gateway did not start in time");
}

void TestGateway::stop()
{
    m_service->stop();
    if (!waitUntil([this] { return m_service->state() == GatewayService::State::Stopped; }, 40s))
        qFatal("the gateway did not stop in time");
}

quint16 TestGateway::port() const
{
    return quint16(QUrl(m_service->addresses().value(0)).port());
}

HttpReply TestGateway::post(const QByteArray &path, const QByteArray &body,
                            const QByteArray &headerLines) const
{
    HttpClient client = connect();
    client.send(httpRequest("POST", path, authorization() + headerLines, body));
    return client.read().value_or(HttpReply());
}

HttpReply TestGateway::get(const QByteArray &path, const QByteArray &headerLines) const
{
    HttpClient client = connect();
    client.send(httpRequest("GET", path, authorization() + headerLines));
    return client.read().value_or(HttpReply());
}

QList<CallRow> TestGateway::rows()
{
    QList<CallRow> rows;
    CallFilter filter;
    filter.limit = 10'000; // the most that is answered at once
    for (;;) {
        const QList<CallRow> page = must(m_queries->calls(filter), "rows");
        rows += page;
        if (page.size() < filter.limit)
            return rows;
        filter.before = page.constLast().opened.id;
    }
}

std::optional<CallRow> TestGateway::row(const HttpReply &reply)
{
    const std::optional<RequestId> id = requestIdFromText(reply.header("x-gateway-request-id"));
    if (!id)
        return {};
    const Result<CallRow> row = m_queries->call(*id);
    return row ? std::optional(*row) : std::nullopt;
}

std::optional<CallRow> TestGateway::settledRow(const HttpReply &reply, std::chrono::milliseconds bound)
{
    std::optional<CallRow> found;
    const bool settled = waitUntil(
            [&] {
                found = row(reply);
                return found && found->settled.status != CallStatus::Open;
            },
            bound);
    return settled ? found : std::nullopt;
}

bool TestGateway::waitForRows(const std::function<bool(const QList<CallRow> &)> &condition,
                              std::chrono::milliseconds bound)
{
    return waitUntil([&] { return condition(rows()); }, bound);
}

} // namespace gateway::test
