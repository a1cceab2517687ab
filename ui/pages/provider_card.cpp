// SPDX-License-Identifier: MIT
#include "ui/pages/provider_card.h"

#include "ui/error_text.h"
#include "ui/format.h"
#include "ui/translated.h"

#include "config/presets.h"
#include "ui/dialogs/provider_dialog.h"

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

ProviderCard::ProviderCard(const Provider &provider, QWidget *parent)
    : QFrame(parent)
    , m_provider(provider)
    , m_name(new ElidedLabel("heading", this))
    , m_state(new Pill(this))
    , m_demo(new Pill(this))
    , m_url(new ElidedLabel("mono", this))
    , m_facts(new ElidedLabel("hint", this))
    , m_result(makeLabel("hint", this))
    , m_test(makeButton("", this))
    , m_key(makeButton("", this))
    , m_more(makeIconButton(u"more"_s, this))
{
    setProperty("card", true);
    m_test->setObjectName("test"_L1);
    m_result->setWordWrap(true);
    m_result->setAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::px(16), Theme::px(14), Theme::px(12), Theme::px(12));
    layout->setSpacing(Theme::px(4));
    auto *head = new QHBoxLayout;
    head->setSpacing(Theme::px(8));
    head->addWidget(m_name);
    head->addWidget(m_demo);
    head->addStretch();
    head->addWidget(m_state);
    layout->addLayout(head);
    layout->addWidget(m_url);
    layout->addWidget(m_facts);
    layout->addSpacing(Theme::px(6));
    layout->addWidget(m_result);
    layout->addStretch();
    auto *foot = new QHBoxLayout;
    foot->setSpacing(Theme::px(8));
    foot->addWidget(m_test);
    foot->addWidget(m_key);
    foot->addStretch();
    foot->addWidget(m_more);
    layout->addSpacing(Theme::px(6));
    layout->addLayout(foot);

    connect(m_test, &QPushButton::clicked, this, &ProviderCard::testRequested);
    connect(m_key, &QPushButton::clicked, this, &ProviderCard::keyRequested);
    connect(m_more, &QToolButton::clicked, this,
            [this] { Q_EMIT menuRequested(m_more->mapToGlobal(m_more->rect().bottomLeft())); });
    onLanguage(this, [this] { showAll(); });
}

void ProviderCard::setProvider(const Provider &provider)
{
    if (provider == m_provider)
        return;
    m_provider = provider;
    showAll();
}

void ProviderCard::setTesting()
{
    m_testing = true;
    showResult();
}

void ProviderCard::setReport(const ProbeReport &report)
{
    m_testing = false;
    m_report = report;
    showResult();
}

void ProviderCard::showAll()
{
    const bool demo = m_provider.dialect == Dialect::Demo;
    m_name->setFullText(m_provider.name);
    m_state->set(m_provider.enabled ? tr("enabled") : tr("disabled"),
                 m_provider.enabled ? Tone::Good : Tone::Neutral);
    m_demo->set(tr("demo"), Tone::Accent);
    m_demo->setVisible(demo);
    m_url->setFullText(demo ? tr("Answers inside this program, for trying out. Costs nothing.")
                            : m_provider.baseUrl);
    setStyleProperty(m_url, "role", demo ? u"dim"_s : u"mono"_s);

    QStringList facts;
    if (const ProviderPreset *preset = demo ? nullptr : findPreset(m_provider.preset))
        facts += presetName(*preset);
    if (!demo) {
        const QString hint = m_provider.keys.isEmpty() ? QString() : m_provider.keys.first().hint;
        facts += m_provider.keys.isEmpty() ? tr("no key")
                 : hint.isEmpty()          ? tr("key stored")
                                           : tr("key …%1").arg(hint);
    }
    facts += m_provider.models.isEmpty() ? tr("models unknown")
                                         : tr("%n models", nullptr, int(m_provider.models.size()));
    m_facts->setFullText(facts.join(u" · "_s));
    m_facts->setToolTip(m_provider.models.mid(0, 40).join(u'\n'));

    m_test->setText(tr("Test"));
    m_key->setText(m_provider.keys.isEmpty() ? tr("Set key …") : tr("Replace key …"));
    m_key->setVisible(!demo);
    m_more->setToolTip(tr("More"));
    m_more->setAccessibleName(tr("More actions for %1").arg(m_provider.name));
    m_test->setAccessibleName(tr("Test %1").arg(m_provider.name));
    setAccessibleName(m_provider.name);
    showResult();
}

void ProviderCard::showResult()
{
    m_test->setEnabled(!m_testing);
    if (m_testing) {
        setStyleProperty(m_result, "role", u"hint"_s);
        m_result->setText(tr("Calling …"));
    } else if (m_report) {
        setStyleProperty(m_result, "role", m_report->ok ? u"good"_s : u"error"_s);
        m_result->setText(ErrorText::of(*m_report));
    } else {
        setStyleProperty(m_result, "role", u"hint"_s);
        m_result->setText(tr("Not tested yet."));
    }
}

} // namespace gateway::ui
