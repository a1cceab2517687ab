// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/users_model.h"
#include "ui/pages/table_page.h"

namespace gateway::ui {

// The people, teams and programs that hold keys.
class UsersPage final : public TablePage
{
    Q_OBJECT

public:
    UsersPage(Shell &shell, QWidget *parent);

    const UsersModel &model() const { return m_model; }

Q_SIGNALS:
    void issueKeyRequested(const QString &user);

protected:
    void load() override;
    void add() override;
    void fillMenu(QMenu &menu, int row) override;

private:
    void edit(const User &user);
    void loadUses();
    void enableUser(const QString &name, bool enabled);
    void remove(const UserInfo &info);
    QList<UserInfo> selected() const;
    void fillMenuOfSeveral(QMenu &menu, const QList<UserInfo> &users);
    void enableAll(const QList<UserInfo> &users, bool enabled);
    void removeAll(const QList<UserInfo> &users);

    UsersModel m_model;
    QString m_added; // to be shown with the next list
    bool m_readingUses = false;
    Time m_monthReadAt{};
};

} // namespace gateway::ui
