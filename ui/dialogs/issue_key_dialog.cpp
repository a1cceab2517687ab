// SPDX-License-Identifier: MIT
#include "ui/dialogs/issue_key_dialog.h"

#include "ui/error_text.h"
#include "ui/format.h"
#include "ui/translated.h"
#include "ui/widgets/chip_edit.h"

#include <QComboBox>
#include <QDateEdit>

namespace gateway::ui {

namespace {

enum Expiry { Never, Week, Month, Quarter, Year, OnDate };

int days(int expiry)
{
    switch (expiry) {
    case Week:
        return 7;
    case Month:
        return 30;
    case Quarter:
        return 90;
    case Year:
        return 365;
    default:
        return 0;
    }
}

} // namespace

IssueKeyDialog::IssueKeyDialog(Backend &backend, const QStringList &users, const QString &user,
                               QWidget *parent)
    : FormDialog(parent)
    , m_backend(backend)
    , m_user(new QComboBox(this))
    , m_label(new QLineEdit(this))
    , m_models(new ChipEdit(this))
    , m_expires(new QComboBox(this))
    , m_date(new QDateEdit(this))
    , m_userField(addField(m_user))
    , m_labelField(addField(m_label))
    , m_modelsField(addField(m_models))
    , m_expiresField(addField(m_expires))
{
    m_user->addItems(users);
    m_user->setCurrentIndex(qMax(0, int(users.indexOf(user))));
    m_label->setMaxLength(100);
    for (int i = Never; i <= OnDate; ++i)
        m_expires->addItem({});
    const QTimeZone zone = Format::zone(backend.settings().timezone);
    const QDate today = QDateTime::fromMSecsSinceEpoch(toMillis(backend.now()), zone).date();
    m_date->setCalendarPopup(true);
    m_date->setDisplayFormat(QStringLiteral("yyyy-MM-dd"));
    m_date->setMinimumDate(today.addDays(1));
    m_date->setDate(today.addDays(30));
    m_expiresField->addBeside(m_date);
    m_date->hide();
    connect(m_expires, &QComboBox::currentIndexChanged, m_date,
            [this](int index) { m_date->setVisible(index == OnDate); });
    onLanguage(this, [this] { retranslate(); });
    m_label->setFocus();
}

void IssueKeyDialog::retranslate()
{
    setTitle(tr("Issue key"));
    setPrimary(tr("Issue"));
    m_userField->setLabel(tr("User"));
    m_labelField->setLabel(tr("Name"));
    m_label->setPlaceholderText(tr("laptop, CI, vscode …"));
    m_labelField->setHint(tr("For you, to tell keys apart."));
    m_modelsField->setLabel(tr("Models"));
    m_models->setPlaceholder(tr("All models"));
    m_modelsField->setHint(tr("Names or patterns such as kimi-*; a leading ! denies."));
    m_expiresField->setLabel(tr("Expires"));
    m_expires->setItemText(Never, tr("Never"));
    for (const int i : {Week, Month, Quarter})
        m_expires->setItemText(i, tr("After %n days", nullptr, days(i)));
    m_expires->setItemText(Year, tr("After one year"));
    m_expires->setItemText(OnDate, tr("On a date"));
    m_date->setAccessibleName(tr("Last day"));
}

std::optional<Time> IssueKeyDialog::expiry() const
{
    const int choice = m_expires->currentIndex();
    if (choice == Never)
        return {};
    if (choice != OnDate)
        return m_backend.now() + std::chrono::hours(24) * days(choice);
    // The chosen day still counts.
    const QTimeZone zone = Format::zone(m_backend.settings().timezone);
    return fromMillis(m_date->date().addDays(1).startOfDay(zone).toMSecsSinceEpoch());
}

void IssueKeyDialog::submit()
{
    KeyRequest request{m_user->currentText(), m_label->text().trimmed()};
    request.limits.expiresAt = expiry();
    request.limits.models = m_models->values();
    if (request.user.isEmpty()) {
        m_userField->setError(tr("Add a user first."));
        return;
    }
    setBusy(true);
    m_backend.manage<IssuedKey>(
            this, [request](Management &management) { return management.issueKey(request); },
            [this, user = request.user](Result<IssuedKey> result) {
                setBusy(false);
                if (!result) {
                    fail(ErrorText::of(result.error()));
                    return;
                }
                finish();
                Q_EMIT issued(*result, user);
            });
}

} // namespace gateway::ui
