// SPDX-License-Identifier: MIT
#include "ui/pages/value_sections.h"

#include "ui/error_text.h"
#include "ui/translated.h"

#include "store/backup.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDir>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

QString valueOf(const char *name, const Settings &settings)
{
    const SettingInfo *info = findSetting(QString::fromLatin1(name));
    return info ? info->show(settings) : QString();
}

const QStringList &timeUnits()
{
    static const QStringList units{u"ms"_s, u"s"_s, u"m"_s, u"h"_s};
    return units;
}

const QStringList &sizeUnits()
{
    static const QStringList units{u"KiB"_s, u"MiB"_s, u"GiB"_s};
    return units;
}

// "75s" is "75" and "s".
std::pair<QString, QString> apart(const QString &value)
{
    qsizetype end = 0;
    while (end < value.size() && (value[end].isDigit() || value[end] == u'.'))
        ++end;
    return {value.left(end), value.mid(end).trimmed()};
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
        m_lines[name] = {line, field, addUnit(name, field)};
        row->addWidget(field, 1, Qt::AlignTop);
        connect(line, &QLineEdit::editingFinished, this, [this, name] { saveTyped(name); });
    }
    card()->content()->addLayout(row);
}

// Where the value has a unit: "75s", "32MiB".
QComboBox *ValueSection::addUnit(const char *name, FormField *field)
{
    const auto parts = apart(shown(name));
    const QStringList units = timeUnits().contains(parts.second)   ? timeUnits()
                              : sizeUnits().contains(parts.second) ? sizeUnits()
                                                                   : QStringList();
    if (units.isEmpty())
        return nullptr;
    auto *unit = new QComboBox(this);
    unit->setObjectName(QString(QLatin1StringView(name) + "Unit"_L1));
    for (const QString &one : units)
        unit->addItem(one, one);
    // Nothing has no unit of its own; a figure that is typed in its place means hours or megabytes at most.
    if (parts.first == "0"_L1)
        unit->setCurrentIndex(unit->count() - 1);
    field->addBeside(unit);
    connect(unit, &QComboBox::activated, this, [this, name] { saveTyped(name); });
    onLanguage(unit, [unit] {
        for (int i = 0; i < unit->count(); ++i)
            unit->setItemText(i, unitName(unit->itemData(i).toString()));
        unit->setAccessibleName(tr("Unit"));
    });
    return unit;
}

QString ValueSection::unitName(const QString &unit)
{
    return unit == "ms"_L1  ? tr("ms")
           : unit == "s"_L1 ? tr("seconds")
           : unit == "m"_L1 ? tr("minutes")
           : unit == "h"_L1 ? tr("hours")
                            : unit;
}

QString ValueSection::typed(const Line &line)
{
    const QString text = line.line->text().trimmed();
    // Somebody may write the unit behind the figure.
    const bool figure = !text.isEmpty() && apart(text).second.isEmpty();
    return line.unit && figure ? QString(text + line.unit->currentData().toString()) : text;
}

void ValueSection::showIn(const Line &line, const QString &value)
{
    if (!line.unit) {
        line.line->setText(value);
        return;
    }
    const auto [figure, unit] = apart(value);
    line.line->setText(figure);
    // Nothing keeps the unit that was chosen.
    if (figure != "0"_L1)
        line.unit->setCurrentIndex(qMax(0, line.unit->findData(unit)));
}

void ValueSection::saveTyped(const std::string &name)
{
    const Line &one = m_lines.at(name);
    const QString text = typed(one);
    if (text == shown(name.c_str()) ||
        (apart(text).first == "0"_L1 && apart(shown(name.c_str())).first == "0"_L1)) {
        one.field->setError({});
        return;
    }
    save(name.c_str(), text, one.field, [this, name] { showIn(m_lines.at(name), shown(name.c_str())); });
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
        if (one.line->hasFocus() || typed(one) == value)
            continue;
        showIn(one, value);
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
        describe("max_attempts", tr("Attempts per request"), tr("At all providers together."));
        describe("cooldown_failures", tr("Failures before a pause"),
                 tr("Within a minute, of one provider key."));
        describe("cooldown", tr("Pause after failures"), tr("Doubles when it fails again."));
        describe("affinity", tr("Conversation keeps its provider"),
                 tr("For the prompt cache there. 0: not at all."));
        describe("stream_keep_alive", tr("Keep-alive interval"), tr("In streams that are silent. 0: never."));
        describe("drain_limit", tr("Keep reading after a disconnect"),
                 tr("To learn the usage of a request whose client left."));
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
        describe("usd_cny_rate", tr("1 USD in CNY"),
                 tr("Budgets in one currency count costs in the other at this rate. Every request keeps the "
                    "rate of its time; past costs do not change."));
    });
}

KeepingSection::KeepingSection(Shell &shell, QWidget *parent) : ValueSection(shell, parent)
{
    addLines({"retention_days", "capture_days"});
    addSwitch("capture");
    onLanguage(this, [this] {
        card()->setTitle(tr("What is kept"));
        describe("retention_days", tr("Days to keep requests"),
                 tr("0: for ever. Sums by hour and day stay."));
        describe("capture_days", tr("Days to keep prompts and answers"),
                 tr("Only while they are kept at all."));
        describe("capture", tr("Keep prompts and answers"),
                 tr("Stores the whole text of every request, of all users, unencrypted in the database on "
                    "this machine; backups hold it too. Whoever can read the database can read it. Keys are "
                    "never stored. Off: nothing of what people write is kept."));
    });
}

BackupSection::BackupSection(Shell &shell, QWidget *parent) : ValueSection(shell, parent)
{
    addLines({"backup_every", "backup_keep", "backup_max_age_days"});
    addLines({"backup_dir"});
    m_now = makeButton("", this); // the Tab key comes to it last
    line("backup_dir")->setProperty("mono", true);
    onLanguage(this, [this] {
        card()->setTitle(tr("Backups"));
        describe("backup_every", tr("Interval"), tr("While the gateway runs. 0: no backups."));
        describe("backup_keep", tr("Number to keep"), tr("The oldest go first."));
        describe("backup_max_age_days", tr("Days to keep"), tr("0: no age limit."));
        describe("backup_dir", tr("Folder"),
                 tr("Each is a complete copy of the database, checked after writing."));
        line("backup_dir")->setPlaceholderText(tr("backups, beside the database"));
        m_now->setText(tr("Back up now"));
    });
    m_now->setObjectName("backUpNow"_L1);
    card()->content()->addWidget(m_now, 0, Qt::AlignLeft);
    connect(m_now, &QPushButton::clicked, this, &BackupSection::backUpNow);
}

void BackupSection::backUpNow()
{
    const Context &context = m_shell.backend.context();
    const QString folder = backupPolicy(m_shell.backend.settings(), context.location.dataDir).directory;
    m_now->setEnabled(false);
    m_thread = std::make_unique<StoreThread>(context.location);
    m_thread->run<QString>(
            this,
            [folder, now = context.clock->now()](Database &database) -> Result<QString> {
                return backupInto(database, folder, now);
            },
            [this](const Result<QString> &file) {
                m_thread.reset();
                m_now->setEnabled(true);
                m_shell.toast(file ? tr("Saved as %1").arg(QDir::toNativeSeparators(*file))
                                   : ErrorText::of(file.error()),
                              {}, {});
            });
}

ServerSection::ServerSection(Shell &shell, QWidget *parent) : ValueSection(shell, parent)
{
    addLines({"max_body_bytes", "max_buffered_bytes", "body_timeout"});
    addLines({"max_connections", "max_connections_per_address", "keep_alive_timeout"});
    addLines({"connect_timeout", "first_byte_timeout"});
    addLines({"silence_timeout", "total_timeout"});
    onLanguage(this, [this] {
        card()->setTitle(tr("Server limits"));
        describe("max_body_bytes", tr("Largest request"), tr("Larger ones are refused."));
        describe("max_buffered_bytes", tr("Memory for requests"), tr("For all that arrive at once."));
        describe("body_timeout", tr("Request timeout"), tr("Until all of a request has arrived."));
        describe("max_connections", tr("Connections"), tr("Of all clients together."));
        describe("max_connections_per_address", tr("Connections per address"),
                 tr("This computer counts, too."));
        describe("keep_alive_timeout", tr("Idle connection timeout"), tr("Without a request, it is closed."));
        describe("connect_timeout", tr("Connection timeout"), tr("To reach a provider."));
        describe("first_byte_timeout", tr("First-byte timeout"), tr("Long for models that think."));
        describe("silence_timeout", tr("Idle stream timeout"), tr("Between two bytes of an answer."));
        describe("total_timeout", tr("Total timeout"), tr("Of a whole request."));
    });
}

ProxySection::ProxySection(Shell &shell, QWidget *parent) : ValueSection(shell, parent)
{
    addLines({"upstream_proxy"});
    line("upstream_proxy")->setProperty("mono", true);
    onLanguage(this, [this] {
        card()->setTitle(tr("Connection to providers"));
        describe("upstream_proxy", tr("Proxy"),
                 tr("http://HOST:PORT or socks5://HOST:PORT, for providers that name none themselves. Those "
                    "on "
                    "this computer are always reached directly."));
        line("upstream_proxy")->setPlaceholderText(tr("None"));
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
        describe("log_max_bytes", tr("Size of one file"), tr("Then the next begins."));
        describe("log_keep", tr("Older files kept"));
    });
}

} // namespace gateway::ui
