// SPDX-License-Identifier: MIT
#pragma once

#include "ui/pages/settings_sections.h"

namespace gateway::ui {

// Where the gateway listens. Checked before it is saved: a port that is taken is not accepted silently, and
// the next free one is a button. A running gateway keeps its address until it is restarted, which is offered.
class AddressSection final : public SettingsSection
{
    Q_OBJECT

public:
    AddressSection(Shell &shell, QWidget *parent);
    void show(const Settings &settings) override;

private:
    QString host() const;
    std::optional<ListenAddress> read();
    void saveAddress();
    void nameHolder(quint16 port);
    void useFreePort();
    void showState();
    bool isOurs(const ListenAddress &address) const;

    QComboBox *m_host;
    QLineEdit *m_port;
    FormField *m_hostField;
    FormField *m_portField;
    QPushButton *m_save;
    QPushButton *m_useFree;
    QLabel *m_note;
    QPushButton *m_restart;
    quint16 m_freePort = 0;
    bool m_touched = false;
};

} // namespace gateway::ui
