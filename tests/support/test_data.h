// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QList>

#include <optional>

namespace gateway::test {

// A fresh self-signed certificate for localhost and 127.0.0.1, one per process; empty where the openssl
// program is missing.
struct TestCertificate
{
    QByteArray certificatePem;
    QByteArray keyPem;
};
std::optional<TestCertificate> testCertificate();

// A chat call as a client sends it. The default is what a plain small client writes, with a blank after each
// colon.
QByteArray chatRequest(const QByteArray &model = "test-model", bool stream = false,
                       const QByteArray &moreMembers = {});

// A small complete chat completion, as OpenAI's, and its stream in events (the last ones with usage and
// [DONE]).
QByteArray chatCompletion(const QByteArray &content = "Hello", int promptTokens = 12,
                          int completionTokens = 7);
QList<QByteArray> chatStream(const QList<QByteArray> &words, int promptTokens = 12, int completionTokens = 7);

} // namespace gateway::test
