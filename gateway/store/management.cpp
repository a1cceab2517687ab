// SPDX-License-Identifier: MIT
#include "store/management.h"

#include "store/rows.h"
#include "store/snapshot_loader.h"

namespace gateway {

Management::Management(Database &database, const Clock &clock, QString actor)
    : m_database(database), m_clock(clock), m_actor(std::move(actor))
{}

Outcome Management::change(const QString &action, const std::function<Result<QString>()> &work)
{
    return m_database.transaction([&]() -> Outcome {
        const Result<QString> subject = work();
        if (!subject)
            return tl::make_unexpected(subject.error());
        if (subject->isEmpty())
            return {};
        return m_database
                .run(QStringLiteral("INSERT INTO audit (at, actor, action, subject) VALUES (?, ?, ?, ?)"),
                     {toMillis(m_clock.now()), m_actor, action, *subject})
                .and_then([&](const QSqlQuery &) {
                    return m_database.run(QStringLiteral(
                            "UPDATE meta SET value = value + 1 WHERE name = 'config_revision'"));
                })
                .map([](const QSqlQuery &) {});
    });
}

Outcome Management::together(const std::function<Outcome()> &work)
{
    return m_database.transaction(work);
}

Result<Settings> Management::settings()
{
    return rows::settingValues(m_database).map(settingsFromValues);
}

Outcome Management::setSetting(const QString &name, const QString &value)
{
    const SettingInfo *info = findSetting(name);
    if (info == nullptr)
        return failure(ErrorCode::NotFound, QStringLiteral("There is no setting \"%1\".").arg(name));
    Settings checked;
    if (const Outcome applied = info->apply(checked, value); !applied) {
        return failure(applied.error().code, QStringLiteral("%1: %2").arg(QString::fromLatin1(info->name),
                                                                          applied.error().message));
    }
    const QString text = info->show(checked);
    return change(QStringLiteral("config.set"), [&]() -> Result<QString> {
        const Result<Settings> before = settings();
        if (!before)
            return tl::make_unexpected(before.error());
        if (info->show(*before) == text)
            return QString();
        return m_database
                .run(QStringLiteral("INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO "
                                    "UPDATE SET "
                                    "value = excluded.value"),
                     {name, text})
                .map([&](const QSqlQuery &) { return QStringLiteral("%1 = %2").arg(name, text); });
    });
}

Result<QList<AuditEntry>> Management::audit(int limit)
{
    Result<QSqlQuery> query = m_database.run(
            QStringLiteral("SELECT at, actor, action, subject FROM audit ORDER BY id DESC LIMIT ?"), {limit});
    if (!query)
        return tl::make_unexpected(query.error());
    QList<AuditEntry> entries;
    while (query->next()) {
        entries.append({fromMillis(query->value(0).toLongLong()), query->value(1).toString(),
                        query->value(2).toString(), query->value(3).toString()});
    }
    return entries;
}

Result<bool> Management::isEmpty()
{
    Result<QSqlQuery> query =
            m_database.run(QStringLiteral("SELECT EXISTS (SELECT 1 FROM users) OR EXISTS (SELECT 1 FROM "
                                          "keys) OR EXISTS (SELECT 1 FROM providers)"));
    if (!query)
        return tl::make_unexpected(query.error());
    return query->next() && !query->value(0).toBool();
}

Result<qint64> Management::revision()
{
    return configRevision(m_database);
}

} // namespace gateway
