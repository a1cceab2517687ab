// SPDX-License-Identifier: MIT
#pragma once

#include "ui/usage_choice.h"

#include <QWidget>

class QDateEdit;
class QLabel;
class QSettings;

namespace gateway::ui {

class SegmentedControl;

// The range of the overview: one of the usual ones, or days from here to there, whose two dates stand in a
// row of their own. Remembers what was chosen.
class RangeChoice final : public QObject
{
    Q_OBJECT

public:
    RangeChoice(QSettings &memory, QWidget *parent);

    SegmentedControl *control() const { return m_control; }
    QWidget *dates() const { return m_dates; } // hidden with the usual ranges
    const UsageChoice &choice() const { return m_choice; }
    void setToday(QDate today); // nothing later can be chosen

Q_SIGNALS:
    void changed();

private:
    void retranslate();
    void choose(int index);
    void readDates(bool fromFirst);
    void take();

    QSettings &m_memory;
    SegmentedControl *m_control;
    QWidget *m_dates;
    QDateEdit *m_first;
    QDateEdit *m_last;
    QLabel *m_firstLabel;
    QLabel *m_lastLabel;
    UsageChoice m_choice;
};

} // namespace gateway::ui
