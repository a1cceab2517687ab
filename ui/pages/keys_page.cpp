// SPDX-License-Identifier: MIT
#include "ui/pages/keys_page.h"

#include "ui/askable_models.h"
#include "ui/dialogs/bulk_limits_dialog.h"
#include "ui/dialogs/issue_key.h"
#include "ui/dialogs/issue_key_dialog.h"
#include "ui/dialogs/key_shown_dialog.h"
#include "ui/dialogs/rotate_dialog.h"
#include "ui/error_text.h"
#include "ui/format.h"
#include "ui/gateway_address.h"
#include "ui/translated.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/row_table.h"

#include <QCheckBox>
#include <QMenu>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

KeysPage::KeysPage(Shell &shell, QWidget *parent)
    : TablePage(shell, parent), m_model(shell.backend.context().clock), m_withRevoked(new QCheckBox(this))
{
    header()->insertWidget(header()->count() - 2, m_withRevoked);
    m_withRevoked->setObjectName("showRevoked"_L1);
    m_withRevoked->hide();
    orderTabs();
    table()->setSource(&m_model);
    table()->setStretchColumns({KeysModel::UserName, KeysModel::Label, KeysModel::Models});
    table()->setActionColumn(KeysModel::Actions);
    table()->setLessImportant({KeysModel::Month, KeysModel::LastUsed, KeysModel::KeyHint, KeysModel::Expires,
                               KeysModel::Models},
                              110);
    table()->sortByColumn(KeysModel::UserName, Qt::AscendingOrder);
    connect(m_withRevoked, &QCheckBox::toggled, this, &KeysPage::showRows);
    connect(table(), &RowTable::opened, this, [this](int row) {
        if (const KeyRow *key = m_model.row(row))
            edit(key->info);
    });
    connect(table(), &RowTable::removeRequested, this, [this](int row) {
        if (const QList<KeyInfo> several = selectedLiving(); several.size() > 1)
            revokeAll(several);
        else if (const KeyRow *key = m_model.row(row))
            revoke(key->info);
    });
    table()->setSeveral(true);
    onLanguage(this, [this] {
        setTexts(tr("Keys"), tr("Search keys"), tr("Issue key"));
        m_withRevoked->setText(tr("Show revoked"));
        emptyState()->set(tr("A client calls the gateway with a key. Issue the first one."), tr("Issue key"));
        m_model.refreshTexts();
    });
}

void KeysPage::load()
{
    struct Read
    {
        QList<KeyInfo> keys;
        QList<UserInfo> users;
    };
    m_shell.backend.manage<Read>(
            this,
            [](Management &management) -> Result<Read> {
                const auto keys = management.keys();
                if (!keys)
                    return tl::make_unexpected(keys.error());
                const auto users = management.users();
                if (!users)
                    return tl::make_unexpected(users.error());
                return Read{*keys, *users};
            },
            [this](Result<Read> read) {
                if (!read) {
                    emptyState()->set(ErrorText::of(read.error()));
                    showState();
                    return;
                }
                QHash<qint64, KeyRow> known;
                for (const KeyRow &row : std::as_const(m_all))
                    known.insert(row.info.key.id.value, row);
                m_userLimits.clear();
                for (const UserInfo &info : std::as_const(read->users))
                    m_userLimits.insert(info.user.id, info.user.limits);
                m_all.clear();
                for (const KeyInfo &info : std::as_const(read->keys)) {
                    const KeyRow before = known.value(info.key.id.value);
                    m_all +=
                            {info, usesStillOf(info.key.limits, before.uses),
                             usesStillOf(m_userLimits.value(info.key.userId), before.userUses), before.month};
                }
                m_model.setZone(Format::zone(m_shell.backend.settings().timezone));
                showRows();
                loadUses();
            });
}

void KeysPage::loadUses()
{
    readUses(m_shell.backend, this, m_readingUses, [this](const Spending &spending) {
        for (KeyRow &row : m_all) {
            const UserId user = row.info.key.userId;
            row.uses = spending.of(row.info.key.id, row.info.key.limits);
            row.userUses = spending.of(user, m_userLimits.value(user));
        }
        showRows();
    });
    readMonthOf(m_shell, this, m_monthReadAt, [this](const MonthUses &uses) {
        for (KeyRow &row : m_all)
            row.month = uses.keys.value(row.info.key.id.value);
        showRows();
    });
}

void KeysPage::showRows()
{
    QList<KeyRow> rows;
    for (const KeyRow &row : std::as_const(m_all)) {
        if (!row.info.key.revokedAt || m_withRevoked->isChecked())
            rows += row;
    }
    const bool anyRevoked = std::any_of(m_all.begin(), m_all.end(),
                                        [](const KeyRow &row) { return row.info.key.revokedAt.has_value(); });
    m_withRevoked->setVisible(anyRevoked);
    m_model.setRows(rows);
    showState();
}

void KeysPage::add()
{
    const KeyRow *key = m_model.row(table()->currentRow());
    issue(key && key->info.userEnabled ? key->info.userName : QString());
}

void KeysPage::issue(const QString &user)
{
    issueKey(
            m_shell.backend, this, user,
            [this](const IssuedKey &key, const QString &name) { showIssued(key, name); },
            [this](const Error &error) { toast(ErrorText::of(error)); });
}

void KeysPage::showIssued(const IssuedKey &key, const QString &user)
{
    // The examples name a model that the key may ask for.
    m_shell.backend.manage<QStringList>(
            this, [](Management &management) { return askableModels(management); },
            [this, key, user](const Result<QStringList> &models) {
                const Settings &settings = m_shell.backend.settings();
                const QString model = firstAllowed(models.value_or(QStringList()), key.key.limits.models,
                                                   settings.defaultModel);
                auto *dialog = new KeyShownDialog({key.secret, user, key.key.label,
                                                   addressForClients(m_shell.control, settings), model,
                                                   key.key.limits, settings.timezone},
                                                  window());
                connect(dialog, &KeyShownDialog::settingsRequested, this,
                        [this] { m_shell.go(PageId::Settings); });
                connect(dialog, &QDialog::finished, this, [this, id = key.key.id.value] { reveal(id); });
                dialog->open();
            });
}

void KeysPage::fillMenu(QMenu &menu, int row)
{
    const KeyRow *key = m_model.row(row);
    if (!key)
        return;
    if (table()->selectedRows().size() > 1) {
        fillMenuOfSeveral(menu, selectedLiving());
        return;
    }
    const QString user = key->info.userName;
    const bool living = !key->info.key.revokedAt;
    menu.addAction(tr("Edit…"), this, [this, info = key->info] { edit(info); })->setEnabled(living);
    fillRaiseMenu(menu, raiseTarget(*key), living);
    RequestsFilter ofKey;
    ofKey.key = key->info.key.id;
    addShowRequests(menu, ofKey);
    menu.addSeparator();
    menu.addAction(tr("Issue another for %1…").arg(user), this, [this, user] {
            issue(user);
        })->setEnabled(key->info.userEnabled);
    menu.addSeparator();
    menu.addAction(tr("Rotate…"), this, [this, info = key->info] { rotate(info); })->setEnabled(living);
    menu.addAction(tr("Revoke…"), this, [this, info = key->info] { revoke(info); })->setEnabled(living);
}

QList<KeyInfo> KeysPage::selectedLiving() const
{
    QList<KeyInfo> keys;
    const QList<int> rows = table()->selectedRows();
    for (const int row : rows) {
        const KeyRow *key = m_model.row(row);
        if (key && !key->info.key.revokedAt)
            keys += key->info;
    }
    return keys;
}

void KeysPage::fillMenuOfSeveral(QMenu &menu, const QList<KeyInfo> &keys)
{
    const int count = int(keys.size());
    menu.addAction(tr("Set limits of %n keys…", nullptr, count), this, [this, keys] {
            setLimitsOf(keys);
        })->setEnabled(count > 0);
    menu.addSeparator();
    menu.addAction(tr("Revoke %n keys…", nullptr, count), this, [this, keys] {
            revokeAll(keys);
        })->setEnabled(count > 0);
}

void KeysPage::setLimitsOf(const QList<KeyInfo> &keys)
{
    auto *dialog = new BulkLimitsDialog(
            LimitsForm::Of::Key, int(keys.size()),
            [keys](Management &management, const LimitsChange &limits) -> Outcome {
                for (const KeyInfo &info : keys) {
                    KeyChange change;
                    change.limits = limits;
                    if (const Outcome changed = management.changeKey(info.key.id, change); !changed)
                        return changed;
                }
                return {};
            },
            m_shell.backend, window());
    connect(dialog, &BulkLimitsDialog::saved, this,
            [this, count = int(keys.size())] { toast(tr("Limits of %n keys set", nullptr, count)); });
    dialog->open();
}

void KeysPage::revokeAll(const QList<KeyInfo> &keys)
{
    const int count = int(keys.size());
    QStringList names;
    for (const KeyInfo &info : keys.mid(0, 8))
        names += QString(info.userName + u" · "_s + keyName(info.key));
    if (count > names.size())
        names += u"…"_s;
    auto *dialog = new ConfirmDialog(
            {tr("Revoke %n keys?", nullptr, count),
             tr("Whoever calls with them is refused from now on: %1. Revoked keys cannot be brought back; "
                "past usage "
                "stays.")
                     .arg(names.join(", "_L1)),
             tr("Revoke %n keys", nullptr, count), true},
            [this, keys, count] {
                act(
                        [keys](Management &management) {
                            return management.together([&]() -> Outcome {
                                for (const KeyInfo &info : keys) {
                                    if (const Outcome done = management.revokeKey(info.key.id); !done)
                                        return done;
                                }
                                return {};
                            });
                        },
                        [this, count] { toast(tr("%n keys revoked", nullptr, count)); });
            },
            window());
    dialog->open();
}

void KeysPage::rotate(const KeyInfo &info)
{
    auto *dialog = new RotateDialog(m_shell.backend, info, window());
    connect(dialog, &RotateDialog::rotated, this,
            [this, user = info.userName](const IssuedKey &key) { showIssued(key, user); });
    dialog->open();
}

RaiseTarget KeysPage::raiseTarget(const KeyRow &row)
{
    RaiseTarget target;
    target.name = QString(row.info.userName + QStringLiteral(" · ") + keyName(row.info.key));
    target.keyId = row.info.key.id;
    target.uses = row.uses;
    return target;
}

void KeysPage::edit(const KeyInfo &info)
{
    if (info.key.revokedAt)
        return;
    auto *dialog = new EditKeyDialog(m_shell.backend, info, window());
    connect(dialog, &EditKeyDialog::saved, this,
            [this](const QString &name) { toast(tr("%1 saved").arg(name)); });
    dialog->open();
}

void KeysPage::revoke(const KeyInfo &info)
{
    const Key key = info.key;
    if (key.revokedAt)
        return;
    const QString hint = key.prefix + u'…' + key.suffix;
    const QString name = keyName(key);
    auto *dialog = new ConfirmDialog(
            {tr("Revoke the key %1 of %2?").arg(name, info.userName),
             tr("Whoever calls with %1 is refused from now on. A revoked key cannot be brought back; past "
                "usage stays.")
                     .arg(hint),
             tr("Revoke key"), true},
            [this, id = key.id, name] {
                m_shell.backend.manage<bool>(
                        this,
                        [id](Management &management) -> Result<bool> {
                            return management.revokeKey(id).map([] { return true; });
                        },
                        [this, name](Result<bool> result) {
                            toast(result ? tr("Key %1 revoked").arg(name) : ErrorText::of(result.error()));
                        });
            },
            window());
    dialog->open();
}

} // namespace gateway::ui
