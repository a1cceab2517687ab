// SPDX-License-Identifier: MIT
#include "ui/tray.h"

#include "ui/format.h"
#include "ui/icons.h"
#include "ui/navigation.h"
#include "ui/translated.h"

#include "access/calendar.h"

#include <QClipboard>
#include <QGuiApplication>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr std::chrono::minutes todayInterval(1);

} // namespace

Tray::Tray(GatewayControl &control, Backend &backend, QObject *parent)
    : QObject(parent)
    , m_control(control)
    , m_backend(backend)
    , m_state(m_menu.addAction(QString()))
    , m_today(m_menu.addAction(QString()))
    , m_open(nullptr)
    , m_copy(nullptr)
    , m_toggle(nullptr)
    , m_quit(nullptr)
{
    m_state->setEnabled(false);
    m_today->setEnabled(false);
    m_today->setObjectName("today"_L1);
    m_today->setVisible(false);
    m_askToday.setInterval(todayInterval);
    connect(&m_askToday, &QTimer::timeout, this, &Tray::askToday);
    connect(&m_menu, &QMenu::aboutToShow, this, &Tray::askToday);
    m_menu.addSeparator();
    m_open = m_menu.addAction(QString(), this, &Tray::openRequested);
    m_copy = m_menu.addAction(QString(), this, [this] {
        QGuiApplication::clipboard()->setText(m_control.addresses().value(0));
    });
    m_toggle = m_menu.addAction(QString(), this, [this] {
        if (m_control.state() == GatewayControl::State::Stopped)
            m_control.start();
        else
            m_control.stop();
    });
    m_menu.addSeparator();
    m_quit = m_menu.addAction(QString(), this, &Tray::quitRequested);
    connect(&control, &GatewayControl::changed, this, &Tray::showState);
    connect(&control, &GatewayControl::statsChanged, this, &Tray::showState);
    onLanguage(&m_menu, [this] { showState(); });
}

void Tray::setEnabled(bool enabled)
{
    if (!enabled) {
        m_askToday.stop();
        m_icon.reset();
        return;
    }
    // An icon made before the desktop's tray exists never appears on some desktops: this is asked again on
    // every change of state and whenever the window is closed.
    if (m_icon || !QSystemTrayIcon::isSystemTrayAvailable())
        return;
    m_icon = std::make_unique<QSystemTrayIcon>();
    m_icon->setContextMenu(&m_menu);
    connect(m_icon.get(), &QSystemTrayIcon::activated, this,
            [this](QSystemTrayIcon::ActivationReason reason) {
                if (reason == QSystemTrayIcon::Trigger || reason == QSystemTrayIcon::DoubleClick)
                    Q_EMIT openRequested();
            });
    connect(m_icon.get(), &QSystemTrayIcon::messageClicked, this, &Tray::messageClicked);
    showState();
    m_icon->show();
    m_askToday.start();
    askToday();
}

void Tray::askToday()
{
    if (m_asking)
        return;
    m_asking = true;
    m_backend.read<UsageSum>(
            this,
            [zone = m_backend.settings().timezone,
             now = m_backend.now()](LedgerQueries &ledger) -> Result<UsageSum> {
                UsageFilter filter;
                filter.since = Calendar(zone).periodAt(BudgetPeriod::Day, now).start;
                const auto sums = ledger.usage(UsageGroup::None, filter);
                if (!sums)
                    return tl::make_unexpected(sums.error());
                return sums->value(0);
            },
            [this](Result<UsageSum> today) {
                m_asking = false;
                if (today)
                    m_usage = *today;
                showState();
            });
}

void Tray::tell(const QString &title, const QString &text)
{
    if (isVisible())
        m_icon->showMessage(title, text, logoIcon(), 6'000);
}

void Tray::showState()
{
    using State = GatewayControl::State;
    const State state = m_control.state();
    const QString address = m_control.addresses().value(0);
    const QString words = StateCard::stateText(state);
    m_state->setText(address.isEmpty() ? words : words + u" · "_s + address);
    m_today->setVisible(m_usage.has_value());
    if (m_usage) {
        const QString requests = tr("%n requests", nullptr, int(m_usage->requests));
        m_today->setText(m_usage->costMicros.isEmpty()
                                 ? tr("Today: %1").arg(requests)
                                 : tr("Today: %1 · %2").arg(Format::costs(m_usage->costMicros), requests));
    }
    m_open->setText(tr("Open API Gateway"));
    m_copy->setText(tr("Copy address"));
    m_copy->setEnabled(!address.isEmpty());
    m_toggle->setText(state == State::Stopped    ? tr("Start gateway")
                      : state == State::Draining ? tr("Stop gateway now")
                                                 : tr("Stop gateway"));
    m_toggle->setEnabled(state == State::Stopped || state == State::Running || state == State::Draining);
    m_quit->setText(tr("Quit"));
    if (!m_icon)
        return;
    m_icon->setIcon(stateIcon(StateCard::stateTone(state)));
    QString tip = tr("API Gateway") + u'\n' + m_state->text();
    if (m_usage)
        tip += u'\n' + m_today->text();
    m_icon->setToolTip(tip);
}

} // namespace gateway::ui
