// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/dialogs/raise_dialog.h"
#include "ui/gateway_control.h"
#include "ui/pages/overview_data.h"
#include "ui/widgets/basics.h"

namespace gateway::ui {

// Something that does not go as it should, and where it can be put right.
struct Problem
{
    enum class Kind { KeyRefused, ProviderDown, Unpriced, DiskLow, NoProvider };

    Kind kind = Kind::KeyRefused;
    QString name{};   // of the provider or the model
    QString detail{}; // "HTTP 401"
    qint64 count = 0; // calls without a price; bytes left
    std::optional<Time> since{};
    QString ago{}; // the same for people, as the page last told it

    friend bool operator==(const Problem &, const Problem &) = default;
};

// What the overview has to say beside figures.
struct Attention
{
    QList<RaiseTarget> budgets; // over 80 %, the fullest first; `uses` holds the one budget that is meant
    QList<Problem> problems;
};

// For a thread that may wait.
Result<Attention> readAttention(Database &database, const Clock &clock);

// Budgets near their end, each with what it has left and a button that adds as much again for now.
class BudgetsCard final : public QWidget
{
    Q_OBJECT

public:
    explicit BudgetsCard(QWidget *parent = nullptr);

    void show(const QList<RaiseTarget> &budgets);
    bool isEmpty() const { return m_budgets.isEmpty(); }

Q_SIGNALS:
    void raiseWanted(const gateway::ui::RaiseTarget &target, const gateway::Budget &extra);

private:
    void rebuild();

    Card *m_card;
    QList<RaiseTarget> m_budgets;
    QWidget *m_rows = nullptr;
};

// Problems, each with the way to where it is put right.
class ProblemsCard final : public QWidget
{
    Q_OBJECT

public:
    explicit ProblemsCard(QWidget *parent = nullptr);

    void show(const QList<Problem> &problems);
    bool isEmpty() const { return m_problems.isEmpty(); }

Q_SIGNALS:
    void actionWanted(const gateway::ui::Problem &problem);

private:
    void rebuild();
    static QString pillText(const Problem &problem);
    static QString text(const Problem &problem);
    static QString actionText(const Problem &problem);

    Card *m_card;
    QList<Problem> m_problems;
    QWidget *m_rows = nullptr;
};

} // namespace gateway::ui
