// SPDX-License-Identifier: MIT
#pragma once

#include "ui/pages/settings_sections.h"

namespace gateway::ui {

class AddressForm;

// Where the gateway listens. Checked before it is saved. A running gateway keeps its address until it is
// restarted, which is offered.
class AddressSection final : public SettingsSection
{
    Q_OBJECT

public:
    AddressSection(Shell &shell, QWidget *parent);
    void show(const Settings &settings) override;

private:
    void saveAddress();
    void showState();

    AddressForm *m_form;
    QPushButton *m_save;
    QLabel *m_note;
    QPushButton *m_restart;
    bool m_touched = false;
};

} // namespace gateway::ui
