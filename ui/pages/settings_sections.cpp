// SPDX-License-Identifier: MIT
#include "ui/pages/settings_sections.h"

#include "ui/askable_models.h"
#include "ui/error_text.h"
#include "ui/format.h"
#include "ui/keyboard.h"
#include "ui/startup/autostart.h"
#include "ui/translated.h"
#include "ui/widgets/chip_edit.h"

#include <QCheckBox>
#include <QComboBox>
#include <QCompleter>
#include <QStringListModel>
#include <QSystemTrayIcon>
#include <QTimeZone>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

SettingsSection::SettingsSection(Shell &shell, QWidget *parent)
    : QWidget(parent), m_shell(shell), m_card(new Card(this))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_card);
    m_card->content()->setSpacing(Theme::px(12));
}

FormField *SettingsSection::addField(QWidget *editor)
{
    auto *field = new FormField(editor, m_card);
    m_card->content()->addWidget(field);
    return field;
}

void SettingsSection::addRow(std::initializer_list<QWidget *> fields, std::initializer_list<int> stretch)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::px(12));
    auto factor = stretch.begin();
    for (QWidget *field : fields)
        row->addWidget(field, *factor++, Qt::AlignTop);
    m_card->content()->addLayout(row);
}

void SettingsSection::save(const char *name, const QString &value, FormField *field,
                           std::function<void()> done)
{
    if (field)
        field->setError({});
    m_shell.backend.setSetting(this, QString::fromLatin1(name), value,
                               [this, field, done = std::move(done)](Result<bool> result) {
                                   if (result) {
                                       m_shell.toast(tr("Saved"), {}, {});
                                       if (done)
                                           done();
                                   } else if (field)
                                       field->setError(ErrorText::of(result.error()));
                                   else
                                       m_shell.toast(ErrorText::of(result.error()), {}, {});
                               });
}

WindowSection::WindowSection(Shell &shell, QWidget *parent)
    : SettingsSection(shell, parent)
    , m_language(new QComboBox(this))
    , m_theme(new QComboBox(this))
    , m_tray(new QCheckBox(this))
    , m_notifications(new QCheckBox(this))
    , m_atLogin(new QCheckBox(this))
    , m_minimised(new QCheckBox(this))
    , m_languageField(new FormField(m_language, this))
    , m_themeField(new FormField(m_theme, this))
    , m_trayHint(makeLabel("hint", this))
{
    m_language->setObjectName("language"_L1);
    m_theme->setObjectName("theme"_L1);
    for (QComboBox *box : {m_language, m_theme})
        box->setProperty(Keyboard::appliesAtOnce, true);
    m_language->addItem(QString(), QString());
    m_language->addItem(u"English"_s, u"en"_s); // in their own words, whatever the window speaks
    m_language->addItem(u"简体中文"_s, u"zh_CN"_s);
    for (const QString &theme : {QString(), u"light"_s, u"dark"_s})
        m_theme->addItem(QString(), theme);
    m_tray->setObjectName("tray"_L1);
    card()->setTitle({});
    addRow({m_languageField, m_themeField}, {1, 1});
    card()->content()->addWidget(m_tray);
    card()->content()->addWidget(m_trayHint);
    for (const auto &[box, name] :
         {std::pair(m_notifications, "notifications"_L1), std::pair(m_atLogin, "atLogin"_L1),
          std::pair(m_minimised, "startMinimised"_L1)}) {
        box->setObjectName(name);
        card()->content()->addWidget(box);
    }
    m_trayHint->setVisible(!QSystemTrayIcon::isSystemTrayAvailable());
    m_tray->setEnabled(QSystemTrayIcon::isSystemTrayAvailable());

    connect(m_language, &QComboBox::activated, this, &WindowSection::setLanguage);
    connect(m_theme, &QComboBox::activated, this,
            [this] { save("theme", m_theme->currentData().toString(), m_themeField); });
    connect(m_tray, &QCheckBox::clicked, this,
            [this](bool on) { save("tray", on ? u"true"_s : u"false"_s, nullptr); });
    connect(m_notifications, &QCheckBox::clicked, this,
            [this](bool on) { save("notifications", on ? u"true"_s : u"false"_s, nullptr); });
    connect(m_minimised, &QCheckBox::clicked, this,
            [this](bool on) { save("start_minimised", on ? u"true"_s : u"false"_s, nullptr); });
    connect(m_atLogin, &QCheckBox::clicked, this, &WindowSection::setAtLogin);
    onLanguage(this, [this] {
        card()->setTitle(tr("Window"));
        m_languageField->setLabel(tr("Language"));
        m_language->setItemText(0, tr("As the system"));
        m_themeField->setLabel(tr("Theme"));
        m_theme->setItemText(0, tr("As the system"));
        m_theme->setItemText(1, tr("Light"));
        m_theme->setItemText(2, tr("Dark"));
        m_tray->setText(tr("Keep an icon in the tray, where the gateway runs on when the window is closed"));
        m_notifications->setText(tr("Notify when a budget runs out, or a provider or its key stops working"));
        m_atLogin->setText(tr("Start when I log in"));
        m_minimised->setText(tr("Start in the tray, or minimised where there is none"));
        m_trayHint->setText(tr("This desktop offers no tray at the moment."));
    });
}

void WindowSection::show(const Settings &settings)
{
    m_language->setCurrentIndex(qMax(0, m_language->findData(settings.language)));
    m_theme->setCurrentIndex(qMax(0, m_theme->findData(settings.theme)));
    m_tray->setChecked(settings.trayEnabled);
    m_notifications->setChecked(settings.notifications);
    m_minimised->setChecked(settings.startMinimised);
    m_atLogin->setChecked(Autostart::isOn()); // the desktop may have changed it
}

// What is said about it is said in the new language, which comes with the settings a moment later.
void WindowSection::setLanguage()
{
    const QString language = m_language->currentData().toString();
    m_languageField->setError({});
    m_shell.backend.setSetting(this, u"language"_s, language, [this, language](const Result<bool> &result) {
        const auto tell = [this] { m_shell.toast(tr("Saved"), {}, {}); };
        if (!result)
            m_languageField->setError(ErrorText::of(result.error()));
        else if (m_shell.backend.settings().language == language)
            tell();
        else
            connect(&m_shell.backend, &Backend::settingsChanged, this, tell, Qt::SingleShotConnection);
    });
}

void WindowSection::setAtLogin(bool on)
{
    const Outcome done =
            Autostart::set(on, Autostart::ownCommand(m_shell.backend.context().location.dataDir));
    if (!done)
        m_shell.toast(ErrorText::of(done.error()), {}, {});
    m_atLogin->setChecked(Autostart::isOn());
}

DefaultsSection::DefaultsSection(Shell &shell, QWidget *parent)
    : SettingsSection(shell, parent)
    , m_model(new QLineEdit(this))
    , m_names(new QStringListModel(this))
    , m_zone(new QComboBox(this))
    , m_modelField(new FormField(m_model, this))
    , m_zoneField(new FormField(m_zone, this))
{
    m_model->setObjectName("default_model"_L1);
    m_zone->setObjectName("timezone"_L1);
    m_model->setProperty("mono", true);
    auto *completer = new QCompleter(m_names, this);
    completer->setFilterMode(Qt::MatchContains);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    m_model->setCompleter(completer);
    m_zone->addItem({});
    for (const QByteArray &id : QTimeZone::availableTimeZoneIds()) {
        if (id.contains('/') && !id.startsWith("Etc/") && !id.startsWith("posix/") &&
            !id.startsWith("right/"))
            m_zone->addItem(QString::fromLatin1(id));
    }
    m_zone->addItem(u"UTC"_s);
    m_zone->setEditable(true);
    m_zone->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon); // not to hundreds of names
    m_zone->setMinimumContentsLength(24);
    m_zone->setInsertPolicy(QComboBox::NoInsert);
    m_zone->completer()->setFilterMode(Qt::MatchContains);
    m_zone->completer()->setCompletionMode(QCompleter::PopupCompletion);
    addRow({m_modelField, m_zoneField}, {1, 1});

    connect(m_model, &QLineEdit::editingFinished, this, [this] {
        if (m_model->text().trimmed() != m_shell.backend.settings().defaultModel)
            save("default_model", m_model->text().trimmed(), m_modelField);
    });
    const auto saveZone = [this] {
        const QString zone = m_zone->currentIndex() == 0 && m_zone->currentText() == m_zone->itemText(0)
                                     ? QString()
                                     : m_zone->currentText().trimmed();
        if (zone != m_shell.backend.settings().timezone)
            save("timezone", zone, m_zoneField);
    };
    connect(m_zone, &QComboBox::activated, this, saveZone);
    connect(m_zone->lineEdit(), &QLineEdit::editingFinished, this, saveZone);
    onLanguage(this, [this] {
        card()->setTitle(tr("Defaults"));
        m_modelField->setLabel(tr("Default model"));
        showHint();
        m_zoneField->setLabel(tr("Time zone"));
        m_zoneField->setHint(tr("Decides where a day begins."));
        m_zone->setItemText(0,
                            tr("The system's (%1)").arg(QString::fromLatin1(QTimeZone::systemTimeZoneId())));
    });
}

void DefaultsSection::showHint()
{
    const QString use = tr("For requests to /v1/chat that name none.");
    m_modelField->setHint(m_answered ? use : QString(use + u' ' + tr("No provider answers it now.")));
}

void DefaultsSection::showModels()
{
    m_shell.backend.manage<AskableModels>(this, askableModelsAndDefault,
                                          [this](const Result<AskableModels> &known) {
                                              if (!known)
                                                  return;
                                              m_names->setStringList(known->models);
                                              m_answered = known->defaultAnswered;
                                              showHint();
                                          });
}

void DefaultsSection::show(const Settings &settings)
{
    showModels();
    if (!m_model->hasFocus())
        m_model->setText(settings.defaultModel);
    if (!m_zone->hasFocus()) {
        m_zone->setCurrentIndex(settings.timezone.isEmpty() ? 0 : m_zone->findText(settings.timezone));
        if (m_zone->currentIndex() < 0)
            m_zone->setEditText(settings.timezone);
    }
}

AccessSection::AccessSection(Shell &shell, QWidget *parent)
    : SettingsSection(shell, parent)
    , m_hosts(new ChipEdit(this))
    , m_origins(new ChipEdit(this))
    , m_hostsField(addField(m_hosts))
    , m_originsField(addField(m_origins))
{
    m_hosts->line()->setObjectName("allowed_hosts"_L1);
    m_origins->line()->setObjectName("allowed_origins"_L1);
    connect(m_hosts, &ChipEdit::committed, this,
            [this] { save("allowed_hosts", m_hosts->values().join(u','), m_hostsField); });
    connect(m_origins, &ChipEdit::committed, this,
            [this] { save("allowed_origins", m_origins->values().join(u','), m_originsField); });
    onLanguage(this, [this] {
        card()->setTitle(tr("Who may call"));
        m_hostsField->setLabel(tr("Host names"));
        m_hosts->setPlaceholder(tr("None, e.g. gateway.lan"));
        m_hostsField->setHint(
                tr("Names under which clients reach this machine, beside localhost and plain addresses."));
        m_originsField->setLabel(tr("Web pages and extensions"));
        m_origins->setPlaceholder(tr("None, e.g. %1").arg("http://localhost:3000, app://obsidian.md"_L1));
        m_originsField->setHint(tr("Origins whose scripts may call from a browser; * allows every page."));
    });
}

void AccessSection::show(const Settings &settings)
{
    if (!m_hosts->line()->hasFocus())
        m_hosts->setValues(settings.allowedHosts);
    if (!m_origins->line()->hasFocus())
        m_origins->setValues(settings.allowedOrigins);
}

} // namespace gateway::ui
