// SPDX-License-Identifier: MIT
#pragma once

#include "ui/dialogs/form_dialog.h"

class QGridLayout;

namespace gateway::ui {

// Every key there is, and what it does.
class ShortcutsDialog final : public FormDialog
{
    Q_OBJECT

public:
    using Shortcuts = QList<std::pair<QString, QString>>; // what it does, the keys as they are written

    // `actions` are those of the whole window; what tables and fields do is known here.
    ShortcutsDialog(const Shortcuts &actions, QWidget *parent);

protected:
    void submit() override { finish(); }

private:
    QGridLayout *addColumn(QHBoxLayout *columns);
    static void addGroup(QGridLayout *grid, const QString &name, const Shortcuts &shortcuts);
    static Shortcuts pageKeys();
    static Shortcuts tableKeys();
};

} // namespace gateway::ui
