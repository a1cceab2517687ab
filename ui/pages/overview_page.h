// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/calls_model.h"
#include "ui/pages/attention.h"
#include "ui/pages/overview_data.h"
#include "ui/pages/page.h"

#include <QTimer>

class QComboBox;
class QMenu;
class QStackedWidget;
class QPushButton;

namespace gateway::ui {

class EmptyState;
class Legend;
class OverviewTiles;
class RangeChoice;
class RowTable;
class SegmentedControl;
class SharesCard;

// Where requests and tokens go: figures, a chart over time, shares and the latest calls of a range. Follows
// the ledger while it is shown, at most every two seconds and never with more than one question under way.
class OverviewPage final : public Page
{
    Q_OBJECT

public:
    OverviewPage(Shell &shell, QWidget *parent);

    void activate() override;
    QWidget *landing() override;
    void deactivate() override;
    void refresh() override { load(); }

Q_SIGNALS:
    void loaded();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    QWidget *makeChartCard();
    QWidget *makeRecentCard();
    void retranslate();

    QWidget *makeAttentionRow();
    void fillExportMenu(QMenu &menu);
    void load();
    void loadAttention();
    void showAttention();
    void raise(const RaiseTarget &target, const Budget &extra);
    void help(const Problem &problem);
    void savePicture();
    void saveCsv();
    void save(const QString &name, const QString &kind, std::function<bool(const QString &file)> write);
    UsageGroup group() const;
    void tick();
    void show(const OverviewData &answer);
    void showChart();
    void showRecent();
    RequestsFilter rangeFilter() const;
    void showRequestsOfSlot(int slot);
    void showRequestsOfShare(const UsageSum &sum);
    void showRequest(int row);
    QTimeZone zone() const;

    RangeChoice *m_range;
    OverviewData m_data;
    bool m_active = false;
    bool m_loading = false;
    bool m_loadAgain = false;
    qint64 m_seenCalls = -1;
    SteadyTime m_loadedAt{};
    Millis m_answerTime{0}; // how long the last answer took
    QTimer m_timer;
    QTimer m_chartTurn;

    OverviewTiles *m_tiles;
    Card *m_chartCard;
    SegmentedControl *m_metric;
    QStackedWidget *m_chartStack;
    UsageChart *m_chart = nullptr; // made with the first data
    QWidget *m_chartBox;
    Legend *m_legend;
    EmptyState *m_empty;
    SharesCard *m_shares;
    QComboBox *m_groupBy;
    QPushButton *m_export;
    Attention m_attention;
    bool m_loadingAttention = false;
    bool m_attentionAgain = false;
    SteadyTime m_attentionAt{};
    BudgetsCard *m_budgets;
    ProblemsCard *m_problems;
    Card *m_recentCard;
    CallsModel m_calls;
    RowTable *m_recent;
};

} // namespace gateway::ui
