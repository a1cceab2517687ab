// SPDX-License-Identifier: MIT
#pragma once

#include "ui/palette/palette_model.h"

#include <QDialog>

class QLabel;
class QLineEdit;
class QListView;
class QSettings;

namespace gateway::ui {

// Ctrl+K: type a few characters of a page, a user, a key, a model or an action, and Enter goes there. Works
// by the keyboard alone; the line keeps the focus while the arrows move in the list. Deletes itself when
// closed.
class CommandPalette final : public QDialog
{
    Q_OBJECT

public:
    // `memory` keeps what was used last.
    CommandPalette(QList<PaletteEntry> entries, QSettings &memory, QWidget *parent);

    void addEntries(const QList<PaletteEntry> &entries); // what had to be asked for
    const PaletteModel &model() const { return m_model; }

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void paintEvent(QPaintEvent *event) override;

private:
    void move(int rows);
    void choose(int row);
    void place();
    void showFirst();
    void fit();

    QSettings &m_memory;
    PaletteModel m_model;
    QLineEdit *m_line;
    QListView *m_list;
    QLabel *m_nothing;
    QStringList m_recent;
    QWidget *m_backdrop = nullptr;
};

} // namespace gateway::ui
