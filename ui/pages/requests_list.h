// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/models/ledger_model.h"
#include "ui/widgets/basics.h"

class QStackedWidget;

namespace gateway::ui {

class EmptyState;
class RowTable;

// The table of calls, whatever their number: what is seen is read, what is new comes on top or is announced
// there. Without calls it says what helps.
class RequestsList final : public QWidget
{
    Q_OBJECT

public:
    RequestsList(Backend &backend, QWidget *parent);

    void setFilter(const CallFilter &filter); // starts anew
    void setZone(const QTimeZone &zone) { m_ledger.setZone(zone); }
    void setEmptyText(const QString &sentence, const QString &buttonText);
    void look(); // for newer calls: added where somebody is at the top

    const LedgerModel &ledger() const { return m_ledger; }
    RowTable *table() const { return m_table; }
    bool isFilled() const { return m_filled; } // the first page of this filter has come

    // This call's row is the selected one as soon as it is known; `show`: and brought into sight.
    void select(RequestId id, bool show);
    void selectNext(int by); // the call `by` rows further down, where there is one
    void clearSelection();

Q_SIGNALS:
    void loaded();
    void selected(gateway::RequestId id);
    void opened(); // the selected one
    void helpWanted();

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    class Source final : public LedgerSource
    {
    public:
        Source(Backend &backend, QObject *receiver) : m_backend(backend), m_receiver(receiver) {}
        void calls(const CallFilter &filter, Answer<QList<CallRow>> answer) override;
        void callsById(const QList<RequestId> &ids, Answer<QList<CallRow>> answer) override;
        void counts(const CallFilter &filter, Answer<CallCounts> answer) override;

    private:
        Backend &m_backend;
        QObject *m_receiver;
    };

    void retranslate();
    void onLoaded();
    void onScrolled();
    void onSelected();
    void fitColumns();
    void setWidths();
    void showWaiting();
    void findWanted();
    bool isAtTop() const;

    Source m_source;
    LedgerModel m_ledger;
    QStackedWidget *m_stack;
    RowTable *m_table;
    EmptyState *m_empty;
    bool m_tight = false; // beside the inspector, or in a narrow window
    QPushButton *m_new;   // over the table's top edge
    bool m_filled = false;
    bool m_reloading = false;
    RequestId m_wanted;         // the call that is to be the selected one
    bool m_show = false;        // and seen
    bool m_lookedFor = false;   // its place has been gone to
    bool m_selectWaits = false; // the selected row is not read yet
};

} // namespace gateway::ui
