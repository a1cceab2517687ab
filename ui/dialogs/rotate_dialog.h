// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/dialogs/form_dialog.h"

class QComboBox;

namespace gateway::ui {

// A new key with the same rights in place of an old one, which may go on for a while so that nobody is cut
// off.
class RotateDialog final : public FormDialog
{
    Q_OBJECT

public:
    RotateDialog(Backend &backend, const KeyInfo &key, QWidget *parent);

Q_SIGNALS:
    void rotated(const gateway::IssuedKey &key);

protected:
    void submit() override;

private:
    Backend &m_backend;
    KeyInfo m_key;
    QLabel *m_note;
    QComboBox *m_overlap;
    FormField *m_overlapField;
};

} // namespace gateway::ui
