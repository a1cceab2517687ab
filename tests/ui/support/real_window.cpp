// SPDX-License-Identifier: MIT
#include "ui/support/real_window.h"

#include <QTcpServer>
#include <QTest>

namespace gateway::test {

RealWindow::RealWindow(const std::function<void(Management &)> &fill, const QStringList &listen)
{
    const auto location = databaseLocation(m_directory.path(), {});
    if (!location)
        qFatal("%s", qUtf8Printable(location.error().message));
    m_location = *location;
    Settings settings;
    manage([&](Management &management) {
        (void)management.setSetting(QStringLiteral("language"), QStringLiteral("en"));
        (void)management.setSetting(QStringLiteral("theme"), QStringLiteral("light"));
        if (fill)
            fill(management);
        settings = *management.settings();
    });
    service = std::make_unique<GatewayService>(
            GatewayService::Options{m_location, sampleVault(), listen, Millis(1'000), true});
    backend = std::make_unique<ui::Backend>(ui::Context{m_location, sampleVault(),
                                                        std::make_shared<SystemClock>(),
                                                        QStringLiteral("window:test")},
                                            settings);
    control = std::make_unique<ui::ServiceControl>(*service, backend->readingThread(), m_directory.path(),
                                                   listen);
    window = std::make_unique<ui::MainWindow>(
            ui::MainWindow::Parts{*backend, *control, applicationTheme(), applicationLanguage(),
                                  m_directory.filePath(QStringLiteral("window.ini"))});
    window->resize(1280, 800);
    window->show();
    window->activateWindow();
    (void)QTest::qWaitForWindowActive(window.get());
}

RealWindow::~RealWindow()
{
    window.reset();
    control.reset();
    backend.reset();
    service.reset();
}

void RealWindow::manage(const std::function<void(Management &)> &work)
{
    const auto database = Database::open(m_location, OpenMode::Create);
    if (!database)
        qFatal("%s", qUtf8Printable(database.error().message));
    Management management(**database, m_clock, QStringLiteral("cli:test"));
    work(management);
}

quint16 freePort()
{
    QTcpServer server;
    server.listen(QHostAddress::LocalHost);
    return server.serverPort();
}

} // namespace gateway::test
