// SPDX-License-Identifier: MIT
// What LimitsForm does for several owners at once: each limit is left as each of them has it, set for all, or
// taken away from all.
#include "ui/dialogs/limits_form.h"

#include "ui/widgets/budgets_edit.h"
#include "ui/widgets/chip_edit.h"
#include "ui/widgets/fold.h"

#include <QCheckBox>
#include <QComboBox>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

void LimitsForm::setForSeveral()
{
    for (FormField *field :
         {m_modelsField, m_requestsField, m_tokensField, m_concurrencyField, m_addressesField}) {
        auto *box = new QCheckBox(field);
        box->setObjectName(QString(u"clear-"_s + field->editor()->objectName()));
        field->addToLabelRow(box);
        m_clears.append({field, box});
        connect(box, &QCheckBox::toggled, this, [this, field](bool clear) {
            if (auto *chips = qobject_cast<ChipEdit *>(field->editor()); chips && clear)
                chips->setValues({});
            if (auto *line = qobject_cast<QLineEdit *>(field->editor()); line && clear)
                line->clear();
            field->editor()->setEnabled(!clear);
            field->setError({});
            showPlaceholders();
        });
    }
    m_clearBudgets = new QCheckBox(this);
    m_clearBudgets->setObjectName("clear-budgets"_L1);
    m_fold->content()->insertWidget(m_fold->content()->indexOf(m_budgets) + 1, m_clearBudgets);
    for (QCheckBox *box : {m_strict, m_unpriced}) {
        box->setTristate(true);
        box->setCheckState(Qt::PartiallyChecked);
    }
    m_expires->addItem({});
    m_expires->setCurrentIndex(m_expires->count() - 1);
    m_expiryBefore = m_expires->currentIndex();
    m_fold->setOpen(true);
    retranslate();
}

void LimitsForm::readSeveral(LimitsChange &change) const
{
    for (const auto &[field, box] : m_clears) {
        if (!box->isChecked())
            continue;
        if (field == m_modelsField)
            change.models = QStringList();
        else if (field == m_addressesField)
            change.addresses = QStringList();
        else if (field == m_requestsField)
            change.requestsPerMinute = std::optional<int>();
        else if (field == m_tokensField)
            change.tokensPerMinute = std::optional<qint64>();
        else
            change.concurrency = std::optional<int>();
    }
    change.clearBudgets = m_clearBudgets->isChecked(); // else those of other periods stay
    const auto state = [](const QCheckBox *box) {
        return box->checkState() == Qt::PartiallyChecked ? std::nullopt : std::optional(box->isChecked());
    };
    change.strict = state(m_strict);
    change.allowUnpriced = state(m_unpriced);
}

void LimitsForm::showPlaceholders()
{
    const auto text = [this](const FormField *field, const QString &none) {
        const auto clear = std::find_if(m_clears.begin(), m_clears.end(),
                                        [field](const Clear &one) { return one.field == field; });
        return clear == m_clears.end() || clear->box->isChecked() ? none : tr("Unchanged");
    };
    const QString all = tr("All models");
    const QString any = tr("Any address");
    const QString none = tr("No limit");
    m_models->setPlaceholder(text(m_modelsField, all));
    m_addresses->setPlaceholder(text(m_addressesField, any));
    m_requests->setPlaceholderText(text(m_requestsField, none));
    m_tokens->setPlaceholderText(text(m_tokensField, none));
    m_concurrency->setPlaceholderText(text(m_concurrencyField, none));
    for (const auto &[field, box] : std::as_const(m_clears)) {
        box->setText(field == m_modelsField ? all : field == m_addressesField ? any : none);
        box->setAccessibleName(QString(field->editor()->accessibleName() + u": "_s + box->text()));
    }
    if (!m_clearBudgets)
        return;
    m_clearBudgets->setText(tr("Remove all their budgets first"));
    m_expires->setItemText(m_expires->count() - 1, tr("Unchanged"));
}

} // namespace gateway::ui
