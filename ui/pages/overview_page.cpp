// SPDX-License-Identifier: MIT
#include "ui/pages/overview_page.h"

#include "ui/error_text.h"
#include "ui/format.h"
#include "ui/keyboard.h"
#include "ui/pages/overview_tiles.h"
#include "ui/pages/range_choice.h"
#include "ui/pages/shares_card.h"
#include "ui/translated.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/legend.h"
#include "ui/widgets/row_table.h"
#include "ui/widgets/segmented_control.h"

#include <QComboBox>
#include <QDateTime>
#include <QMenu>
#include <QSettings>
#include <QShortcut>
#include <QStackedWidget>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr Millis tickInterval{2'000};
constexpr Millis chartDelay{12};        // what waits comes first, painting among it
constexpr Millis quietInterval{30'000}; // when nothing seems to have happened
constexpr int recentCalls = 5;
constexpr Millis attentionInterval{10'000};
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
    m_range = new RangeChoice(shell.memory, this);
    header()->addWidget(m_range->control());
    content()->addWidget(m_range->dates());
    m_groupBy = new QComboBox(this);
    m_groupBy->setObjectName("groupBy"_L1);
    m_groupBy->setProperty(Keyboard::appliesAtOnce, true);
    for (qsizetype i = 0; i < groups().size(); ++i)
        m_groupBy->addItem({});
    m_groupBy->setCurrentIndex(qBound(0, shell.memory.value(groupKey).toInt(), int(groups().size()) - 1));
    header()->addWidget(m_groupBy);
    m_export = makeButton("", this);
    m_export->setObjectName("export"_L1);
    m_export->setProperty("menu", true);
    auto *menu = new QMenu(m_export);
    connect(menu, &QMenu::aboutToShow, this, [this, menu] { fillExportMenu(*menu); });
    m_export->setMenu(menu);
    auto *exports = new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_E), this);
    exports->setContext(Qt::WidgetWithChildrenShortcut);
    connect(exports, &QShortcut::activated, m_export, &QPushButton::showMenu);
    m_export->setToolTip(exports->key().toString(QKeySequence::NativeText));
    header()->addWidget(m_export);

    auto *inner = new QWidget(this);
    addScrolled(inner); // before it is filled: the style sheet goes over all that changes its parent
    auto *column = new QVBoxLayout(inner);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::px(14));
    m_tiles = new OverviewTiles(this);
    column->addWidget(m_tiles);
    auto *middle = new QHBoxLayout;
    middle->setSpacing(Theme::px(12));
    middle->addWidget(makeChartCard(), 1);
    m_shares = new SharesCard(this);
    m_shares->setFixedWidth(Theme::px(300));
    middle->addWidget(m_shares);
    column->addLayout(middle, 1);
    column->addWidget(makeAttentionRow());
    column->addWidget(makeRecentCard());

    connect(m_range, &RangeChoice::changed, this, &OverviewPage::load);
    connect(m_shares, &SharesCard::chosen, this, &OverviewPage::showRequestsOfShare);
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
    m_chartTurn.setSingleShot(true);
    connect(&m_chartTurn, &QTimer::timeout, this, [this] {
        showChart();
        Q_EMIT loaded();
    });
    m_timer.setInterval(tickInterval);
    connect(&m_timer, &QTimer::timeout, this, &OverviewPage::tick);
    onLanguage(this, [this] { retranslate(); });
}

void OverviewPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    const bool narrow = width() < Theme::px(900);
    m_tiles->setNarrow(narrow);
    m_range->control()->setTight(narrow);
    m_shares->setFixedWidth(Theme::px(narrow ? 168 : 300));
    // The chart is what one looks at: it has what the tiles and the two cards below leave of a screen.
    m_chartCard->setMinimumHeight(qBound(Theme::px(300), height() * 47 / 100, Theme::px(460)));
    m_groupBy->setMaximumWidth(narrow ? Theme::px(110) : QWIDGETSIZE_MAX);
    static_cast<QBoxLayout *>(m_budgets->parentWidget()->layout())
            ->setDirection(narrow ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

QWidget *OverviewPage::makeChartCard()
{
    m_chartCard = new Card(this);
    m_chartCard->setTitle({});
    m_chartCard->setContext({});
    m_metric = new SegmentedControl(m_chartCard);
    m_metric->setTexts({{}, {}, {}}); // the Tab key comes to what was made first
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
    connect(m_empty->button(), &QPushButton::clicked, this, [this] {
        const bool answerless = m_attention.problems.contains(Problem{Problem::Kind::NoProvider});
        m_shell.go(answerless ? PageId::Providers : PageId::Keys);
    });
    return m_chartCard;
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
    m_recent->setColumnHidden(CallsModel::FirstToken, true);
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
    m_metric->setTexts({tr("Tokens"), tr("Requests"), tr("Cost")});
    m_metric->setAccessibleName(tr("Shown in the chart"));
    const QStringList names{tr("By model"), tr("By user"), tr("By provider"), tr("By key"),
                            tr("By kind of token")};
    for (int i = 0; i < names.size(); ++i)
        m_groupBy->setItemText(i, names[i]);
    m_groupBy->setAccessibleName(tr("Grouped"));
    m_export->setText(tr("Export"));
    m_recentCard->setTitle(tr("Latest requests"));
    m_recent->setAccessibleName(tr("Latest requests"));
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

// The latest calls are its first list, but at the end of the page.
QWidget *OverviewPage::landing()
{
    return m_range->control()->currentButton();
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
    const Time now = m_shell.backend.now();
    m_range->setToday(QDateTime::fromMSecsSinceEpoch(toMillis(now), zone()).date());
    const UsageWindow window = usageWindow(m_range->choice(), now, zone());
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
                if (!answer)
                    Q_EMIT loaded();
            });
}

void OverviewPage::show(const OverviewData &answer)
{
    m_data = answer;
    m_tiles->show(m_data, m_range->choice());
    m_shares->show(m_data);
    showAttention();
    showRecent();
    // On a turn of its own: drawing all of it at once would keep the window from other work for too long.
    m_chartTurn.start(chartDelay);
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
    setTabOrder(m_metric->lastButton(), m_chart->focusProxy()); // it was made last
    QList<Legend::Entry> entries;
    for (const ChartSeries &series : chart.series)
        entries += {series.name, series.color};
    m_legend->setEntries(entries);
    m_chartStack->setCurrentWidget(m_chartBox);
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

// The same range as here: where it moves on with the clock, there too.
RequestsFilter OverviewPage::rangeFilter() const
{
    RequestsFilter filter;
    if (m_range->choice().days) {
        filter.since = m_data.window.since;
        filter.until = m_data.window.until;
    } else {
        filter.range = m_range->choice().range;
    }
    return filter;
}

void OverviewPage::showRequestsOfShare(const UsageSum &sum)
{
    RequestsFilter filter = rangeFilter();
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
    RequestsFilter filter = rangeFilter();
    filter.selected = entry->call.opened.id;
    m_shell.showRequests(filter);
}

} // namespace gateway::ui
