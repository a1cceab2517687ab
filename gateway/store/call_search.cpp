// SPDX-License-Identifier: MIT
#include "store/call_search.h"

#include "base/request_id.h"

#include <algorithm>
#include <functional>

namespace gateway {

namespace {

constexpr int mostCalls = 10'000;
constexpr qint64 quarterMillis = 900'000;
constexpr int mostModels = 500; // whose names hold a text
constexpr qsizetype fewNames = 8;

qint64 firstIdOf(qint64 quarter)
{
    return firstIdAt(fromMillis(quarter * quarterMillis)).value;
}

qint64 quarterOf(qint64 id)
{
    return toMillis(timeOf({id})) / quarterMillis;
}

QString listOf(const QList<qint64> &numbers)
{
    QStringList texts;
    for (const qint64 number : numbers)
        texts.append(QString::number(number));
    return u'(' + texts.join(u',') + u')';
}

// LIKE with the characters of its own taken literally.
QString likePattern(const QString &text)
{
    QString pattern = text;
    for (const QChar special : {u'\\', u'%', u'_'})
        pattern.replace(special, QString(u'\\') + special);
    return u'%' + pattern + u'%';
}

} // namespace

CallSearch::CallSearch(Database &database, const CallFilter &filter)
    : m_database(database)
    , m_filter(filter)
    , m_first(filter.since ? firstIdAt(std::max(*filter.since, Time{})).value : 0)
    , m_end(filter.until ? firstIdAt(std::max(*filter.until, Time{})).value
                         : std::numeric_limits<qint64>::max())
    , m_limit(std::clamp(filter.limit, 0, mostCalls) + std::max(filter.skip, 0))
{
    if (filter.before)
        m_end = std::min(m_end, filter.before->value);
    if (filter.from)
        m_first = std::max(m_first, filter.from->value);
}

QString CallSearch::normalText() const
{
    return m_filter.text ? m_filter.text->normalized(QString::NormalizationForm_C) : QString();
}

Result<QList<qint64>> CallSearch::ids()
{
    if (const Outcome owners = addOwners(); !owners)
        return tl::make_unexpected(owners.error());
    if (m_nothing || m_limit == 0 || m_first >= m_end)
        return QList<qint64>();
    const QString text = normalText();
    Ids found = text.isEmpty() ? matching({}) : withText(text);
    if (found && m_filter.skip > 0)
        found->remove(0, std::min<qsizetype>(m_filter.skip, found->size()));
    return found;
}

// Names become ids, so that rows need no look-up.
Outcome CallSearch::addOwners()
{
    using namespace Qt::StringLiterals;
    bool others = false;
    if (m_filter.user) {
        const Ids keys =
                idsNamed(u"SELECT k.id FROM keys k JOIN users u ON u.id = k.user_id WHERE u.name = ?"_s,
                         {m_filter.user->normalized(QString::NormalizationForm_C)});
        if (!keys)
            return tl::make_unexpected(keys.error());
        m_keys = *keys;
        if (m_filter.key)
            m_keys = m_keys.contains(m_filter.key->value) ? QList{m_filter.key->value} : QList<qint64>();
        m_nothing = m_keys.isEmpty();
    } else if (m_filter.key) {
        m_keys = {m_filter.key->value};
    }
    if (!m_keys.isEmpty())
        m_condition.add(u"key_id IN "_s + listOf(m_keys));
    if (m_filter.model) {
        others = true;
        m_condition.add(u"model = ?"_s, {*m_filter.model});
    }
    if (m_filter.provider) {
        others = true;
        const Ids providers = idsNamed(u"SELECT id FROM providers WHERE name = ?"_s,
                                       {m_filter.provider->normalized(QString::NormalizationForm_C)});
        if (!providers)
            return tl::make_unexpected(providers.error());
        m_nothing = m_nothing || providers->isEmpty();
        m_condition.add(u"provider_id IN "_s + listOf(*providers));
    }
    m_byKeyOnly = !others && !m_keys.isEmpty();
    return {};
}

CallSearch::Ids CallSearch::idsNamed(const QString &statement, const QVariantList &values)
{
    Result<QSqlQuery> query = m_database.run(statement, values);
    if (!query)
        return tl::make_unexpected(query.error());
    QList<qint64> list;
    while (query->next())
        list.append(query->value(0).toLongLong());
    return list;
}

// `index` is named where the planner, which knows no numbers, could take the whole table for the better way.
CallSearch::Ids CallSearch::run(const QString &index, const QString &condition, const QVariantList &values,
                                qint64 first, qint64 end, qsizetype limit)
{
    return idsNamed(QStringLiteral("SELECT id FROM requests%1 WHERE id >= ? AND id < ?")
                                    .arg(index.isEmpty() ? index : QStringLiteral(" INDEXED BY ") + index) +
                            condition + QStringLiteral(" ORDER BY id DESC LIMIT ?"),
                    QVariantList{first, end} + values + QVariantList{limit});
}

CallSearch::Ids CallSearch::matching(const Condition &more)
{
    using namespace Qt::StringLiterals;
    if (m_filter.failures) {
        QList<qint64> found;
        for (const CallStatus status : {CallStatus::Failed, CallStatus::Interrupted, CallStatus::Refused}) {
            if (!wants(m_filter, status))
                continue;
            const Ids ids = withStatus(status, more);
            if (!ids)
                return ids;
            merge(found, *ids);
        }
        return found;
    }
    if (m_filter.status && *m_filter.status != CallStatus::Ok)
        return withStatus(*m_filter.status, more);
    if (m_condition.text.isEmpty() && more.text.isEmpty() && !m_filter.status)
        return plain(more);
    if (!m_byKeyOnly || !more.text.isEmpty() || m_filter.status)
        return inQuarters(more);

    // Of each key only the newest entries of its index are looked at.
    QList<qint64> found;
    for (const qint64 key : std::as_const(m_keys)) {
        const Ids ids = run(u"requests_key"_s, u" AND key_id = ?"_s, {key}, m_first, m_end, m_limit);
        if (!ids)
            return ids;
        merge(found, *ids);
    }
    return found;
}

CallSearch::Ids CallSearch::plain(const Condition &more)
{
    return run({}, m_condition.text + more.text, m_condition.values + more.values, m_first, m_end, m_limit);
}

CallSearch::Ids CallSearch::withStatus(CallStatus status, const Condition &more)
{
    // The literals are what lets the partial indexes be used.
    const bool open = status == CallStatus::Open;
    const QString condition = open ? QStringLiteral(" AND status = 0")
                                   : QStringLiteral(" AND status > 1 AND status = %1").arg(int(status));
    return run(open ? QStringLiteral("requests_open") : QStringLiteral("requests_ended_badly"),
               condition + m_condition.text + more.text, m_condition.values + more.values, m_first, m_end,
               m_limit);
}

CallSearch::Ids CallSearch::inQuarters(const Condition &more)
{
    const QString condition = m_condition.text + more.text;
    const QVariantList values = m_condition.values + more.values;
    const bool onlyOk = m_filter.status == CallStatus::Ok;
    QList<qint64> found;
    if (!onlyOk) { // calls in flight are in no roll-up
        const Ids open = withStatus(CallStatus::Open, more);
        if (!open)
            return open;
        found = *open;
    }

    Result<QSqlQuery> quarters = m_database.run(
            QStringLiteral(
                    "SELECT DISTINCT quarter FROM rollups WHERE quarter >= ? AND quarter <= ?%1%2 ORDER BY "
                    "quarter DESC")
                    .arg(onlyOk ? QStringLiteral(" AND ok > 0") : QString(), condition),
            QVariantList{quarterOf(m_first), quarterOf(m_end)} + values);
    if (!quarters)
        return tl::make_unexpected(quarters.error());
    // What was pruned is still in the roll-ups.
    const Ids oldest = idsNamed(QStringLiteral("SELECT min(id) FROM requests"), {});
    if (!oldest)
        return oldest;

    QList<qint64> settled;
    while (quarters->next() && settled.size() < m_limit) {
        const qint64 quarter = quarters->value(0).toLongLong();
        const qint64 end = std::min(m_end, firstIdOf(quarter + 1));
        if (end <= oldest->value(0))
            break;
        const Ids ids = run({},
                            QStringLiteral(" AND status %1")
                                            .arg(onlyOk ? QStringLiteral("= 1") : QStringLiteral("<> 0")) +
                                    condition,
                            values, std::max(m_first, firstIdOf(quarter)), end, m_limit - settled.size());
        if (!ids)
            return ids;
        settled += *ids;
    }
    merge(found, settled);
    return found;
}

// The text may be in a name, in an error or in the id: three searches, whose newest results are the newest of
// all.
CallSearch::Ids CallSearch::withText(const QString &text)
{
    QList<qint64> found;
    const Result<QList<Condition>> names = named(text);
    if (!names)
        return tl::make_unexpected(names.error());
    for (const Condition &name : *names) {
        const Ids ids = matching(name);
        if (!ids)
            return ids;
        merge(found, *ids);
    }
    const Condition error = errorWith(text);
    for (const CallStatus status :
         {CallStatus::Failed, CallStatus::Cancelled, CallStatus::Interrupted, CallStatus::Refused}) {
        if (!wants(m_filter, status))
            continue;
        const Ids ids = withStatus(status, error);
        if (!ids)
            return ids;
        merge(found, *ids);
    }
    if (const std::optional<RequestId> id = requestIdFromText(text.trimmed().toLower().toLatin1())) {
        Condition one;
        one.add(QStringLiteral("id = ?"), {id->value});
        one.add(QStringLiteral("status IN (%1)").arg(wantedStatuses()));
        const Ids ids = plain(one);
        if (!ids)
            return ids;
        merge(found, *ids);
    }
    return found;
}

Result<CallSearch::Names> CallSearch::namesWith(const QString &text)
{
    using namespace Qt::StringLiterals;
    const QString pattern = likePattern(text);
    const Ids keys =
            idsNamed(u"SELECT k.id FROM keys k JOIN users u ON u.id = k.user_id WHERE u.name LIKE ? ESCAPE "
                     u"'\\' OR k.label "
                     "LIKE ? ESCAPE '\\' OR k.prefix || char(8230) || k.suffix LIKE ? ESCAPE '\\'"_s,
                     {pattern, pattern, pattern});
    if (!keys)
        return tl::make_unexpected(keys.error());
    const Ids providers = idsNamed(u"SELECT id FROM providers WHERE name LIKE ? ESCAPE '\\'"_s, {pattern});
    if (!providers)
        return tl::make_unexpected(providers.error());
    // From one model to the next in the index, and not through all of it.
    Result<QSqlQuery> query = m_database.run(u"WITH RECURSIVE m(name) AS (SELECT min(model) FROM rollups "
                                             u"UNION ALL SELECT (SELECT min(model) FROM "
                                             "rollups WHERE model > name) FROM m WHERE name IS NOT NULL) "
                                             "SELECT name FROM m WHERE name LIKE ? ESCAPE "
                                             "'\\' LIMIT ?"_s,
                                             {pattern, mostModels});
    if (!query)
        return tl::make_unexpected(query.error());
    Names names{*keys, *providers, {}};
    while (query->next())
        names.models.append(query->value(0));
    return names;
}

CallSearch::Condition CallSearch::Names::any() const
{
    using namespace Qt::StringLiterals;
    // The plus keeps the indexes out: with many names they would be read to their ends and sorted.
    const QString marks = QStringList(models.size(), u"?"_s).join(u',');
    return one(u"(+key_id IN %1 OR +provider_id IN %2 OR +model IN (%3))"_s.arg(listOf(keys),
                                                                                listOf(providers), marks),
               models);
}

// Whose names hold the text. One condition for each name, which an index answers from its newest entry on;
// where there are many names, one for all, by which the roll-ups are read from the newest on until the page
// is full.
Result<QList<CallSearch::Condition>> CallSearch::named(const QString &text)
{
    using namespace Qt::StringLiterals;
    const Result<Names> names = namesWith(text);
    if (!names)
        return tl::make_unexpected(names.error());
    if (names->size() > fewNames)
        return QList{names->any()};
    QList<Condition> conditions;
    for (const qint64 key : names->keys)
        conditions.append(one(u"key_id = ?"_s, {key}));
    for (const qint64 provider : names->providers)
        conditions.append(one(u"provider_id = ?"_s, {provider}));
    for (const QVariant &model : names->models)
        conditions.append(one(u"model = ?"_s, {model}));
    return conditions;
}

CallSearch::Condition CallSearch::errorWith(const QString &text)
{
    return one(QStringLiteral("error LIKE ? ESCAPE '\\'"), {likePattern(text)});
}

QString CallSearch::wantedStatuses() const
{
    QList<qint64> statuses;
    for (int status = int(CallStatus::Open); status <= int(CallStatus::Refused); ++status) {
        if (wants(m_filter, CallStatus(status)))
            statuses.append(status);
    }
    return listOf(statuses).mid(1).chopped(1);
}

CallSearch::Condition CallSearch::one(const QString &part, const QVariantList &values)
{
    Condition condition;
    condition.add(part, values);
    return condition;
}

void CallSearch::merge(QList<qint64> &into, const QList<qint64> &more) const
{
    into += more;
    std::sort(into.begin(), into.end(), std::greater<>());
    into.erase(std::unique(into.begin(), into.end()), into.end());
    into.resize(std::min(into.size(), m_limit));
}

} // namespace gateway
