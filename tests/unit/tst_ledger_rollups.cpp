// SPDX-License-Identifier: MIT
#include "ledger/correction.h"
#include "ledger/price.h"
#include "store/ledger_queries.h"
#include "store/spent.h"
#include "support/ledger_fixture.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <QTest>
#include <QTimeZone>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

namespace {

// All sums by the key of the roll-ups, as text lines in order. A sum of nothing and 0 are told apart only
// when `exact`.
QStringList lines(Database &database, const QString &statement, bool exact)
{
    Result<QSqlQuery> query = database.run(statement);
    if (!query)
        qFatal("%s", qUtf8Printable(query.error().message));
    QStringList found;
    while (query->next()) {
        QStringList cells;
        for (int i = 0; i < 25; ++i) {
            const QVariant value = query->value(i);
            cells.append(value.isNull() ? (exact ? u"null"_s : u"0"_s) : value.toString());
        }
        found.append(cells.join(u' '));
    }
    return found;
}

const QString kept =
        u"SELECT quarter, user_id, key_id, provider_id, model, currency, requests, ok, failed, cancelled, "
        "interrupted, refused, unpriced, prompt_tokens, cached_tokens, cache_write_tokens, "
        "completion_tokens, reasoning_tokens, cost_micros, usd_micros, cny_micros, duration_ms, "
        "first_token_ms, first_tokens, held_tokens FROM rollups ORDER BY 1, 2, 3, 4, 5, 6"_s;

// The same from the rows alone, in plain SQL.
const QString added =
        u"SELECT (id >> 21) / 900000, coalesce(user_id, 0), coalesce(key_id, 0), coalesce(provider_id, 0), "
        u"model, "
        "CASE WHEN cost_micros IS NULL THEN '' ELSE currency END, count(*), sum(status = 1), sum(status = "
        "2), "
        "sum(status = 3), sum(status = 4), sum(status = 5), sum(cost_micros IS NULL AND (status = 1 OR "
        "prompt_tokens "
        "IS NOT NULL OR completion_tokens IS NOT NULL)), sum(prompt_tokens), sum(cached_tokens), "
        "sum(cache_write_tokens), sum(completion_tokens), sum(reasoning_tokens), sum(cost_micros), sum(CASE "
        "currency "
        "WHEN 'USD' THEN cost_micros ELSE (cost_micros * 1000000 + rate_micros / 2) / rate_micros END), "
        "sum(CASE currency WHEN 'CNY' THEN cost_micros ELSE (cost_micros * rate_micros + 500000) / 1000000 "
        "END), "
        "coalesce(sum(duration_ms), 0), coalesce(sum(first_token_ms), 0), count(first_token_ms), "
        "sum(CASE WHEN status = 4 AND coalesce(prompt_tokens, cached_tokens, cache_write_tokens, "
        "completion_tokens, "
        "reasoning_tokens) IS NULL THEN coalesce(reserved_tokens, 0) ELSE 0 END) FROM requests WHERE status "
        "<> 0 "
        "GROUP BY 1, 2, 3, 4, 5, 6 ORDER BY 1, 2, 3, 4, 5, 6"_s;

} // namespace

class TestLedgerRollups final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void oneCall_data()
    {
        QTest::addColumn<QString>("currency");
        QTest::addColumn<qint64>("cost"); // -1: unknown
        QTest::addColumn<int>("status");
        QTest::addColumn<bool>("used");
        QTest::addColumn<QString>("expected"); // currency, unpriced, usd, cny, held
        const auto row = [](const char *name, const char *currency, qint64 cost, CallStatus status, bool used,
                            const char *expected) {
            QTest::newRow(name) << QString::fromLatin1(currency) << cost << int(status) << used
                                << QString::fromLatin1(expected);
        };
        row("dollars", "USD", 1'000, CallStatus::Ok, true, "USD 0 1000 7100 0");
        row("yuan", "CNY", 1'000, CallStatus::Ok, true, "CNY 0 141 1000 0");
        row("free", "USD", 0, CallStatus::Ok, true, "USD 0 0 0 0");
        row("unpriced", "", -1, CallStatus::Ok, true, " 1 - - 0");
        row("unpriced, usage unknown", "", -1, CallStatus::Ok, false, " 1 - - 0");
        row("failed", "", -1, CallStatus::Failed, false, " 0 - - 0");
        row("cut after some tokens", "", -1, CallStatus::Cancelled, true, " 1 - - 0");
        row("interrupted", "USD", 5'000, CallStatus::Interrupted, false, "USD 0 5000 35500 1000");
        row("interrupted, corrected", "USD", 5, CallStatus::Interrupted, true, "USD 0 5 36 0");
        row("refused", "", -1, CallStatus::Refused, false, " 0 - - 0");
        row("in another currency", "EUR", 1'000, CallStatus::Ok, true, "EUR 0 - - 0");
    }

    void oneCall()
    {
        QFETCH(QString, currency);
        QFETCH(qint64, cost);
        QFETCH(int, status);
        QFETCH(bool, used);
        const RequestId id{firstIdAt(utc("2026-11-23T10:14:59Z")).value + 5};
        CallSettled settled = settlement(id);
        settled.status = CallStatus(status);
        settled.costMicros = cost < 0 ? std::nullopt : std::optional(cost);
        settled.currency = currency;
        if (!used)
            settled.usage = {};
        const auto [key, sums] = rollUpOf(opening(id), settled);
        const auto text = [](std::optional<qint64> value) {
            return value ? QString::number(*value) : u"-"_s;
        };
        QTEST(u"%1 %2 %3 %4 %5"_s.arg(key.currency)
                      .arg(sums.unpriced)
                      .arg(text(sums.usdMicros), text(sums.cnyMicros))
                      .arg(sums.heldTokens),
              "expected");
        QCOMPARE(key.quarter, toMillis(utc("2026-11-23T10:00:00Z")) / quarterMillis);
        QCOMPARE(sums.requests, 1);
        QCOMPARE(sums.byStatus[status], 1);
    }

    void aCallCountsWhereItEndedUp()
    {
        LedgerFixture f;
        const RequestId id = f.next();
        QCOMPARE(f.table.insert(opening(id)), LedgerTable::Written::Yes);
        QCOMPARE(f.number(u"SELECT count(*) FROM rollups"_s), 0); // not before it is settled
        CallSettled settled = settlement(id);
        settled.providerId = {9};
        settled.upstreamModel = u"gpt-b"_s;
        settled.priceId = PriceId{77};
        settled.providerKeyId = 12;
        settled.tried = {{u"one"_s, 11, u"9fQa"_s, u"gpt-a"_s, 429, u"rate_limited"_s, Millis(120)},
                         {u"two"_s, 12, u"77zZ"_s, u"gpt-b"_s, 0, u"ok"_s, Millis(900)}};
        settled.queued = Millis(3);
        settled.connect = Millis(45);
        QCOMPARE(f.table.settle(settled), LedgerTable::Written::Yes);
        QCOMPARE(f.number(u"SELECT provider_id FROM rollups"_s), 9);

        const CallRow row = *LedgerQueries(f.temp.database(), {}).call(id);
        QCOMPARE(row.opened.providerId, ProviderId{9});
        QCOMPARE(row.opened.upstreamModel, u"gpt-b"_s);
        QCOMPARE(row.opened.priceId, PriceId{77});
        QCOMPARE(row.opened.reservedTokens, 1'000);
        QCOMPARE(row.opened.reservedMicros, std::optional<qint64>(5'000));
        QCOMPARE(row.opened.rateMicros, 7'100'000);
        QCOMPARE(row.settled.providerKeyId, 12);
        QCOMPARE(row.settled.tried, settled.tried);
        QCOMPARE(row.settled.queued, settled.queued);
        QCOMPARE(row.settled.connect, settled.connect);
    }

    // An unpriced target after a priced one: the row names no price any more.
    void aPriceMayBeTakenAway()
    {
        LedgerFixture f;
        const RequestId id = f.next();
        CallOpened opened = opening(id);
        opened.priceId = {5};
        QCOMPARE(f.table.insert(opened), LedgerTable::Written::Yes);
        CallSettled settled = settlement(id);
        settled.priceId = PriceId{};
        settled.costMicros.reset();
        settled.currency.clear();
        QCOMPARE(f.table.settle(settled), LedgerTable::Written::Yes);
        QVERIFY(f.temp.value(u"SELECT price_id FROM requests"_s).isNull());
        QCOMPARE(f.number(u"SELECT unpriced FROM rollups"_s), 1);
    }

    // What people read does not depend on the order in which things happened.
    void sumsAreThoseOfTheRows_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 12; ++seed)
            QTest::addRow("seed %u", seed) << seed;
    }

    void sumsAreThoseOfTheRows()
    {
        QFETCH(quint32, seed);
        LedgerFixture f;
        QRandomGenerator random(seed);
        const auto maybe = [&](int most) {
            return random.bounded(3) > 0 ? std::optional<qint64>(random.bounded(most)) : std::nullopt;
        };
        const auto randomUsage = [&]() -> TokenUsage {
            const qint64 prompt = random.bounded(1'000);
            const qint64 completion = random.bounded(1'000);
            return {random.bounded(3) ? std::optional(prompt) : std::nullopt, maybe(1), maybe(1),
                    random.bounded(3) ? std::optional(completion) : std::nullopt, maybe(1)};
        };
        const auto randomOpening = [&](Time time) {
            CallOpened opened = opening(f.next(time));
            opened.userId = {random.bounded(3)};
            opened.keyId = {random.bounded(4)};
            opened.providerId = {random.bounded(3)};
            opened.model = random.bounded(2) ? u"gpt"_s : QString();
            opened.reservedMicros = maybe(10'000);
            opened.currency = !opened.reservedMicros ? QString() : random.bounded(2) ? u"USD"_s : u"CNY"_s;
            opened.rateMicros = 1 + random.bounded(9'000'000);
            return opened;
        };
        const auto randomSettlement = [&](RequestId id) {
            CallSettled settled = settlement(id);
            settled.status = CallStatus(1 + random.bounded(5));
            settled.usage = random.bounded(3) ? randomUsage() : TokenUsage();
            settled.costMicros = maybe(1'000'000);
            settled.currency = !settled.costMicros ? QString() : random.bounded(2) ? u"USD"_s : u"CNY"_s;
            settled.firstToken =
                    random.bounded(2) ? std::optional(Millis(random.bounded(500))) : std::nullopt;
            if (random.bounded(3) == 0)
                settled.providerId = {1 + random.bounded(3)};
            return settled;
        };

        QList<RequestId> open;
        QList<RequestId> over;
        QHash<qint64, CallOpened> remembered;
        bool replaced = false; // a sum that became nothing again may stand as 0
        Time time = utc("2026-11-22T22:00:00Z");
        for (int step = 0; step < 400; ++step) {
            time += Millis(random.bounded(400'000));
            const auto draw = [&](QList<RequestId> &from) {
                return from.takeAt(random.bounded(from.size()));
            };
            switch (random.bounded(10)) {
            case 0:
            case 1:
            case 2:
            case 3: {
                const CallOpened opened = randomOpening(time);
                QCOMPARE(f.table.insert(opened), LedgerTable::Written::Yes);
                open.append(opened.id);
                if (random.bounded(2))
                    remembered.insert(opened.id.value, opened);
                break;
            }
            case 4:
            case 5:
            case 6: { // a batch; what it was opened with is at hand or not
                f.table.holdRollUps();
                for (int i = random.bounded(4); i > 0 && !open.isEmpty(); --i) {
                    const RequestId id = draw(open);
                    const auto known = remembered.constFind(id.value);
                    QCOMPARE(f.table.settle(randomSettlement(id),
                                            known == remembered.cend() ? nullptr : &*known),
                             LedgerTable::Written::Yes);
                    over.append(id);
                }
                QVERIFY(f.table.writeRollUps());
                break;
            }
            case 7: {
                const CallOpened opened = randomOpening(time);
                QCOMPARE(f.table.insertSettled(opened, randomSettlement(opened.id)),
                         LedgerTable::Written::Yes);
                over.append(opened.id);
                break;
            }
            case 8: // a gateway died, and another one starts
                if (random.bounded(5) == 0) {
                    QCOMPARE(*f.table.interruptOpenRows(), open.size());
                    over += open;
                    open.clear();
                    remembered.clear();
                }
                break;
            case 9:
                if (over.isEmpty())
                    break;
                replaced = true;
                if (random.bounded(2)) { // it comes late, after it was interrupted or settled
                    const RequestId id = over.at(random.bounded(over.size()));
                    QCOMPARE(f.table.settle(randomSettlement(id)), LedgerTable::Written::Yes);
                } else {
                    const RequestId id = over.at(random.bounded(over.size()));
                    Correction correction;
                    correction.usage.prompt = 5'000 + random.bounded(100);
                    correction.usage.completion = 5'000;
                    correction.costMicros = maybe(2'000);
                    correction.currency = u"CNY"_s;
                    const Outcome done =
                            settleInterrupted(f.temp.database(), id, correction, u"cli:test"_s, time);
                    const bool interrupted =
                            f.temp.value(u"SELECT status FROM requests WHERE id = ?"_s, {id.value}).toInt() ==
                            4;
                    QCOMPARE(done.has_value(), interrupted);
                }
                break;
            }
        }
        QCOMPARE(lines(f.temp.database(), kept, !replaced), lines(f.temp.database(), added, !replaced));
        QVERIFY(f.number(u"SELECT count(*) FROM rollups"_s) > 20);
        // And what was spent by day is what the quarters say.
        QCOMPARE(f.number(u"SELECT count(*) FROM (SELECT user_id, key_id, quarter / 96, "
                          u"coalesce(sum(usd_micros), 0), "
                          "coalesce(sum(cny_micros), 0), coalesce(sum(prompt_tokens), 0) + "
                          "coalesce(sum(completion_tokens), 0) + sum(held_tokens) AS t FROM rollups GROUP BY "
                          "1, 2, 3 "
                          "EXCEPT SELECT * FROM spent_days) WHERE t <> 0"_s),
                 0);
        // Both ways of asking agree: one reads the roll-ups, the other also rows at the edges.
        LedgerQueries queries(f.temp.database(), u"UTC"_s);
        const Time middle = utc("2026-11-23T03:07:11Z");
        for (const UsageGroup group :
             {UsageGroup::None, UsageGroup::User, UsageGroup::Key, UsageGroup::Model, UsageGroup::Provider}) {
            UsageFilter before;
            before.until = middle;
            UsageFilter after;
            after.since = middle;
            qint64 parts = 0;
            qint64 usd = 0;
            for (const UsageFilter &filter : {before, after}) {
                const QList<UsageSum> sums = *queries.usage(group, filter);
                for (const UsageSum &sum : sums) {
                    parts += sum.requests;
                    usd += sum.usdMicros.value_or(0);
                }
            }
            QCOMPARE(parts, f.number(u"SELECT count(*) FROM requests WHERE status <> 0"_s));
            QCOMPARE(usd, f.number(u"SELECT sum(usd_micros) FROM rollups"_s));
        }
    }

    void corrections_data()
    {
        QTest::addColumn<QString>("what");
        QTest::addColumn<bool>("accepted");
        QTest::newRow("tokens, by the row's price") << u"tokens"_s << true;
        QTest::newRow("tokens written for an hour") << u"hour"_s << true;
        QTest::newRow("more written for an hour than written") << u"hours"_s << false;
        QTest::newRow("cost alone") << u"cost"_s << true;
        QTest::newRow("nothing") << u"nothing"_s << false;
        QTest::newRow("more cached than prompt") << u"cached"_s << false;
        QTest::newRow("a currency of nowhere") << u"currency"_s << false;
        QTest::newRow("a negative cost") << u"negative"_s << false;
        QTest::newRow("a call that ended well") << u"ok"_s << false;
        QTest::newRow("no such call") << u"missing"_s << false;
    }

    void corrections()
    {
        QFETCH(QString, what);
        QFETCH(bool, accepted);
        LedgerFixture f;
        QVERIFY(f.temp.database().run(
                u"INSERT INTO prices (id, model, currency, input, output, cache_write, cache_write_1h, "
                "valid_from, source, created_at, removed_at) VALUES (4, 'gpt', 'CNY', 2000000, 8000000, "
                "3000000, 5000000, 0, 'set', 0, 1)"_s));
        const RequestId id = f.next();
        CallOpened opened = opening(id);
        opened.priceId = {4};
        QCOMPARE(f.table.insert(opened), LedgerTable::Written::Yes);
        if (what == u"ok")
            QCOMPARE(f.table.settle(settlement(id)), LedgerTable::Written::Yes);
        QVERIFY(f.table.interruptOpenRows());
        const QStringList before = lines(f.temp.database(), kept, true);

        Correction correction;
        if (what != u"nothing" && what != u"cost")
            correction.usage = {1'000, std::nullopt, std::nullopt, 100, std::nullopt};
        if (what == u"cached")
            correction.usage.cached = 1'001;
        if (what.startsWith(u"hour")) {
            correction.usage.cacheWrite = 100;
            correction.usage.cacheWriteLong = what == u"hours" ? 101 : 60;
        }
        if (what == u"cost" || what == u"currency")
            correction.costMicros = 42;
        if (what == u"currency")
            correction.currency = u"XAU"_s;
        if (what == u"negative")
            correction.costMicros = -1;
        const RequestId wanted = what == u"missing" ? f.next() : id;
        const Outcome done = settleInterrupted(f.temp.database(), wanted, correction, u"cli:ann"_s,
                                               utc("2026-11-24T00:00:00Z"));
        QCOMPARE(done.has_value(), accepted);
        QCOMPARE(f.number(u"SELECT count(*) FROM audit"_s), accepted ? 1 : 0);
        if (!accepted) {
            QCOMPARE(lines(f.temp.database(), kept, true), before);
            QCOMPARE(f.number(u"SELECT count(*) FROM corrections"_s), 0);
            return;
        }
        const CallRow row = *LedgerQueries(f.temp.database(), {}).call(id);
        QVERIFY(row.settled.status == CallStatus::Interrupted);
        QCOMPARE(lines(f.temp.database(), kept, false), lines(f.temp.database(), added, false));
        if (what == u"tokens") {
            QCOMPARE(row.settled.costMicros, std::optional<qint64>(2'800));
            QCOMPARE(row.settled.currency, u"CNY"_s);
            QVERIFY(row.settled.usageSource == UsageSource::Provider);
            QCOMPARE(f.number(u"SELECT tokens FROM corrections"_s), 1'100 - 1'000);
            QCOMPARE(f.number(u"SELECT cny_micros FROM corrections"_s), 2'800 - 35'500);
            QCOMPARE(f.number(u"SELECT sum(cny_micros) FROM spent_days"_s), 2'800);
        } else if (what == u"hour") { // 900 * 2 + 40 * 3 + 60 * 5 + 100 * 8
            QCOMPARE(row.settled.costMicros, std::optional<qint64>(3'020));
            QCOMPARE(row.settled.usage.cacheWriteLong, std::optional<qint64>(60));
        } else {
            QCOMPARE(row.settled.costMicros, std::optional<qint64>(42));
            QCOMPARE(row.settled.currency, u"USD"_s);
            QCOMPARE(f.number(u"SELECT usd_micros FROM corrections"_s), 42 - 5'000);
        }
    }
};

QTEST_GUILESS_MAIN(TestLedgerRollups)
#include "tst_ledger_rollups.moc"
