// SPDX-License-Identifier: MIT
#include "support/test_data.h"

#include <QFile>
#include <QProcess>
#include <QTemporaryDir>

using namespace Qt::Literals::StringLiterals;

namespace gateway::test {

std::optional<TestCertificate> testCertificate()
{
    static const std::optional<TestCertificate> certificate = []() -> std::optional<TestCertificate> {
        QTemporaryDir directory;
        const QString certificateFile = directory.filePath(u"certificate.pem"_s);
        const QString keyFile = directory.filePath(u"key.pem"_s);
        QProcess openssl;
        openssl.start(u"openssl"_s,
                      {u"req"_s, u"-x509"_s, u"-newkey"_s, u"ec"_s, u"-pkeyopt"_s,
                       u"ec_paramgen_curve:prime256v1"_s, u"-nodes"_s, u"-days"_s, u"2"_s, u"-subj"_s,
                       u"/CN=localhost"_s, u"-addext"_s, u"subjectAltName=DNS:localhost,IP:127.0.0.1"_s,
                       u"-keyout"_s, keyFile, u"-out"_s, certificateFile});
        if (!openssl.waitForFinished(10'000) || openssl.exitCode() != 0)
            return {};
        QFile certificateBytes(certificateFile);
        QFile keyBytes(keyFile);
        if (!certificateBytes.open(QIODevice::ReadOnly) || !keyBytes.open(QIODevice::ReadOnly))
            return {};
        return TestCertificate{certificateBytes.readAll(), keyBytes.readAll()};
    }();
    return certificate;
}

namespace {

QByteArray usageObject(int promptTokens, int completionTokens)
{
    return R"({"prompt_tokens":)" + QByteArray::number(promptTokens) + R"(,"completion_tokens":)" +
           QByteArray::number(completionTokens) + R"(,"total_tokens":)" +
           QByteArray::number(promptTokens + completionTokens) + "}";
}

} // namespace

QByteArray chatRequest(const QByteArray &model, bool stream, const QByteArray &moreMembers)
{
    return R"({"model": ")" + model + R"(", "messages": [{"role": "user", "content": "Say hello."}])" +
           (stream ? R"(, "stream": true)" : "") + moreMembers + "}";
}

QByteArray chatCompletion(const QByteArray &content, int promptTokens, int completionTokens)
{
    return R"({"id":"chatcmpl-1","object":"chat.completion","created":1755137921,"model":"test-model",)"
           R"("choices":[{"index":0,"message":{"role":"assistant","content":")" +
           content + R"("},"finish_reason":"stop"}],"usage":)" + usageObject(promptTokens, completionTokens) +
           "}";
}

QList<QByteArray> chatStream(const QList<QByteArray> &words, int promptTokens, int completionTokens)
{
    const QByteArray begin =
            R"(data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1755137921,)"
            R"("model":"test-model","choices":[)";
    QList<QByteArray> events{begin + R"({"index":0,"delta":{"role":"assistant","content":""}}]})" + "\n\n"};
    for (const QByteArray &word : words)
        events += begin + R"({"index":0,"delta":{"content":")" + word + R"("}}]})" + "\n\n";
    events += begin + R"({"index":0,"delta":{},"finish_reason":"stop"}]})" + "\n\n";
    events += begin + R"(],"usage":)" + usageObject(promptTokens, completionTokens) + "}\n\n";
    events += "data: [DONE]\n\n";
    return events;
}

} // namespace gateway::test
