// SPDX-License-Identifier: MIT
#include "support/plan_bench.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace std::chrono_literals;

namespace {

using State = HealthBook::State;
using Attempt = AttemptPlan::Attempt;
using Wait = AttemptPlan::Wait;
using GiveUp = AttemptPlan::GiveUp;

} // namespace

// One call: where it goes, how long it waits, and when it gives up.
class TestPlan final : public QObject, PlanBench
{
    Q_OBJECT

private Q_SLOTS:
    void init() { reset(); }

    void table_data()
    {
        QTest::addColumn<QString>("places");
        QTest::addColumn<QString>("script"); // "a10:500,200 b20:timeout"
        QTest::addColumn<QString>("tried");
        QTest::addColumn<QString>("end");
        const auto row = [](const char *name, const char *places, const char *script, const char *tried,
                            const char *end) {
            QTest::newRow(name) << QString::fromLatin1(places) << QString::fromLatin1(script)
                                << QString::fromLatin1(tried) << QString::fromLatin1(end);
        };
        row("answered", "a10 b20", "", "a10", "deliver");
        row("the client's own error, 400", "a10,a11 b20", "a10:400", "a10", "deliver");
        row("the client's own error, 404", "a10 b20", "a10:404", "a10", "deliver");
        row("the client's own error, 413", "a10 b20", "a10:413", "a10", "deliver");
        row("the client's own error, 422", "a10 b20", "a10:422", "a10", "deliver");

        row("429: the other key", "a10,a11 b20", "a10:429", "a10 a11", "deliver");
        row("429: the other target", "a10 b20", "a10:429", "a10 b20", "deliver");
        row("429 alone, soon back", "a10", "a10:429/2,200", "a10 +a10", "deliver");
        row("429 alone, long away", "a10", "a10:429/60", "a10", "kept");
        row("429 everywhere", "a10 b20", "a10:429/60 b20:429/90", "a10 b20", "kept");
        row("429 without a time, alone", "a10", "a10:429", "a10 +a10 +a10", "kept");
        row("quota: never the same key", "a10", "a10:quota", "a10", "kept");
        row("quota with 400 is not the client's own", "a10", "a10:400quota", "a10", "credentials");
        row("quota: the other key", "a10,a11", "a10:quota", "a10 a11", "deliver");

        row("401: the other key", "a10,a11", "a10:401", "a10 a11", "deliver");
        row("401 alone", "a10", "a10:401", "a10", "credentials");
        row("402 alone", "a10", "a10:402", "a10", "credentials");
        row("403 alone", "a10", "a10:403", "a10", "credentials");
        row("403 of a filter", "a10", "a10:403filter", "a10", "credentials");
        row("401, 402 and 403", "a10,a11 b20", "a10:401 a11:402 b20:403", "a10 a11 b20", "credentials");
        row("a 429 is more use to the client than our refusal", "a10 b20", "a10:429/60 b20:401", "a10 b20",
            "kept");

        row("500: the other target before the other key", "a10,a11 b20", "a10:500", "a10 b20", "deliver");
        row("500: the other key after a rest", "a10,a11", "a10:500", "a10 +a11", "deliver");
        row("500 alone", "a10", "a10:500,500,200", "a10 +a10 +a10", "deliver");
        row("500 for ever", "a10", "a10:500", "a10 +a10 +a10", "kept");
        row("503 that asks not to be retried", "a10", "a10:503no", "a10", "kept");
        row("503 that asks not to be retried, but there is another", "a10 b20", "a10:503no", "a10 b20",
            "deliver");
        row("529 with a long time", "a10", "a10:529/60", "a10", "kept");
        row("timeout", "a10 b20", "a10:timeout", "a10 b20", "deliver");
        row("timeouts", "a10", "a10:timeout", "a10 +a10 +a10", "timeout");
        row("connection refused", "a10,a11 b20", "a10:refused", "a10 b20", "deliver");
        row("connection refused for ever", "a10", "a10:refused", "a10 +a10 +a10", "unreachable");
        row("garbage", "a10", "a10:garbage", "a10 +a10 +a10", "invalid");
        row("error in a 200", "a10 b20", "a10:200error", "a10 b20", "deliver");
        row("error in a 200 for ever", "a10", "a10:200error", "a10 +a10 +a10", "invalid");
        row("a 500 says more than a refused connection", "a10 b20", "a10:500 b20:refused",
            "a10 b20 +b20 +a10", "kept");

        row("three targets, then the first once more", "a10 b20 c30", "a10:500 b20:500 c30:500",
            "a10 b20 c30 +a10", "kept");
        row("no more than four", "a10 b20 c30 d40 e50", "a10:500 b20:500 c30:500 d40:500", "a10 b20 c30 d40",
            "kept");
        row("a place that is listed twice is one", "a10 a10", "a10:401", "a10", "credentials");
        row("without a key", "a0", "", "a0", "deliver");
    }
    void table()
    {
        QFETCH(QString, places);
        QFETCH(QString, script);
        QFETCH(QString, tried);
        std::map<QString, QStringList> words;
        for (const QString &part : script.split(u' ', Qt::SkipEmptyParts))
            words[part.section(u':', 0, 0)] = part.section(u':', 1).split(u',');
        const Trace trace = run(places, words);
        // Which of several waiting places comes first is drawn: there, only the number is told.
        if (QByteArray(QTest::currentDataTag()).startsWith("three") || tried.count(u'+') > 1)
            QCOMPARE(trace.tried.size(), tried.split(u' ').size());
        else
            QCOMPARE(trace.tried.join(u' '), tried);
        QTEST(trace.end, "end");
    }

    void waitsInPlaceForTheStatedTime()
    {
        const Trace trace = run(QStringLiteral("a10"),
                                {{QStringLiteral("a10"), {QStringLiteral("429/3"), QStringLiteral("200")}}});
        QVERIFY(trace.waited >= 2'990ms);
        QVERIFY(trace.waited <= 3'300ms);
    }

    void backsOffWithJitter()
    {
        std::map<qint64, int> waits;
        for (quint32 seed = 1; seed <= 50; ++seed) {
            m_state = std::make_unique<RoutingState>(seed);
            const Trace trace =
                    run(QStringLiteral("a10"), {{QStringLiteral("a10"), {QStringLiteral("500")}}});
            QVERIFY(trace.waited <= 750ms);
            ++waits[trace.waited.count()];
        }
        QVERIFY(waits.size() > 25);
    }

    void nextIsTheSameUntilItsTimeHasCome()
    {
        AttemptPlan plan(*m_state, candidates(QStringLiteral("a10")), m_now, m_deadline);
        QVERIFY(std::holds_alternative<Attempt>(plan.next(m_now)));
        plan.report(answered(429, 4s), m_now);
        const Millis first = std::get<Wait>(plan.next(m_now)).time;
        m_now += 1s;
        QCOMPARE(std::get<Wait>(plan.next(m_now)).time, first - 1s);
        m_now += first;
        QCOMPARE(std::get<Attempt>(plan.next(m_now)).number, 2);
    }

    void nothingIsSentAfterTheDeadline()
    {
        m_deadline = m_now + 2s;
        Trace trace = run(QStringLiteral("a10"), {{QStringLiteral("a10"), {QStringLiteral("429/3")}}});
        QCOMPARE(trace.tried, QStringList{QStringLiteral("a10")});
        QCOMPARE(trace.end, QStringLiteral("kept"));
        m_now = m_deadline;
        trace = run(QStringLiteral("b20"), {});
        QVERIFY(trace.tried.isEmpty());
        QCOMPARE(trace.end, QStringLiteral("timeout"));
    }

    void noSwitchAfterContent()
    {
        AttemptPlan plan(*m_state, candidates(QStringLiteral("a10 b20")), m_now, m_deadline);
        QCOMPARE(nameOf(std::get<Attempt>(plan.next(m_now))), QStringLiteral("a10"));
        plan.commit(m_now);
        QVERIFY(std::holds_alternative<GiveUp>(plan.next(m_now)));
        const auto report = plan.report(failed(ErrorCode::UpstreamInvalidResponse), m_now);
        QVERIFY(!report.deliver && !report.keep);
        QCOMPARE(report.verdict, Verdict::Transient);
        QVERIFY(std::holds_alternative<GiveUp>(plan.next(m_now)));
        QCOMPARE(plan.attempts(), 1);
        // It counts against the place: with two more it rests.
        attempt(QStringLiteral("a10"), answered(500));
        attempt(QStringLiteral("a10"), answered(500));
        QCOMPARE(m_state->health.standing({ProviderId{'a'}, 10, QStringLiteral("m")}, m_now).state,
                 State::Cooling);
    }

    void noCallWaitsForEver()
    {
        attempt(QStringLiteral("a10"), answered(429, 9s));
        AttemptPlan plan(*m_state, candidates(QStringLiteral("a10")), m_now, m_deadline);
        for (int i = 0; i < 100; ++i) {
            const auto step = plan.next(m_now);
            if (std::holds_alternative<GiveUp>(step)) {
                QVERIFY(i > 1);
                return;
            }
            QVERIFY(std::holds_alternative<Wait>(step));
            m_now += 8s;
            attempt(QStringLiteral("a10"), answered(429, 9s)); // of another call
        }
        QFAIL("waited on and on");
    }

    void keyEventsReachTheCaller()
    {
        AttemptPlan plan(*m_state, candidates(QStringLiteral("a10")), m_now, m_deadline);
        plan.next(m_now);
        QCOMPARE(plan.report(answered(401), m_now).keyEvent, KeyEvent::Refused);
        m_now += 10min;
        AttemptPlan later(*m_state, candidates(QStringLiteral("a10")), m_now, m_deadline);
        QVERIFY(std::holds_alternative<Attempt>(later.next(m_now)));
        QCOMPARE(later.commit(m_now), KeyEvent::Accepted);
        QCOMPARE(later.commit(m_now), KeyEvent::None);
    }

    void settingsHold()
    {
        RoutingPolicy policy;
        policy.maxAttempts = 1;
        m_state->setPolicy(policy);
        QCOMPARE(run(QStringLiteral("a10 b20"), {{QStringLiteral("a10"), {QStringLiteral("500")}}})
                         .tried.size(),
                 1);
        policy.maxAttempts = 10;
        policy.retriesPerTarget = 5;
        m_state->setPolicy(policy);
        QCOMPARE(run(QStringLiteral("b20"), {{QStringLiteral("b20"), {QStringLiteral("500")}}}).tried.size(),
                 6);
    }

    // Whatever upstreams and clients do: no refused key is asked, no call asks too often, every call ends.
    void anything_data()
    {
        QTest::addColumn<quint32>("seed");
        for (quint32 seed = 1; seed <= 8; ++seed)
            QTest::addRow("%u", seed) << seed;
    }
    void anything()
    {
        QFETCH(quint32, seed);
        QRandomGenerator random(seed);
        m_state = std::make_unique<RoutingState>(seed);
        const QStringList words{
                QStringLiteral("200"),     QStringLiteral("200"),     QStringLiteral("400"),
                QStringLiteral("401"),     QStringLiteral("403"),     QStringLiteral("429"),
                QStringLiteral("429/2"),   QStringLiteral("429/70"),  QStringLiteral("quota"),
                QStringLiteral("500"),     QStringLiteral("503no"),   QStringLiteral("529/20"),
                QStringLiteral("timeout"), QStringLiteral("refused"), QStringLiteral("200error")};
        const QStringList shapes{QStringLiteral("a10"), QStringLiteral("a10,a11"),
                                 QStringLiteral("a10,a11 b20"), QStringLiteral("b20 a11,a10 c30,c31,c32"),
                                 QStringLiteral("c31 d0")};
        struct Call
        {
            std::unique_ptr<AttemptPlan> plan;
            SteadyTime wakeAt{};
            QString at; // under way: where
            int posts = 0;
        };
        std::vector<Call> calls;
        std::map<QString, SteadyTime> refusedAt; // until a success
        int finished = 0;
        for (int step = 0; step < 20'000; ++step) {
            m_now += Millis(random.bounded(200));
            if (calls.size() < 8 && random.bounded(3) == 0) {
                Call call;
                call.plan = std::make_unique<AttemptPlan>(
                        *m_state, candidates(shapes[random.bounded(int(shapes.size()))]), m_now, m_now + 2min,
                        random.bounded(5));
                calls.push_back(std::move(call));
            }
            if (calls.empty())
                continue;
            const size_t index = random.bounded(quint32(calls.size()));
            Call &call = calls[index];
            bool over = random.bounded(100) == 0; // the client leaves
            if (!over && !call.at.isEmpty()) {
                const QString word = words[random.bounded(int(words.size()))];
                if (word == u"401" && !call.at.endsWith(u"d0"))
                    refusedAt[call.at] = m_now;
                if (word == u"200")
                    refusedAt.erase(call.at);
                over = call.plan->report(outcomeOf(word), m_now).deliver;
                call.at.clear();
            } else if (!over && call.wakeAt <= m_now) {
                const AttemptPlan::Step next = call.plan->next(m_now);
                if (const auto *wait = std::get_if<Wait>(&next)) {
                    QVERIFY(wait->time > 0ms);
                    call.wakeAt = m_now + wait->time;
                } else if (std::holds_alternative<GiveUp>(next)) {
                    over = true;
                } else {
                    const Attempt attempt = std::get<Attempt>(next);
                    call.at = nameOf(attempt);
                    QCOMPARE(attempt.number, ++call.posts);
                    QVERIFY(call.posts <= m_state->policy.maxAttempts);
                    const auto refused = refusedAt.find(call.at);
                    QVERIFY(refused == refusedAt.end() ||
                            m_now - refused->second >= m_state->policy.refusedRest);
                }
            }
            if (over) {
                ++finished;
                calls.erase(calls.begin() + qptrdiff(index));
            }
        }
        QVERIFY(finished > 500);
    }
};

QTEST_GUILESS_MAIN(TestPlan)
#include "tst_plan.moc"
