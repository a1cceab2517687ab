// SPDX-License-Identifier: MIT
#pragma once

#include "support/fake_upstream.h"
#include "support/test_data.h"
#include "support/test_gateway.h"

namespace gateway::test {

Budget budget(const char *text); // "0.02USD/day"

// For tests of limits: a gateway with one provider whose "test-model" costs 1000 dollars for a million tokens
// of answers and nothing else, so that an answer of 7 tokens is 7000 micro-dollars; its "unpriced-model" has
// no price. setUp() and tearDown() around each.
class LimitsBench
{
protected:
    void setUp();
    void tearDown();

    QByteArray issue(const Limits &limits); // of ann, labelled "limited"
    KeyId newestKey();
    static QByteArray lineOf(const QByteArray &key);
    HttpReply post(const QByteArray &key, const QByteArray &body = chatRequest(),
                   const QByteArray &path = chat);

    static constexpr const char *chat = "/v1/chat/completions";
    std::unique_ptr<FakeUpstream> m_upstream;
    std::unique_ptr<TestGateway> m_gateway;
};

} // namespace gateway::test
