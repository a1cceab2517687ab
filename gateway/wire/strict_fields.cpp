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
    return isOneOf(value, {"null", "false", "[]", "{}", "\"\""});
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
