// SPDX-License-Identifier: MIT
#include "table.h"

#include "terminal.h"

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

struct Range
{
    char32_t first;
    char32_t last;
};

// East Asian Wide and Fullwidth (Unicode UAX 11), by block.
constexpr std::array<Range, 15> wideRanges{{
        {0x1100, 0x115f},
        {0x2e80, 0x303e},
        {0x3041, 0x33ff},
        {0x3400, 0x4dbf},
        {0x4e00, 0x9fff},
        {0xa000, 0xa4cf},
        {0xac00, 0xd7a3},
        {0xf900, 0xfaff},
        {0xfe30, 0xfe6f},
        {0xff00, 0xff60},
        {0xffe0, 0xffe6},
        {0x1f300, 0x1f64f},
        {0x1f680, 0x1f6ff},
        {0x1f900, 0x1f9ff},
        {0x20000, 0x3fffd},
}};

int widthOf(char32_t c)
{
    const QChar::Category category = QChar::category(c);
    if (category == QChar::Mark_NonSpacing || category == QChar::Mark_Enclosing ||
        category == QChar::Other_Format)
        return 0;
    const bool wide = std::any_of(wideRanges.begin(), wideRanges.end(),
                                  [c](Range range) { return c >= range.first && c <= range.last; });
    return wide ? 2 : 1;
}

} // namespace

int displayWidth(const QString &text)
{
    int width = 0;
    for (const char32_t c : text.toUcs4())
        width += widthOf(c);
    return width;
}

void Table::add(const QStringList &cells)
{
    Q_ASSERT(cells.size() == m_columns.size());
    QStringList safe;
    for (const QString &cell : cells)
        safe += printable(cell);
    m_rows += safe;
}

QString Table::text() const
{
    QList<int> widths;
    for (qsizetype column = 0; column < m_columns.size(); ++column) {
        int width = displayWidth(m_columns[column].title);
        for (const QStringList &row : m_rows)
            width = std::max(width, displayWidth(row[column]));
        widths += width;
    }

    QStringList lines;
    const auto addLine = [&](const auto &cellOf) {
        QString line;
        for (qsizetype column = 0; column < m_columns.size(); ++column) {
            const QString cell = cellOf(column);
            const QString padding(widths[column] - displayWidth(cell), u' ');
            line += m_columns[column].align == Align::Right ? padding + cell : cell + padding;
            line += u"  "_s;
        }
        while (line.endsWith(u' '))
            line.chop(1);
        lines += line;
    };
    addLine([this](qsizetype column) { return m_columns[column].title; });
    for (const QStringList &row : m_rows)
        addLine([&row](qsizetype column) { return row[column]; });
    return lines.join(u'\n');
}

QString describe(const QList<std::pair<QString, QString>> &fields)
{
    int width = 0;
    for (const auto &field : fields)
        width = std::max(width, displayWidth(field.first));
    QStringList lines;
    for (const auto &[name, value] : fields)
        lines += name + u":"_s + QString(width - displayWidth(name) + 2, u' ') + printable(value);
    return lines.join(u'\n');
}

QString csvLine(const QStringList &cells)
{
    QStringList quoted;
    for (QString cell : cells) {
        bool isNumber = false;
        cell.toDouble(&isNumber);
        if (!cell.isEmpty() && !isNumber && u"=+-@\t\r"_s.contains(cell.front()))
            cell.prepend(u'\'');
        if (cell.contains(u',') || cell.contains(u'"') || cell.contains(u'\n') || cell.contains(u'\r'))
            cell = u'"' + cell.replace(u"\""_s, u"\"\""_s) + u'"';
        quoted += cell;
    }
    return quoted.join(u',');
}

} // namespace gateway::cli
