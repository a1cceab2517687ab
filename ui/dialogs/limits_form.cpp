// SPDX-License-Identifier: MIT
#include "ui/dialogs/limits_form.h"

#include "ui/dialogs/form_dialog.h"
#include "ui/error_text.h"
#include "ui/format.h"
#include "ui/limit_text.h"
#include "ui/translated.h"
#include "ui/widgets/budgets_edit.h"
#include "ui/widgets/chip_edit.h"
#include "ui/widgets/fold.h"

#include "store/validation.h"

#include <QCheckBox>
#include <QComboBox>
#include <QDateEdit>

#include <algorithm>
#include <limits>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

enum Expiry { Never, Week, Month, Quarter, Year, OnDate, AsItIs };

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

LimitsForm::LimitsForm(Of owner, Backend &backend, QWidget *parent)
    : QWidget(parent)
    , m_owner(owner)
    , m_backend(backend)
    , m_models(new ChipEdit(this))
    , m_expires(new QComboBox(this))
    , m_date(new QDateEdit(this))
    , m_fold(new Fold(this))
    , m_requests(new QLineEdit(this))
    , m_tokens(new QLineEdit(this))
    , m_concurrency(new QLineEdit(this))
    , m_budgets(new BudgetsEdit(this))
    , m_addresses(new ChipEdit(this))
    , m_strict(new QCheckBox(this))
    , m_unpriced(new QCheckBox(this))
    , m_modelsField(new FormField(m_models, this))
    , m_expiresField(new FormField(m_expires, this))
    , m_requestsField(new FormField(m_requests, this))
    , m_tokensField(new FormField(m_tokens, this))
    , m_concurrencyField(new FormField(m_concurrency, this))
    , m_addressesField(new FormField(m_addresses, this))
{
    m_models->setObjectName("models"_L1);
    m_addresses->setObjectName("addresses"_L1);
    m_requests->setObjectName("requestsPerMinute"_L1);
    m_tokens->setObjectName("tokensPerMinute"_L1);
    m_concurrency->setObjectName("concurrency"_L1);
    m_expires->setObjectName("expires"_L1);
    m_strict->setObjectName("strict"_L1);
    m_unpriced->setObjectName("allowUnpriced"_L1);
    for (int i = Never; i <= OnDate; ++i)
        m_expires->addItem({});
    const QTimeZone zone = Format::zone(backend.settings().timezone);
    const QDate today = QDateTime::fromMSecsSinceEpoch(toMillis(backend.now()), zone).date();
    m_date->setCalendarPopup(true);
    m_date->setDisplayFormat(u"yyyy-MM-dd"_s);
    m_date->setMinimumDate(today.addDays(1));
    m_date->setDate(today.addDays(30));
    m_dateBefore = m_date->date();
    m_expiresField->addBeside(m_date);
    m_date->hide();

    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::px(14));
    QVBoxLayout *first = owner == Of::Key ? layout : m_fold->content();
    first->addWidget(m_modelsField);
    first->addWidget(m_expiresField);
    layout->addWidget(m_fold);
    if (owner == Of::User) { // as they stand below each other
        setTabOrder(m_budgets->addButton(), m_models->line());
        setTabOrder(m_models->line(), m_expires);
        setTabOrder(m_expires, m_date);
    }
    auto *rates = new QHBoxLayout;
    rates->setSpacing(Theme::px(12));
    for (FormField *field : {m_requestsField, m_tokensField, m_concurrencyField})
        rates->addWidget(field, 1, Qt::AlignTop);
    m_fold->content()->insertLayout(0, rates);
    m_fold->content()->insertWidget(1, m_budgets);
    m_fold->content()->addWidget(m_addressesField);
    auto *switches = new QVBoxLayout;
    switches->setSpacing(Theme::px(8));
    switches->addWidget(m_strict);
    switches->addWidget(m_unpriced);
    m_fold->content()->addLayout(switches);

    connect(m_expires, &QComboBox::currentIndexChanged, m_date,
            [this](int index) { m_date->setVisible(index == OnDate); });
    connect(m_fold, &Fold::toggled, this, [this] {
        showSummary();
        fitDialog();
    });
    connect(m_budgets, &BudgetsEdit::resized, this, &LimitsForm::fitDialog);
    onLanguage(this, [this] { retranslate(); });
}

void LimitsForm::setLimits(const Limits &limits)
{
    m_before = limits;
    const auto number = [](const auto &value) { return value ? QString::number(*value) : QString(); };
    m_models->setValues(limits.models);
    m_requests->setText(number(limits.requestsPerMinute));
    m_tokens->setText(number(limits.tokensPerMinute));
    m_concurrency->setText(number(limits.concurrency));
    m_budgets->setBudgets(limits.budgets);
    m_addresses->setValues(limits.addresses);
    m_strict->setChecked(limits.strict);
    m_unpriced->setChecked(limits.allowUnpriced);
    if (limits.expiresAt) {
        const QTimeZone zone = Format::zone(m_backend.settings().timezone);
        const QDate last = QDateTime::fromMSecsSinceEpoch(toMillis(*limits.expiresAt) - 1, zone).date();
        m_date->setMinimumDate(std::min(last, m_date->minimumDate()));
        m_date->setDate(last);
        m_expires->setCurrentIndex(OnDate);
    }
    m_expiryBefore = m_expires->currentIndex();
    m_dateBefore = m_date->date();
    Limits folded = limits;
    if (m_owner == Of::Key) {
        folded.models.clear();
        folded.expiresAt.reset();
    }
    if (folded != Limits())
        m_fold->setOpen(true);
    showSummary();
}

std::optional<Time> LimitsForm::expiry() const
{
    const int choice = m_expires->currentIndex();
    if (choice == Never || choice == AsItIs)
        return {};
    if (choice != OnDate)
        return m_backend.now() + std::chrono::hours(24) * days(choice);
    if (!expiryTouched())
        return m_before.expiresAt;
    // The chosen day still counts.
    const QTimeZone zone = Format::zone(m_backend.settings().timezone);
    return fromMillis(m_date->date().addDays(1).startOfDay(zone).toMSecsSinceEpoch());
}

bool LimitsForm::expiryTouched() const
{
    if (m_expires->currentIndex() != m_expiryBefore)
        return true;
    return m_expires->currentIndex() == OnDate && m_date->date() != m_dateBefore;
}

void LimitsForm::blame(FormField *field, const QString &error)
{
    field->setError(error);
    if (m_wrong)
        return;
    m_wrong = field->editor();
    if (m_fold->isAncestorOf(field))
        m_fold->setOpen(true);
    m_wrong->setFocus();
}

// Of limits with only this field set: what Management would say is said here, where it belongs.
bool LimitsForm::check(const Limits &one, FormField *field)
{
    const auto good = validation::limits(one);
    if (!good)
        blame(field, ErrorText::of(good.error()));
    return good.has_value();
}

template <typename Number>
std::optional<Number> LimitsForm::readNumber(QLineEdit *line, FormField *field, bool &good)
{
    QString text = line->text();
    text.remove(u',').remove(u'，').remove(u' ');
    if (text.isEmpty())
        return {};
    bool isNumber = false;
    const qint64 value = text.toLongLong(&isNumber);
    if (!isNumber || value < 1 || value > std::numeric_limits<Number>::max()) {
        blame(field, tr("Enter a whole number, or leave it empty."));
        good = false;
        return {};
    }
    return Number(value);
}

std::optional<Limits> LimitsForm::read()
{
    m_wrong = nullptr;
    bool good = true;
    Limits limits;
    Limits one;
    one.models = limits.models = m_models->values();
    good = check(one, m_modelsField) && good;
    limits.expiresAt = expiry();
    if (expiryTouched() && limits.expiresAt && *limits.expiresAt <= m_backend.now()) {
        blame(m_expiresField, tr("This day is over."));
        good = false;
    }

    one = {};
    one.requestsPerMinute = limits.requestsPerMinute = readNumber<int>(m_requests, m_requestsField, good);
    good = check(one, m_requestsField) && good;
    one = {};
    one.tokensPerMinute = limits.tokensPerMinute = readNumber<qint64>(m_tokens, m_tokensField, good);
    good = check(one, m_tokensField) && good;
    one = {};
    one.concurrency = limits.concurrency = readNumber<int>(m_concurrency, m_concurrencyField, good);
    good = check(one, m_concurrencyField) && good;

    if (const auto budgets = m_budgets->read()) {
        limits.budgets = *budgets;
    } else {
        good = false;
        m_fold->setOpen(true);
    }
    one = {};
    one.addresses = limits.addresses = m_addresses->values();
    good = check(one, m_addressesField) && good;
    limits.strict = m_strict->isChecked();
    limits.allowUnpriced = m_unpriced->isChecked();
    if (!good)
        return {};
    return limits;
}

std::optional<LimitsChange> LimitsForm::readChange()
{
    const std::optional<Limits> now = read();
    if (!now)
        return {};
    LimitsChange change;
    const auto compare = [](auto &wanted, const auto &before, const auto &after) {
        if (before != after)
            wanted = after;
    };
    compare(change.models, m_before.models, now->models);
    compare(change.addresses, m_before.addresses, now->addresses);
    compare(change.requestsPerMinute, m_before.requestsPerMinute, now->requestsPerMinute);
    compare(change.tokensPerMinute, m_before.tokensPerMinute, now->tokensPerMinute);
    compare(change.concurrency, m_before.concurrency, now->concurrency);
    compare(change.strict, m_before.strict, now->strict);
    compare(change.allowUnpriced, m_before.allowUnpriced, now->allowUnpriced);
    if (expiryTouched())
        change.expiresAt = now->expiresAt;
    const auto hasKind = [&now](const Budget &budget) {
        return std::any_of(now->budgets.begin(), now->budgets.end(), [&budget](const Budget &other) {
            return other.unit == budget.unit && other.period == budget.period;
        });
    };
    change.clearBudgets = !std::all_of(m_before.budgets.begin(), m_before.budgets.end(), hasKind);
    for (const Budget &budget : now->budgets) {
        if (change.clearBudgets || !m_before.budgets.contains(budget))
            change.budgets += budget;
    }
    if (m_clearBudgets)
        readSeveral(change);
    return change;
}

void LimitsForm::showSummary()
{
    Limits shown = m_before;
    shown.budgets = m_budgets->readable();
    shown.strict = m_strict->isChecked();
    shown.allowUnpriced = m_unpriced->isChecked();
    const auto number = [](const QLineEdit *line, auto &value) {
        bool isNumber = false;
        const qlonglong typed = line->text().toLongLong(&isNumber);
        value.reset();
        if (isNumber && typed > 0)
            value = static_cast<typename std::remove_reference_t<decltype(value)>::value_type>(typed);
    };
    number(m_requests, shown.requestsPerMinute);
    number(m_tokens, shown.tokensPerMinute);
    number(m_concurrency, shown.concurrency);
    shown.addresses = m_addresses->values();
    const QString text = LimitText::summary(shown);
    m_fold->setSummary(text.isEmpty() ? tr("none") : text);
}

void LimitsForm::fitDialog()
{
    if (auto *dialog = qobject_cast<FormDialog *>(window()))
        dialog->fitLater();
}

void LimitsForm::retranslate()
{
    m_modelsField->setLabel(tr("Models"));
    m_modelsField->setHint(tr("Names or patterns such as kimi-*; a leading ! denies."));
    m_expiresField->setLabel(tr("Expires"));
    m_expires->setItemText(Never, tr("Never"));
    for (const int i : {Week, Month, Quarter})
        m_expires->setItemText(i, tr("After %n days", nullptr, days(i)));
    m_expires->setItemText(Year, tr("After one year"));
    m_expires->setItemText(OnDate, tr("On a date"));
    m_date->setAccessibleName(tr("Last day"));
    m_fold->setTitle(m_owner == Of::Key ? tr("Limits") : tr("Limits, for all keys of the user together"));
    m_requestsField->setLabel(tr("Requests per minute"));
    m_tokensField->setLabel(tr("Tokens per minute"));
    m_concurrencyField->setLabel(tr("Parallel requests"));
    m_addressesField->setLabel(tr("Addresses of clients"));
    m_addressesField->setHint(tr("Such as 10.0.0.0/8 or 192.168.1.20."));
    m_strict->setText(tr("Strict: never more than the budget, even for a moment"));
    m_strict->setToolTip(tr("Each request reserves the most that it could cost, so some are refused although "
                            "there would have been room."));
    m_unpriced->setText(tr("Models without a price may be called despite a budget in money"));
    m_unpriced->setToolTip(tr("Their cost is unknown and is not counted."));
    showPlaceholders();
    showSummary();
}

} // namespace gateway::ui
