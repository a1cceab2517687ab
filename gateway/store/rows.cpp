// SPDX-License-Identifier: MIT
#include "store/rows.h"

#include "base/request_id.h"

namespace gateway::rows {

namespace {

template <typename T>
struct Named
{
    T value;
    QLatin1StringView text;
};

constexpr Named<Dialect> dialects[] = {{Dialect::OpenAi, QLatin1StringView("openai")},
                                       {Dialect::Anthropic, QLatin1StringView("anthropic")},
                                       {Dialect::Demo, QLatin1StringView("demo")}};
constexpr Named<UsageOption> usageOptions[] = {{UsageOption::Ask, QLatin1StringView("ask")},
                                               {UsageOption::Refused, QLatin1StringView("refused")},
                                               {UsageOption::Unneeded, QLatin1StringView("unneeded")}};
constexpr Named<AuthStyle> authStyles[] = {{AuthStyle::Bearer, QLatin1StringView("bearer")},
                                           {AuthStyle::Header, QLatin1StringView("header")},
                                           {AuthStyle::None, QLatin1StringView("none")}};

template <typename T, size_t N>
QString textOf(const Named<T> (&names)[N], T value)
{
    for (const Named<T> &name : names) {
        if (name.value == value)
            return name.text;
    }
    return names[0].text;
}

template <typename T, size_t N>
T valueOf(const Named<T> (&names)[N], const QString &text)
{
    for (const Named<T> &name : names) {
        if (name.text == text)
            return name.value;
    }
    return names[0].value;
}

QList<HeaderField> splitHeaders(const QString &text)
{
    QList<HeaderField> headers;
    const QStringList lines = splitLines(text);
    for (const QString &line : lines)
        headers.append({line.section(u':', 0, 0).toUtf8(), line.section(u':', 1).trimmed().toUtf8()});
    return headers;
}

Provider readProvider(const QSqlQuery &query)
{
    Provider provider;
    provider.id = {query.value(0).toLongLong()};
    provider.name = query.value(1).toString();
    provider.preset = query.value(2).toString();
    provider.dialect = valueOf(dialects, query.value(3).toString());
    provider.baseUrl = query.value(4).toString();
    provider.auth = valueOf(authStyles, query.value(5).toString());
    provider.authHeader = query.value(6).toString().toUtf8();
    provider.usageOption = valueOf(usageOptions, query.value(7).toString());
    provider.enabled = query.value(8).toBool();
    provider.http2 = query.value(9).toBool();
    provider.position = query.value(10).toInt();
    provider.caPem = query.value(11).toByteArray();
    provider.headers = splitHeaders(query.value(12).toString());
    provider.modelsListedAt = timeFrom(query.value(13));
    provider.createdAt = fromMillis(query.value(14).toLongLong());
    provider.anthropicUrl = query.value(15).toString();
    provider.responses = query.value(16).toBool();
    provider.drainPlain = query.value(17).toBool();
    provider.drainStreams = query.value(18).toBool();
    provider.healthCheck = query.value(19).toBool();
    provider.proxy = query.value(20).toString();
    return provider;
}

Outcome addKeysAndModels(Database &database, QList<Provider> &providers)
{
    QHash<qint64, Provider *> byId;
    for (Provider &provider : providers)
        byId.insert(provider.id.value, &provider);

    Result<QSqlQuery> keys = database.run(QStringLiteral(
            "SELECT provider_id, id, sealed, hint, flagged_at, flag FROM provider_keys ORDER BY id"));
    if (!keys)
        return tl::make_unexpected(keys.error());
    while (keys->next()) {
        if (Provider *provider = byId.value(keys->value(0).toLongLong())) {
            provider->keys.append({keys->value(1).toLongLong(), keys->value(2).toByteArray(),
                                   keys->value(3).toString(), timeFrom(keys->value(4)),
                                   keys->value(5).toString()});
        }
    }
    Result<QSqlQuery> models = database.run(
            QStringLiteral("SELECT provider_id, model FROM provider_models ORDER BY provider_id, position"));
    if (!models)
        return tl::make_unexpected(models.error());
    while (models->next()) {
        if (Provider *provider = byId.value(models->value(0).toLongLong()))
            provider->models.append(models->value(1).toString());
    }
    return {};
}

} // namespace

QString toText(Dialect dialect)
{
    return textOf(dialects, dialect);
}
QString toText(UsageOption option)
{
    return textOf(usageOptions, option);
}
QString toText(AuthStyle style)
{
    return textOf(authStyles, style);
}

QString joinLines(const QStringList &lines)
{
    return lines.join(u'\n');
}

QStringList splitLines(const QString &text)
{
    return text.split(u'\n', Qt::SkipEmptyParts);
}

QString joinHeaders(const QList<HeaderField> &headers)
{
    QStringList lines;
    for (const HeaderField &header : headers)
        lines.append(QString::fromUtf8(header.name) + QStringLiteral(": ") + QString::fromUtf8(header.value));
    return joinLines(lines);
}

QVariant toVariant(const std::optional<Time> &time)
{
    return time ? QVariant(toMillis(*time)) : QVariant();
}

std::optional<Time> timeFrom(const QVariant &value)
{
    return value.isNull() ? std::nullopt : std::optional(fromMillis(value.toLongLong()));
}

std::optional<Time> timeOfRow(const QVariant &requestId)
{
    return requestId.isNull() ? std::nullopt : std::optional(timeOf(RequestId{requestId.toLongLong()}));
}

QString keyColumns()
{
    return QStringLiteral(
                   "k.id, k.user_id, k.label, k.hash, k.prefix, k.suffix, k.created_at, k.revoked_at, ") +
           limitColumns(QLatin1StringView("k"));
}

Key readKey(const QSqlQuery &query, int first)
{
    Key key;
    key.id = {query.value(first).toLongLong()};
    key.userId = {query.value(first + 1).toLongLong()};
    key.label = query.value(first + 2).toString();
    key.hash = query.value(first + 3).toByteArray();
    key.prefix = query.value(first + 4).toString();
    key.suffix = query.value(first + 5).toString();
    key.createdAt = fromMillis(query.value(first + 6).toLongLong());
    key.revokedAt = timeFrom(query.value(first + 7));
    key.limits = readLimits(query, first + 8);
    return key;
}

Result<QList<Provider>> providers(Database &database, const QString &name)
{
    const QString statement = QStringLiteral(
            "SELECT id, name, preset, dialect, base_url, auth, auth_header, usage_option, enabled, http2, "
            "position, "
            "ca_pem, headers, models_listed_at, created_at, anthropic_url, responses, drain_plain, "
            "drain_streams, "
            "health_check, proxy FROM providers WHERE removed_at IS NULL");
    Result<QSqlQuery> query = name.isEmpty()
                                      ? database.run(statement + QStringLiteral(" ORDER BY position, id"))
                                      : database.run(statement + QStringLiteral(" AND name = ?"), {name});
    if (!query)
        return tl::make_unexpected(query.error());
    QList<Provider> list;
    while (query->next())
        list.append(readProvider(*query));
    query->finish();
    if (const Outcome added = addKeysAndModels(database, list); !added)
        return tl::make_unexpected(added.error());
    return list;
}

Result<QList<Route>> routes(Database &database)
{
    Result<QSqlQuery> query =
            database.run(QStringLiteral("SELECT r.id, r.model, r.demo, t.provider_id, t.model, t.priority, "
                                        "t.weight FROM routes r JOIN route_targets t ON "
                                        "t.route_id = r.id ORDER BY r.model, t.priority, t.id"));
    if (!query)
        return tl::make_unexpected(query.error());
    QList<Route> list;
    while (query->next()) {
        const RouteId id{query->value(0).toLongLong()};
        if (list.isEmpty() || list.constLast().id != id)
            list.append({id, query->value(1).toString(), {}, query->value(2).toBool()});
        list.last().targets.append({ProviderId{query->value(3).toLongLong()}, query->value(4).toString(),
                                    query->value(5).toInt(), query->value(6).toInt()});
    }
    return list;
}

Result<QHash<QString, QString>> settingValues(Database &database)
{
    Result<QSqlQuery> query = database.run(QStringLiteral("SELECT name, value FROM settings"));
    if (!query)
        return tl::make_unexpected(query.error());
    QHash<QString, QString> values;
    while (query->next())
        values.insert(query->value(0).toString(), query->value(1).toString());
    return values;
}

} // namespace gateway::rows
