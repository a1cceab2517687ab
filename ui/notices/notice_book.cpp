// SPDX-License-Identifier: MIT
#include "ui/notices/notice_book.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr qsizetype mostRemembered = 2'000;

// The period is named by its end: a total never ends.
QString wordFor(const OwnerBudgets &owner, const BudgetUse &use)
{
    const qint64 end = use.resets ? toMillis(*use.resets) : 0;
    return u"budget %1%2 %3 %4 %5"_s.arg(owner.ofUser ? u'u' : u'k')
            .arg(owner.id)
            .arg(int(use.budget.unit))
            .arg(int(use.budget.period))
            .arg(end);
}

} // namespace

bool NoticeBook::tell(const QString &what)
{
    if (m_told.contains(what))
        return false;
    m_told.insert(what);
    return true;
}

QList<Notice> NoticeBook::budgets(const QList<OwnerBudgets> &owners)
{
    QList<Notice> notices;
    for (const OwnerBudgets &owner : owners) {
        for (const BudgetUse &use : owner.uses) {
            const QString word = wordFor(owner, use);
            if (use.share() >= 1.0) {
                (void)tell(word + " 80"_L1); // who has it all need not hear that it was nearly so
                if (tell(word + " 100"_L1))
                    notices += {Notice::Kind::BudgetUsedUp, owner.name, owner.ofUser, owner.id, use};
            } else if (use.share() >= nearShare && tell(word + " 80"_L1)) {
                notices += {Notice::Kind::BudgetNear, owner.name, owner.ofUser, owner.id, use};
            }
        }
    }
    return notices;
}

QList<Notice> NoticeBook::keys(const QList<Provider> &providers)
{
    QList<Notice> notices;
    for (const Provider &provider : providers) {
        for (const SealedKey &key : provider.keys) {
            if (key.flaggedAt && tell(u"key %1 %2"_s.arg(key.id).arg(toMillis(*key.flaggedAt)))) {
                notices += {Notice::Kind::KeyRefused, provider.name, false, 0, {}, key.flag};
            }
        }
    }
    return notices;
}

QList<Notice> NoticeBook::troubles(const QList<ProviderTrouble> &troubles)
{
    using Kind = ProviderTrouble::Kind;
    QSet<QString> bad; // rests, or has not been seen to work since
    QList<Notice> notices;
    for (const ProviderTrouble &trouble : troubles) {
        if (trouble.kind != Kind::Resting && trouble.kind != Kind::Trying)
            continue;
        bad.insert(trouble.provider);
        if (trouble.kind == Kind::Resting && !m_down.contains(trouble.provider)) {
            m_down.insert(trouble.provider);
            notices += {Notice::Kind::ProviderDown, trouble.provider, false, 0, {}, trouble.reason};
        }
    }
    QStringList back = (m_down - bad).values();
    back.sort();
    for (const QString &name : std::as_const(back)) {
        m_down.remove(name);
        notices += {Notice::Kind::ProviderBack, name};
    }
    return notices;
}

QStringList NoticeBook::remembered() const
{
    QStringList told = m_told.values();
    std::sort(told.begin(), told.end());
    return told;
}

void NoticeBook::remember(const QStringList &told)
{
    for (const QString &what : told.mid(0, mostRemembered))
        m_told.insert(what);
}

} // namespace gateway::ui
