// SPDX-License-Identifier: MIT
#pragma once

#include "ui/widgets/basics.h"

#include "ledger/price.h"

#include <QLineEdit>

#include <array>

namespace gateway::ui {

// Other rates for long prompts, a row each: from how many prompt tokens on, what a million tokens cost then,
// and a button that takes the row away. Rates that have no column here (reasoning, cache write for an hour)
// stay as they were.
class TiersEdit final : public QWidget
{
    Q_OBJECT

public:
    explicit TiersEdit(QWidget *parent = nullptr);

    void setTiers(const QList<PriceTier> &tiers);
    // In ascending order. Empty when a row is not good, which then says why and has the focus.
    std::optional<QList<PriceTier>> read();
    int count() const { return int(m_rows.size()); }

Q_SIGNALS:
    void resized(); // a row more or less, or an error

private:
    enum Column { From, Input, Output, CacheRead, CacheWrite, ColumnCount };

    struct Row
    {
        QWidget *widget = nullptr;
        std::array<QLineEdit *, ColumnCount> cells{};
        QToolButton *remove = nullptr;
        QLabel *error = nullptr;
        TokenRates kept; // with what has no column
    };

    void addRow(const PriceTier &tier);
    void removeRow(QWidget *widget);
    void retranslate();
    void retranslate(const Row &row) const;
    QString read(const Row &row, PriceTier &tier) const; // what is wrong; empty: nothing

    QList<Row> m_rows;
    QLabel *m_label;
    QWidget *m_heads;
    std::array<QLabel *, ColumnCount> m_names{};
    QVBoxLayout *m_list;
    QPushButton *m_add;
};

} // namespace gateway::ui
