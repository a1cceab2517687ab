// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/provider_test.h"
#include "ui/widgets/form_field.h"

#include "config/presets.h"

class QComboBox;

namespace gateway::ui {

// The fields of a new provider: one of the presets or any OpenAI-compatible address, with its key. The test
// makes a real call with what is typed, before anything is stored.
class ProviderForm final : public QWidget
{
    Q_OBJECT

public:
    // `takenNames` keeps the proposed name free.
    ProviderForm(Backend &backend, const QStringList &takenNames, QWidget *parent);

    void choosePreset(const QString &id); // empty: an address of one's own
    void hideName();                      // the proposed one is taken
    // Not a focus proxy: with one the Tab key turns back here from the last field.
    void focusFirst();
    QWidget *lastInTabOrder() const { return m_keyLink; }
    bool isDemo() const;
    QStringList listedModels() const { return m_listed; } // by the last test

    // Nothing and an error beside its field where something is missing.
    std::optional<Provider> read(bool forTest);
    bool test(std::function<void(const ProbeReport &)> done); // false: something is missing
    bool isTesting() const { return m_testing; }
    // AlreadyExists is told beside the name; the key is wiped when it has been stored.
    void add(const Provider &provider, Backend::Done<Provider> done);

Q_SIGNALS:
    void edited();        // what was tested is no longer what is typed
    void presetChanged(); // fields may have come or gone

private:
    const ProviderPreset *preset() const;
    void onPreset(bool byHand);
    QString freeName(const QString &wish) const;
    Secret key() const;
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
    QLabel *m_result;
    bool m_nameTouched = false;
    bool m_testing = false;
    QStringList m_listed;
    std::unique_ptr<ProviderTest> m_test;
};

QString presetName(const ProviderPreset &preset); // in the window's language

} // namespace gateway::ui
