// SPDX-License-Identifier: MIT
#include "ui/pages/requests_page.h"

#include "ui/format.h"
#include "ui/inspector/call_inspector.h"
#include "ui/pages/requests_list.h"
#include "ui/translated.h"
#include "ui/widgets/live_calls_view.h"
#include "ui/widgets/row_table.h"

#include <QKeyEvent>
#include <QSettings>
#include <QShortcut>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr Millis lookInterval{500};
constexpr Millis quietInterval{30'000};
constexpr auto rangeKey = "requests/range"_L1;
constexpr auto anyRange = "all"_L1;

} // namespace

RequestsPage::RequestsPage(Shell &shell, QWidget *parent)
    : Page(shell, parent)
    , m_bar(new RequestsFilterBar(this))
    , m_count(makeLabel("hint", this))
    , m_row(new QHBoxLayout)
    , m_left(new QVBoxLayout)
    , m_live(new LiveCallsView(shell.control, this))
    , m_list(new RequestsList(shell.backend, this))
    , m_inspector(new CallInspector(shell, this))
{
    m_count->setObjectName("count"_L1);
    header()->addWidget(m_count);
    content()->addWidget(m_bar);
    m_inspector->hide();
    m_row->setSpacing(Theme::px(12));
    m_left->setSpacing(Theme::px(12));
    m_left->addWidget(m_live);
    m_left->addWidget(m_list, 1);
    m_live->setNext(m_list->table());
    m_live->alignWith(m_list->table()->horizontalHeader());
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
    connect(m_list, &RequestsList::loaded, this, &RequestsPage::showState);
    connect(m_list, &RequestsList::selected, this, &RequestsPage::onSelected);
    connect(m_list, &RequestsList::opened, this, [this] { openFully(true); });
    connect(m_list, &RequestsList::helpWanted, this, &RequestsPage::onHelpWanted);
    m_list->table()->installEventFilter(this);
    for (const auto &[key, by] : {std::pair(Qt::Key_Up, -1), std::pair(Qt::Key_Down, 1)}) {
        auto *next = new QShortcut(QKeySequence(Qt::ALT | key), this);
        next->setContext(Qt::WidgetWithChildrenShortcut);
        connect(next, &QShortcut::activated, this, [this, by = by] { m_list->selectNext(by); });
    }
    connect(&shell.backend, &Backend::changed, this, [this] {
        if (m_active)
            askChoices();
    });
    const auto useZone = [this] {
        m_bar->setZone(zone());
        m_list->setZone(zone());
        m_live->setZone(zone());
    };
    connect(&shell.backend, &Backend::settingsChanged, this, useZone);
    connect(&shell.control, &GatewayControl::changed, this, &RequestsPage::showState);
    m_timer.setInterval(lookInterval);
    connect(&m_timer, &QTimer::timeout, this, &RequestsPage::tick);

    RequestsFilter first;
    const QString remembered = shell.memory.value(rangeKey).toString();
    first.range = remembered == anyRange
                          ? std::nullopt
                          : std::optional(usageRangeFromString(remembered).value_or(UsageRange::Today));
    useZone();
    m_bar->setFilter(first);
    onLanguage(this, [this] { retranslate(); });
}

void RequestsPage::retranslate()
{
    setTitle(tr("Requests"));
    showState();
}

QTimeZone RequestsPage::zone() const
{
    return Format::zone(m_shell.backend.settings().timezone);
}

void RequestsPage::setFilter(const RequestsFilter &filter)
{
    m_bar->setFilter(filter);
    openFully(false);
    if (filter.selected) {
        m_list->table()->clearSelection();
        m_list->select(*filter.selected, true);
        m_inspector->show(*filter.selected);
        m_inspector->setVisible(true);
    } else {
        closeInspector();
    }
    if (m_active)
        reload();
    else
        m_seenCalls = -1;
    m_stale = !m_active;
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
    m_asked = false;
    m_timer.start();
    if (!m_list->isFilled() || m_stale)
        reload();
    else if (first)
        m_list->look();
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
    m_stale = false;
    m_seenCalls = m_shell.control.stats().callsStarted;
    const CallFilter question = callFilterOf(m_bar->filter(), m_shell.backend.now(), zone());
    m_live->setFilter([question](const LiveCall &call) { return asksFor(question, call); });
    m_list->setFilter(question);
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
    if (!m_list->isFilled() || (!mayHaveMoved() && now - m_lookedAt < quietInterval))
        return;
    const auto stats = m_shell.control.stats();
    // A call in flight settles later, without another one that starts.
    m_seenCalls = stats.callsInFlight > 0 ? -1 : stats.callsStarted;
    m_lookedAt = now;
    m_list->look();
}

void RequestsPage::onSelected(RequestId id)
{
    const bool opens = m_inspector->isHidden();
    m_inspector->show(id);
    m_inspector->setVisible(true);
    if (opens)
        m_list->table()->scrollTo(m_list->table()->currentIndex());
}

void RequestsPage::onHelpWanted()
{
    if (m_list->ledger().isCounted() && !m_bar->restricts() && (m_never || !m_bar->filter().range)) {
        m_shell.go(PageId::Keys);
        return;
    }
    m_bar->setFilter({});
    reload();
}

void RequestsPage::openFully(bool fully)
{
    if (m_inspector->isHidden())
        return;
    m_fully = fully;
    m_list->setVisible(!fully);
    m_live->setWatching(m_active && !fully);
    m_row->setStretchFactor(m_left, fully ? 0 : 1);
    m_row->setStretchFactor(m_inspector, fully ? 1 : 0);
    m_inspector->setFully(fully);
    if (fully)
        m_inspector->setFocus();
    else
        m_list->table()->setFocus();
    resizeEvent(nullptr);
}

void RequestsPage::closeInspector()
{
    if (m_fully) {
        openFully(false);
        return;
    }
    m_inspector->hide();
    m_list->clearSelection();
}

bool RequestsPage::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_list->table() && event->type() == QEvent::KeyPress &&
        static_cast<QKeyEvent *>(event)->key() == Qt::Key_Escape && !m_inspector->isHidden()) {
        closeInspector();
        return true;
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

// A longer stretch of time is of no help where nothing was ever asked for.
void RequestsPage::askWhetherEver()
{
    if (m_asked)
        return;
    m_asked = true;
    m_shell.backend.read<bool>(
            this,
            [](LedgerQueries &queries) -> Result<bool> {
                CallFilter any;
                any.limit = 1;
                return queries.calls(any).map([](const QList<CallRow> &calls) { return calls.isEmpty(); });
            },
            [this](Result<bool> never) {
                m_never = never && *never;
                showState();
            });
}

void RequestsPage::showState()
{
    if (!m_list->isFilled())
        return;
    const LedgerModel &ledger = m_list->ledger();
    if (ledger.rowCount() > 0)
        m_never = false;
    else if (!m_bar->restricts() && m_bar->filter().range)
        askWhetherEver();
    if (!m_bar->restricts() && m_bar->filter().range && !m_never) {
        m_list->setEmptyText(tr("No requests in this time."), tr("Show all times"));
    } else if (!m_bar->restricts()) {
        m_list->setEmptyText(tr("No requests yet. A tool that calls the gateway with a key shows up here."),
                             tr("Issue a key"));
    } else {
        m_list->setEmptyText(tr("No request fits these filters."), tr("Clear filters"));
    }
    QString text = (ledger.isCounted() ? tr("%1 requests", nullptr, int(ledger.rowCount()))
                                       : tr("%1 or more requests"))
                           .arg(Format::number(ledger.rowCount()));
    const auto state = m_shell.control.state();
    if (state == GatewayControl::State::Running || state == GatewayControl::State::Elsewhere)
        text += u" · "_s + tr("live");
    m_count->setText(text);
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
