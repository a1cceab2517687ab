// SPDX-License-Identifier: MIT
#pragma once

#include "routing/plan.h"

#include <map>
#include <memory>
#include <vector>

namespace gateway::test {

AttemptOutcome answered(int status, std::optional<Millis> retryAfter = {}, const QByteArray &body = {});
AttemptOutcome failed(ErrorCode code);

// What an upstream does, in a word: "500", "429/20" (with retry-after in seconds), "refused", "timeout",
// "quota"...
AttemptOutcome outcomeOf(const QString &word);

// For tests of plans: places in letters, and a clock that is moved by hand. reset() before each.
class PlanBench
{
protected:
    struct Trace
    {
        QStringList tried; // "a10", with "+" before it when there was a wait
        QString end;       // "deliver", "kept", or the code of the error
        Millis waited{0};
        std::optional<Millis> retryAfter;
    };

    void reset();

    // "a10,a11 b20": provider a with the keys 10 and 11, then provider b.
    QList<Candidate> candidates(const QString &text);
    static QString nameOf(const AttemptPlan::Attempt &attempt);

    // Drives a call to its end; `script` says what the places answer, by turns, the last word for ever after.
    Trace run(const QString &places, const std::map<QString, QStringList> &script, quint64 conversation = 0);
    // Another call's, that ended so.
    void attempt(const QString &place, const AttemptOutcome &outcome);

    std::unique_ptr<RoutingState> m_state;
    SteadyTime m_now;
    SteadyTime m_deadline;

private:
    std::vector<std::unique_ptr<Provider>> m_providers;
};

} // namespace gateway::test
