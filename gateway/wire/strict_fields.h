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

// {"role":"user",...}
bool isUserMessage(QByteArrayView message);

} // namespace gateway::wire
