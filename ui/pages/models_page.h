// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/offered_table.h"
#include "ui/pages/table_page.h"

class QComboBox;

namespace gateway::ui {

// What clients can ask for: who answers, what it costs, how much it was used.
class ModelsPage final : public TablePage
{
    Q_OBJECT

public:
    ModelsPage(Shell &shell, QWidget *parent);

    void activate() override;
    const OfferedTable &models() const { return m_model; }

protected:
    void load() override;
    void add() override;
    void fillMenu(QMenu &menu, int row) override;

private:
    void addFoot();
    std::optional<Currency> shownCurrency() const;
    void showRows();
    void showFoot();
    void loadUse();
    void edit(const OfferedModel &model);
    void openRoute(const QString &name, const QList<TargetRequest> &targets, bool exists, bool fixed);
    void addAliasFor(const OfferedModel &model);
    void remove(const OfferedModel &model);
    void setPrice(const OfferedTarget &target);
    void setNextPrice(); // of the first unpriced one
    void importPrices();

    OfferedTable m_model;
    QList<OfferedModel> m_offered;
    QList<Provider> m_providers;
    QList<UsageSum> m_use;
    bool m_useKnown = false;
    bool m_readingUse = false;
    Time m_useReadAt{};
    QPushButton *m_import;
    Pill *m_unpriced;
    QPushButton *m_setPrice;
    QComboBox *m_currency;
    QLabel *m_rate;
    QPushButton *m_changeRate;
};

} // namespace gateway::ui
