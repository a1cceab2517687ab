// SPDX-License-Identifier: MIT
#pragma once

#include "ui/pages/page.h"

class QLineEdit;

namespace gateway::ui {

class SettingsSection;

// Sections of settings, one below the other, with links to them beside; the search leaves those that have
// what is looked for.
class SettingsPage final : public Page
{
    Q_OBJECT

public:
    SettingsPage(Shell &shell, QWidget *parent);

    void activate() override;
    void focusSearch() override;
    void find(const QString &name) override; // the setting of this name, as it is named in the table of them
    QWidget *landing() override;
    QWidget *found() override;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showAll();
    void makeIndex();
    void showNext();
    void applySearch();
    void goTo(QWidget *editor);
    SettingsSection *sectionOf(QWidget *editor) const;
    static bool has(const SettingsSection &section, const QStringList &words, bool inHints);

    QList<SettingsSection *> m_sections;
    QList<QPushButton *> m_links; // one for each section
    QLineEdit *m_search;
    qsizetype m_ready; // so many sections have been laid out
    QLabel *m_nothing;
    QLabel *m_place;
    QPushButton *m_about;
    QLabel *m_rule;
    QWidget *m_index;
};

} // namespace gateway::ui
