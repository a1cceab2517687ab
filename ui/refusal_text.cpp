// SPDX-License-Identifier: MIT
#include "ui/refusal_text.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QLocale>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

QString RefusalText::sentence(QStringView code)
{
    const std::pair<QLatin1StringView, QString> known[] = {
            {"invalid_request"_L1, tr("The request is not understood.")},
            {"invalid_api_key"_L1, tr("The key is not valid here.")},
            {"address_not_allowed"_L1, tr("The key may not be used from this address.")},
            {"rate_limit_exceeded"_L1, tr("Too many requests at once; try again shortly.")},
            {"insufficient_quota"_L1, tr("The budget is used up.")},
            {"model_not_allowed"_L1, tr("The key may not use this model.")},
            {"model_not_found"_L1, tr("No provider answers for this model.")},
            {"request_timeout"_L1, tr("The request did not arrive in time.")},
            {"request_too_large"_L1, tr("The request is too large.")},
            {"upstream_unreachable"_L1, tr("The provider cannot be reached.")},
            {"upstream_invalid_response"_L1, tr("The provider's answer is not understood.")},
            {"upstream_credentials"_L1,
             tr("The provider refuses its provider key. Replace it under Providers.")},
            {"no_upstream_available"_L1, tr("No provider can answer at the moment.")},
            {"shutting_down"_L1, tr("The gateway is stopping.")},
            {"ledger_unavailable"_L1, tr("Usage cannot be recorded at the moment, so nothing is sent.")},
            {"overloaded"_L1, tr("The gateway has too much to do; try again shortly.")},
            {"call_stopped"_L1, tr("The request was stopped in the window.")},
            {"upstream_timeout"_L1, tr("The provider did not answer in time.")},
            {"loop_detected"_L1,
             tr("The request came back to this gateway: a provider's address leads here.")},
    };
    for (const auto &[name, words] : known) {
        if (code == name)
            return words;
    }
    return {};
}

QString RefusalText::ofRow(const QString &error)
{
    const qsizetype colon = error.indexOf(u": "_s);
    const QString words = sentence(QStringView(error).first(colon < 0 ? error.size() : colon));
    if (words.isEmpty())
        return error;
    return colon < 0 ? words : words + u" · "_s + error.sliced(colon + 2);
}

QString RefusalText::of(const QByteArray &body, bool askedProvider)
{
    constexpr qsizetype longest = 500;
    const QJsonValue error = QJsonDocument::fromJson(body)["error"_L1];
    const QString message = error.isString() ? error.toString() : error["message"_L1].toString();
    const QString code = error["code"_L1].toString();
    const bool ours = !askedProvider || code.startsWith("upstream_"_L1);
    if (ours && QLocale().language() == QLocale::Chinese) {
        if (const QString words = sentence(code); !words.isEmpty())
            return words;
    }
    return message.isEmpty() ? QString::fromUtf8(body.left(longest)).trimmed() : message;
}

} // namespace gateway::ui
