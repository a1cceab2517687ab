// SPDX-License-Identifier: MIT
#pragma once

#include "service.h"
#include "store/ledger_queries.h"
#include "store/management.h"

#include "support/http_client.h"
#include "support/wait.h"

#include <QTemporaryDir>

#include <functional>
#include <memory>
#include <optional>

namespace gateway::test {

// A real gateway on a data directory of its own and a free port, with a user "ann" and a key. Set it up, then
// start(); what is managed afterwards has taken effect when the call returns. Errors end the test program:
// they are no part of any test here.
class TestGateway final
{
public:
    TestGateway();
    ~TestGateway();
    Q_DISABLE_COPY_MOVE(TestGateway)

    void set(const QString &name, const QString &value); // a setting
    Provider addProvider(const QString &name, const QString &baseUrl, const QStringList &models,
                         const std::function<void(Provider &)> &change = {});
    void setProviderKey(const QString &name, const QByteArray &key); // instead of `providerKey`
    void addProviderKey(const QString &name, const QByteArray &key); // beside those it has
    QByteArray issueKey(const QString &user, const QStringList &models = {});
    QByteArray issueKey(const KeyRequest &request);
    Management &management() { return *m_management; }
    Database &database() { return *m_database; }
    // After changes by management(): until the running gateway has them.
    void awaitConfig();

    void start(bool localKey = false);       // as the window does, with a credential of its own
    void stop();                             // lets calls finish
    void destroyService();                   // as a process does that ends
    GatewayService::Options options() const; // for a service of one's own on this database
    GatewayService &service() { return *m_service; }
    quint16 port() const;

    const QByteArray &key() const { return m_key; } // of ann
    QByteArray authorization() const { return "Authorization: Bearer " + m_key + "\r\n"; }
    HttpClient connect() const { return HttpClient(port()); }

    // One request on a fresh connection, with ann's key: the whole answer.
    HttpReply post(const QByteArray &path, const QByteArray &body, const QByteArray &headerLines = {}) const;
    HttpReply get(const QByteArray &path, const QByteArray &headerLines = {}) const;

    QList<CallRow> rows();                              // newest first
    std::optional<CallRow> row(const HttpReply &reply); // by x-gateway-request-id
    // The row when it is no longer open; empty after the bound.
    std::optional<CallRow> settledRow(const HttpReply &reply, std::chrono::milliseconds bound = 10s);
    bool waitForRows(const std::function<bool(const QList<CallRow> &)> &condition,
                     std::chrono::milliseconds bound = 10s);

    QString dataDir() const { return m_directory.path(); }

    static constexpr const char *providerKey = "sk-upstream-0123456789-secret";
    static constexpr const char *masterSecret = "integration-test-master-secret-0123456789";

private:
    QTemporaryDir m_directory;
    SystemClock m_clock;
    DatabaseLocation m_location;
    std::unique_ptr<Database> m_database;
    std::shared_ptr<const Vault> m_vault;
    std::unique_ptr<Management> m_management;
    std::unique_ptr<LedgerQueries> m_queries;
    QByteArray m_key;
    qint64 m_revisionSeen = 0;
    std::unique_ptr<GatewayService> m_service;
};

} // namespace gateway::test
