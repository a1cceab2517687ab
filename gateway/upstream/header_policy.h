// SPDX-License-Identifier: MIT
#pragma once

#include "http/framing.h"

namespace gateway {

// What of the client's headers reaches the provider: everything but its credential, cookies, Origin and forwarding
// headers, hop-by-hop headers and those named by Connection, and what our own transport decides. Pure.
QList<HeaderField> headersForProvider(const RequestHead &head);

// The client's query parameters, but for a credential (`key`).
QByteArray queryForProvider(const QByteArray &query);

// What of the provider's headers reaches the client: everything but cookies, organisation and account headers, CORS and
// transport security of its own site, hop-by-hop headers and the length, which is ours to tell. Its request id becomes
// x-upstream-request-id. Names are expected in lower case. Pure.
QList<HeaderField> headersForClient(const QList<HeaderField> &headers);

// Via: the gateways of this kind that the request has passed, then this one, so that a ring of several is noticed too.
// Entries of other proxies are the client's affair.
QByteArray viaChain(const RequestHead &head, const QByteArray &own);
bool hasPassed(const RequestHead &head, const QByteArray &own);

QByteArray headerValue(const QList<HeaderField> &headers, QByteArrayView name); // null when absent

} // namespace gateway
