// SPDX-License-Identifier: MIT
#pragma once

#include "ui/pages/page.h"
#include "ui/widgets/form_field.h"

class QCheckBox;
class QComboBox;
class QStringListModel;

namespace gateway::ui {

class ChipEdit;

// A card of settings that are written as soon as they are edited; what is refused says so beside its field.
class SettingsSection : public QWidget
{
    Q_OBJECT

public:
    SettingsSection(Shell &shell, QWidget *parent);
    virtual void show(const Settings &settings) = 0; // never over what is being typed
    QString title() const { return m_card->title(); }

protected:
    Card *card() { return m_card; }
    FormField *addField(QWidget *editor);
    void addRow(std::initializer_list<QWidget *> fields, std::initializer_list<int> stretch);
    void save(const char *name, const QString &value, FormField *field, std::function<void()> done = {});

    Shell &m_shell;

private:
    Card *m_card;
};

// Language, theme, tray, notifications, how it starts.
class WindowSection final : public SettingsSection
{
    Q_OBJECT

public:
    WindowSection(Shell &shell, QWidget *parent);
    void show(const Settings &settings) override;

private:
    void setLanguage();
    void setAtLogin(bool on);

    QComboBox *m_language;
    QComboBox *m_theme;
    QCheckBox *m_tray;
    QCheckBox *m_notifications;
    QCheckBox *m_atLogin;
    QCheckBox *m_minimised;
    FormField *m_languageField;
    FormField *m_themeField;
    QLabel *m_trayHint;
};

// Default model and time zone.
class DefaultsSection final : public SettingsSection
{
    Q_OBJECT

public:
    DefaultsSection(Shell &shell, QWidget *parent);
    void show(const Settings &settings) override;

private:
    void showModels();
    void showHint();

    QLineEdit *m_model;
    QStringListModel *m_names; // what the default model may be called, offered while it is typed
    bool m_answered = true;    // the default model, as far as is known
    QComboBox *m_zone;
    FormField *m_modelField;
    FormField *m_zoneField;
};

// Host names and web pages that may call.
class AccessSection final : public SettingsSection
{
    Q_OBJECT

public:
    AccessSection(Shell &shell, QWidget *parent);
    void show(const Settings &settings) override;

private:
    ChipEdit *m_hosts;
    ChipEdit *m_origins;
    FormField *m_hostsField;
    FormField *m_originsField;
};

} // namespace gateway::ui
