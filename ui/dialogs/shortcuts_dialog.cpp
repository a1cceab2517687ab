// SPDX-License-Identifier: MIT
#include "ui/dialogs/shortcuts_dialog.h"

#include <QGridLayout>
#include <QKeySequence>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

QString keys(QKeyCombination combination)
{
    return QKeySequence(combination).toString(QKeySequence::NativeText);
}

} // namespace

ShortcutsDialog::ShortcutsDialog(const Shortcuts &actions, QWidget *parent) : FormDialog(parent)
{
    setTitle(tr("Keyboard shortcuts"));
    setPrimary(tr("Close"));
    cancelButton()->hide();
    setMinimumWidth(Theme::px(760));
    auto *columns = new QHBoxLayout;
    columns->setSpacing(Theme::px(32));
    addGroup(addColumn(columns), tr("Everywhere"), actions);
    QGridLayout *right = addColumn(columns);
    addGroup(right, tr("Pages"), pageKeys());
    addGroup(right, tr("Tables and fields"), tableKeys());
    body()->addLayout(columns);
    primaryButton()->setFocus();
}

QGridLayout *ShortcutsDialog::addColumn(QHBoxLayout *columns)
{
    auto *column = new QVBoxLayout;
    auto *grid = new QGridLayout;
    grid->setHorizontalSpacing(Theme::px(16));
    grid->setVerticalSpacing(Theme::px(4));
    grid->setColumnStretch(0, 1);
    column->addLayout(grid);
    column->addStretch();
    columns->addLayout(column, 1);
    return grid;
}

void ShortcutsDialog::addGroup(QGridLayout *grid, const QString &name, const Shortcuts &shortcuts)
{
    int row = grid->rowCount();
    auto *heading = makeLabel("heading", nullptr);
    heading->setText(name);
    if (row > 1)
        heading->setContentsMargins(0, Theme::px(12), 0, 0);
    grid->addWidget(heading, row++, 0, 1, 2);
    for (const auto &[what, written] : shortcuts) {
        auto *label = makeLabel("body", nullptr);
        label->setText(what);
        label->setWordWrap(true);
        auto *key = makeLabel("dim", nullptr);
        key->setText(written);
        grid->addWidget(label, row, 0);
        grid->addWidget(key, row++, 1, Qt::AlignRight | Qt::AlignTop);
    }
}

ShortcutsDialog::Shortcuts ShortcutsDialog::pageKeys()
{
    return {{tr("Open a page"), tr("1 to 9, or %1 to 9").arg(keys(Qt::CTRL | Qt::Key_1))},
            {tr("Next page in the list"), tr("Up/Down")},
            {tr("Export (Overview)"), keys(Qt::CTRL | Qt::Key_E)},
            {tr("Import prices (Models)"), keys(Qt::CTRL | Qt::Key_I)}};
}

ShortcutsDialog::Shortcuts ShortcutsDialog::tableKeys()
{
    return {{tr("Open the row"), keys(Qt::Key_Return)},
            {tr("Remove or revoke it"), keys(Qt::Key_Delete)},
            {tr("Row menu"), keys(Qt::SHIFT | Qt::Key_F10)},
            {tr("Mark several"), tr("Shift+Up/Down, %1").arg(keys(Qt::CTRL | Qt::Key_A))},
            {tr("From search to results"), tr("Down")},
            {tr("Clear the search, close what is open"), keys(Qt::Key_Escape)},
            {tr("Previous or next request; move a target of an alias"), tr("Alt+Up/Down")},
            {tr("Stop an answer in the Playground"), keys(Qt::Key_Escape)}};
}

} // namespace gateway::ui
