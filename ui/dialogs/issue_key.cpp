// SPDX-License-Identifier: MIT
#include "ui/dialogs/issue_key.h"

#include "ui/dialogs/issue_key_dialog.h"
#include "ui/dialogs/user_dialog.h"

namespace gateway::ui {

void issueKey(Backend &backend, QWidget *page, const QString &user,
              std::function<void(const IssuedKey &key, const QString &user)> issued,
              std::function<void(const Error &error)> failed)
{
    const auto ask = [&backend, page, issued = std::move(issued)](const QStringList &users,
                                                                  const QString &chosen) {
        auto *dialog = new IssueKeyDialog(backend, users, chosen, page->window());
        QObject::connect(dialog, &IssueKeyDialog::issued, page, issued);
        dialog->open();
    };
    backend.manage<QList<UserInfo>>(
            page, [](Management &management) { return management.users(); },
            [&backend, page, user, ask, failed = std::move(failed)](const Result<QList<UserInfo>> &users) {
                if (!users) {
                    failed(users.error());
                    return;
                }
                QStringList names;
                for (const UserInfo &info : *users) {
                    if (info.user.enabled)
                        names += info.user.name;
                }
                names.sort(Qt::CaseInsensitive);
                if (!names.isEmpty()) {
                    ask(names, user);
                    return;
                }
                auto *dialog = new UserDialog(backend, {}, page->window());
                QObject::connect(dialog, &UserDialog::saved, page,
                                 [ask](const QString &name) { ask({name}, name); });
                dialog->open();
            });
}

} // namespace gateway::ui
