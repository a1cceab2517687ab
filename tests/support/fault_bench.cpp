// SPDX-License-Identifier: MIT
#include "support/fault_bench.h"

#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace gateway::test {
namespace {

bool fits(const QStringList &patterns, const QStringList &words)
{
    if (patterns.size() != words.size())
        return false;
    for (qsizetype i = 0; i < words.size(); ++i) {
        const QRegularExpression pattern(QRegularExpression::anchoredPattern(patterns[i]));
        if (!pattern.match(words[i]).hasMatch())
            return false;
    }
    return true;
}

QString list(const QStringList &words)
{
    return words.isEmpty() ? u"nothing"_s : words.join(u", "_s);
}

} // namespace

FakeUpstream::Script refusing(int status, const QByteArray &error, const QByteArray &headers)
{
    return [=](UpstreamCall &call) { call.answer(status, "{\"error\":" + error + "}", headers); };
}

FaultBench::FaultBench(FakeUpstream::Script ofOne, FakeUpstream::Options options)
    : one(std::move(ofOne), options), two(answerWell)
{
    gateway.set(u"affinity"_s, u"0s"_s);
}

void FaultBench::start(Providers providers)
{
    gateway.addProvider(u"one"_s, one.baseUrl(), {u"test-model"_s});
    if (providers == Providers::OneAndTwo)
        gateway.addProvider(u"two"_s, two.baseUrl(), {u"test-model"_s});
    gateway.start();
}

HttpReply FaultBench::call(bool stream, const QByteArray &moreMembers) const
{
    const QByteArray usage = stream ? R"(, "stream_options": {"include_usage": true})" : "";
    return gateway.post("/v1/chat/completions", chatRequest("test-model", stream, usage + moreMembers));
}

QByteArray FaultBench::wholeAnswer(bool stream)
{
    return stream ? chatStream({"Hello", " there"}).join() : chatCompletion("Hello there");
}

void FaultBench::answerWell(UpstreamCall &call)
{
    if (!call.request().body.contains("\"stream\": true")) {
        call.answer(200, wholeAnswer(false));
        return;
    }
    call.beginStream();
    call.piece(wholeAnswer(true));
    call.endStream();
}

QString FaultBench::disagreement(const HttpReply &reply, const QStringList &tried, int unseen,
                                 const QStringList &headerSays)
{
    const int ofOne = one.posts() - std::exchange(m_postsOfOne, one.posts());
    const int ofTwo = two.posts() - std::exchange(m_postsOfTwo, two.posts());
    const QString header = QString::fromLatin1(reply.header("x-gateway-attempts"));
    const QStringList inHeader = header.split(u", "_s, Qt::SkipEmptyParts);
    if (!fits(headerSays.isEmpty() ? tried : headerSays, inHeader))
        return u"the header says "_s + list(inHeader);
    const std::optional<CallRow> row = gateway.settledRow(reply);
    if (!row)
        return u"there is no settled row"_s;
    QStringList inRow;
    for (const CallAttempt &attempt : row->settled.tried)
        inRow += attempt.provider + u'=' + attempt.outcome;
    if (!fits(tried, inRow))
        return u"the row says "_s + list(inRow);
    if (row->settled.attempts != tried.size())
        return u"the row counts %1"_s.arg(row->settled.attempts);
    const auto isOne = [](const QString &word) { return word.startsWith(u"one="); };
    const auto expectedOfOne = int(std::count_if(tried.cbegin(), tried.cend(), isOne));
    if (ofOne != expectedOfOne - unseen || ofTwo != int(tried.size()) - expectedOfOne)
        return u"the providers saw %1 and %2 POSTs"_s.arg(ofOne).arg(ofTwo);
    return {};
}

} // namespace gateway::test
