// SPDX-License-Identifier: MIT
#include "ui/pages/settings_page.h"

#include "ui/dialogs/about_dialog.h"
#include "ui/pages/address_section.h"
#include "ui/pages/value_sections.h"
#include "ui/translated.h"

#include <QDir>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

SettingsPage::SettingsPage(Shell &shell, QWidget *parent)
    : Page(shell, parent), m_place(makeLabel("hint", this)), m_about(makeButton("link", this))
{
    m_about->setObjectName("about"_L1);
    m_place->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_place->setWordWrap(true);
    auto *inner = new QWidget(this);
    inner->setMaximumWidth(Theme::px(760));
    auto *column = new QVBoxLayout(inner);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::px(12));
    m_sections = {new AddressSection(shell, inner),  new WindowSection(shell, inner),
                  new DefaultsSection(shell, inner), new AccessSection(shell, inner),
                  new RoutingSection(shell, inner),  new CurrencySection(shell, inner),
                  new KeepingSection(shell, inner),  new BackupSection(shell, inner),
                  new ServerSection(shell, inner),   new LogSection(shell, inner)};
    for (SettingsSection *section : std::as_const(m_sections))
        column->addWidget(section);
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_place, 1);
    foot->addWidget(m_about);
    column->addLayout(foot);
    column->addStretch();

    auto *holder = new QWidget(this);
    auto *row = new QHBoxLayout(holder);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(inner, 1);
    row->addStretch();
    addScrolled(holder);

    connect(m_about, &QPushButton::clicked, this, [this] { (new AboutDialog(window()))->open(); });
    connect(&shell.backend, &Backend::settingsChanged, this, &SettingsPage::showAll);
    onLanguage(this, [this] {
        setTitle(tr("Settings"));
        m_about->setText(tr("About and licences"));
        m_place->setText(
                tr("Data: %1").arg(QDir::toNativeSeparators(m_shell.backend.context().location.file)));
    });
    showAll();
}

void SettingsPage::activate()
{
    showAll();
}

void SettingsPage::showAll()
{
    for (SettingsSection *section : std::as_const(m_sections))
        section->show(m_shell.backend.settings());
}

} // namespace gateway::ui
