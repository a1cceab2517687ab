// SPDX-License-Identifier: MIT
#pragma once

#include "ui/language.h"
#include "ui/theme.h"

#include <QString>

#include <functional>

class QDialog;
class QWidget;

namespace gateway {
struct DatabaseLocation;
}

namespace gateway::ui {
class Backend;
class MainWindow;
} // namespace gateway::ui

namespace gateway::test {

class FakeControl;

// Goes through every page and dialog of the window, with plausible data and without any, and shows each to a
// visitor: for pictures, and for what must be true of all of them. Main thread.
class Tour final
{
public:
    // `name`: of what is shown, unique in a round. `over`: the dialog or menu above the window, or null.
    using Visitor = std::function<void(const QString &name, ui::MainWindow &window, QWidget *over)>;
    Tour(ui::Theme &theme, ui::Language &language, Visitor visitor)
        : m_theme(theme), m_language(language), m_visitor(std::move(visitor))
    {}

    void round(const QString &language, const QString &theme); // of the settings

private:
    void session(const QString &languageChoice, const QString &themeChoice, bool filled);
    void pages(ui::MainWindow &window, const QString &state);
    void inspections(ui::MainWindow &window);
    void keyDialogs(ui::MainWindow &window, ui::Backend &backend);
    void dialogs(ui::MainWindow &window, ui::Backend &backend, FakeControl &control);
    void models(ui::MainWindow &window, ui::Backend &backend, const QString &folder);
    void wizard(ui::MainWindow &window, FakeControl &control);
    void playground(ui::MainWindow &window, FakeControl &control, const DatabaseLocation &location,
                    bool chinese);
    void endings(ui::MainWindow &window);
    void connecting(ui::MainWindow &window);
    void smallWindow(ui::MainWindow &window, ui::Backend &backend);
    void menus(ui::MainWindow &window);
    void liveCalls(ui::MainWindow &window, FakeControl &control);
    void customRange(ui::MainWindow &window);
    void palettes(ui::MainWindow &window);
    void states(ui::MainWindow &window, FakeControl &control);
    static void settle();
    void showDialog(ui::MainWindow &window, QDialog *dialog, const QString &name, bool close = true);
    void show(ui::MainWindow &window, const QString &name);

    ui::Theme &m_theme;
    ui::Language &m_language;
    Visitor m_visitor;
};

} // namespace gateway::test
