// SPDX-License-Identifier: MIT
#pragma once

#include "ui/gateway_control.h"
#include "ui/models/cell_delegate.h"
#include "ui/models/live_calls_model.h"

#include <QFrame>
#include <QHash>
#include <QPointer>

#include <functional>

class QHeaderView;
class QLabel;
class QPushButton;
class QTableView;

namespace gateway::ui {

// Calls in flight, each with a button that stops it. As high as its rows, up to five; then it scrolls. Not
// there without a call. While the mouse is over it or a button has the focus, nothing moves: who aims at a
// call hits that one. For the Tab key the buttons are one place; Up and Down lead from one to the next.
class LiveCallsView final : public QFrame
{
    Q_OBJECT

public:
    static constexpr int mostRows = 5;

    explicit LiveCallsView(GatewayControl &control, QWidget *parent = nullptr);
    ~LiveCallsView() override;

    // The gateway keeps the list only for those who look: call it as the page comes and goes.
    void setWatching(bool watching);
    // Only those that fit; all without one.
    void setFilter(std::function<bool(const LiveCall &)> fits);
    // Takes the focus of a button whose call has ended: the next key must not stop another call.
    void setNext(QWidget *next) { m_next = next; }
    // Stands above this list: columns that both show begin at the same place.
    void alignWith(QHeaderView *list);
    static QString speedSample(); // as wide as they come
    void setZone(const QTimeZone &zone) { m_model.setZone(zone); }

    const LiveCallsModel &model() const { return m_model; }
    QPushButton *stopButton(RequestId id) const { return m_buttons.value(id.value); } // null: out of sight

protected:
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;
    bool eventFilter(QObject *watched, QEvent *event) override;

private:
    QList<LiveCall> callsNow() const;
    void takeCalls();
    void fit();
    void fitColumns();
    void followList();
    void placeButtons();
    QPushButton *makeStopButton();
    void setUsable(QPushButton *button, bool usable);
    void moveFocus(QPushButton *from, int by);
    QList<QPushButton *> usableButtons() const; // from top to bottom
    bool isHeld() const;

    GatewayControl &m_control;
    std::function<bool(const LiveCall &)> m_fits;
    LiveCallsModel m_model;
    CellDelegate m_delegate;
    QLabel *m_title;
    QTableView *m_table;
    QPointer<QHeaderView> m_list;
    QPointer<QWidget> m_next;
    QHash<qint64, QPushButton *> m_buttons; // by the id of the call; of rows in sight
    bool m_watching = false;
    bool m_pointedAt = false;
};

} // namespace gateway::ui
