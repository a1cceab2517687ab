// SPDX-License-Identifier: MIT
#include "ui/dialogs/provider_dialog.h"

#include "ui/error_text.h"
#include "ui/translated.h"

namespace gateway::ui {

ProviderDialog::ProviderDialog(Backend &backend, const QStringList &takenNames, QWidget *parent)
    : FormDialog(parent)
    , m_form(new ProviderForm(backend, takenNames, this))
    , m_testButton(makeButton("", this))
{
    setMinimumWidth(Theme::px(500));
    body()->addWidget(m_form);
    m_testButton->setAutoDefault(true);
    footer()->insertWidget(0, m_testButton);
    connect(m_testButton, &QPushButton::clicked, this, &ProviderDialog::test);
    connect(m_form, &ProviderForm::presetChanged, this, [this] { clearErrors(); });
    onLanguage(this, [this] {
        setTitle(tr("Add provider"));
        setPrimary(tr("Add"));
        m_testButton->setText(tr("Test"));
    });
    m_form->focusFirst();
}

void ProviderDialog::test()
{
    clearErrors();
    if (m_form->test([this](const ProbeReport &) { m_testButton->setEnabled(true); }))
        m_testButton->setEnabled(false);
}

void ProviderDialog::submit()
{
    const auto provider = m_form->read(false);
    if (!provider)
        return;
    setBusy(true);
    m_form->add(*provider, [this](Result<Provider> result) {
        setBusy(false);
        if (result) {
            finish();
            Q_EMIT added(*result, m_form->listedModels());
        } else if (result.error().code != ErrorCode::AlreadyExists) {
            fail(ErrorText::of(result.error()));
        }
    });
}

} // namespace gateway::ui
