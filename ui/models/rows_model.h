// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/cell_delegate.h"

#include <QAbstractTableModel>
#include <QSet>

#include <algorithm>

namespace gateway::ui {

// Rows of values with an id. A new list is taken over with the smallest change, so that selection, scroll
// position and an open menu survive a refresh. Derived classes say what the cells show.
template <typename Row>
class RowsModel : public QAbstractTableModel
{
public:
    using QAbstractTableModel::QAbstractTableModel;

    int rowCount(const QModelIndex &parent = {}) const override
    {
        return parent.isValid() ? 0 : int(m_rows.size());
    }
    const QList<Row> &rows() const { return m_rows; }
    const Row *row(int index) const { return index >= 0 && index < m_rows.size() ? &m_rows[index] : nullptr; }

    void setRows(const QList<Row> &rows)
    {
        if (!sameOrder(rows)) {
            beginResetModel();
            m_rows = rows;
            endResetModel();
            return;
        }
        const QSet<qint64> staying = idsOf(rows);
        for (int i = int(m_rows.size()) - 1; i >= 0; --i) {
            if (!staying.contains(idOf(m_rows[i]))) {
                beginRemoveRows({}, i, i);
                m_rows.removeAt(i);
                endRemoveRows();
            }
        }
        for (int i = 0; i < rows.size(); ++i) {
            if (i >= m_rows.size() || idOf(m_rows[i]) != idOf(rows[i])) {
                beginInsertRows({}, i, i);
                m_rows.insert(i, rows[i]);
                endInsertRows();
            } else if (!(m_rows[i] == rows[i])) {
                m_rows[i] = rows[i];
                Q_EMIT dataChanged(index(i, 0), index(i, columnCount() - 1));
            }
        }
    }

    // Texts depend on the language and on the time of reading.
    void refreshTexts()
    {
        if (!m_rows.isEmpty())
            Q_EMIT dataChanged(index(0, 0), index(int(m_rows.size()) - 1, columnCount() - 1));
        Q_EMIT headerDataChanged(Qt::Horizontal, 0, columnCount() - 1);
    }

protected:
    virtual qint64 idOf(const Row &row) const = 0;

private:
    QSet<qint64> idsOf(const QList<Row> &rows) const
    {
        QSet<qint64> ids;
        for (const Row &row : rows)
            ids.insert(idOf(row));
        return ids;
    }

    // Whether the rows that stay do so in their order.
    bool sameOrder(const QList<Row> &rows) const
    {
        const QSet<qint64> staying = idsOf(rows);
        auto it = rows.begin();
        for (const Row &old : m_rows) {
            const qint64 id = idOf(old);
            if (!staying.contains(id))
                continue;
            it = std::find_if(it, rows.end(), [this, id](const Row &row) { return idOf(row) == id; });
            if (it == rows.end())
                return false;
            ++it;
        }
        return true;
    }

    QList<Row> m_rows;
};

} // namespace gateway::ui
