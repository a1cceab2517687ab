// SPDX-License-Identifier: MIT
#include "ui/support/ledger_fill.h"

#include "base/request_id.h"
#include "ledger/table.h"

#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace gateway::test {

Price kimiPrice()
{
    Price price;
    price.model = u"kimi-k3"_s;
    price.rates = {3'000'000, 15'000'000, 300'000, {}, {}};
    return price;
}

void addTeam(Management &management)
{
    for (const QString &name : {u"ann"_s, u"bob"_s}) {
        if (!management.addUser(name) || !management.issueKey({name, {}, {}}))
            qFatal("no team");
    }
    if (!management.setPrice(kimiPrice()))
        qFatal("no price");
}

RequestId addCalls(const DatabaseLocation &location, const QList<FilledCall> &calls, Time from, Millis apart)
{
    static RequestIdSource ids; // they rise, whatever the clock of a test says
    RequestIdSource old;
    RequestIdSource &source = apart.count() > 0 ? old : ids;
    const auto database = Database::open(location, OpenMode::Existing);
    LedgerTable table(**database);
    RequestId last;
    PriceId price;
    if (auto query = (*database)->run(u"SELECT max(id) FROM prices WHERE model = 'kimi-k3'"_s);
        query && query->next())
        price = PriceId{query->value(0).toLongLong()};
    const Outcome done = table.prepare().and_then([&] {
        return (*database)->transaction([&]() -> Outcome {
            Time time = from;
            for (const FilledCall &call : calls) {
                CallOpened opened;
                opened.startedAt = time;
                opened.id = last = source.next(time);
                time += apart;
                opened.userId = UserId{call.user};
                opened.keyId = KeyId{call.user};
                opened.endpoint = u"/v1/chat/completions"_s;
                opened.model = call.model;
                opened.upstreamModel = call.model;
                opened.reservedMicros = 31'000;
                opened.currency = u"USD"_s;
                opened.priceId = price;
                opened.rateMicros = 7'100'000;
                CallSettled settled;
                settled.id = opened.id;
                settled.status = call.status;
                settled.httpStatus = call.http;
                settled.error = call.error;
                settled.duration = Millis(3'400);
                if (call.status == CallStatus::Ok) {
                    settled.usage = {2'911, 1'024, {}, 640, {}};
                    settled.usageSource = UsageSource::Provider;
                    settled.costMicros = 15'569;
                    settled.currency = u"USD"_s;
                    settled.firstToken = Millis(900);
                }
                const auto written = call.status == CallStatus::Open ? table.insert(opened)
                                                                     : table.insertSettled(opened, settled);
                if (written != LedgerTable::Written::Yes)
                    return failure(ErrorCode::Storage, table.lastError());
            }
            return {};
        });
    });
    if (!done)
        qFatal("%s", qUtf8Printable(done.error().message));
    return last;
}

void addManyCalls(const DatabaseLocation &location, int count, Millis apart)
{
    const auto database = Database::open(location, OpenMode::Existing);
    const Outcome done = (*database)->transaction([&]() -> Outcome {
        const auto rows = (*database)->run(
                u"WITH RECURSIVE counter(n) AS (VALUES(0) UNION ALL SELECT n + 1 FROM counter WHERE n < ? - "
                u"1) "
                "INSERT INTO requests (id, started_at, user_id, key_id, endpoint, model, stream, "
                "request_bytes, "
                "status, http_status, prompt_tokens, completion_tokens, usage_source, duration_ms, attempts, "
                "response_bytes, error) SELECT (? - n * ?) << 21, ? - n * ?, 1 + n % 2, 1 + n % 2, "
                "'/v1/chat/completions', 'kimi-k3', 0, 400, CASE n % 10 WHEN 3 THEN 2 WHEN 7 THEN 5 ELSE 1 "
                "END, "
                "CASE n % 10 WHEN 3 THEN 502 WHEN 7 THEN 429 ELSE 200 END, n, 20, 0, 900, 1, 600, "
                "CASE n % 10 WHEN 3 THEN 'unreachable' WHEN 7 THEN 'over budget' ELSE '' END FROM counter"_s,
                {count, toMillis(SystemClock().now()) - 60'000, qint64(apart.count()),
                 toMillis(SystemClock().now()) - 60'000, qint64(apart.count())});
        if (!rows)
            return tl::make_unexpected(rows.error());
        const auto sums =
                (*database)->run(u"INSERT INTO rollups (quarter, user_id, key_id, provider_id, model, "
                                 u"currency, requests, ok, failed, "
                                 "refused) SELECT (id >> 21) / 900000, user_id, key_id, 0, model, '', "
                                 "count(*), sum(status = 1), "
                                 "sum(status = 2), sum(status = 5) FROM requests GROUP BY 1, 2, 3"_s);
        return sums ? Outcome() : tl::make_unexpected(sums.error());
    });
    if (!done)
        qFatal("%s", qUtf8Printable(done.error().message));
}

} // namespace gateway::test
