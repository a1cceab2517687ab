// SPDX-License-Identifier: MIT
#include "ui/dialogs/user_dialog.h"

#include "ui/dialogs/limits_form.h"
#include "ui/error_text.h"
#include "ui/translated.h"

namespace gateway::ui {

UserDialog::UserDialog(Backend &backend, const std::optional<User> &edited, QWidget *parent)
    : FormDialog(parent)
    , m_backend(backend)
    , m_edited(edited)
    , m_name(new QLineEdit(edited ? edited->name : QString(), this))
    , m_nameField(addField(m_name))
    , m_limits(new LimitsForm(LimitsForm::Of::User, backend, this))
{
    setMinimumWidth(Theme::px(520));
    body()->addWidget(m_limits);
    if (edited)
        m_limits->setLimits(edited->limits);
    m_name->setObjectName(QStringLiteral("name"));
    m_name->setMaxLength(100);
    m_name->selectAll();
    m_name->setFocus();
    onLanguage(this, [this] {
        setTitle(m_edited ? tr("Edit %1").arg(m_edited->name) : tr("Add user"));
        setPrimary(m_edited ? tr("Save") : tr("Add"));
        m_nameField->setLabel(tr("Name"));
        m_nameField->setHint(
                m_edited ? tr("With a new name keys keep working, and past usage moves along.")
                         : tr("A person, a team or a program. Keys and usage are counted by user."));
    });
}

void UserDialog::submit()
{
    const QString name = m_name->text().trimmed();
    if (name.isEmpty()) {
        m_nameField->setError(tr("Enter a name."));
        m_name->setFocus();
        return;
    }
    if (!m_edited) {
        if (const std::optional<Limits> limits = m_limits->read()) {
            save(name, [name, limits = *limits](Management &management) {
                return management.addUser(name, {}, limits).map([](const User &) {});
            });
        }
        return;
    }
    if (const std::optional<LimitsChange> change = m_limits->readChange()) {
        save(name, [name, old = m_edited->name, change = *change](Management &management) {
            return management.together([&]() -> Outcome {
                if (change != LimitsChange()) {
                    if (const Outcome changed = management.changeUserLimits(old, change); !changed)
                        return changed;
                }
                return name == old ? Outcome() : management.renameUser(old, name);
            });
        });
    }
}

void UserDialog::save(const QString &name, const std::function<Outcome(Management &)> &job)
{
    setBusy(true);
    m_backend.manage<bool>(
            this,
            [job](Management &management) -> Result<bool> {
                return job(management).map([] { return true; });
            },
            [this, name](Result<bool> result) {
                setBusy(false);
                if (result) {
                    finish();
                    Q_EMIT saved(name);
                    return;
                }
                if (result.error().code == ErrorCode::AlreadyExists)
                    m_nameField->setError(tr("There is a user of this name already."));
                else if (result.error().code == ErrorCode::InvalidArgument) // the limits were checked before
                    m_nameField->setError(ErrorText::of(result.error()));
                else
                    fail(ErrorText::of(result.error()));
                m_name->setFocus();
            });
}

} // namespace gateway::ui
