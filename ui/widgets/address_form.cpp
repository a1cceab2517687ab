// SPDX-License-Identifier: MIT
#include "ui/widgets/address_form.h"

#include "ui/gateway_address.h"
#include "ui/keyboard.h"
#include "ui/translated.h"

#include <QComboBox>
#include <QHostAddress>
#include <QIntValidator>
#include <QNetworkInterface>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr int interfaceRole = Qt::UserRole + 1;
constexpr auto loopback = "127.0.0.1"_L1;
constexpr auto everywhere = "0.0.0.0"_L1;

QString shownHost(const ListenAddress &address)
{
    return address.host.isEmpty() ? QString(everywhere) : address.host;
}

} // namespace

AddressForm::AddressForm(Backend &backend, GatewayControl &control, QWidget *parent)
    : QWidget(parent)
    , m_backend(backend)
    , m_control(control)
    , m_host(new QComboBox(this))
    , m_port(new QLineEdit(this))
    , m_hostField(new FormField(m_host, this))
    , m_portField(new FormField(m_port, this))
    , m_useFree(makeButton("primary", this))
{
    m_host->setObjectName("host"_L1);
    m_host->setProperty(Keyboard::appliesAtOnce, true);
    m_port->setObjectName("port"_L1);
    m_useFree->setObjectName("useFreePort"_L1);
    m_useFree->setAutoDefault(true);
    m_port->setValidator(new QIntValidator(0, 99'999, m_port));
    m_port->setMaxLength(5);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::px(12));
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::px(12));
    row->addWidget(m_hostField, 3, Qt::AlignTop);
    row->addWidget(m_portField, 1, Qt::AlignTop);
    layout->addLayout(row);
    layout->addWidget(m_useFree, 0, Qt::AlignLeft);
    m_useFree->hide();
    addHost(loopback, {});
    findInterfaces();
    addHost(everywhere, {});

    connect(m_host, &QComboBox::activated, this, [this] {
        setError({});
        showState();
        Q_EMIT edited();
    });
    connect(m_port, &QLineEdit::textEdited, this, [this] {
        setError({});
        Q_EMIT edited();
    });
    connect(m_port, &QLineEdit::returnPressed, this, &AddressForm::entered);
    connect(m_useFree, &QPushButton::clicked, this, [this] {
        m_port->setText(QString::number(m_freePort));
        setError({});
        Q_EMIT edited();
        Q_EMIT freePortTaken();
    });
    onLanguage(this, [this] { retranslate(); });
}

void AddressForm::addHost(const QString &address, const QString &interfaceName)
{
    m_host->addItem(address, address);
    m_host->setItemData(m_host->count() - 1, interfaceName, interfaceRole);
}

// One each, so that a machine with a VPN can be shared on the office's network alone.
void AddressForm::findInterfaces()
{
    const QList<QNetworkInterface> interfaces = QNetworkInterface::allInterfaces();
    for (const QNetworkInterface &one : interfaces) {
        const auto flags = one.flags();
        if (!flags.testFlag(QNetworkInterface::IsRunning) || flags.testFlag(QNetworkInterface::IsLoopBack))
            continue;
        const QList<QNetworkAddressEntry> entries = one.addressEntries();
        for (const QNetworkAddressEntry &entry : entries) {
            if (entry.ip().protocol() == QAbstractSocket::IPv4Protocol && !entry.ip().isLinkLocal())
                addHost(entry.ip().toString(), one.humanReadableName());
        }
    }
}

void AddressForm::retranslate()
{
    m_hostField->setLabel(tr("Reachable from"));
    m_portField->setLabel(tr("Port"));
    m_useFree->setText(tr("Use port %1 instead").arg(m_freePort));
    for (int i = 0; i < m_host->count(); ++i) {
        const QString address = m_host->itemData(i).toString();
        const QString name = m_host->itemData(i, interfaceRole).toString();
        if (address == loopback)
            m_host->setItemText(i, tr("This computer only (127.0.0.1)"));
        else if (address == everywhere)
            m_host->setItemText(i, tr("The whole network (every interface)"));
        else if (!name.isEmpty())
            m_host->setItemText(i, tr("The network at %1 (%2)").arg(name, address));
    }
    showState();
}

void AddressForm::setAddress(const ListenAddress &address)
{
    const QString text = shownHost(address);
    int index = m_host->findData(text);
    if (index < 0) {
        addHost(text, {}); // written by the command line: kept as it is
        index = m_host->count() - 1;
    }
    m_host->setCurrentIndex(index);
    m_port->setText(QString::number(address.port));
    showState();
}

bool AddressForm::shows(const ListenAddress &address) const
{
    return host() == shownHost(address) && m_port->text() == QString::number(address.port);
}

QString AddressForm::host() const
{
    return m_host->currentData().toString();
}

QString AddressForm::toText(const ListenAddress &address)
{
    const QString shown = address.host.contains(u':') ? u'[' + address.host + u']' : address.host;
    return shown + u':' + QString::number(address.port);
}

void AddressForm::setError(const QString &error)
{
    m_portField->setError(error);
    if (error.isEmpty())
        offerFree(false);
}

void AddressForm::offerFree(bool offered)
{
    m_useFree->setVisible(offered);
    Q_EMIT freeOffered(offered);
}

std::optional<ListenAddress> AddressForm::read()
{
    const int port = m_port->text().toInt();
    if (port < 1 || port > 65'535) {
        m_portField->setError(tr("A port is a number from 1 to 65535."));
        return {};
    }
    const auto address = parseListenAddress(toText({host(), quint16(port)}));
    if (!address) {
        m_portField->setError(tr("This address is not accepted."));
        return {};
    }
    return *address;
}

bool AddressForm::isOurs(const ListenAddress &address) const
{
    if (m_control.state() == GatewayControl::State::Stopped)
        return false;
    const QString end = u':' + QString::number(address.port);
    const QStringList addresses = m_control.addresses();
    return std::any_of(addresses.begin(), addresses.end(),
                       [&end](const QString &one) { return one.endsWith(end); });
}

std::optional<ListenAddress> AddressForm::check()
{
    setError({});
    const auto address = read();
    if (!address || isOurs(*address) || isFree(*address))
        return address;
    const QHostAddress machine(address->host);
    const bool foreign = !machine.isNull() && !machine.isLoopback() && address->host != everywhere &&
                         address->host != "::"_L1;
    m_freePort = nextFreePort(address->host, address->port);
    if (m_freePort == 0) {
        m_portField->setError(foreign ? tr("This machine cannot listen at this address.")
                                      : tr("This port and the next hundred are taken or not allowed."));
        return {};
    }
    m_portField->setError(address->port < 1024 ? tr("The port is taken, or the system does not allow it.")
                                               : tr("Another program uses this port."));
    m_useFree->setText(tr("Use port %1 instead").arg(m_freePort));
    offerFree(true);
    nameHolder(address->port);
    return {};
}

void AddressForm::nameHolder(quint16 port)
{
    using Found = std::optional<PortHolder>;
    m_backend.readingThread().run<Found>(
            this, [port](Database &) -> Result<Found> { return portHolder(port); },
            [this, port](Result<Found> found) {
                // Only as long as this is still what the person asked for.
                if (found && *found && !m_portField->error().isEmpty() && m_port->text().toInt() == port) {
                    const QString process = QString::number((*found)->pid);
                    m_portField->setError(
                            (*found)->program.startsWith("api-gateway"_L1)
                                    ? tr("Another API Gateway of this computer uses it (process %1).")
                                              .arg(process)
                                    : tr("Taken by %1 (process %2).").arg((*found)->program, process));
                }
            });
}

void AddressForm::showState()
{
    const bool shared = !QHostAddress(host()).isLoopback() && host() != "localhost"_L1;
    m_hostField->setHint(
            shared ? tr("Whoever has a key can call from that network. Keys and prompts travel readable "
                        "through it until you put HTTPS in front.")
                   : QString());
}

} // namespace gateway::ui
