// SPDX-License-Identifier: MIT
#include "routing/health.h"
#include "routing/health_report.h"

#include <QTest>

using namespace gateway;
using namespace std::chrono_literals;

namespace {

using State = HealthBook::State;

const Place here{ProviderId{1}, 10, QStringLiteral("m")};
const Place otherModel{ProviderId{1}, 10, QStringLiteral("n")};
const Place otherKey{ProviderId{1}, 11, QStringLiteral("m")};
const Place elsewhere{ProviderId{2}, 20, QStringLiteral("m")};
const Place keyless{ProviderId{3}, 0, QStringLiteral("m")};

AttemptOutcome answered(int status, std::optional<Millis> retryAfter = {},
                        const QByteArray &body = "{\"error\":{\"a\":1}}")
{
    AttemptOutcome outcome = answeredOutcome(status, {}, status < 300 ? QByteArray() : body, Time{});
    outcome.retryAfter = retryAfter;
    return outcome;
}

AttemptOutcome failed(ErrorCode code)
{
    return failedOutcome({code, QString()});
}

AttemptOutcome quota(std::optional<Millis> retryAfter = {})
{
    return answered(429, retryAfter, R"({"error":{"code":"insufficient_quota"}})");
}

} // namespace

Q_DECLARE_METATYPE(gateway::AttemptOutcome)
Q_DECLARE_METATYPE(gateway::HealthBook::State)

class TestHealth final : public QObject
{
    Q_OBJECT

    HealthBook m_book;
    SteadyTime m_now;

    KeyEvent attempt(const Place &place, const AttemptOutcome &outcome)
    {
        return m_book.end(m_book.begin(place, m_now), outcome, m_now);
    }
    State state(const Place &place) const { return m_book.standing(place, m_now).state; }
    Millis remaining(const Place &place) const { return m_book.standing(place, m_now).remaining; }

    // Three failures within the window.
    void cool(const Place &place)
    {
        for (int i = 0; i < 3; ++i)
            attempt(place, answered(500));
    }

private Q_SLOTS:
    void init()
    {
        m_book = HealthBook();
        m_now = SteadyTime(1h);
    }

    void oneOutcome_data()
    {
        QTest::addColumn<AttemptOutcome>("outcome");
        QTest::addColumn<int>("times");
        QTest::addColumn<State>("same");
        QTest::addColumn<State>("model"); // the key's other model
        QTest::addColumn<State>("key");   // the provider's other key
        QTest::addColumn<qint64>("seconds");
        const auto row = [](const char *name, const AttemptOutcome &outcome, int times, State same,
                            State model, State key, qint64 seconds) {
            QTest::newRow(name) << outcome << times << same << model << key << seconds;
        };
        const State ok = State::Ok;
        const State cooling = State::Cooling;
        row("success", answered(200), 5, ok, ok, ok, 0);
        row("two failures", answered(500), 2, ok, ok, ok, 0);
        row("three failures", answered(500), 3, cooling, ok, ok, 30);
        row("more failures do not make it longer", answered(500), 9, cooling, ok, ok, 30);
        row("timeouts", failed(ErrorCode::UpstreamTimeout), 3, cooling, ok, ok, 30);
        row("invalid answers", failed(ErrorCode::UpstreamInvalidResponse), 3, cooling, ok, ok, 30);
        row("not reached", failed(ErrorCode::UpstreamUnreachable), 3, cooling, cooling, cooling, 30);
        row("not reached twice", failed(ErrorCode::UpstreamUnreachable), 2, ok, ok, ok, 0);
        row("the client's errors", answered(400), 9, ok, ok, ok, 0);
        row("429 with a time, at once", answered(429, 20s), 1, cooling, ok, ok, 20);
        row("429 with a long time", answered(429, 24h), 1, cooling, ok, ok, 900);
        row("429 without a time", answered(429), 1, ok, ok, ok, 0);
        row("429 without a time, repeated", answered(429), 3, cooling, ok, ok, 30);
        row("quota, at once", quota(), 1, cooling, ok, ok, 600);
        row("quota with a time", quota(60s), 1, cooling, ok, ok, 60);
        row("401: the key with all models", answered(401), 1, State::Dead, State::Dead, ok, 600);
        row("402: the one model", answered(402), 1, State::Dead, ok, ok, 600); // may be about one dear call
        row("403: the one model", answered(403), 1, State::Dead, ok, ok, 600);
        row("403 of a filter is a failure", answered(403, {}, "<html>"), 2, ok, ok, ok, 0);
    }
    void oneOutcome()
    {
        QFETCH(AttemptOutcome, outcome);
        QFETCH(int, times);
        QFETCH(qint64, seconds);
        for (int i = 0; i < times; ++i)
            attempt(here, outcome);
        QTEST(state(here), "same");
        QTEST(state(otherModel), "model");
        QTEST(state(otherKey), "key");
        QCOMPARE(state(elsewhere), State::Ok);
        QCOMPARE(remaining(here), Millis(seconds * 1000));
    }

    void oldFailuresAreForgotten()
    {
        attempt(here, answered(500));
        attempt(here, answered(500));
        m_now += 61s;
        attempt(here, answered(500));
        QCOMPARE(state(here), State::Ok);
        m_now += 30s;
        attempt(here, answered(500));
        attempt(here, answered(500));
        QCOMPARE(state(here), State::Cooling);
    }

    void successForgetsFailures()
    {
        attempt(here, answered(500));
        attempt(here, answered(500));
        attempt(here, answered(200));
        attempt(here, answered(500));
        attempt(here, answered(500));
        QCOMPARE(state(here), State::Ok);
        attempt(here, answered(200));
        QCOMPARE(m_book.size(), 0);
    }

    void oneProbeAtATime()
    {
        cool(here);
        m_now += 29'999ms;
        QCOMPARE(state(here), State::Cooling);
        m_now += 1ms;
        QCOMPARE(state(here), State::HalfOpen);
        const auto probe = m_book.begin(here, m_now);
        QVERIFY(probe.probe != 0);
        QCOMPARE(state(here), State::Probing);
        QCOMPARE(m_book.begin(here, m_now).probe, 0U);
        m_book.end(probe, answered(200), m_now);
        QCOMPARE(state(here), State::Ok);
    }

    void failedProbesMakeTheRestLonger()
    {
        cool(here);
        for (const qint64 seconds : {30, 60, 120, 240, 300, 300}) {
            QCOMPARE(remaining(here), Millis(seconds * 1000));
            m_now += std::chrono::seconds(seconds);
            QCOMPARE(state(here), State::HalfOpen);
            attempt(here, answered(503));
            QCOMPARE(state(here), State::Cooling);
        }
        m_now += 300s;
        attempt(here, answered(200));
        cool(here);
        QCOMPARE(remaining(here), Millis(30s));
    }

    void probeThatIsNotHeardOf()
    {
        cool(here);
        m_now += 30s;
        const auto lost = m_book.begin(here, m_now);
        m_now += 299s;
        QCOMPARE(state(here), State::Probing);
        m_now += 1s;
        QCOMPARE(state(here), State::HalfOpen);
        const auto next = m_book.begin(here, m_now);
        m_book.abandon(lost); // late: the next one's is not touched
        QCOMPARE(state(here), State::Probing);
        m_book.abandon(next);
        QCOMPARE(state(here), State::HalfOpen);
    }

    void probeThatTheClientSpoilt()
    {
        cool(here);
        m_now += 30s;
        attempt(here, answered(400));
        QCOMPARE(state(here), State::HalfOpen);
    }

    void afterAStatedTimeEverybodyPasses()
    {
        attempt(here, answered(429, 20s));
        QVERIFY(m_book.standing(here, m_now).stated);
        m_now += 20s;
        QCOMPARE(state(here), State::Ok);
        QCOMPARE(m_book.begin(here, m_now).probe, 0U);
    }

    void whatBeganBeforeARestSaysNothingAboutIt()
    {
        const auto before = m_book.begin(here, m_now);
        m_now += 1s;
        cool(here);
        m_book.end(before, answered(200), m_now);
        QCOMPARE(state(here), State::Cooling);

        const auto again = m_book.begin(elsewhere, m_now);
        m_now += 1s;
        attempt(elsewhere, answered(401));
        QCOMPARE(m_book.end(again, answered(200), m_now), KeyEvent::None);
        QCOMPARE(state(elsewhere), State::Dead);
    }

    void aFailureThatBeganBeforeARestDoesNotCountAfterIt()
    {
        const auto before = m_book.begin(here, m_now);
        m_now += 1s;
        attempt(here, answered(429, 5s));
        m_now += 5s;
        m_book.end(before, answered(500), m_now); // late, of the trouble that is over
        attempt(here, answered(500));
        attempt(here, answered(500));
        QCOMPARE(state(here), State::Ok);
        attempt(here, answered(500));
        QCOMPARE(state(here), State::Cooling);
    }

    void aSuccessDoesNotEndAStatedTime()
    {
        attempt(here, answered(429, 20s));
        attempt(here, answered(200));
        QCOMPARE(state(here), State::Cooling);
    }

    void refusedKeyIsAskedOnceNowAndThen()
    {
        QCOMPARE(attempt(here, answered(401)), KeyEvent::Refused);
        QCOMPARE(state(otherModel), State::Dead);
        m_now += 600s;
        QCOMPARE(state(here), State::HalfOpen);
        const auto probe = m_book.begin(here, m_now);
        QCOMPARE(state(here), State::Dead); // for all but the probe
        QCOMPARE(state(otherModel), State::Dead);
        QCOMPARE(m_book.end(probe, answered(401), m_now), KeyEvent::Refused);
        QCOMPARE(remaining(here), Millis(600s));
        m_now += 600s;
        QCOMPARE(attempt(otherModel, answered(200)), KeyEvent::Accepted);
        QCOMPARE(state(here), State::Ok);
        QCOMPARE(attempt(here, answered(200)), KeyEvent::None);
    }

    void failuresDoNotReviveARefusedKey()
    {
        const auto early = m_book.begin(here, m_now);
        m_now += 1s;
        attempt(here, answered(401));
        m_book.end(early, answered(429, 1s), m_now);
        m_now += 2s;
        QCOMPARE(state(here), State::Dead);
    }

    void withoutAKeyThereIsNoneToFlag()
    {
        QCOMPARE(attempt(keyless, answered(401)), KeyEvent::None);
        QCOMPARE(state(keyless), State::Dead);
        // A key that is added afterwards starts afresh.
        QCOMPARE(state({keyless.provider, 30, keyless.model}), State::Ok);
    }

    void anyAnswerShowsThatAProviderIsReached()
    {
        attempt(here, failed(ErrorCode::UpstreamUnreachable));
        attempt(otherKey, failed(ErrorCode::UpstreamUnreachable));
        attempt(otherModel, answered(500));
        attempt(here, failed(ErrorCode::UpstreamUnreachable));
        QCOMPARE(state(here), State::Ok);
        attempt(here, failed(ErrorCode::UpstreamUnreachable));
        attempt(here, failed(ErrorCode::UpstreamUnreachable));
        QCOMPARE(state(otherKey), State::Cooling);
        m_now += 30s;
        const auto probe = m_book.begin(otherKey, m_now);
        QCOMPARE(state(here), State::Probing);
        m_book.end(probe, answered(429, 5s), m_now);
        QCOMPARE(state(here), State::Ok);
        QCOMPARE(state(otherKey), State::Cooling);
    }

    void activeCheckShortensRests()
    {
        for (int i = 0; i < 3; ++i)
            attempt(here, failed(ErrorCode::UpstreamUnreachable));
        QCOMPARE(state(otherKey), State::Cooling);
        m_book.checked(ProviderId{1}, m_now);
        QCOMPARE(state(otherKey), State::Ok);

        cool(here);
        attempt(otherKey, answered(429, 60s));
        attempt(otherModel, quota());
        cool(elsewhere);
        m_book.checked(ProviderId{1}, m_now);
        QCOMPARE(state(here), State::HalfOpen); // its list of models says little about an answer
        QCOMPARE(state(otherKey), State::Cooling);
        QCOMPARE(state(otherModel), State::Cooling);
        QCOMPARE(state(elsewhere), State::Cooling);
        attempt(here, answered(401));
        m_book.checked(ProviderId{1}, m_now);
        QCOMPARE(state(here), State::Dead);
    }

    void aChangedNetworkLetsFailuresBeTriedAgain()
    {
        cool(here);
        attempt(elsewhere, answered(429, 60s));
        QCOMPARE(state(here), State::Cooling);
        m_book.tryAgain(m_now);
        QCOMPARE(state(here), State::HalfOpen);
        QCOMPARE(state(elsewhere), State::Cooling); // the provider itself said when
    }

    void troublesAreToldByProvider()
    {
        Snapshot snapshot;
        for (const qint64 id : {2, 1, 3}) {
            Provider provider;
            provider.id = ProviderId{id};
            provider.name = QStringLiteral("p%1").arg(id);
            snapshot.providers += provider;
        }
        QVERIFY(troublesOf(m_book, snapshot, m_now).isEmpty());
        cool(here);
        attempt(elsewhere, answered(429, 60s));
        QList<ProviderTrouble> troubles = troublesOf(m_book, snapshot, m_now);
        QCOMPARE(troubles.size(), 2);
        QCOMPARE(troubles[0].provider, QStringLiteral("p2"));
        QCOMPARE(troubles[0].kind, ProviderTrouble::Kind::Limited);
        QCOMPARE(troubles[0].keyId, 20);
        QCOMPARE(troubles[1].provider, QStringLiteral("p1"));
        QCOMPARE(troubles[1].kind, ProviderTrouble::Kind::Resting);
        QVERIFY(!troubles[1].reason.isEmpty());
        m_book.tryAgain(m_now);
        troubles = troublesOf(m_book, snapshot, m_now);
        QCOMPARE(troubles[1].kind, ProviderTrouble::Kind::Trying);
        attempt(here, answered(401));
        troubles = troublesOf(m_book, snapshot, m_now);
        QVERIFY(std::any_of(troubles.begin(), troubles.end(), [](const ProviderTrouble &one) {
            return one.kind == ProviderTrouble::Kind::Refused;
        }));
    }

    void configurationReplacesAKey()
    {
        Snapshot snapshot;
        Provider provider;
        provider.id = ProviderId{1};
        SealedKey key;
        key.id = 10;
        provider.keys = {key};
        snapshot.providers = {provider};

        attempt(here, answered(401));
        attempt(elsewhere, answered(429, 60s));
        m_book.configure(snapshot); // made before the flag was written
        QCOMPARE(state(here), State::Dead);
        QCOMPARE(state(elsewhere), State::Ok); // its provider is gone
        QCOMPARE(m_book.size(), 1);

        snapshot.providers[0].keys[0].flaggedAt = fromMillis(1);
        m_book.configure(snapshot);
        QCOMPARE(state(here), State::Dead);
        snapshot.providers[0].keys[0].flaggedAt.reset();
        m_book.configure(snapshot);
        QCOMPARE(state(here), State::Ok);

        attempt(here, answered(401));
        snapshot.providers[0].keys[0].id = 12;
        m_book.configure(snapshot);
        QCOMPARE(m_book.size(), 0);
    }

    void statesForTheWindow()
    {
        QVERIFY(m_book.states(m_now).empty());
        attempt(elsewhere, answered(429, 20s));
        attempt(here, answered(401));
        attempt(otherKey, answered(500)); // not enough to show
        auto rows = m_book.states(m_now);
        QCOMPARE(rows.size(), size_t(2));
        QCOMPARE(rows[0].place, (Place{ProviderId{1}, 10, {}}));
        QCOMPARE(rows[0].standing.state, State::Dead);
        QCOMPARE(rows[0].standing.reason, QStringLiteral("credential_refused"));
        QCOMPARE(rows[1].place, elsewhere);
        QCOMPARE(rows[1].standing.state, State::Cooling);
        QCOMPARE(rows[1].standing.remaining, Millis(20s));
        QCOMPARE(rows[1].standing.reason, QStringLiteral("rate_limited"));
        m_now += 20s;
        QCOMPARE(m_book.states(m_now).size(), size_t(1));
    }

    void memoryIsBounded()
    {
        attempt(here, answered(401));
        for (int i = 0; i < HealthBook::maxPlaces * 2; ++i) {
            m_now += 1ms;
            attempt({ProviderId{2}, 20, QString::number(i)}, answered(500));
            QVERIFY(m_book.size() <= HealthBook::maxPlaces);
        }
        QCOMPARE(state(here), State::Dead);
        QVERIFY(m_book.size() > HealthBook::maxPlaces / 2);
    }
};

QTEST_GUILESS_MAIN(TestHealth)
#include "tst_health.moc"
