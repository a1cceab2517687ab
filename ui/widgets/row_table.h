// SPDX-License-Identifier: MIT
#pragma once

#include "ui/models/cell_delegate.h"

#include <QHash>
#include <QSortFilterProxyModel>
#include <QTableView>

namespace gateway::ui {

// A table of rows that people search, sort and act on: Enter opens the selected row, its actions are
// behind the button at its end, the right mouse button and the menu key. Rows and ids below are those of the
// source model.
class RowTable final : public QTableView
{
    Q_OBJECT

public:
    explicit RowTable(QWidget *parent = nullptr);

    void setSource(QAbstractItemModel *source);
    // A model of very many rows, which has its own order and search. Rows that come or go above what is seen
    // do not move it.
    void setLargeSource(QAbstractItemModel *source);
    // The column that is as wide as there is room; the others are as wide as what they hold.
    void setStretchColumns(const QList<int> &columns);
    void setActionColumn(int column);
    // Columns that give way where the window is narrow, the first one first.
    // Names keep `nameWidth` (at 100 %) where they are longer.
    void setLessImportant(const QList<int> &columns, int nameWidth = 150);
    void setFilterText(const QString &text);
    QSortFilterProxyModel &proxy() { return m_proxy; }

    int currentRow() const; // -1 without a selection
    QList<int> selectedRows() const;
    void setSeveral(bool several); // Shift, Ctrl and Ctrl+A select more than one row
    bool selectRow(qint64 id);     // false: there is no such row
    void setSelectable(bool selectable);
    // As high as its rows, without a scroll bar of its own.
    void setFitToRows(bool fit);
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void opened(int row);
    void removeRequested(int row);
    void menuRequested(int row, const QPoint &globalPosition);

protected:
    // Home and End lead to the first and the last row: a row is one thing here.
    QModelIndex moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;
    void focusOutEvent(QFocusEvent *event) override;
    void currentChanged(const QModelIndex &current, const QModelIndex &previous) override;
    void contextMenuEvent(QContextMenuEvent *event) override;
    void resizeEvent(QResizeEvent *event) override;

private:
    int sourceRow(const QModelIndex &index) const;
    void holdStill(int first, int last, bool came);
    void setHoverRow(int row);
    void fitColumns();
    int hintFor(int column) const;
    QHash<int, int> wantedWidths() const;
    void requestMenu(const QModelIndex &index, const QPoint &globalPosition);

    CellDelegate m_delegate;
    QSortFilterProxyModel m_proxy;
    int m_hoverRow = -1;
    int m_actionColumn = -1;
    bool m_fit = false;
    bool m_large = false; // without m_proxy
    QList<int> m_stretching;
    QList<int> m_lessImportant;
    int m_nameWidth = 0;
};

} // namespace gateway::ui
