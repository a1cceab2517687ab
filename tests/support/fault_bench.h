// SPDX-License-Identifier: MIT
#pragma once

#include "support/fake_upstream.h"
#include "support/test_data.h"
#include "support/test_gateway.h"

Q_DECLARE_METATYPE(gateway::test::FakeUpstream::Script)

namespace gateway::test {

// Answers with this error, an object of JSON.
FakeUpstream::Script refusing(int status, const QByteArray &error, const QByteArray &headers = {});

// A gateway and two providers of "test-model": "one", which is asked first and which a test makes fail, and
// "two" behind it. Conversations do not stay where they were answered, so that every call begins at "one".
class FaultBench final
{
public:
    explicit FaultBench(FakeUpstream::Script ofOne = {}, FakeUpstream::Options options = {});

    enum class Providers { OneAlone, OneAndTwo };
    void start(Providers providers = Providers::OneAndTwo);

    // A stream is asked for with its usage, so that nothing of it is kept back. What answersWell() says is
    // this whole.
    HttpReply call(bool stream, const QByteArray &moreMembers = {}) const;
    static QByteArray wholeAnswer(bool stream);
    static void answerWell(UpstreamCall &call); // as it was asked, stream or not

    static constexpr const char *secondKey = "sk-upstream-9876543210-another"; // beside TestGateway's

    // What a call left behind, compared in all places that speak of it: `tried` ("one=http_503", "two=ok";
    // the words are regular expressions) with the header and the row, and with the POSTs that the providers
    // saw since the last call of this function. `unseen`: attempts that could not reach "one". Where a stream
    // breaks after its head has left, the header can only say "ok" of the last one: `headerSays`. Empty: all
    // agree.
    QString disagreement(const HttpReply &reply, const QStringList &tried, int unseen = 0,
                         const QStringList &headerSays = {});

    FakeUpstream one;
    FakeUpstream two;
    TestGateway gateway;

private:
    int m_postsOfOne = 0;
    int m_postsOfTwo = 0;
};

} // namespace gateway::test
