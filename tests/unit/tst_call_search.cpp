// SPDX-License-Identifier: MIT
#include "ledger/housekeeping.h"
#include "store/ledger_queries.h"
#include "store/management.h"
#include "support/fake_clock.h"
#include "support/ledger_fixture.h"

#include <QRandomGenerator>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace Qt::Literals::StringLiterals;

namespace {

// Some thousand calls of three users over two days, all kinds of them, in random order of kinds.
class Fixture final
{
public:
    Fixture()
    {
        const FakeClock clock;
        Management management(temp.database(), clock, u"cli:test"_s);
        for (const QString &name : {u"ann"_s, u"bob"_s, u"张伟"_s})
            (void)management.addUser(name);
        for (const auto &[user, label] :
             {std::pair(u"ann"_s, u"laptop"_s), std::pair(u"ann"_s, u"100%_sure"_s),
              std::pair(u"bob"_s, u"ci"_s), std::pair(u"张伟"_s, u"笔记本"_s)})
            keys.append(management.issueKey({user, label})->key);
        for (const QString &name : {u"moonshot"_s, u"OpenAI"_s, u"rare"_s}) {
            Provider provider;
            provider.name = name;
            provider.baseUrl = u"https://api.example.com/v1"_s;
            providers.append(management.addProvider(provider, {}, nullptr)->id);
        }
        fill();
    }

    void fill()
    {
        LedgerTable table(temp.database());
        QRandomGenerator random(5);
        const QStringList models{u"gpt-5"_s, u"kimi-k2"_s, u"glm"_s};
        const QStringList errors{u"upstream_timeout: no answer in 10 s"_s, u"upstream_unreachable"_s,
                                 u"rate limited"_s};
        Time time = utc("2026-11-21T22:00:00Z");
        const Outcome done = table.prepare().and_then([&] {
            return temp.database().transaction([&]() -> Outcome {
                for (int i = 0; i < count; ++i) {
                    time += Millis(random.bounded(120'000));
                    CallOpened opened;
                    opened.id = ids.next(time);
                    opened.startedAt = time;
                    const Key &key = keys[random.bounded(100) == 0 ? 3 : random.bounded(3)];
                    opened.keyId = key.id;
                    opened.userId = key.userId;
                    opened.model = models[random.bounded(50) == 0 ? 2 : random.bounded(2)];
                    opened.providerId = providers[random.bounded(200) == 0 ? 2 : random.bounded(2)];
                    CallSettled settled;
                    settled.id = opened.id;
                    settled.status = random.bounded(20) ? CallStatus::Ok : CallStatus(random.bounded(6));
                    if (settled.status != CallStatus::Ok && settled.status != CallStatus::Open)
                        settled.error = errors[random.bounded(3)];
                    const auto written = settled.status == CallStatus::Open
                                                 ? table.insert(opened)
                                                 : table.insertSettled(opened, settled);
                    if (written != LedgerTable::Written::Yes)
                        return failure(ErrorCode::Storage, table.lastError());
                }
                return {};
            });
        });
        if (!done)
            qFatal("%s", qUtf8Printable(done.error().message));
    }

    QList<qint64> ids_of(const CallFilter &filter)
    {
        QList<qint64> found;
        const Result<QList<CallRow>> rows = LedgerQueries(temp.database(), {}).calls(filter);
        if (!rows)
            qFatal("%s", qUtf8Printable(rows.error().message));
        for (const CallRow &row : *rows)
            found.append(row.opened.id.value);
        return found;
    }

    // What the filter says, row by row.
    static bool matches(const CallFilter &filter, const CallRow &row)
    {
        const auto holds = [&](const QString &text) {
            return text.contains(*filter.text, Qt::CaseInsensitive);
        };
        return (!filter.since || row.opened.startedAt >= *filter.since) &&
               (!filter.until || row.opened.startedAt < *filter.until) &&
               (!filter.before || row.opened.id < *filter.before) &&
               (!filter.user || row.userName == *filter.user) &&
               (!filter.key || row.opened.keyId == *filter.key) &&
               (!filter.model || row.opened.model == *filter.model) &&
               (!filter.provider || row.providerName == *filter.provider) &&
               wants(filter, row.settled.status) && (!filter.from || !(row.opened.id < *filter.from)) &&
               (!filter.text || holds(row.userName) || holds(row.keyLabel) || holds(row.keyHint) ||
                holds(row.opened.model) || holds(row.providerName) || holds(row.settled.error) ||
                QString::fromLatin1(toText(row.opened.id)) == *filter.text);
    }

    static constexpr int count = 3'000;
    TempDatabase temp;
    QList<Key> keys;
    QList<ProviderId> providers;
    RequestIdSource ids;
};

} // namespace

class TestCallSearch final : public QObject
{
    Q_OBJECT

    std::unique_ptr<Fixture> m_fixture;
    QList<CallRow> m_all;

    QList<qint64> expected(const CallFilter &filter) const
    {
        QList<qint64> list;
        for (const CallRow &row : m_all) {
            if (list.size() < filter.limit + filter.skip && Fixture::matches(filter, row))
                list.append(row.opened.id.value);
        }
        return list.mid(filter.skip);
    }

private Q_SLOTS:
    void initTestCase()
    {
        m_fixture = std::make_unique<Fixture>();
        CallFilter all;
        all.limit = 10'000;
        m_all = *LedgerQueries(m_fixture->temp.database(), {}).calls(all);
        QCOMPARE(m_all.size(), Fixture::count);
    }
    void cleanupTestCase() { m_fixture.reset(); }

    void everyFilterFindsWhatItSays_data()
    {
        QTest::addColumn<CallFilter>("filter");
        QTest::addColumn<bool>("some");
        const auto row = [](const char *name, const CallFilter &filter, bool some = true) {
            QTest::newRow(name) << filter << some;
        };
        const auto with = [](const std::function<void(CallFilter &)> &change) {
            CallFilter filter;
            change(filter);
            return filter;
        };
        const QString sample = QString::fromLatin1(toText(m_all[1'234].opened.id));
        row("a user", with([](CallFilter &f) { f.user = u"ann"_s; }));
        row("a user of few calls", with([](CallFilter &f) { f.user = u"张伟"_s; }));
        row("a key", with([&](CallFilter &f) { f.key = m_fixture->keys[1].id; }));
        row("a model", with([](CallFilter &f) { f.model = u"glm"_s; }));
        row("a model nobody asked for", with([](CallFilter &f) { f.model = u"glm-9"_s; }), false);
        row("a provider", with([](CallFilter &f) { f.provider = u"moonshot"_s; }));
        row("a provider of few calls", with([](CallFilter &f) { f.provider = u"rare"_s; }));
        row("no such provider", with([](CallFilter &f) { f.provider = u"none"_s; }), false);
        row("user and model", with([](CallFilter &f) {
                f.user = u"bob"_s;
                f.model = u"glm"_s;
            }));
        row("user, model and provider", with([](CallFilter &f) {
                f.user = u"ann"_s;
                f.model = u"glm"_s;
                f.provider = u"OpenAI"_s;
            }));
        row("key of another user", with([&](CallFilter &f) {
                f.user = u"bob"_s;
                f.key = m_fixture->keys[0].id;
            }),
            false);
        for (const CallStatus status :
             {CallStatus::Open, CallStatus::Ok, CallStatus::Failed, CallStatus::Cancelled,
              CallStatus::Interrupted, CallStatus::Refused}) {
            row(qPrintable(u"status "_s + gateway::toString(status)),
                with([=](CallFilter &f) { f.status = status; }));
            row(qPrintable(u"user and status "_s + gateway::toString(status)), with([=](CallFilter &f) {
                    f.user = u"ann"_s;
                    f.status = status;
                }));
            row(qPrintable(u"text and status "_s + gateway::toString(status)), with([=](CallFilter &f) {
                    f.text = u"KIMI"_s;
                    f.status = status;
                }));
        }
        row("text in a model", with([](CallFilter &f) { f.text = u"GLM"_s; }));
        row("text in a user", with([](CallFilter &f) { f.text = u"伟"_s; }));
        row("text in a key's name", with([](CallFilter &f) { f.text = u"100%_s"_s; }));
        row("text that is a pattern", with([](CallFilter &f) { f.text = u"1%e"_s; }), false);
        row("text in a provider", with([](CallFilter &f) { f.text = u"openai"_s; }));
        row("text in an error", with([](CallFilter &f) { f.text = u"no answer"_s; }));
        row("text in errors and names", with([](CallFilter &f) { f.text = u"a"_s; }));
        row("an id", with([&](CallFilter &f) { f.text = sample; }));
        row("text nowhere", with([](CallFilter &f) { f.text = u"zebra"_s; }), false);
        row("text and user", with([](CallFilter &f) {
                f.text = u"timeout"_s;
                f.user = u"ann"_s;
            }));
        row("text of one user, calls of another", with([](CallFilter &f) {
                f.text = u"bob"_s;
                f.user = u"ann"_s;
            }),
            false);
        row("a time", with([](CallFilter &f) {
                f.since = utc("2026-11-22T03:07:12Z");
                f.until = utc("2026-11-22T04:31:00Z");
                f.limit = 200;
            }));
        row("a model in a time", with([](CallFilter &f) {
                f.since = utc("2026-11-22T03:07:12Z");
                f.until = utc("2026-11-22T11:31:00Z");
                f.model = u"glm"_s;
            }));
        row("whatever failed", with([](CallFilter &f) { f.failures = true; }));
        row("whatever failed of a user", with([](CallFilter &f) {
                f.failures = true;
                f.user = u"ann"_s;
            }));
        row("whatever failed with a text", with([](CallFilter &f) {
                f.failures = true;
                f.text = u"no answer"_s;
            }));
        row("refused, of what failed", with([](CallFilter &f) {
                f.failures = true;
                f.status = CallStatus::Refused;
            }));
        row("stopped, of what failed", with([](CallFilter &f) {
                f.failures = true;
                f.status = CallStatus::Cancelled;
            }),
            false);
        row("some left out", with([](CallFilter &f) {
                f.user = u"ann"_s;
                f.skip = 333;
            }));
        row("more left out than there are", with([](CallFilter &f) { f.skip = 5'000; }), false);
        row("from one on", with([&](CallFilter &f) { f.from = m_all[777].opened.id; }));
        row("an id among those that succeeded", with([&](CallFilter &f) {
                f.text = sample;
                f.status = CallStatus::Ok;
            }));
        row("limit 3", with([](CallFilter &f) {
                f.model = u"gpt-5"_s;
                f.limit = 3;
            }));
    }
    void everyFilterFindsWhatItSays()
    {
        QFETCH(CallFilter, filter);
        QFETCH(bool, some);
        QCOMPARE(m_fixture->ids_of(filter), expected(filter));
        QCOMPARE(!expected(filter).isEmpty(), some);

        // And page by page the same as at once.
        CallFilter all = filter;
        all.limit = 10'000;
        QList<qint64> paged;
        CallFilter page = filter;
        page.limit = 7;
        page.skip = 0;
        all.skip = 0;
        while (paged.size() < 60) {
            const QList<qint64> next = m_fixture->ids_of(page);
            if (next.isEmpty())
                break;
            paged += next;
            page.before = RequestId{next.last()};
        }
        QCOMPARE(paged, expected(all).first(qMin(paged.size(), expected(all).size())));
        QVERIFY(paged.size() >= 60 || paged.size() == expected(all).size());

        readsNoWholeLedger(filter);
        countsAreThoseOf(*m_fixture, all);
    }

    // What was pruned is still in the roll-ups, and is not looked for.
    void prunedCallsAreNotFound()
    {
        Fixture f;
        const Time before = utc("2026-11-22T12:00:00Z");
        int removed = 0;
        for (int piece = 1; piece > 0; removed += piece)
            piece = *pruneRequests(f.temp.database(), before, 100);
        QVERIFY(removed > 500);
        CallFilter filter;
        filter.model = u"glm"_s;
        filter.limit = 10'000;
        QList<qint64> left;
        for (const CallRow &row : m_all) {
            const bool open = row.settled.status == CallStatus::Open;
            if (Fixture::matches(filter, row) && (open || row.opened.startedAt >= before))
                left.append(row.opened.id.value);
        }
        QCOMPARE(f.ids_of(filter), left);
        QVERIFY(left.size() > 3);
        countsAreThoseOf(f, filter);
        countsAreThoseOf(f, {});
    }

private:
    // Each stretch has as many calls as was counted, and there are no others.
    static void countsAreThoseOf(Fixture &fixture, CallFilter filter)
    {
        filter.limit = 10'000;
        const QList<qint64> all = fixture.ids_of(filter);
        QList<qint64> found;
        CallFilter rest = filter;
        do {
            const Result<CallCounts> counts =
                    LedgerQueries(fixture.temp.database(), {}).counts(rest, Millis(0));
            QVERIFY(counts);
            for (const CallStretch &stretch : counts->stretches) {
                CallFilter inside = filter;
                inside.from = stretch.from;
                inside.before = stretch.before;
                const QList<qint64> ids = fixture.ids_of(inside);
                QCOMPARE(ids.size(), stretch.calls);
                QVERIFY(!ids.isEmpty());
                found += ids;
            }
            rest.before = counts->rest;
        } while (rest.before);
        QCOMPARE(found, all);
    }

    void readsNoWholeLedger(const CallFilter &filter)
    {
        Database &database = m_fixture->temp.database();
        QList<std::pair<QString, QVariantList>> statements;
        database.setObserver([&](const QString &statement, const QVariantList &values) {
            statements.append({statement, values});
        });
        (void)m_fixture->ids_of(filter);
        database.setObserver({});
        QVERIFY(!statements.isEmpty() || filter.limit == 0 || (filter.failures && filter.status));
        for (const auto &[statement, values] : statements) {
            Result<QSqlQuery> plan = database.run(u"EXPLAIN QUERY PLAN "_s + statement, values);
            QVERIFY(plan);
            while (plan->next()) {
                const QString step = plan->value(3).toString();
                QVERIFY2(!step.startsWith(u"SCAN requests") && step != u"SCAN r",
                         qPrintable(step + u" of "_s + statement));
                // A range of ids alone is short, or the newest rows are what was asked for.
                if (step.contains(u"requests USING INTEGER PRIMARY KEY (rowid>? AND rowid<?)")) {
                    const qint64 length = toMillis(timeOf({values[1].toLongLong()})) -
                                          toMillis(timeOf({values[0].toLongLong()}));
                    const bool plain =
                            statement.endsWith(u"WHERE id >= ? AND id < ? ORDER BY id DESC LIMIT ?");
                    QVERIFY2(plain || length <= quarterMillis, qPrintable(statement));
                }
            }
        }
    }
};

QTEST_GUILESS_MAIN(TestCallSearch)
#include "tst_call_search.moc"
