// SPDX-License-Identifier: MIT
#include "ui/pages/overview_tiles.h"

#include "ui/format.h"
#include "ui/theme.h"
#include "ui/translated.h"
#include "ui/widgets/figures.h"

#include <QHBoxLayout>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

OverviewTiles::OverviewTiles(QWidget *parent) : QWidget(parent)
{
    auto *rows = new QVBoxLayout(this);
    rows->setContentsMargins(0, 0, 0, 0);
    rows->setSpacing(Theme::px(12));
    for (QHBoxLayout **row : {&m_row, &m_secondRow}) {
        *row = new QHBoxLayout;
        (*row)->setSpacing(Theme::px(12));
        rows->addLayout(*row);
    }
    for (Tile **tile : {&m_requests, &m_tokens, &m_cost, &m_success, &m_firstToken}) {
        *tile = new Tile(this);
        m_row->addWidget(*tile, tile == &m_tokens ? 3 : 2);
        (*tile)->setFigure(Format::dash());
    }
    m_tokenBar = m_tokens->addBar();
    m_cost->hide();
    onLanguage(this, [this] { retranslate(); });
}

// Five tiles need room for their figures: in a narrow window the last three have a row of their own.
void OverviewTiles::setNarrow(bool narrow)
{
    if (narrow == m_narrow)
        return;
    m_narrow = narrow;
    for (Tile *tile : {m_cost, m_success, m_firstToken}) {
        (narrow ? m_row : m_secondRow)->removeWidget(tile);
        (narrow ? m_secondRow : m_row)->addWidget(tile, 2);
    }
}

void OverviewTiles::retranslate()
{
    m_requests->setLabel(tr("Requests"));
    m_tokens->setLabel(tr("Tokens"));
    m_cost->setLabel(tr("Cost"));
    m_success->setLabel(tr("Success"));
    m_firstToken->setLabel(tr("First token"));
}

QString OverviewTiles::comparison(const UsageChoice &choice, const QString &change)
{
    if (choice.days)
        return tr("%1 vs. before").arg(change);
    switch (choice.range) {
    case UsageRange::Today:
        return tr("%1 vs. yesterday").arg(change);
    case UsageRange::Day:
        return tr("%1 day on day").arg(change);
    case UsageRange::Week:
        return tr("%1 week on week").arg(change);
    case UsageRange::Month:
        return tr("%1 month on month").arg(change);
    }
    return change;
}

void OverviewTiles::show(const OverviewData &figures, const UsageChoice &choice)
{
    const UsageSum &total = figures.total;
    m_requests->setFigure(Format::number(total.requests));
    if (figures.previousRequests > 0) {
        const qint64 change = (total.requests - figures.previousRequests) * 100 / figures.previousRequests;
        const QString arrow = change > 0 ? u"▲ "_s : change < 0 ? u"▼ "_s : QString();
        m_requests->setContext(comparison(choice, arrow + Format::number(qAbs(change)) + " %"_L1),
                               tr("Compared with the same stretch of time before: %1 requests.")
                                       .arg(Format::number(figures.previousRequests)));
    } else {
        m_requests->setContext(QString());
    }

    const TokenUsage &tokens = total.tokens;
    m_tokens->setFigure(Format::compact(allTokens(tokens)));
    m_tokenBar->setParts(
            {{tr("in"), Format::compact(uncachedTokens(tokens)), uncachedTokens(tokens), 0},
             {tr("cached"), Format::compact(tokens.cached.value_or(0)), tokens.cached.value_or(0), 1},
             {tr("out"), Format::compact(tokens.completion.value_or(0)), tokens.completion.value_or(0), 2}});

    // Without any price the sum would be a claim; the unpriced calls are named instead.
    m_cost->setVisible(!total.costMicros.isEmpty() || total.unpriced > 0);
    m_cost->setFigure(Format::costs(total.costMicros));
    m_cost->setContext(total.unpriced > 0 ? tr("%n requests unpriced", nullptr, int(total.unpriced))
                                          : QString());
    m_cost->setPill(total.unpriced > 0 ? u"!"_s : QString(), Tone::Warn);

    m_success->setFigure(Format::percent(total.requests - total.failed, total.requests));
    m_success->setContext(total.requests > 0 ? tr("%n failed or stopped", nullptr, int(total.failed))
                                             : QString());

    m_firstToken->setFigure(figures.firstTokenMedian ? Format::duration(*figures.firstTokenMedian)
                                                     : Format::dash());
    m_firstToken->setContext(figures.firstToken95 ? u"p50 · p95 "_s + Format::duration(*figures.firstToken95)
                                                  : QString(),
                             tr("Median and 95th percentile of the latest requests of this range."));
}

} // namespace gateway::ui
