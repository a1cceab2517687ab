// SPDX-License-Identifier: MIT
#pragma once

#include <QString>

namespace gateway {

// The text without what looks like a credential: "sk-..." keys, bearer tokens, values of key parameters and
// of the headers that carry keys. For everything that is written to a log. Pure.
QString redact(const QString &text);

} // namespace gateway
