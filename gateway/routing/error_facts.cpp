// SPDX-License-Identifier: MIT
#include "routing/retry_policy.h"

#include "wire/json_cursor.h"

#include <algorithm>
#include <iterator>

namespace gateway {

namespace {

using Kind = JsonCursor::Kind;
using Subject = ErrorFacts::Subject;

constexpr qsizetype maxBody = 64 * 1024;
constexpr qsizetype maxName = 64;
constexpr qsizetype maxMessage = 2 * 1024;

struct Word
{
    QByteArrayView text; // lower case
    Subject subject;
};

// The values of `code`, `type` and `status` in the providers' documentations and recorded answers.
constexpr Word words[] = {
        // OpenAI and many after it
        {"insufficient_quota", Subject::Quota},
        {"credit_balance_exhausted", Subject::Quota},
        {"billing_hard_limit_reached", Subject::Quota},
        {"billing_not_active", Subject::Quota},
        {"usage_not_included", Subject::Quota},
        {"usage_limit_reached", Subject::Quota},
        {"insufficient_balance", Subject::Quota},
        {"insufficient_credits", Subject::Quota},
        {"insufficient_user_quota", Subject::Quota},
        {"rate_limit_exceeded", Subject::RateLimit},
        {"rate_limit_error", Subject::RateLimit},
        {"too_many_requests", Subject::RateLimit},
        {"slow_down", Subject::RateLimit},
        {"requests", Subject::RateLimit},
        {"tokens", Subject::RateLimit},
        {"server_error", Subject::Overloaded},
        {"server_is_overloaded", Subject::Overloaded},
        {"service_unavailable_error", Subject::Overloaded},
        {"server_unavailable", Subject::Overloaded},
        {"invalid_api_key", Subject::Credential},
        {"authentication_error", Subject::Credential},
        {"unsupported_country_region_territory", Subject::Credential},
        {"content_filter", Subject::Content},
        {"content_policy_violation", Subject::Content},
        {"invalid_prompt", Subject::Content},
        {"invalid_request_error", Subject::Request},
        {"context_length_exceeded", Subject::Request},
        {"model_not_found", Subject::Request},
        {"unsupported_parameter", Subject::Request},
        {"unsupported_value", Subject::Request},
        {"invalid_value", Subject::Request},
        {"string_above_max_length", Subject::Request},
        {"tool_use_failed", Subject::Request},
        // Anthropic
        {"billing_error", Subject::Quota},
        {"overloaded_error", Subject::Overloaded},
        {"api_error", Subject::Overloaded},
        {"timeout_error", Subject::Overloaded},
        {"permission_error", Subject::Credential},
        {"not_found_error", Subject::Request},
        {"request_too_large", Subject::Request},
        // Moonshot
        {"exceeded_current_quota_error", Subject::Quota},
        {"rate_limit_reached_error", Subject::RateLimit},
        {"engine_overloaded_error", Subject::Overloaded},
        {"invalid_authentication_error", Subject::Credential},
        {"incorrect_api_key_error", Subject::Credential},
        {"permission_denied_error", Subject::Credential},
        {"resource_not_found_error", Subject::Request},
        // Alibaba, Volcengine
        {"arrearage", Subject::Quota},
        {"allocationquota.freetieronly", Subject::Quota},
        {"accountoverdueerror", Subject::Quota},
        {"throttling", Subject::RateLimit},
        {"throttling.ratequota", Subject::RateLimit},
        {"throttling.allocationquota", Subject::RateLimit},
        {"limit_requests", Subject::RateLimit},
        {"invalidapikey", Subject::Credential},
        {"data_inspection_failed", Subject::Content},
        {"datainspectionfailed", Subject::Content},
        {"invalidparameter", Subject::Request},
        // Zhipu: strings of digits
        {"1113", Subject::Quota},
        {"1304", Subject::Quota},
        {"1308", Subject::Quota},
        {"1309", Subject::Quota},
        {"1310", Subject::Quota},
        {"1302", Subject::RateLimit},
        {"1303", Subject::RateLimit},
        {"1305", Subject::Overloaded},
        {"1000", Subject::Credential},
        {"1001", Subject::Credential},
        {"1002", Subject::Credential},
        {"1003", Subject::Credential},
        {"1004", Subject::Credential},
        {"1301", Subject::Content},
        {"1211", Subject::Request},
        {"1261", Subject::Request},
        // Google
        {"resource_exhausted", Subject::RateLimit},
        {"unavailable", Subject::Overloaded},
        {"unauthenticated", Subject::Credential},
        {"permission_denied", Subject::Credential},
        {"invalid_argument", Subject::Request},
};

// MiniMax's base_resp.status_code.
Subject miniMaxSubject(qint64 code)
{
    switch (code) {
    case 1002:
    case 1039:
        return Subject::RateLimit;
    case 1008:
        return Subject::Quota;
    case 1004:
        return Subject::Credential;
    case 1026:
    case 1027:
        return Subject::Content;
    case 2013:
        return Subject::Request;
    default:
        return Subject::Overloaded;
    }
}

Subject subjectOf(const QByteArray &name)
{
    const QByteArray lower = name.toLower();
    const auto *found = std::find_if(std::begin(words), std::end(words),
                                     [&](const Word &word) { return word.text == lower; });
    return found == std::end(words) ? Subject::Unknown : found->subject;
}

// A message may repeat what the client wrote, so that these words count only with a status that is not the
// client's.
bool speaksOfEmptyAccount(const QByteArray &lowerMessage)
{
    static constexpr QByteArrayView phrases[] = {
            "insufficient balance",
            "insufficient credit",
            "insufficient account balance",
            "insufficient_quota",
            "credit balance",
            "arrear",
            "exceeded your current quota",
            "exceeded current quota",
            "\xe4\xbd\x99\xe9\xa2\x9d\xe4\xb8\x8d\xe8\xb6\xb3", // "balance is not enough", Chinese
            "\xe6\xac\xa0\xe8\xb4\xb9",                         // "in arrears", Chinese
    };
    return std::any_of(std::begin(phrases), std::end(phrases),
                       [&](QByteArrayView phrase) { return lowerMessage.contains(phrase); });
}

// Anthropic says these with 400 and the type of a bad request. A sentence that begins so is no echo.
bool beginsAsEmptyAccount(const QByteArray &lowerMessage)
{
    return lowerMessage.startsWith("your credit balance is too low") ||
           lowerMessage.startsWith("you have reached your specified api usage limits");
}

QByteArray plainName(const QByteArray &text)
{
    const bool plain =
            !text.isEmpty() && text.size() <= maxName && std::all_of(text.begin(), text.end(), [](char c) {
                return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                       c == '_' || c == '.' || c == '-' || c == '/';
            });
    return plain ? text : QByteArray();
}

// Takes one value: a plain name or an integer; anything else is skipped.
QByteArray readName(JsonCursor &cursor)
{
    if (cursor.peek() == Kind::String) {
        JsonString string;
        return cursor.readString(string) && string.raw.size() <= maxName ? plainName(string.text())
                                                                         : QByteArray();
    }
    if (cursor.peek() == Kind::Number) {
        QByteArrayView number;
        qint64 value = 0;
        return cursor.readNumber(number) && toInteger(number, value) ? QByteArray::number(value)
                                                                     : QByteArray();
    }
    cursor.skip();
    return {};
}

QByteArray readMessage(JsonCursor &cursor)
{
    JsonString string;
    if (cursor.peek() != Kind::String) {
        cursor.skip();
        return {};
    }
    if (!cursor.readString(string))
        return {};
    string.raw = string.raw.first(std::min(string.raw.size(), maxMessage));
    return string.text().toLower();
}

// "34.4s"
std::optional<Millis> readDelay(QByteArrayView json)
{
    const qsizetype key = json.indexOf("\"retryDelay\"");
    if (key < 0)
        return {};
    const qsizetype begin = json.indexOf('"', json.indexOf(':', key) + 1) + 1;
    const qsizetype end = begin > 0 ? json.indexOf('"', begin) : -1;
    if (end <= begin || json[end - 1] != 's')
        return {};
    bool ok = false;
    const double seconds = json.sliced(begin, end - 1 - begin).toByteArray().toDouble(&ok);
    if (!ok || !(seconds >= 0) || seconds > 86'400)
        return {};
    return Millis(qint64(seconds * 1000));
}

class Reader final
{
public:
    explicit Reader(QByteArrayView json)
        : m_json(json.first(std::min(json.size(), maxBody))), m_cut(json.size() > maxBody)
    {}

    ErrorFacts read()
    {
        JsonCursor cursor(m_json);
        if (cursor.peek() == Kind::Array) {
            cursor.enterArray();
            if (cursor.nextElement() && cursor.peek() == Kind::Object)
                readTop(cursor);
        } else if (cursor.peek() == Kind::Object) {
            readTop(cursor);
        }
        if (cursor.failed() && !m_cut)
            return {};
        if (!m_facts.present && m_code && m_message && !m_answer) {
            m_facts.present = true;
            m_facts.code = m_topCode;
            judge(m_topMessage);
        }
        return m_facts.present ? m_facts : ErrorFacts{};
    }

private:
    void readTop(JsonCursor &cursor)
    {
        cursor.enterObject();
        JsonString key;
        while (cursor.nextKey(key)) {
            if (key.equals("error")) {
                readError(cursor);
            } else if (key.equals("response") && cursor.peek() == Kind::Object) {
                // Responses: {"type":"response.failed","response":{"error":{...}}}
                cursor.enterObject();
                JsonString inner;
                while (cursor.nextKey(inner)) {
                    if (inner.equals("error"))
                        readError(cursor);
                    else
                        cursor.skip();
                }
            } else if (key.equals("base_resp") && cursor.peek() == Kind::Object) {
                readBaseResponse(cursor);
            } else if (key.equals("code")) {
                m_topCode = readName(cursor);
                m_code = !m_topCode.isEmpty();
            } else if (key.equals("message")) {
                m_message = cursor.peek() == Kind::String;
                m_topMessage = readMessage(cursor);
            } else {
                m_answer = m_answer || key.equals("choices") || key.equals("output") ||
                           key.equals("content") || key.equals("object");
                cursor.skip();
            }
        }
    }

    void readError(JsonCursor &cursor)
    {
        switch (cursor.peek()) {
        case Kind::String: {
            const QByteArray message = readMessage(cursor);
            if (message.isEmpty())
                return;
            m_facts.present = true;
            judge(message);
            return;
        }
        case Kind::Object:
            readErrorObject(cursor);
            return;
        case Kind::True:
            m_facts.present = true;
            break;
        default:
            break;
        }
        cursor.skip();
    }

    void readErrorObject(JsonCursor &cursor)
    {
        QByteArray message;
        bool any = false;
        bool perDay = false;
        bool flagged = false;
        cursor.enterObject();
        JsonString key;
        while (cursor.nextKey(key)) {
            any = true;
            const bool isStatus = key.equals("status");
            if (key.equals("type")) {
                m_facts.type = readName(cursor);
            } else if (key.equals("code")) {
                m_facts.code = readName(cursor);
            } else if (isStatus || key.equals("status_code")) {
                const QByteArray name = readName(cursor);
                if (const int status = httpStatus(name); status != 0)
                    m_facts.status = status;
                else if (isStatus && m_facts.type.isEmpty())
                    m_facts.type = name; // Google: "RESOURCE_EXHAUSTED"
            } else if (key.equals("message")) {
                message = readMessage(cursor);
            } else if (key.equals("details") || key.equals("metadata")) {
                const QByteArrayView rest = remaining(cursor);
                perDay = perDay || rest.contains("PerDay");
                flagged = flagged || rest.contains("\"flagged_input\""); // OpenRouter's moderation
                if (const auto delay = readDelay(rest))
                    m_facts.retryAfter = delay;
            } else {
                cursor.skip();
            }
        }
        if (!any)
            return;
        m_facts.present = true;
        if (m_facts.status == 0)
            m_facts.status = httpStatus(m_facts.code);
        judge(message);
        const bool google = m_facts.type.compare("RESOURCE_EXHAUSTED", Qt::CaseInsensitive) == 0;
        if (google) // its message speaks of the quota also when a minute's is meant
            m_facts.quotaWords = false;
        if (google && perDay)
            m_facts.subject = Subject::Quota;
        if (flagged)
            m_facts.subject = Subject::Content;
    }

    void readBaseResponse(JsonCursor &cursor)
    {
        cursor.enterObject();
        JsonString key;
        while (cursor.nextKey(key)) {
            if (!key.equals("status_code")) {
                cursor.skip();
                continue;
            }
            const QByteArray code = readName(cursor);
            if (code.isEmpty() || code == "0")
                continue;
            m_facts.present = true;
            m_facts.code = code;
            m_facts.subject = miniMaxSubject(code.toLongLong());
        }
    }

    // The text of one value, which is taken.
    QByteArrayView remaining(JsonCursor &cursor)
    {
        cursor.peek();
        const qsizetype begin = cursor.position();
        cursor.skip();
        return cursor.failed() ? QByteArrayView() : m_json.sliced(begin, cursor.position() - begin);
    }

    void judge(const QByteArray &lowerMessage)
    {
        m_facts.subject = subjectOf(m_facts.code);
        if (m_facts.subject == Subject::Unknown)
            m_facts.subject = subjectOf(m_facts.type);
        if (beginsAsEmptyAccount(lowerMessage))
            m_facts.subject = Subject::Quota;
        m_facts.quotaWords = speaksOfEmptyAccount(lowerMessage);
    }

    static int httpStatus(const QByteArray &text)
    {
        bool ok = false;
        const int status = text.toInt(&ok);
        return ok && text.size() == 3 && status >= 400 && status <= 599 ? status : 0;
    }

    QByteArrayView m_json;
    bool m_cut = false;
    ErrorFacts m_facts;
    bool m_code = false;
    bool m_message = false;
    bool m_answer = false;
    QByteArray m_topCode;
    QByteArray m_topMessage;
};

} // namespace

ErrorFacts readErrorFacts(QByteArrayView json)
{
    return Reader(json).read();
}

bool quotaExhausted(int status, const ErrorFacts &facts)
{
    if (!facts.present)
        return false;
    if (facts.subject == Subject::Quota)
        return true;
    const bool fits =
            status == 402 || status == 403 || status == 429 ||
            (status < 300 && facts.subject != Subject::Request && facts.subject != Subject::Content);
    return facts.quotaWords && fits;
}

} // namespace gateway
