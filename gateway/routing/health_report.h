// SPDX-License-Identifier: MIT
#pragma once

#include "base/time.h"

#include <QList>
#include <QString>

namespace gateway {

class HealthBook;
struct Snapshot;

// Something at a provider that does not work at the moment, as people are told of it.
struct ProviderTrouble
{
    enum class Kind : quint8 {
        Resting, // left alone after failures
        Trying,  // its rest is over, and nobody has seen it work yet
        Limited, // the provider itself said when to come back, or a quota is used up
        Refused  // the provider refused the key
    };

    QString provider;
    qint64 keyId = 0; // 0: whatever the key
    QString model;    // the upstream's name; empty: all of them
    Kind kind = Kind::Resting;
    QString reason; // outcomeWord() of what led to it

    friend bool operator==(const ProviderTrouble &, const ProviderTrouble &) = default;
};

// By provider, in the order of the configuration. Pure.
QList<ProviderTrouble> troublesOf(const HealthBook &book, const Snapshot &snapshot, SteadyTime now);

} // namespace gateway
