// SPDX-License-Identifier: MIT
#pragma once

#include "config/model.h"
#include "base/error.h"

class QNetworkProxy;

namespace gateway {

// Proxies on the way to providers, as text: "http://HOST:PORT" (CONNECT for https) or "socks5://HOST:PORT";
// "none" for the direct way; empty where somebody else decides: for a provider the setting `upstream_proxy`,
// for the setting the direct way. Names are looked up by the proxy. Pure.

// What may be stored. InvalidArgument with a sentence for people.
Result<QString> normaliseProxy(const QString &text);

// The proxy of calls to a provider; empty: none. The setting leaves providers on this machine alone.
QString proxyOf(const Provider &provider, const QString &setting);
// The same as a provider that needs no setting any more.
Provider withProxyDecided(Provider provider, const QString &setting);

QNetworkProxy toNetworkProxy(const QString &proxy); // of proxyOf()

} // namespace gateway
