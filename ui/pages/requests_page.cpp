// SPDX-License-Identifier: MIT
#include "ui/pages/requests_page.h"

#include "ui/error_text.h"
#include "ui/format.h"
#include "ui/inspector/call_inspector.h"
#include "ui/translated.h"
#include "ui/widgets/live_calls_view.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/row_table.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QScrollBar>
#include <QSettings>
#include <QStackedWidget>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr Millis lookInterval{500};
constexpr Millis quietInterval{30'000};
constexpr Millis countInterval{10'000};
constexpr auto rangeKey = "requests/range"_L1;
constexpr auto anyRange = "all"_L1;

// In characters of figures: wide enough for what stands there, so that nothing jumps as rows come and go.
struct Width
{
    int column;
    const char *sample;
};
constexpr Width widths[] = {{CallsModel::StartedAt, "00:00:00"},
                            {CallsModel::PromptTokens, "000,000"},
                            {CallsModel::CompletionTokens, "000,000"},
                            {CallsModel::Cost, "$00.0000 ≈"}};

} // namespace

RequestsPage::RequestsPage(Shell &shell, QWidget *parent)
    : Page(shell, parent)
    , m_bar(new RequestsFilterBar(this))
    , m_count(makeLabel("hint", this))
    , m_ledger([this](const CallFilter &filter, LedgerModel::Answer answer) {
        m_shell.backend.read<QList<CallRow>>(
                this, [filter](LedgerQueries &queries) { return queries.calls(filter); },
                [answer = std::move(answer)](Result<QList<CallRow>> rows) { answer(rows); });
    })
{
    m_count->setObjectName("count"_L1);
    header()->addWidget(m_count);
    content()->addWidget(m_bar);
    makeTable();

    m_inspector = new CallInspector(shell, this);
    m_inspector->hide();
    m_row = new QHBoxLayout;
    m_row->setSpacing(Theme::px(12));
    m_left = new QVBoxLayout;
    m_left->setSpacing(Theme::px(12));
    m_live = new LiveCallsView(shell.control, this);
    m_left->addWidget(m_live);
    m_left->addWidget(m_card, 1);
    setTabOrder(m_bar, m_live); // the first focus is no Stop button, which would hold the list still
    m_row->addLayout(m_left, 1);
    m_row->addWidget(m_inspector);
    content()->addLayout(m_row, 1);

    connect(m_bar, &RequestsFilterBar::changed, this, [this] {
        const RequestsFilter &chosen = m_bar->filter();
        if (!chosen.since && !chosen.until)
            m_shell.memory.setValue(rangeKey, chosen.range ? toString(*chosen.range) : QString(anyRange));
        reload();
    });
    connect(m_inspector, &CallInspector::closed, this, &RequestsPage::closeInspector);
    connect(m_inspector, &CallInspector::sentAgain, this, [this](RequestId id) {
        RequestsFilter next = m_bar->filter();
        next.selected = id;
        setFilter(next);
    });
    connect(m_inspector, &CallInspector::fullyToggled, this, [this] { openFully(!m_fully); });
    connect(&m_ledger, &LedgerModel::loaded, this, &RequestsPage::onLoaded);
    connect(&m_ledger, &LedgerModel::failed, this, [this](const Error &error) {
        m_empty->set(ErrorText::of(error), tr("Try again"));
        if (m_ledger.isEmpty())
            m_stack->setCurrentWidget(m_empty);
    });
    connect(&shell.backend, &Backend::changed, this, [this] {
        if (m_active)
            askChoices();
    });
    connect(&shell.backend, &Backend::settingsChanged, this, [this] {
        m_bar->setZone(zone());
        m_ledger.setZone(zone());
        m_live->setZone(zone());
    });
    connect(&shell.control, &GatewayControl::changed, this, &RequestsPage::showCount);
    m_timer.setInterval(lookInterval);
    connect(&m_timer, &QTimer::timeout, this, &RequestsPage::tick);

    RequestsFilter first;
    const QString remembered = shell.memory.value(rangeKey).toString();
    first.range = remembered == anyRange
                          ? std::nullopt
                          : std::optional(usageRangeFromString(remembered).value_or(UsageRange::Today));
    m_bar->setZone(zone());
    m_ledger.setZone(zone());
    m_live->setZone(zone());
    m_bar->setFilter(first);
    onLanguage(this, [this] { retranslate(); });
}

void RequestsPage::makeTable()
{
    m_card = new Card(this);
    m_card->content()->setContentsMargins(Theme::px(8), Theme::px(4), Theme::px(8), Theme::px(8));
    m_stack = new QStackedWidget(m_card);
    m_table = new RowTable(m_stack);
    m_table->setObjectName("requests"_L1);
    m_table->setSource(&m_ledger);
    QHeaderView *head = m_table->horizontalHeader();
    // As wide as planned, not as what happens to be in sight: asking a million rows takes time.
    head->setSectionResizeMode(QHeaderView::Fixed);
    head->setSectionsClickable(false);
    m_table->setStretchColumns({CallsModel::UserName, CallsModel::Model, CallsModel::ProviderName});
    for (const int hidden : {CallsModel::FirstToken, CallsModel::Duration})
        m_table->setColumnHidden(hidden, true);
    m_empty = new EmptyState(m_stack);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    m_card->content()->addWidget(m_stack);
    m_new = makeButton("primary", m_table);
    m_new->setObjectName("newCalls"_L1);
    m_new->setFocusPolicy(Qt::TabFocus);
    m_new->hide();

    m_table->installEventFilter(this);
    connect(m_new, &QPushButton::clicked, this, [this] {
        m_table->scrollToTop();
        m_ledger.look(true);
        m_table->setFocus();
    });
    connect(m_table, &RowTable::opened, this, [this] { openFully(true); });
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &RequestsPage::onSelected);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, &RequestsPage::onScrolled);
    connect(m_table->verticalScrollBar(), &QScrollBar::rangeChanged, this, &RequestsPage::onScrolled);
    connect(m_empty->button(), &QPushButton::clicked, this, [this] {
        if (m_ledger.isComplete() && !m_bar->restricts() && !m_bar->filter().range) {
            m_shell.go(PageId::Keys);
            return;
        }
        m_bar->setFilter({});
        reload();
    });
}

void RequestsPage::retranslate()
{
    setTitle(tr("Requests"));
    m_table->setAccessibleName(tr("Requests"));
    m_ledger.refreshTexts();
    QHeaderView *head = m_table->horizontalHeader();
    const int padding = 2 * Theme::px(8) + Theme::px(4);
    for (const Width &width : widths) {
        const QString sample = QString::fromUtf8(width.sample);
        const int text = width.column == CallsModel::StartedAt
                                 ? QFontMetrics(monospaced(m_table->font())).horizontalAdvance(sample)
                                 : m_table->fontMetrics().horizontalAdvance(sample);
        const int title = m_table->fontMetrics().horizontalAdvance(
                CallsModel::header(width.column, Qt::DisplayRole).toString());
        head->resizeSection(width.column, qMax(text, title) + padding);
    }
    int pill = 0;
    for (int status = int(CallStatus::Open); status <= int(CallStatus::Refused); ++status) {
        CallRow sample;
        sample.settled.status = CallStatus(status);
        sample.settled.httpStatus = 500;
        pill = qMax(pill, Pill::sizeFor(CallsModel::statusText(sample), m_table->font()).width());
    }
    head->resizeSection(CallsModel::Status, pill + padding);
    showState();
    showCount();
}

QTimeZone RequestsPage::zone() const
{
    return Format::zone(m_shell.backend.settings().timezone);
}

void RequestsPage::setFilter(const RequestsFilter &filter)
{
    m_bar->setFilter(filter);
    m_selected = filter.selected.value_or(RequestId());
    m_selectOnLoad = filter.selected.has_value();
    if (filter.selected) {
        m_inspector->show(*filter.selected);
        m_inspector->setVisible(true);
    } else {
        closeInspector();
    }
    m_filled = false;
    if (m_active)
        reload();
}

void RequestsPage::find(const QString &name)
{
    RequestsFilter filter = m_bar->filter();
    filter.text = name;
    setFilter(filter);
}

void RequestsPage::activate()
{
    const bool first = !m_active;
    m_active = true;
    m_live->setWatching(!m_fully);
    m_timer.start();
    if (!m_filled)
        reload();
    else if (first)
        m_ledger.look(isAtTop());
    if (first)
        askChoices();
}

void RequestsPage::deactivate()
{
    m_active = false;
    m_live->setWatching(false);
    m_timer.stop();
}

void RequestsPage::refresh()
{
    reload();
    askChoices();
}

void RequestsPage::reload()
{
    m_filled = false;
    m_reloading = true;
    m_total.reset();
    ++m_countRound;
    m_countedAt = {};
    m_new->hide();
    m_seenCalls = m_shell.control.stats().callsStarted;
    m_ledger.setFilter(callFilterOf(m_bar->filter(), m_shell.backend.now(), zone()));
    askCount();
}

bool RequestsPage::isAtTop() const
{
    return m_table->verticalScrollBar()->value() == 0;
}

bool RequestsPage::mayHaveMoved() const
{
    const auto stats = m_shell.control.stats();
    return m_shell.control.state() == GatewayControl::State::Elsewhere || stats.callsStarted != m_seenCalls ||
           stats.callsInFlight > 0;
}

void RequestsPage::tick()
{
    const SteadyTime now = m_shell.backend.context().clock->steady();
    if (!m_filled || (!mayHaveMoved() && now - m_lookedAt < quietInterval))
        return;
    const auto stats = m_shell.control.stats();
    // A call in flight settles later, without another one that starts.
    m_seenCalls = stats.callsInFlight > 0 ? -1 : stats.callsStarted;
    m_lookedAt = now;
    m_ledger.look(isAtTop());
    if (now - m_countedAt >= countInterval)
        askCount();
}

void RequestsPage::onLoaded()
{
    m_filled = true;
    if (std::exchange(m_reloading, false))
        m_table->scrollToTop();
    const int waiting = isAtTop() ? 0 : m_ledger.waiting();
    m_new->setVisible(waiting > 0);
    if (waiting > 0) {
        m_new->setText(waiting >= LedgerModel::pageSize ? tr("%1 or more new").arg(waiting)
                                                        : tr("%n new", nullptr, waiting));
        m_new->adjustSize();
        m_new->move((m_table->width() - m_new->width()) / 2,
                    m_table->horizontalHeader()->height() + Theme::px(8));
        m_new->raise();
    }
    if (m_selected && m_table->currentRow() < 0) {
        // The rows are others than before, the call is the same.
        if (const int row = m_ledger.rowOf(m_selected); row >= 0)
            selectRow(row);
    }
    showState();
    showCount();
    onScrolled();
}

void RequestsPage::selectRow(int row)
{
    const QModelIndex index = m_table->proxy().mapFromSource(m_ledger.index(row, 0));
    m_table->setCurrentIndex(index);
    if (std::exchange(m_selectOnLoad, false))
        m_table->scrollTo(index, QAbstractItemView::PositionAtCenter);
}

void RequestsPage::onScrolled()
{
    if (m_ledger.isEmpty())
        return;
    const int height = CellDelegate::rowHeight();
    const int first = m_table->verticalScrollBar()->value() / height;
    m_ledger.setSeen(first, first + m_table->viewport()->height() / height + 1);
    if (isAtTop() && m_new->isVisible()) {
        m_new->hide();
        m_ledger.look(true);
    }
}

void RequestsPage::onSelected()
{
    const CallRow *call = m_ledger.call(m_table->currentRow());
    if (!call)
        return; // the rows went away for a moment: what is read stays
    const bool opens = m_inspector->isHidden();
    m_selected = call->opened.id;
    m_inspector->show(m_selected);
    m_inspector->setVisible(true);
    if (opens)
        m_table->scrollTo(m_table->currentIndex());
}

void RequestsPage::openFully(bool fully)
{
    if (m_inspector->isHidden())
        return;
    m_fully = fully;
    m_card->setVisible(!fully);
    m_live->setWatching(m_active && !fully);
    m_row->setStretchFactor(m_left, fully ? 0 : 1);
    m_row->setStretchFactor(m_inspector, fully ? 1 : 0);
    m_inspector->setFully(fully);
    if (fully)
        m_inspector->setFocus();
    else
        m_table->setFocus();
    resizeEvent(nullptr);
}

void RequestsPage::closeInspector()
{
    if (m_fully) {
        openFully(false);
        return;
    }
    m_selected = {};
    m_inspector->hide();
    m_table->clearSelection();
    m_table->setCurrentIndex({});
}

bool RequestsPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape && !m_inspector->isHidden()) {
        closeInspector();
        return true;
    }
    if (watched == m_table && event->type() == QEvent::Resize) {
        fitColumns();
        onScrolled();
    }
    return Page::eventFilter(watched, event);
}

void RequestsPage::resizeEvent(QResizeEvent *event)
{
    if (event)
        Page::resizeEvent(event);
    const bool narrow = width() < Theme::px(900);
    m_inspector->setMinimumWidth(Theme::px(narrow ? 300 : 372));
    m_inspector->setMaximumWidth(m_fully ? QWIDGETSIZE_MAX : Theme::px(narrow ? 300 : 372));
}

// Names are worth more than figures where there is no room for both: the inspector has them all.
void RequestsPage::fitColumns()
{
    const bool tight = m_table->width() < Theme::px(700);
    const bool tighter = m_table->width() < Theme::px(420);
    for (const int column : {CallsModel::PromptTokens, CallsModel::CompletionTokens})
        m_table->setColumnHidden(column, tight);
    for (const int column : {CallsModel::UserName, CallsModel::ProviderName, CallsModel::Cost})
        m_table->setColumnHidden(column, tighter);
}

void RequestsPage::showState()
{
    if (!m_filled)
        return;
    const bool empty = m_ledger.isEmpty();
    if (empty && !m_bar->restricts() && !m_bar->filter().range) {
        m_empty->set(tr("No calls yet. A tool that calls the gateway with a key shows up here."),
                     tr("Issue a key"));
    } else {
        m_empty->set(tr("No request fits these filters."), tr("Clear filters"));
    }
    m_stack->setCurrentWidget(empty ? static_cast<QWidget *>(m_empty) : m_table);
}

void RequestsPage::showCount()
{
    QString text;
    const int rows = m_ledger.rowCount();
    if (m_filled && m_ledger.isComplete())
        text = tr("%1 rows").arg(Format::number(rows));
    else if (m_filled && m_total)
        text = tr("%1 rows").arg(Format::number(std::max<qint64>(*m_total, rows)));
    else if (m_filled)
        text = tr("%1 or more rows").arg(Format::number(rows));
    const auto state = m_shell.control.state();
    const bool live = state == GatewayControl::State::Running || state == GatewayControl::State::Elsewhere;
    if (live && !text.isEmpty())
        text += u" · "_s + tr("live");
    m_count->setText(text);
}

// From the roll-ups, which know neither errors nor every status.
void RequestsPage::askCount()
{
    m_countedAt = m_shell.backend.context().clock->steady();
    const CallFilter question = callFilterOf(m_bar->filter(), m_shell.backend.now(), zone());
    const bool known =
            !question.status || question.status == CallStatus::Ok || question.status == CallStatus::Refused;
    if (question.text || !known)
        return;
    UsageFilter filter;
    filter.since = question.since;
    filter.until = question.until;
    filter.user = question.user;
    filter.key = question.key;
    filter.model = question.model;
    filter.provider = question.provider;
    m_shell.backend.read<QList<UsageSum>>(
            this, [filter](LedgerQueries &queries) { return queries.usage(UsageGroup::None, filter); },
            [this, round = m_countRound, status = question.status](Result<QList<UsageSum>> sums) {
                if (!sums || sums->isEmpty() || round != m_countRound)
                    return;
                const UsageSum &sum = sums->first();
                m_total = !status                          ? sum.requests
                          : *status == CallStatus::Refused ? sum.refused
                                                           : sum.requests - sum.failed;
                showCount();
            });
}

void RequestsPage::askChoices()
{
    m_shell.backend.manage<FilterChoices>(
            this,
            [](Management &management) -> Result<FilterChoices> {
                FilterChoices choices;
                const auto users = management.users();
                const auto keys = management.keys();
                const auto providers = management.providers();
                if (!users || !keys || !providers)
                    return tl::make_unexpected(!users  ? users.error()
                                               : !keys ? keys.error()
                                                       : providers.error());
                for (const UserInfo &info : *users)
                    choices.users += info.user.name;
                for (const KeyInfo &info : *keys) {
                    choices.keys.append({info.userName + u" · "_s + info.key.label +
                                                 (info.key.label.isEmpty() ? QString() : u" "_s) +
                                                 info.key.prefix + u'…' + info.key.suffix,
                                         info.key.id});
                }
                for (const Provider &provider : *providers)
                    choices.providers += provider.name;
                return choices;
            },
            [this](Result<FilterChoices> found) {
                if (!found)
                    return;
                UsageFilter lately;
                lately.since = m_shell.backend.now() - std::chrono::hours(24 * 30);
                m_shell.backend.read<QList<UsageSum>>(
                        this,
                        [lately](LedgerQueries &queries) { return queries.usage(UsageGroup::Model, lately); },
                        [this, choices = *found](Result<QList<UsageSum>> models) mutable {
                            for (const UsageSum &sum : models.value_or(QList<UsageSum>()))
                                choices.models += sum.group;
                            m_bar->setChoices(choices);
                        });
            });
}

} // namespace gateway::ui
