// SPDX-License-Identifier: MIT
#pragma once

#include "ui/support/fake_control.h"
#include "ui/support/sample_data.h"

#include "ui/main_window.h"

#include <QTemporaryDir>

#include <functional>
#include <memory>

class QDialog;
class QMenu;

namespace gateway::test {

// The real window on a database of its own, with a gateway that only pretends. One at a time.
class WindowFixture final
{
public:
    // `fill` is called with the fresh database before the window opens it.
    explicit WindowFixture(const std::function<void(Management &)> &fill = {});
    ~WindowFixture();

    // Reads or changes the database beside the window, as the command line would.
    void manage(const std::function<void(Management &)> &work);

    FakeControl control;
    std::unique_ptr<ui::Backend> backend;
    std::unique_ptr<ui::MainWindow> window;
    QString dataDir() const { return m_directory.path(); }
    DatabaseLocation location() const { return m_location; }

    // Shows a page, which is of this class.
    template <typename PageType = ui::Page>
    PageType *open(ui::PageId id)
    {
        window->open(id);
        return static_cast<PageType *>(window->page(id));
    }

    // Helpers that fail by returning nullptr after a bounded wait.
    template <typename Dialog>
    Dialog *waitForDialog()
    {
        return qobject_cast<Dialog *>(waitFor([this]() -> QObject * {
            const auto found = window->template findChildren<Dialog *>();
            for (Dialog *dialog : found) {
                if (dialog->isVisible())
                    return dialog;
            }
            return nullptr;
        }));
    }
    QMenu *waitForMenu();
    static bool trigger(QMenu *menu, const QString &text);
    // Clicks the push button with this text inside `parent`, once it is there and enabled. Not for
    // QTRY_VERIFY, which evaluates twice.
    static bool click(QWidget *parent, const QString &text);

    static QObject *waitFor(const std::function<QObject *()> &look);

private:
    QTemporaryDir m_directory;
    DatabaseLocation m_location;
    SystemClock m_clock;
};

// Of the application, made once.
ui::Theme &applicationTheme();
ui::Language &applicationLanguage();

} // namespace gateway::test
