// SPDX-License-Identifier: MIT
#include "api/model_list.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace gateway;
using namespace Qt::Literals::StringLiterals;

namespace {

QList<ListedModel> listed(int count)
{
    QList<ListedModel> models;
    for (int i = 0; i < count; ++i)
        models.append({u"m%1"_s.arg(i), u"up"_s, Time{std::chrono::seconds(1'700'000'000 + i)}});
    return models;
}

QJsonObject parsed(const QByteArray &json)
{
    return QJsonDocument::fromJson(json).object();
}

} // namespace

class TestModelList final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void openAi()
    {
        const QJsonObject body = parsed(openAiModelList(listed(2)));
        QCOMPARE(body.value(u"object").toString(), u"list"_s);
        QCOMPARE(body.value(u"data").toArray().size(), 2);
        const QJsonObject model = body.value(u"data")[1].toObject();
        QCOMPARE(model, parsed(openAiModel(listed(2)[1])));
        QCOMPARE(model.value(u"id").toString(), u"m1"_s);
        QCOMPARE(model.value(u"object").toString(), u"model"_s);
        QCOMPARE(model.value(u"created").toInteger(), 1'700'000'001);
        QCOMPARE(model.value(u"owned_by").toString(), u"up"_s);
        QVERIFY(parsed(openAiModelList({})).value(u"data").toArray().isEmpty());
    }

    void anthropic()
    {
        const QJsonObject model = parsed(anthropicModel(listed(1)[0]));
        QCOMPARE(model.value(u"type").toString(), u"model"_s);
        QCOMPARE(model.value(u"id").toString(), u"m0"_s);
        QCOMPARE(model.value(u"display_name").toString(), u"m0"_s);
        QCOMPARE(model.value(u"created_at").toString(), u"2023-11-14T22:13:20Z"_s);
        QCOMPARE(parsed(anthropicModelList(listed(1))).value(u"data")[0].toObject(), model);
        const QJsonObject none = parsed(anthropicModelList({}));
        QVERIFY(none.value(u"first_id").isNull() && none.value(u"last_id").isNull());
        QCOMPARE(none.value(u"has_more"), QJsonValue(false));
    }

    void pages_data()
    {
        QTest::addColumn<QByteArray>("query");
        QTest::addColumn<QString>("ids"); // first, last, and '+' when there are more
        const auto row = [](const char *query, const char *ids) {
            QTest::newRow(query) << QByteArray(query) << QString::fromLatin1(ids);
        };
        row("", "m0 m4");
        row("limit=2", "m0 m1+");
        row("limit=5", "m0 m4");
        row("limit=0", "m0 m0+");
        row("limit=-3", "m0 m0+");
        row("limit=many", "m0 m4");
        row("limit=99999999999", "m0 m4");
        row("limit=2&after_id=m1", "m2 m3+");
        row("limit=2&after_id=m2", "m3 m4");
        row("after_id=m4", " ");
        row("limit=2&before_id=m4", "m2 m3+");
        row("limit=2&before_id=m2", "m0 m1");
        row("before_id=m0", " ");
        row("after_id=gone", "m0 m4");
        row("beta=true&limit=1", "m0 m0+");
    }
    void pages()
    {
        QFETCH(QByteArray, query);
        const QJsonObject body = parsed(anthropicModelList(listed(5), query));
        const QJsonArray data = body.value(u"data").toArray();
        const QString first = body.value(u"first_id").toString();
        const QString last = body.value(u"last_id").toString();
        QTEST(QString(first + u' ' + last + (body.value(u"has_more").toBool() ? u"+" : u"")), "ids");
        QCOMPARE(data.first()[u"id"].toString(), first);
        QCOMPARE(data.last()[u"id"].toString(), last);
    }

    void allPagesAreAll()
    {
        QStringList ids;
        QByteArray query = "limit=3";
        for (int page = 0; page < 10; ++page) {
            const QJsonObject body = parsed(anthropicModelList(listed(11), query));
            for (const QJsonValue model : body.value(u"data").toArray())
                ids += model[u"id"].toString();
            if (!body.value(u"has_more").toBool())
                break;
            query = "limit=3&after_id=" + body.value(u"last_id").toString().toUtf8();
        }
        QCOMPARE(ids.size(), 11);
        QCOMPARE(ids.last(), u"m10"_s);
    }
};

QTEST_GUILESS_MAIN(TestModelList)
#include "tst_model_list.moc"
