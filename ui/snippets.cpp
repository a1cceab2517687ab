// SPDX-License-Identifier: MIT
#include "ui/snippets.h"

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

// Model names come from people: quotes and backslashes must not break out of a string literal.
QString quoted(const QString &text)
{
    QString result = text;
    result.replace(u'\\', "\\\\"_L1).replace(u'"', "\\\""_L1);
    return u'"' + result + u'"';
}

QString shellQuoted(const QString &text)
{
    QString result = text;
    result.replace(u'\'', "'\\''"_L1);
    return u'\'' + result + u'\'';
}

} // namespace

QString snippet(SnippetLanguage language, const QString &baseUrl, const QString &key, const QString &model)
{
    switch (language) {
    case SnippetLanguage::Curl: {
        const QString body = "{\"model\":%1,\"messages\":[{\"role\":\"user\",\"content\":\"Hello\"}]}"_L1.arg(
                quoted(model));
        return "curl %1/v1/chat/completions \\\n"
               "  -H \"Authorization: Bearer %2\" \\\n"
               "  -H \"Content-Type: application/json\" \\\n"
               "  -d %3\n"_L1.arg(baseUrl, key, shellQuoted(body));
    }
    case SnippetLanguage::Python:
        return "from openai import OpenAI\n"
               "\n"
               "client = OpenAI(base_url=\"%1/v1\", api_key=\"%2\")\n"
               "answer = client.chat.completions.create(\n"
               "    model=%3,\n"
               "    messages=[{\"role\": \"user\", \"content\": \"Hello\"}],\n"
               ")\n"
               "print(answer.choices[0].message.content)\n"_L1.arg(baseUrl, key, quoted(model));
    case SnippetLanguage::JavaScript:
        return "import OpenAI from \"openai\";\n"
               "\n"
               "const client = new OpenAI({ baseURL: \"%1/v1\", apiKey: \"%2\" });\n"
               "const answer = await client.chat.completions.create({\n"
               "  model: %3,\n"
               "  messages: [{ role: \"user\", content: \"Hello\" }],\n"
               "});\n"
               "console.log(answer.choices[0].message.content);\n"_L1.arg(baseUrl, key, quoted(model));
    }
    return {};
}

} // namespace gateway::ui
