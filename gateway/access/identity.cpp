// SPDX-License-Identifier: MIT
#include "access/identity.h"

#include "secrets/gateway_key.h"

namespace gateway {

namespace {

constexpr qsizetype maxCredential = 512;

} // namespace

QByteArray credentialOf(const RequestHead &head)
{
    const QByteArray authorization = head.value("authorization");
    if (authorization.size() > 7 && authorization.left(7).compare("bearer ", Qt::CaseInsensitive) == 0) {
        const QByteArray token = authorization.mid(7).trimmed();
        if (!token.isEmpty())
            return token;
    }
    return head.value("x-api-key");
}

Result<Identity> identify(const SnapshotPtr &snapshot, const QByteArray &credential, Time now)
{
    if (credential.isEmpty())
        return failure(ErrorCode::InvalidApiKey,
                       QStringLiteral("No API key was sent. Send it as 'Authorization: Bearer sk-...'."));
    const auto unknown = [] {
        return failure(ErrorCode::InvalidApiKey,
                       QStringLiteral("The API key is not known to this gateway. Ask its owner for a key."));
    };
    if (credential.size() > maxCredential)
        return unknown();
    const auto entry = snapshot->keysByHash.constFind(gatewayKeyHash(credential));
    if (entry == snapshot->keysByHash.cend())
        return unknown();
    if (entry->key.revokedAt)
        return failure(ErrorCode::InvalidApiKey, QStringLiteral("The API key was revoked."));
    if (entry->key.limits.expiresAt && *entry->key.limits.expiresAt <= now)
        return failure(ErrorCode::InvalidApiKey,
                       QStringLiteral("The API key expired on %1.").arg(toRfc3339(*entry->key.limits.expiresAt)));
    if (!entry->userEnabled)
        return failure(ErrorCode::InvalidApiKey, QStringLiteral("The user of this API key is disabled."));
    return Identity{snapshot, &entry.value()};
}

} // namespace gateway
