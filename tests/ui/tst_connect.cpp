// SPDX-License-Identifier: MIT
#include "ui/dialogs/issue_key_dialog.h"
#include "ui/local_key.h"
#include "ui/pages/connect_page.h"
#include "ui/support/real_window.h"
#include "ui/support/window_fixture.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QListWidget>
#include <QPlainTextEdit>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

void addDemo(Management &management)
{
    (void)management.addProvider(demoProvider(), {}, nullptr);
    (void)management.setSetting(u"default_model"_s, u"demo"_s);
}

template <typename Widget>
Widget *named(QWidget *page, const char *name)
{
    return page->findChild<Widget *>(QString::fromLatin1(name));
}

bool choose(QWidget *page, const QString &tool)
{
    auto *tools = named<QListWidget>(page, "tools");
    const auto found = tools->findItems(tool, Qt::MatchExactly);
    if (found.size() != 1)
        return false;
    tools->setCurrentItem(found.constFirst());
    return true;
}

} // namespace

class TestConnect : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void cleanup() { QApplication::clipboard()->clear(); }

    void testsWithTheWindowsOwnKey()
    {
        RealWindow f(addDemo, {u"127.0.0.1:0"_s});
        f.control->start();
        QTRY_COMPARE_WITH_TIMEOUT(f.control->state(), GatewayControl::State::Running, 15'000);
        f.window->open(PageId::Connect);
        QWidget *page = f.window->page(PageId::Connect);
        QTRY_COMPARE(named<QComboBox>(page, "connectModel")->currentText(), u"demo"_s);
        QCOMPARE(named<QLineEdit>(page, "connectAddress")->text(), f.control->addresses().constFirst());
        auto *row = named<QLabel>(page, "testRow");
        QVERIFY(!row->isVisible());
        QTest::mouseClick(named<QPushButton>(page, "testSnippet"), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(row->isVisible(), 20'000);
        QVERIFY2(row->text().contains(u"local"_s), qPrintable(row->text()));
        QVERIFY(row->text().contains(u"demo"_s));
        QVERIFY(!named<QLabel>(page, "testAnswer")->text().isEmpty());
    }

    void aKeyIssuedHereIsInEverySnippet()
    {
        RealWindow f(
                [](Management &management) {
                    addDemo(management);
                    (void)management.addUser(u"ann"_s);
                },
                {u"127.0.0.1:0"_s});
        f.control->start();
        QTRY_COMPARE_WITH_TIMEOUT(f.control->state(), GatewayControl::State::Running, 15'000);
        f.window->open(PageId::Connect);
        QWidget *page = f.window->page(PageId::Connect);
        QTRY_COMPARE(named<QComboBox>(page, "connectModel")->currentText(), u"demo"_s);
        QTest::mouseClick(named<QPushButton>(page, "connectIssue"), Qt::LeftButton);
        auto *dialog = f.waitForDialog<IssueKeyDialog>();
        QVERIFY(dialog);
        dialog->accept();
        auto *key = named<QLineEdit>(page, "connectKey");
        QTRY_VERIFY(key->text().startsWith(u"sk-"_s));
        QVERIFY(choose(page, u"Claude Code"_s));
        auto *copy = named<QToolButton>(page, "copyPart");
        QTRY_VERIFY(copy && copy->isVisible());
        QTest::mouseClick(copy, Qt::LeftButton);
        QVERIFY(QApplication::clipboard()->text().contains(key->text()));
        QVERIFY(choose(page, u"curl"_s));
        QTest::mouseClick(named<QPushButton>(page, "testSnippet"), Qt::LeftButton);
        auto *row = named<QLabel>(page, "testRow");
        QTRY_VERIFY_WITH_TIMEOUT(row->isVisible(), 20'000);
        QVERIFY2(row->text().contains(u"ann"_s), qPrintable(row->text()));
    }

    void cursorSaysWhyNot()
    {
        WindowFixture f;
        f.control.run(u"http://127.0.0.1:5871"_s);
        f.window->open(PageId::Connect);
        QWidget *page = f.window->page(PageId::Connect);
        QVERIFY(choose(page, u"Cursor"_s));
        auto *note = named<QLabel>(page, "toolNote");
        QVERIFY(note->isVisible());
        QVERIFY(note->text().contains(u"localhost"_s));
        for (const CopyButton *copy : page->findChildren<CopyButton *>(u"copyField"_s))
            QVERIFY(!copy->textToCopy().contains(u"127.0.0.1"_s));
    }

    void aProcessElsewhereWantsAKey()
    {
        WindowFixture f;
        f.control.runElsewhere(u"http://127.0.0.1:5871"_s, 4711);
        f.window->open(PageId::Connect);
        QWidget *page = f.window->page(PageId::Connect);
        auto *test = named<QPushButton>(page, "testSnippet");
        QVERIFY(!test->isEnabled()); // without a provider it could only fail
        named<QComboBox>(page, "connectModel")->setEditText(u"demo"_s);
        QVERIFY(test->isEnabled());
        QTest::mouseClick(test, Qt::LeftButton);
        QTRY_COMPARE(QApplication::focusWidget(), named<QLineEdit>(page, "connectKey"));
        QVERIFY(named<QPushButton>(page, "testSnippet")->isEnabled());
    }

    void theLocalKeyIsGivenOnceTheGatewayKnowsIt()
    {
        WindowFixture f;
        f.control.key = Secret("sk-local");
        f.control.run(u"http://127.0.0.1:5871"_s);
        f.control.follow(0);
        LocalKey keys(*f.backend, f.control);
        std::optional<Result<Secret>> answer;
        keys.want(this, [&](const Result<Secret> &key) { answer = key; });
        QTRY_VERIFY(([&] {
            bool made = false;
            f.manage([&](Management &management) { made = management.user(u"local"_s).has_value(); });
            return made;
        })());
        QTest::qWait(50);
        QVERIFY(!answer); // made, but the gateway has not followed
        f.control.follow(1'000'000);
        QTRY_VERIFY(answer);
        QVERIFY(answer->has_value());
        QCOMPARE((*answer)->expose(), QByteArray("sk-local"));
        f.control.runElsewhere(u"http://127.0.0.1:5871"_s, 4711);
        answer.reset();
        keys.want(this, [&](const Result<Secret> &key) { answer = key; });
        QTRY_VERIFY(answer);
        QCOMPARE(answer->error().code, ErrorCode::NotFound);
    }
};

QTEST_MAIN(TestConnect)
#include "tst_connect.moc"
