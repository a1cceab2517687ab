// SPDX-License-Identifier: MIT
#include "ui/dialogs/price_dialog.h"

#include "ui/error_text.h"
#include "ui/model_text.h"
#include "ui/translated.h"
#include "ui/widgets/tiers_edit.h"

#include <QComboBox>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

PriceDialog::PriceDialog(Backend &backend, const OfferedTarget &target, QWidget *parent)
    : FormDialog(parent)
    , m_backend(backend)
    , m_target(target)
    , m_scope(new QComboBox(this))
    , m_currency(new QComboBox(this))
    , m_now(addText("dim"))
    , m_tiers(new TiersEdit(this))
{
    setMinimumWidth(Theme::px(540));
    constexpr std::array names{"input"_L1,     "output"_L1,     "cacheRead"_L1,
                               "reasoning"_L1, "cacheWrite"_L1, "cacheWriteLong"_L1};
    for (int i = 0; i < RateCount; ++i) {
        m_rates[size_t(i)] = new QLineEdit(this);
        m_rates[size_t(i)]->setObjectName(names[size_t(i)]);
        m_rates[size_t(i)]->setMaxLength(40);
    }
    m_scope->setObjectName("scope"_L1);
    m_currency->setObjectName("currency"_L1);
    m_scope->addItem(QString(), m_target.provider);
    m_scope->addItem(QString(), QString());
    m_currency->addItem(u"USD"_s, int(Currency::Usd));
    m_currency->addItem(u"CNY"_s, int(Currency::Cny));

    m_scopeField = new FormField(m_scope, this);
    m_currencyField = new FormField(m_currency, this);
    for (int i = 0; i < RateCount; ++i)
        m_fields[size_t(i)] = new FormField(m_rates[size_t(i)], this);
    const auto addRow = [this](std::initializer_list<QWidget *> fields) {
        auto *row = new QHBoxLayout;
        row->setSpacing(Theme::px(12));
        for (QWidget *field : fields)
            row->addWidget(field, 1, Qt::AlignTop);
        body()->addLayout(row);
    };
    addRow({m_scopeField, m_currencyField});
    addRow({m_fields[Input], m_fields[Output]});
    addRow({m_fields[CacheRead], m_fields[Reasoning]});
    addRow({m_fields[CacheWrite], m_fields[CacheWriteLong]});
    body()->addWidget(m_tiers);
    connect(m_tiers, &TiersEdit::resized, this, &PriceDialog::fitLater);
    if (m_target.price && m_target.price->source != "built-in"_L1) {
        m_remove = makeButton("link", this);
        m_remove->setObjectName("removePrice"_L1);
        footer()->insertWidget(0, m_remove);
        connect(m_remove, &QPushButton::clicked, this, &PriceDialog::remove);
    }
    fill();
    onLanguage(this, [this] { retranslate(); });
    m_rates[Input]->setFocus();
    m_rates[Input]->selectAll();
}

void PriceDialog::fill()
{
    if (!m_target.price)
        return;
    const Price &price = *m_target.price;
    // What holds for all providers or a preset may be meant for them; a new price for one of them leaves the
    // others alone.
    const bool setForAll = price.source == "set"_L1 && !price.providerId;
    m_scope->setCurrentIndex(setForAll ? 1 : 0);
    m_currency->setCurrentIndex(m_currency->findData(int(price.currency)));
    m_rates[Input]->setText(ModelText::typed(price.rates.input));
    m_rates[Output]->setText(ModelText::typed(price.rates.output));
    m_rates[CacheRead]->setText(ModelText::typed(price.rates.cacheRead));
    m_rates[CacheWrite]->setText(ModelText::typed(price.rates.cacheWrite));
    m_rates[CacheWriteLong]->setText(ModelText::typed(price.rates.cacheWriteLong));
    m_rates[Reasoning]->setText(ModelText::typed(price.rates.reasoning));
    m_tiers->setTiers(price.tiers);
}

Currency PriceDialog::currency() const
{
    return Currency(m_currency->currentData().toInt());
}

QString PriceDialog::currentText() const
{
    if (!m_target.price)
        return tr("It can be called, but without a price its cost is not known.");
    const Price &price = *m_target.price;
    const QString rates = ModelText::inOut(price);
    if (price.model != m_target.model)
        return tr("Now %1, %2 for %3. Past requests keep the price of their time.")
                .arg(rates, ModelText::source(price), price.model);
    return tr("Now %1, %2. Past requests keep the price of their time.").arg(rates, ModelText::source(price));
}

void PriceDialog::retranslate()
{
    setTitle(m_target.price ? tr("Price of %1").arg(m_target.model)
                            : tr("Set a price for %1").arg(m_target.model));
    setPrimary(tr("Set price"));
    m_now->setText(currentText());
    m_scopeField->setLabel(tr("Applies to"));
    m_scope->setItemText(0, tr("%1 only").arg(m_target.provider));
    m_scope->setItemText(1, tr("All providers that have it"));
    m_currencyField->setLabel(tr("Currency, per million tokens"));
    m_fields[Input]->setLabel(tr("Input"));
    m_fields[Output]->setLabel(tr("Output"));
    m_fields[CacheRead]->setLabel(tr("Cache read"));
    m_fields[CacheWrite]->setLabel(tr("Cache write"));
    m_fields[CacheWriteLong]->setLabel(tr("Cache write, 1 h"));
    m_fields[Reasoning]->setLabel(tr("Reasoning"));
    m_rates[CacheRead]->setPlaceholderText(tr("as input"));
    m_rates[CacheWrite]->setPlaceholderText(tr("as input"));
    m_rates[CacheWriteLong]->setPlaceholderText(tr("as cache write"));
    m_rates[Reasoning]->setPlaceholderText(tr("as output"));
    if (m_remove) {
        m_remove->setText(tr("Remove this price"));
        m_remove->setToolTip(tr("What is built in holds again, if there is one."));
    }
}

std::optional<TokenRates> PriceDialog::readRates()
{
    std::array<std::optional<qint64>, RateCount> read;
    QWidget *wrong = nullptr;
    for (size_t i = 0; i < RateCount; ++i) {
        const QString text = m_rates[i]->text().trimmed();
        if (text.isEmpty() && i > Output)
            continue;
        read[i] = ModelText::parseRate(text);
        if (read[i])
            continue;
        m_fields[i]->setError(tr("Enter an amount, such as 0.60."));
        if (!wrong)
            wrong = m_rates[i];
    }
    if (wrong) {
        wrong->setFocus();
        fitLater();
        return {};
    }
    return TokenRates{*read[Input],     *read[Output],   read[CacheRead],
                      read[CacheWrite], read[Reasoning], read[CacheWriteLong]};
}

void PriceDialog::submit()
{
    const std::optional<TokenRates> rates = readRates();
    const std::optional<QList<PriceTier>> tiers = rates ? m_tiers->read() : std::nullopt;
    if (!rates || !tiers)
        return;
    Price price;
    price.model = m_target.model;
    price.currency = currency();
    price.rates = *rates;
    price.validFrom = m_backend.now();
    price.tiers = *tiers;
    run(
            [price, provider = m_scope->currentData().toString()](Management &management) {
                return management.setPrice(price, provider).map([](const Price &) {});
            },
            [this] { Q_EMIT saved(m_target.model); });
}

void PriceDialog::remove()
{
    if (isBusy())
        return;
    clearErrors();
    const QString provider = m_target.price->providerId ? m_target.provider : QString();
    run([model = m_target.price->model,
         provider](Management &management) { return management.removePrice(model, provider); },
        [this] { Q_EMIT removed(m_target.price->model); });
}

void PriceDialog::run(std::function<Outcome(Management &)> job, std::function<void()> done)
{
    setBusy(true);
    m_backend.manage<bool>(
            this,
            [job = std::move(job)](Management &management) -> Result<bool> {
                return job(management).map([] { return true; });
            },
            [this, done = std::move(done)](Result<bool> result) {
                setBusy(false);
                if (!result) {
                    fail(ErrorText::of(result.error()));
                    m_rates[Input]->setFocus();
                    return;
                }
                finish();
                done();
            });
}

} // namespace gateway::ui
