// SPDX-License-Identifier: MIT
#include "ui/pages/overview_page.h"

#include "ui/error_text.h"
#include "ui/format.h"
#include "ui/translated.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/figures.h"
#include "ui/widgets/legend.h"
#include "ui/widgets/row_table.h"
#include "ui/widgets/segmented_control.h"

#include <QComboBox>
#include <QMenu>
#include <QSettings>
#include <QStackedWidget>
#include <QToolButton>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr Millis tickInterval{2'000};
constexpr Millis quietInterval{30'000}; // when nothing seems to have happened
constexpr int recentCalls = 5;
constexpr int shownShares = 6;
constexpr Millis attentionInterval{10'000};
constexpr auto rangeKey = "overview/range"_L1;
constexpr auto groupKey = "overview/group"_L1;

// What the chart is stacked by, and the shares are of; as remembered by place.
const QList<UsageGroup> &groups()
{
    static const QList<UsageGroup> all{UsageGroup::Model, UsageGroup::User, UsageGroup::Provider,
                                       UsageGroup::Key, UsageGroup::None};
    return all;
}

} // namespace

OverviewPage::OverviewPage(Shell &shell, QWidget *parent) : Page(shell, parent), m_calls(this)
{
    m_range = usageRangeFromString(shell.memory.value(rangeKey).toString()).value_or(UsageRange::Today);
    m_rangeControl = new SegmentedControl(this);
    header()->addWidget(m_rangeControl);
    m_groupBy = new QComboBox(this);
    m_groupBy->setObjectName("groupBy"_L1);
    for (qsizetype i = 0; i < groups().size(); ++i)
        m_groupBy->addItem({});
    m_groupBy->setCurrentIndex(qBound(0, shell.memory.value(groupKey).toInt(), int(groups().size()) - 1));
    header()->addWidget(m_groupBy);
    m_export = new QToolButton(this);
    m_export->setPopupMode(QToolButton::InstantPopup);
    m_export->setToolButtonStyle(Qt::ToolButtonTextOnly);
    auto *menu = new QMenu(m_export);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillExportMenu(*menu); });
    m_export->setMenu(menu);
    header()->addWidget(m_export);

    auto *inner = new QWidget(this);
    auto *column = new QVBoxLayout(inner);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::px(14));
    column->addLayout(makeTiles());
    auto *middle = new QHBoxLayout;
    middle->setSpacing(Theme::px(12));
    middle->addWidget(makeChartCard(), 1);
    middle->addWidget(makeShareCard());
    column->addLayout(middle, 1);
    column->addWidget(makeAttentionRow());
    column->addWidget(makeRecentCard());

    addScrolled(inner);

    connect(m_rangeControl, &SegmentedControl::chosen, this,
            [this](int index) { setRange(UsageRange(index)); });
    connect(&shell.backend, &Backend::changed, this, [this] {
        if (!m_active)
            return;
        load(); // a renamed user, another time zone
        loadAttention();
    });
    connect(&shell.control, &GatewayControl::troublesChanged, this, &OverviewPage::showAttention);
    connect(m_groupBy, &QComboBox::activated, this, [this](int index) {
        m_shell.memory.setValue(groupKey, index);
        load();
    });
    m_timer.setInterval(tickInterval);
    connect(&m_timer, &QTimer::timeout, this, &OverviewPage::tick);
    onLanguage(this, [this] { retranslate(); });
    m_rangeControl->setCurrent(int(m_range));
}

QLayout *OverviewPage::makeTiles()
{
    auto *rows = new QVBoxLayout;
    rows->setSpacing(Theme::px(12));
    for (QHBoxLayout **row : {&m_tileRow, &m_secondTileRow}) {
        *row = new QHBoxLayout;
        (*row)->setSpacing(Theme::px(12));
        rows->addLayout(*row);
    }
    for (Tile **tile : {&m_requests, &m_tokens, &m_costTile, &m_success, &m_firstToken}) {
        *tile = new Tile(this);
        m_tileRow->addWidget(*tile, tile == &m_tokens ? 3 : 2);
        (*tile)->setFigure(Format::dash());
    }
    m_tokenBar = m_tokens->addBar();
    m_costTile->hide();
    return rows;
}

// Five tiles need room for their figures: in a narrow window the last three have a row of their own.
void OverviewPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    const bool narrow = width() < Theme::px(900);
    if (narrow == m_narrow)
        return;
    m_narrow = narrow;
    for (Tile *tile : {m_costTile, m_success, m_firstToken}) {
        (narrow ? m_tileRow : m_secondTileRow)->removeWidget(tile);
        (narrow ? m_secondTileRow : m_tileRow)->addWidget(tile, 2);
    }
    m_shareCard->setFixedWidth(Theme::px(narrow ? 210 : 300));
}

QWidget *OverviewPage::makeChartCard()
{
    m_chartCard = new Card(this);
    m_chartCard->setMinimumHeight(Theme::px(300));
    m_chartCard->setTitle({});
    m_chartCard->setContext({});
    m_metric = new SegmentedControl(m_chartCard);
    m_chartCard->header()->addWidget(m_metric);
    m_chartStack = new QStackedWidget(m_chartCard);
    m_chartBox = new QWidget(m_chartStack);
    auto *box = new QVBoxLayout(m_chartBox);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(Theme::px(8));
    m_legend = new Legend(m_chartBox);
    box->addWidget(m_legend);
    m_empty = new EmptyState(m_chartStack);
    m_chartStack->addWidget(m_empty);
    m_chartStack->addWidget(m_chartBox);
    m_chartCard->content()->addWidget(m_chartStack, 1);
    connect(m_metric, &SegmentedControl::chosen, this, &OverviewPage::showChart);
    connect(m_empty->button(), &QPushButton::clicked, this, [this] { m_shell.go(PageId::Keys); });
    return m_chartCard;
}

QWidget *OverviewPage::makeShareCard()
{
    m_shareCard = new Card(this);
    m_shareCard->setFixedWidth(Theme::px(300));
    m_shareCard->setTitle({});
    m_shareCard->setContext({});
    m_shares = new ShareList(m_shareCard);
    m_noShares = makeLabel("hint", m_shareCard);
    m_shareCard->content()->addWidget(m_shares);
    m_shareCard->content()->addWidget(m_noShares);
    m_shareCard->content()->addStretch();
    connect(m_shares, &ShareList::activated, this, &OverviewPage::showRequestsOfShare);
    return m_shareCard;
}

QWidget *OverviewPage::makeRecentCard()
{
    m_recentCard = new Card(this);
    m_recentCard->setTitle({});
    m_recentCard->content()->setContentsMargins(Theme::px(8), Theme::px(14), Theme::px(8), Theme::px(8));
    m_recentCard->header()->setContentsMargins(Theme::px(8), 0, Theme::px(8), 0);
    m_recent = new RowTable(m_recentCard);
    m_recent->setSource(&m_calls);
    m_recent->setStretchColumns({CallsModel::UserName, CallsModel::Model, CallsModel::ProviderName});
    m_recent->setColumnHidden(CallsModel::Cost, true);
    m_recent->setFitToRows(true);
    connect(m_recent, &QTableView::clicked, this,
            [this](const QModelIndex &index) { showRequest(m_recent->proxy().mapToSource(index).row()); });
    connect(m_recent, &RowTable::opened, this, &OverviewPage::showRequest);
    m_recentCard->content()->addWidget(m_recent);
    return m_recentCard;
}

void OverviewPage::retranslate()
{
    setTitle(tr("Overview"));
    m_rangeControl->setTexts({tr("Today"), tr("24 h"), tr("7 days"), tr("30 days")});
    m_rangeControl->setAccessibleName(tr("Range"));
    m_requests->setLabel(tr("Requests"));
    m_tokens->setLabel(tr("Tokens"));
    m_costTile->setLabel(tr("Cost"));
    m_success->setLabel(tr("Success"));
    m_firstToken->setLabel(tr("First token"));
    m_metric->setTexts({tr("Tokens"), tr("Requests"), tr("Cost")});
    m_metric->setAccessibleName(tr("Shown in the chart"));
    m_empty->set(tr("No calls in this range yet. A tool that calls the gateway with a key shows up here."),
                 tr("Issue a key"));
    const QStringList names{tr("By model"), tr("By user"), tr("By provider"), tr("By key"),
                            tr("By kind of token")};
    for (int i = 0; i < names.size(); ++i)
        m_groupBy->setItemText(i, names[i]);
    m_groupBy->setAccessibleName(tr("Grouped"));
    m_export->setText(tr("Export"));
    m_noShares->setText(tr("Nothing yet."));
    m_recentCard->setTitle(tr("Latest calls"));
    m_recent->setAccessibleName(tr("Latest calls"));
    m_calls.refreshTexts();
    show(m_data);
}

void OverviewPage::activate()
{
    m_active = true;
    m_timer.start();
    load();
    loadAttention();
}

void OverviewPage::deactivate()
{
    m_active = false;
    m_timer.stop();
}

QTimeZone OverviewPage::zone() const
{
    return Format::zone(m_shell.backend.settings().timezone);
}

void OverviewPage::setRange(UsageRange range)
{
    m_range = range;
    m_shell.memory.setValue(rangeKey, toString(range));
    load();
}

void OverviewPage::tick()
{
    const SteadyTime now = m_shell.backend.context().clock->steady();
    const auto age = now - m_loadedAt;
    const auto stats = m_shell.control.stats();
    // Our own gateway tells whether anything has happened; another one's ledger has to be looked at. A ledger
    // that is slow to answer is asked less often.
    const bool mayHaveMoved = m_shell.control.state() == GatewayControl::State::Elsewhere ||
                              stats.callsStarted != m_seenCalls || stats.callsInFlight > 0;
    if ((mayHaveMoved && age >= 10 * m_answerTime) || age >= quietInterval)
        load();
    if (now - m_attentionAt >= attentionInterval)
        loadAttention();
}

UsageGroup OverviewPage::group() const
{
    return groups().value(m_groupBy->currentIndex(), UsageGroup::Model);
}

void OverviewPage::load()
{
    if (m_loading) {
        m_loadAgain = true;
        return;
    }
    m_loading = true;
    const UsageWindow window = usageWindow(m_range, m_shell.backend.now(), zone());
    const SteadyTime asked = m_shell.backend.context().clock->steady();
    const qint64 seen = m_shell.control.stats().callsStarted;
    m_shell.backend.read<OverviewData>(
            this,
            [window, group = group()](LedgerQueries &queries) {
                return loadOverview(queries, window, group, recentCalls);
            },
            [this, asked, seen](Result<OverviewData> answer) {
                m_loading = false;
                m_loadedAt = m_shell.backend.context().clock->steady();
                m_answerTime = std::chrono::duration_cast<Millis>(m_loadedAt - asked);
                // Calls that were in flight settle later: then there is something new without a new call.
                m_seenCalls = m_shell.control.stats().callsInFlight > 0 ? -1 : seen;
                if (answer)
                    show(*answer);
                else
                    m_empty->set(ErrorText::of(answer.error()));
                if (std::exchange(m_loadAgain, false))
                    load();
                Q_EMIT loaded();
            });
}

void OverviewPage::show(const OverviewData &answer)
{
    m_data = answer;
    showTiles();
    showChart();
    showShares();
    showAttention();
    showRecent();
}

QString OverviewPage::comparison(const QString &change) const
{
    switch (m_range) {
    case UsageRange::Today:
        return tr("%1 on yesterday").arg(change);
    case UsageRange::Day:
        return tr("%1 day on day").arg(change);
    case UsageRange::Week:
        return tr("%1 week on week").arg(change);
    case UsageRange::Month:
        return tr("%1 month on month").arg(change);
    }
    return change;
}

void OverviewPage::showTiles()
{
    const UsageSum &total = m_data.total;
    m_requests->setFigure(Format::number(total.requests));
    if (m_data.previousRequests > 0) {
        const qint64 change = (total.requests - m_data.previousRequests) * 100 / m_data.previousRequests;
        const QString arrow = change > 0 ? u"▲ "_s : change < 0 ? u"▼ "_s : QString();
        m_requests->setContext(comparison(arrow + Format::number(qAbs(change)) + " %"_L1),
                               tr("Compared with the same stretch of time before: %1 requests.")
                                       .arg(Format::number(m_data.previousRequests)));
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
    m_costTile->setVisible(!total.costMicros.isEmpty() || total.unpriced > 0);
    m_costTile->setFigure(Format::costs(total.costMicros));
    m_costTile->setContext(total.unpriced > 0 ? tr("%n calls unpriced", nullptr, int(total.unpriced))
                                              : QString());
    m_costTile->setPill(total.unpriced > 0 ? u"!"_s : QString(), Tone::Warn);

    m_success->setFigure(Format::percent(total.requests - total.failed, total.requests));
    m_success->setContext(total.requests > 0 ? tr("%n failed or stopped", nullptr, int(total.failed))
                                             : QString());

    m_firstToken->setFigure(m_data.firstTokenMedian ? Format::duration(*m_data.firstTokenMedian)
                                                    : Format::dash());
    m_firstToken->setContext(m_data.firstToken95 ? u"p50 · p95 "_s + Format::duration(*m_data.firstToken95)
                                                 : QString(),
                             tr("Median and 95th percentile of the latest calls of this range."));
}

void OverviewPage::showChart()
{
    const auto metric = ChartMetric(std::max(0, m_metric->current()));
    const QString what = metric == ChartMetric::Tokens     ? tr("Tokens")
                         : metric == ChartMetric::Requests ? tr("Requests")
                                                           : tr("Cost");
    m_chartCard->setTitle(m_data.window.hourly ? tr("%1 by hour").arg(what) : tr("%1 by day").arg(what));
    m_chartCard->setContext(QString::fromLatin1(zone().id()));
    if (m_data.total.requests == 0) {
        m_chartStack->setCurrentWidget(m_empty);
        return;
    }
    if (!m_chart) {
        m_chart = new UsageChart(m_chartBox);
        static_cast<QVBoxLayout *>(m_chartBox->layout())->insertWidget(0, m_chart, 1);
        connect(m_chart, &UsageChart::slotActivated, this, &OverviewPage::showRequestsOfSlot);
    }
    if (metric == ChartMetric::Cost) {
        const QString currency = chartCurrency(m_data);
        m_chart->setValueText([currency](qint64 micros) { return Format::money(micros, currency); });
        m_chart->setAxisText(
                [currency](qint64 micros) { return OverviewChart::moneyAxis(micros, currency); });
    } else {
        m_chart->setValueText([](qint64 value) { return Format::number(value); });
        m_chart->setAxisText([](qint64 value) { return Format::axis(value); });
    }
    const ChartData chart = OverviewChart::build(m_data, metric, zone());
    m_chart->setData(chart);
    QList<Legend::Entry> entries;
    for (const ChartSeries &series : chart.series)
        entries += {series.name, series.color};
    m_legend->setEntries(entries);
    m_chartStack->setCurrentWidget(m_chartBox);
}

void OverviewPage::showShares()
{
    // Money where there is any, else tokens.
    const QString currency = chartCurrency(m_data);
    const bool money = std::any_of(m_data.shares.cbegin(), m_data.shares.cend(),
                                   [&](const UsageSum &sum) { return costIn(sum, currency) > 0; });
    const auto valueOf = [&](const UsageSum &sum) {
        return money ? costIn(sum, currency) : allTokens(sum.tokens);
    };
    const auto figure = [&](qint64 value) {
        return money ? Format::money(value, currency) : Format::compact(value);
    };
    m_shown = m_data.shares;
    std::stable_sort(m_shown.begin(), m_shown.end(),
                     [&](const UsageSum &a, const UsageSum &b) { return valueOf(a) > valueOf(b); });
    const QStringList by{tr("by model"), tr("by user"), tr("by provider"), tr("by key"), tr("by user")};
    m_shareCard->setTitle(money ? tr("Where the money goes") : tr("Who uses it"));
    m_shareCard->setContext(by.value(m_groupBy->currentIndex()));
    QList<ShareList::Share> shares;
    qint64 rest = 0;
    int others = 0;
    for (const UsageSum &sum : std::as_const(m_shown)) {
        const qint64 tokens = allTokens(sum.tokens);
        if (shares.size() >= shownShares) {
            rest += valueOf(sum);
            ++others;
            continue;
        }
        const QString tip = tr("%1: %2 tokens in %3 requests")
                                    .arg(sum.group, Format::number(tokens), Format::number(sum.requests));
        shares += {sum.group.isEmpty() ? Format::dash() : sum.group, figure(valueOf(sum)), valueOf(sum), tip,
                   !sum.group.isEmpty()};
    }
    if (others > 0)
        shares += {tr("%n others", nullptr, others), figure(rest), rest, {}, false};
    m_shares->setShares(shares);
    m_shares->setVisible(!shares.isEmpty());
    m_noShares->setVisible(shares.isEmpty());
}

void OverviewPage::showRecent()
{
    QList<CallEntry> entries;
    for (const CallRow &call : std::as_const(m_data.recent))
        entries += {call};
    m_calls.setZone(zone());
    m_calls.setRows(entries);
    m_recentCard->setVisible(!entries.isEmpty());
}

void OverviewPage::showRequestsOfSlot(int slot)
{
    if (slot < 0 || slot >= m_data.buckets.size())
        return;
    RequestsFilter filter;
    filter.since = m_data.buckets[slot].start;
    filter.until = slot + 1 < m_data.buckets.size() ? m_data.buckets[slot + 1].start : m_data.window.until;
    m_shell.showRequests(filter);
}

void OverviewPage::showRequestsOfShare(int row)
{
    if (row < 0 || row >= m_shown.size())
        return;
    const UsageSum &sum = m_shown[row];
    RequestsFilter filter;
    filter.range = m_range;
    switch (m_data.group) {
    case UsageGroup::Model:
        filter.model = sum.group;
        break;
    case UsageGroup::Provider:
        filter.provider = sum.group;
        break;
    case UsageGroup::Key:
        filter.key = KeyId{sum.groupId};
        break;
    default:
        filter.user = sum.group;
    }
    m_shell.showRequests(filter);
}

void OverviewPage::showRequest(int row)
{
    const CallEntry *entry = m_calls.row(row);
    if (!entry)
        return;
    RequestsFilter filter;
    filter.range = m_range;
    filter.selected = entry->call.opened.id;
    m_shell.showRequests(filter);
}

} // namespace gateway::ui
