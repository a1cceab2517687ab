// SPDX-License-Identifier: MIT
#include "access/rate_headers.h"

namespace gateway {

namespace {

void append(QList<HeaderField> &fields, RateDialect dialect, const QByteArray &what,
            const Allowance &allowance, Time now)
{
    const QByteArray limit = QByteArray::number(allowance.limit);
    const QByteArray remaining = QByteArray::number(allowance.remaining);
    if (dialect == RateDialect::Anthropic) {
        const QByteArray prefix = "anthropic-ratelimit-" + what;
        fields.append(HeaderField{prefix + "-limit", limit});
        fields.append(HeaderField{prefix + "-remaining", remaining});
        // Whole seconds, as Anthropic writes them.
        const Time reset = std::chrono::ceil<std::chrono::seconds>(now + allowance.resetIn);
        fields.append(HeaderField{prefix + "-reset", toRfc3339(reset).left(19).toLatin1() + 'Z'});
        return;
    }
    fields.append(HeaderField{"x-ratelimit-limit-" + what, limit});
    fields.append(HeaderField{"x-ratelimit-remaining-" + what, remaining});
    fields.append(HeaderField{"x-ratelimit-reset-" + what, goDuration(allowance.resetIn)});
}

} // namespace

QList<HeaderField> rateHeaders(RateDialect dialect, const RateState &rates, Time now)
{
    QList<HeaderField> fields;
    if (rates.requests)
        append(fields, dialect, "requests", *rates.requests, now);
    if (rates.tokens)
        append(fields, dialect, "tokens", *rates.tokens, now);
    return fields;
}

QList<HeaderField> refusalHeaders(RateDialect dialect, const Refusal &refusal, Time now)
{
    QList<HeaderField> fields = rateHeaders(dialect, refusal.rates, now);
    if (refusal.retryAfter) {
        const auto seconds = std::chrono::ceil<std::chrono::seconds>(*refusal.retryAfter);
        fields.append(HeaderField{"retry-after", QByteArray::number(qint64(seconds.count()))});
        fields.append(HeaderField{"retry-after-ms", QByteArray::number(qint64(refusal.retryAfter->count()))});
        fields.append(HeaderField{"x-should-retry", refusal.shouldRetry ? "true" : "false"});
    }
    return fields;
}

QByteArray goDuration(Millis duration)
{
    qint64 millis = std::max<qint64>(0, duration.count());
    if (millis == 0)
        return "0s";
    if (millis < 1000)
        return QByteArray::number(millis) + "ms";
    QByteArray text;
    const qint64 hours = millis / 3'600'000;
    const qint64 minutes = millis / 60'000 % 60;
    if (hours > 0)
        text += QByteArray::number(hours) + 'h';
    if (hours > 0 || minutes > 0)
        text += QByteArray::number(minutes) + 'm';
    millis %= 60'000;
    text += QByteArray::number(millis / 1000);
    if (const qint64 rest = millis % 1000; rest != 0) {
        text += '.' + QByteArray::number(rest).rightJustified(3, '0');
        while (text.endsWith('0'))
            text.chop(1);
    }
    return text + 's';
}

} // namespace gateway
