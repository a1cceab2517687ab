// SPDX-License-Identifier: MIT
#include "upstream/probe_call.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include <algorithm>

namespace gateway {

using namespace Qt::Literals::StringLiterals;

namespace {

constexpr qsizetype maxModels = 5'000;
constexpr qsizetype maxNameLength = 200;

bool isName(const QString &text)
{
    return !text.isEmpty() && text.size() <= maxNameLength &&
           std::all_of(text.begin(), text.end(), [](QChar c) { return c.isPrint() && !c.isSpace(); });
}

} // namespace

void ModelListCall::send()
{
    // Anthropic's list comes in pages, which are small unless asked for.
    get(m_provider.dialect == Dialect::Anthropic ? u"/v1/models?limit=1000" : u"/v1/models");
}

void ModelListCall::succeeded()
{
    // {"data": [{"id"}]}, as everybody; a bare array (Together); {"models": [{"name"}]} (some local servers).
    const QJsonDocument document = QJsonDocument::fromJson(m_body);
    QJsonValue list = document.object()["data"_L1];
    if (document.isArray())
        list = document.array();
    else if (!list.isArray())
        list = document.object()["models"_L1];
    if (!list.isArray()) {
        finish(false, u"The answer is no list of models: check the base URL."_s);
        return;
    }
    for (const QJsonValue &entry : list.toArray()) {
        const QString id =
                entry.isString() ? entry.toString() : entry["id"_L1].toString(entry["name"_L1].toString());
        if (isName(id) && m_report.models.size() < maxModels)
            m_report.models += id;
    }
    m_report.models.removeDuplicates();
    if (m_report.models.isEmpty())
        finish(false, u"The provider answers, and lists no model for this key."_s);
    else
        finish(true, u"%1 models are listed."_s.arg(m_report.models.size()));
}

} // namespace gateway
