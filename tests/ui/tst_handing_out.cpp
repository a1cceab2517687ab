// SPDX-License-Identifier: MIT
#include "ui/dialogs/key_shown_dialog.h"
#include "ui/handout/handout_dialog.h"
#include "ui/statement/statement_dialog.h"
#include "ui/support/window_fixture.h"
#include "ui/widgets/qr_code.h"

#include "support/fake_clock.h"

#include <QComboBox>
#include <QFile>
#include <QPushButton>
#include <QTemporaryDir>
#include <QToolButton>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

const auto secret = "sk-k3XdQm7TzR2pVb9LwHnYc4Jf8sGa9fQa"_ba;

Handout sample()
{
    return {Secret(secret), u"设计组"_s, u"vscode"_s, u"http://192.168.1.5:5000"_s, u"kimi-k3"_s};
}

UsageSum sum(const QString &group, qint64 requests, qint64 micros)
{
    UsageSum one;
    one.group = group;
    one.requests = requests;
    one.failed = 1;
    one.tokens.prompt = 1'000;
    one.tokens.completion = 200;
    one.costMicros = {{u"USD"_s, micros}};
    return one;
}

Statement sampleStatement()
{
    Statement statement;
    statement.user = u"ann, \"R&D\""_s;
    statement.month = QDate(2026, 11, 1);
    statement.zone = u"Asia/Shanghai"_s;
    statement.total = sum({}, 12, 1'234'567);
    statement.models = {sum(u"kimi-k3"_s, 12, 1'234'567)};
    statement.keys = {sum(u"sk-k3Xd…9fQa <b>"_s, 12, 1'234'567)};
    statement.lines = {{QDate(2026, 11, 3), sum(u"=cmd|' /C calc'!A0"_s, 12, 1'234'567)}};
    return statement;
}

} // namespace

class TestHandingOut : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aCodeHasItsThreeCorners()
    {
        const QImage code = qrImage(secret);
        QVERIFY(!code.isNull());
        const int last = code.width() - 1 - 4; // behind the quiet zone
        for (const QPoint corner : {QPoint(4, 4), QPoint(last - 6, 4), QPoint(4, last - 6)}) {
            for (int i = 0; i < 7; ++i) {
                QCOMPARE(code.pixelColor(corner + QPoint(i, 0)), QColor(Qt::black));
                QCOMPARE(code.pixelColor(corner + QPoint(i, 6)), QColor(Qt::black));
            }
            QCOMPARE(code.pixelColor(corner + QPoint(1, 1)), QColor(Qt::white));
        }
        for (int i = 0; i < code.width(); ++i)
            QCOMPARE(code.pixelColor(i, 3), QColor(Qt::white));
        QVERIFY(code != qrImage("sk-another"));
        QVERIFY(qrImage(QByteArray(5'000, 'x')).isNull());
    }

    void theSheetSpeaksTheRecipientsLanguage()
    {
        applicationLanguage().setChoice(u"en"_s);
        const QString chinese = handoutText(sample(), u"zh_CN"_s);
        const QString english = handoutText(sample(), u"en"_s);
        QVERIFY(chinese.contains(u"密钥"_s));
        QVERIFY(!chinese.contains(u"Examples"_s));
        QVERIFY(english.contains(u"Examples"_s));
        for (const QString &sheet : {chinese, english, handoutHtml(sample(), u"en"_s)}) {
            QVERIFY(sheet.contains(QString::fromLatin1(secret)));
            QVERIFY(sheet.contains(u"http://192.168.1.5:5000/v1"_s));
            QVERIFY(sheet.contains(u"kimi-k3"_s));
            QVERIFY(sheet.contains(u"设计组"_s));
        }
        applicationLanguage().setChoice(u"zh_CN"_s);
        QVERIFY(handoutText(sample(), u"en"_s).contains(u"Examples"_s));
        applicationLanguage().setChoice(u"en"_s);
        Handout local = sample();
        local.address = u"http://127.0.0.1:5000"_s;
        QVERIFY(handoutText(local, u"en"_s).size() > english.size() - 10); // says that it is local
        QVERIFY(handoutText(local, u"en"_s).contains(u"computer of the gateway"_s));
        QVERIFY(!english.contains(u"computer of the gateway"_s));
    }

    void namesCannotBreakThePage()
    {
        Handout handout = sample();
        handout.user = u"<img src=x onerror=alert(1)>"_s;
        QVERIFY(!handoutHtml(handout, u"en"_s).contains(u"<img src=x"_s));
    }

    void savesByTheEndingOfTheName_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QByteArray>("begins");
        QTest::newRow("text") << u"a.txt"_s << "大语言模型"_ba;
        QTest::newRow("page") << u"a.html"_s << "<!DOCTYPE html>"_ba;
        QTest::newRow("pdf") << u"a.PDF"_s << "%PDF-"_ba;
    }

    void savesByTheEndingOfTheName()
    {
        QFETCH(QString, name);
        QFETCH(QByteArray, begins);
        WindowFixture f;
        QTemporaryDir directory;
        HandoutDialog dialog(sample(), f.window.get());
        auto *language = dialog.findChild<QComboBox *>(u"sheetLanguage"_s);
        language->setCurrentIndex(language->findData(u"zh_CN"_s));
        const QString path = directory.filePath(name);
        QVERIFY(dialog.saveTo(path));
        QFile file(path);
        QVERIFY(file.open(QIODevice::ReadOnly));
        QVERIFY(file.readAll().startsWith(begins));
        QVERIFY(!(file.permissions() & (QFile::ReadGroup | QFile::ReadOther)));
        QVERIFY(!dialog.saveTo(directory.filePath(u"missing/a.txt"_s)));
    }

    void aKeyThatWasHandedOutNeedNotBeCopied()
    {
        WindowFixture f;
        auto *shown = new KeyShownDialog(
                {Secret(secret), u"ann"_s, u"laptop"_s, u"http://127.0.0.1:5000"_s, u"demo"_s},
                f.window.get());
        shown->open();
        QVERIFY(shown->findChild<QrCode *>());
        QTest::mouseClick(shown->findChild<QPushButton *>(u"handout"_s), Qt::LeftButton);
        auto *sheet = f.waitForDialog<HandoutDialog>();
        QVERIFY(sheet);
        QTest::mouseClick(sheet->findChild<QToolButton *>(u"copySheet"_s), Qt::LeftButton);
        sheet->close();
        QTest::keyClick(shown, Qt::Key_Escape);
        QTRY_VERIFY(!f.window->findChild<KeyShownDialog *>());
    }

    void csvIsForSpreadsheets()
    {
        const QByteArray csv = StatementText::csv(sampleStatement());
        const QList<QByteArray> lines = csv.split('\n');
        QCOMPARE(lines.size(), 3);
        QVERIFY(lines[0].startsWith("\xEF\xBB\xBF"
                                    "day,user,model,"));
        QCOMPARE(lines[1].trimmed(),
                 "2026-11-03,\"ann, \"\"R&D\"\"\",'=cmd|' /C calc'!A0,12,1,1000,,200,,0,1.234567,"_ba);
    }

    void aPageAndAPdf()
    {
        const QString html = StatementText::html(sampleStatement());
        QVERIFY(html.contains(u"2026-11"_s));
        QVERIFY(html.contains(u"Asia/Shanghai"_s));
        QVERIFY(html.contains(u"&lt;b&gt;"_s));
        const QByteArray pdf = StatementText::pdf(sampleStatement());
        QVERIFY(pdf.startsWith("%PDF-"));
        QVERIFY(pdf.size() > 2'000);
        QCOMPARE(StatementText::fileName(sampleStatement(), u"pdf"_s), u"ann_R_D_-2026-11.pdf"_s);
    }

    void theLedgersMonthAddsUp()
    {
        QTemporaryDir directory;
        const auto location = databaseLocation(directory.path(), {});
        const FakeClock clock(fromMillis(1'795'437'667'000));
        fillSampleData(*location, clock);
        const auto database = Database::open(*location, OpenMode::Existing);
        QVERIFY(database);
        LedgerQueries ledger(**database, u"Asia/Shanghai"_s);
        const auto statement =
                readStatement(ledger, Calendar(u"Asia/Shanghai"_s), u"设计组"_s, QDate(2026, 11, 23));
        QVERIFY(statement);
        QCOMPARE(statement->month, QDate(2026, 11, 1));
        QVERIFY(statement->total.requests > 0);
        qint64 requests = 0;
        qint64 prompt = 0;
        for (const Statement::Line &line : statement->lines) {
            requests += line.sum.requests;
            prompt += line.sum.tokens.prompt.value_or(0);
            QCOMPARE(line.day.month(), 11);
        }
        QCOMPARE(requests, statement->total.requests);
        QCOMPARE(prompt, statement->total.tokens.prompt.value_or(0));
        const auto none =
                readStatement(ledger, Calendar(u"Asia/Shanghai"_s), u"nobody"_s, QDate(2026, 11, 1));
        QVERIFY(none);
        QCOMPARE(none->total.requests, 0);
        QVERIFY(none->lines.isEmpty());
    }

    void theDialogOffersWhatThereIs()
    {
        WindowFixture f([](Management &management) { QVERIFY(management.addUser(u"ann"_s)); });
        StatementDialog dialog(*f.backend, u"ann"_s, f.window.get());
        const auto *csv = dialog.findChild<QPushButton *>(u"saveCsv"_s);
        const auto labels = dialog.findChildren<QLabel *>();
        QTRY_VERIFY(std::any_of(labels.begin(), labels.end(), [](const QLabel *label) {
            return label->text() == u"No requests in this month."_s;
        }));
        QVERIFY(!csv->isEnabled());
        QVERIFY(!dialog.primaryButton()->isEnabled());
        QTemporaryDir directory;
        QVERIFY(StatementDialog::save(sampleStatement(), directory.filePath(u"a.csv"_s)));
        QVERIFY(StatementDialog::save(sampleStatement(), directory.filePath(u"a.pdf"_s)));
        QVERIFY(!StatementDialog::save(sampleStatement(), directory.filePath(u"missing/a.pdf"_s)));
    }
};

QTEST_MAIN(TestHandingOut)
#include "tst_handing_out.moc"
