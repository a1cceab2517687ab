// SPDX-License-Identifier: MIT
#include "ui/support/window_fixture.h"

#include "support/wait.h"

#include "ui/mnemonics.h"

#include <QApplication>
#include <QMenu>
#include <QPushButton>
#include <QTest>

namespace gateway::test {

using ui::withoutMnemonic;

ui::Theme &applicationTheme()
{
    static auto *theme = new ui::Theme(*qApp); // the application's child
    return *theme;
}

ui::Language &applicationLanguage()
{
    static auto *language = new ui::Language(qApp);
    return *language;
}

WindowFixture::WindowFixture(const std::function<void(Management &)> &fill)
{
    const auto location = databaseLocation(m_directory.path(), {});
    if (!location)
        qFatal("%s", qUtf8Printable(location.error().message));
    m_location = *location;
    // The language of the machine that runs the tests must not matter.
    manage([&fill](Management &management) {
        (void)management.setSetting(QStringLiteral("language"), QStringLiteral("en"));
        (void)management.setSetting(QStringLiteral("theme"), QStringLiteral("light"));
        if (fill)
            fill(management);
    });
    Settings settings;
    manage([&settings](Management &management) { settings = *management.settings(); });
    backend = std::make_unique<ui::Backend>(ui::Context{m_location, sampleVault(),
                                                        std::make_shared<SystemClock>(),
                                                        QStringLiteral("window:test")},
                                            settings);
    window = std::make_unique<ui::MainWindow>(
            ui::MainWindow::Parts{*backend, control, applicationTheme(), applicationLanguage(),
                                  m_directory.filePath(QStringLiteral("window.ini"))});
    window->resize(1280, 800);
    window->show();
    window->activateWindow();
    (void)QTest::qWaitForWindowActive(window.get());
}

WindowFixture::~WindowFixture()
{
    window.reset();
    backend.reset();
}

void WindowFixture::manage(const std::function<void(Management &)> &work)
{
    const auto database = Database::open(m_location, OpenMode::Create);
    if (!database)
        qFatal("%s", qUtf8Printable(database.error().message));
    Management management(**database, m_clock, QStringLiteral("cli:test"));
    work(management);
}

QObject *WindowFixture::waitFor(const std::function<QObject *()> &look)
{
    QObject *found = nullptr;
    (void)waitUntil([&] { return (found = look()) != nullptr; });
    return found;
}

QMenu *WindowFixture::waitForMenu()
{
    return qobject_cast<QMenu *>(waitFor([]() -> QObject * { return QApplication::activePopupWidget(); }));
}

bool WindowFixture::trigger(QMenu *menu, const QString &text)
{
    if (!menu)
        return false;
    for (QAction *action : menu->actions()) {
        if (withoutMnemonic(action->text()) == text && action->isEnabled()) {
            menu->setActiveAction(
                    action); // by keyboard: later Qt takes no click right after the menu has come
            QTest::keyClick(menu, Qt::Key_Enter);
            return true;
        }
    }
    return false;
}

bool WindowFixture::click(QWidget *parent, const QString &text)
{
    if (!parent)
        return false;
    QPushButton *found = nullptr;
    (void)waitUntil([&] {
        const auto buttons = parent->findChildren<QPushButton *>();
        for (QPushButton *button : buttons) {
            if (withoutMnemonic(button->text()) == text && button->isVisible() && button->isEnabled())
                found = button;
        }
        return found != nullptr;
    });
    if (found)
        QTest::mouseClick(found, Qt::LeftButton);
    return found != nullptr;
}

} // namespace gateway::test
