// SPDX-License-Identifier: MIT
#include "ui/palette/palette_model.h"

#include "ui/palette/fuzzy.h"

#include <algorithm>

namespace gateway::ui {

namespace {

constexpr int perOtherField = 25; // a match beside the title is worth less than one in it

} // namespace

void PaletteModel::setEntries(QList<PaletteEntry> entries)
{
    m_entries = std::move(entries);
    filter();
}

void PaletteModel::addEntries(const QList<PaletteEntry> &entries)
{
    m_entries += entries;
    filter();
}

void PaletteModel::setQuery(const QString &query)
{
    m_query = query.trimmed();
    filter();
}

int PaletteModel::recency(const PaletteEntry &entry) const
{
    const qsizetype place = m_recent.indexOf(entry.id);
    return place < 0 ? 0 : int(m_recent.size() - place);
}

std::optional<PaletteModel::Shown> PaletteModel::shownFor(qsizetype index) const
{
    const PaletteEntry &entry = m_entries[index];
    if (m_query.isEmpty()) {
        const bool always =
                entry.kind == PaletteEntry::Kind::Page || entry.kind == PaletteEntry::Kind::Action;
        const int recent = recency(entry);
        return always || recent > 0 ? std::optional<Shown>({index, recent, {}}) : std::nullopt;
    }
    if (const auto inTitle = fuzzyMatch(m_query, entry.title))
        return Shown{index, inTitle->score + recency(entry), inTitle->positions};
    // "key laptop": words of both, but whole ones of what is not shown.
    const QString all = entry.title + u' ' + entry.detail + u' ' + entry.keywords;
    const auto elsewhere = fuzzyMatch(m_query, all);
    if (!elsewhere)
        return {};
    Shown shown{index, elsewhere->score - perOtherField + recency(entry), {}};
    for (const int position : elsewhere->positions) {
        if (position < entry.title.size())
            shown.marks += position;
    }
    return shown;
}

void PaletteModel::filter()
{
    beginResetModel();
    m_shown.clear();
    for (qsizetype i = 0; i < m_entries.size(); ++i) {
        if (auto shown = shownFor(i))
            m_shown += *std::move(shown);
    }
    std::stable_sort(m_shown.begin(), m_shown.end(), [this](const Shown &a, const Shown &b) {
        return a.score != b.score ? a.score > b.score : m_entries[a.entry].kind < m_entries[b.entry].kind;
    });
    if (m_shown.size() > mostShown)
        m_shown.resize(mostShown);
    endResetModel();
}

const PaletteEntry *PaletteModel::entry(int row) const
{
    return row >= 0 && row < m_shown.size() ? &m_entries[m_shown[row].entry] : nullptr;
}

int PaletteModel::rowCount(const QModelIndex &parent) const
{
    return parent.isValid() ? 0 : int(m_shown.size());
}

QVariant PaletteModel::data(const QModelIndex &index, int role) const
{
    const PaletteEntry *shown = index.isValid() ? entry(index.row()) : nullptr;
    if (!shown)
        return {};
    switch (role) {
    case Qt::DisplayRole:
        return shown->title;
    case Qt::AccessibleTextRole:
        return QStringList{shown->title, shown->detail, shown->shortcut.toString(QKeySequence::NativeText)}
                .join(u' ');
    case DetailRole:
        return shown->detail;
    case ShortcutRole:
        return shown->shortcut.toString(QKeySequence::NativeText);
    case IconRole:
        return shown->icon;
    case MarksRole:
        return QVariant::fromValue(m_shown[index.row()].marks);
    case KindRole:
        return int(shown->kind);
    default:
        return {};
    }
}

} // namespace gateway::ui
