// SPDX-License-Identifier: MIT
#include "ui/gateway_banner.h"

#include "ui/backend.h"
#include "ui/error_text.h"
#include "ui/gateway_address.h"
#include "ui/pages/page.h"
#include "ui/translated.h"
#include "ui/widgets/banner.h"

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

using State = GatewayControl::State;

GatewayBanner::GatewayBanner(Shell &shell, Banner *banner) : QObject(banner), m_shell(shell), m_banner(banner)
{
    connect(&shell.control, &GatewayControl::changed, this, &GatewayBanner::show);
    connect(&shell.backend, &Backend::settingsChanged, this, &GatewayBanner::show); // maybe the address
    onLanguage(banner, [this] { show(); });
}

void GatewayBanner::show()
{
    GatewayControl &control = m_shell.control;
    const bool elsewhere = control.state() == State::Elsewhere;
    if (std::exchange(m_elsewhere, elsewhere) && !elsewhere)
        m_otherEnded = true;
    if (control.state() != State::Stopped)
        m_otherEnded = false;

    const auto error = control.error();
    if (elsewhere) {
        showElsewhere();
    } else if (error && error->code == ErrorCode::AddressInUse) {
        showAddressInUse();
    } else if (error) {
        m_banner->showMessage(Tone::Bad, tr("The gateway did not start. %1").arg(ErrorText::of(*error)),
                              {{tr("Try again"), [&control] { control.start(); }}});
    } else if (m_otherEnded) {
        m_banner->showMessage(Tone::Warn,
                              tr("The other process has ended. Nothing serves this database now."),
                              {{tr("Start here"), [&control] { control.start(); }}});
    } else {
        m_banner->clear();
    }
}

void GatewayBanner::showElsewhere()
{
    const auto holder = m_shell.control.holder();
    const QString where =
            holder && !holder->address.isEmpty() ? holder->address : tr("an address not known yet");
    QString process = tr("Another process");
    if (holder) {
        const QString program = programOf(holder->pid);
        process = program.isEmpty() ? tr("Another process (%1)").arg(holder->pid)
                                    : tr("%1 (process %2)").arg(program, QString::number(holder->pid));
    }
    m_banner->showMessage(Tone::Accent,
                          tr("%1 serves this database at %2; stop it there. This window manages it: "
                             "changes take effect within a second.")
                                  .arg(process, where));
}

void GatewayBanner::showAddressInUse()
{
    GatewayControl &control = m_shell.control;
    const QStringList listen = wantedListen(control, m_shell.backend.settings());
    const auto address = parseListenAddress(listen.value(0));
    const quint16 port = address ? nextFreePort(address->host, address->port) : 0;
    QList<Banner::Action> actions;
    if (port > 0) {
        const auto move = [this, listen, port] {
            const QStringList moved = withPort(listen, port);
            if (m_shell.control.listenOverride().isEmpty())
                m_shell.backend.setSetting(this, u"listen"_s, moved.join(u','));
            m_shell.control.startAt(moved);
            m_shell.toast(
                    tr("Port %1 from now on. Tools that are set up already need the new port.").arg(port), {},
                    {});
        };
        actions += {tr("Use port %1 instead").arg(port), move, true};
    }
    actions += {tr("Try again"), [&control] { control.start(); }};
    const auto program = control.portHolder();
    m_banner->showMessage(Tone::Bad,
                          program && address
                                  ? tr("The gateway did not start: port %1 is taken by %2 (process %3).")
                                            .arg(QString::number(address->port), program->program,
                                                 QString::number(program->pid))
                                  : tr("The gateway did not start. %1").arg(ErrorText::of(*control.error())),
                          actions);
}

} // namespace gateway::ui
