// SPDX-License-Identifier: MIT
#include "wire/strict_fields.h"

#include "wire/json_cursor.h"

#include <algorithm>
#include <initializer_list>

namespace gateway::wire {

namespace {

bool isOneOf(QByteArrayView key, std::initializer_list<QByteArrayView> names)
{
    return std::find(names.begin(), names.end(), key) != names.end();
}

bool isNothing(QByteArrayView value)
{
    // Not {}: an empty web_search_options asks for a search with every option at its default.
    return isOneOf(value, {"null", "false", "[]", "\"\""});
}

} // namespace

bool leavesCostOpen(WireDialect dialect, QByteArrayView key, QByteArrayView value)
{
    if (isNothing(value))
        return false;
    if (key == "service_tier") // priority costs a multiple
        return !isOneOf(value, {"\"auto\"", "\"default\"", "\"flex\"", "\"standard_only\""});
    // Searches, plug-ins and fallbacks of several vendors; whatever an extra body may hold.
    if (isOneOf(key,
                {"web_search", "enable_search", "search_options", "search_parameters", "web_search_options",
                 "plugins", "models", "fallbacks", "route", "extra_body", "mcp_servers"}))
        return true;
    switch (dialect) {
    case WireDialect::OpenAiChat:
        // Rejected parts of a prediction are paid for beside the answer; sound has a price of its own.
        if (key == "modalities")
            return value.contains("audio");
        return isOneOf(key, {"prediction", "audio", "previous_response_id", "conversation", "background"});
    case WireDialect::OpenAiResponses:
        return isOneOf(key, {"previous_response_id", "conversation", "background", "prompt"});
    case WireDialect::Anthropic:
        return (key == "speed" && value != "\"standard\"") || isOneOf(key, {"container", "inference_geo"});
    }
    return false;
}

bool choosesOtherModels(QByteArrayView key, QByteArrayView value)
{
    return isOneOf(key, {"models", "fallbacks", "route"}) && !isNothing(value);
}

QByteArrayView almostPolicyMember(QByteArrayView key)
{
    static constexpr QByteArrayView names[] = {"model",
                                                                 "models",
                                                                 "fallbacks",
                                                                 "route",
                                                                 "stream",
                                                                 "stream_options",
                                                                 "messages",
                                                                 "input",
                                                                 "prompt",
                                                                 "system",
                                                                 "instructions",
                                                                 "tools",
                                                                 "functions",
                                                                 "max_tokens",
                                                                 "max_completion_tokens",
                                                                 "max_output_tokens",
                                                                 "n",
                                                                 "best_of",
                                                                 "service_tier"};
    QByteArray folded = key.toByteArray();
    folded.replace("\xc5\xbf", "s").replace("\xe2\x84\xaa", "k"); // the long s and the Kelvin sign
    folded = folded.toLower();
    const auto name = std::find(std::begin(names), std::end(names), QByteArrayView(folded));
    return name != std::end(names) && *name != key ? *name : QByteArrayView();
}

bool isUserMessage(QByteArrayView message)
{
    JsonCursor cursor(message);
    if (cursor.peek() != JsonCursor::Kind::Object)
        return true; // a bare text is the user's
    cursor.enterObject();
    JsonString key;
    JsonString role;
    while (cursor.nextKey(key)) {
        if (key.equals("role") && cursor.peek() == JsonCursor::Kind::String)
            return cursor.readString(role) && role.equals("user");
        cursor.skip();
    }
    return false;
}

} // namespace gateway::wire
