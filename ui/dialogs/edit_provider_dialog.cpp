// SPDX-License-Identifier: MIT
#include "ui/dialogs/edit_provider_dialog.h"

#include "ui/error_text.h"
#include "ui/translated.h"
#include "ui/widgets/fold.h"

#include "config/presets.h"

#include <QCheckBox>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

EditProviderDialog::EditProviderDialog(Backend &backend, const Provider &provider, QWidget *parent,
                                       QSettings *memory)
    : FormDialog(parent)
    , m_backend(backend)
    , m_before(provider)
    , m_name(new QLineEdit(provider.name, this))
    , m_baseUrl(new QLineEdit(provider.baseUrl, this))
    , m_nameField(addField(m_name))
    , m_baseUrlField(addField(m_baseUrl))
    , m_fold(new Fold(this))
    , m_anthropicUrl(new QLineEdit(provider.anthropicUrl, this))
    , m_anthropicField(new FormField(m_anthropicUrl, this))
    , m_responses(new QCheckBox(this))
    , m_http2(new QCheckBox(this))
    , m_drainPlain(new QCheckBox(this))
    , m_drainStreams(new QCheckBox(this))
    , m_healthCheck(new QCheckBox(this))
{
    setMinimumWidth(Theme::px(520));
    m_name->setObjectName("name"_L1);
    m_baseUrl->setObjectName("baseUrl"_L1);
    m_baseUrl->setProperty("mono", true);
    m_anthropicUrl->setProperty("mono", true);
    m_drainPlain->setObjectName("drainPlain"_L1);
    m_drainStreams->setObjectName("drainStreams"_L1);
    m_healthCheck->setObjectName("healthCheck"_L1);
    m_responses->setChecked(provider.responses);
    m_http2->setChecked(provider.http2);
    m_drainPlain->setChecked(provider.drainPlain);
    m_drainStreams->setChecked(provider.drainStreams);
    m_healthCheck->setChecked(provider.healthCheck);
    body()->addWidget(m_fold);
    auto *switches = new QVBoxLayout;
    switches->setSpacing(Theme::px(10));
    for (QCheckBox *box : {m_drainPlain, m_drainStreams, m_healthCheck, m_http2}) {
        auto *effect = makeLabel("hint", this);
        effect->setWordWrap(true);
        effect->setIndent(Theme::px(24));
        m_effects.insert(box, effect);
        auto *one = new QVBoxLayout;
        one->setSpacing(Theme::px(2));
        one->addWidget(box);
        one->addWidget(effect);
        switches->addLayout(one);
    }
    m_fold->content()->addLayout(switches);
    const bool openAi = provider.dialect == Dialect::OpenAi;
    m_fold->content()->addWidget(m_anthropicField);
    m_fold->content()->addWidget(m_responses);
    m_anthropicField->setVisible(openAi);
    m_responses->setVisible(openAi);
    const bool demo = provider.dialect == Dialect::Demo;
    m_baseUrlField->setVisible(!demo);
    m_fold->setVisible(!demo);
    m_fold->remember(memory, u"dialogs/providerAdvanced"_s);
    connect(m_fold, &Fold::toggled, this, &FormDialog::fitLater);
    onLanguage(this, [this] { retranslate(); });
    m_name->setFocus();
}

void EditProviderDialog::retranslate()
{
    setTitle(tr("Edit %1").arg(m_before.name));
    setPrimary(tr("Save"));
    m_nameField->setLabel(tr("Name"));
    m_nameField->setHint(tr("Used in model names: NAME/model."));
    m_baseUrlField->setLabel(tr("Base URL"));
    m_fold->setTitle(tr("Advanced"));
    m_fold->setSummary(tr("clients that leave, health check, dialects"));
    m_drainPlain->setText(tr("When a client leaves, read a plain answer to its end"));
    m_effects[m_drainPlain]->setText(tr("The provider charges for it anyway; so its usage is known."));
    m_drainStreams->setText(tr("When a client leaves, read a stream to its end"));
    m_effects[m_drainStreams]->setText(
            tr("You pay for all of it. Off: the stream is cancelled, and what was streamed counts."));
    m_healthCheck->setText(tr("Check its health while it rests after failures"));
    m_effects[m_healthCheck]->setText(
            tr("Asks for the list of models now and then, so that it is back in use sooner."));
    m_http2->setText(tr("Call it with HTTP/2"));
    m_effects[m_http2]->setText(tr("Many calls share a connection, where the provider offers it."));
    m_anthropicField->setLabel(tr("Address for Anthropic's dialect"));
    m_anthropicUrl->setPlaceholderText(tr("Not offered"));
    m_anthropicField->setHint(tr("Without a version, such as https://api.example.com/anthropic."));
    m_responses->setText(tr("Offers /v1/responses too"));
}

std::optional<ProviderChange> EditProviderDialog::read()
{
    ProviderChange change;
    QWidget *wrong = nullptr;
    const QString name = m_name->text().trimmed();
    if (name.isEmpty() || name.contains(u'/')) {
        m_nameField->setError(name.isEmpty() ? tr("Enter a name.") : tr("A name cannot contain a slash."));
        wrong = m_name;
    } else if (name != m_before.name) {
        change.name = name;
    }
    const auto readUrl = [&wrong](QLineEdit *line, FormField *field, const QString &before,
                                  const QString &refusal) -> std::optional<QString> {
        const QString text = line->text().trimmed();
        if (text == before)
            return {};
        const auto url = normaliseBaseUrl(text);
        if (url)
            return *url;
        field->setError(refusal);
        wrong = wrong ? wrong : line;
        return {};
    };
    if (m_before.dialect != Dialect::Demo) {
        change.baseUrl = readUrl(m_baseUrl, m_baseUrlField, m_before.baseUrl,
                                 tr("Enter an address such as https://api.example.com/v1."));
        if (m_anthropicUrl->text().trimmed().isEmpty() && !m_before.anthropicUrl.isEmpty())
            change.anthropicUrl = QString();
        else
            change.anthropicUrl = readUrl(m_anthropicUrl, m_anthropicField, m_before.anthropicUrl,
                                          tr("Enter an address such as https://api.example.com/v1."));
    }
    const auto compare = [](std::optional<bool> &wanted, bool before, const QCheckBox *box) {
        if (box->isChecked() != before)
            wanted = box->isChecked();
    };
    compare(change.responses, m_before.responses, m_responses);
    compare(change.http2, m_before.http2, m_http2);
    compare(change.drainPlain, m_before.drainPlain, m_drainPlain);
    compare(change.drainStreams, m_before.drainStreams, m_drainStreams);
    compare(change.healthCheck, m_before.healthCheck, m_healthCheck);
    if (!wrong)
        return change;
    if (m_fold->isAncestorOf(wrong))
        m_fold->setOpen(true);
    wrong->setFocus();
    return {};
}

void EditProviderDialog::submit()
{
    const std::optional<ProviderChange> change = read();
    if (!change)
        return;
    setBusy(true);
    m_backend.manage<bool>(
            this,
            [name = m_before.name, change = *change](Management &management) -> Result<bool> {
                return management.changeProvider(name, change).map([] { return true; });
            },
            [this, name = change->name.value_or(m_before.name)](Result<bool> result) {
                setBusy(false);
                if (result) {
                    finish();
                    Q_EMIT saved(name);
                } else if (result.error().code == ErrorCode::AlreadyExists) {
                    m_nameField->setError(tr("There is a provider of this name already."));
                    m_name->setFocus();
                } else {
                    fail(ErrorText::of(result.error()));
                }
            });
}

} // namespace gateway::ui
