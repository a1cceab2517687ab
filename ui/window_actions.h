// SPDX-License-Identifier: MIT
#pragma once

#include "ui/gateway_control.h"
#include "ui/palette/palette_model.h"

class QAction;

namespace gateway::ui {

class Language;
class Theme;
struct Shell;

// What can be done from anywhere in the window, once: each with a shortcut, and found by the command palette.
class WindowActions final : public QObject
{
    Q_OBJECT

public:
    struct Steps // what only the window can do
    {
        std::function<void()> issueKey;
        std::function<void()> addUser;
        std::function<void()> addProvider;
        std::function<void()> addAlias;
        std::function<void()> primaryAction; // of the page that is shown
        std::function<void()> focusSearch;
        std::function<void()> refresh;
        std::function<void()> takeOffer; // of the message that is shown: mostly to undo
        std::function<void()> openSettings;
        std::function<void()> openPalette;
        std::function<void()> setUp;
        std::function<void()> shortcuts;
        std::function<void()> about;
        std::function<void()> close;
        std::function<void()> quit;
    };

    // The shortcuts belong to `window`, which owns this.
    WindowActions(Shell &shell, const Theme &theme, const Language &language, const Steps &steps,
                  QWidget *window);

    QList<PaletteEntry> paletteEntries() const;           // those that can be done now
    QList<std::pair<QString, QString>> shortcuts() const; // what each does, and its keys as they are written

private:
    struct Entry
    {
        QAction *action;
        QString icon;
        QString keywords; // English, whatever the window speaks
        bool inPalette;
    };
    QAction *add(const char *name, const QString &icon, const QString &keywords, const QKeySequence &keys,
                 const std::function<void()> &run, bool inPalette = true);
    void retranslate();
    void toggleGateway();
    QString nextTheme() const; // empty: as the system
    void switchTheme();
    void showState();

    Shell &m_shell;
    const Theme &m_theme;
    const Language &m_language;
    QWidget *m_window;
    QList<Entry> m_entries;
    QStringList m_themes; // chosen here since the one of the system
    QAction *m_toggle;
    QAction *m_restart;
    QAction *m_copy;
    QAction *m_issue;
    QAction *m_user;
    QAction *m_provider;
    QAction *m_alias;
    QAction *m_switchTheme;
    QAction *m_switchLanguage;
    QAction *m_primary;
    QAction *m_search;
    QAction *m_refresh;
    QAction *m_takeOffer;
    QAction *m_settings;
    QAction *m_palette;
    QAction *m_setUp = nullptr;
    QAction *m_shortcuts;
    QAction *m_about;
    QAction *m_close;
    QAction *m_quit;
};

} // namespace gateway::ui
