// SPDX-License-Identifier: MIT
#include "ui/palette/palette_model.h"

#include "ui/palette/fuzzy.h"

#include <algorithm>

namespace gateway::ui {

namespace {

constexpr int perOtherField = 25; // a match beside the title is worth less than one in it
constexpr int perScatter = 60;    // letters here and there are a guess
constexpr int perAction = 10;     // and to open a page, rather than to go where it could be set
constexpr int perBeginning = 40;
constexpr int recentAtFirst = 4; // of those used last, before anything is typed

bool isHan(const QString &word)
{
    return std::any_of(word.begin(), word.end(), [](QChar one) { return one.unicode() >= 0x3400; });
}

// Where a word of `text` begins with `word`; -1 for nowhere. Chinese has no spaces between its words.
qsizetype beginning(const QString &word, const QString &text)
{
    const bool anywhere = isHan(word);
    for (qsizetype at = text.indexOf(word, 0, Qt::CaseInsensitive); at >= 0;
         at = text.indexOf(word, at + 1, Qt::CaseInsensitive)) {
        if (anywhere || at == 0 || !text[at - 1].isLetterOrNumber() || isHan(text.mid(at - 1, 1)))
            return at;
    }
    return -1;
}

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

std::optional<PaletteModel::Shown> PaletteModel::byTitle(qsizetype index) const
{
    const PaletteEntry &entry = m_entries[index];
    const auto match = fuzzyMatch(m_query, entry.title);
    if (!match)
        return {};
    // Of names people know pieces; "start" is no word for "Switch to the dark theme".
    if (match->scattered && entry.kind <= PaletteEntry::Kind::Place)
        return {};
    Shown shown{index, match->score, match->positions};
    if (match->scattered)
        shown.score -= perScatter;
    if (entry.title.startsWith(m_query, Qt::CaseInsensitive)) // before initials
        shown.score += perBeginning;
    if (entry.kind < PaletteEntry::Kind::Place)
        shown.score += perAction;
    return shown;
}

// "key laptop": words of all that is known of it, but from their beginnings.
std::optional<PaletteModel::Shown> PaletteModel::byWords(qsizetype index) const
{
    const PaletteEntry &entry = m_entries[index];
    // The first of its words is a page's English name, by which it is known as well.
    const bool named = entry.kind == PaletteEntry::Kind::Page && beginning(m_query, entry.keywords) == 0;
    Shown shown{index, named ? 0 : -perOtherField, {}};
    for (const QString &word : m_query.split(u' ', Qt::SkipEmptyParts)) {
        const qsizetype inTitle = beginning(word, entry.title);
        if (inTitle < 0 && beginning(word, entry.detail) < 0 && beginning(word, entry.keywords) < 0)
            return {};
        shown.score += fuzzyMatch(word, word)->score;
        for (qsizetype i = 0; inTitle >= 0 && i < word.size(); ++i)
            shown.marks += int(inTitle + i);
    }
    return shown;
}

std::optional<PaletteModel::Shown> PaletteModel::shownFor(qsizetype index) const
{
    using Kind = PaletteEntry::Kind;
    const PaletteEntry &entry = m_entries[index];
    const int recent = recency(entry);
    if (m_query.isEmpty()) {
        if (recent > std::max<qsizetype>(0, m_recent.size() - recentAtFirst))
            return Shown{index, recent, {}};
        if (entry.kind == Kind::Action)
            return Shown{index, 0, {}};
        return entry.kind == Kind::Page ? std::optional<Shown>({index, -1, {}}) : std::nullopt;
    }
    auto best = byTitle(index);
    if (auto words = byWords(index); words && (!best || words->score > best->score))
        best = std::move(words);
    if (best)
        best->score += recent;
    return best;
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
