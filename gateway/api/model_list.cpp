// SPDX-License-Identifier: MIT
#include "api/model_list.h"

#include <QDateTime>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QUrlQuery>

#include <algorithm>

namespace gateway {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr qsizetype maxPage = 1000;

QByteArray compact(const QJsonObject &object)
{
    return QJsonDocument(object).toJson(QJsonDocument::Compact);
}

QJsonObject openAiObject(const ListedModel &model)
{
    return {{u"id"_s, model.id},
            {u"object"_s, u"model"_s},
            {u"created"_s, toMillis(model.createdAt) / 1000},
            {u"owned_by"_s, model.ownedBy}};
}

QJsonObject anthropicObject(const ListedModel &model)
{
    const QDateTime created = QDateTime::fromSecsSinceEpoch(toMillis(model.createdAt) / 1000).toUTC();
    return {{u"type"_s, u"model"_s},
            {u"id"_s, model.id},
            {u"display_name"_s, model.id},
            {u"created_at"_s, created.toString(Qt::ISODate)}};
}

qsizetype pageSize(const QUrlQuery &query)
{
    bool isNumber = false;
    const int limit = query.queryItemValue(u"limit"_s).toInt(&isNumber);
    return isNumber ? std::clamp<qsizetype>(limit, 1, maxPage) : maxPage;
}

std::optional<qsizetype> placeOf(const QList<ListedModel> &models, const QUrlQuery &query,
                                 const QString &name)
{
    const QString id = query.queryItemValue(name, QUrl::FullyDecoded);
    for (qsizetype i = 0; i < models.size() && !id.isEmpty(); ++i) {
        if (models[i].id == id)
            return i;
    }
    return std::nullopt;
}

} // namespace

QByteArray openAiModelList(const QList<ListedModel> &models)
{
    QJsonArray data;
    for (const ListedModel &model : models)
        data.append(openAiObject(model));
    return compact({{u"object"_s, u"list"_s}, {u"data"_s, data}});
}

QByteArray openAiModel(const ListedModel &model)
{
    return compact(openAiObject(model));
}

QByteArray anthropicModelList(const QList<ListedModel> &models, const QByteArray &query)
{
    const QUrlQuery parsed(QString::fromUtf8(query));
    const qsizetype size = pageSize(parsed);
    qsizetype begin = 0;
    qsizetype end = models.size();
    bool backwards = false;
    if (const auto after = placeOf(models, parsed, u"after_id"_s)) {
        begin = *after + 1;
    } else if (const auto before = placeOf(models, parsed, u"before_id"_s)) {
        end = *before;
        backwards = true;
    }
    const bool hasMore = end - begin > size;
    if (hasMore && backwards)
        begin = end - size;
    else if (hasMore)
        end = begin + size;

    QJsonArray data;
    for (qsizetype i = begin; i < end; ++i)
        data.append(anthropicObject(models[i]));
    const auto idAt = [&](qsizetype i) { return begin < end ? QJsonValue(models[i].id) : QJsonValue(); };
    return compact({{u"data"_s, data},
                    {u"has_more"_s, hasMore},
                    {u"first_id"_s, idAt(begin)},
                    {u"last_id"_s, idAt(end - 1)}});
}

QByteArray anthropicModel(const ListedModel &model)
{
    return compact(anthropicObject(model));
}

} // namespace gateway
