// SPDX-License-Identifier: MIT
#include "ui/widgets/budgets_edit.h"

#include "ui/error_text.h"
#include "ui/limit_text.h"
#include "ui/translated.h"

#include "store/validation.h"

#include <QComboBox>
#include <QLocale>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr BudgetUnit units[] = {BudgetUnit::Usd, BudgetUnit::Cny, BudgetUnit::Tokens};
constexpr BudgetPeriod periods[] = {BudgetPeriod::Hour, BudgetPeriod::Day, BudgetPeriod::Week,
                                    BudgetPeriod::Month, BudgetPeriod::Total};

} // namespace

BudgetsEdit::BudgetsEdit(QWidget *parent)
    : QWidget(parent)
    , m_label(makeLabel("dim", this))
    , m_list(new QVBoxLayout)
    , m_add(makeButton("link", this))
{
    m_add->setObjectName("addBudget"_L1);
    m_add->setIcon(themedIcon(u"plus"_s, IconInk::Accent));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::px(4));
    m_list->setSpacing(Theme::px(8));
    layout->addWidget(m_label);
    layout->addLayout(m_list);
    layout->addWidget(m_add, 0, Qt::AlignLeft);
    connect(m_add, &QPushButton::clicked, this, [this] {
        addRow(proposal());
        m_rows.last().amount->setFocus();
        Q_EMIT edited();
    });
    onLanguage(this, [this] { retranslate(); });
}

void BudgetsEdit::setBudgets(const QList<Budget> &budgets)
{
    while (!m_rows.isEmpty())
        removeRow(m_rows.last().field);
    for (const Budget &budget : budgets)
        addRow(budget);
}

// What is asked for most, in the currency of the language, and not there yet.
Budget BudgetsEdit::proposal() const
{
    const BudgetUnit unit = QLocale().language() == QLocale::Chinese ? BudgetUnit::Cny : BudgetUnit::Usd;
    for (const BudgetPeriod period :
         {BudgetPeriod::Day, BudgetPeriod::Month, BudgetPeriod::Week, BudgetPeriod::Total}) {
        const bool taken = std::any_of(m_rows.begin(), m_rows.end(), [&](const Row &row) {
            const Budget there = budgetOf(row, 0);
            return there.unit == unit && there.period == period;
        });
        if (!taken)
            return {unit, period, 0};
    }
    return {BudgetUnit::Tokens, BudgetPeriod::Day, 0};
}

void BudgetsEdit::addRow(const Budget &budget)
{
    Row row;
    row.amount = new QLineEdit(this);
    row.unit = new QComboBox(this);
    row.period = new QComboBox(this);
    row.remove = makeIconButton(u"close"_s, this);
    row.remove->setFocusPolicy(Qt::StrongFocus);
    row.field = new FormField(row.amount, this);
    for (const BudgetUnit unit : units)
        row.unit->addItem(QString(), int(unit));
    for (const BudgetPeriod period : periods)
        row.period->addItem(QString(), int(period));
    row.unit->setCurrentIndex(row.unit->findData(int(budget.unit)));
    row.period->setCurrentIndex(row.period->findData(int(budget.period)));
    if (budget.amount > 0)
        row.amount->setText(LimitText::typed(budget.amount, budget.unit));
    row.field->addBeside(row.unit);
    row.field->addBeside(row.period);
    row.field->addBeside(row.remove);
    m_list->addWidget(row.field);
    QWidget *before = m_add->previousInFocusChain();
    for (QWidget *widget : std::initializer_list<QWidget *>{row.amount, row.unit, row.period, row.remove}) {
        setTabOrder(before, widget);
        before = widget;
    }
    setTabOrder(before, m_add);
    m_rows += row;
    retranslate(row);
    connect(row.amount, &QLineEdit::textEdited, this, &BudgetsEdit::edited);
    connect(row.unit, &QComboBox::activated, this, &BudgetsEdit::edited);
    connect(row.period, &QComboBox::activated, this, &BudgetsEdit::edited);
    connect(row.remove, &QToolButton::clicked, this, [this, field = row.field] {
        removeRow(field);
        m_add->setFocus();
        Q_EMIT edited();
    });
    row.field->show();
    Q_EMIT resized();
}

void BudgetsEdit::removeRow(QWidget *field)
{
    m_rows.removeIf([field](const Row &row) { return row.field == field; });
    m_list->removeWidget(field);
    field->hide();
    field->deleteLater();
    Q_EMIT resized();
}

Budget BudgetsEdit::budgetOf(const Row &row, qint64 amount)
{
    return {BudgetUnit(row.unit->currentData().toInt()), BudgetPeriod(row.period->currentData().toInt()),
            amount};
}

QList<Budget> BudgetsEdit::readable() const
{
    QList<Budget> budgets;
    for (const Row &row : m_rows) {
        const Budget kind = budgetOf(row, 0);
        const auto amount = LimitText::parse(row.amount->text(), kind.unit);
        if (amount && *amount > 0)
            budgets += {kind.unit, kind.period, *amount};
    }
    return budgets;
}

std::optional<QList<Budget>> BudgetsEdit::read()
{
    QList<Budget> budgets;
    QWidget *wrong = nullptr;
    for (const Row &row : std::as_const(m_rows)) {
        Budget budget = budgetOf(row, 0);
        QString error;
        const auto amount = LimitText::parse(row.amount->text(), budget.unit);
        budget.amount = amount.value_or(0);
        const bool doubled = std::any_of(budgets.begin(), budgets.end(), [&](const Budget &other) {
            return other.unit == budget.unit && other.period == budget.period;
        });
        if (!amount || budget.amount <= 0)
            error = budget.unit == BudgetUnit::Tokens ? tr("Enter a number of tokens, such as 2000000.")
                                                      : tr("Enter an amount, such as 5 or 0.50.");
        else if (doubled)
            error = tr("There is a budget of this unit and period already.");
        else if (const Outcome good = validation::budget(budget); !good)
            error = ErrorText::of(good.error());
        row.field->setError(error);
        if (!error.isEmpty() && !wrong)
            wrong = row.amount;
        budgets += budget;
    }
    if (!wrong)
        return budgets;
    wrong->setFocus();
    return {};
}

void BudgetsEdit::retranslate()
{
    m_label->setText(tr("Budgets"));
    m_add->setText(tr("Add budget"));
    for (const Row &row : std::as_const(m_rows))
        retranslate(row);
}

void BudgetsEdit::retranslate(const Row &row) const
{
    row.amount->setPlaceholderText(tr("Amount"));
    row.amount->setAccessibleName(tr("Amount of the budget"));
    row.unit->setAccessibleName(tr("Unit of the budget"));
    row.period->setAccessibleName(tr("Period of the budget"));
    row.remove->setToolTip(tr("Remove this budget"));
    row.remove->setAccessibleName(tr("Remove this budget"));
    row.unit->setItemText(0, u"USD"_s);
    row.unit->setItemText(1, u"CNY"_s);
    row.unit->setItemText(2, tr("tokens"));
    for (int i = 0; i < row.period->count(); ++i)
        row.period->setItemText(i, LimitText::perPeriod(BudgetPeriod(row.period->itemData(i).toInt())));
}

} // namespace gateway::ui
