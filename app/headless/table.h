// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QString>
#include <QStringList>

namespace gateway::cli {

// Columns a terminal shows text in: CJK and emoji take two, combining marks none.
int displayWidth(const QString &text);

// Rows under a heading, columns aligned. Cells are made printable (terminal.h).
class Table final
{
public:
    enum class Align { Left, Right };
    struct Column
    {
        QString title;
        Align align = Align::Left;
    };

    explicit Table(QList<Column> columns) : m_columns(std::move(columns)) {}
    void add(const QStringList &cells);
    bool isEmpty() const { return m_rows.isEmpty(); }
    QString text() const; // without a line end at its end

private:
    QList<Column> m_columns;
    QList<QStringList> m_rows;
};

// "name:  value" lines with the values in one column.
QString describe(const QList<std::pair<QString, QString>> &fields);

// One line of comma-separated values (RFC 4180). A cell that a spreadsheet would take for a formula is
// defused with a leading apostrophe: model names come from clients.
QString csvLine(const QStringList &cells);

} // namespace gateway::cli
