// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/gateway_control.h"
#include "ui/widgets/form_field.h"

class QComboBox;

namespace gateway::ui {

// Where the gateway is to listen: from where it can be reached, and the port. A port that is taken is not
// accepted silently: it says who has it, and the next free one is a button.
class AddressForm final : public QWidget
{
    Q_OBJECT

public:
    AddressForm(Backend &backend, GatewayControl &control, QWidget *parent);

    void setAddress(const ListenAddress &address);
    bool shows(const ListenAddress &address) const;
    // Nothing, and an error beside its field, where it is no address or not free. Our own gateway holding the
    // port is no reason to refuse it.
    std::optional<ListenAddress> check();
    static QString toText(const ListenAddress &address); // as in the setting `listen`
    void setError(const QString &error);
    FormField *portField() { return m_portField; }
    QPushButton *freePortButton() { return m_useFree; } // may be moved to where the other buttons are

Q_SIGNALS:
    void edited();
    void freePortTaken();           // by its button; check() accepts it now
    void entered();                 // Return in the port
    void freeOffered(bool offered); // a free port in place of a taken one: its button is the one to press

private:
    QString host() const;
    void addHost(const QString &address, const QString &interfaceName);
    void findInterfaces();
    std::optional<ListenAddress> read();
    bool isOurs(const ListenAddress &address) const;
    void nameHolder(quint16 port);
    void offerFree(bool offered);
    void retranslate();
    void showState();

    Backend &m_backend;
    GatewayControl &m_control;
    QComboBox *m_host;
    QLineEdit *m_port;
    FormField *m_hostField;
    FormField *m_portField;
    QPushButton *m_useFree;
    quint16 m_freePort = 0;
};

} // namespace gateway::ui
