// SPDX-License-Identifier: MIT
#include "ui/dialogs/form_dialog.h"
#include "ui/gateway_address.h"
#include "ui/support/provider_windows.h"
#include "ui/support/window_fixture.h"
#include "ui/widgets/row_table.h"
#include "ui/wizard/setup_wizard.h"

#include "store/backup.h"

#include <QApplication>
#include <QClipboard>
#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QDir>
#include <QHeaderView>
#include <QLineEdit>
#include <QPushButton>
#include <QSignalSpy>
#include <QTcpServer>
#include <QTest>
#include <QToolButton>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

// The window as a whole: the gateway's state, language and theme, settings, closing.
class TestWindowState : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void startsAndStopsTheGateway()
    {
        WindowFixture f;
        auto *toggle = f.window->findChild<QPushButton *>(u"toggleGateway"_s);
        QCOMPARE(toggle->text(), u"Start"_s);
        QTest::mouseClick(toggle, Qt::LeftButton);
        QCOMPARE(f.control.starts, 1);
        QCOMPARE(toggle->text(), u"Stop"_s);
        QTest::mouseClick(f.window->findChild<QToolButton *>(u"copyAddress"_s), Qt::LeftButton);
        QCOMPARE(QApplication::clipboard()->text(), u"http://127.0.0.1:5000"_s);
        QTest::mouseClick(toggle, Qt::LeftButton);
        QCOMPARE(f.control.stops, 1);
    }

    void settingsSayWhetherTheDefaultModelIsAnswered()
    {
        WindowFixture f([](Management &management) { QVERIFY(setUpDemo(management, {})); });
        f.manage([](Management &management) {
            QVERIFY(management.setSetting(u"default_model"_s, u"nobody-has-it"_s));
        });
        f.window->open(PageId::Settings);
        QWidget *page = f.window->page(PageId::Settings);
        f.backend->checkRevision();
        QTRY_VERIFY(shows(page, u"No provider answers it now."_s));
        auto *model = page->findChild<QLineEdit *>(u"default_model"_s);
        model->setText(u"demo"_s);
        Q_EMIT model->editingFinished();
        QTRY_VERIFY(!shows(page, u"No provider answers it now."_s));
        QTRY_VERIFY(model->completer()->model()->rowCount() > 0);
    }

    void aBackupIsOneClickAway()
    {
        WindowFixture f;
        f.window->open(PageId::Settings);
        auto *now = f.window->page(PageId::Settings)->findChild<QPushButton *>(u"backUpNow"_s);
        now->click();
        QVERIFY(!now->isEnabled());
        QTRY_VERIFY(now->isEnabled());
        const QDir folder(QString(f.dataDir() + u"/backups"_s));
        const QStringList files = folder.entryList({u"gateway-*.db"_s}, QDir::Files);
        QCOMPARE(files.size(), 1);
        QVERIFY(checkBackup(folder.filePath(files[0])));
        QVERIFY(f.window->toastText().contains(files[0]));
    }

    void theOrderOfATableIsKept()
    {
        WindowFixture f([](Management &management) {
            for (const QString &name : {u"ann"_s, u"ben"_s})
                (void)management.addUser(name);
        });
        const auto open = [&f] {
            f.window->open(PageId::Users);
            return f.window->page(PageId::Users)->findChild<RowTable *>();
        };
        QCOMPARE(open()->horizontalHeader()->sortIndicatorOrder(), Qt::AscendingOrder);
        open()->sortByColumn(0, Qt::DescendingOrder);
        f.window.reset();
        f.window = std::make_unique<MainWindow>(MainWindow::Parts{*f.backend, f.control, applicationTheme(),
                                                                  applicationLanguage(),
                                                                  QString(f.dataDir() + u"/window.ini"_s)});
        f.window->show();
        RowTable *table = open();
        QCOMPARE(table->horizontalHeader()->sortIndicatorOrder(), Qt::DescendingOrder);
        QTRY_COMPARE(table->proxy().rowCount(), 2);
        QCOMPARE(table->proxy().index(0, 0).data().toString(), u"ben"_s);
    }

    void aWizardThatIsLeftGoesNowhere()
    {
        WindowFixture f;
        f.window->open(PageId::Connect);
        f.window->openSetUp();
        auto *wizard = f.waitForDialog<SetupWizard>();
        QVERIFY(wizard);
        wizard->reject();
        QTRY_VERIFY(!f.window->findChild<SetupWizard *>());
        QCOMPARE(f.window->current(), PageId::Connect);
    }

    void anotherProcessServes()
    {
        WindowFixture f;
        f.control.runElsewhere(u"http://127.0.0.1:5000"_s, 4711);
        QVERIFY(f.window->bannerText().contains(u"http://127.0.0.1:5000"_s));
        QVERIFY(f.window->bannerText().contains(u"4711"_s));
        auto *toggle = f.window->findChild<QPushButton *>(u"toggleGateway"_s);
        QVERIFY(!toggle->isVisible()); // not ours to stop

        f.control.set(GatewayControl::State::Stopped);
        QVERIFY(f.window->bannerText().contains(u"has ended"_s));
        QVERIFY(toggle->isVisible() && toggle->isEnabled());
        QVERIFY(f.click(f.window.get(), u"Start here"_s));
        QCOMPARE(f.control.starts, 1);
        QVERIFY(f.window->bannerText().isEmpty());
    }

    void portTakenNamesTheHolderAndOffersAnother()
    {
        WindowFixture f;
        QTcpServer occupied;
        QVERIFY(occupied.listen(QHostAddress::LocalHost));
        const quint16 port = occupied.serverPort();
        f.manage([port](Management &management) {
            QVERIFY(management.setSetting(u"listen"_s, u"127.0.0.1:%1"_s.arg(port)));
        });
        QTRY_COMPARE(f.backend->settings().listen, QStringList(u"127.0.0.1:%1"_s.arg(port)));
        f.control.fail({ErrorCode::AddressInUse, u"taken"_s}, PortHolder{812, u"ControlCenter"_s});
        QVERIFY(f.window->bannerText().contains(u"ControlCenter"_s));
        QVERIFY(f.window->bannerText().contains(QString::number(port)));
        auto *toggle = f.window->findChild<QPushButton *>(u"toggleGateway"_s);
        QVERIFY(!toggle->isEnabled()); // it would fail once more

        QString offer;
        const auto buttons = f.window->findChildren<QPushButton *>();
        for (const QPushButton *button : buttons) {
            if (button->isVisible() && button->text().startsWith(u"Use port"_s))
                offer = button->text();
        }
        QVERIFY(f.click(f.window.get(), offer));
        const QString moved = u"127.0.0.1:"_s + offer.split(u' ')[2];
        QCOMPARE(f.control.startedAt, QStringList(moved));
        QTRY_COMPARE(f.backend->settings().listen, QStringList(moved));
    }

    void settingsCheckThePort()
    {
        WindowFixture f;
        QTcpServer occupied;
        QVERIFY(occupied.listen(QHostAddress::LocalHost));
        Page *page = f.open(PageId::Settings);
        auto *port = page->findChild<QLineEdit *>(u"port"_s);
        auto *save = page->findChild<QPushButton *>(u"saveAddress"_s);
        auto *other = page->findChild<QPushButton *>(u"useFreePort"_s);
        const auto type = [port](const QString &text) {
            port->selectAll();
            QTest::keyClicks(port, text);
        };
        type(u"0"_s);
        QTest::mouseClick(save, Qt::LeftButton);
        QVERIFY(port->property("invalid").toBool());

        type(QString::number(occupied.serverPort()));
        QVERIFY(!port->property("invalid").toBool());
        QTest::mouseClick(save, Qt::LeftButton);
        QVERIFY(port->property("invalid").toBool());
        QVERIFY(other->isVisible());
        QTest::mouseClick(other, Qt::LeftButton);
        const QString moved = u"127.0.0.1:"_s + port->text();
        QTRY_COMPARE(f.backend->settings().listen, QStringList(moved));
        QVERIFY(port->text().toInt() != occupied.serverPort());
    }

    void settingsAreWrittenAndRefusedAtTheirField()
    {
        WindowFixture f;
        Page *page = f.open(PageId::Settings);
        auto *tries = page->findChild<QLineEdit *>(u"max_attempts"_s);
        QCOMPARE(tries->text(), u"4"_s);
        tries->setText(u"6"_s);
        Q_EMIT tries->editingFinished();
        QTRY_COMPARE(f.backend->settings().maxAttempts, 6);
        tries->setText(u"many"_s);
        Q_EMIT tries->editingFinished();
        QTRY_VERIFY(tries->accessibleDescription().contains(u"many"_s));
        QCOMPARE(f.backend->settings().maxAttempts, 6);

        auto *capture = page->findChild<QCheckBox *>(u"capture"_s);
        QVERIFY(!capture->isChecked());
        QVERIFY(capture->accessibleDescription().contains(u"unencrypted"_s));
        capture->click();
        QTRY_VERIFY(f.backend->settings().capture);
        f.manage([](Management &management) { QVERIFY(management.setSetting(u"cooldown"_s, u"20s"_s)); });
        f.backend->checkRevision();
        auto *rest = page->findChild<QLineEdit *>(u"cooldown"_s);
        auto *unit = page->findChild<QComboBox *>(u"cooldownUnit"_s);
        QTRY_COMPARE(rest->text(), u"20"_s);
        QCOMPARE(unit->currentData().toString(), u"s"_s);
        unit->setCurrentIndex(unit->findData(u"m"_s));
        Q_EMIT unit->activated(unit->currentIndex());
        QTRY_COMPARE(f.backend->settings().cooldown, std::chrono::minutes(20));
        rest->setText(u"45s"_s); // with its unit, as the command line takes it
        Q_EMIT rest->editingFinished();
        QTRY_COMPARE(f.backend->settings().cooldown, std::chrono::seconds(45));
        QTRY_COMPARE(rest->text(), u"45"_s);
    }

    void restartIsOfferedWhenTheAddressMoved()
    {
        WindowFixture f;
        f.control.run(u"http://127.0.0.1:5000"_s);
        auto *restart = f.open(PageId::Settings)->findChild<QPushButton *>(u"restart"_s);
        QVERIFY(!restart->isVisible());
        f.manage([](Management &management) {
            QVERIFY(management.setSetting(u"listen"_s, u"127.0.0.1:5999"_s));
        });
        QTRY_VERIFY(restart->isVisible());
        QTest::mouseClick(restart, Qt::LeftButton);
        QCOMPARE(f.control.restarts, 1);
        f.control.run(u"http://127.0.0.1:5999"_s);
        QVERIFY(!restart->isVisible());
    }

    void languageSwitchesAtRunTime()
    {
        WindowFixture f;
        auto *language = f.open(PageId::Settings)->findChild<QComboBox *>(u"language"_s);
        const auto choose = [language](const QString &id) {
            language->setCurrentIndex(language->findData(id));
            Q_EMIT language->activated(language->currentIndex());
        };
        auto *toggle = f.window->findChild<QPushButton *>(u"toggleGateway"_s);
        QCOMPARE(toggle->text(), u"Start"_s);
        choose(u"zh_CN"_s);
        QTRY_COMPARE(toggle->text(), u"启动"_s);
        QCOMPARE(f.window->windowTitle(), u"API 网关"_s);
        for (const PageEntry &page : Navigation::entries()) {
            f.window->open(page.id);
            QVERIFY2(f.window->page(page.id)->accessibleName().at(0).unicode() > 0x2e80,
                     qPrintable(f.window->page(page.id)->accessibleName()));
        }
        f.window->open(PageId::Settings);
        choose(u"en"_s);
        QTRY_COMPARE(toggle->text(), u"Start"_s);
        QCOMPARE(f.window->page(PageId::Keys)->accessibleName(), u"Keys"_s);
    }

    void themeSwitchesAtRunTime()
    {
        WindowFixture f;
        auto *theme = f.open(PageId::Settings)->findChild<QComboBox *>(u"theme"_s);
        QVERIFY(!Tokens::current().dark);
        theme->setCurrentIndex(theme->findData(u"dark"_s));
        Q_EMIT theme->activated(theme->currentIndex());
        QTRY_VERIFY(Tokens::current().dark);
        QCOMPARE(QColor(f.window->grab().toImage().pixel(f.window->width() - 4, 4)), Tokens::night().window);
        theme->setCurrentIndex(theme->findData(u"light"_s));
        Q_EMIT theme->activated(theme->currentIndex());
        QTRY_VERIFY(!Tokens::current().dark);
        QCOMPARE(QColor(f.window->grab().toImage().pixel(f.window->width() - 4, 4)), Tokens::light().window);
    }

    void closingAStoppedWindowEnds()
    {
        WindowFixture f;
        QSignalSpy quit(f.window.get(), &MainWindow::quitRequested);
        f.window->close();
        QCOMPARE(quit.count(), 1);
    }

    // Without a tray a hidden window would be lost: closing asks instead.
    void closingARunningGatewayWithoutTrayAsks()
    {
        WindowFixture f;
        QVERIFY(!f.window->hasTray()); // there is none on this platform
        f.control.run(u"http://127.0.0.1:5000"_s);
        QSignalSpy quit(f.window.get(), &MainWindow::quitRequested);
        f.window->close();
        QVERIFY(f.window->isVisible());
        auto *dialog = f.waitForDialog<ConfirmDialog>();
        QVERIFY(dialog);
        QVERIFY(f.click(dialog, u"Cancel"_s));
        QCOMPARE(quit.count(), 0);
        f.window->close();
        dialog = f.waitForDialog<ConfirmDialog>();
        dialog->cancelButton()->setFocus();
        QTest::keyClick(dialog->cancelButton(), Qt::Key_Return); // not the primary one
        QTRY_VERIFY(!f.window->findChild<ConfirmDialog *>());
        QCOMPARE(quit.count(), 0);
        f.window->close();
        QVERIFY(f.click(f.waitForDialog<ConfirmDialog>(), u"Stop and quit"_s));
        QCOMPARE(quit.count(), 1);
    }

    void addresses_data()
    {
        QTest::addColumn<QStringList>("listen");
        QTest::addColumn<quint16>("port");
        QTest::addColumn<QStringList>("moved");
        QTest::newRow("one") << QStringList{u"127.0.0.1:5000"_s} << quint16(5001)
                             << QStringList{u"127.0.0.1:5001"_s};
        QTest::newRow("ipv6") << QStringList{u"[::1]:80"_s} << quint16(8080) << QStringList{u"[::1]:8080"_s};
        QTest::newRow("every interface")
                << QStringList{u":5000"_s} << quint16(6000) << QStringList{u":6000"_s};
        QTest::newRow("only the first") << QStringList{u"127.0.0.1:1"_s, u"[::1]:1"_s} << quint16(2)
                                        << QStringList{u"127.0.0.1:2"_s, u"[::1]:1"_s};
        QTest::newRow("nothing") << QStringList() << quint16(5001) << QStringList{u"127.0.0.1:5001"_s};
    }
    void addresses()
    {
        QFETCH(QStringList, listen);
        QFETCH(quint16, port);
        QFETCH(QStringList, moved);
        QCOMPARE(withPort(listen, port), moved);
    }
};

QTEST_MAIN(TestWindowState)
#include "tst_window_state.moc"
