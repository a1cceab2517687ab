// SPDX-License-Identifier: MIT
#include "ui/dialogs/edit_provider_dialog.h"
#include "ui/pages/provider_card.h"
#include "ui/support/provider_windows.h"
#include "ui/widgets/fold.h"

#include "support/test_data.h"

#include <QCheckBox>
#include <QFile>
#include <QFileDialog>
#include <QLineEdit>
#include <QMenu>
#include <QPushButton>
#include <QTemporaryDir>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

// What is typed of a provider: when it is added, and how it is called later.
class TestProviderDialogs : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void addsAProviderAfterATest()
    {
        FakeUpstream upstream(listsTwoModels);
        WindowFixture f;
        ProvidersPage *page = openProviders(f);
        ProviderDialog *dialog = openProviderDialog(f);
        QVERIFY(dialog);
        typeProvider(dialog, u"here"_s, upstream.baseUrl() + u"/chat/completions"_s, u"sk-wrong"_s);
        QVERIFY(f.click(dialog, u"Test"_s));
        QTRY_VERIFY(shows(dialog, u"key"_s) && upstream.requestCount() == 1);

        field(dialog, u"Provider key"_s)->setText(QString::fromLatin1(goodKey));
        QVERIFY(f.click(dialog, u"Test"_s));
        QTRY_VERIFY(shows(dialog, u"Works"_s));
        QVERIFY(shows(dialog, u"2 models"_s));
        QCOMPARE(upstream.posts(), 1);
        QVERIFY(f.click(dialog, u"Add"_s));

        QTRY_COMPARE(page->cards().size(), 1);
        QTRY_COMPARE(page->cards()[0]->provider().models, (QStringList{u"alpha"_s, u"beta"_s}));
        const Provider stored = page->cards()[0]->provider();
        QCOMPARE(stored.name, u"here"_s);
        QCOMPARE(stored.baseUrl, upstream.baseUrl());
        QCOMPARE(stored.keys.value(0).hint, u"9fQa"_s);
        QVERIFY(!stored.keys.value(0).sealed.contains(goodKey));

        // The stored key is unsealed for the test on the card.
        QVERIFY(f.click(page->cards()[0], u"Test"_s));
        QTRY_VERIFY(page->cards()[0]->resultText().startsWith(u"Works"_s));
    }

    void fieldsSayWhatIsMissing_data()
    {
        QTest::addColumn<QString>("name");
        QTest::addColumn<QString>("url");
        QTest::addColumn<QString>("complaint");
        QTest::newRow("no name") << u""_s << u"http://127.0.0.1:1/v1"_s << u"Enter a name."_s;
        QTest::newRow("slash") << u"a/b"_s << u"http://127.0.0.1:1/v1"_s << u"slash"_s;
        QTest::newRow("no url") << u"a"_s << u""_s << u"Enter an address"_s;
        QTest::newRow("not a url") << u"a"_s << u"ftp://x"_s << u"Enter an address"_s;
        QTest::newRow("placeholder") << u"a"_s << u"https://{resource}.example.com/v1"_s << u"placeholder"_s;
        QTest::newRow("taken") << u"demo"_s << u"http://127.0.0.1:1/v1"_s << u"already"_s;
    }
    void fieldsSayWhatIsMissing()
    {
        QFETCH(QString, name);
        QFETCH(QString, url);
        QFETCH(QString, complaint);
        WindowFixture f([](Management &management) { QVERIFY(setUpDemo(management, {})); });
        ProvidersPage *page = openProviders(f);
        QTRY_COMPARE(page->cards().size(), 1);
        ProviderDialog *dialog = openProviderDialog(f);
        dialog->choosePreset({});
        field(dialog, u"Name"_s)->setText(name);
        field(dialog, u"Base URL"_s)->setText(url);
        QVERIFY(f.click(dialog, u"Add"_s));
        QTRY_VERIFY(shows(dialog, complaint));
        QVERIFY(dialog->isVisible());
    }

    void presetsFillTheForm()
    {
        WindowFixture f;
        openProviders(f);
        ProviderDialog *dialog = openProviderDialog(f);
        dialog->choosePreset(u"deepseek"_s);
        QCOMPARE(field(dialog, u"Name"_s)->text(), u"deepseek"_s);
        QVERIFY(field(dialog, u"Base URL"_s)->text().startsWith(u"https://"_s));
        QVERIFY(f.click(dialog, u"Add"_s));
        QVERIFY(shows(dialog, u"Paste the key"_s));
        dialog->choosePreset(u"demo"_s);
        QVERIFY(!field(dialog, u"Provider key"_s)->isVisible());
    }

    // The demo's route to it goes with the first real provider; examples and calls without a model go on.
    void tellsWhichModelIsNowTheDefault()
    {
        FakeUpstream upstream(listsTwoModels);
        WindowFixture f([](Management &management) { QVERIFY(setUpDemo(management, {})); });
        openProviders(f);
        ProviderDialog *dialog = openProviderDialog(f);
        QVERIFY(dialog);
        typeProvider(dialog, u"here"_s, upstream.baseUrl(), QString::fromLatin1(goodKey));
        QVERIFY(f.click(dialog, u"Test"_s));
        QTRY_VERIFY(shows(dialog, u"Works"_s));
        QVERIFY(f.click(dialog, u"Add"_s));
        QTRY_VERIFY(shows(f.window.get(), u"here added. The default model is now alpha."_s));
    }

    void editsHowAProviderIsCalled()
    {
        WindowFixture f([](Management &management) {
            QVERIFY(management.addProvider(keylessProvider(u"here"_s), {}, nullptr));
        });
        ProvidersPage *page = openProviders(f);
        QTRY_COMPARE(page->cards().size(), 1);
        Q_EMIT page->cards()[0]->menuRequested(QPoint(300, 300));
        QVERIFY(f.trigger(f.waitForMenu(), u"Edit…"_s));
        auto *dialog = f.waitForDialog<EditProviderDialog>();
        QVERIFY(dialog);
        auto *name = dialog->findChild<QLineEdit *>(u"name"_s);
        name->setText(u"a/b"_s);
        QVERIFY(f.click(dialog, u"Save"_s));
        QVERIFY(name->accessibleDescription().contains(u"slash"_s));
        name->setText(u"there"_s);
        dialog->findChild<QCheckBox *>(u"drainPlain"_s)->click();
        dialog->findChild<QCheckBox *>(u"healthCheck"_s)->click();
        QVERIFY(f.click(dialog, u"Save"_s));
        QTRY_COMPARE(page->cards()[0]->provider().name, u"there"_s);
        const Provider &changed = page->cards()[0]->provider();
        QVERIFY(!changed.drainPlain && !changed.drainStreams && changed.healthCheck);
        QCOMPARE(changed.baseUrl, u"http://127.0.0.1:9/v1"_s);
    }

    void proxyAndCertificates()
    {
        const auto certificate = testCertificate();
        if (!certificate)
            QSKIP("the openssl program is not installed");
        QTemporaryDir directory;
        const auto write = [&](const QString &name, const QByteArray &text) {
            QFile file(directory.filePath(name));
            (void)(file.open(QIODevice::WriteOnly) && file.write(text));
            return file.fileName();
        };
        WindowFixture f([](Management &management) {
            QVERIFY(management.addProvider(keylessProvider(u"here"_s), {}, nullptr));
        });
        ProvidersPage *page = openProviders(f);
        QTRY_COMPARE(page->cards().size(), 1);
        const auto open = [&] {
            Q_EMIT page->cards()[0]->menuRequested(QPoint(300, 300));
            return f.trigger(f.waitForMenu(), u"Edit…"_s) ? f.waitForDialog<EditProviderDialog>() : nullptr;
        };
        EditProviderDialog *dialog = open();
        QVERIFY(dialog);
        dialog->findChild<Fold *>()->setOpen(true);
        const auto choose = [&](const QString &file) {
            (void)f.click(dialog, u"Choose…"_s);
            auto *chooser = dialog->findChild<QFileDialog *>();
            Q_EMIT chooser->fileSelected(file);
            chooser->close();
        };
        auto *ca = dialog->findChild<QLineEdit *>(u"ca"_s);
        choose(write(u"notes.pem"_s, "no certificate"));
        QVERIFY(ca->accessibleDescription().contains(u"PEM"_s));
        choose(write(u"ca.pem"_s, certificate->certificatePem));
        QVERIFY(ca->accessibleDescription().isEmpty());
        QVERIFY(!ca->text().isEmpty());
        auto *proxy = dialog->findChild<QLineEdit *>(u"proxy"_s);
        proxy->setText(u"proxy.example.com"_s);
        QVERIFY(f.click(dialog, u"Save"_s));
        QVERIFY(proxy->accessibleDescription().contains(u"3128"_s));
        proxy->setText(u"http://proxy.example.com:3128"_s);
        QVERIFY(f.click(dialog, u"Save"_s));
        QTRY_COMPARE(page->cards()[0]->provider().proxy, u"http://proxy.example.com:3128"_s);
        QCOMPARE(page->cards()[0]->provider().caPem, certificate->certificatePem);

        QTRY_VERIFY(f.window->findChildren<EditProviderDialog *>().isEmpty());
        dialog = open();
        QVERIFY(dialog);
        dialog->findChild<Fold *>()->setOpen(true);
        dialog->findChild<QPushButton *>(u"forgetCa"_s)->click();
        dialog->findChild<QLineEdit *>(u"proxy"_s)->clear();
        QVERIFY(f.click(dialog, u"Save"_s));
        QTRY_VERIFY(page->cards()[0]->provider().caPem.isEmpty());
        QVERIFY(page->cards()[0]->provider().proxy.isEmpty());
    }

    void noKeyAppearsInTheClear()
    {
        WindowFixture f;
        openProviders(f);
        ProviderDialog *dialog = openProviderDialog(f);
        QCOMPARE(field(dialog, u"Provider key"_s)->echoMode(), QLineEdit::Password);
    }
};

QTEST_MAIN(TestProviderDialogs)
#include "tst_provider_dialogs.moc"
