// SPDX-License-Identifier: MIT
#pragma once

#include "ui/pages/overview_data.h"
#include "ui/widgets/basics.h"

namespace gateway::ui {

class ShareList;

// Who uses it, or where the money goes: the parts of the overview's range, the largest first.
class SharesCard final : public QWidget
{
    Q_OBJECT

public:
    explicit SharesCard(QWidget *parent);

    void show(const OverviewData &figures);

Q_SIGNALS:
    void chosen(const gateway::UsageSum &sum);

private:
    static QString groupText(UsageGroup group);

    Card *m_card;
    ShareList *m_shares;
    QLabel *m_none;
    QList<UsageSum> m_shown; // in the order of the list
};

} // namespace gateway::ui
