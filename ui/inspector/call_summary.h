// SPDX-License-Identifier: MIT
#pragma once

#include "ui/inspector/call_detail.h"

#include <QTimeZone>
#include <QWidget>

#include <optional>

class QLabel;

namespace gateway::ui {

class FactList;
class WayView;

// The way of a call in time with its attempts, and below it what the call cost, as arithmetic that a person
// can check.
class CallSummary final : public QWidget
{
    Q_OBJECT

public:
    explicit CallSummary(QWidget *parent = nullptr);

    void setDetail(const CallDetail &detail, const QTimeZone &zone);

private:
    void showCost(const CallDetail &detail, const QTimeZone &zone);

    WayView *m_way;
    QLabel *m_costTitle;
    FactList *m_cost;
    QLabel *m_costNote;
};

} // namespace gateway::ui
