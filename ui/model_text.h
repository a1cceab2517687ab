// SPDX-License-Identifier: MIT
#pragma once

#include "ui/offered_models.h"

#include "store/management.h"

#include <QCoreApplication>

namespace gateway::ui {

// Prices and routes in words. Pure.
class ModelText final
{
    Q_DECLARE_TR_FUNCTIONS(gateway::ui::ModelText)

public:
    static QString rate(qint64 micros, Currency currency); // $0.60, ¥4.00, $0.003625
    static QString inOut(const Price &price);              // $0.60 / $2.50; "free"
    static QString allRates(const Price &price);           // a line for each rate and tier
    static QString tier(const PriceTier &tier, Currency currency);
    static QString source(const Price &price); // built in, set by hand, imported

    // What is typed: "0.60", "$1.5"; empty when it is no rate.
    static std::optional<qint64> parseRate(const QString &text);
    static QString typed(std::optional<qint64> rate);

    // moonshot-cn → deepseek/deepseek-v4-pro 75 % + qwen-cn 25 %: the model stands there where it differs.
    static QString way(const OfferedModel &model);
    // "First moonshot-cn. If that fails: deepseek (75 %) or qwen-cn (25 %)."
    static QString share(const QList<TargetRequest> &targets, qsizetype index); // 75 %, among its equals
    static QString sentence(const QList<TargetRequest> &targets);
};

} // namespace gateway::ui
