// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/widgets/form_field.h"

#include "store/limits_change.h"

#include <QDate>

class QCheckBox;
class QComboBox;
class QDateEdit;
class QSettings;

namespace gateway::ui {

class BudgetsEdit;
class ChipEdit;
class Fold;

// Everything that limits a key or a user, as a part of a dialog: models and expiry, and below a line that
// opens and closes rates, budgets and addresses.
class LimitsForm final : public QWidget
{
    Q_OBJECT

public:
    enum class Of { Key, User }; // a user's models and expiry are behind the line too

    LimitsForm(Of owner, Backend &backend, QWidget *parent);

    void setLimits(const Limits &limits); // what is edited; the form opens when it would hide a limit
    // For several owners at once, each with limits of its own: what is not touched stays as each has it, and
    // every limit can be taken away from all of them. Once, in place of setLimits().
    void setForSeveral();

    // Empty when a field is not good, which then says why and has the focus.
    std::optional<Limits> read();
    // The same, as what is different from setLimits(): a limit that was not touched keeps the value it has by
    // then.
    std::optional<LimitsChange> readChange();

    Fold *fold() const { return m_fold; }
    BudgetsEdit *budgets() const { return m_budgets; }

private:
    std::optional<Time> expiry() const;
    bool expiryTouched() const;
    template <typename Number>
    std::optional<Number> readNumber(QLineEdit *line, FormField *field, bool &good);
    bool check(const Limits &one, FormField *field);
    void readSeveral(LimitsChange &change) const; // this and the next in limits_of_several.cpp
    void showPlaceholders();
    void blame(FormField *field, const QString &error);
    void showSummary();
    void fitDialog();
    void retranslate();

    const Of m_owner;
    Backend &m_backend;
    Limits m_before;
    ChipEdit *m_models;
    QComboBox *m_expires;
    QDateEdit *m_date;
    Fold *m_fold;
    QLineEdit *m_requests;
    QLineEdit *m_tokens;
    QLineEdit *m_concurrency;
    BudgetsEdit *m_budgets;
    ChipEdit *m_addresses;
    QCheckBox *m_strict;
    QCheckBox *m_unpriced;
    FormField *m_modelsField;
    FormField *m_expiresField;
    FormField *m_requestsField;
    FormField *m_tokensField;
    FormField *m_concurrencyField;
    FormField *m_addressesField;
    struct Clear // takes a limit away from several owners
    {
        FormField *field;
        QCheckBox *box;
    };
    QList<Clear> m_clears;
    QCheckBox *m_clearBudgets = nullptr; // with several owners
    int m_expiryBefore = 0;
    QDate m_dateBefore;
    QWidget *m_wrong = nullptr; // the first field that was not good
};

} // namespace gateway::ui
