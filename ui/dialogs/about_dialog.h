// SPDX-License-Identifier: MIT
#pragma once

#include "ui/dialogs/form_dialog.h"

namespace gateway::ui {

// Version, and the licences told openly.
class AboutDialog final : public FormDialog
{
    Q_OBJECT

public:
    explicit AboutDialog(QWidget *parent);

protected:
    void submit() override { finish(); }
};

} // namespace gateway::ui
