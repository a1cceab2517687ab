// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/dialogs/form_dialog.h"

class QCheckBox;
class QSettings;

namespace gateway::ui {

class Fold;

// Changes a provider: its name and address, and how it is called. What is not touched stays as it is by then.
class EditProviderDialog final : public FormDialog
{
    Q_OBJECT

public:
    EditProviderDialog(Backend &backend, const Provider &provider, QWidget *parent,
                       QSettings *memory = nullptr);

Q_SIGNALS:
    void saved(const QString &name);

protected:
    void submit() override;

private:
    std::optional<ProviderChange> read();
    void retranslate();
    void chooseCa();
    void takeCa(const QString &file);
    void showCa();
    bool readProxy(ProviderChange &change);

    Backend &m_backend;
    const Provider m_before;
    QLineEdit *m_name;
    QLineEdit *m_baseUrl;
    FormField *m_nameField;
    FormField *m_baseUrlField;
    Fold *m_fold;
    QLineEdit *m_anthropicUrl;
    FormField *m_anthropicField;
    QLineEdit *m_proxy;
    FormField *m_proxyField;
    QLineEdit *m_ca; // what the certificates are called
    FormField *m_caField;
    QPushButton *m_chooseCa;
    QPushButton *m_forgetCa;
    QByteArray m_caPem;
    QCheckBox *m_responses;
    QCheckBox *m_http2;
    QHash<QCheckBox *, QLabel *> m_effects; // what each of them means
    QCheckBox *m_drainPlain;
    QCheckBox *m_drainStreams;
    QCheckBox *m_healthCheck;
};

} // namespace gateway::ui
