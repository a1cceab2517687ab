// SPDX-License-Identifier: MIT
#include "ui/pages/requests_list.h"

#include "ui/error_text.h"
#include "ui/translated.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/live_calls_view.h"
#include "ui/widgets/row_table.h"

#include <QEvent>
#include <QHeaderView>
#include <QScrollBar>
#include <QStackedWidget>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

// In characters of figures: wide enough for what stands there, so that nothing jumps as rows come and go.
struct Width
{
    int column;
    const char *sample;
};
constexpr Width widths[] = {{CallsModel::StartedAt, "00:00:00"},
                            {CallsModel::PromptTokens, "000,000"},
                            {CallsModel::CompletionTokens, "000,000"},
                            {CallsModel::Duration, "000.00 s"},
                            {CallsModel::Cost, "$00.0000 ≈"}};

} // namespace

void RequestsList::Source::calls(const CallFilter &filter, Answer<QList<CallRow>> answer)
{
    m_backend.read<QList<CallRow>>(
            m_receiver, [filter](LedgerQueries &queries) { return queries.calls(filter); },
            [answer = std::move(answer)](Result<QList<CallRow>> rows) { answer(rows); });
}

void RequestsList::Source::callsById(const QList<RequestId> &ids, Answer<QList<CallRow>> answer)
{
    m_backend.read<QList<CallRow>>(
            m_receiver, [ids](LedgerQueries &queries) { return queries.callsById(ids); },
            [answer = std::move(answer)](Result<QList<CallRow>> rows) { answer(rows); });
}

void RequestsList::Source::counts(const CallFilter &filter, Answer<CallCounts> answer)
{
    m_backend.read<CallCounts>(
            m_receiver, [filter](LedgerQueries &queries) { return queries.counts(filter); },
            [answer = std::move(answer)](Result<CallCounts> counts) { answer(counts); });
}

RequestsList::RequestsList(Backend &backend, QWidget *parent)
    : QWidget(parent)
    , m_source(backend, this)
    , m_ledger(m_source)
    , m_stack(new QStackedWidget)
    , m_table(new RowTable(m_stack))
    , m_empty(new EmptyState(m_stack))
    , m_new(makeButton("primary", m_table))
{
    auto *card = new Card(this);
    card->content()->setContentsMargins(Theme::px(8), Theme::px(4), Theme::px(8), Theme::px(8));
    card->content()->addWidget(m_stack);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->addWidget(card);

    m_table->setObjectName("requests"_L1);
    m_table->setLargeSource(&m_ledger);
    QHeaderView *head = m_table->horizontalHeader();
    // As wide as planned, not as what happens to be in sight: asking a million rows takes time.
    head->setSectionResizeMode(QHeaderView::Fixed);
    head->setSectionsClickable(false);
    m_table->setStretchColumns({CallsModel::UserName, CallsModel::Model, CallsModel::ProviderName});
    m_table->setColumnHidden(CallsModel::FirstToken, true);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    m_new->setObjectName("newCalls"_L1);
    m_new->setFocusPolicy(Qt::TabFocus);
    m_new->hide();

    m_table->installEventFilter(this);
    connect(m_new, &QPushButton::clicked, this, [this] {
        m_table->scrollToTop();
        m_ledger.look(true);
        m_table->setFocus();
    });
    connect(m_table, &RowTable::opened, this, &RequestsList::opened);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this,
            &RequestsList::onSelected);
    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, &RequestsList::onScrolled);
    connect(m_table->verticalScrollBar(), &QScrollBar::rangeChanged, this, &RequestsList::onScrolled);
    connect(m_empty->button(), &QPushButton::clicked, this, &RequestsList::helpWanted);
    connect(&m_ledger, &LedgerModel::loaded, this, &RequestsList::onLoaded);
    connect(&m_ledger, &LedgerModel::failed, this, [this](const Error &error) {
        if (!m_ledger.isEmpty())
            return;
        m_empty->set(ErrorText::of(error), tr("Try again"));
        m_stack->setCurrentWidget(m_empty);
    });
    onLanguage(this, [this] { retranslate(); });
}

void RequestsList::retranslate()
{
    m_table->setAccessibleName(tr("Requests"));
    m_ledger.refreshTexts();
    setWidths();
}

void RequestsList::setWidths()
{
    QHeaderView *head = m_table->horizontalHeader();
    const int padding = 2 * Theme::px(8) + (m_tight ? 0 : Theme::px(4));
    for (const Width &width : widths) {
        const QString sample = QString::fromUtf8(width.sample);
        int text = width.column == CallsModel::StartedAt
                           ? QFontMetrics(monospaced(m_table->font())).horizontalAdvance(sample)
                           : m_table->fontMetrics().horizontalAdvance(sample);
        if (width.column == CallsModel::Duration) // a call in flight has its speed there
            text = qMax(text, m_table->fontMetrics().horizontalAdvance(LiveCallsView::speedSample()));
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
    // Names of users are short, those of models are told apart by their ends.
    head->setSectionResizeMode(CallsModel::UserName, m_tight ? QHeaderView::Fixed : QHeaderView::Stretch);
    if (m_tight)
        head->resizeSection(CallsModel::UserName,
                            m_table->fontMetrics().horizontalAdvance(u"twelve-chars"_s) + padding);
}

void RequestsList::setFilter(const CallFilter &filter)
{
    m_filled = false;
    m_reloading = true;
    m_lookedFor = false;
    m_new->hide();
    m_ledger.setFilter(filter);
}

void RequestsList::setEmptyText(const QString &sentence, const QString &buttonText)
{
    m_empty->set(sentence, buttonText);
    if (m_filled)
        m_stack->setCurrentWidget(m_ledger.isEmpty() ? static_cast<QWidget *>(m_empty) : m_table);
}

bool RequestsList::isAtTop() const
{
    return m_table->verticalScrollBar()->value() == 0;
}

void RequestsList::look()
{
    m_ledger.look(isAtTop());
}

void RequestsList::onLoaded()
{
    m_filled = true;
    if (std::exchange(m_reloading, false))
        m_table->scrollToTop();
    showWaiting();
    findWanted();
    if (m_selectWaits)
        onSelected();
    Q_EMIT loaded();
    onScrolled();
}

void RequestsList::showWaiting()
{
    const int waiting = isAtTop() ? 0 : m_ledger.waiting();
    m_new->setVisible(waiting > 0);
    if (waiting == 0)
        return;
    m_new->setText(waiting >= LedgerModel::pageSize ? tr("%1 or more new").arg(waiting)
                                                    : tr("%n new", nullptr, waiting));
    m_new->adjustSize();
    m_new->move((m_table->width() - m_new->width()) / 2,
                m_table->horizontalHeader()->height() + Theme::px(8));
    m_new->raise();
}

void RequestsList::select(RequestId id, bool show)
{
    m_wanted = id;
    m_show = show;
    m_lookedFor = false;
}

// The rows may be others than before, the call is the same.
void RequestsList::findWanted()
{
    if (!m_wanted || m_table->currentRow() >= 0)
        return;
    const int row = m_ledger.rowOf(m_wanted);
    if (row >= 0) {
        const QModelIndex index = m_ledger.index(row, 0);
        m_table->setCurrentIndex(index);
        if (std::exchange(m_show, false))
            m_table->scrollTo(index, QAbstractItemView::PositionAtCenter);
        return;
    }
    const int place = m_ledger.placeOf(m_wanted);
    if (m_show && place >= 0 && !std::exchange(m_lookedFor, true))
        m_table->scrollTo(m_ledger.index(place, 0), QAbstractItemView::PositionAtCenter);
}

void RequestsList::onScrolled()
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

void RequestsList::onSelected()
{
    const int row = m_table->currentRow();
    const CallRow *call = m_ledger.call(row);
    m_selectWaits = row >= 0 && !call;
    if (!call)
        return; // the rows went away for a moment, or are on their way
    m_wanted = call->opened.id;
    m_show = false;
    Q_EMIT selected(m_wanted);
}

void RequestsList::selectNext(int by)
{
    const QModelIndex next = m_table->currentIndex().siblingAtRow(m_table->currentIndex().row() + by);
    if (next.isValid())
        m_table->setCurrentIndex(next);
}

void RequestsList::clearSelection()
{
    m_wanted = {};
    m_show = false;
    m_selectWaits = false;
    m_table->clearSelection(); // the ring stays: the next key goes on from there
}

bool RequestsList::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_table && event->type() == QEvent::Resize) {
        fitColumns();
        onScrolled();
    }
    return QWidget::eventFilter(watched, event);
}

// Names are worth more than figures where there is no room for both: the inspector has them all.
void RequestsList::fitColumns()
{
    const bool tight = m_table->width() < Theme::px(780);
    if (tight != m_tight) {
        m_tight = tight;
        setWidths();
    }
    const bool tighter = m_table->width() < Theme::px(420);
    m_table->setColumnHidden(CallsModel::Duration, tight);
    const bool withoutTokens = m_table->width() < Theme::px(560);
    for (const int column : {CallsModel::PromptTokens, CallsModel::CompletionTokens})
        m_table->setColumnHidden(column, withoutTokens);
    m_table->setColumnHidden(CallsModel::ProviderName, tight);
    for (const int column : {CallsModel::UserName, CallsModel::Cost})
        m_table->setColumnHidden(column, tighter);
}

} // namespace gateway::ui
