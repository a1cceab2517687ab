// SPDX-License-Identifier: MIT
#include "ui/dialogs/provider_dialog.h"

#include "ui/error_text.h"
#include "ui/translated.h"

#include <QComboBox>
#include <QDesktopServices>
#include <QLocale>
#include <QRegularExpression>
#include <QUrl>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

QString presetName(const ProviderPreset &preset)
{
    const bool chinese = QLocale().language() == QLocale::Chinese;
    return chinese && !preset.nameZh.isEmpty() ? preset.nameZh : preset.name;
}

ProviderDialog::ProviderDialog(Backend &backend, const QStringList &takenNames, QWidget *parent)
    : FormDialog(parent)
    , m_backend(backend)
    , m_taken(takenNames)
    , m_preset(new QComboBox(this))
    , m_name(new QLineEdit(this))
    , m_baseUrl(new QLineEdit(this))
    , m_key(new SecretEdit(this))
    , m_presetField(addField(m_preset))
    , m_nameField(addField(m_name))
    , m_baseUrlField(addField(m_baseUrl))
    , m_keyField(addField(m_key))
    , m_keyLink(makeButton("link", this))
    , m_testButton(makeButton("", this))
    , m_result(addText("body"))
{
    setMinimumWidth(Theme::px(500));
    for (const ProviderPreset &preset : providerPresets())
        m_preset->addItem(presetName(preset), preset.id);
    m_preset->addItem(QString(), QString());
    m_preset->setMaxVisibleItems(14);
    for (int i = 0; i < m_preset->count(); ++i) { // what people come for is seldom the demo
        const ProviderPreset *entry = findPreset(m_preset->itemData(i).toString());
        if (entry && entry->provider.dialect != Dialect::Demo) {
            m_preset->setCurrentIndex(i);
            break;
        }
    }
    m_baseUrl->setProperty("mono", true);
    m_keyField->addToLabelRow(m_keyLink);
    m_testButton->setAutoDefault(true);
    footer()->insertWidget(0, m_testButton);
    m_result->hide();

    connect(m_preset, &QComboBox::currentIndexChanged, this, &ProviderDialog::onPreset);
    connect(m_name, &QLineEdit::textEdited, this, [this] { m_nameTouched = true; });
    connect(m_keyLink, &QPushButton::clicked, this, [this] {
        if (preset())
            QDesktopServices::openUrl(QUrl(preset()->keyUrl));
    });
    connect(m_testButton, &QPushButton::clicked, this, &ProviderDialog::test);
    onLanguage(this, [this] { retranslate(); });
    onPreset();
    m_preset->setFocus();
}

void ProviderDialog::retranslate()
{
    setTitle(tr("Add provider"));
    setPrimary(tr("Add"));
    m_presetField->setLabel(tr("Provider"));
    for (int i = 0; i < m_preset->count(); ++i) {
        const ProviderPreset *entry = findPreset(m_preset->itemData(i).toString());
        m_preset->setItemText(i, entry ? presetName(*entry) : tr("Other address (OpenAI-compatible)"));
    }
    m_nameField->setLabel(tr("Name"));
    m_nameField->setHint(tr("As it stands in model names: NAME/model."));
    m_baseUrlField->setLabel(tr("Base URL"));
    m_baseUrl->setPlaceholderText(u"https://api.example.com/v1"_s);
    m_keyLink->setText(tr("Get a key"));
    m_testButton->setText(tr("Test"));
    onPreset();
}

const ProviderPreset *ProviderDialog::preset() const
{
    return findPreset(m_preset->currentData().toString());
}

void ProviderDialog::choosePreset(const QString &id)
{
    m_preset->setCurrentIndex(qMax(0, m_preset->findData(id)));
}

void ProviderDialog::onPreset()
{
    const ProviderPreset *chosen = preset();
    const bool demo = chosen && chosen->provider.dialect == Dialect::Demo;
    if (!m_nameTouched)
        m_name->setText(freeName(chosen ? chosen->id : QString()));
    if (chosen)
        m_baseUrl->setText(chosen->provider.baseUrl);
    else if (sender() == m_preset)
        m_baseUrl->clear();
    m_baseUrlField->setVisible(!demo);
    m_keyField->setVisible(!demo);
    m_keyLink->setVisible(chosen && !chosen->keyUrl.isEmpty());
    m_keyLink->setToolTip(chosen ? chosen->keyUrl : QString());
    const bool needsKey = chosen && chosen->needsKey;
    m_keyField->setLabel(needsKey ? tr("API key") : tr("API key (where one is needed)"));
    m_keyField->setHint(tr("Stored sealed; it leaves this machine only towards the provider."));
    m_presetField->setHint(demo ? tr("Answers inside this program, without a network. For trying out.")
                                : QString());
    m_result->hide();
    clearErrors();
}

QString ProviderDialog::freeName(const QString &wish) const
{
    if (wish.isEmpty() || !m_taken.contains(wish))
        return wish;
    for (int i = 2;; ++i) {
        const QString name = wish + u'-' + QString::number(i);
        if (!m_taken.contains(name))
            return name;
    }
}

Secret ProviderDialog::key() const
{
    return Secret(m_key->text().trimmed().toUtf8());
}

std::optional<Provider> ProviderDialog::read(bool forTest)
{
    const ProviderPreset *chosen = preset();
    Provider provider = chosen ? chosen->provider : Provider();
    provider.preset = chosen ? chosen->id : QString();
    provider.name = m_name->text().trimmed();
    QWidget *wrong = nullptr;
    if (!forTest && provider.name.isEmpty()) {
        m_nameField->setError(tr("Enter a name."));
        wrong = m_name;
    } else if (!forTest && provider.name.contains(u'/')) {
        m_nameField->setError(tr("A name cannot contain a slash."));
        wrong = m_name;
    } else if (!forTest && m_taken.contains(provider.name)) {
        m_nameField->setError(tr("There is a provider of this name already."));
        wrong = m_name;
    }
    if (provider.dialect != Dialect::Demo) {
        static const QRegularExpression placeholder(u"[{}<>]"_s);
        const bool unfilled = m_baseUrl->text().contains(placeholder);
        const auto url = normaliseBaseUrl(m_baseUrl->text().trimmed());
        if (unfilled || !url) {
            m_baseUrlField->setError(unfilled ? tr("Replace the placeholder with your own value.")
                                              : tr("Enter an address such as https://api.example.com/v1."));
            wrong = wrong ? wrong : m_baseUrl;
        } else {
            provider.baseUrl = *url;
            if (!preset() || *url != preset()->provider.baseUrl) // the key is for this address alone
                provider.anthropicUrl.clear();
        }
        if (chosen && chosen->needsKey && key().isEmpty()) {
            m_keyField->setError(tr("Paste the key that the provider gave you."));
            wrong = wrong ? wrong : m_key;
        }
        if (key().isEmpty())
            provider.auth = AuthStyle::None;
    }
    if (wrong) {
        wrong->setFocus();
        return {};
    }
    return provider;
}

void ProviderDialog::test()
{
    clearErrors();
    const auto provider = read(true);
    if (!provider)
        return;
    m_testButton->setEnabled(false);
    setStyleProperty(m_result, "role", u"dim"_s);
    m_result->setText(
            tr("Calling %1 …").arg(provider->dialect == Dialect::Demo ? u"demo"_s : provider->baseUrl));
    m_result->show();
    m_test = std::make_unique<ProviderTest>();
    m_test->run(*provider, key(), [this](const ProbeReport &report) {
        m_testButton->setEnabled(true);
        m_listed = report.models;
        QString text = ErrorText::of(report);
        if (report.ok && !report.models.isEmpty())
            text += u' ' + tr("%n models.", nullptr, int(report.models.size()));
        setStyleProperty(m_result, "role", report.ok ? u"good"_s : u"error"_s);
        m_result->setText(text);
    });
}

void ProviderDialog::submit()
{
    const auto provider = read(false);
    if (!provider)
        return;
    setBusy(true);
    const auto done = [this](Result<Provider> result) {
        setBusy(false);
        if (result) {
            m_key->clear();
            finish();
            Q_EMIT added(*result, m_listed);
        } else if (result.error().code == ErrorCode::AlreadyExists) {
            m_nameField->setError(tr("There is a provider of this name already."));
        } else {
            fail(ErrorText::of(result.error()));
        }
    };
    if (key().isEmpty()) {
        m_backend.manage<Provider>(
                this,
                [provider = *provider](Management &management) {
                    return management.addProvider(provider, {}, nullptr);
                },
                done);
        return;
    }
    m_backend.manageSealed<Provider>(
            this,
            [provider = *provider, secret = key()](Management &management, const Vault &vault) {
                return management.addProvider(provider, secret, &vault);
            },
            done);
}

} // namespace gateway::ui
