// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/dialogs/form_dialog.h"
#include "ui/offered_models.h"

class QComboBox;

namespace gateway::ui {

class TiersEdit;

// What a provider's model costs per million tokens.
class PriceDialog final : public FormDialog
{
    Q_OBJECT

public:
    PriceDialog(Backend &backend, const OfferedTarget &target, QWidget *parent);

Q_SIGNALS:
    void saved(const QString &model);
    void removed(const QString &model); // what was set or imported: what is built in holds again

protected:
    void submit() override;

private:
    enum Rate { Input, Output, CacheRead, Reasoning, CacheWrite, CacheWriteLong, RateCount };

    void fill();
    void retranslate();
    std::optional<TokenRates> readRates();
    void run(std::function<Outcome(Management &)> job, std::function<void()> done);
    void remove();
    QString currentText() const;
    Currency currency() const;

    Backend &m_backend;
    const OfferedTarget m_target;
    QComboBox *m_scope;
    QComboBox *m_currency;
    QLabel *m_now;
    std::array<QLineEdit *, RateCount> m_rates{};
    std::array<FormField *, RateCount> m_fields{};
    FormField *m_scopeField = nullptr;
    FormField *m_currencyField = nullptr;
    TiersEdit *m_tiers;
    QPushButton *m_remove = nullptr;
};

} // namespace gateway::ui
