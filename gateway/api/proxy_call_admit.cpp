// SPDX-License-Identifier: MIT
// Whether the call may be made, and where: what is decided before the row is opened.
#include "api/error_body.h"
#include "api/proxy_call.h"

#include "wire/token_estimate.h"

namespace gateway {

bool ProxyCall::isStrict() const
{
    const Snapshot::KeyEntry &entry = *m_request.identity.entry;
    return entry.key.limits.strict || entry.userLimits.strict;
}

bool ProxyCall::generates() const
{
    return m_request.endpoint != "/v1/embeddings" && m_request.endpoint != "/v1/messages/count_tokens";
}

Result<RequestBody> ProxyCall::readBody() const
{
    Result<RequestBody> read = readRequestBody(m_body, m_request.dialect);
    if (!read)
        return read;
    const bool wantsMessages =
            m_request.endpoint == "/v1/chat/completions" || m_request.dialect == WireDialect::Anthropic;
    if (wantsMessages && !read->hasMessages)
        return failure(ErrorCode::InvalidRequest,
                       QStringLiteral("'messages' is missing or is not an array."));
    if (isStrict() && generates() && !read->unboundable.isEmpty())
        return failure(ErrorCode::InvalidRequest,
                       QStringLiteral("This key may only make calls whose cost has a bound, and these fields "
                                      "have none: %1.")
                               .arg(read->unboundable.join(QStringLiteral(", "))));
    return read;
}

Result<QList<Candidate>> ProxyCall::findCandidates()
{
    const Snapshot &snapshot = *m_request.identity.snapshot;
    QString &model = m_account.record.model;
    if (m_read.model)
        model = *m_read.model;
    else if (m_request.path == "/v1/chat")
        model = snapshot.settings.defaultModel;
    else
        return failure(ErrorCode::InvalidRequest, QStringLiteral("'model' is missing."));

    const QStringList &keyPatterns = m_request.identity.entry->key.limits.models;
    const QStringList &userPatterns = m_request.identity.entry->userLimits.models;
    if (!m_read.otherModels.isEmpty() && !(keyPatterns.isEmpty() && userPatterns.isEmpty()))
        return failure(ErrorCode::ModelNotAllowed,
                       QStringLiteral("This key may only use certain models, and '%1' lets the provider "
                                      "choose others.")
                               .arg(m_read.otherModels.constFirst()));

    ModelQuery query;
    query.model = model;
    query.dialect = m_request.dialect;
    query.keyPatterns = keyPatterns;
    query.userPatterns = userPatterns;
    Result<QList<Candidate>> candidates = resolveCandidates(snapshot, query, m_services.routing().random);
    if (candidates) {
        if (const Outcome usable = dropUnusable(*candidates); !usable)
            return tl::make_unexpected(usable.error());
    }
    return candidates;
}

// Places whose key cannot be unsealed are no places.
Outcome ProxyCall::dropUnusable(QList<Candidate> &candidates) const
{
    QString problem;
    QList<Candidate> usable;
    for (Candidate &candidate : candidates) {
        const auto provider = m_services.provider(candidate.provider->id);
        candidate.keys.removeIf([&](qint64 id) {
            const PreparedProvider::Key *key = provider ? provider->key(id) : nullptr;
            if (key && !key->problem.isEmpty())
                problem = QStringLiteral("The key of provider '%1' cannot be used: %2")
                                  .arg(candidate.provider->name, key->problem);
            return !key || !key->problem.isEmpty();
        });
        if (!candidate.keys.isEmpty())
            usable.append(candidate);
    }
    candidates = std::move(usable);
    if (!candidates.isEmpty())
        return {};
    if (!problem.isEmpty())
        return failure(ErrorCode::UpstreamCredentials, problem);
    return failure(ErrorCode::NoUpstreamAvailable,
                   QStringLiteral("No provider answers for '%1' now.").arg(m_account.record.model));
}

// What may not be called for want of a price is left out; when nothing is left, admission says so.
tl::expected<Admitted, Refusal> ProxyCall::admit(QList<Candidate> &candidates)
{
    const Snapshot::KeyEntry &entry = *m_request.identity.entry;
    QList<Candidate> priced = candidates;
    if (!mayUseUnpriced(entry)) {
        priced.removeIf([this](const Candidate &candidate) {
            return m_account.priceOf(*candidate.provider, candidate.upstreamModel) == nullptr;
        });
    }
    std::vector<const Price *> prices;
    for (const Candidate &candidate : std::as_const(priced)) {
        if (const Price *price = m_account.priceOf(*candidate.provider, candidate.upstreamModel))
            prices.push_back(price);
    }
    const bool counted = m_request.endpoint != "/v1/messages/count_tokens";
    AdmissionRequest request;
    request.entry = &entry;
    request.client = m_exchange->peer();
    request.startedAt = m_account.record.startedAt;
    request.now = m_account.started();
    request.model = m_account.record.model;
    request.promptTokens = counted ? m_read.promptTokenEstimate : 0;
    request.bodyBytes = counted ? m_body.size() + m_read.remoteImages * imageTokens : 0;
    request.maxTokens = isStrict() ? strictMaximum() : m_read.maxTokens;
    request.choices = m_read.choices;
    request.generates = generates();
    request.price = prices.empty() ? nullptr : prices.front();
    request.otherPrices = prices.empty() ? std::span<const Price *const>() : std::span(prices).subspan(1);
    request.rateMicros = m_account.record.rateMicros;
    if (!priced.isEmpty())
        candidates = std::move(priced);
    return m_services.admission().admit(request);
}

// A provider may follow any of the names that bound an answer, and may take 0 or what is no count for no
// bound at all.
std::optional<qint64> ProxyCall::strictMaximum() const
{
    std::optional<qint64> greatest;
    for (const TokenLimit &limit : m_read.limits) {
        if (limit.tokens.value_or(0) <= 0)
            return std::nullopt;
        greatest = std::max(greatest.value_or(0), *limit.tokens);
    }
    return greatest;
}

} // namespace gateway
