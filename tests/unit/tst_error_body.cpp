// SPDX-License-Identifier: MIT
#include "api/error_body.h"

#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace gateway;
using namespace Qt::Literals::StringLiterals;

class TestErrorBody final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void types_data()
    {
        QTest::addColumn<ErrorCode>("code");
        QTest::addColumn<int>("status");
        QTest::addColumn<QString>("openAi"); // type and code
        QTest::addColumn<QString>("anthropic");
        const auto row = [](ErrorCode code, int status, const char *openAi, const char *anthropic) {
            QTest::newRow(openAi) << code << status << QString::fromLatin1(openAi)
                                  << QString::fromLatin1(anthropic);
        };
        row(ErrorCode::InvalidRequest, 400, "invalid_request_error invalid_request", "invalid_request_error");
        row(ErrorCode::InvalidApiKey, 401, "invalid_request_error invalid_api_key", "authentication_error");
        row(ErrorCode::ModelNotAllowed, 403, "invalid_request_error model_not_allowed", "permission_error");
        row(ErrorCode::CallStopped, 403, "invalid_request_error call_stopped", "permission_error");
        row(ErrorCode::AddressNotAllowed, 403, "invalid_request_error address_not_allowed",
            "permission_error");
        row(ErrorCode::ModelNotFound, 404, "invalid_request_error model_not_found", "not_found_error");
        row(ErrorCode::RequestTooLarge, 413, "invalid_request_error request_too_large", "request_too_large");
        row(ErrorCode::RateLimited, 429, "rate_limit_error rate_limit_exceeded", "rate_limit_error");
        row(ErrorCode::QuotaExceeded, 429, "insufficient_quota insufficient_quota", "rate_limit_error");
        row(ErrorCode::Internal, 500, "server_error internal_error", "api_error");
        row(ErrorCode::UpstreamCredentials, 502, "upstream_error upstream_credentials", "api_error");
        row(ErrorCode::Overloaded, 503, "server_error overloaded", "overloaded_error");
        row(ErrorCode::UpstreamTimeout, 504, "upstream_error upstream_timeout", "timeout_error");
    }
    void types()
    {
        QFETCH(ErrorCode, code);
        const Error error{code, u"Say \"what\" to do."_s};
        QTEST(httpErrorInfo(code).status, "status");
        for (const WireDialect dialect : {WireDialect::OpenAiChat, WireDialect::OpenAiResponses}) {
            const QJsonObject body =
                    QJsonDocument::fromJson(errorBody(dialect, error, "model", "req_1")).object();
            QCOMPARE(body.keys(), QStringList{u"error"_s});
            const QJsonObject inner = body.value(u"error").toObject();
            QCOMPARE(inner.size(), 4);
            QCOMPARE(inner.value(u"message").toString(), error.message);
            QCOMPARE(inner.value(u"param").toString(), u"model"_s);
            QTEST(QString(inner.value(u"type").toString() + u' ' + inner.value(u"code").toString()),
                  "openAi");
        }
        const QJsonObject body =
                QJsonDocument::fromJson(errorBody(WireDialect::Anthropic, error, "model", "req_1")).object();
        QCOMPARE(body.keys(), (QStringList{u"error"_s, u"request_id"_s, u"type"_s}));
        QCOMPARE(body.value(u"type").toString(), u"error"_s);
        QCOMPARE(body.value(u"request_id").toString(), u"req_1"_s);
        QCOMPARE(body.value(u"error")[u"message"].toString(), error.message);
        QTEST(body.value(u"error")[u"type"].toString(), "anthropic");
    }

    void paramIsNullWhenThereIsNone()
    {
        const QJsonObject body =
                QJsonDocument::fromJson(errorBody(WireDialect::OpenAiChat, {ErrorCode::Internal, u"x"_s}))
                        .object();
        QVERIFY(body.value(u"error").toObject().value(u"param").isNull());
    }

    // Every code that reaches clients has its own entry in the map.
    void everyCodeIsKnown()
    {
        for (int i = 0; i < int(ErrorCode::Internal); ++i) {
            const HttpErrorInfo info = httpErrorInfo(ErrorCode(i));
            QVERIFY2(QByteArrayView(info.code) != "internal_error", qPrintable(QString::number(i)));
            QVERIFY(!QByteArrayView(info.anthropicType).isEmpty());
        }
    }

    void events_data()
    {
        QTest::addColumn<WireDialect>("dialect");
        QTest::addColumn<QByteArray>("begin");
        QTest::newRow("chat") << WireDialect::OpenAiChat << QByteArray("data: {");
        QTest::newRow("responses") << WireDialect::OpenAiResponses << QByteArray("event: error\ndata: {");
        QTest::newRow("Anthropic") << WireDialect::Anthropic << QByteArray("event: error\ndata: {");
    }
    void events()
    {
        QFETCH(WireDialect, dialect);
        QFETCH(QByteArray, begin);
        const QByteArray event =
                errorEvent(dialect, {ErrorCode::UpstreamTimeout, u"Line\nend"_s}, "req_1", 12);
        QVERIFY(event.startsWith(begin));
        QVERIFY(event.endsWith("}\n\n"));
        const QByteArray json = event.mid(begin.size() - 1).trimmed();
        QVERIFY(!json.contains('\n')); // one line of data
        const QJsonObject body = QJsonDocument::fromJson(json).object();
        QVERIFY(body.value(u"error").isObject());
        if (dialect == WireDialect::OpenAiResponses) {
            QCOMPARE(body.value(u"type").toString(), u"error"_s);
            QCOMPARE(body.value(u"code").toString(), u"upstream_timeout"_s);
            QCOMPARE(body.value(u"sequence_number").toInt(), 12);
        }
        if (dialect == WireDialect::Anthropic)
            QCOMPARE(body.value(u"type").toString(), u"error"_s);
    }
};

QTEST_GUILESS_MAIN(TestErrorBody)
#include "tst_error_body.moc"
