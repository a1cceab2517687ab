// SPDX-License-Identifier: MIT
#pragma once

#include "ui/pages/page.h"

namespace gateway::ui {

class SettingsSection;

class SettingsPage final : public Page
{
    Q_OBJECT

public:
    SettingsPage(Shell &shell, QWidget *parent);

    void activate() override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showAll();
    void makeIndex();
    void showNext(qsizetype index);

    QList<SettingsSection *> m_sections;
    QLabel *m_place;
    QPushButton *m_about;
    QLabel *m_rule;
    QWidget *m_index;
};

} // namespace gateway::ui
