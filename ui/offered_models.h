// SPDX-License-Identifier: MIT
#pragma once

#include "config/model.h"
#include "ledger/price.h"
#include "store/ledger_queries.h"

#include <QMap>

namespace gateway::ui {

// One place that answers for a model.
struct OfferedTarget
{
    ProviderId providerId{};
    QString provider; // by name
    QString model;    // at the provider; empty only for a pattern that keeps the name as asked
    int priority = 0;
    int weight = 1;
    bool enabled = true;
    std::optional<Price> price{}; // in force now
    bool isFree = false;          // the demo: no price holds for it

    bool unpriced() const { return !price && !model.isEmpty(); }
    friend bool operator==(const OfferedTarget &, const OfferedTarget &) = default;
};

struct ModelUse
{
    qint64 requests = 0;
    QMap<QString, qint64> costMicros; // by currency

    friend bool operator==(const ModelUse &, const ModelUse &) = default;
};

// A name that clients can ask for, or a pattern of names.
struct OfferedModel
{
    enum class Kind {
        Listed, // by providers
        Alias,  // a route of this very name
        Pattern
    };

    QString name;
    Kind kind = Kind::Listed;
    QString pattern;              // of a listed one: the pattern that decides about it
    QList<OfferedTarget> targets; // in the order of asking
    std::optional<ModelUse> use{};

    bool isRoute() const { return kind != Kind::Listed; }
    bool available() const; // any of its providers is enabled
    int unpriced() const;   // targets of enabled providers without a price
    const OfferedTarget *firstUnpriced() const;

    friend bool operator==(const OfferedModel &, const OfferedModel &) = default;
};

// All of them: aliases and patterns in their order, then what enabled providers list. Pure.
QList<OfferedModel> offeredModels(const QList<Route> &routes, const QList<Provider> &providers,
                                  const PriceTable &prices, Time now);

// Notes who was asked for how often; what was asked of a pattern counts for the pattern too. Pure.
void addUse(QList<OfferedModel> &models, const QList<UsageSum> &sums);

} // namespace gateway::ui
