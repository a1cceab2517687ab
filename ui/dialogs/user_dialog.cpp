// SPDX-License-Identifier: MIT
#include "ui/dialogs/user_dialog.h"

#include "ui/error_text.h"
#include "ui/translated.h"

namespace gateway::ui {

UserDialog::UserDialog(Backend &backend, const QString &currentName, QWidget *parent)
    : FormDialog(parent)
    , m_backend(backend)
    , m_currentName(currentName)
    , m_name(new QLineEdit(currentName, this))
    , m_nameField(addField(m_name))
{
    m_name->setMaxLength(100);
    m_name->selectAll();
    m_name->setFocus();
    onLanguage(this, [this] {
        const bool adds = m_currentName.isEmpty();
        setTitle(adds ? tr("Add user") : tr("Rename %1").arg(m_currentName));
        setPrimary(adds ? tr("Add") : tr("Rename"));
        m_nameField->setLabel(tr("Name"));
        m_nameField->setHint(adds ? tr("A person, a team or a program. Keys and usage are counted by user.")
                                  : tr("Keys keep working, and past usage moves along."));
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
    if (name == m_currentName) {
        finish();
        return;
    }
    setBusy(true);
    m_backend.manage<bool>(
            this,
            [name, old = m_currentName](Management &management) -> Result<bool> {
                if (old.isEmpty())
                    return management.addUser(name).map([](const User &) { return true; });
                return management.renameUser(old, name).map([] { return true; });
            },
            [this, name](Result<bool> result) {
                setBusy(false);
                if (result) {
                    finish();
                    Q_EMIT saved(name);
                    return;
                } else if (result.error().code == ErrorCode::AlreadyExists) {
                    m_nameField->setError(tr("There is a user of this name already."));
                } else if (result.error().code == ErrorCode::InvalidArgument) {
                    m_nameField->setError(ErrorText::of(result.error()));
                } else {
                    fail(ErrorText::of(result.error()));
                }
                m_name->setFocus();
            });
}

} // namespace gateway::ui
