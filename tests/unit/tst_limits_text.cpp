// SPDX-License-Identifier: MIT
#include "config/limits_text.h"

#include <QTest>

using namespace gateway;
using namespace Qt::StringLiterals;

Q_DECLARE_METATYPE(gateway::Budget)

class TestLimitsText final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void budgets_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<Budget>("budget");
        QTest::addColumn<QString>("shown");
        const auto row = [](const char *text, BudgetUnit unit, qint64 amount, BudgetPeriod period,
                            const char *shown) {
            QTest::newRow(text) << QString::fromLatin1(text) << Budget{unit, period, amount}
                                << QString::fromLatin1(shown);
        };
        using enum BudgetPeriod;
        row("5USD/day", BudgetUnit::Usd, 5'000'000, Day, "5USD/day");
        row("0.5USD/day", BudgetUnit::Usd, 500'000, Day, "0.5USD/day");
        row("300CNY/month", BudgetUnit::Cny, 300'000'000, Month, "300CNY/month");
        row("2000000tok/week", BudgetUnit::Tokens, 2'000'000, Week, "2000000tok/week");
        row("1tok/hour", BudgetUnit::Tokens, 1, Hour, "1tok/hour");
        row("50USD/total", BudgetUnit::Usd, 50'000'000, Total, "50USD/total");
        row("0.000001USD/hour", BudgetUnit::Usd, 1, Hour, "0.000001USD/hour");
        row("0.100000USD/hour", BudgetUnit::Usd, 100'000, Hour, "0.1USD/hour");
        row("007.10CNY/day", BudgetUnit::Cny, 7'100'000, Day, "7.1CNY/day");
        row(" 5 usd / DAY ", BudgetUnit::Usd, 5'000'000, Day, "5USD/day");
        // Where a double would be off.
        row("0.29USD/day", BudgetUnit::Usd, 290'000, Day, "0.29USD/day");
        row("999999999.999999USD/total", BudgetUnit::Usd, 999'999'999'999'999, Total,
            "999999999.999999USD/total");
        row("1000000000USD/total", BudgetUnit::Usd, limits_text::mostMicros, Total, "1000000000USD/total");
        row("1000000000000000tok/total", BudgetUnit::Tokens, limits_text::mostTokens, Total,
            "1000000000000000tok/total");
    }
    void budgets()
    {
        QFETCH(QString, text);
        const Result<Budget> parsed = limits_text::parseBudget(text);
        QVERIFY2(parsed, parsed ? "" : qPrintable(parsed.error().message));
        QTEST(*parsed, "budget");
        const QString shown = limits_text::showBudget(*parsed);
        QTEST(shown, "shown");
        QCOMPARE(*limits_text::parseBudget(shown), *parsed);
    }

    void refusals_data()
    {
        QTest::addColumn<QString>("text");
        for (const char *text : {"",
                                 "/",
                                 "5",
                                 "5USD",
                                 "USD/day",
                                 "5USD/",
                                 "5/day",
                                 "5USD/year",
                                 "5EUR/day",
                                 "5USD/day/day",
                                 "-5USD/day",
                                 "+5USD/day",
                                 "5.USD/day",
                                 ".5USD/day",
                                 "5,5USD/day",
                                 "5e3USD/day",
                                 "0x5USD/day",
                                 "1.5tok/day",
                                 "1.0tok/day",
                                 "0.0000001USD/day",
                                 "0USD/day",
                                 "0.000000USD/day",
                                 "0tok/day",
                                 "1000000000.000001USD/day",
                                 "1000000001USD/day",
                                 "1000000000000001tok/day",
                                 "99999999999999999999999999USD/day",
                                 "infUSD/day",
                                 "nanUSD/day",
                                 "5 5USD/day",
                                 "5USDday",
                                 "none"})
            QTest::newRow(*text == '\0' ? "empty" : text) << QString::fromLatin1(text);
        QTest::newRow("digits of another script") << u"\u0665USD/day"_s;
    }
    void refusals()
    {
        QFETCH(QString, text);
        const Result<Budget> parsed = limits_text::parseBudget(text);
        QVERIFY(!parsed);
        QCOMPARE(parsed.error().code, ErrorCode::InvalidArgument);
        QVERIFY(!parsed.error().message.isEmpty());
    }

    void amounts_data()
    {
        QTest::addColumn<qint64>("amount");
        QTest::addColumn<BudgetUnit>("unit");
        QTest::addColumn<QString>("shown");
        QTest::newRow("nothing") << qint64(0) << BudgetUnit::Usd << u"0USD"_s;
        QTest::newRow("micro") << qint64(1) << BudgetUnit::Cny << u"0.000001CNY"_s;
        QTest::newRow("overdrawn") << qint64(-1'500'000) << BudgetUnit::Usd << u"-1.5USD"_s;
        QTest::newRow("tokens") << qint64(1'500'000) << BudgetUnit::Tokens << u"1500000tok"_s;
        QTest::newRow("least") << std::numeric_limits<qint64>::min() << BudgetUnit::Usd
                               << u"-9223372036854.775808USD"_s;
    }
    void amounts()
    {
        QFETCH(qint64, amount);
        QFETCH(BudgetUnit, unit);
        QTEST(limits_text::showAmount(amount, unit), "shown");
    }
};

QTEST_APPLESS_MAIN(TestLimitsText)
#include "tst_limits_text.moc"
