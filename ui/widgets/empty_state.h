// SPDX-License-Identifier: MIT
#pragma once

#include "ui/widgets/basics.h"

namespace gateway::ui {

// One sentence and the one button that helps, where there is nothing to show.
class EmptyState final : public QWidget
{
    Q_OBJECT

public:
    explicit EmptyState(QWidget *parent = nullptr);

    void set(const QString &sentence, const QString &buttonText = {});
    QPushButton *button() const { return m_button; }
    QString sentence() const { return m_sentence->text(); }

private:
    QLabel *m_sentence;
    QPushButton *m_button;
};

} // namespace gateway::ui
