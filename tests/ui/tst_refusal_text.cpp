// SPDX-License-Identifier: MIT
#include "api/error_body.h"
#include "ui/refusal_text.h"

#include <QLocale>
#include <QTest>
#include <QTimeZone>
#include <QTranslator>

using namespace gateway;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

// What the window says of a call that the gateway or a provider refused.
class TestRefusalText final : public QObject
{
    Q_OBJECT

private:
    QTranslator m_chinese;

    static QByteArray body(ErrorCode code)
    {
        return errorBody(WireDialect::OpenAiChat, {code, u"The budget of $10.00 a day is used up."_s});
    }

private Q_SLOTS:
    void initTestCase() { QVERIFY(m_chinese.load(u":/i18n/gateway_zh_CN.qm"_s)); }
    void cleanup()
    {
        QCoreApplication::removeTranslator(&m_chinese);
        QLocale::setDefault(QLocale(QLocale::English));
    }

    void saysItInTheWindowsLanguage_data()
    {
        QTest::addColumn<QByteArray>("answer");
        QTest::addColumn<bool>("askedProvider");
        QTest::addColumn<QString>("english");
        QTest::addColumn<QString>("chinese");

        const QString said = u"The budget of $10.00 a day is used up."_s;
        QTest::newRow("the gateway's budget")
                << body(ErrorCode::QuotaExceeded) << false << said << u"预算已用完。"_s;
        const QByteArray exact = errorBody(WireDialect::OpenAiChat,
                                           {ErrorCode::QuotaExceeded,
                                            u"The key's budget of 10USD/day is used up: 10.2 USD of "
                                            "10 USD. It resets at 2026-11-23T16:00:00Z."_s});
        QTest::newRow("which budget, until when")
                << exact << false
                << u"The key's budget of $10 per day is used up: $10.20 of $10. It resets on 2026-11-24 00:00."_s
                << u"密钥的预算（每天 $10）已用完：$10.20 / $10。2026-11-24 00:00 重置。"_s;
        const QByteArray scarce =
                errorBody(WireDialect::OpenAiChat,
                          {ErrorCode::QuotaExceeded,
                           u"The user's budget of 2000tok/total (raised to 2500 tokens) has 100 tokens left "
                           u"beside what "
                           "calls in flight hold, and this call may need 812 tokens. It does not reset."_s});
        QTest::newRow("what is left of it")
                << scarce << false
                << u"The user's budget of 2,000 tokens in total has 100 tokens left; this request may need 812 tokens."_s
                << u"用户的预算（总计 2,000 Token）还剩 100 Token，此请求可能需要 812 Token。"_s;
        QTest::newRow("the account at the provider")
                << body(ErrorCode::QuotaExceeded) << true << said << said;
        QTest::newRow("a provider that is not there")
                << body(ErrorCode::UpstreamUnreachable) << true << said << u"无法连接提供商。"_s;
        QTest::newRow("a code of somebody else")
                << QByteArray(R"({"error":{"message":"no","code":"content_filter"}})") << false << u"no"_s
                << u"no"_s;
        QTest::newRow("only text") << QByteArray(R"({"error":"busy"})") << true << u"busy"_s << u"busy"_s;
        QTest::newRow("no JSON") << QByteArray("<h1>Bad gateway</h1>") << false << u"<h1>Bad gateway</h1>"_s
                                 << u"<h1>Bad gateway</h1>"_s;
    }

    void saysItInTheWindowsLanguage()
    {
        QFETCH(QByteArray, answer);
        QFETCH(bool, askedProvider);
        const QTimeZone zone("Asia/Shanghai");
        QTEST(RefusalText::of(answer, askedProvider, zone), "english");
        QCoreApplication::installTranslator(&m_chinese);
        QLocale::setDefault(QLocale(u"zh_CN"_s));
        QTEST(RefusalText::of(answer, askedProvider, zone), "chinese");
    }

    void readsRows_data()
    {
        QTest::addColumn<QString>("error");
        QTest::addColumn<QString>("text");

        QTest::newRow("a budget") << u"insufficient_quota: key budget 10USD/day"_s
                                  << u"The key's budget of $10 per day does not suffice."_s;
        QTest::newRow("a budget of tokens")
                << u"insufficient_quota: user budget 2000000tok/week"_s
                << u"The user's budget of 2 M tokens per week does not suffice."_s;
        QTest::newRow("requests") << u"rate_limit_exceeded: key requests per minute"_s
                                  << u"The limit of requests per minute is reached."_s;
        QTest::newRow("expiry") << u"invalid_api_key: key expiry"_s << u"The key has expired."_s;
        QTest::newRow("no price") << u"insufficient_quota: user money budget, and the model has no price"_s
                                  << u"The model has no price, so a budget of money cannot hold for it."_s;
        QTest::newRow("a limit to come")
                << u"insufficient_quota: key moon phase"_s << u"The budget is used up. · key moon phase"_s;
        QTest::newRow("a code") << u"upstream_timeout"_s << u"The provider did not answer in time."_s;
        QTest::newRow("words") << u"error in the answer"_s << u"error in the answer"_s;
        QTest::newRow("none") << QString() << QString();
    }

    void readsRows()
    {
        QFETCH(QString, error);
        QTEST(RefusalText::ofRow(error), "text");
    }
};

QTEST_MAIN(TestRefusalText)
#include "tst_refusal_text.moc"
