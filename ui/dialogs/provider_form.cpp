// SPDX-License-Identifier: MIT
#include "ui/dialogs/provider_form.h"

#include "ui/error_text.h"
#include "ui/translated.h"

#include "config/proxy.h"

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

ProviderForm::ProviderForm(Backend &backend, const QStringList &takenNames, QWidget *parent)
    : QWidget(parent)
    , m_backend(backend)
    , m_taken(takenNames)
    , m_preset(new QComboBox(this))
    , m_name(new QLineEdit(this))
    , m_baseUrl(new QLineEdit(this))
    , m_key(new SecretEdit(this))
    , m_presetField(new FormField(m_preset, this))
    , m_nameField(new FormField(m_name, this))
    , m_baseUrlField(new FormField(m_baseUrl, this))
    , m_keyField(new FormField(m_key, this))
    , m_keyLink(makeButton("link", this))
    , m_result(makeLabel("body", this))
{
    m_preset->setObjectName("preset"_L1);
    m_key->setObjectName("providerKey"_L1);
    m_result->setObjectName("testResult"_L1);
    m_result->setWordWrap(true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::px(14));
    for (QWidget *part :
         std::initializer_list<QWidget *>{m_presetField, m_nameField, m_baseUrlField, m_keyField, m_result})
        layout->addWidget(part);
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
    m_result->hide();

    connect(m_preset, &QComboBox::currentIndexChanged, this, [this] { onPreset(true); });
    connect(m_name, &QLineEdit::textEdited, this, [this] { m_nameTouched = true; });
    for (QLineEdit *line : std::initializer_list<QLineEdit *>{m_baseUrl, m_key})
        connect(line, &QLineEdit::textEdited, this, &ProviderForm::edited);
    connect(m_keyLink, &QPushButton::clicked, this, [this] {
        if (preset())
            QDesktopServices::openUrl(QUrl(preset()->keyUrl));
    });
    onLanguage(this, [this] { retranslate(); });
}

void ProviderForm::retranslate()
{
    m_presetField->setLabel(tr("Provider"));
    for (int i = 0; i < m_preset->count(); ++i) {
        const ProviderPreset *entry = findPreset(m_preset->itemData(i).toString());
        m_preset->setItemText(i, entry ? presetName(*entry) : tr("Other address (OpenAI-compatible)"));
    }
    m_nameField->setLabel(tr("Name"));
    m_nameField->setHint(tr("Used in model names: NAME/model."));
    m_baseUrlField->setLabel(tr("Base URL"));
    m_baseUrl->setPlaceholderText(u"https://api.example.com/v1"_s);
    m_keyLink->setText(tr("Get a provider key"));
    onPreset(false);
}

const ProviderPreset *ProviderForm::preset() const
{
    return findPreset(m_preset->currentData().toString());
}

void ProviderForm::focusFirst()
{
    m_preset->setFocus();
}

void ProviderForm::choosePreset(const QString &id)
{
    m_preset->setCurrentIndex(qMax(0, m_preset->findData(id)));
}

void ProviderForm::hideName()
{
    m_nameField->hide();
    onPreset(false);
}

bool ProviderForm::isDemo() const
{
    const ProviderPreset *chosen = preset();
    return chosen && chosen->provider.dialect == Dialect::Demo;
}

void ProviderForm::onPreset(bool byHand)
{
    const ProviderPreset *chosen = preset();
    if (!m_nameTouched)
        m_name->setText(freeName(chosen ? chosen->id : m_nameField->isHidden() ? u"provider"_s : QString()));
    if (chosen)
        m_baseUrl->setText(chosen->provider.baseUrl);
    else if (byHand)
        m_baseUrl->clear();
    m_baseUrlField->setVisible(!isDemo());
    m_keyField->setVisible(!isDemo());
    m_keyLink->setVisible(chosen && !chosen->keyUrl.isEmpty());
    m_keyLink->setToolTip(chosen ? chosen->keyUrl : QString());
    const bool needsKey = chosen && chosen->needsKey;
    m_keyField->setLabel(needsKey ? tr("Provider key") : tr("Provider key (where one is needed)"));
    m_keyField->setHint(tr("Stored encrypted; sent to the provider alone."));
    m_presetField->setHint(isDemo() ? tr("Answers inside this program, without a network. For trying out.")
                                    : QString());
    m_result->hide();
    for (FormField *field : {m_presetField, m_nameField, m_baseUrlField, m_keyField})
        field->setError({});
    Q_EMIT edited();
    Q_EMIT presetChanged();
}

QString ProviderForm::freeName(const QString &wish) const
{
    if (wish.isEmpty() || !m_taken.contains(wish))
        return wish;
    for (int i = 2;; ++i) {
        const QString name = wish + u'-' + QString::number(i);
        if (!m_taken.contains(name))
            return name;
    }
}

Secret ProviderForm::key() const
{
    return Secret(m_key->text().trimmed().toUtf8());
}

std::optional<Provider> ProviderForm::read(bool forTest)
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

bool ProviderForm::test(std::function<void(const ProbeReport &)> done)
{
    const auto provider = read(true);
    if (!provider)
        return false;
    m_testing = true;
    setStyleProperty(m_result, "role", u"dim"_s);
    m_result->setText(
            tr("Calling %1…").arg(provider->dialect == Dialect::Demo ? u"demo"_s : provider->baseUrl));
    m_result->show();
    m_test = std::make_unique<ProviderTest>();
    m_test->run(withProxyDecided(*provider, m_backend.settings().upstreamProxy), key(),
                [this, done = std::move(done)](const ProbeReport &report) {
                    m_testing = false;
                    m_listed = report.models;
                    QString text = ErrorText::of(report);
                    if (report.ok && !report.models.isEmpty())
                        text += u' ' + tr("%n models.", nullptr, int(report.models.size()));
                    setStyleProperty(m_result, "role", report.ok ? u"good"_s : u"error"_s);
                    m_result->setText(text);
                    done(report);
                });
    return true;
}

void ProviderForm::add(const Provider &provider, Backend::Done<Provider> done)
{
    const auto added = [this, done = std::move(done)](Result<Provider> result) {
        if (result)
            m_key->clear();
        else if (result.error().code == ErrorCode::AlreadyExists)
            m_nameField->setError(tr("There is a provider of this name already."));
        done(std::move(result));
    };
    if (key().isEmpty()) {
        m_backend.manage<Provider>(
                this,
                [provider](Management &management) { return management.addProvider(provider, {}, nullptr); },
                added);
        return;
    }
    m_backend.manageSealed<Provider>(
            this,
            [provider, secret = key()](Management &management, const Vault &vault) {
                return management.addProvider(provider, secret, &vault);
            },
            added);
}

} // namespace gateway::ui
