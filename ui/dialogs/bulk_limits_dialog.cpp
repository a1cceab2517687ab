// SPDX-License-Identifier: MIT
#include "ui/dialogs/bulk_limits_dialog.h"

#include "ui/error_text.h"
#include "ui/translated.h"

namespace gateway::ui {

BulkLimitsDialog::BulkLimitsDialog(LimitsForm::Of owner, int count, Apply apply, Backend &backend,
                                   QWidget *parent)
    : FormDialog(parent)
    , m_owner(owner)
    , m_count(count)
    , m_apply(std::move(apply))
    , m_backend(backend)
    , m_note(addText("body"))
    , m_limits(new LimitsForm(owner, backend, this))
{
    setMinimumWidth(Theme::px(700)); // three fields with a box each beside each other
    body()->addWidget(m_limits);
    m_limits->setForSeveral();
    onLanguage(this, [this] {
        setTitle(m_owner == LimitsForm::Of::Key ? tr("Limits of %n keys", nullptr, m_count)
                                                : tr("Limits of %n users", nullptr, m_count));
        setPrimary(tr("Apply to %n", nullptr, m_count));
        m_note->setText(
                tr("What you fill in or tick is set for all of them. The rest stays as each has it."));
    });
}

void BulkLimitsDialog::submit()
{
    const std::optional<LimitsChange> change = m_limits->readChange();
    if (!change)
        return;
    if (*change == LimitsChange()) {
        fail(tr("Nothing is filled in or ticked yet."));
        return;
    }
    setBusy(true);
    m_backend.manage<bool>(
            this,
            [apply = m_apply, change = *change](Management &management) -> Result<bool> {
                return management.together([&] { return apply(management, change); }).map([] {
                    return true;
                });
            },
            [this](Result<bool> result) {
                setBusy(false);
                if (!result) {
                    fail(ErrorText::of(result.error()));
                    return;
                }
                finish();
                Q_EMIT saved();
            });
}

} // namespace gateway::ui
