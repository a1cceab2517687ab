// SPDX-License-Identifier: MIT
#include "ui/notices/notifier.h"

#include "ui/dialogs/issue_key_dialog.h"
#include "ui/limit_text.h"

#include <QSettings>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr auto toldKey = "notices/told"_L1;
constexpr std::chrono::seconds interval(30);

bool unpaid(const Notice &notice)
{
    return notice.reason.contains(QString::number(402));
}

struct Seen
{
    QList<OwnerBudgets> budgets;
    QList<Provider> providers;
};

Result<Seen> see(Database &database, const Clock &clock)
{
    const auto holdings = readHoldings(database, clock);
    if (!holdings)
        return tl::make_unexpected(holdings.error());
    Seen seen;
    seen.providers = holdings->providers;
    for (const UserInfo &info : holdings->users) {
        if (!info.user.limits.budgets.isEmpty())
            seen.budgets += {info.user.name, true, info.user.id.value,
                             holdings->spending.of(info.user.id, info.user.limits)};
    }
    for (const KeyInfo &info : holdings->keys) {
        if (!info.key.limits.budgets.isEmpty() && !info.key.revokedAt) {
            seen.budgets += {QString(info.userName + u" · "_s + keyName(info.key)), false, info.key.id.value,
                             holdings->spending.of(info.key.id, info.key.limits)};
        }
    }
    return seen;
}

} // namespace

Notifier::Notifier(Backend &backend, GatewayControl &control, QSettings &memory, QObject *parent)
    : QObject(parent), m_backend(backend), m_control(control), m_memory(memory)
{
    m_book.remember(memory.value(toldKey).toStringList());
    m_timer.setInterval(interval);
    connect(&m_timer, &QTimer::timeout, this, &Notifier::look);
    connect(&backend, &Backend::changed, this, &Notifier::look);
    connect(&control, &GatewayControl::troublesChanged, this, &Notifier::onTroubles);
    m_timer.start();
    QMetaObject::invokeMethod(this, &Notifier::look, Qt::QueuedConnection); // not before the window is there
}

void Notifier::look()
{
    if (!m_backend.settings().notifications)
        return;
    if (m_looking) {
        m_lookAgain = true;
        return;
    }
    m_looking = true;
    m_backend.readingThread().run<Seen>(
            this, [clock = m_backend.context().clock](Database &database) { return see(database, *clock); },
            [this](Result<Seen> seen) {
                m_looking = false;
                if (seen)
                    tell(m_book.budgets(seen->budgets) + m_book.keys(seen->providers));
                if (std::exchange(m_lookAgain, false))
                    look();
            });
}

void Notifier::onTroubles()
{
    const QList<Notice> notices = m_book.troubles(m_control.troubles());
    if (m_backend.settings().notifications)
        tell(notices);
}

void Notifier::tell(const QList<Notice> &notices)
{
    if (notices.isEmpty())
        return;
    m_memory.setValue(toldKey, m_book.remembered());
    for (const Notice &notice : notices)
        Q_EMIT noticed(notice);
}

QString Notifier::title(const Notice &notice)
{
    switch (notice.kind) {
    case Notice::Kind::BudgetNear:
        return tr("%1 has used 80 % of a budget").arg(notice.name);
    case Notice::Kind::BudgetUsedUp:
        return tr("%1 has used up a budget").arg(notice.name);
    case Notice::Kind::KeyRefused:
        return unpaid(notice) ? tr("%1 has no credit left").arg(notice.name)
                              : tr("%1 refuses its provider key").arg(notice.name);
    case Notice::Kind::ProviderDown:
        return tr("%1 does not answer as it should").arg(notice.name);
    case Notice::Kind::ProviderBack:
        return tr("%1 answers again").arg(notice.name);
    }
    return {};
}

QString Notifier::text(const Notice &notice)
{
    switch (notice.kind) {
    case Notice::Kind::BudgetNear:
        return LimitText::use(notice.use);
    case Notice::Kind::BudgetUsedUp:
        return tr("%1. Requests are refused until the period ends or the budget is raised.")
                .arg(LimitText::use(notice.use));
    case Notice::Kind::KeyRefused:
        return unpaid(notice)
                       ? tr("The provider said %1. Top up the account there; other keys of this provider are "
                            "used meanwhile.")
                                 .arg(notice.reason)
                       : tr("The provider said %1. Replace this provider key; others of this provider are "
                            "used meanwhile.")
                                 .arg(notice.reason);
    case Notice::Kind::ProviderDown:
        return tr("It is paused for a while after failures (%1); requests go to other providers where there "
                  "are some.")
                .arg(notice.reason);
    case Notice::Kind::ProviderBack:
        return tr("It is used again.");
    }
    return {};
}

} // namespace gateway::ui
