// SPDX-License-Identifier: MIT
#include "ui/pages/address_section.h"

#include "ui/gateway_address.h"
#include "ui/translated.h"

#include <QComboBox>
#include <QHostAddress>
#include <QIntValidator>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

AddressSection::AddressSection(Shell &shell, QWidget *parent)
    : SettingsSection(shell, parent)
    , m_host(new QComboBox(this))
    , m_port(new QLineEdit(this))
    , m_hostField(new FormField(m_host, this))
    , m_portField(new FormField(m_port, this))
    , m_save(makeButton("primary", this))
    , m_useFree(makeButton("", this))
    , m_note(makeLabel("hint", this))
    , m_restart(makeButton("", this))
{
    m_port->setObjectName("port"_L1);
    m_save->setObjectName("saveAddress"_L1);
    m_useFree->setObjectName("useFreePort"_L1);
    m_restart->setObjectName("restart"_L1);
    m_host->addItem(QString(), u"127.0.0.1"_s);
    m_host->addItem(QString(), u"0.0.0.0"_s);
    m_port->setValidator(new QIntValidator(0, 99'999, m_port));
    m_port->setMaxLength(5);
    addRow({m_hostField, m_portField}, {3, 1});
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::px(8));
    row->addWidget(m_save);
    row->addWidget(m_useFree);
    m_note->setWordWrap(true);
    row->addWidget(m_note, 1);
    row->addWidget(m_restart);
    card()->content()->addLayout(row);
    m_useFree->hide();

    connect(m_host, &QComboBox::activated, this, [this] {
        m_touched = true;
        showState();
    });
    connect(m_port, &QLineEdit::textEdited, this, [this] {
        m_touched = true;
        m_portField->setError({});
        m_useFree->hide();
        showState();
    });
    connect(m_port, &QLineEdit::returnPressed, this, &AddressSection::saveAddress);
    connect(m_save, &QPushButton::clicked, this, &AddressSection::saveAddress);
    connect(m_useFree, &QPushButton::clicked, this, &AddressSection::useFreePort);
    connect(m_restart, &QPushButton::clicked, this, [this] { m_shell.control.restart(); });
    connect(&shell.control, &GatewayControl::changed, this, &AddressSection::showState);
    onLanguage(this, [this] {
        card()->setTitle(tr("Address"));
        m_hostField->setLabel(tr("Reachable from"));
        m_host->setItemText(0, tr("This computer only (127.0.0.1)"));
        m_host->setItemText(1, tr("The whole network (every interface)"));
        m_portField->setLabel(tr("Port"));
        m_save->setText(tr("Save"));
        m_restart->setText(tr("Restart gateway"));
        m_useFree->setText(tr("Use port %1 instead").arg(m_freePort));
        showState();
    });
}

void AddressSection::show(const Settings &settings)
{
    const auto address = parseListenAddress(settings.listen.value(0));
    if (!m_touched && address) {
        const QString text = address->host.isEmpty() ? u"0.0.0.0"_s : address->host;
        int index = m_host->findData(text);
        if (index < 0) {
            m_host->addItem(text, text); // written by the command line: kept as it is
            index = m_host->count() - 1;
        }
        m_host->setCurrentIndex(index);
        m_port->setText(QString::number(address->port));
    }
    showState();
}

QString AddressSection::host() const
{
    return m_host->currentData().toString();
}

std::optional<ListenAddress> AddressSection::read()
{
    const int port = m_port->text().toInt();
    if (port < 1 || port > 65'535) {
        m_portField->setError(tr("A port is a number from 1 to 65535."));
        return {};
    }
    const QString shown = host().contains(u':') ? u'[' + host() + u']' : host();
    const auto address = parseListenAddress(shown + u':' + QString::number(port));
    if (!address) {
        m_portField->setError(tr("This address is not accepted."));
        return {};
    }
    return *address;
}

// Our own gateway holding the port is no reason to refuse it.
bool AddressSection::isOurs(const ListenAddress &address) const
{
    if (m_shell.control.state() == GatewayControl::State::Stopped)
        return false;
    const QString end = u':' + QString::number(address.port);
    const QStringList addresses = m_shell.control.addresses();
    return std::any_of(addresses.begin(), addresses.end(),
                       [&end](const QString &one) { return one.endsWith(end); });
}

void AddressSection::saveAddress()
{
    m_portField->setError({});
    m_useFree->hide();
    const auto address = read();
    if (!address)
        return;
    if (!isOurs(*address) && !isFree(*address)) {
        const QHostAddress machine(address->host);
        const bool foreign = !machine.isNull() && !machine.isLoopback() && address->host != "0.0.0.0"_L1 &&
                             address->host != "::"_L1;
        m_freePort = nextFreePort(address->host, address->port);
        if (m_freePort == 0) {
            m_portField->setError(foreign ? tr("This machine cannot listen at this address.")
                                          : tr("This port and the next hundred are taken or not allowed."));
            return;
        }
        m_portField->setError(address->port < 1024 ? tr("The port is taken, or the system does not allow it.")
                                                   : tr("Another program uses this port."));
        m_useFree->setText(tr("Use port %1 instead").arg(m_freePort));
        m_useFree->show();
        nameHolder(address->port);
        return;
    }
    QStringList listen = m_shell.backend.settings().listen;
    const QString shown = address->host.contains(u':') ? u'[' + address->host + u']' : address->host;
    const QString text = shown + u':' + QString::number(address->port);
    if (listen.isEmpty())
        listen += text;
    else
        listen[0] = text;
    save("listen", listen.join(u','), m_portField, [this] {
        m_touched = false;
        m_shell.toast(tr("Address saved"), {}, {});
        showState();
    });
}

void AddressSection::nameHolder(quint16 port)
{
    using Found = std::optional<PortHolder>;
    m_shell.backend.readingThread().run<Found>(
            this, [port](Database &) -> Result<Found> { return portHolder(port); },
            [this, port](Result<Found> found) {
                // Only as long as this is still what the person asked for.
                if (found && *found && !m_portField->error().isEmpty() && m_port->text().toInt() == port) {
                    m_portField->setError(tr("Taken by %1 (process %2).")
                                                  .arg((*found)->program, QString::number((*found)->pid)));
                }
            });
}

void AddressSection::useFreePort()
{
    m_port->setText(QString::number(m_freePort));
    m_touched = true;
    saveAddress();
}

void AddressSection::showState()
{
    const Settings &settings = m_shell.backend.settings();
    const GatewayControl &control = m_shell.control;
    const auto configured = parseListenAddress(settings.listen.value(0));
    const bool running = control.state() == GatewayControl::State::Running;
    const QString own = control.addresses().value(0);
    const QString end = configured ? u':' + QString::number(configured->port) : QString();
    const bool everywhere = configured && (configured->host.isEmpty() || configured->host == "0.0.0.0"_L1);
    const bool moved = configured && running &&
                       (everywhere ? !own.endsWith(end) : !control.addresses().contains(configured->url()));

    QString note;
    if (!control.listenOverride().isEmpty())
        note = tr("GATEWAY_LISTEN decides the address of this start: %1.")
                       .arg(control.listenOverride().join(", "_L1));
    else if (moved)
        note = tr("The gateway still listens on %1.").arg(own);
    else if (control.state() == GatewayControl::State::Elsewhere)
        note = tr("Takes effect when the process that serves now is started again.");
    m_note->setText(note);
    m_restart->setVisible(moved && control.listenOverride().isEmpty());
    m_hostField->setHint(
            host() == "0.0.0.0"_L1
                    ? tr("Keys and prompts travel readable through the network. Put HTTPS in front.")
                    : QString());
    const bool same = configured &&
                      host() == (configured->host.isEmpty() ? u"0.0.0.0"_s : configured->host) &&
                      m_port->text() == QString::number(configured->port);
    m_save->setEnabled(!same);
}

} // namespace gateway::ui
