// SPDX-License-Identifier: MIT
#pragma once

#include "http/framing.h"

#include <QStringList>

namespace gateway {

// The Host header against DNS rebinding: loopback names, IP literals and `allowedHosts` pass, with any port. Pure.
bool hostAllowed(QByteArrayView host, const QStringList &allowedHosts);

// Cross-origin rules. A request without Origin, or from the gateway's own page (Origin equals http(s)://Host), is not
// cross-origin. Otherwise the origin must be in the list, which may hold "*". Pure.
enum class OriginVerdict { SameOrigin, Allowed, Refused };
OriginVerdict judgeOrigin(const RequestHead &head, const QStringList &allowedOrigins);

// Headers for an allowed cross-origin answer, errors and streams included.
QList<HeaderField> corsHeaders(const RequestHead &head);
// Headers for the answer to a preflight (OPTIONS with Origin and Access-Control-Request-Method).
bool isPreflight(const RequestHead &head);
QList<HeaderField> preflightHeaders(const RequestHead &head);

} // namespace gateway
