// SPDX-License-Identifier: MIT
#include "base/request_id.h"
#include "ledger/table.h"
#include "store/ledger_queries.h"
#include "store/management.h"
#include "store/usage_fold.h"
#include "support/fake_clock.h"
#include "support/temp_database.h"

#include <QDateTime>
#include <QRandomGenerator>
#include <QTest>
#include <QTimeZone>

using namespace gateway;
using namespace gateway::test;

namespace {

Time utc(const char *text)
{
    return fromMillis(QDateTime::fromString(QString::fromLatin1(text), Qt::ISODate).toMSecsSinceEpoch());
}

// Two users with three keys between them, two providers, and an empty ledger.
class Ledger final
{
public:
    Ledger()
    {
        const FakeClock clock;
        Management management(temp.database(), clock, QStringLiteral("cli:test"));
        for (const QString &name : {QStringLiteral("ann"), QStringLiteral("bob")})
            users.append(management.addUser(name)->id);
        for (const auto &[user, label] : {std::pair(QStringLiteral("ann"), QStringLiteral("laptop")),
                                          std::pair(QStringLiteral("ann"), QString()),
                                          std::pair(QStringLiteral("bob"), QStringLiteral("ci"))}) {
            keys.append(management.issueKey({user, label, {}})->key);
        }
        for (const QString &name : {QStringLiteral("one"), QStringLiteral("two")}) {
            Provider provider;
            provider.name = name;
            provider.baseUrl = QStringLiteral("https://api.example.com/v1");
            providers.append(management.addProvider(provider, {}, nullptr)->id);
        }
        if (!table.prepare())
            qFatal("The ledger cannot be written.");
    }

    // A priced call of ann's first key with 100 tokens in and 10 out; the caller changes what it needs
    // otherwise.
    struct Call
    {
        CallOpened opened;
        CallSettled settled;
    };
    Call at(Time time, int key = 0)
    {
        Call call;
        call.opened.id = ids.next(time);
        call.opened.startedAt = time;
        call.opened.userId = keys[key].userId;
        call.opened.keyId = keys[key].id;
        call.opened.endpoint = QStringLiteral("/v1/chat/completions");
        call.opened.model = QStringLiteral("gpt");
        call.opened.providerId = providers[0];
        call.opened.upstreamModel = QStringLiteral("gpt-up");
        call.settled.id = call.opened.id;
        call.settled.status = CallStatus::Ok;
        call.settled.httpStatus = 200;
        call.settled.usage = {100, std::nullopt, std::nullopt, 10, std::nullopt};
        call.settled.usageSource = UsageSource::Provider;
        call.settled.costMicros = 50;
        call.settled.currency = QStringLiteral("USD");
        return call;
    }
    void add(const Call &call)
    {
        const auto written = call.settled.status == CallStatus::Open
                                     ? table.insert(call.opened)
                                     : table.insertSettled(call.opened, call.settled);
        if (written != LedgerTable::Written::Yes)
            qFatal("%s", qUtf8Printable(table.lastError()));
    }
    Result<QList<UsageSum>> usage(UsageGroup group, const UsageFilter &filter = {},
                                  const QString &zone = QStringLiteral("UTC"))
    {
        return LedgerQueries(temp.database(), zone).usage(group, filter);
    }
    QList<RequestId> calls(const CallFilter &filter)
    {
        QList<RequestId> found;
        const QList<CallRow> rows = *LedgerQueries(temp.database(), {}).calls(filter);
        for (const CallRow &row : rows)
            found.append(row.opened.id);
        return found;
    }

    TempDatabase temp;
    QList<UserId> users;
    QList<Key> keys;
    QList<ProviderId> providers;
    RequestIdSource ids;
    LedgerTable table{temp.database()};
};

} // namespace

class TestLedgerQueries final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void anEmptyLedger()
    {
        Ledger ledger;
        const QList<UsageSum> total = *ledger.usage(UsageGroup::None);
        QCOMPARE(total.size(), 1);
        QCOMPARE(total[0].requests, 0);
        QVERIFY(total[0].tokens.isEmpty());
        QVERIFY(total[0].costMicros.isEmpty());
        for (const UsageGroup group : {UsageGroup::User, UsageGroup::Key, UsageGroup::Model,
                                       UsageGroup::Provider, UsageGroup::Hour, UsageGroup::Day})
            QVERIFY(ledger.usage(group)->isEmpty());
        QVERIFY(ledger.calls({}).isEmpty());
        // A chart of an empty day still has its hours.
        QCOMPARE(ledger.usage(UsageGroup::Hour, {utc("2026-11-23T00:00:00Z"), utc("2026-11-24T00:00:00Z")})
                         ->size(),
                 24);
    }

    void sumsKeepWhatIsUnknownApart()
    {
        Ledger ledger;
        const Time time = utc("2026-11-23T10:00:00Z");
        Ledger::Call plain = ledger.at(time);
        plain.settled.usage = {100, std::nullopt, 3, 10, std::nullopt};
        ledger.add(plain);
        Ledger::Call unknown = ledger.at(time); // answered, but nothing was reported
        unknown.settled.usage = {};
        unknown.settled.costMicros.reset();
        unknown.settled.currency.clear();
        ledger.add(unknown);
        Ledger::Call yuan = ledger.at(time);
        yuan.settled.currency = QStringLiteral("CNY");
        yuan.settled.costMicros = 7;
        yuan.settled.usage.cacheWrite = 4;
        ledger.add(yuan);
        Ledger::Call cut = ledger.at(time); // tokens were used, no price
        cut.settled.status = CallStatus::Cancelled;
        cut.settled.costMicros.reset();
        cut.settled.currency.clear();
        ledger.add(cut);
        for (const CallStatus status : {CallStatus::Failed, CallStatus::Refused, CallStatus::Interrupted}) {
            Ledger::Call call = ledger.at(time);
            call.settled.status = status;
            call.settled.usage = {};
            call.settled.costMicros.reset();
            call.settled.currency.clear();
            ledger.add(call);
        }
        Ledger::Call open = ledger.at(time);
        open.settled.status = CallStatus::Open;
        ledger.add(open);

        const UsageSum total = ledger.usage(UsageGroup::None)->constFirst();
        QCOMPARE(total.requests, 7); // a call in flight counts when it is settled
        QCOMPARE(total.failed, 4);
        QCOMPARE(total.unpriced, 2);
        QCOMPARE(total.tokens, (TokenUsage{300, std::nullopt, 7, 30, std::nullopt}));
        QCOMPARE(total.costMicros,
                 (QMap<QString, qint64>{{QStringLiteral("USD"), 50}, {QStringLiteral("CNY"), 7}}));
        QVERIFY(total.group.isEmpty());
    }

    // A free call costs 0, which is known.
    void zeroIsNotUnknown()
    {
        Ledger ledger;
        Ledger::Call call = ledger.at(utc("2026-11-23T10:00:00Z"));
        call.settled.usage = {0, 0, 0, 0, 0};
        call.settled.costMicros = 0;
        ledger.add(call);
        const UsageSum total = ledger.usage(UsageGroup::None)->constFirst();
        QCOMPARE(total.tokens, (TokenUsage{0, 0, 0, 0, 0}));
        QCOMPARE(total.costMicros, (QMap<QString, qint64>{{QStringLiteral("USD"), 0}}));
        QCOMPARE(total.unpriced, 0);
    }

    void groupsAreNamedAndBusiestFirst_data()
    {
        QTest::addColumn<int>("group");
        QTest::addColumn<QStringList>("expected");
        QTest::newRow("user") << int(UsageGroup::User)
                              << QStringList{QStringLiteral("ann 3"), QStringLiteral("bob 2")};
        QTest::newRow("provider") << int(UsageGroup::Provider)
                                  << QStringList{QStringLiteral("two 3"), QStringLiteral(" 1"),
                                                 QStringLiteral("one 1")};
        QTest::newRow("model") << int(UsageGroup::Model)
                               << QStringList{QStringLiteral("gpt 4"), QStringLiteral("kimi 1")};
        QTest::newRow("key") << int(UsageGroup::Key)
                             << QStringList{QStringLiteral("K2 2"), QStringLiteral("K3 2"),
                                            QStringLiteral("K1 1")};
    }
    void groupsAreNamedAndBusiestFirst()
    {
        QFETCH(int, group);
        QFETCH(QStringList, expected);
        Ledger ledger;
        const Time time = utc("2026-11-23T10:00:00Z");
        const QList<int> keys{0, 1, 1, 2, 2};
        for (int i = 0; i < keys.size(); ++i) {
            Ledger::Call call = ledger.at(time, keys[i]);
            call.opened.providerId = i == 0 ? ProviderId() : ledger.providers[i == 1 ? 0 : 1];
            call.opened.model = i == 4 ? QStringLiteral("kimi") : QStringLiteral("gpt");
            call.settled.currency = i % 2 == 0 ? QStringLiteral("USD") : QStringLiteral("CNY");
            ledger.add(call);
        }
        const FakeClock clock;
        // Gone, and still named.
        QVERIFY(Management(ledger.temp.database(), clock, QString()).removeUser(QStringLiteral("bob")));

        QStringList found;
        const QList<UsageSum> sums = *ledger.usage(UsageGroup(group));
        for (const UsageSum &sum : sums) {
            QString name = sum.group;
            if (UsageGroup(group) == UsageGroup::Key) {
                const auto key = std::find_if(ledger.keys.begin(), ledger.keys.end(),
                                              [&](const Key &k) { return k.id.value == sum.groupId; });
                QVERIFY(key != ledger.keys.end());
                const QString hint = key->prefix + u'…' + key->suffix;
                QCOMPARE(name, key->label.isEmpty() ? hint : hint + u' ' + key->label);
                name = QStringLiteral("K%1").arg(key - ledger.keys.begin() + 1);
            }
            found.append(QStringLiteral("%1 %2").arg(name).arg(sum.requests));
        }
        if (UsageGroup(group) == UsageGroup::Key) {
            // Two keys are equally busy; their order is that of their text, which is random.
            std::sort(found.begin(), found.begin() + 2);
            std::sort(expected.begin(), expected.begin() + 2);
        }
        QCOMPARE(found, expected);
    }

    void aRangeHasItsFirstInstantAndNotItsLast()
    {
        Ledger ledger;
        const Time from = utc("2026-11-23T10:00:00Z");
        for (const int millis : {-1, 0, 1, 999, 1000, 1001})
            ledger.add(ledger.at(from + Millis(millis)));
        QCOMPARE(ledger.usage(UsageGroup::None, {from, from + Millis(1000)})->constFirst().requests, 3);
        QCOMPARE(ledger.usage(UsageGroup::None, {from, {}})->constFirst().requests, 5);
        QCOMPARE(ledger.usage(UsageGroup::None, {{}, from})->constFirst().requests, 1);
        CallFilter filter;
        filter.since = from;
        filter.until = from + Millis(1000);
        QCOMPARE(ledger.calls(filter).size(), 3);
    }

    void hoursAndDaysFollowTheCalendar_data()
    {
        QTest::addColumn<QString>("zone");
        QTest::addColumn<bool>("byDay");
        QTest::addColumn<QString>("since");
        QTest::addColumn<QString>("until");
        QTest::addColumn<int>("count");
        QTest::addColumn<QString>("first"); // start of the first bucket
        QTest::addColumn<QString>("last");  // and of the last one
        const auto row = [](const char *name, const char *zone, bool byDay, const char *since,
                            const char *until, int count, const char *first, const char *last) {
            QTest::newRow(name) << QString::fromLatin1(zone) << byDay << QString::fromLatin1(since)
                                << QString::fromLatin1(until) << count << QString::fromLatin1(first)
                                << QString::fromLatin1(last);
        };
        row("UTC hours", "UTC", false, "2026-11-23T10:20:00Z", "2026-11-23T13:00:00Z", 3,
            "2026-11-23T10:00:00Z", "2026-11-23T12:00:00Z");
        row("UTC days", "UTC", true, "2026-11-23T10:20:00Z", "2026-11-25T01:00:00Z", 3,
            "2026-11-23T00:00:00Z", "2026-11-25T00:00:00Z");
        row("days of Shanghai", "Asia/Shanghai", true, "2026-11-22T16:00:00Z", "2026-11-24T16:00:00Z", 2,
            "2026-11-22T16:00:00Z", "2026-11-23T16:00:00Z");
        row("hours at half past", "Asia/Kolkata", false, "2026-11-23T10:00:00Z", "2026-11-23T12:00:00Z", 3,
            "2026-11-23T09:30:00Z", "2026-11-23T11:30:00Z");
        row("hours at a quarter", "Asia/Kathmandu", false, "2026-11-23T10:15:00Z", "2026-11-23T12:15:00Z", 2,
            "2026-11-23T10:15:00Z", "2026-11-23T11:15:00Z");
        row("day of 23 hours", "Europe/Berlin", false, "2026-03-28T23:00:00Z", "2026-03-29T22:00:00Z", 23,
            "2026-03-28T23:00:00Z", "2026-03-29T21:00:00Z");
        row("day of 25 hours", "Europe/Berlin", false, "2026-10-24T22:00:00Z", "2026-10-25T23:00:00Z", 25,
            "2026-10-24T22:00:00Z", "2026-10-25T22:00:00Z");
        row("days around a change", "Europe/Berlin", true, "2026-10-24T12:00:00Z", "2026-10-26T12:00:00Z", 3,
            "2026-10-23T22:00:00Z", "2026-10-25T23:00:00Z");
        row("no midnight on that day", "America/Santiago", true, "2026-09-05T12:00:00Z",
            "2026-09-07T03:00:00Z", 2, "2026-09-05T04:00:00Z", "2026-09-06T04:00:00Z");
        row("change of half an hour", "Australia/Lord_Howe", false, "2026-04-04T14:00:00Z",
            "2026-04-04T17:30:00Z", 4, "2026-04-04T14:00:00Z", "2026-04-04T16:30:00Z");
    }
    void hoursAndDaysFollowTheCalendar()
    {
        QFETCH(QString, zone);
        QFETCH(bool, byDay);
        QFETCH(QString, since);
        QFETCH(QString, until);
        QFETCH(int, count);
        QVERIFY2(QTimeZone::isTimeZoneIdAvailable(zone.toLatin1()),
                 "The system's time zones are not installed.");
        Ledger ledger;
        const Time from = utc(qPrintable(since));
        const Time to = utc(qPrintable(until));
        // A call every seven minutes, so that every bucket has some.
        int inside = 0;
        for (Time time = from - std::chrono::hours(3); time < to + std::chrono::hours(3);
             time += std::chrono::minutes(7)) {
            ledger.add(ledger.at(time));
            inside += time >= from && time < to ? 1 : 0;
        }
        const QList<UsageSum> sums =
                *ledger.usage(byDay ? UsageGroup::Day : UsageGroup::Hour, {from, to}, zone);
        QCOMPARE(sums.size(), count);
        QTEST(toRfc3339(sums.first().start).replace(QStringLiteral(".000"), QString()), "first");
        QTEST(toRfc3339(sums.last().start).replace(QStringLiteral(".000"), QString()), "last");
        qint64 requests = 0;
        for (qsizetype i = 0; i < sums.size(); ++i) {
            requests += sums[i].requests;
            // Each has the calls between its start and the next.
            const Time begin = qMax(sums[i].start, from);
            const Time end = i + 1 < sums.size() ? sums[i + 1].start : to;
            QCOMPARE(sums[i].requests, ledger.usage(UsageGroup::None, {begin, end})->constFirst().requests);
            QVERIFY(sums[i].requests > 0);
        }
        QCOMPARE(requests, inside);
    }

    void emptyHoursAreThereToo()
    {
        Ledger ledger;
        ledger.add(ledger.at(utc("2026-11-23T10:30:00Z")));
        ledger.add(ledger.at(utc("2026-11-23T14:30:00Z")));
        const auto counts = [&](const UsageFilter &filter) {
            QList<int> list;
            const QList<UsageSum> sums = *ledger.usage(UsageGroup::Hour, filter);
            for (const UsageSum &sum : sums) {
                list.append(int(sum.requests));
                if (sum.requests == 0 && !sum.tokens.isEmpty())
                    list.append(-1); // nothing was used is not known to be 0
            }
            return list;
        };
        QCOMPARE(counts({}), QList<int>({1, 0, 0, 0, 1}));
        QCOMPARE(counts({utc("2026-11-23T09:00:00Z"), {}}), QList<int>({0, 1, 0, 0, 0, 1}));
        QCOMPARE(counts({utc("2026-11-23T13:00:00Z"), utc("2026-11-23T17:00:00Z")}),
                 QList<int>({0, 1, 0, 0}));
        // A range without end in sight shows where something is.
        QCOMPARE(counts({utc("1971-01-01T00:00:00Z"), {}}), QList<int>({1, 0, 0, 0, 1}));
        QVERIFY(counts({utc("2026-11-23T13:00:00Z"), utc("2026-11-23T13:00:00Z")}).isEmpty());
    }

    void anUnknownZoneIsTheSystems()
    {
        QCOMPARE(calendarStarts(UsageFold::Step::Hour, QTimeZone::utc(), utc("2026-11-23T10:00:00Z"),
                                utc("2026-11-23T12:00:00Z"))
                         .size(),
                 3);
        Ledger ledger;
        ledger.add(ledger.at(utc("2026-11-23T10:30:00Z")));
        QCOMPARE(ledger.usage(UsageGroup::Day, {}, QStringLiteral("Mars/Olympus"))->constFirst().start,
                 ledger.usage(UsageGroup::Day, {}, QString())->constFirst().start);
    }

    void filtersOfCalls()
    {
        Ledger ledger;
        QList<RequestId> all;
        for (int i = 0; i < 60; ++i) {
            Ledger::Call call = ledger.at(utc("2026-11-23T10:00:00Z") + Millis(i), i % 3);
            call.opened.model = i % 2 == 0 ? QStringLiteral("gpt") : QStringLiteral("kimi");
            call.settled.status = CallStatus(i % 6);
            ledger.add(call);
            all.prepend(call.opened.id);
        }
        const auto expected = [&](const std::function<bool(int)> &wanted, qsizetype limit = 50) {
            QList<RequestId> list;
            for (int i = 59; i >= 0 && list.size() < limit; --i) {
                if (wanted(i))
                    list.append(all[59 - i]);
            }
            return list;
        };
        QCOMPARE(ledger.calls({}), expected([](int) { return true; }));
        CallFilter filter;
        filter.user = QStringLiteral("ann");
        QCOMPARE(ledger.calls(filter), expected([](int i) { return i % 3 != 2; }));
        filter.limit = 7;
        QCOMPARE(ledger.calls(filter), expected([](int i) { return i % 3 != 2; }, 7));
        filter.model = QStringLiteral("kimi");
        filter.status = CallStatus::Ok;
        QCOMPARE(ledger.calls(filter), expected([](int i) { return i % 3 != 2 && i % 6 == 1; }, 7));
        filter.key = ledger.keys[2].id; // bob's
        QVERIFY(ledger.calls(filter).isEmpty());
        filter = {};
        filter.key = ledger.keys[2].id;
        QCOMPARE(ledger.calls(filter), expected([](int i) { return i % 3 == 2; }));
        filter = {};
        filter.user = QStringLiteral("nobody");
        QVERIFY(ledger.calls(filter).isEmpty());
        filter = {};
        filter.status = CallStatus::Open;
        QCOMPARE(ledger.calls(filter), expected([](int i) { return i % 6 == 0; }));
        filter = {};
        filter.limit = 0;
        QVERIFY(ledger.calls(filter).isEmpty());
    }

    void pagesFollowEachOther()
    {
        Ledger ledger;
        for (int i = 0; i < 25; ++i)
            ledger.add(ledger.at(utc("2026-11-23T10:00:00Z"), i % 3));
        for (const bool byUser : {false, true}) {
            CallFilter filter;
            filter.limit = 1000;
            if (byUser)
                filter.user = QStringLiteral("ann");
            const QList<RequestId> all = ledger.calls(filter);
            QVERIFY(all.size() > 10);
            QList<RequestId> paged;
            filter.limit = 4;
            for (QList<RequestId> page = ledger.calls(filter); !page.isEmpty(); page = ledger.calls(filter)) {
                paged += page;
                filter.before = page.last();
            }
            QCOMPARE(paged, all);
        }
    }

    void rowsCarryTheirNames()
    {
        Ledger ledger;
        Ledger::Call call = ledger.at(utc("2026-11-23T10:00:00Z"));
        ledger.add(call);
        CallRow row = *LedgerQueries(ledger.temp.database(), {}).call(call.opened.id);
        QCOMPARE(row.userName, QStringLiteral("ann"));
        QCOMPARE(row.keyLabel, QStringLiteral("laptop"));
        QCOMPARE(row.keyHint, ledger.keys[0].prefix + u'…' + ledger.keys[0].suffix);
        QCOMPARE(row.providerName, QStringLiteral("one"));

        call = ledger.at(utc("2026-11-23T11:00:00Z"));
        call.opened.userId = {};
        call.opened.keyId = {};
        call.opened.providerId = {};
        ledger.add(call);
        row = *LedgerQueries(ledger.temp.database(), {}).call(call.opened.id);
        QVERIFY(row.userName.isEmpty() && row.keyHint.isEmpty() && row.providerName.isEmpty());

        const Result<CallRow> none = LedgerQueries(ledger.temp.database(), {}).call({12345});
        QVERIFY(!none);
        QCOMPARE(none.error().code, ErrorCode::NotFound);
    }

    // The sums of SQL and fold against plain addition.
    void sumsAgreeWithAddition()
    {
        Ledger ledger;
        QRandomGenerator random(7);
        QMap<QString, UsageSum> expected;
        const Time start = utc("2026-11-01T00:00:00Z");
        Time time = start;
        for (int i = 0; i < 2000; ++i) {
            time += Millis(random.bounded(1'000'000));
            Ledger::Call call = ledger.at(time, random.bounded(3));
            call.settled.status = CallStatus(1 + random.bounded(5));
            call.settled.usage = {};
            if (random.bounded(3) > 0)
                call.settled.usage.prompt = random.bounded(1000);
            if (random.bounded(3) > 0)
                call.settled.usage.completion = random.bounded(1000);
            call.settled.costMicros = random.bounded(100'000);
            call.settled.currency = random.bounded(2) ? QStringLiteral("USD") : QStringLiteral("CNY");
            ledger.add(call);
            const QDateTime local =
                    QDateTime::fromMSecsSinceEpoch(toMillis(time), QTimeZone("Asia/Shanghai"));
            UsageSum &sum = expected[local.date().toString(Qt::ISODate)];
            ++sum.requests;
            sum.failed += call.settled.status != CallStatus::Ok ? 1 : 0;
            if (call.settled.usage.prompt)
                sum.tokens.prompt = sum.tokens.prompt.value_or(0) + *call.settled.usage.prompt;
            if (call.settled.usage.completion)
                sum.tokens.completion = sum.tokens.completion.value_or(0) + *call.settled.usage.completion;
            sum.costMicros[call.settled.currency] += *call.settled.costMicros;
        }
        const QList<UsageSum> days = *ledger.usage(UsageGroup::Day, {}, QStringLiteral("Asia/Shanghai"));
        for (const UsageSum &day : days) {
            const QDateTime local =
                    QDateTime::fromMSecsSinceEpoch(toMillis(day.start), QTimeZone("Asia/Shanghai"));
            QCOMPARE(local.time(), QTime(0, 0));
            const UsageSum sum = expected.take(local.date().toString(Qt::ISODate));
            QCOMPARE(day.requests, sum.requests);
            QCOMPARE(day.failed, sum.failed);
            QCOMPARE(day.tokens, sum.tokens);
            QCOMPARE(day.costMicros, sum.costMicros);
        }
        QVERIFY(expected.isEmpty());
    }
};

QTEST_GUILESS_MAIN(TestLedgerQueries)
#include "tst_ledger_queries.moc"
