// SPDX-License-Identifier: MIT
#include "ui/pages/value_sections.h"

#include "ui/translated.h"

#include <QCheckBox>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

QString valueOf(const char *name, const Settings &settings)
{
    const SettingInfo *info = findSetting(QString::fromLatin1(name));
    return info ? info->show(settings) : QString();
}

} // namespace

void ValueSection::addLines(std::initializer_list<const char *> names)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::px(12));
    for (const char *name : names) {
        auto *line = new QLineEdit(this);
        line->setObjectName(QLatin1StringView(name));
        auto *field = new FormField(line, this);
        m_lines[name] = {line, field};
        row->addWidget(field, 1, Qt::AlignTop);
        connect(line, &QLineEdit::editingFinished, this, [this, name, line, field] {
            const QString text = line->text().trimmed();
            if (text != shown(name))
                save(name, text, field, [this, name, line] { line->setText(shown(name)); });
            else
                field->setError({});
        });
    }
    card()->content()->addLayout(row);
}

void ValueSection::addSwitch(const char *name)
{
    auto *box = new QCheckBox(this);
    box->setObjectName(QLatin1StringView(name));
    auto *hint = makeLabel("hint", this);
    hint->setWordWrap(true);
    hint->setIndent(Theme::px(24));
    m_switches[name] = {box, hint};
    auto *column = new QVBoxLayout;
    column->setSpacing(Theme::px(3));
    column->addWidget(box);
    column->addWidget(hint);
    card()->content()->addLayout(column);
    connect(box, &QCheckBox::clicked, this,
            [this, name](bool on) { save(name, on ? u"true"_s : u"false"_s, nullptr); });
}

void ValueSection::describe(const char *name, const QString &label, const QString &hint)
{
    if (const auto found = m_lines.find(name); found != m_lines.end()) {
        found->second.field->setLabel(label);
        found->second.field->setHint(hint);
        return;
    }
    const Switch &one = m_switches.at(name);
    one.box->setText(label);
    one.box->setAccessibleDescription(hint);
    one.hint->setText(hint);
    one.hint->setVisible(!hint.isEmpty());
}

QString ValueSection::shown(const char *name) const
{
    return valueOf(name, m_shell.backend.settings());
}

void ValueSection::show(const Settings &settings)
{
    for (const auto &[name, one] : m_lines) {
        const QString value = valueOf(name.c_str(), settings);
        if (one.line->hasFocus() || one.line->text() == value)
            continue;
        one.line->setText(value);
        one.field->setError({});
    }
    for (const auto &[name, one] : m_switches)
        one.box->setChecked(valueOf(name.c_str(), settings) == "true"_L1);
}

RoutingSection::RoutingSection(Shell &shell, QWidget *parent) : ValueSection(shell, parent)
{
    addLines({"max_attempts", "cooldown_failures", "cooldown"});
    addLines({"affinity", "stream_keep_alive", "drain_limit"});
    onLanguage(this, [this] {
        card()->setTitle(tr("Routing"));
        describe("max_attempts", tr("Tries of one call"), tr("At all providers together."));
        describe("cooldown_failures", tr("Failures before a rest"),
                 tr("Within a minute, of a key at a provider."));
        describe("cooldown", tr("First rest"), tr("Such as 30s; doubles when it fails again."));
        describe("affinity", tr("Conversation stays for"),
                 tr("With its provider, for its prompt cache. 0s: not at all."));
        describe("stream_keep_alive", tr("Sign of life in streams"),
                 tr("When silent for so long. 0s: never."));
        describe("drain_limit", tr("Read on for"), tr("After a client has left, for the usage."));
    });
}

CurrencySection::CurrencySection(Shell &shell, QWidget *parent) : ValueSection(shell, parent)
{
    addLines({"usd_cny_rate"});
    line("usd_cny_rate")->setMaximumWidth(Theme::px(234)); // a short figure, with a long hint below
    auto *rest = new QWidget(this);
    rest->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred);
    field("usd_cny_rate")->addBeside(rest);
    onLanguage(this, [this] {
        card()->setTitle(tr("Prices and currency"));
        describe("usd_cny_rate", tr("CNY for one USD"),
                 tr("Budgets in one currency count costs in the other at this rate. Every call keeps the "
                    "rate of "
                    "its time; past costs do not change."));
    });
}

KeepingSection::KeepingSection(Shell &shell, QWidget *parent) : ValueSection(shell, parent)
{
    addLines({"retention_days", "capture_days"});
    addSwitch("capture");
    onLanguage(this, [this] {
        card()->setTitle(tr("What is kept"));
        describe("retention_days", tr("Days for requests"), tr("0: for ever. Sums by hour and day stay."));
        describe("capture_days", tr("Days for prompts and answers"), tr("Only while they are kept at all."));
        describe("capture", tr("Keep prompts and answers"),
                 tr("Stores the whole text of every call, of all users, unencrypted in the database on this "
                    "machine; backups hold it too. Whoever can read the database can read it. Keys are never "
                    "stored. Off: nothing of what people write is kept."));
    });
}

BackupSection::BackupSection(Shell &shell, QWidget *parent) : ValueSection(shell, parent)
{
    addLines({"backup_every", "backup_keep", "backup_max_age_days"});
    addLines({"backup_dir"});
    line("backup_dir")->setProperty("mono", true);
    onLanguage(this, [this] {
        card()->setTitle(tr("Backups"));
        describe("backup_every", tr("Make one every"), tr("Such as 24h, while the gateway runs. 0s: none."));
        describe("backup_keep", tr("Keep at most"), tr("The oldest go first."));
        describe("backup_max_age_days", tr("Keep for days"), tr("0: whatever their age."));
        describe("backup_dir", tr("Folder"),
                 tr("Each is a complete copy of the database, checked after writing."));
        line("backup_dir")->setPlaceholderText(tr("backups, beside the database"));
    });
}

ServerSection::ServerSection(Shell &shell, QWidget *parent) : ValueSection(shell, parent)
{
    addLines({"max_body_bytes", "max_buffered_bytes", "body_timeout"});
    addLines({"max_connections", "max_connections_per_address", "keep_alive_timeout"});
    addLines({"connect_timeout", "first_byte_timeout", "silence_timeout", "total_timeout"});
    onLanguage(this, [this] {
        card()->setTitle(tr("Limits of the server"));
        describe("max_body_bytes", tr("Largest request"), tr("Such as 32MiB; larger ones are refused."));
        describe("max_buffered_bytes", tr("Memory for requests"), tr("Of all that arrive at once."));
        describe("body_timeout", tr("Wait for a request"), tr("Until all of it has arrived."));
        describe("max_connections", tr("Connections"), tr("Of all clients together."));
        describe("max_connections_per_address", tr("From one address"), tr("This computer counts, too."));
        describe("keep_alive_timeout", tr("Keep idle ones for"), tr("Such as 75s."));
        describe("connect_timeout", tr("Reach a provider"), tr("Such as 10s."));
        describe("first_byte_timeout", tr("Its first byte"), tr("Long for models that think."));
        describe("silence_timeout", tr("Its silence"), tr("Between two bytes."));
        describe("total_timeout", tr("A whole call"), tr("Then it is ended."));
    });
}

LogSection::LogSection(Shell &shell, QWidget *parent) : ValueSection(shell, parent)
{
    addSwitch("access_log");
    addLines({"log_max_bytes", "log_keep"});
    onLanguage(this, [this] {
        card()->setTitle(tr("Logs"));
        describe("access_log", tr("Write an access log"),
                 tr("A line of JSON for each request in logs/access.log, beside the database. Without keys, "
                    "prompts and answers."));
        describe("log_max_bytes", tr("Size of one file"), tr("Such as 10MiB; then the next begins."));
        describe("log_keep", tr("Older files kept"));
    });
}

} // namespace gateway::ui
