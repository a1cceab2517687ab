// SPDX-License-Identifier: MIT
#pragma once

#include "ui/language.h"
#include "ui/local_key.h"
#include "ui/navigation.h"
#include "ui/notices/notice_book.h"
#include "ui/theme.h"
#include "ui/tray.h"

#include <QPointer>
#include <QSettings>
#include <QStackedWidget>

#include <array>

namespace gateway::ui {

class Banner;
class CommandPalette;
class KeysPage;
class Notifier;
class Quitter;
class Toast;
class WindowActions;

// Navigation on the left, a page on the right, a banner above it when something needs to be known. Receives
// all it works with; pages are made when they are first opened. Main thread.
class MainWindow final : public QWidget
{
    Q_OBJECT

public:
    struct Parts
    {
        Backend &backend;
        GatewayControl &control;
        Theme &theme;
        Language &language;
        QString memoryFile; // where size and choices are remembered
    };

    explicit MainWindow(const Parts &parts);
    ~MainWindow() override;

    void open(PageId page);
    PageId current() const { return m_current; }
    Page *page(PageId id); // made when it is not yet
    // The wizard, as soon as somebody can see it; not again when it was left before.
    void offerSetUp();
    void openSetUp();
    bool hasTray() const { return m_tray.isVisible(); }
    void showUp(); // from the tray, or a second start
    Quitter &quitter() { return *m_quitter; }
    QMenu &trayMenu() { return m_tray.menu(); }
    QString bannerText() const;
    QString toastText() const;

Q_SIGNALS:
    void quitRequested(); // the window has nothing more to say: the application may end

protected:
    void closeEvent(QCloseEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void changeEvent(QEvent *event) override;

private:
    Page *makePage(PageId id);
    void land(PageId id);                       // opened by the keyboard
    void press(PageId id, const QString &name); // a button of the page
    void whenActive(std::function<void()> work);
    void focusList(PageId id, const QPointer<QWidget> &from, int looks = 25);
    KeysPage &keysPage();
    void addShortcuts();
    void addActions();
    void openPalette();
    void applySettings();
    void showState();
    void activatePage(bool active);
    void openOfferedSetUp();
    void tell(const Notice &notice);
    void goTo(const Notice &notice);
    void reveal(PageId id, qint64 row);

    Parts m_parts;
    QSettings m_memory;
    LocalKey m_localKey;
    Shell m_shell;
    Navigation *m_navigation;
    Banner *m_banner;
    QStackedWidget *m_stack;
    Toast *m_toast;
    Tray m_tray;
    WindowActions *m_actions = nullptr;
    Quitter *m_quitter;
    Notifier *m_notifier;
    std::optional<Notice> m_toldByTray; // what a click on the message leads to
    std::function<void()> m_whenActive; // once, when the window has the focus again
    std::array<Page *, pageIds> m_pages{};
    PageId m_current = PageId::Overview;
    bool m_setUpOffered = false;
    bool m_toldAboutTray = false;
};

} // namespace gateway::ui
