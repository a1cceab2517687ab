// SPDX-License-Identifier: MIT
#pragma once

#include "ui/widgets/form_field.h"

#include "config/limits.h"

class QComboBox;

namespace gateway::ui {

// Budgets, a row each: amount, unit, period, and a button that takes the row away.
class BudgetsEdit final : public QWidget
{
    Q_OBJECT

public:
    explicit BudgetsEdit(QWidget *parent = nullptr);

    void setBudgets(const QList<Budget> &budgets);
    // Empty when a row is not good, which then says why and has the focus.
    std::optional<QList<Budget>> read();
    QList<Budget> readable() const; // those that are good so far
    void addRow(const Budget &budget);
    QPushButton *addButton() const { return m_add; }

Q_SIGNALS:
    void edited();
    void resized(); // a row more or less

private:
    struct Row
    {
        FormField *field = nullptr;
        QLineEdit *amount = nullptr;
        QComboBox *unit = nullptr;
        QComboBox *period = nullptr;
        QToolButton *remove = nullptr;
    };

    static Budget budgetOf(const Row &row, qint64 amount);
    Budget proposal() const;
    void removeRow(QWidget *field);
    void retranslate();
    void retranslate(const Row &row) const;

    QList<Row> m_rows;
    QLabel *m_label;
    QVBoxLayout *m_list;
    QPushButton *m_add;
};

} // namespace gateway::ui
