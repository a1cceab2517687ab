// SPDX-License-Identifier: MIT
#include "ui/widgets/row_table.h"

#include "ui/theme.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/row_header.h"

#include <QContextMenuEvent>
#include <QHeaderView>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>
#include <QScrollBar>

#include <algorithm>

namespace gateway::ui {

RowTable::RowTable(QWidget *parent) : QTableView(parent)
{
    m_proxy.setSortRole(SortRole);
    m_proxy.setFilterKeyColumn(-1);
    m_proxy.setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_proxy.setSortCaseSensitivity(Qt::CaseInsensitive);
    m_proxy.setSortLocaleAware(true);
    setHorizontalHeader(new RowHeader(this));
    setModel(&m_proxy);
    setItemDelegate(&m_delegate);

    setFrameShape(QFrame::NoFrame);
    setShowGrid(false);
    setSelectionBehavior(QAbstractItemView::SelectRows);
    setSelectionMode(QAbstractItemView::SingleSelection);
    setEditTriggers(QAbstractItemView::NoEditTriggers);
    setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setTabKeyNavigation(false);
    setMouseTracking(true);
    setWordWrap(false);
    verticalHeader()->hide();
    verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    verticalHeader()->setDefaultSectionSize(CellDelegate::rowHeight());
    horizontalHeader()->setMinimumSectionSize(Theme::px(40));
    horizontalHeader()->setFixedHeight(Theme::px(36));

    connect(this, &QTableView::doubleClicked, this, [this](const QModelIndex &index) {
        if (index.column() != m_actionColumn)
            Q_EMIT opened(sourceRow(index));
    });
    const auto refit = [this] {
        if (m_fit)
            updateGeometry();
        fitColumns();
    };
    connect(&m_proxy, &QAbstractItemModel::rowsInserted, this, refit);
    connect(&m_proxy, &QAbstractItemModel::rowsRemoved, this, refit);
    connect(&m_proxy, &QAbstractItemModel::modelReset, this, refit);
    connect(&m_proxy, &QAbstractItemModel::dataChanged, this, refit);
}

void RowTable::setSource(QAbstractItemModel *source)
{
    m_proxy.setSourceModel(source);
    horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
}

void RowTable::setLargeSource(QAbstractItemModel *source)
{
    m_large = true;
    setModel(source);
    connect(source, &QAbstractItemModel::rowsInserted, this,
            [this](const QModelIndex &, int first, int last) { holdStill(first, last, true); });
    connect(source, &QAbstractItemModel::rowsRemoved, this,
            [this](const QModelIndex &, int first, int last) { holdStill(first, last, false); });
}

void RowTable::holdStill(int first, int last, bool came)
{
    const int height = verticalHeader()->defaultSectionSize();
    const int value = verticalScrollBar()->value();
    const int top = value / height;
    if (value == 0 || first > top || (came && first == top && value % height == 0))
        return;
    const int moved = came ? last - first + 1 : std::min(last + 1, top) - first;
    updateGeometries(); // the bar's range is otherwise that of before
    verticalScrollBar()->setValue(std::max(0, value + (came ? moved : -moved) * height));
}

int RowTable::sourceRow(const QModelIndex &index) const
{
    return m_large ? index.row() : m_proxy.mapToSource(index).row();
}

QModelIndex RowTable::moveCursor(CursorAction action, Qt::KeyboardModifiers modifiers)
{
    if (action == MoveHome || action == MoveEnd)
        modifiers |= Qt::ControlModifier;
    return QTableView::moveCursor(action, modifiers);
}

void RowTable::setStretchColumns(const QList<int> &columns)
{
    m_stretching = columns;
    for (const int column : columns)
        horizontalHeader()->setSectionResizeMode(column, QHeaderView::Stretch);
}

void RowTable::setLessImportant(const QList<int> &columns, int nameWidth)
{
    m_lessImportant = columns;
    m_nameWidth = Theme::px(nameWidth);
    for (const int column : std::as_const(m_stretching))
        horizontalHeader()->setSectionResizeMode(column, QHeaderView::Fixed); // fitColumns says how wide
}

// Hides what matters less until the rest has room, and the notes beside pills when that is not enough. Names
// keep a readable width; of several that stretch, the last one is cut first.
void RowTable::fitColumns()
{
    if (m_lessImportant.isEmpty())
        return;
    const bool hadNotes = m_delegate.hasNotes();
    m_delegate.setNotes(true);
    QHash<int, int> widths = wantedWidths();
    const auto least = [&] { // with all that can be hidden hidden
        int sum = 0;
        for (auto it = widths.cbegin(); it != widths.cend(); ++it)
            sum += m_lessImportant.contains(it.key()) ? 0 : it.value();
        return sum;
    };
    if (least() > viewport()->width()) {
        m_delegate.setNotes(false);
        widths = wantedWidths();
    }
    QHeaderView *header = horizontalHeader();
    if (hadNotes != m_delegate.hasNotes()) { // those that are as wide as what they hold are measured again
        for (int column = 0; column < header->count(); ++column) {
            if (header->sectionResizeMode(column) == QHeaderView::ResizeToContents)
                header->setSectionResizeMode(column, QHeaderView::ResizeToContents);
        }
    }
    int room = viewport()->width();
    for (const int width : std::as_const(widths))
        room -= width;
    for (const int column : std::as_const(m_lessImportant)) {
        const bool hide = room < 0;
        if (hide)
            room += widths[column];
        if (isColumnHidden(column) != hide)
            setColumnHidden(column, hide);
    }
    QList<int> shown;
    std::copy_if(m_stretching.cbegin(), m_stretching.cend(), std::back_inserter(shown),
                 [this](int column) { return !isColumnHidden(column); });
    for (const int column : std::as_const(shown)) { // what they need comes first
        const int more = qBound(0, hintFor(column) - widths.value(column), qMax(0, room));
        widths[column] += more;
        room -= more;
    }
    for (qsizetype i = 0; i < shown.size(); ++i) {
        const int share = room / int(shown.size() - i);
        room -= share;
        header->resizeSection(shown[i], qMax(header->minimumSectionSize(), widths.value(shown[i]) + share));
    }
}

int RowTable::hintFor(int column) const
{
    return qMax(sizeHintForColumn(column), horizontalHeader()->sectionSizeHint(column));
}

// Of every column that is there, or may be.
QHash<int, int> RowTable::wantedWidths() const
{
    const QHeaderView *header = horizontalHeader();
    QHash<int, int> widths;
    for (int column = 0; column < header->count(); ++column) {
        if (isColumnHidden(column) && !m_lessImportant.contains(column))
            continue;
        if (m_stretching.contains(column)) {
            const bool cutFirst = m_stretching.size() > 1 && column == m_stretching.constLast();
            widths[column] = qMin(hintFor(column), cutFirst ? qMin(Theme::px(72), m_nameWidth) : m_nameWidth);
        } else {
            widths[column] = header->sectionResizeMode(column) == QHeaderView::Fixed
                                     ? header->sectionSize(column)
                                     : hintFor(column);
        }
    }
    return widths;
}

void RowTable::resizeEvent(QResizeEvent *event)
{
    QTableView::resizeEvent(event);
    fitColumns();
}

void RowTable::setActionColumn(int column)
{
    m_actionColumn = column;
    m_delegate.setActionColumn(column);
    horizontalHeader()->setSectionResizeMode(column, QHeaderView::Fixed);
    horizontalHeader()->resizeSection(column, Theme::px(44));
}

void RowTable::setFilterText(const QString &text)
{
    m_proxy.setFilterFixedString(text.trimmed());
}

int RowTable::currentRow() const
{
    const QModelIndexList rows = selectionModel()->selectedRows();
    return rows.isEmpty() ? -1 : sourceRow(rows.first());
}

QList<int> RowTable::selectedRows() const
{
    QList<int> rows;
    const QModelIndexList indexes = selectionModel()->selectedRows();
    for (const QModelIndex &index : indexes)
        rows += sourceRow(index);
    return rows;
}

void RowTable::setSeveral(bool several)
{
    setSelectionMode(several ? QAbstractItemView::ExtendedSelection : QAbstractItemView::SingleSelection);
}

bool RowTable::selectRow(qint64 id)
{
    for (int row = 0; row < m_proxy.rowCount(); ++row) {
        const QModelIndex index = m_proxy.index(row, 0);
        if (index.data(IdRole).toLongLong() == id) {
            setCurrentIndex(index);
            scrollTo(index);
            return true;
        }
    }
    return false;
}

void RowTable::setSelectable(bool selectable)
{
    setSelectionMode(selectable ? QAbstractItemView::SingleSelection : QAbstractItemView::NoSelection);
    setFocusPolicy(selectable ? Qt::StrongFocus : Qt::NoFocus);
}

void RowTable::setFitToRows(bool fit)
{
    m_fit = fit;
    setVerticalScrollBarPolicy(fit ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    setSizePolicy(QSizePolicy::Expanding, fit ? QSizePolicy::Fixed : QSizePolicy::Expanding);
}

QSize RowTable::sizeHint() const
{
    if (!m_fit)
        return QTableView::sizeHint();
    return {Theme::px(400), horizontalHeader()->height() + m_proxy.rowCount() * CellDelegate::rowHeight()};
}

QSize RowTable::minimumSizeHint() const
{
    return m_fit ? QSize(Theme::px(200), sizeHint().height()) : QTableView::minimumSizeHint();
}

void RowTable::setHoverRow(int row)
{
    if (row == m_hoverRow)
        return;
    m_hoverRow = row;
    m_delegate.setHoverRow(row);
    viewport()->update();
}

void RowTable::mouseMoveEvent(QMouseEvent *event)
{
    QTableView::mouseMoveEvent(event);
    const QModelIndex index = indexAt(event->position().toPoint());
    setHoverRow(index.row());
    viewport()->setCursor(index.isValid() && index.column() == m_actionColumn ? Qt::PointingHandCursor
                                                                              : Qt::ArrowCursor);
}

void RowTable::mouseReleaseEvent(QMouseEvent *event)
{
    QTableView::mouseReleaseEvent(event);
    const QModelIndex index = indexAt(event->position().toPoint());
    if (event->button() == Qt::LeftButton && index.isValid() && index.column() == m_actionColumn)
        requestMenu(index, event->globalPosition().toPoint());
}

void RowTable::leaveEvent(QEvent *event)
{
    QTableView::leaveEvent(event);
    setHoverRow(-1);
}

void RowTable::keyPressEvent(QKeyEvent *event)
{
    const bool enter = event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter;
    const bool acts = enter || event->key() == Qt::Key_Delete;
    if (acts && currentRow() < 0 && currentIndex().isValid()) // the one with the ring
        selectionModel()->select(currentIndex(),
                                 QItemSelectionModel::ClearAndSelect | QItemSelectionModel::Rows);
    const int row = currentRow();
    if (row >= 0 && enter)
        Q_EMIT opened(row);
    else if (row >= 0 && event->key() == Qt::Key_Delete)
        Q_EMIT removeRequested(row);
    else
        QTableView::keyPressEvent(event);
    // The row with the focus may be the first or the last already, and not the selected one.
    if (currentRow() < 0 && currentIndex().isValid() &&
        (event->key() == Qt::Key_Home || event->key() == Qt::Key_End))
        QTableView::selectRow(currentIndex().row());
}

// A row that is current need not be selected.
void RowTable::paintEvent(QPaintEvent *event)
{
    QTableView::paintEvent(event);
    if (!hasFocus() || !currentIndex().isValid())
        return;
    QRect row = visualRect(currentIndex());
    row.setLeft(0);
    row.setRight(viewport()->width() - 1);
    QPainter painter(viewport());
    paintFocusRing(painter, row);
}

void RowTable::focusInEvent(QFocusEvent *event)
{
    QTableView::focusInEvent(event);
    viewport()->update();
}

void RowTable::focusOutEvent(QFocusEvent *event)
{
    QTableView::focusOutEvent(event);
    viewport()->update();
}

void RowTable::currentChanged(const QModelIndex &current, const QModelIndex &previous)
{
    QTableView::currentChanged(current, previous);
    viewport()->update(); // the ring goes round the whole row
}

void RowTable::contextMenuEvent(QContextMenuEvent *event)
{
    const bool byMouse = event->reason() == QContextMenuEvent::Mouse;
    const QModelIndex index =
            byMouse ? indexAt(viewport()->mapFromGlobal(event->globalPos())) : currentIndex();
    if (!index.isValid())
        return;
    requestMenu(index,
                byMouse ? event->globalPos() : viewport()->mapToGlobal(visualRect(index).bottomLeft()));
}

void RowTable::requestMenu(const QModelIndex &index, const QPoint &globalPosition)
{
    if (m_actionColumn < 0)
        return;
    if (!selectionModel()->isRowSelected(index.row(), {}))
        setCurrentIndex(index); // else the menu is about all that is selected
    Q_EMIT menuRequested(sourceRow(index), globalPosition);
}

} // namespace gateway::ui
