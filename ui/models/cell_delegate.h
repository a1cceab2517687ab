// SPDX-License-Identifier: MIT
#pragma once

#include "ui/theme.h"

#include <QStyledItemDelegate>

namespace gateway::ui {

// What a model says about a cell beside its text.
enum CellRole {
    SortRole = Qt::UserRole + 1, // a value that sorts as people expect
    ToneRole,                    // a Tone: the text is a pill
    NoteRole,                    // dim words behind a pill
    FitNoteRole,                 // true: the column is wide enough for them
    DimRole,                     // true: secondary text
    MonoRole,                    // true: a key, an address, a pattern
    ShareRole,                   // a part of a whole, 1.0 is all of it: a bar before the text
    IdRole,                      // the row's id, the same in every column
    WaitRole                     // true: what stands here is being read
};

// Paints the cells of our tables: a line under each row, pills, dim and monospaced text, and a "more" button
// in the last column of the row under the mouse or the selection.
class CellDelegate final : public QStyledItemDelegate
{
    Q_OBJECT

public:
    explicit CellDelegate(QObject *parent = nullptr);

    void setHoverRow(int row) { m_hoverRow = row; }
    void setActionColumn(int column) { m_actionColumn = column; }
    // Whether there is room for what stands beside a pill; tool tips say it in any case.
    void setNotes(bool notes) { m_notes = notes; }
    bool hasNotes() const { return m_notes; }

    void paint(QPainter *painter, const QStyleOptionViewItem &option,
               const QModelIndex &index) const override;
    QSize sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const override;

    static int rowHeight();
    static Tone shareTone(double share); // of a bar: over 80 % and over 95 % stand out

private:
    void paintShare(QPainter *painter, QRect rect, const QString &text, double share,
                    const QFont &body) const;
    void paintWaiting(QPainter *painter, const QRect &rect, const QModelIndex &index) const;
    QFont cellFont(const QStyleOptionViewItem &option, const QModelIndex &index) const;

    int m_hoverRow = -1;
    int m_actionColumn = -1;
    bool m_notes = true;
};

} // namespace gateway::ui
