// SPDX-License-Identifier: MIT
#pragma once

#include "ui/pages/settings_sections.h"

#include "store/store_thread.h"

#include <map>
#include <memory>
#include <string>

class QComboBox;

namespace gateway::ui {

// A section of settings that are a line of text (with a unit where it has one) or a switch each, by their
// names in the table of settings, which alone knows how they are written and what is accepted.
class ValueSection : public SettingsSection
{
    Q_OBJECT

public:
    using SettingsSection::SettingsSection;
    void show(const Settings &settings) override;

protected:
    // Several names stand in one row.
    void addLines(std::initializer_list<const char *> names);
    void addSwitch(const char *name);
    void describe(const char *name, const QString &label, const QString &hint = {});
    QLineEdit *line(const char *name) { return m_lines.at(name).line; }
    FormField *field(const char *name) { return m_lines.at(name).field; }

private:
    struct Line
    {
        QLineEdit *line = nullptr;
        FormField *field = nullptr;
        QComboBox *unit = nullptr; // of durations and sizes
    };
    struct Switch
    {
        QCheckBox *box = nullptr;
        QLabel *hint = nullptr;
    };
    QString shown(const char *name) const; // the value in force
    QComboBox *addUnit(const char *name, FormField *field);
    static void showIn(const Line &line, const QString &value);
    static QString typed(const Line &line);
    void saveTyped(const std::string &name);
    static QString unitName(const QString &unit);

    std::map<std::string, Line> m_lines;
    std::map<std::string, Switch> m_switches;
};

class RoutingSection final : public ValueSection
{
    Q_OBJECT

public:
    RoutingSection(Shell &shell, QWidget *parent);
};

class CurrencySection final : public ValueSection
{
    Q_OBJECT

public:
    CurrencySection(Shell &shell, QWidget *parent);
};

// What is kept of calls, and for how long.
class KeepingSection final : public ValueSection
{
    Q_OBJECT

public:
    KeepingSection(Shell &shell, QWidget *parent);
};

class BackupSection final : public ValueSection
{
    Q_OBJECT

public:
    BackupSection(Shell &shell, QWidget *parent);

private:
    void backUpNow();

    QPushButton *m_now = nullptr;
    std::unique_ptr<StoreThread> m_thread; // while a backup is made: it takes seconds
};

// What one client may take of the HTTP server, and how long a provider may take.
class ServerSection final : public ValueSection
{
    Q_OBJECT

public:
    ServerSection(Shell &shell, QWidget *parent);
};

class ProxySection final : public ValueSection
{
    Q_OBJECT

public:
    ProxySection(Shell &shell, QWidget *parent);
};

class LogSection final : public ValueSection
{
    Q_OBJECT

public:
    LogSection(Shell &shell, QWidget *parent);
};

} // namespace gateway::ui
