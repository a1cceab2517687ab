// SPDX-License-Identifier: MIT
#include "wire/token_estimate.h"

#include <QTest>

using namespace gateway;

class TestTokenEstimate final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void byScript_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("tokens");
        QTest::newRow("empty") << QString() << qint64(0);
        QTest::newRow("one letter") << QStringLiteral("a") << qint64(1);
        QTest::newRow("four letters") << QStringLiteral("abcd") << qint64(1);
        QTest::newRow("five letters") << QStringLiteral("abcde") << qint64(2);
        QTest::newRow("forty letters") << QStringLiteral("abcdefghij").repeated(4) << qint64(10);
        QTest::newRow("Chinese") << QString::fromUtf8("你好，世界") << qint64(5);
        QTest::newRow("Japanese") << QString::fromUtf8("こんにちは") << qint64(5);
        QTest::newRow("Korean") << QString::fromUtf8("안녕하세요") << qint64(5);
        QTest::newRow("beyond the basic plane") << QString::fromUtf8("𠀀😀") << qint64(2);
        QTest::newRow("Cyrillic, two per token") << QString::fromUtf8("привет") << qint64(3);
        QTest::newRow("Thai, two per token") << QString::fromUtf8("สวัสดี") << qint64(3);
        QTest::newRow("mixed") << QString::fromUtf8("GPT 你好 é") << qint64(4);
    }
    void byScript()
    {
        QFETCH(QString, text);
        TokenEstimator estimate;
        estimate.add(text.toUtf8());
        QTEST(estimate.tokens(), "tokens");
    }

    void cutsDoNotMatter()
    {
        const QByteArray text =
                QString::fromUtf8("The 快速 brown лиса 😀 jumps, 안녕 あ").repeated(3).toUtf8();
        TokenEstimator whole;
        whole.add(text);
        for (qsizetype first = 0; first <= text.size(); ++first) {
            TokenEstimator pieces;
            pieces.add(QByteArrayView(text).first(first));
            pieces.add(QByteArrayView(text).sliced(first));
            QCOMPARE(pieces.quarterTokens(), whole.quarterTokens());
        }
    }

    void countsForTheDemo_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<qint64>("count");
        QTest::newRow("empty") << QString() << qint64(0);
        QTest::newRow("punctuation only") << QStringLiteral(" ,. !?") << qint64(0);
        QTest::newRow("words") << QStringLiteral("Hello, dear world!") << qint64(3);
        QTest::newRow("apostrophe") << QStringLiteral("It's John's") << qint64(2);
        QTest::newRow("numbers") << QStringLiteral("3 x 14") << qint64(3);
        QTest::newRow("accents, composed or not") << QString::fromUtf8("caf\u00e9 cafe\u0301") << qint64(2);
        QTest::newRow("Chinese singly, its punctuation not")
                << QString::fromUtf8("你好，世界！") << qint64(4);
        QTest::newRow("mixed without spaces") << QString::fromUtf8("用GPT写代码") << qint64(5);
        QTest::newRow("beyond the basic plane") << QString::fromUtf8("𠀀𠀁") << qint64(2);
        QTest::newRow("emoji is no word") << QString::fromUtf8("hi 😀") << qint64(1);
        QTest::newRow("lone surrogate") << QString(QChar(0xd83d)) + QStringLiteral(" hi") << qint64(1);
    }
    void countsForTheDemo()
    {
        QFETCH(QString, text);
        QTEST(countDemoTokens(text), "count");
    }
};

QTEST_GUILESS_MAIN(TestTokenEstimate)
#include "tst_token_estimate.moc"
