// SPDX-License-Identifier: MIT
#include "ui/window_actions.h"

#include "ui/dialogs/form_dialog.h"
#include "ui/language.h"
#include "ui/pages/page.h"
#include "ui/translated.h"

#include <QAction>
#include <QClipboard>
#include <QGuiApplication>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

WindowActions::WindowActions(Shell &shell, const Theme &theme, const Language &language, const Steps &steps,
                             QWidget *window)
    : QObject(window), m_shell(shell), m_theme(theme), m_language(language), m_window(window)
{
    const auto keys = [](int combination) { return QKeySequence(combination); };
    constexpr int ctrlShift = int(Qt::CTRL) | int(Qt::SHIFT);
    GatewayControl &control = shell.control;
    m_issue = add("issueKey", u"keys"_s, u"issue new key"_s, keys(ctrlShift | Qt::Key_K), steps.issueKey);
    m_user = add("addUser", u"users"_s, u"add new user"_s, keys(ctrlShift | Qt::Key_U), steps.addUser);
    m_provider = add("addProvider", u"providers"_s, u"add new provider"_s, keys(ctrlShift | Qt::Key_P),
                     steps.addProvider);
    m_alias = add("addAlias", u"models"_s, u"add new alias route target"_s, keys(ctrlShift | Qt::Key_A),
                  steps.addAlias);
    m_toggle = add("toggleGateway", u"power"_s, {}, keys(ctrlShift | Qt::Key_S), [this] { toggleGateway(); });
    m_restart = add("restartGateway", u"refresh"_s, u"restart gateway"_s, keys(ctrlShift | Qt::Key_R),
                    [&control] { control.restart(); });
    m_copy = add("copyGatewayAddress", u"copy"_s, u"copy address url"_s, keys(ctrlShift | Qt::Key_C), [this] {
        QGuiApplication::clipboard()->setText(m_shell.control.addresses().value(0));
        m_shell.toast(tr("Address copied"), {}, {});
    });
    m_switchTheme = add("switchTheme", u"theme"_s, u"switch theme dark light system"_s,
                        keys(ctrlShift | Qt::Key_D), [this] { switchTheme(); });
    m_switchLanguage =
            add("switchLanguage", u"language"_s, u"switch language chinese english 中文"_s,
                keys(ctrlShift | Qt::Key_L), [this] {
                    m_shell.backend.setSetting(this, u"language"_s,
                                               m_language.effective() == "en"_L1 ? u"zh_CN"_s : u"en"_s);
                });
    if (steps.setUp)
        m_setUp = add("setUp", u"steps"_s, u"set up wizard first call"_s, keys(ctrlShift | Qt::Key_F),
                      steps.setUp);
    m_refresh = add("refresh", u"refresh"_s, u"refresh reload page"_s, keys(Qt::Key_F5), steps.refresh);
    m_search = add("search", u"search"_s, u"search find filter"_s, QKeySequence(QKeySequence::Find),
                   steps.focusSearch);
    m_takeOffer = add("takeOffer", u"check"_s, {}, keys(int(Qt::ALT) | Qt::Key_Z), steps.takeOffer, false);
    m_settings = add("openSettings", u"settings"_s, {}, keys(int(Qt::CTRL) | Qt::Key_Comma),
                     steps.openSettings, false);
    m_primary =
            add("primaryAction", u"plus"_s, {}, QKeySequence(QKeySequence::New), steps.primaryAction, false);
    m_palette =
            add("openPalette", u"search"_s, {}, keys(int(Qt::CTRL) | Qt::Key_K), steps.openPalette, false);
    m_shortcuts = add("openShortcuts", u"keyboard"_s, u"keyboard shortcuts keys help"_s, keys(Qt::Key_F1),
                      steps.shortcuts);
    m_about = add("openAbout", u"info"_s, u"about licences version help"_s, keys(int(Qt::SHIFT) | Qt::Key_F1),
                  steps.about);
    m_close = add("closeWindow", u"close"_s, u"close window hide tray"_s, keys(int(Qt::CTRL) | Qt::Key_W),
                  steps.close);
    m_quit = add("quit", u"power"_s, u"quit exit"_s, keys(int(Qt::CTRL) | Qt::Key_Q), steps.quit);
    connect(&control, &GatewayControl::changed, this, &WindowActions::showState);
    connect(&theme, &Theme::changed, this, &WindowActions::retranslate);
    connect(&shell.backend, &Backend::settingsChanged, this, &WindowActions::retranslate);
    onLanguage(window, [this] { retranslate(); });
}

QAction *WindowActions::add(const char *name, const QString &icon, const QString &keywords,
                            const QKeySequence &keys, const std::function<void()> &run, bool inPalette)
{
    auto *action = new QAction(this);
    action->setObjectName(QLatin1StringView(name));
    action->setShortcut(keys);
    connect(action, &QAction::triggered, this, [run] { run(); });
    m_window->addAction(action);
    m_entries += {action, icon, keywords, inPalette};
    return action;
}

// A key that is pressed twice must not cut calls off.
void WindowActions::toggleGateway()
{
    using State = GatewayControl::State;
    GatewayControl &control = m_shell.control;
    if (control.state() == State::Stopped) {
        control.start();
    } else if (control.state() == State::Draining) {
        (new ConfirmDialog(
                 {tr("Cut off the requests that are still running?"),
                  tr("Their clients get an error. What was used until then is booked."), tr("Stop now"),
                  true},
                 [&control] {
                     if (control.state() == State::Draining)
                         control.stop();
                 },
                 m_window))
                ->open();
    } else {
        control.stop();
        m_shell.toast(tr("The gateway takes no more requests"), tr("Start again"), [&control] {
            if (control.state() == State::Stopped)
                control.start();
        });
    }
}

// From the system's look to the other one, on to the first one as a choice, and back: none is out of reach.
QString WindowActions::nextTheme() const
{
    const QString other = Tokens::current().dark ? u"light"_s : u"dark"_s;
    const bool chosen = !m_shell.backend.settings().theme.isEmpty();
    return chosen && m_themes.contains(other) ? QString() : other;
}

void WindowActions::switchTheme()
{
    const QString &now = m_shell.backend.settings().theme;
    const QString next = nextTheme();
    if (now.isEmpty() || next.isEmpty())
        m_themes.clear();
    else if (!m_themes.contains(now))
        m_themes += now;
    if (!next.isEmpty())
        m_themes += next;
    m_shell.backend.setSetting(this, u"theme"_s, next, [this, next](const Result<bool> &result) {
        if (result && next.isEmpty()) // the one step that may change nothing to be seen
            m_shell.toast(tr("The theme follows the system"), {}, {});
    });
}

void WindowActions::retranslate()
{
    m_issue->setText(tr("Issue a key"));
    m_user->setText(tr("Add a user"));
    m_provider->setText(tr("Add a provider"));
    const QString theme = nextTheme();
    m_switchTheme->setText(theme.isEmpty()       ? tr("Switch to the theme of the system")
                           : theme == "light"_L1 ? tr("Switch to the light theme")
                                                 : tr("Switch to the dark theme"));
    m_switchLanguage->setText(m_language.effective() == "en"_L1 ? tr("Switch to Chinese (中文)")
                                                                : tr("Switch to English"));
    if (m_setUp)
        m_setUp->setText(tr("Set up step by step"));
    m_refresh->setText(tr("Refresh this page"));
    m_search->setText(tr("Search on this page"));
    m_takeOffer->setText(tr("Undo"));
    m_settings->setText(tr("Settings"));
    m_primary->setText(tr("New"));
    m_palette->setText(tr("Commands"));
    m_alias->setText(tr("Add an alias"));
    m_shortcuts->setText(tr("Keyboard shortcuts"));
    m_about->setText(tr("About API Gateway"));
    m_close->setText(tr("Close the window"));
    m_quit->setText(tr("Quit"));
    m_restart->setText(tr("Restart the gateway"));
    m_copy->setText(tr("Copy the address"));
    showState();
}

void WindowActions::showState()
{
    using State = GatewayControl::State;
    const State state = m_shell.control.state();
    m_toggle->setText(state == State::Stopped    ? tr("Start the gateway")
                      : state == State::Draining ? tr("Stop the gateway now")
                                                 : tr("Stop the gateway"));
    m_toggle->setEnabled(state == State::Stopped || state == State::Running || state == State::Draining);
    m_restart->setEnabled(state == State::Running);
    m_copy->setEnabled(!m_shell.control.addresses().isEmpty());
}

QList<std::pair<QString, QString>> WindowActions::shortcuts() const
{
    QList<std::pair<QString, QString>> all;
    for (const Entry &entry : m_entries)
        all += {entry.action->text(), entry.action->shortcut().toString(QKeySequence::NativeText)};
    return all;
}

QList<PaletteEntry> WindowActions::paletteEntries() const
{
    QList<PaletteEntry> entries;
    for (const Entry &entry : m_entries) {
        if (!entry.inPalette || !entry.action->isEnabled())
            continue;
        const bool toggles = entry.action == m_toggle;
        const bool starts = m_shell.control.state() == GatewayControl::State::Stopped;
        entries += {PaletteEntry::Kind::Action,
                    "action:"_L1 + entry.action->objectName(),
                    !toggles ? entry.icon
                    : starts ? u"play"_s
                             : u"stop"_s,
                    entry.action->text(),
                    {},
                    !toggles ? entry.keywords
                    : starts ? u"start run gateway"_s
                             : u"stop halt gateway"_s,
                    entry.action->shortcut(),
                    [action = entry.action] { action->trigger(); }};
    }
    return entries;
}

} // namespace gateway::ui
