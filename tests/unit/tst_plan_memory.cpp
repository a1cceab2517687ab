// SPDX-License-Identifier: MIT
#include "support/plan_bench.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace std::chrono_literals;

namespace {

using Attempt = AttemptPlan::Attempt;

} // namespace

// What calls before this one have found out: who rests, whose key was refused, where a conversation was.
class TestPlanMemory final : public QObject, PlanBench
{
    Q_OBJECT

private Q_SLOTS:
    void init() { reset(); }

    void restingPlacesAreLeftAside()
    {
        for (int i = 0; i < 3; ++i)
            attempt(QStringLiteral("a10"), answered(500));
        QCOMPARE(run(QStringLiteral("a10 b20"), {}).tried, QStringList{QStringLiteral("b20")});
        // Nothing else: better the one that rests than none.
        QCOMPARE(run(QStringLiteral("a10"), {}).tried, QStringList{QStringLiteral("a10")});
    }

    void leastBadIsTheOneThatIsBackFirst()
    {
        for (int i = 0; i < 3; ++i)
            attempt(QStringLiteral("a10"), answered(500));
        m_now += 5s;
        for (int i = 0; i < 3; ++i)
            attempt(QStringLiteral("b20"), answered(500));
        QCOMPARE(run(QStringLiteral("b20 a10"), {}).tried, QStringList{QStringLiteral("a10")});
    }

    void oneCallProbes()
    {
        for (int i = 0; i < 3; ++i)
            attempt(QStringLiteral("a10"), answered(500));
        m_now += 30s;
        {
            AttemptPlan probe(*m_state, candidates(QStringLiteral("a10 b20")), m_now, m_deadline);
            QCOMPARE(nameOf(std::get<Attempt>(probe.next(m_now))), QStringLiteral("a10"));
            for (int i = 0; i < 5; ++i)
                QCOMPARE(run(QStringLiteral("a10 b20"), {}).tried, QStringList{QStringLiteral("b20")});
        } // its client left
        AttemptPlan probe(*m_state, candidates(QStringLiteral("a10 b20")), m_now, m_deadline);
        QCOMPARE(nameOf(std::get<Attempt>(probe.next(m_now))), QStringLiteral("a10"));
        probe.commit(m_now);
        QCOMPARE(run(QStringLiteral("a10 b20"), {}).tried, QStringList{QStringLiteral("a10")});
    }

    void placesThatStatedATimeAreNotAskedBefore()
    {
        attempt(QStringLiteral("a10"), answered(429, 60s));
        attempt(QStringLiteral("b20"), answered(429, 40s));
        const Trace trace = run(QStringLiteral("a10 b20"), {});
        QVERIFY(trace.tried.isEmpty());
        QCOMPARE(trace.end, QStringLiteral("none"));
        QCOMPARE(trace.retryAfter, Millis(40s));
        m_now += 35s;
        QCOMPARE(run(QStringLiteral("a10 b20"), {}).tried, QStringList{QStringLiteral("+b20")});
    }

    void aRefusedKeyIsProbedByOneCall()
    {
        attempt(QStringLiteral("a10"), answered(401));
        m_now += 10min;
        AttemptPlan probe(*m_state, candidates(QStringLiteral("a10")), m_now, m_deadline);
        QVERIFY(std::holds_alternative<Attempt>(probe.next(m_now)));
        const Trace other = run(QStringLiteral("a10"), {});
        QVERIFY(other.tried.isEmpty());
        QCOMPARE(other.end, QStringLiteral("credentials"));
    }

    void refusedKeysAreNotAsked()
    {
        attempt(QStringLiteral("a10"), answered(401));
        QCOMPARE(run(QStringLiteral("a10,a11"), {}).tried, QStringList{QStringLiteral("a11")});
        Trace trace = run(QStringLiteral("a10"), {});
        QVERIFY(trace.tried.isEmpty());
        QCOMPARE(trace.end, QStringLiteral("credentials"));
        attempt(QStringLiteral("b20"), answered(429, 60s));
        trace = run(QStringLiteral("a10 b20"), {});
        QVERIFY(trace.tried.isEmpty());
        QCOMPARE(trace.end, QStringLiteral("none"));
    }

    void conversationStaysOnItsTarget()
    {
        const QString places = QStringLiteral("a10,a11 b20");
        QCOMPARE(run(places, {}, 7).tried, QStringList{QStringLiteral("a10")});
        QCOMPARE(run(QStringLiteral("b20 a11,a10"), {}, 7).tried, QStringList{QStringLiteral("a10")});
        QCOMPARE(run(QStringLiteral("b20 a11,a10"), {}, 8).tried, QStringList{QStringLiteral("b20")});
        // Its target fails: it moves, and stays where it went.
        for (int i = 0; i < 3; ++i)
            attempt(QStringLiteral("a10"), answered(500));
        QCOMPARE(run(QStringLiteral("b20 a10"), {}, 7).tried, QStringList{QStringLiteral("b20")});
        m_now += 1min;
        QCOMPARE(run(QStringLiteral("a10 b20"), {}, 7).tried, QStringList{QStringLiteral("b20")});
        // Its target is gone.
        QCOMPARE(run(QStringLiteral("c30"), {}, 7).tried, QStringList{QStringLiteral("c30")});
        m_now += 10min;
        QCOMPARE(run(QStringLiteral("b20 c30"), {}, 7).tried, QStringList{QStringLiteral("b20")});
    }
};

QTEST_GUILESS_MAIN(TestPlanMemory)
#include "tst_plan_memory.moc"
