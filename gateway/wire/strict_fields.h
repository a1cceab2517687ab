// SPDX-License-Identifier: MIT
#pragma once

#include "wire/dialect.h"

#include <QByteArrayView>

// What request_body asks about single members. For wire/request_body.cpp alone.
namespace gateway::wire {

// Whether a top-level member, with this value, makes a call cost more than its bytes, its tools and its
// greatest answer can say: it refers to what the provider keeps, lets the provider add to the prompt or try
// other models, or chooses another price.
bool leavesCostOpen(WireDialect dialect, QByteArrayView key, QByteArrayView value);

// Whether a top-level member has the provider try models that `model` does not name.
bool choosesOtherModels(QByteArrayView key, QByteArrayView value);

// The member that a careless reader would take this one for: some servers (everything that uses Go's
// encoding/json) compare names without regard to case, the last one wins, and what was checked here would
// not be what is answered. Empty: none.
QByteArrayView almostPolicyMember(QByteArrayView key);

// {"role":"user",...}
bool isUserMessage(QByteArrayView message);

} // namespace gateway::wire
