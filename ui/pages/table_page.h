// SPDX-License-Identifier: MIT
#pragma once

#include "ui/dialogs/raise_dialog.h"
#include "ui/month_use.h"
#include "ui/pages/page.h"

#include <QTimer>

class QLineEdit;
class QMenu;
class QStackedWidget;

namespace gateway::ui {

class EmptyState;
class RowTable;

// A page that is one table with a search box, a button that adds to it, and a sentence where it is empty.
class TablePage : public Page
{
    Q_OBJECT

public:
    TablePage(Shell &shell, QWidget *parent);

    void activate() override;
    void deactivate() override;
    void refresh() override { load(); }
    void primaryAction() override { add(); }
    void focusSearch() override;
    void find(const QString &name) override;
    void reveal(qint64 id); // selects the row, now or when it has been loaded

protected:
    virtual void load() = 0; // asks the backend; calls showState() with the answer
    virtual void add() = 0;
    virtual void fillMenu(QMenu &menu, int row) = 0;

    RowTable *table() { return m_table; }
    const RowTable *table() const { return m_table; }
    EmptyState *emptyState() { return m_empty; }
    QPushButton *addButton() { return m_add; }
    void setTexts(const QString &title, const QString &search, const QString &addText);
    void showState();
    // The Tab key goes through the page as it is drawn: for those who add controls to its header.
    void orderTabs();
    // "Add $10 for today" at once, and the dialog for any other amount.
    void fillRaiseMenu(QMenu &menu, const RaiseTarget &target, bool enabled);
    // Leads to what was asked for with this filter in the last month.
    void addShowRequests(QMenu &menu, const RequestsFilter &filter);
    // In the background; `reading` keeps a slow ledger from being asked twice.
    static void readUses(Backend &backend, QObject *receiver, bool &reading,
                         std::function<void(const Spending &)> done);
    // What the month has cost so far; not asked for more often than it may change in sight.
    static void readMonthOf(Shell &shell, QObject *receiver, Time &readAt,
                            std::function<void(const MonthUses &)> done);
    // What was read before, where it is about the same budgets.
    static BudgetUses usesStillOf(const Limits &limits, const BudgetUses &known);
    bool isActive() const { return m_active; }

private:
    void fillSortMenu(QMenu &menu);
    void rememberSort();
    QLineEdit *m_search;
    QPushButton *m_add;
    QStackedWidget *m_stack;
    RowTable *m_table;
    EmptyState *m_empty;
    EmptyState *m_nothingFound;
    QTimer m_timer; // "last used" moves without a change of configuration
    bool m_active = false;
    bool m_sortRemembered = false;
    qint64 m_toReveal = 0;
};

} // namespace gateway::ui
