// SPDX-License-Identifier: MIT
#include "store/database.h"
#include "store/ledger_queries.h"
#include "store/management.h"
#include "store/migrations.h"
#include "store/rows.h"
#include "store/snapshot_loader.h"
#include "support/fake_clock.h"

#include <QDir>
#include <QFile>
#include <QSqlError>
#include <QSqlRecord>
#include <QTemporaryDir>
#include <QTest>

using namespace gateway;
using namespace Qt::StringLiterals;

namespace {

// A database as the first version left it: one of everything, in rows and not by today's code.
constexpr auto firstVersionsRows = {
        "INSERT INTO settings (name, value) VALUES ('default_model', 'kimi-latest')",
        "INSERT INTO users (id, name, password_hash, enabled, created_at) VALUES (1, 'ann', 'h', 1, 1000)",
        "INSERT INTO users (id, name, enabled, created_at, removed_at) VALUES (2, 'bob', 0, 1000, 2000)",
        "INSERT INTO keys (id, user_id, label, hash, prefix, suffix, models, created_at, expires_at) VALUES "
        "(1, 1, 'laptop', x'01', 'sk-abcd', 'wxyz', 'gpt-*' || char(10) || '!gpt-4', 1000, 1900000000000)",
        "INSERT INTO keys (id, user_id, hash, prefix, suffix, created_at, revoked_at) VALUES "
        "(2, 2, x'02', 'sk-efgh', 'stuv', 1000, 2000)",
        "INSERT INTO providers (id, name, preset, dialect, base_url, auth, usage_option, position, headers, "
        "created_at) "
        "VALUES (1, 'kimi', 'moonshot-cn', 'openai', 'https://api.example.com/v1', 'bearer', 'ask', 0, 'x-a: "
        "b', 1000)",
        "INSERT INTO provider_keys (id, provider_id, sealed, hint, created_at) VALUES (1, 1, x'aabb', "
        "'9fQa', 1000)",
        "INSERT INTO provider_models (provider_id, position, model) VALUES (1, 0, 'm-1')",
        "INSERT INTO routes (id, model, created_at) VALUES (1, 'gpt', 1000)",
        "INSERT INTO route_targets (route_id, provider_id, model) VALUES (1, 1, 'm-1')",
        // Two settled calls in one quarter of an hour, one in the next, one still open, one without usage.
        "INSERT INTO requests (id, started_at, user_id, key_id, model, provider_id, status, prompt_tokens, "
        "cached_tokens, "
        "completion_tokens, cost_micros, currency, duration_ms, first_token_ms) VALUES "
        "(900000 << 21, 900000, 1, 1, 'gpt', 1, 1, 100, 40, 10, 700, 'CNY', 1000, 200)",
        "INSERT INTO requests (id, started_at, user_id, key_id, model, provider_id, status, prompt_tokens, "
        "completion_tokens, cost_micros, currency, duration_ms) VALUES "
        "(1799999 << 21, 1799999, 1, 1, 'gpt', 1, 2, 1, 2, 30, 'CNY', 500)",
        "INSERT INTO requests (id, started_at, user_id, key_id, model, provider_id, status, prompt_tokens, "
        "completion_tokens, duration_ms) VALUES (1800000 << 21, 1800000, 1, 1, 'gpt', 1, 1, 5, 6, 100)",
        "INSERT INTO requests (id, started_at, user_id, key_id, model, status) VALUES (1800001 << 21, "
        "1800001, 1, 1, 'gpt', 0)",
        "INSERT INTO requests (id, started_at, key_id, model, status, duration_ms) VALUES (1800002 << 21, "
        "1800002, 2, 'x', 5, 1)",
};

} // namespace

class TestMigrationData final : public QObject
{
    Q_OBJECT

    QTemporaryDir m_folder;
    std::unique_ptr<Database> m_database;

    QVariantList row(const QString &statement)
    {
        Result<QSqlQuery> query = m_database->run(statement);
        QVariantList values;
        for (int i = 0; query && query->next() && i < 100; ++i) {
            for (int column = 0; query->isValid() && column < query->record().count(); ++column)
                values.append(query->value(column));
        }
        return values;
    }

private Q_SLOTS:
    void initTestCase()
    {
        const DatabaseLocation location{m_folder.filePath(u"data"_s),
                                        m_folder.filePath(u"data/gateway.db"_s)};
        QVERIFY(QDir().mkpath(location.dataDir));
        QVERIFY(QFile::setPermissions(location.dataDir,
                                      QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        {
            QSqlDatabase sql = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"first"_s);
            sql.setDatabaseName(location.file);
            QVERIFY(sql.open());
            const Outcome made = migrate(sql, location.file, bundledMigrations().mid(0, 1));
            QVERIFY2(made, made ? "" : qPrintable(made.error().message));
            for (const char *statement : firstVersionsRows) {
                QSqlQuery query(sql);
                QVERIFY2(query.exec(QString::fromLatin1(statement)), qPrintable(query.lastError().text()));
            }
            sql.close();
        }
        QSqlDatabase::removeDatabase(u"first"_s);
        auto opened = Database::open(location, OpenMode::Existing);
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message));
        m_database = std::move(*opened);
    }

    void theSchemaIsTheNewest()
    {
        QCOMPARE(row(u"PRAGMA user_version"_s), QVariantList{bundledMigrations().constLast().version});
        QVERIFY(QFile::exists(m_folder.filePath(u"data/gateway.db.before-0002"_s)));
        QCOMPARE(row(u"PRAGMA foreign_key_check"_s), QVariantList());
    }

    void keysAndUsersKeepWhatTheyMay()
    {
        const SnapshotPtr snapshot = *loadSnapshot(*m_database);
        QCOMPARE(snapshot->settings.defaultModel, u"kimi-latest"_s);
        QCOMPARE(snapshot->keysByHash.size(), 2);
        const Snapshot::KeyEntry entry = snapshot->keysByHash.value("\x01");
        Limits limits;
        limits.models = {u"gpt-*"_s, u"!gpt-4"_s};
        limits.expiresAt = fromMillis(1'900'000'000'000);
        QCOMPARE(entry.key.limits, limits);
        QCOMPARE(entry.key.label, u"laptop"_s);
        QCOMPARE(entry.userName, u"ann"_s);
        QCOMPARE(entry.userLimits, Limits()); // nothing is limited that was not
        const Snapshot::KeyEntry revoked = snapshot->keysByHash.value("\x02");
        QVERIFY(revoked.key.revokedAt && !revoked.userEnabled);
        QVERIFY(snapshot->raises.isEmpty());
    }

    void providersAndRoutesWorkAsBefore()
    {
        const SnapshotPtr snapshot = *loadSnapshot(*m_database);
        Provider provider;
        provider.id = {1};
        provider.name = u"kimi"_s;
        provider.preset = u"moonshot-cn"_s;
        provider.baseUrl = u"https://api.example.com/v1"_s;
        provider.headers = {{"x-a", "b"}};
        provider.keys = {SealedKey{1, "\xaa\xbb", u"9fQa"_s, {}, {}}};
        provider.models = {u"m-1"_s};
        provider.createdAt = fromMillis(1000);
        QCOMPARE(snapshot->providers, QList<Provider>{provider});
        const Route route{{1}, u"gpt"_s, {RouteTarget{{1}, u"m-1"_s, 0, 1}}, false};
        QCOMPARE(snapshot->routes, QList<Route>{route});
    }

    void theLedgerIsThereAndRolledUp()
    {
        QCOMPARE(row(u"SELECT count(*), sum(cost_micros) FROM requests"_s), (QVariantList{5, 730}));
        QCOMPARE(row(u"SELECT count(*) FROM requests WHERE cache_write_1h_tokens IS NOT NULL"_s),
                 QVariantList{0});
        const QString sums =
                u"SELECT user_id, key_id, provider_id, model, currency, requests, ok, failed, refused, "
                "unpriced, prompt_tokens, cached_tokens, completion_tokens, cost_micros, cny_micros, "
                "duration_ms, first_token_ms, first_tokens FROM rollups WHERE quarter = %1 AND key_id = "
                "%2"_s;
        QCOMPARE(row(sums.arg(u"1"_s, u"1"_s)), (QVariantList{1, 1, 1, u"gpt"_s, u"CNY"_s, 2, 1, 1, 0, 0, 101,
                                                              40, 12, 730, 730, 1500, 200, 1}));
        // The open call counts when it settles; the unpriced one is no call for nothing.
        QCOMPARE(row(u"SELECT requests, unpriced, prompt_tokens, cost_micros IS NULL, usd_micros IS NULL "
                     u"FROM rollups "
                     "WHERE quarter = 2 AND key_id = 1"_s),
                 (QVariantList{1, 1, 5, 1, 1}));
        QCOMPARE(
                row(u"SELECT requests, refused, unpriced, prompt_tokens IS NULL FROM rollups WHERE key_id = 2"_s),
                (QVariantList{1, 1, 0, 1}));
        QCOMPARE(row(u"SELECT count(*) FROM rollups"_s), QVariantList{3});
        // All of it was on the first of January 1970.
        QCOMPARE(
                row(u"SELECT user_id, day, usd_micros, cny_micros, tokens FROM spent_days WHERE key_id = 1"_s),
                (QVariantList{1, 0, 0, 730, 124}));
    }

    void managementGoesOn()
    {
        const FakeClock clock;
        Management management(*m_database, clock, u"cli:test"_s);
        LimitsChange change;
        change.requestsPerMinute = std::optional<int>(5);
        change.budgets = {{BudgetUnit::Usd, BudgetPeriod::Day, 5'000'000}};
        QVERIFY(management.changeUserLimits(u"ann"_s, change));
        QVERIFY(management.changeKey({1}, {{}, change}));
        QVERIFY(management.raiseKey({1}, change.budgets[0]));
        QCOMPARE(management.key({1})->key.limits.models, (QStringList{u"gpt-*"_s, u"!gpt-4"_s}));
    }

    // Of the third version: what was kept of a call had one side only.
    void capturesOfOldAreReadable()
    {
        QTemporaryDir folder;
        const DatabaseLocation location{folder.filePath(u"data"_s), folder.filePath(u"data/gateway.db"_s)};
        QVERIFY(QDir().mkpath(location.dataDir));
        QVERIFY(QFile::setPermissions(location.dataDir,
                                      QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
        {
            QSqlDatabase sql = QSqlDatabase::addDatabase(u"QSQLITE"_s, u"third"_s);
            sql.setDatabaseName(location.file);
            QVERIFY(sql.open());
            QVERIFY(migrate(sql, location.file, bundledMigrations().mid(0, 3)));
            QSqlQuery query(sql);
            QVERIFY(query.exec(u"INSERT INTO captures VALUES (7, 1000, 'a: b', x'7b7d', 'c: d', x'5b5d')"_s));
            sql.close();
        }
        QSqlDatabase::removeDatabase(u"third"_s);
        const auto opened = Database::open(location, OpenMode::Existing);
        QVERIFY2(opened, opened ? "" : qPrintable(opened.error().message));
        const std::optional<CallCapture> capture = *LedgerQueries(**opened, {}).capture({7});
        QVERIFY(capture);
        QCOMPARE(capture->requestHeaders, u"a: b"_s);
        QCOMPARE(capture->response, QByteArray("[]"));
        QVERIFY(capture->upstreamHeaders.isEmpty());
        QVERIFY(capture->upstreamRequest.isNull());
    }
};

QTEST_GUILESS_MAIN(TestMigrationData)
#include "tst_migration_data.moc"
