// SPDX-License-Identifier: MIT
#include "store/management.h"
#include "support/fake_clock.h"
#include "support/temp_database.h"

#include <QTest>

using namespace gateway;
using namespace gateway::test;

namespace {

Provider providerOf(const QString &name, const QStringList &models)
{
    Provider provider;
    provider.name = name;
    provider.baseUrl = QStringLiteral("https://api.example.com/v1");
    provider.models = models;
    return provider;
}

} // namespace

// What a call without a model gets when the demo, which answered it, gives way to a real provider.
class TestDefaultModel final : public QObject
{
    Q_OBJECT

private:
    FakeClock m_clock;

private Q_SLOTS:
    void followsTheFirstProvider_data()
    {
        QTest::addColumn<QString>("preset");
        QTest::addColumn<QStringList>("models");
        QTest::addColumn<QString>("model");

        const QString before = QStringLiteral("moonshot-v1-8k");
        QTest::newRow("its first model")
                << QString() << QStringList{QStringLiteral("m-1"), QStringLiteral("m-2")}
                << QStringLiteral("m-1");
        QTest::newRow("one that chats")
                << QString() << QStringList{QStringLiteral("text-embedding"), QStringLiteral("m-2")}
                << QStringLiteral("m-2");
        QTest::newRow("its preset's own")
                << QStringLiteral("deepseek")
                << QStringList{QStringLiteral("a-model"), QStringLiteral("deepseek-flash")}
                << QStringLiteral("deepseek-flash");
        QTest::newRow("it answers the present one")
                << QString() << QStringList{QStringLiteral("m-1"), before} << before;
        QTest::newRow("nothing is known of it") << QString() << QStringList() << before;
    }

    void followsTheFirstProvider()
    {
        QFETCH(QString, preset);
        QFETCH(QStringList, models);
        QFETCH(QString, model);
        TempDatabase temp;
        Management management(temp.database(), m_clock, QStringLiteral("cli:test"));
        QVERIFY(setUpDemo(management, {}));
        Provider provider = providerOf(QStringLiteral("up"), models);
        provider.preset = preset;
        QVERIFY(management.addProvider(provider, {}, nullptr));
        QCOMPARE(management.settings()->defaultModel, model);
        QVERIFY(management.routes()->isEmpty());
    }

    void followsTheFirstList()
    {
        TempDatabase temp;
        Management management(temp.database(), m_clock, QStringLiteral("cli:test"));
        const QString up = QStringLiteral("up");
        const QString before = QStringLiteral("moonshot-v1-8k");
        QVERIFY(setUpDemo(management, {}));
        QVERIFY(management.addProvider(providerOf(up, {}), {}, nullptr));
        QCOMPARE(management.settings()->defaultModel, before);
        QVERIFY(management.setProviderModels(up, {QStringLiteral("m-1"), QStringLiteral("m-2")}));
        QCOMPARE(management.settings()->defaultModel, QStringLiteral("m-1"));
        QCOMPARE(management.audit(1)->constFirst().subject, QStringLiteral("default_model = m-1"));

        // What is there stays, though the list comes to lack it: it may be back with the next one.
        QVERIFY(management.setProviderModels(up, {QStringLiteral("m-2")}));
        QCOMPARE(management.settings()->defaultModel, QStringLiteral("m-1"));
    }

    void staysWhereItLeadsSomewhere_data()
    {
        QTest::addColumn<QString>("route");
        QTest::addColumn<QString>("model");

        QTest::newRow("an alias") << QStringLiteral("fast") << QStringLiteral("fast");
        QTest::newRow("a pattern") << QStringLiteral("fast-*") << QStringLiteral("fast-2");
        QTest::newRow("a provider by name") << QString() << QStringLiteral("first/anything");
        QTest::newRow("another provider's models to come") << QString() << QStringLiteral("later");
    }

    void staysWhereItLeadsSomewhere()
    {
        QFETCH(QString, route);
        QFETCH(QString, model);
        TempDatabase temp;
        Management management(temp.database(), m_clock, QStringLiteral("cli:test"));
        const QString first = QStringLiteral("first");
        QVERIFY(management.addProvider(providerOf(first, {QStringLiteral("m-1")}), {}, nullptr));
        if (!route.isEmpty())
            QVERIFY(management.setRoute(route, first, QStringLiteral("m-1")));
        QVERIFY(management.setSetting(QStringLiteral("default_model"), model));
        QVERIFY(management.addProvider(providerOf(QStringLiteral("up"), {QStringLiteral("m-2")}), {},
                                       nullptr));
        QCOMPARE(management.settings()->defaultModel, model);
    }
};

QTEST_GUILESS_MAIN(TestDefaultModel)
#include "tst_default_model.moc"
