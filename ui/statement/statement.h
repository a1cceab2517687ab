// SPDX-License-Identifier: MIT
#pragma once

#include "access/calendar.h"
#include "store/ledger_queries.h"

#include <QCoreApplication>
#include <QDate>

namespace gateway::ui {

// What one user used in one month, by day and model, as the ledger has it.
struct Statement
{
    struct Line
    {
        QDate day;
        UsageSum sum; // `group` is the model
    };

    QString user;
    QDate month;  // its first day
    QString zone; // by which days begin; IANA name
    UsageSum total;
    QList<UsageSum> models; // the busiest first
    QList<UsageSum> keys;
    QList<Line> lines; // days with calls alone, in order
};

// For a thread that may wait.
Result<Statement> readStatement(LedgerQueries &ledger, const Calendar &calendar, const QString &user,
                                QDate month);

// Writing one down, in the language of the window. Pure.
class StatementText final
{
    Q_DECLARE_TR_FUNCTIONS(gateway::ui::StatementText)

public:
    // At a glance, as rich text: by model and together, in figures that stand below each other.
    static QString overview(const Statement &statement);
    // RFC 4180, with a byte order mark for spreadsheets; columns have the command line's names in every
    // language.
    static QByteArray csv(const Statement &statement);
    static QString html(const Statement &statement);
    static QByteArray pdf(const Statement &statement);
    static QString fileName(const Statement &statement, const QString &ending);
};

} // namespace gateway::ui
