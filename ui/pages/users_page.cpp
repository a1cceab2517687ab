// SPDX-License-Identifier: MIT
#include "ui/pages/users_page.h"

#include "ui/dialogs/bulk_limits_dialog.h"
#include "ui/dialogs/user_dialog.h"
#include "ui/error_text.h"
#include "ui/format.h"
#include "ui/statement/statement_dialog.h"
#include "ui/translated.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/row_table.h"

#include <QDir>
#include <QMenu>

#include <algorithm>

namespace gateway::ui {

UsersPage::UsersPage(Shell &shell, QWidget *parent)
    : TablePage(shell, parent), m_model(shell.backend.context().clock)
{
    table()->setSource(&m_model);
    table()->setStretchColumns({UsersModel::Name});
    table()->setActionColumn(UsersModel::Actions);
    table()->setLessImportant({UsersModel::Created, UsersModel::Tokens, UsersModel::LastUsed,
                               UsersModel::Keys, UsersModel::Requests});
    table()->sortByColumn(UsersModel::Name, Qt::AscendingOrder);
    connect(table(), &RowTable::opened, this, [this](int row) {
        if (const UserRow *user = m_model.row(row))
            edit(user->info.user);
    });
    connect(table(), &RowTable::removeRequested, this, [this](int row) {
        if (const QList<UserInfo> several = selected(); several.size() > 1)
            removeAll(several);
        else if (const UserRow *user = m_model.row(row))
            remove(user->info);
    });
    table()->setSeveral(true);
    onLanguage(this, [this] {
        setTexts(tr("Users"), tr("Search users"), tr("Add user"));
        emptyState()->set(tr("Users hold keys, and usage is counted by user. Add the first one."),
                          tr("Add user"));
        m_model.refreshTexts();
    });
}

void UsersPage::load()
{
    m_shell.backend.manage<QList<UserInfo>>(
            this, [](Management &management) { return management.users(); },
            [this](Result<QList<UserInfo>> users) {
                if (!users) {
                    emptyState()->set(ErrorText::of(users.error()));
                    showState();
                    return;
                }
                QList<UserRow> rows;
                for (const UserInfo &info : *users) {
                    const auto known = std::find_if(
                            m_model.rows().begin(), m_model.rows().end(),
                            [&info](const UserRow &row) { return row.info.user.id == info.user.id; });
                    const UserRow before = known == m_model.rows().end() ? UserRow() : *known;
                    rows += {info, usesStillOf(info.user.limits, before.uses), before.month};
                }
                m_model.setZone(Format::zone(m_shell.backend.settings().timezone));
                m_model.setRows(rows);
                const QString added = std::exchange(m_added, {});
                for (const UserRow &row : std::as_const(rows)) {
                    if (!added.isEmpty() && row.info.user.name == added)
                        reveal(row.info.user.id.value);
                }
                showState();
                loadUses();
            });
}

void UsersPage::loadUses()
{
    readUses(m_shell.backend, this, m_readingUses, [this](const Spending &spending) {
        QList<UserRow> rows = m_model.rows();
        for (UserRow &row : rows)
            row.uses = spending.of(row.info.user.id, row.info.user.limits);
        m_model.setRows(rows);
    });
    readMonthOf(m_shell, this, m_monthReadAt, [this](const MonthUses &uses) {
        QList<UserRow> rows = m_model.rows();
        for (UserRow &row : rows)
            row.month = uses.users.value(row.info.user.name);
        m_model.setRows(rows);
    });
}

void UsersPage::add()
{
    auto *dialog = new UserDialog(m_shell.backend, {}, window());
    connect(dialog, &UserDialog::saved, this, [this](const QString &name) {
        m_added = name;
        load();
        toast(tr("%1 added").arg(name), tr("Issue a key"), [this, name] { Q_EMIT issueKeyRequested(name); });
    });
    dialog->open();
}

void UsersPage::fillMenu(QMenu &menu, int row)
{
    const UserRow *user = m_model.row(row);
    if (!user)
        return;
    if (const QList<UserInfo> several = selected(); several.size() > 1) {
        fillMenuOfSeveral(menu, several);
        return;
    }
    const QString name = user->info.user.name;
    const bool enabled = user->info.user.enabled;
    RaiseTarget target;
    target.name = target.userName = name;
    target.userId = user->info.user.id;
    target.uses = user->uses;
    menu.addAction(tr("Edit…"), this, [this, edited = user->info.user] { edit(edited); });
    fillRaiseMenu(menu, target, true);
    RequestsFilter ofUser;
    ofUser.user = name;
    addShowRequests(menu, ofUser);
    menu.addSeparator();
    QAction *issue = menu.addAction(tr("Issue key…"), this, [this, name] { Q_EMIT issueKeyRequested(name); });
    issue->setEnabled(enabled);
    menu.addAction(tr("Monthly statement…"), this, [this, name] {
        auto *dialog = new StatementDialog(m_shell.backend, name, window());
        connect(dialog, &StatementDialog::saved, this, [this](const QString &path) {
            toast(tr("Saved as %1").arg(QDir::toNativeSeparators(path)));
        });
        dialog->open();
    });
    menu.addAction(enabled ? tr("Disable") : tr("Enable"), this,
                   [this, name, enabled] { enableUser(name, !enabled); });
    menu.addSeparator();
    menu.addAction(tr("Remove…"), this, [this, info = user->info] { remove(info); });
}

QList<UserInfo> UsersPage::selected() const
{
    QList<UserInfo> users;
    const QList<int> rows = table()->selectedRows();
    for (const int row : rows) {
        if (const UserRow *user = m_model.row(row))
            users += user->info;
    }
    return users;
}

void UsersPage::fillMenuOfSeveral(QMenu &menu, const QList<UserInfo> &users)
{
    const int count = int(users.size());
    menu.addAction(tr("Set limits of %n users…", nullptr, count), this, [this, users, count] {
        auto *dialog = new BulkLimitsDialog(
                LimitsForm::Of::User, count,
                [users](Management &management, const LimitsChange &change) -> Outcome {
                    for (const UserInfo &info : users) {
                        if (const Outcome done = management.changeUserLimits(info.user.name, change); !done)
                            return done;
                    }
                    return {};
                },
                m_shell.backend, window());
        connect(dialog, &BulkLimitsDialog::saved, this,
                [this, count] { toast(tr("Limits of %n users set", nullptr, count)); });
        dialog->open();
    });
    menu.addSeparator();
    menu.addAction(tr("Disable %n users", nullptr, count), this, [this, users] { enableAll(users, false); });
    menu.addAction(tr("Enable %n users", nullptr, count), this, [this, users] { enableAll(users, true); });
    menu.addSeparator();
    menu.addAction(tr("Remove %n users…", nullptr, count), this, [this, users] { removeAll(users); });
}

void UsersPage::enableAll(const QList<UserInfo> &users, bool enabled)
{
    const int count = int(users.size());
    act(
            [users, enabled](Management &management) {
                return management.together([&]() -> Outcome {
                    for (const UserInfo &info : users) {
                        if (const Outcome done = management.setUserEnabled(info.user.name, enabled); !done)
                            return done;
                    }
                    return {};
                });
            },
            [this, users, enabled, count] {
                toast(enabled ? tr("%n users may call again", nullptr, count)
                              : tr("The keys of %n users are refused from now on", nullptr, count));
            });
}

void UsersPage::removeAll(const QList<UserInfo> &users)
{
    const int count = int(users.size());
    int keys = 0;
    QStringList names;
    for (const UserInfo &info : users) {
        keys += info.keys;
        if (names.size() < 8)
            names += info.user.name;
    }
    if (count > names.size())
        names += QStringLiteral("…");
    auto *dialog = new ConfirmDialog(
            {tr("Remove %n users?", nullptr, count),
             tr("%1. Their %n keys stop working for good; past usage stays in the ledger under their names.",
                nullptr, keys)
                     .arg(names.join(QStringLiteral(", "))),
             tr("Remove %n users", nullptr, count), true},
            [this, users, count] {
                act(
                        [users](Management &management) {
                            return management.together([&]() -> Outcome {
                                for (const UserInfo &info : users) {
                                    if (const Outcome done = management.removeUser(info.user.name); !done)
                                        return done;
                                }
                                return {};
                            });
                        },
                        [this, count] { toast(tr("%n users removed", nullptr, count)); });
            },
            window());
    dialog->open();
}

void UsersPage::edit(const User &user)
{
    auto *dialog = new UserDialog(m_shell.backend, user, window());
    connect(dialog, &UserDialog::saved, this,
            [this](const QString &name) { toast(tr("%1 saved").arg(name)); });
    dialog->open();
}

void UsersPage::enableUser(const QString &name, bool enabled)
{
    act([name, enabled](Management &management) { return management.setUserEnabled(name, enabled); },
        [this, name, enabled] {
            toast(enabled ? tr("%1 may call again").arg(name)
                          : tr("The keys of %1 are refused from now on").arg(name),
                  tr("Undo"), [this, name, enabled] { enableUser(name, !enabled); });
        });
}

void UsersPage::remove(const UserInfo &info)
{
    const QString name = info.user.name;
    const int keys = info.keys;
    const QString lost = keys > 0 ? tr("%n keys of this user stop working for good.", nullptr, keys)
                                  : tr("This user has no keys in use.");
    auto *dialog = new ConfirmDialog(
            {tr("Remove %1?").arg(name), lost + u' ' + tr("Past usage stays in the ledger under this name."),
             tr("Remove user"), true},
            [this, name] {
                act([name](Management &management) { return management.removeUser(name); },
                    [this, name] { toast(tr("%1 removed").arg(name)); });
            },
            window());
    dialog->open();
}

} // namespace gateway::ui
