// SPDX-License-Identifier: MIT
#pragma once

#include <QtGlobal>

namespace gateway {

// What a request path speaks. The chat dialect includes /v1/completions and /v1/embeddings, which share its
// shapes.
enum class WireDialect : quint8 { OpenAiChat, OpenAiResponses, Anthropic };

// What providers of Anthropic's dialect are told when the client sent no anthropic-version of its own.
inline constexpr char defaultAnthropicVersion[] = "2023-06-01";

} // namespace gateway
