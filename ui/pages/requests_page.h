// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/ledger_model.h"
#include "ui/pages/page.h"
#include "ui/pages/requests_filter_bar.h"

class QStackedWidget;

namespace gateway::ui {

class CallInspector;
class EmptyState;
class LiveCallsView;
class RowTable;

// Every call of the ledger, newest first, as it comes; the one that is selected is explained on the right.
class RequestsPage final : public Page
{
    Q_OBJECT

public:
    RequestsPage(Shell &shell, QWidget *parent);

    void setFilter(const RequestsFilter &filter);
    const RequestsFilter &filter() const { return m_bar->filter(); }

    void activate() override;
    void deactivate() override;
    void refresh() override;
    void focusSearch() override { m_bar->focusSearch(); }
    void find(const QString &name) override;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    void makeTable();
    void retranslate();
    void reload();
    void tick();
    void onLoaded();
    void onScrolled();
    void fitColumns();
    void onSelected();
    void openFully(bool fully);
    void closeInspector();
    void showState();
    void showCount();
    void askCount();
    void askChoices();
    void selectRow(int row);
    bool isAtTop() const;
    bool mayHaveMoved() const;
    QTimeZone zone() const;

    RequestsFilterBar *m_bar;
    QLabel *m_count;
    QPushButton *m_new; // over the table's top edge
    Card *m_card;
    QHBoxLayout *m_row;
    QVBoxLayout *m_left;
    LiveCallsView *m_live; // over the table
    QStackedWidget *m_stack;
    RowTable *m_table;
    EmptyState *m_empty;
    CallInspector *m_inspector;
    LedgerModel m_ledger;
    QTimer m_timer;
    bool m_active = false;
    bool m_filled = false; // the first page of this filter has come
    bool m_fully = false;
    bool m_reloading = false;
    qint64 m_seenCalls = -1;
    SteadyTime m_lookedAt{};
    SteadyTime m_countedAt{};
    std::optional<qint64> m_total; // where the roll-ups know
    int m_countRound = 0;
    RequestId m_selected;
    bool m_selectOnLoad = false;
};

} // namespace gateway::ui
