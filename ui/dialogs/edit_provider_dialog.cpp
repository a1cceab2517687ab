// SPDX-License-Identifier: MIT
#include "ui/dialogs/edit_provider_dialog.h"

#include "ui/error_text.h"
#include "ui/translated.h"
#include "ui/widgets/fold.h"

#include "config/presets.h"
#include "config/proxy.h"

#include <QCheckBox>
#include <QFile>
#include <QFileDialog>
#include <QSslCertificate>

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
    , m_proxy(new QLineEdit(provider.proxy, this))
    , m_proxyField(new FormField(m_proxy, this))
    , m_ca(new QLineEdit(this))
    , m_caField(new FormField(m_ca, this))
    , m_chooseCa(makeButton("", this))
    , m_forgetCa(makeButton("", this))
    , m_caPem(provider.caPem)
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
    m_proxy->setObjectName("proxy"_L1);
    m_proxy->setProperty("mono", true);
    m_ca->setObjectName("ca"_L1);
    m_ca->setReadOnly(true);
    m_forgetCa->setObjectName("forgetCa"_L1);
    m_caField->addBeside(m_chooseCa);
    m_caField->addBeside(m_forgetCa);
    connect(m_chooseCa, &QPushButton::clicked, this, &EditProviderDialog::chooseCa);
    connect(m_forgetCa, &QPushButton::clicked, this, [this] {
        m_caPem.clear();
        showCa();
    });
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
    m_fold->content()->addWidget(m_proxyField);
    m_fold->content()->addWidget(m_caField);
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
    m_fold->setSummary(tr("clients that leave, health check, proxy, certificates, dialects"));
    m_proxyField->setLabel(tr("Proxy"));
    m_proxyField->setHint(tr("http://HOST:PORT, socks5://HOST:PORT, or none for the direct way."));
    m_proxy->setPlaceholderText(tr("As in Settings"));
    m_caField->setLabel(tr("Custom certificate authority"));
    m_ca->setPlaceholderText(tr("Those that the system trusts"));
    m_chooseCa->setText(tr("Choose…"));
    m_forgetCa->setText(tr("Forget"));
    showCa();
    m_drainPlain->setText(tr("When a client leaves, read a plain answer to its end"));
    m_effects[m_drainPlain]->setText(tr("The provider charges for it anyway; so its usage is known."));
    m_drainStreams->setText(tr("When a client leaves, read a stream to its end"));
    m_effects[m_drainStreams]->setText(
            tr("You pay for all of it. Off: the stream is cancelled, and what was streamed counts."));
    m_healthCheck->setText(tr("Check its health while it is paused after failures"));
    m_effects[m_healthCheck]->setText(
            tr("Asks for the list of models now and then, so that it is back in use sooner."));
    m_http2->setText(tr("Call it with HTTP/2"));
    m_effects[m_http2]->setText(tr("Many requests share a connection, where the provider offers it."));
    m_anthropicField->setLabel(tr("Anthropic-style address"));
    m_anthropicUrl->setPlaceholderText(tr("Not offered"));
    m_anthropicField->setHint(tr("Without a version, such as https://api.example.com/anthropic."));
    m_responses->setText(tr("Offers /v1/responses too"));
}

void EditProviderDialog::chooseCa()
{
    auto *dialog = new QFileDialog(this, tr("Custom certificate authority"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    dialog->setNameFilters({tr("Certificates (*.pem *.crt *.cer)"), tr("All files (*)")});
    connect(dialog, &QFileDialog::fileSelected, this, &EditProviderDialog::takeCa);
    dialog->open();
}

void EditProviderDialog::takeCa(const QString &file)
{
    constexpr qint64 largest = 1024 * 1024;
    QFile source(file);
    const QByteArray pem = source.open(QIODevice::ReadOnly) ? source.read(largest) : QByteArray();
    if (QSslCertificate::fromData(pem, QSsl::Pem).isEmpty()) {
        m_caField->setError(tr("This file holds no certificate in PEM form."));
        return;
    }
    m_caPem = pem;
    showCa();
}

void EditProviderDialog::showCa()
{
    QStringList names;
    const QList<QSslCertificate> certificates = QSslCertificate::fromData(m_caPem, QSsl::Pem);
    for (const QSslCertificate &certificate : certificates)
        names += certificate.subjectDisplayName();
    m_ca->setText(names.join(u", "_s));
    m_ca->setCursorPosition(0);
    m_caField->setError({});
    m_forgetCa->setEnabled(!m_caPem.isEmpty());
}

bool EditProviderDialog::readProxy(ProviderChange &change)
{
    const Result<QString> proxy = normaliseProxy(m_proxy->text());
    if (!proxy)
        m_proxyField->setError(tr("Enter an address such as http://proxy.example.com:3128, or none."));
    else if (*proxy != m_before.proxy)
        change.proxy = *proxy;
    return proxy.has_value();
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
    if (!readProxy(change))
        wrong = wrong ? wrong : m_proxy;
    if (m_caPem != m_before.caPem)
        change.caPem = m_caPem;
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
