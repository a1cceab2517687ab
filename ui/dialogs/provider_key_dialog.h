// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/dialogs/form_dialog.h"

namespace gateway::ui {

// Puts a new key in the place of one that a provider has, or beside those it has.
class ProviderKeyDialog final : public FormDialog
{
    Q_OBJECT

public:
    // Which key: its id; 0 the only one (or the first, where there is none yet); `another` one more.
    static constexpr qint64 only = 0;
    static constexpr qint64 another = -1;
    ProviderKeyDialog(Backend &backend, const Provider &provider, QWidget *parent, qint64 keyId = only);

Q_SIGNALS:
    void replaced(const QString &name, bool added);

protected:
    void submit() override;

private:
    void retranslate();

    Backend &m_backend;
    const QString m_name;
    const qint64 m_keyId;
    const int m_stored;
    std::optional<SealedKey> m_old;
    QLabel *m_text;
    SecretEdit *m_key;
    FormField *m_keyField;
};

// Why a provider refused a key, in words: "HTTP 401" says little to most people.
QString flagText(const QString &flag);

} // namespace gateway::ui
