// SPDX-License-Identifier: MIT
#pragma once

#include "ledger/price.h"

#include <QCoreApplication>

namespace gateway::ui {

// The arithmetic of a call's cost as costOf() does it, part by part. Pure.
struct CostPart
{
    enum class Kind { Input, Cached, CacheWrite, CacheWriteLong, Output, Reasoning };
    Kind kind = Kind::Input;
    qint64 tokens = 0;
    qint64 rate = 0; // micro-units for a million

    // In millionths of a micro-unit, exact.
    qint64 pico() const { return tokens * rate; }
};

struct CostSum
{
    QList<CostPart> parts; // those with tokens
    qint64 pico = 0;
    qint64 micros = 0;     // rounded up once
    qint64 fromTokens = 0; // the tier that held; 0: the price itself
};

CostSum costSum(const Price &price, const TokenUsage &usage);

// How it is written down.
class CostText final
{
    Q_DECLARE_TR_FUNCTIONS(gateway::ui::CostText)

public:
    static QString name(CostPart::Kind kind);
    static QString exact(qint64 pico, Currency currency);  // $0.005661, every decimal there is, at least six
    static QString rate(qint64 micros, Currency currency); // $3.00
    static QString line(const CostPart &part, Currency currency); // 1,887 × $3.00 / M
};

} // namespace gateway::ui
