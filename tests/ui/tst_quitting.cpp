// SPDX-License-Identifier: MIT
#include "ui/dialogs/quit_dialog.h"
#include "ui/quitter.h"
#include "ui/support/window_fixture.h"

#include <QLabel>
#include <QPushButton>
#include <QSignalSpy>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

using State = GatewayControl::State;

namespace {

// A gateway with calls in flight, whose first stop drains.
void serveCalls(WindowFixture &f, int calls)
{
    f.control.drains = true;
    f.control.run(u"http://127.0.0.1:5000"_s);
    f.control.setStats({calls, calls, calls});
}

QuitDialog *askWith(WindowFixture &f, int calls)
{
    serveCalls(f, calls);
    f.window->quitter().ask();
    return f.waitForDialog<QuitDialog>();
}

} // namespace

class TestQuitting : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void waitsForCalls()
    {
        WindowFixture f;
        serveCalls(f, 2);
        QSignalSpy quit(f.window.get(), &MainWindow::quitRequested);
        QTest::keyClick(f.window.get(), Qt::Key_Q, Qt::ControlModifier);
        auto *dialog = f.waitForDialog<QuitDialog>();
        QVERIFY(dialog);
        QVERIFY(dialog->windowTitle().contains(u'2'));
        QVERIFY(f.control.watched); // says which ones they are
        LiveCall call;
        call.user = u"ann"_s;
        call.model = u"kimi-k3"_s;
        f.control.setCalls({call});
        auto *calls = dialog->findChild<QLabel *>(u"calls"_s);
        QVERIFY(calls->text().contains(u"ann"_s) && calls->text().contains(u"kimi-k3"_s));
        QTest::keyClick(dialog, Qt::Key_Return); // wait is what Enter does
        QCOMPARE(f.control.stops, 1);
        QCOMPARE(f.control.state(), State::Draining);
        QVERIFY(dialog->windowTitle().startsWith(u"Waiting"_s));
        f.control.setStats({1, 2, 1});
        QVERIFY(dialog->windowTitle().contains(u'1'));
        QCOMPARE(quit.count(), 0);
        f.control.set(State::Stopped);
        QCOMPARE(quit.count(), 1);
    }

    void stopsNow()
    {
        WindowFixture f;
        QSignalSpy quit(f.window.get(), &MainWindow::quitRequested);
        auto *dialog = askWith(f, 3);
        QVERIFY(dialog);
        QVERIFY(f.click(dialog, u"Quit now"_s));
        QCOMPARE(f.control.stops, 2); // drain, and at once
        QCOMPARE(quit.count(), 1);
    }

    void losesPatienceWhileWaiting()
    {
        WindowFixture f;
        QSignalSpy quit(f.window.get(), &MainWindow::quitRequested);
        auto *dialog = askWith(f, 1);
        QVERIFY(dialog);
        QVERIFY(f.click(dialog, u"Wait, then quit"_s));
        QCOMPARE(quit.count(), 0);
        QVERIFY(f.click(dialog, u"Quit now"_s));
        QCOMPARE(quit.count(), 1);
    }

    void escapeLeavesEverythingAsItWas()
    {
        WindowFixture f;
        QSignalSpy quit(f.window.get(), &MainWindow::quitRequested);
        auto *dialog = askWith(f, 1);
        QVERIFY(dialog);
        QTest::keyClick(dialog, Qt::Key_Escape);
        QCOMPARE(f.control.stops, 0);
        f.control.set(State::Stopped); // by the window later: no reason to end the program
        QCOMPARE(quit.count(), 0);
    }

    void asksAnewWhenTheLastCallHasEnded()
    {
        WindowFixture f;
        QSignalSpy quit(f.window.get(), &MainWindow::quitRequested);
        auto *dialog = askWith(f, 1);
        QVERIFY(dialog);
        auto *stopNow = dialog->findChild<QPushButton *>(u"stopNow"_s);
        QVERIFY(stopNow->isVisible());
        QCOMPARE(dialog->primaryButton()->nextInFocusChain(),
                 dialog->cancelButton()); // before what cuts calls off
        f.control.setStats({0, 1, 0});
        QVERIFY(!dialog->windowTitle().contains(u'0'));
        QVERIFY(!stopNow->isVisible());
        f.control.drains = false;
        QVERIFY(f.click(dialog, u"Stop and quit"_s));
        QCOMPARE(quit.count(), 1);
    }

    void onlyOneQuestionAtATime()
    {
        WindowFixture f;
        QVERIFY(askWith(f, 1));
        f.window->quitter().ask();
        QCOMPARE(f.window->findChildren<QuitDialog *>().size(), 1);
    }

    void aSignalDoesNotAsk()
    {
        WindowFixture f;
        serveCalls(f, 1);
        QSignalSpy quit(f.window.get(), &MainWindow::quitRequested);
        f.window->quitter().withoutAsking(std::chrono::hours(1));
        QCOMPARE(f.control.state(), State::Draining);
        QVERIFY(!f.window->findChild<QuitDialog *>());
        f.window->quitter().withoutAsking(std::chrono::hours(1)); // a second one means now
        QCOMPARE(f.control.state(), State::Stopped);
        QCOMPARE(quit.count(), 1);
    }

    void aSignalWaitsOnlySoLong()
    {
        WindowFixture f;
        serveCalls(f, 1);
        QSignalSpy quit(f.window.get(), &MainWindow::quitRequested);
        f.window->quitter().withoutAsking(Millis(1));
        QTRY_COMPARE(quit.count(), 1);
        QCOMPARE(f.control.stops, 2);
    }

    void trayMenuTellsOfToday()
    {
        WindowFixture f([](Management &management) { QVERIFY(management.addUser(u"ann"_s)); });
        QMenu &menu = f.window->trayMenu();
        const auto *today = menu.findChild<QAction *>(u"today"_s);
        QVERIFY(today);
        QVERIFY(!today->isVisible());
        Q_EMIT menu.aboutToShow();
        QTRY_VERIFY(today->isVisible());
        QCOMPARE(today->text(), u"Today: 0 requests"_s);
    }
};

QTEST_MAIN(TestQuitting)
#include "tst_quitting.moc"
