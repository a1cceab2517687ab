// SPDX-License-Identifier: MIT
#include "ui/dialogs/rate_dialog.h"

#include "ui/error_text.h"
#include "ui/translated.h"

#include "ledger/price_number.h"

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

RateDialog::RateDialog(Backend &backend, QWidget *parent)
    : FormDialog(parent)
    , m_backend(backend)
    , m_rate(new QLineEdit(microsText(backend.settings().usdCnyRateMicros), this))
    , m_field(addField(m_rate))
{
    m_rate->setObjectName("rate"_L1);
    m_rate->selectAll();
    m_rate->setFocus();
    onLanguage(this, [this] {
        setTitle(tr("Exchange rate"));
        setPrimary(tr("Save"));
        m_field->setLabel(tr("1 USD in CNY"));
        m_field->setHint(
                tr("For sums and budgets over both currencies. Past requests keep the rate of their time."));
    });
}

void RateDialog::submit()
{
    const QString text = m_rate->text().trimmed();
    Settings checked = m_backend.settings();
    const SettingInfo *setting = findSetting(u"usd_cny_rate");
    if (!setting->apply(checked, text)) {
        m_field->setError(tr("Enter a rate from 0.01 to 1000, such as 7.1."));
        m_rate->setFocus();
        fitLater();
        return;
    }
    setBusy(true);
    m_backend.setSetting(this, u"usd_cny_rate"_s, text, [this](Result<bool> result) {
        setBusy(false);
        if (result) {
            finish();
            return;
        }
        fail(ErrorText::of(result.error()));
        m_rate->setFocus();
    });
}

} // namespace gateway::ui
