// SPDX-License-Identifier: MIT
#pragma once

#include "ui/limit_uses.h"

#include "config/model.h"
#include "routing/health_report.h"

#include <QHash>
#include <QSet>
#include <QStringList>

namespace gateway::ui {

// Something that a person wants to hear of without looking.
struct Notice
{
    enum class Kind { BudgetNear, BudgetUsedUp, KeyRefused, ProviderDown, ProviderBack };

    Kind kind = Kind::BudgetNear;
    QString name;         // of the user, the key or the provider
    bool ofUser = false;  // with a budget: a user's, else a key's
    qint64 id = 0;        // of the user or the key
    BudgetUse use{};      // with a budget
    QString reason{};     // "HTTP 401", "connection_failed"

    friend bool operator==(const Notice &, const Notice &) = default;
};

// The budgets of one user or key, as far as they are used.
struct OwnerBudgets
{
    QString name;
    bool ofUser = false;
    qint64 id = 0;
    BudgetUses uses{};
};

// Knows what has been told. Budgets: at 80 and at 100 %, once each per period, over restarts too. Refused keys: once
// for each refusal. Providers: when all that was tried there rests, and when it works again. Pure: no clock, no files.
class NoticeBook final
{
public:
    static constexpr double nearShare = 0.8;

    QList<Notice> budgets(const QList<OwnerBudgets> &owners);
    QList<Notice> keys(const QList<Provider> &providers);
    QList<Notice> troubles(const QList<ProviderTrouble> &troubles);

    // What must outlive the program; from a file that anybody may have edited.
    QStringList remembered() const;
    void remember(const QStringList &told);

private:
    bool tell(const QString &what); // false: was told before

    QSet<QString> m_told;
    QSet<QString> m_down;
};

} // namespace gateway::ui
