// SPDX-License-Identifier: MIT
#include "ui/dialogs/raise_dialog.h"

#include "ui/error_text.h"
#include "ui/format.h"
#include "ui/limit_text.h"
#include "ui/translated.h"

#include <QComboBox>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

void raiseBudget(Backend &backend, QObject *receiver, const RaiseTarget &target, const Budget &extra,
                 std::function<void(Result<Raise>)> done)
{
    backend.manage<Raise>(
            receiver,
            [target, extra](Management &management) {
                return target.keyId ? management.raiseKey(target.keyId, extra)
                                    : management.raiseUser(target.userName, extra);
            },
            std::move(done));
}

namespace {

// 1, 2 or 5 with zeros: the largest that is not above `amount`.
qint64 roundBelow(qint64 amount)
{
    qint64 ten = 1;
    while (ten <= amount / 10)
        ten *= 10;
    return amount >= 5 * ten ? 5 * ten : amount >= 2 * ten ? 2 * ten : ten;
}

} // namespace

Budget usualRaise(const BudgetUse &use)
{
    Budget extra = use.budget;
    extra.amount = roundBelow(std::max<qint64>(1, use.budget.amount / 4));
    // Of what was used beyond it, too; a bit remains to work with.
    const qint64 beyond = use.used - use.amount();
    if (beyond >= extra.amount) {
        const qint64 step = extra.amount;
        extra.amount = (beyond / step + 2) * step;
    }
    return extra;
}

RaiseDialog::RaiseDialog(Backend &backend, const RaiseTarget &target, QWidget *parent)
    : FormDialog(parent)
    , m_backend(backend)
    , m_target(target)
    , m_budget(new QComboBox(this))
    , m_amount(new QLineEdit(this))
    , m_budgetField(addField(m_budget))
    , m_amountField(addField(m_amount))
{
    m_amount->setObjectName("amount"_L1);
    for (int i = 0; i < target.uses.size(); ++i) {
        m_budget->addItem(QString());
        if (tightest(target.uses) == &target.uses[i])
            m_budget->setCurrentIndex(i);
    }
    connect(m_budget, &QComboBox::currentIndexChanged, this, [this] {
        m_amount->setText(LimitText::typed(usualRaise(chosen()).amount, chosen().budget.unit));
        showUse();
    });
    m_amount->setText(LimitText::typed(usualRaise(chosen()).amount, chosen().budget.unit));
    connect(m_amount, &QLineEdit::textChanged, this, &RaiseDialog::showUse);
    m_amount->selectAll();
    m_amount->setFocus();
    onLanguage(this, [this] { retranslate(); });
}

const BudgetUse &RaiseDialog::chosen() const
{
    return m_target.uses[qBound(0, m_budget->currentIndex(), int(m_target.uses.size()) - 1)];
}

void RaiseDialog::showUse()
{
    const BudgetUse &use = chosen();
    const QTimeZone zone = Format::zone(m_backend.settings().timezone);
    m_budgetField->setHint(LimitText::useInWords(use, zone));
    const QString unit = use.budget.unit == BudgetUnit::Usd   ? u"USD"_s
                         : use.budget.unit == BudgetUnit::Cny ? u"CNY"_s
                                                              : tr("tokens");
    m_amountField->setLabel(tr("More (%1)").arg(unit));
    QString hint = use.resets ? tr("Until %1; after that the budget is %2 again.")
                                        .arg(Format::dateTime(*use.resets, zone),
                                             LimitText::amount(use.budget.amount, use.budget.unit))
                              : tr("This budget has no end: what is added stays.");
    if (const auto more = LimitText::parse(m_amount->text(), use.budget.unit); more && *more > 0) {
        const qint64 then = use.amount() + *more;
        hint = tr("%1 → %2.")
                       .arg(LimitText::amount(use.amount(), use.budget.unit),
                            LimitText::amount(then, use.budget.unit)) +
               u'\n' + hint;
        const QString left = LimitText::amount(std::abs(then - use.used), use.budget.unit);
        hint += u'\n' + (then > use.used ? tr("%1 can be used then.").arg(left)
                                         : tr("%1 are used already: requests would still be refused.")
                                                   .arg(LimitText::amount(use.used, use.budget.unit)));
    }
    m_amountField->setHint(hint);
}

void RaiseDialog::retranslate()
{
    setTitle(tr("Raise the budget of %1").arg(m_target.name));
    setPrimary(tr("Raise"));
    m_budgetField->setLabel(tr("Budget"));
    for (int i = 0; i < m_target.uses.size(); ++i)
        m_budget->setItemText(i, LimitText::budget(m_target.uses[i].budget));
    showUse();
}

void RaiseDialog::submit()
{
    Budget extra = chosen().budget;
    const auto amount = LimitText::parse(m_amount->text(), extra.unit);
    if (!amount || *amount <= 0) {
        m_amountField->setError(extra.unit == BudgetUnit::Tokens
                                        ? tr("Enter a number of tokens, such as 2000000.")
                                        : tr("Enter an amount, such as 5 or 0.50."));
        m_amount->setFocus();
        return;
    }
    extra.amount = *amount;
    setBusy(true);
    raiseBudget(m_backend, this, m_target, extra, [this, extra](Result<Raise> result) {
        setBusy(false);
        if (!result && result.error().code == ErrorCode::InvalidArgument) {
            m_amountField->setError(ErrorText::of(result.error()));
            return;
        }
        if (!result) {
            fail(ErrorText::of(result.error()));
            return;
        }
        finish();
        Q_EMIT raised(m_target.name, extra);
    });
}

} // namespace gateway::ui
