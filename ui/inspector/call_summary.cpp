// SPDX-License-Identifier: MIT
#include "ui/inspector/call_summary.h"

#include "ui/format.h"
#include "ui/inspector/call_cost.h"
#include "ui/inspector/fact_list.h"
#include "ui/inspector/way_view.h"
#include "ui/translated.h"
#include "ui/widgets/basics.h"

#include <QVBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

Currency currencyOf(const CallRow &call)
{
    const QString &text = call.settled.currency.isEmpty() ? call.opened.currency : call.settled.currency;
    return currencyFromString(text).value_or(Currency::Usd);
}

} // namespace

CallSummary::CallSummary(QWidget *parent)
    : QWidget(parent)
    , m_way(new WayView(this))
    , m_costTitle(makeLabel("heading", this))
    , m_cost(new FactList(this))
    , m_costNote(makeLabel("hint", this))
{
    m_costNote->setWordWrap(true);
    m_cost->setObjectName("cost"_L1);
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::px(10));
    column->addWidget(m_way);
    column->addSpacing(Theme::px(6));
    column->addWidget(m_costTitle);
    column->addWidget(m_cost);
    column->addWidget(m_costNote);
    column->addStretch();
    onLanguage(this, [this] { m_costTitle->setText(tr("Cost")); });
}

void CallSummary::setDetail(const CallDetail &detail, const QTimeZone &zone)
{
    m_way->setCall(detail.row);
    showCost(detail, zone);
}

void CallSummary::showCost(const CallDetail &detail, const QTimeZone &zone)
{
    const CallRow &call = detail.row;
    const CallSettled &settled = call.settled;
    const Currency currency = currencyOf(call);
    QList<FactList::Fact> facts;
    QStringList notes;
    bool summed = false; // then the sum is what stands out
    if (detail.price && settled.status != CallStatus::Open) {
        const Price &price = *detail.price;
        const CostSum sum = costSum(price, settled.usage);
        for (const CostPart &part : sum.parts)
            facts.append({CostText::name(part.kind), CostText::line(part, price.currency), false, false,
                          CostText::exact(part.pico(), price.currency)});
        summed = sum.parts.size() > 1;
        if (summed)
            facts.append({tr("total"), {}, false, true, CostText::exact(sum.pico, price.currency)});
        if (sum.micros * 1'000'000 != sum.pico)
            notes += tr("The sum is rounded up to a millionth, once.");
        if (sum.fromTokens > 0)
            notes += tr("The price for prompts of %1 tokens and more holds for the whole request.")
                             .arg(Format::number(sum.fromTokens));
        if (settled.costMicros && *settled.costMicros != sum.micros)
            notes += tr("The settled amount is another one: the tokens or the price were corrected later.");
        facts.append({tr("price"), tr("%1, from %2").arg(price.model, Format::date(price.validFrom, zone))});
    }
    const auto amount = [currency](qint64 micros) { return CostText::exact(micros * 1'000'000, currency); };
    if (call.opened.reservedMicros && settled.status == CallStatus::Open) {
        facts.append({tr("reserved"), amount(*call.opened.reservedMicros), false, true});
    } else if (settled.costMicros) {
        const QString reserved =
                call.opened.reservedMicros ? amount(*call.opened.reservedMicros) + u" → "_s : QString();
        facts.append({reserved.isEmpty() ? tr("settled") : tr("reserved → settled"),
                      reserved + amount(*settled.costMicros), false, !summed});
    }
    if (call.opened.rateMicros > 0 && settled.costMicros && *settled.costMicros > 0) {
        const Currency other = currency == Currency::Usd ? Currency::Cny : Currency::Usd;
        facts.append(
                {tr("exchange rate"), tr("$1 = %1, that is %2")
                                              .arg(CostText::rate(call.opened.rateMicros, Currency::Cny),
                                                   CostText::exact(convert(*settled.costMicros, currency,
                                                                           other, call.opened.rateMicros) *
                                                                           1'000'000,
                                                                   other))});
    }
    if (settled.usageSource == UsageSource::Estimated || settled.usageSource == UsageSource::Partial)
        notes += tr("From estimated tokens: the provider did not say how many there were.");
    if (!settled.costMicros && settled.status != CallStatus::Open)
        notes += settled.usage.isEmpty()
                         ? tr("Nothing was used, nothing is charged.")
                         : tr("No price is known for this model, so the request has no cost.");
    m_cost->setFacts(facts);
    m_cost->setVisible(!facts.isEmpty());
    m_costNote->setText(notes.join(u'\n'));
    m_costNote->setVisible(!notes.isEmpty());
}

} // namespace gateway::ui
