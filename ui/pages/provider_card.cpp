// SPDX-License-Identifier: MIT
#include "ui/pages/provider_card.h"

#include "ui/error_text.h"
#include "ui/format.h"
#include "ui/translated.h"

#include "config/presets.h"
#include "ui/dialogs/provider_dialog.h"
#include "ui/dialogs/provider_key_dialog.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

// What a key's own line says is not said once more below.
bool saidByAKey(const ProbeReport &report, const Provider &provider)
{
    if (report.ok || report.httpStatus == 0)
        return false;
    const QString status = QString::number(report.httpStatus);
    return std::any_of(provider.keys.begin(), provider.keys.end(), [&status](const SealedKey &key) {
        return key.flaggedAt && key.flag.contains(status);
    });
}

} // namespace

ProviderCard::ProviderCard(const Provider &provider, std::shared_ptr<const Clock> clock, QWidget *parent)
    : QFrame(parent)
    , m_facts{provider}
    , m_clock(std::move(clock))
    , m_name(new ElidedLabel("heading", this))
    , m_state(new Pill(this))
    , m_demo(new Pill(this))
    , m_url(new ElidedLabel("mono", this))
    , m_about(new ElidedLabel("hint", this))
    , m_today(new ElidedLabel("hint", this))
    , m_keys(new QVBoxLayout)
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
    layout->addWidget(m_about);
    layout->addWidget(m_today);
    m_keys->setSpacing(0);
    layout->addLayout(m_keys);
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
    connect(m_key, &QPushButton::clicked, this, [this] {
        Q_EMIT keyRequested(m_facts.provider.keys.size() > 1 ? ProviderKeyDialog::another
                                                             : ProviderKeyDialog::only);
    });
    connect(m_more, &QToolButton::clicked, this,
            [this] { Q_EMIT menuRequested(m_more->mapToGlobal(m_more->rect().bottomLeft())); });
    onLanguage(this, [this] { showAll(); });
}

void ProviderCard::setProvider(const Provider &provider)
{
    if (provider == m_facts.provider)
        return;
    m_facts.provider = provider;
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
    m_facts.report = report;
    m_testedAt = m_clock->now();
    showResult();
    showHealth();
}

void ProviderCard::setTroubles(const QList<ProviderTrouble> &troubles)
{
    if (troubles == m_facts.troubles)
        return;
    m_facts.troubles = troubles;
    showHealth();
}

void ProviderCard::setToday(const UsageSum &sum)
{
    m_facts.today = sum;
    showHealth();
    showResult(); // how long ago the test was moves on
}

void ProviderCard::showHealth()
{
    const ProviderHealth health = healthOf(m_facts);
    m_state->set(HealthText::word(health), HealthText::tone(health));
    const bool demo = m_facts.provider.dialect == Dialect::Demo;
    m_today->setVisible(m_facts.today.has_value() && !(demo && m_facts.today->requests == 0));
    if (m_facts.today)
        m_today->setFullText(HealthText::today(*m_facts.today));
}

void ProviderCard::showAll()
{
    const bool demo = m_facts.provider.dialect == Dialect::Demo;
    m_name->setFullText(m_facts.provider.name);
    showHealth();
    m_demo->set(tr("demo"), Tone::Accent);
    m_demo->setVisible(demo);
    m_url->setFullText(demo ? tr("Answers inside this program, for trying out. Costs nothing.")
                            : m_facts.provider.baseUrl);
    setStyleProperty(m_url, "role", demo ? u"dim"_s : u"mono"_s);

    QStringList facts;
    if (const ProviderPreset *preset = demo ? nullptr : findPreset(m_facts.provider.preset))
        facts += presetName(*preset);
    if (!demo) {
        const QString hint = m_facts.provider.keys.isEmpty() ? QString() : m_facts.provider.keys.first().hint;
        const int count = int(m_facts.provider.keys.size());
        facts += m_facts.provider.keys.isEmpty() ? tr("no provider key")
                 : count > 1                     ? tr("%n provider keys", nullptr, count)
                 : hint.isEmpty()                ? tr("provider key stored")
                                                 : tr("provider key …%1").arg(hint);
    }
    facts += m_facts.provider.models.isEmpty()
                     ? tr("models unknown")
                     : tr("%n models", nullptr, int(m_facts.provider.models.size()));
    m_about->setFullText(facts.join(u" · "_s));
    m_about->setToolTip(m_facts.provider.models.mid(0, 40).join(u'\n'));

    m_test->setText(tr("Test"));
    m_key->setText(m_facts.provider.keys.isEmpty()    ? tr("Set provider key…")
                   : m_facts.provider.keys.size() > 1 ? tr("Add provider key…")
                                                      : tr("Replace provider key…"));
    m_key->setVisible(!demo);
    m_more->setToolTip(tr("More"));
    m_more->setAccessibleName(tr("More actions for %1").arg(m_facts.provider.name));
    m_test->setAccessibleName(tr("Test %1").arg(m_facts.provider.name));
    setAccessibleName(m_facts.provider.name);
    showKeys();
    showResult();
}

void ProviderCard::showKeys()
{
    while (QLayoutItem *item = m_keys->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    const bool flagged = std::any_of(m_facts.provider.keys.begin(), m_facts.provider.keys.end(),
                                     [](const SealedKey &key) { return key.flaggedAt.has_value(); });
    if (m_facts.provider.keys.size() < 2 && !flagged)
        return;
    for (const SealedKey &key : std::as_const(m_facts.provider.keys))
        m_keys->addWidget(makeKeyRow(key));
}

QWidget *ProviderCard::makeKeyRow(const SealedKey &key)
{
    auto *row = new QWidget(this);
    auto *layout = new QHBoxLayout(row);
    layout->setContentsMargins(0, Theme::px(2), 0, Theme::px(2));
    layout->setSpacing(Theme::px(10));
    const QString hint = u'…' + key.hint;
    auto *name = makeLabel("mono", row);
    name->setText(hint);
    auto *state = new ElidedLabel(key.flaggedAt ? "error" : "hint", row);
    const bool unpaid = key.flag.contains(QString::number(402));
    state->setFullText(!key.flaggedAt ? tr("in use")
                       : unpaid       ? tr("%1: top up · %2").arg(flagText(key.flag), ago(*key.flaggedAt))
                                : tr("%1: replace it · %2").arg(flagText(key.flag), ago(*key.flaggedAt)));
    auto *replace = makeButton("link", row);
    replace->setText(tr("Replace"));
    replace->setAccessibleName(tr("Replace provider key %1").arg(hint));
    connect(replace, &QPushButton::clicked, this, [this, id = key.id] { Q_EMIT keyRequested(id); });
    layout->addWidget(name);
    layout->addWidget(state, 1);
    layout->addWidget(replace);
    if (m_facts.provider.keys.size() > 1) {
        auto *remove = makeButton("link", row);
        remove->setText(tr("Remove"));
        remove->setAccessibleName(tr("Remove provider key %1").arg(hint));
        connect(remove, &QPushButton::clicked, this, [this, id = key.id] { Q_EMIT removeKeyRequested(id); });
        layout->addWidget(remove);
    }
    row->show();
    return row;
}

QString ProviderCard::ago(Time then) const
{
    return Format::ago(then, m_clock->now(), Format::zone({}));
}

void ProviderCard::showResult()
{
    m_test->setEnabled(!m_testing);
    if (m_testing) {
        setStyleProperty(m_result, "role", u"hint"_s);
        m_result->setText(tr("Calling…"));
    } else if (m_facts.report && !saidByAKey(*m_facts.report, m_facts.provider)) {
        setStyleProperty(m_result, "role", m_facts.report->ok ? u"good"_s : u"error"_s);
        m_result->setText(tr("%1 Tested %2.").arg(ErrorText::of(*m_facts.report), ago(m_testedAt)));
    } else if (m_facts.report) {
        setStyleProperty(m_result, "role", u"hint"_s);
        m_result->setText(tr("Tested %1: see the provider key.").arg(ago(m_testedAt)));
    } else {
        setStyleProperty(m_result, "role", u"hint"_s);
        m_result->setText(m_facts.today && m_facts.today->requests > m_facts.today->failed
                                  ? tr("Judged by today's requests; not tested since the start.")
                                  : tr("No test since the program was started."));
    }
}

} // namespace gateway::ui
