// SPDX-License-Identifier: MIT
#include "ui/dialogs/provider_key_dialog.h"

#include "ui/error_text.h"
#include "ui/translated.h"

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

QString flagText(const QString &flag)
{
    if (flag.contains("402"_L1))
        return ProviderKeyDialog::tr("no credit left (%1)").arg(flag);
    return ProviderKeyDialog::tr("refused by the provider (%1)").arg(flag);
}

ProviderKeyDialog::ProviderKeyDialog(Backend &backend, const Provider &provider, QWidget *parent,
                                     qint64 keyId)
    : FormDialog(parent)
    , m_backend(backend)
    , m_name(provider.name)
    , m_keyId(keyId)
    , m_stored(int(provider.keys.size()))
    , m_text(addText("dim"))
    , m_key(new SecretEdit(this))
    , m_keyField(addField(m_key))
{
    for (const SealedKey &key : provider.keys) {
        if (key.id == keyId || (keyId == only && !m_old))
            m_old = key;
    }
    onLanguage(this, [this] { retranslate(); });
    m_key->setFocus();
}

void ProviderKeyDialog::retranslate()
{
    m_keyField->setLabel(tr("New provider key"));
    if (m_keyId == another) {
        setTitle(tr("Add a provider key for %1").arg(m_name));
        setPrimary(tr("Add"));
        m_text->setText(tr("%1 has %n provider keys. Requests use all of them in turn, and the others when "
                           "one is refused or at its limit.",
                           nullptr, m_stored)
                                .arg(m_name));
        return;
    }
    setTitle(m_old ? tr("Replace the provider key of %1").arg(m_name)
                   : tr("Set the provider key of %1").arg(m_name));
    setPrimary(m_old ? tr("Replace") : tr("Set"));
    if (!m_old)
        m_text->setText(tr("No provider key is stored yet. Requests use the new one at once."));
    else if (m_old->hint.isEmpty())
        m_text->setText(tr("Requests use the new provider key at once."));
    else
        m_text->setText(
                tr("The stored provider key ends in %1. Requests use the new one at once.").arg(m_old->hint));
    if (m_old && m_old->flaggedAt)
        m_text->setText(m_text->text() + u' ' + tr("The old one was %1.").arg(flagText(m_old->flag)));
}

void ProviderKeyDialog::submit()
{
    const Secret secret(m_key->text().trimmed().toUtf8());
    if (secret.isEmpty()) {
        m_keyField->setError(tr("Paste the key that the provider gave you."));
        return;
    }
    setBusy(true);
    m_backend.manageSealed<bool>(
            this,
            [name = m_name, id = m_keyId, secret](Management &management,
                                                  const Vault &vault) -> Result<bool> {
                const Outcome done = id > 0 ? management.replaceProviderKey(name, id, secret, vault)
                                            : management.setProviderKey(name, secret, vault, id == another);
                return done.map([] { return true; });
            },
            [this](Result<bool> result) {
                setBusy(false);
                if (!result && result.error().code == ErrorCode::InvalidArgument) {
                    m_keyField->setError(ErrorText::of(result.error()));
                    return;
                }
                if (!result) {
                    fail(ErrorText::of(result.error()));
                    return;
                }
                m_key->clear();
                finish();
                Q_EMIT replaced(m_name, m_keyId == another);
            });
}

} // namespace gateway::ui
