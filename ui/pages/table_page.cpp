// SPDX-License-Identifier: MIT
#include "ui/pages/table_page.h"

#include "ui/error_text.h"
#include "ui/limit_text.h"
#include "ui/mnemonics.h"
#include "ui/translated.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/row_table.h"

#include <QHeaderView>
#include <QLineEdit>
#include <QMenu>
#include <QSettings>
#include <QStackedWidget>

#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr Millis refreshInterval{10'000};
constexpr Millis monthInterval{9'000}; // with each refresh, not with each change

} // namespace

TablePage::TablePage(Shell &shell, QWidget *parent)
    : Page(shell, parent)
    , m_search(new QLineEdit(this))
    , m_add(makeButton("primary", this))
    , m_stack(new QStackedWidget(this))
    , m_table(new RowTable(this))
    , m_empty(new EmptyState(this))
    , m_nothingFound(new EmptyState(this))
{
    m_search->setObjectName("search"_L1);
    m_search->setProperty("search", true);
    m_search->setMinimumWidth(Theme::px(150));
    m_search->setMaximumWidth(Theme::px(280));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(themedIcon(u"search"_s, IconInk::Faint), QLineEdit::LeadingPosition);
    m_add->setObjectName("add"_L1);
    m_add->setIcon(themedIcon(u"plus"_s, IconInk::OnAccent));
    header()->addWidget(m_search, 1);
    header()->addWidget(m_add);

    auto *card = new Card(this);
    card->content()->setContentsMargins(Theme::px(8), Theme::px(4), Theme::px(8), Theme::px(8));
    m_table->setSortingEnabled(true);
    m_stack->addWidget(m_table);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_nothingFound);
    card->content()->addWidget(m_stack);
    content()->addWidget(card, 1);

    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        m_table->setFilterText(text);
        showState();
    });
    connect(m_add, &QPushButton::clicked, this, [this] { add(); });
    connect(m_empty->button(), &QPushButton::clicked, this, [this] { add(); });
    connect(m_nothingFound->button(), &QPushButton::clicked, m_search, &QLineEdit::clear);
    connect(m_table, &RowTable::menuRequested, this, [this](int row, const QPoint &at) {
        auto *menu = new QMenu(this);
        menu->setAttribute(Qt::WA_DeleteOnClose);
        fillMenu(*menu, row);
        fillSortMenu(*menu);
        giveMnemonics(*menu);
        menu->popup(at);
    });
    connect(&shell.backend, &Backend::changed, this, [this] {
        if (m_active)
            load();
    });
    m_timer.setInterval(refreshInterval);
    connect(&m_timer, &QTimer::timeout, this, [this] { load(); });
    onLanguage(this, [this] {
        m_nothingFound->set(tr("Nothing matches the search."), tr("Clear search"));
        m_add->setToolTip(u"Ctrl+N"_s);
        m_search->setToolTip(u"Ctrl+F"_s);
    });
    m_stack->setCurrentWidget(m_table);
}

// The header is for the mouse.
void TablePage::fillSortMenu(QMenu &menu)
{
    menu.addSeparator();
    QMenu *sorts = menu.addMenu(tr("Sort by"));
    const QHeaderView *header = m_table->horizontalHeader();
    for (int column = 0; column < m_table->proxy().columnCount(); ++column) {
        const QString name = m_table->proxy().headerData(column, Qt::Horizontal).toString();
        if (name.isEmpty() || header->isSectionHidden(column))
            continue;
        const bool isSorted = column == header->sortIndicatorSection();
        const bool turns = isSorted && header->sortIndicatorOrder() == Qt::AscendingOrder;
        QAction *action = sorts->addAction(name, this, [this, column, turns] {
            m_table->sortByColumn(column, turns ? Qt::DescendingOrder : Qt::AscendingOrder);
        });
        action->setCheckable(true);
        action->setChecked(isSorted);
    }
}

void TablePage::setTexts(const QString &title, const QString &search, const QString &addText)
{
    setTitle(title);
    m_table->setAccessibleName(title);
    m_search->setPlaceholderText(search);
    m_search->setAccessibleName(search);
    m_add->setText(addText);
}

// As it was left; the first time as the page has set it.
void TablePage::rememberSort()
{
    if (std::exchange(m_sortRemembered, true))
        return;
    const QString key = "sort/"_L1 + QString::fromLatin1(metaObject()->className()).section(u':', -1);
    const QStringList kept = m_shell.memory.value(key).toStringList();
    bool known = false;
    const int column = kept.value(0).toInt(&known);
    if (known && column >= 0 && column < m_table->proxy().columnCount())
        m_table->sortByColumn(column, kept.value(1) == "down"_L1 ? Qt::DescendingOrder : Qt::AscendingOrder);
    connect(m_table->horizontalHeader(), &QHeaderView::sortIndicatorChanged, this,
            [this, key](int sorted, Qt::SortOrder order) {
                m_shell.memory.setValue(key, QStringList{QString::number(sorted),
                                                         order == Qt::DescendingOrder ? u"down"_s : u"up"_s});
            });
}

void TablePage::activate()
{
    m_active = true;
    rememberSort();
    m_timer.start();
    load();
}

void TablePage::deactivate()
{
    m_active = false;
    m_timer.stop();
}

void TablePage::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

void TablePage::find(const QString &name)
{
    m_search->setText(name);
    m_table->setFocus(Qt::ShortcutFocusReason);
}

void TablePage::reveal(qint64 id)
{
    m_search->clear();
    m_toReveal = id;
    showState();
}

void TablePage::addShowRequests(QMenu &menu, const RequestsFilter &filter)
{
    if (!m_shell.showRequests)
        return;
    menu.addAction(tr("Show requests"), this, [this, filter] {
        RequestsFilter shown = filter;
        shown.range = UsageRange::Month;
        m_shell.showRequests(shown);
    });
}

void TablePage::fillRaiseMenu(QMenu &menu, const RaiseTarget &target, bool enabled)
{
    const auto tell = [this](const QString &name, const Budget &extra) {
        toast(LimitText::raised(name, extra));
        load();
    };
    if (const BudgetUse *use = tightest(target.uses)) {
        const Budget extra = usualRaise(*use);
        QAction *again = menu.addAction(LimitText::raiseFor(extra), this, [this, target, extra, tell] {
            raiseBudget(m_shell.backend, this, target, extra,
                        [this, target, extra, tell](Result<Raise> result) {
                            if (result)
                                tell(target.name, extra);
                            else
                                toast(ErrorText::of(result.error()));
                        });
        });
        again->setObjectName("raiseAgain"_L1);
        again->setEnabled(enabled);
    }
    QAction *other = menu.addAction(tr("Raise budget…"), this, [this, target, tell] {
        auto *dialog = new RaiseDialog(m_shell.backend, target, window());
        connect(dialog, &RaiseDialog::raised, this, tell);
        dialog->open();
    });
    other->setEnabled(enabled && !target.uses.isEmpty());
}

void TablePage::readUses(Backend &backend, QObject *receiver, bool &reading,
                         std::function<void(const Spending &)> done)
{
    if (reading)
        return;
    reading = true;
    backend.readingThread().run<Spending>(
            receiver,
            [clock = backend.context().clock](Database &database) { return readSpending(database, *clock); },
            [&reading, done = std::move(done)](Result<Spending> spending) {
                reading = false;
                if (spending)
                    done(*spending);
            });
}

void TablePage::readMonthOf(Shell &shell, QObject *receiver, Time &readAt,
                            std::function<void(const MonthUses &)> done)
{
    const Time now = shell.backend.now();
    if (now - readAt < monthInterval)
        return;
    readAt = now;
    shell.backend.read<MonthUses>(
            receiver,
            [zone = shell.backend.settings().timezone, now](LedgerQueries &ledger) {
                return readMonth(ledger, zone, now);
            },
            [done = std::move(done)](const Result<MonthUses> &uses) {
                if (uses)
                    done(*uses);
            });
}

BudgetUses TablePage::usesStillOf(const Limits &limits, const BudgetUses &known)
{
    const bool same =
            std::equal(limits.budgets.begin(), limits.budgets.end(), known.begin(), known.end(),
                       [](const Budget &budget, const BudgetUse &use) { return budget == use.budget; });
    return same ? known : BudgetUses();
}

void TablePage::orderTabs()
{
    QList<QWidget *> stops;
    for (int i = 0; i < header()->count(); ++i) {
        QWidget *control = header()->itemAt(i)->widget();
        if (control && (control->focusPolicy() & Qt::TabFocus) == Qt::TabFocus)
            stops += control;
    }
    stops += {m_table, m_empty->button(), m_nothingFound->button()};
    for (qsizetype i = 1; i < stops.size(); ++i)
        setTabOrder(stops[i - 1], stops[i]);
}

void TablePage::showState()
{
    const bool any = m_table->proxy().sourceModel()->rowCount() > 0;
    m_search->setVisible(any);
    if (!any)
        m_stack->setCurrentWidget(m_empty);
    else if (m_table->proxy().rowCount() == 0)
        m_stack->setCurrentWidget(m_nothingFound);
    else
        m_stack->setCurrentWidget(m_table);
    if (m_toReveal != 0 && m_table->selectRow(m_toReveal)) {
        m_toReveal = 0;
        m_table->setFocus(Qt::ShortcutFocusReason);
    }
}

} // namespace gateway::ui
