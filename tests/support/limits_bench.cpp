// SPDX-License-Identifier: MIT
#include "support/limits_bench.h"

#include "config/limits_text.h"

using namespace Qt::Literals::StringLiterals;

namespace gateway::test {

Budget budget(const char *text)
{
    return limits_text::parseBudget(QString::fromLatin1(text)).value();
}

void LimitsBench::setUp()
{
    m_upstream = std::make_unique<FakeUpstream>();
    m_gateway = std::make_unique<TestGateway>();
    m_gateway->addProvider(
            u"up"_s, m_upstream->baseUrl(), {u"test-model"_s, u"unpriced-model"_s},
            [this](Provider &provider) { provider.anthropicUrl = m_upstream->baseUrl().chopped(3); });
    Price price;
    price.model = u"test-model"_s;
    price.rates.input = 0;
    price.rates.output = 1'000'000'000;
    if (!m_gateway->management().setPrice(price))
        qFatal("The price cannot be set.");
    m_gateway->start();
}

void LimitsBench::tearDown()
{
    m_gateway.reset();
    m_upstream.reset();
}

QByteArray LimitsBench::issue(const Limits &limits)
{
    KeyRequest request;
    request.user = u"ann"_s;
    request.label = u"limited"_s;
    request.limits = limits;
    return m_gateway->issueKey(request);
}

KeyId LimitsBench::newestKey()
{
    KeyId newest;
    const Result<QList<KeyInfo>> keys = m_gateway->management().keys();
    for (const KeyInfo &info : *keys)
        newest = qMax(newest, info.key.id);
    return newest;
}

QByteArray LimitsBench::lineOf(const QByteArray &key)
{
    return "Authorization: Bearer " + key + "\r\n";
}

HttpReply LimitsBench::post(const QByteArray &key, const QByteArray &body, const QByteArray &path)
{
    HttpClient client = m_gateway->connect();
    client.send(httpRequest("POST", path, lineOf(key), body));
    return client.read().value_or(HttpReply());
}

} // namespace gateway::test
