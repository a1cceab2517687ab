// SPDX-License-Identifier: MIT
#pragma once

#include <QAbstractListModel>
#include <QKeySequence>

#include <functional>

namespace gateway::ui {

// Something the palette can do or lead to.
struct PaletteEntry
{
    enum class Kind { Page, Action, Place, User, Key, Provider, Model }; // in the order of equal matches

    Kind kind = Kind::Action;
    QString id; // to remember it by
    QString icon;
    QString title;
    QString detail{};   // beside the title, dim
    QString keywords{}; // found by the beginnings of these too, though not shown
    QKeySequence shortcut{};
    std::function<void()> run{};
};

// What fits the words typed so far, the best first; with nothing typed the few that were used last, then
// actions, then the pages, which are in sight anyway.
class PaletteModel final : public QAbstractListModel
{
    Q_OBJECT

public:
    enum Role { DetailRole = Qt::UserRole, ShortcutRole, IconRole, MarksRole, KindRole };
    static constexpr int mostShown = 50;

    using QAbstractListModel::QAbstractListModel;

    void setEntries(QList<PaletteEntry> entries); // keeps the query
    void addEntries(const QList<PaletteEntry> &entries);
    void setQuery(const QString &query);
    void setRecent(const QStringList &ids) { m_recent = ids; } // newest first
    const PaletteEntry *entry(int row) const;

    int rowCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role) const override;

private:
    struct Shown
    {
        qsizetype entry = 0;
        int score = 0;
        QList<int> marks; // characters of the title to stress
    };
    std::optional<Shown> shownFor(qsizetype index) const; // nothing where the query does not fit
    std::optional<Shown> byTitle(qsizetype index) const;
    std::optional<Shown> byWords(qsizetype index) const;
    int recency(const PaletteEntry &entry) const;
    void filter();

    QList<PaletteEntry> m_entries;
    QList<Shown> m_shown;
    QStringList m_recent;
    QString m_query;
};

} // namespace gateway::ui
