// SPDX-License-Identifier: MIT
#pragma once

#include "ui/dialogs/form_dialog.h"
#include "ui/dialogs/provider_form.h"

namespace gateway::ui {

// Adds a provider, after a test where one is wanted.
class ProviderDialog final : public FormDialog
{
    Q_OBJECT

public:
    // `takenNames` keeps the proposed name free.
    ProviderDialog(Backend &backend, const QStringList &takenNames, QWidget *parent);

    void choosePreset(const QString &id) { m_form->choosePreset(id); } // empty: an address of one's own

Q_SIGNALS:
    void added(const gateway::Provider &provider, const QStringList &listedModels);

protected:
    void submit() override;

private:
    void test();

    ProviderForm *m_form;
    QPushButton *m_testButton;
};

} // namespace gateway::ui
