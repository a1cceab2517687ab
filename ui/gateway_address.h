// SPDX-License-Identifier: MIT
#pragma once

#include "ui/gateway_control.h"

#include "config/settings.h"

namespace gateway::ui {

// What to write into a client: the address in use, or the one that the settings will bring.
QString addressForClients(const GatewayControl &control, const Settings &settings);

// Where a gateway of ours listens at its next start: as the environment says, else the settings.
QStringList wantedListen(const GatewayControl &control, const Settings &settings);

// The first of `listen` with another port.
QStringList withPort(const QStringList &listen, quint16 port);

// The next port after `taken` on which this machine would let us listen at `host`; 0 when a hundred in a row
// are taken.
quint16 nextFreePort(const QString &host, quint16 taken);
bool isFree(const ListenAddress &address);

} // namespace gateway::ui
