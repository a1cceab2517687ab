// SPDX-License-Identifier: MIT
#pragma once

#include "ui/pages/page.h"
#include "ui/pages/requests_filter_bar.h"

namespace gateway::ui {

class CallInspector;
class LiveCallsView;
class RequestsList;

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
    void retranslate();
    void reload();
    void tick();
    void onSelected(RequestId id);
    void onHelpWanted();
    void openFully(bool fully);
    void closeInspector();
    void showState();
    void askWhetherEver();
    void askChoices();
    bool mayHaveMoved() const;
    QTimeZone zone() const;

    RequestsFilterBar *m_bar;
    QLabel *m_count;
    QHBoxLayout *m_row;
    QVBoxLayout *m_left;
    LiveCallsView *m_live; // over the list
    RequestsList *m_list;
    CallInspector *m_inspector;
    QTimer m_timer;
    bool m_active = false;
    bool m_fully = false;
    bool m_asked = false; // whether there ever was a request
    bool m_never = false; // there was none
    bool m_stale = false; // another filter was set while nobody looked
    qint64 m_seenCalls = -1;
    SteadyTime m_lookedAt{};
};

} // namespace gateway::ui
