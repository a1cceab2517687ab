// SPDX-License-Identifier: MIT
#include "ui/dialogs/issue_key_dialog.h"

#include "ui/dialogs/limits_form.h"
#include "ui/error_text.h"
#include "ui/translated.h"

#include <QComboBox>

namespace gateway::ui {

QString keyName(const Key &key)
{
    return key.label.isEmpty() ? key.prefix + u'…' + key.suffix : key.label;
}

IssueKeyDialog::IssueKeyDialog(Backend &backend, const QStringList &users, const QString &user,
                               QWidget *parent)
    : FormDialog(parent)
    , m_backend(backend)
    , m_user(new QComboBox(this))
    , m_label(new QLineEdit(this))
    , m_userField(new FormField(m_user, this))
    , m_labelField(new FormField(m_label, this))
    , m_limits(new LimitsForm(LimitsForm::Of::Key, backend, this))
{
    setMinimumWidth(Theme::px(520));
    auto *who = new QHBoxLayout;
    who->setSpacing(Theme::px(12));
    who->addWidget(m_userField, 1, Qt::AlignTop);
    who->addWidget(m_labelField, 1, Qt::AlignTop);
    body()->addLayout(who);
    body()->addWidget(m_limits);
    m_user->addItems(users);
    m_user->setCurrentIndex(qMax(0, int(users.indexOf(user))));
    m_label->setMaxLength(100);
    m_label->setObjectName(QStringLiteral("label"));
    onLanguage(this, [this] { retranslate(); });
    m_label->setFocus();
}

void IssueKeyDialog::retranslate()
{
    setTitle(tr("Issue key"));
    setPrimary(tr("Issue"));
    m_userField->setLabel(tr("User"));
    m_labelField->setLabel(tr("Name"));
    m_label->setPlaceholderText(tr("laptop, CI, vscode…"));
}

void IssueKeyDialog::submit()
{
    const std::optional<Limits> limits = m_limits->read();
    if (!limits)
        return;
    const KeyRequest request{m_user->currentText(), m_label->text().trimmed(), *limits};
    if (request.user.isEmpty()) {
        m_userField->setError(tr("Add a user first."));
        return;
    }
    setBusy(true);
    m_backend.manage<IssuedKey>(
            this, [request](Management &management) { return management.issueKey(request); },
            [this, user = request.user](Result<IssuedKey> result) {
                setBusy(false);
                if (!result) {
                    fail(ErrorText::of(result.error()));
                    return;
                }
                finish();
                Q_EMIT issued(*result, user);
            });
}

EditKeyDialog::EditKeyDialog(Backend &backend, const KeyInfo &key, QWidget *parent)
    : FormDialog(parent)
    , m_backend(backend)
    , m_key(key)
    , m_label(new QLineEdit(key.key.label, this))
    , m_labelField(addField(m_label))
    , m_limits(new LimitsForm(LimitsForm::Of::Key, backend, this))
{
    setMinimumWidth(Theme::px(520));
    body()->addWidget(m_limits);
    m_label->setMaxLength(100);
    m_label->setObjectName(QStringLiteral("label"));
    m_limits->setLimits(key.key.limits);
    onLanguage(this, [this] {
        setTitle(tr("Edit key %1 of %2").arg(keyName(m_key.key), m_key.userName));
        setPrimary(tr("Save"));
        m_labelField->setLabel(tr("Name"));
    });
    m_label->setFocus();
}

void EditKeyDialog::submit()
{
    const std::optional<LimitsChange> limits = m_limits->readChange();
    if (!limits)
        return;
    KeyChange change;
    change.limits = *limits;
    const QString label = m_label->text().trimmed();
    if (label != m_key.key.label)
        change.label = label;
    setBusy(true);
    m_backend.manage<bool>(
            this,
            [id = m_key.key.id, change](Management &management) -> Result<bool> {
                return management.changeKey(id, change).map([] { return true; });
            },
            [this, label](Result<bool> result) {
                if (!result) {
                    fail(ErrorText::of(result.error()));
                    return;
                }
                finish();
                Key key = m_key.key;
                key.label = label;
                Q_EMIT saved(keyName(key));
            });
}

} // namespace gateway::ui
