// SPDX-License-Identifier: MIT
#include "ui/pages/shares_card.h"

#include "ui/format.h"
#include "ui/theme.h"
#include "ui/translated.h"
#include "ui/widgets/figures.h"

#include <QVBoxLayout>

#include <algorithm>

namespace gateway::ui {

namespace {

constexpr int mostShares = 6;
constexpr int othersColor = OverviewChart::othersColor;

// The one that it has in the chart.
int colorOf(const OverviewData &figures, const QString &group)
{
    if (figures.group == UsageGroup::None)
        return 0;
    for (qsizetype i = 0; i < figures.series.size(); ++i) {
        if (!figures.series[i].others && figures.series[i].name == group)
            return int(i);
    }
    return othersColor;
}

} // namespace

SharesCard::SharesCard(QWidget *parent)
    : QWidget(parent)
    , m_card(new Card(this))
    , m_shares(new ShareList(m_card))
    , m_none(makeLabel("hint", m_card))
{
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(m_card);
    m_card->setTitle({});
    m_card->setContext({});
    m_card->content()->addWidget(m_shares);
    m_card->content()->addWidget(m_none);
    m_card->content()->addStretch();
    connect(m_shares, &ShareList::activated, this, [this](int row) {
        if (row >= 0 && row < m_shown.size())
            Q_EMIT chosen(m_shown[row]);
    });
    onLanguage(this, [this] { m_none->setText(tr("Nothing yet.")); });
}

QString SharesCard::groupText(UsageGroup group)
{
    switch (group) {
    case UsageGroup::Model:
        return tr("by model");
    case UsageGroup::Provider:
        return tr("by provider");
    case UsageGroup::Key:
        return tr("by key");
    default:
        return tr("by user");
    }
}

void SharesCard::show(const OverviewData &figures)
{
    // Money where there is any, else tokens.
    const QString currency = chartCurrency(figures);
    const bool money = std::any_of(figures.shares.cbegin(), figures.shares.cend(),
                                   [&](const UsageSum &sum) { return costIn(sum, currency) > 0; });
    const auto valueOf = [&](const UsageSum &sum) {
        return money ? costIn(sum, currency) : allTokens(sum.tokens);
    };
    m_shown = figures.shares;
    std::stable_sort(m_shown.begin(), m_shown.end(),
                     [&](const UsageSum &a, const UsageSum &b) { return valueOf(a) > valueOf(b); });
    const qint64 largest = m_shown.isEmpty() ? 0 : valueOf(m_shown.first());
    const auto figure = [&](qint64 value) {
        return money ? Format::moneyBeside(value, largest, currency) : Format::compact(value);
    };
    m_card->setTitle(money ? tr("Cost") : tr("Usage"));
    m_card->setContext(groupText(figures.group));
    QList<ShareList::Share> shares;
    qint64 rest = 0;
    int others = 0;
    for (const UsageSum &sum : std::as_const(m_shown)) {
        if (shares.size() >= mostShares && m_shown.size() > mostShares + 1) { // a single other has a name
            rest += valueOf(sum);
            ++others;
            continue;
        }
        QString tip =
                tr("%1: %2 tokens in %3 requests", nullptr, int(sum.requests))
                        .arg(sum.group, Format::number(allTokens(sum.tokens)), Format::number(sum.requests));
        if (money && sum.unpriced > 0)
            tip += u'\n' + tr("%n requests have no price.", nullptr, int(sum.unpriced));
        const bool unknown = money && valueOf(sum) == 0 && sum.unpriced > 0; // it is not free
        shares += {sum.group.isEmpty() ? Format::dash() : sum.group,
                   unknown ? tr("unpriced") : figure(valueOf(sum)),
                   valueOf(sum),
                   tip,
                   !sum.group.isEmpty(),
                   colorOf(figures, sum.group),
                   unknown};
    }
    if (others > 0)
        shares += {tr("%n others", nullptr, others), figure(rest), rest, {}, false, othersColor};
    m_shares->setShares(shares);
    m_shares->setVisible(!shares.isEmpty());
    m_none->setVisible(shares.isEmpty());
}

} // namespace gateway::ui
