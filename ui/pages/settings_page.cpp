// SPDX-License-Identifier: MIT
#include "ui/pages/settings_page.h"

#include "ui/dialogs/about_dialog.h"
#include "ui/pages/address_section.h"
#include "ui/pages/value_sections.h"
#include "ui/translated.h"

#include <QDir>
#include <QScrollArea>
#include <QScrollBar>
#include <QTimer>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr qsizetype atOnce = 3; // sections

} // namespace

SettingsPage::SettingsPage(Shell &shell, QWidget *parent)
    : Page(shell, parent)
    , m_place(makeLabel("hint", this))
    , m_about(makeButton("link", this))
    , m_rule(makeLabel("dim", this))
    , m_index(new QWidget(this))
{
    header()->addWidget(m_rule);
    m_about->setObjectName("about"_L1);
    m_place->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_place->setWordWrap(true);
    // In its place before it is filled: the style sheet goes over everything below a widget that changes its
    // parent.
    auto *holder = new QWidget(this);
    addScrolled(holder);
    auto *inner = new QWidget(holder);
    inner->setMaximumWidth(Theme::px(760));
    auto *row = new QHBoxLayout(holder);
    row->setContentsMargins(0, 0, 0, 0);
    row->addWidget(inner, 1);
    row->addStretch();
    auto *column = new QVBoxLayout(inner);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::px(12));
    m_sections = {new AddressSection(shell, inner),  new WindowSection(shell, inner),
                  new DefaultsSection(shell, inner), new AccessSection(shell, inner),
                  new RoutingSection(shell, inner),  new ProxySection(shell, inner),
                  new CurrencySection(shell, inner), new KeepingSection(shell, inner),
                  new BackupSection(shell, inner),   new ServerSection(shell, inner),
                  new LogSection(shell, inner)};
    for (SettingsSection *section : std::as_const(m_sections)) {
        column->addWidget(section);
        section->setVisible(m_sections.indexOf(section) < atOnce);
    }
    QTimer::singleShot(0, this, [this] { showNext(atOnce); });
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_place, 1);
    foot->addWidget(m_about);
    column->addLayout(foot);
    column->addStretch();

    makeIndex();

    connect(m_about, &QPushButton::clicked, this, [this] { (new AboutDialog(window()))->open(); });
    connect(&shell.backend, &Backend::settingsChanged, this, &SettingsPage::showAll);
    onLanguage(this, [this] {
        setTitle(tr("Settings"));
        m_about->setText(tr("About and licences"));
        m_rule->setText(tr("Changes are saved at once, the address with its button."));
        m_place->setText(
                tr("Data: %1").arg(QDir::toNativeSeparators(m_shell.backend.context().location.file)));
    });
    showAll();
}

// The style sheet takes its time with each of them, and the first ones fill the window.
void SettingsPage::showNext(qsizetype index)
{
    if (index == m_sections.size())
        return;
    m_sections[index]->setVisible(true);
    QTimer::singleShot(0, this, [this, index] { showNext(index + 1); });
}

// Beside the sections, where there is room: the page is long.
void SettingsPage::makeIndex()
{
    auto *column = new QVBoxLayout(m_index);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::px(2));
    auto *scroll = findChild<QScrollArea *>();
    for (SettingsSection *section : std::as_const(m_sections)) {
        auto *link = makeButton("link", m_index);
        column->addWidget(link, 0, Qt::AlignLeft);
        connect(link, &QPushButton::clicked, section, [scroll, section] {
            const int top = section->mapTo(scroll->widget(), QPoint()).y();
            scroll->verticalScrollBar()->setValue(top);
        });
        onLanguage(link, [link, section] {
            // The sections have their titles by then.
            QMetaObject::invokeMethod(
                    link, [link, section] { link->setText(section->title()); }, Qt::QueuedConnection);
        });
    }
    column->addStretch();
}

void SettingsPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    const auto *scroll = findChild<QScrollArea *>();
    const int left = scroll->x() + Theme::px(760 + 28);
    const int room = width() - left - Theme::px(22);
    m_index->setVisible(room >= Theme::px(140));
    m_index->setGeometry(left, scroll->y(), room, scroll->height());
    m_index->raise();
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
