// SPDX-License-Identifier: MIT
#include "ui/main_window.h"

#include "ui/dialogs/about_dialog.h"
#include "ui/dialogs/shortcuts_dialog.h"
#include "ui/gateway_address.h"
#include "ui/gateway_banner.h"
#include "ui/keyboard.h"
#include "ui/notices/notifier.h"
#include "ui/pages/connect_page.h"
#include "ui/pages/keys_page.h"
#include "ui/pages/models_page.h"
#include "ui/pages/overview_page.h"
#include "ui/pages/playground_page.h"
#include "ui/pages/providers_page.h"
#include "ui/pages/requests_page.h"
#include "ui/pages/settings_page.h"
#include "ui/pages/users_page.h"
#include "ui/palette/command_palette.h"
#include "ui/palette/palette_places.h"
#include "ui/quitter.h"
#include "ui/translated.h"
#include "ui/widgets/banner.h"
#include "ui/window_actions.h"
#include "ui/wizard/setup_wizard.h"

#include <QCloseEvent>
#include <QHBoxLayout>
#include <QShortcut>
#include <QTimer>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr Millis listLook{40};
constexpr auto geometryKey = "window/geometry"_L1;
constexpr auto setUpLeftKey = "window/set-up-left"_L1;
constexpr auto toldAboutTrayKey = "window/told-about-tray"_L1;

} // namespace

MainWindow::MainWindow(const Parts &parts)
    : m_parts(parts)
    , m_memory(parts.memoryFile, QSettings::IniFormat)
    , m_localKey(parts.backend, parts.control)
    , m_shell{parts.backend, parts.control, m_memory}
    , m_navigation(new Navigation(parts.control, this))
    , m_banner(new Banner(this))
    , m_stack(new QStackedWidget(this))
    , m_toast(new Toast(this))
    , m_tray(parts.control, parts.backend)
    , m_quitter(new Quitter(parts.control, this))
    , m_notifier(new Notifier(parts.backend, parts.control, m_memory, this))
{
    setObjectName("mainWindow"_L1);
    setWindowIcon(logoIcon());
    setMinimumSize(Theme::px(880), Theme::px(600));
    if (!restoreGeometry(m_memory.value(geometryKey).toByteArray()))
        resize(Theme::px(1280), Theme::px(800));
    m_toldAboutTray = m_memory.value(toldAboutTrayKey).toBool();

    auto *right = new QVBoxLayout;
    right->setContentsMargins(0, 0, 0, 0);
    right->setSpacing(0);
    right->addWidget(m_banner);
    right->addWidget(m_stack, 1);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(m_navigation);
    layout->addLayout(right, 1);

    m_shell.toast = [this](const QString &text, const QString &actionText, std::function<void()> action) {
        m_toast->showMessage(text, actionText, std::move(action));
    };
    m_shell.go = [this](PageId id) { open(id); };
    m_shell.find = [this](PageId id, const QString &name) {
        open(id);
        page(id)->find(name);
    };
    m_shell.reveal = [this](PageId id, qint64 row) { reveal(id, row); };
    m_shell.localKey = [this](QObject *receiver, std::function<void(Result<Secret>)> done) {
        m_localKey.want(receiver, std::move(done));
    };
    m_shell.showRequests = [this](const RequestsFilter &filter) {
        static_cast<RequestsPage *>(page(PageId::Requests))->setFilter(filter);
        open(PageId::Requests);
    };
    connect(m_navigation, &Navigation::chosen, this, &MainWindow::open);
    connect(m_navigation, &Navigation::commandsRequested, this, &MainWindow::openPalette);
    connect(&parts.backend, &Backend::settingsChanged, this, &MainWindow::applySettings);
    connect(&parts.control, &GatewayControl::changed, this, &MainWindow::showState);
    connect(m_notifier, &Notifier::noticed, this, &MainWindow::tell);
    connect(&m_tray, &Tray::messageClicked, this, [this] {
        showUp();
        if (m_toldByTray)
            goTo(*std::exchange(m_toldByTray, std::nullopt));
    });
    connect(&m_tray, &Tray::openRequested, this, &MainWindow::showUp);
    connect(&m_tray, &Tray::quitRequested, m_quitter, &Quitter::ask);
    connect(m_quitter, &Quitter::windowNeeded, this, &MainWindow::showUp);
    connect(m_quitter, &Quitter::over, this, &MainWindow::quitRequested);
    new Keyboard(this);
    addShortcuts();
    addActions();
    applySettings();
    new GatewayBanner(m_shell, m_banner);
    onLanguage(this, [this] { setWindowTitle(tr("API Gateway")); });
    open(PageId::Overview);
}

MainWindow::~MainWindow()
{
    m_memory.setValue(geometryKey, saveGeometry());
}

void MainWindow::addShortcuts()
{
    const auto shortcut = [this](const QKeySequence &keys, auto &&run) {
        connect(new QShortcut(keys, this), &QShortcut::activated, this, run);
    };
    const QList<PageEntry> pages = Navigation::entries();
    for (int i = 0; i < pages.size(); ++i) {
        // Plain digits where nothing is typed (a line edit takes them first), with Ctrl from everywhere.
        const auto go = [this, id = pages[i].id] { land(id); };
        shortcut(QKeySequence(Qt::Key(Qt::Key_1 + i)), go);
        shortcut(QKeySequence(Qt::CTRL | Qt::Key(Qt::Key_1 + i)), go);
    }
}

void MainWindow::addActions()
{
    WindowActions::Steps steps;
    const auto addOn = [this](PageId id) {
        open(id);
        page(id)->primaryAction();
    };
    steps.issueKey = [addOn] { addOn(PageId::Keys); };
    steps.addUser = [addOn] { addOn(PageId::Users); };
    steps.addProvider = [addOn] { addOn(PageId::Providers); };
    steps.primaryAction = [this] { page(m_current)->primaryAction(); };
    steps.focusSearch = [this] { page(m_current)->focusSearch(); };
    steps.refresh = [this] { page(m_current)->refresh(); };
    steps.takeOffer = [this] { m_toast->press(); };
    steps.openSettings = [this] { open(PageId::Settings); };
    steps.openPalette = [this] { openPalette(); };
    steps.setUp = [this] { openSetUp(); };
    steps.addAlias = [addOn] { addOn(PageId::Models); };
    steps.about = [this] { (new AboutDialog(this))->open(); };
    steps.shortcuts = [this] { (new ShortcutsDialog(m_actions->shortcuts(), this))->open(); };
    steps.close = [this] { close(); };
    steps.quit = [this] { m_quitter->ask(); };
    m_actions = new WindowActions(m_shell, m_parts.theme, m_parts.language, steps, this);
}

void MainWindow::openPalette()
{
    PalettePlaces places;
    places.openPage = [this](PageId id) { land(id); };
    places.reveal = [this](PageId id, qint64 row) { reveal(id, row); };
    places.find = [this](PageId id, const QString &name) {
        open(id);
        whenActive([this, id, name] { page(id)->find(name); });
    };
    places.press = [this](PageId id, const QString &button) {
        land(id);
        whenActive([this, id, button] { press(id, button); });
    };
    auto *palette = new CommandPalette(
            places.pages() + m_actions->paletteEntries() + places.settings() + places.work(), m_memory, this);
    places.ask(m_parts.backend, palette,
               [palette](const QList<PaletteEntry> &entries) { palette->addEntries(entries); });
    palette->open();
}

void MainWindow::press(PageId id, const QString &name)
{
    auto *button = page(id)->findChild<QAbstractButton *>(name);
    if (button && button->isVisible() && button->isEnabled())
        button->click();
    else
        focusList(id, focusWidget());
}

void MainWindow::open(PageId id)
{
    Page *target = page(id);
    if (m_stack->currentWidget() != target || id != m_current) {
        activatePage(false);
        m_current = id;
        m_stack->setCurrentWidget(target);
    }
    m_navigation->setCurrent(id);
    activatePage(isVisible());
}

void MainWindow::land(PageId id)
{
    open(id);
    whenActive([this, id] { focusList(id, focusWidget()); });
}

// The palette holds the focus until it has gone.
void MainWindow::whenActive(std::function<void()> work)
{
    if (isActiveWindow())
        work();
    else
        m_whenActive = std::move(work);
}

// A list that is shown for the first time is filled a moment later.
void MainWindow::focusList(PageId id, const QPointer<QWidget> &from, int looks)
{
    QWidget *focused = focusWidget();
    if (id != m_current || focused != from) // somebody was quicker
        return;
    if (!isActiveWindow()) { // somebody else has the focus, as a palette that is about to go
        m_whenActive = [this, id] { focusList(id, focusWidget()); };
        return;
    }
    const bool onPage = focused && page(id)->isAncestorOf(focused) && focused->isVisible();
    if (QWidget *target = page(id)->landing())
        target->setFocus(Qt::TabFocusReason);
    else if (looks > 0)
        QTimer::singleShot(listLook, this, [this, id, from, looks] { focusList(id, from, looks - 1); });
    else if (!onPage)
        m_navigation->focusCurrent();
}

Page *MainWindow::page(PageId id)
{
    Page *&slot = m_pages[size_t(id)];
    if (!slot) {
        slot = makePage(id);
        m_stack->addWidget(slot);
    }
    return slot;
}

Page *MainWindow::makePage(PageId id)
{
    switch (id) {
    case PageId::Overview:
        return new OverviewPage(m_shell, this);
    case PageId::Requests:
        return new RequestsPage(m_shell, this);
    case PageId::Users: {
        auto *users = new UsersPage(m_shell, this);
        connect(users, &UsersPage::issueKeyRequested, this, [this](const QString &user) {
            open(PageId::Keys);
            keysPage().issue(user);
        });
        return users;
    }
    case PageId::Keys:
        return new KeysPage(m_shell, this);
    case PageId::Providers:
        return new ProvidersPage(m_shell, this);
    case PageId::Models:
        return new ModelsPage(m_shell, this);
    case PageId::Playground:
        return new PlaygroundPage(m_shell, this);
    case PageId::Connect:
        return new ConnectPage(m_shell, this);
    default:
        return new SettingsPage(m_shell, this);
    }
}

KeysPage &MainWindow::keysPage()
{
    return static_cast<KeysPage &>(*page(PageId::Keys));
}

void MainWindow::reveal(PageId id, qint64 row)
{
    static_cast<TablePage *>(page(id))->reveal(row);
    open(id);
}

// Beside the work where somebody looks at the window, else by the desktop.
void MainWindow::tell(const Notice &notice)
{
    const bool seen = isActiveWindow() && isVisible();
    if (!seen && m_tray.isVisible()) {
        m_toldByTray = notice;
        m_tray.tell(Notifier::title(notice), Notifier::text(notice));
        return;
    }
    m_toast->showMessage(Notifier::title(notice), tr("Show"), [this, notice] { goTo(notice); });
}

void MainWindow::goTo(const Notice &notice)
{
    switch (notice.kind) {
    case Notice::Kind::BudgetNear:
    case Notice::Kind::BudgetUsedUp:
        reveal(notice.ofUser ? PageId::Users : PageId::Keys, notice.id);
        return;
    case Notice::Kind::KeyRefused:
    case Notice::Kind::ProviderDown:
    case Notice::Kind::ProviderBack:
        m_shell.find(PageId::Providers, notice.name);
        return;
    }
}

void MainWindow::offerSetUp()
{
    m_setUpOffered = !m_memory.value(setUpLeftKey).toBool();
    openOfferedSetUp();
}

void MainWindow::openOfferedSetUp()
{
    if (!m_setUpOffered || !isVisible() || isMinimized())
        return;
    m_setUpOffered = false;
    openSetUp();
}

void MainWindow::openSetUp()
{
    m_parts.backend.manage<QList<Provider>>(
            this, [](Management &management) { return management.providers(); },
            [this](Result<QList<Provider>> providers) {
                if (findChild<SetupWizard *>())
                    return;
                auto *wizard = new SetupWizard(m_shell, providers.value_or(QList<Provider>()), this);
                connect(wizard, &QDialog::finished, this, [this, wizard](int result) {
                    m_memory.setValue(setUpLeftKey, true);
                    if (wizard->wantsToConnect() || result == QDialog::Accepted) // else where it was called
                        open(wizard->wantsToConnect() ? PageId::Connect : PageId::Overview);
                });
                wizard->open();
            });
}

void MainWindow::applySettings()
{
    const Settings &settings = m_parts.backend.settings();
    m_parts.language.setChoice(settings.language);
    m_parts.theme.setChoice(settings.theme);
    showState(); // the address may have changed
}

void MainWindow::showState()
{
    const auto wanted =
            parseListenAddress(wantedListen(m_parts.control, m_parts.backend.settings()).value(0));
    m_navigation->setWanted(wanted ? wanted->url() : QString());
    m_tray.setEnabled(m_parts.backend.settings().trayEnabled);
}

QString MainWindow::bannerText() const
{
    return m_banner->isHidden() ? QString() : m_banner->text();
}

QString MainWindow::toastText() const
{
    return m_toast->isHidden() ? QString() : m_toast->text();
}

void MainWindow::activatePage(bool active)
{
    Page *shown = m_pages[size_t(m_current)];
    if (!shown)
        return;
    if (active)
        shown->activate();
    else
        shown->deactivate();
}

void MainWindow::showEvent(QShowEvent *event)
{
    QWidget::showEvent(event);
    m_parts.backend.setWatching(true);
    activatePage(true);
    QMetaObject::invokeMethod(this, &MainWindow::openOfferedSetUp, Qt::QueuedConnection);
}

void MainWindow::changeEvent(QEvent *event)
{
    QWidget::changeEvent(event);
    if (event->type() == QEvent::WindowStateChange)
        QMetaObject::invokeMethod(this, &MainWindow::openOfferedSetUp, Qt::QueuedConnection);
    // Queued: the focus of before is given back first.
    if (event->type() == QEvent::ActivationChange && isActiveWindow() && m_whenActive)
        QMetaObject::invokeMethod(this, std::exchange(m_whenActive, nullptr), Qt::QueuedConnection);
}

void MainWindow::hideEvent(QHideEvent *event)
{
    QWidget::hideEvent(event);
    m_parts.backend.setWatching(false);
    activatePage(false);
}

void MainWindow::showUp()
{
    show();
    setWindowState((windowState() & ~Qt::WindowMinimized) | Qt::WindowActive);
    raise();
    activateWindow();
}

void MainWindow::closeEvent(QCloseEvent *event)
{
    if (m_quitter->isOver()) {
        event->accept();
        return;
    }
    event->ignore();
    m_memory.setValue(geometryKey, saveGeometry());
    const bool serving = m_parts.control.isUp();
    m_tray.setEnabled(m_parts.backend.settings().trayEnabled);
    if (!serving || !m_tray.isVisible()) {
        m_quitter->ask(); // hiding without a tray would lose the window
        return;
    }
    hide();
    if (!std::exchange(m_toldAboutTray, true)) {
        m_memory.setValue(toldAboutTrayKey, true);
        m_tray.tell(tr("The gateway keeps running"), tr("Open the window or quit from this icon."));
    }
}

} // namespace gateway::ui
