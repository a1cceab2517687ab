// SPDX-License-Identifier: MIT
#include "route_target.h"

#include <QTest>

using namespace gateway;
using namespace gateway::cli;
using namespace Qt::StringLiterals;

class TestCliRouteTarget final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void targets_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("provider");
        QTest::addColumn<QString>("model");
        QTest::addColumn<int>("priority"); // 7: as given by its place
        QTest::addColumn<int>("weight");
        const auto row = [](const char *text, const char *provider, const char *model, int priority = 7,
                            int weight = 1) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromUtf8(provider)
                                << QString::fromUtf8(model) << priority << weight;
        };
        row("p/m", "p", "m");
        row("p/m@0", "p", "m", 0);
        row("p/m@2:3", "p", "m", 2, 3);
        row("p/org/m", "p", "org/m");
        row("p/org/m@1", "p", "org/m", 1);
        row("p/m@v2", "p", "m@v2");
        row("p/m@v2@1:9", "p", "m@v2", 1, 9);
        row("p/m@1@2", "p", "m@1", 2);
        row("p/claude@20250929@0", "p", "claude@20250929", 0);
        row("p/m:free", "p", "m:free");
        row("p/m:free@1:2", "p", "m:free", 1, 2);
        row("p/m@1:", "p", "m@1:");
        row("p/m@:2", "p", "m@:2");
        row("p/m@1:2:3", "p", "m@1:2:3");
        row("p/m@-1", "p", "m@-1");
        row("p@x/m", "p@x", "m");
        row("月之暗面/m@1", "月之暗面", "m", 1);
    }
    void targets()
    {
        QFETCH(QString, text);
        const Result<TargetRequest> target = parseTarget(text, false, 7);
        QVERIFY2(target, target ? "" : qPrintable(target.error().message));
        QTEST(target->provider, "provider");
        QTEST(target->model, "model");
        QTEST(target->priority, "priority");
        QTEST(target->weight, "weight");
    }

    void patternsKeepTheModelAsAsked()
    {
        const Result<TargetRequest> target = parseTarget(u"p@1:2"_s, true, 7);
        QVERIFY(target);
        QCOMPARE(target->provider, u"p"_s);
        QCOMPARE(target->model, QString());
        QCOMPARE(target->priority, 1);
        QCOMPARE(target->weight, 2);
    }

    void refusals_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("ofPattern");
        QTest::newRow("empty") << u""_s << true;
        QTest::newRow("no model") << u"p"_s << false;
        QTest::newRow("no model but a slash") << u"p/@1"_s << false;
        QTest::newRow("no provider") << u"/m"_s << true;
        QTest::newRow("suffix alone") << u"@1:2"_s << true;
        QTest::newRow("version that ends like a priority") << u"p/claude@20250929"_s << false;
        QTest::newRow("priority too large") << u"p/m@99999999999"_s << false;
        QTest::newRow("weight too large") << u"p/m@1:99999999999"_s << false;
    }
    void refusals()
    {
        QFETCH(QString, text);
        QFETCH(bool, ofPattern);
        const Result<TargetRequest> target = parseTarget(text, ofPattern, 0);
        QVERIFY(!target);
        QCOMPARE(target.error().code, ErrorCode::InvalidArgument);
    }

    void shown_data()
    {
        QTest::addColumn<QList<RouteTarget>>("targets");
        QTest::addColumn<QString>("text");
        using Targets = QList<RouteTarget>;
        QTest::newRow("one") << Targets{{{1}, u"m"_s, 0, 1}} << u"p1/m"_s;
        QTest::newRow("one that looks like a suffix") << Targets{{{1}, u"m@5"_s, 0, 1}} << u"p1/m@5@0"_s;
        QTest::newRow("weight") << Targets{{{1}, u"m"_s, 0, 2}} << u"p1/m@0:2"_s;
        QTest::newRow("two") << Targets{{{1}, u"a"_s, 0, 1}, {{2}, u"b"_s, 1, 3}} << u"p1/a@0, p2/b@1:3"_s;
        QTest::newRow("as asked") << Targets{{{1}, {}, 0, 1}} << u"p1/(the model as asked)"_s;
    }
    void shown()
    {
        QFETCH(QList<RouteTarget>, targets);
        const RouteInfo info{{{1}, u"x"_s, targets, false}, {u"p1"_s, u"p2"_s}};
        QTEST(targetsText(info), "text");
    }
};

QTEST_APPLESS_MAIN(TestCliRouteTarget)
#include "tst_cli_route_target.moc"
