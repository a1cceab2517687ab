// SPDX-License-Identifier: MIT
#pragma once

#include "ui/dialogs/raise_dialog.h"
#include "ui/models/keys_model.h"
#include "ui/pages/table_page.h"

class QCheckBox;

namespace gateway::ui {

// The keys that clients call with: issue, look, revoke.
class KeysPage final : public TablePage
{
    Q_OBJECT

public:
    KeysPage(Shell &shell, QWidget *parent);

    // Asks for the users first; without any, adds one.
    void issue(const QString &user);
    void showIssued(const IssuedKey &key, const QString &user);
    const KeysModel &model() const { return m_model; }

protected:
    void load() override;
    void add() override; // for the user of the row, where one is marked
    void fillMenu(QMenu &menu, int row) override;

private:
    static RaiseTarget raiseTarget(const KeyRow &row);
    void edit(const KeyInfo &info);
    void revoke(const KeyInfo &info);
    void rotate(const KeyInfo &info);
    QList<KeyInfo> selectedLiving() const; // more than one row, and not revoked
    void fillMenuOfSeveral(QMenu &menu, const QList<KeyInfo> &keys);
    void setLimitsOf(const QList<KeyInfo> &keys);
    void revokeAll(const QList<KeyInfo> &keys);
    void loadUses();
    void showRows();

    KeysModel m_model;
    QCheckBox *m_withRevoked;
    QList<KeyRow> m_all; // revoked ones included
    QHash<UserId, Limits> m_userLimits;
    bool m_readingUses = false;
    Time m_monthReadAt{};
};

} // namespace gateway::ui
