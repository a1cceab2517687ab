// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/dialogs/form_dialog.h"
#include "ui/provider_test.h"

#include "config/presets.h"

class QComboBox;

namespace gateway::ui {

// Adds a provider: one of the presets or any OpenAI-compatible address, with its key. The test makes a real
// call with what is typed, before anything is stored.
class ProviderDialog final : public FormDialog
{
    Q_OBJECT

public:
    // `takenNames` keeps the proposed name free.
    ProviderDialog(Backend &backend, const QStringList &takenNames, QWidget *parent);

    void choosePreset(const QString &id); // empty: an address of one's own

Q_SIGNALS:
    void added(const gateway::Provider &provider, const QStringList &listedModels);

protected:
    void submit() override;

private:
    const ProviderPreset *preset() const;
    void onPreset();
    QString freeName(const QString &wish) const;
    std::optional<Provider> read(bool forTest);
    Secret key() const;
    void test();
    void retranslate();

    Backend &m_backend;
    QStringList m_taken;
    QComboBox *m_preset;
    QLineEdit *m_name;
    QLineEdit *m_baseUrl;
    SecretEdit *m_key;
    FormField *m_presetField;
    FormField *m_nameField;
    FormField *m_baseUrlField;
    FormField *m_keyField;
    QPushButton *m_keyLink;
    QPushButton *m_testButton;
    QLabel *m_result;
    bool m_nameTouched = false;
    QStringList m_listed; // models that the last test listed
    std::unique_ptr<ProviderTest> m_test;
};

QString presetName(const ProviderPreset &preset); // in the window's language

} // namespace gateway::ui
