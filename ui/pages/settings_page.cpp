// SPDX-License-Identifier: MIT
#include "ui/pages/settings_page.h"

#include "ui/dialogs/about_dialog.h"
#include "ui/keyboard.h"
#include "ui/mnemonics.h"
#include "ui/pages/address_section.h"
#include "ui/pages/value_sections.h"
#include "ui/translated.h"

#include <QDir>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QTimer>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr qsizetype atOnce = 3; // sections

} // namespace

SettingsPage::SettingsPage(Shell &shell, QWidget *parent)
    : Page(shell, parent)
    , m_search(new QLineEdit(this))
    , m_ready(atOnce)
    , m_nothing(makeLabel("dim", this))
    , m_place(makeLabel("hint", this))
    , m_about(nullptr)
    , m_rule(makeLabel("dim", this))
    , m_index(new QWidget(this))
{
    header()->addWidget(m_rule);
    m_search->setObjectName("search"_L1);
    m_search->setProperty("search", true);
    m_search->setFixedWidth(Theme::px(200));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(themedIcon(u"search"_s, IconInk::Faint), QLineEdit::LeadingPosition);
    header()->addWidget(m_search);
    m_nothing->hide();
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
        section->setVisible(m_sections.indexOf(section) < m_ready);
    }
    QTimer::singleShot(0, this, &SettingsPage::showNext);
    column->addWidget(m_nothing);
    m_about = makeButton("link", this); // after the sections for the Tab key, too
    m_about->setObjectName("about"_L1);
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_place, 1);
    foot->addWidget(m_about);
    column->addLayout(foot);
    column->addStretch();

    makeIndex();

    connect(m_search, &QLineEdit::textChanged, this, &SettingsPage::applySearch);
    connect(m_about, &QPushButton::clicked, this, [this] { (new AboutDialog(window()))->open(); });
    connect(&shell.backend, &Backend::settingsChanged, this, &SettingsPage::showAll);
    onLanguage(this, [this] {
        setTitle(tr("Settings"));
        m_search->setPlaceholderText(tr("Search settings"));
        m_search->setAccessibleName(tr("Search settings"));
        m_search->setToolTip(u"Ctrl+F"_s);
        m_about->setText(tr("About and licences"));
        m_rule->setText(tr("Changes are saved at once; the address when you press Save."));
        m_place->setText(
                tr("Data: %1").arg(QDir::toNativeSeparators(m_shell.backend.context().location.file)));
        if (m_ready == m_sections.size())
            giveMnemonics(*this);
    });
    showAll();
}

// The style sheet takes its time with each of them, and the first ones fill the window.
void SettingsPage::showNext()
{
    if (m_ready >= m_sections.size())
        return;
    ++m_ready;
    applySearch();
    if (m_ready == m_sections.size())
        giveMnemonics(*this);
    QTimer::singleShot(0, this, &SettingsPage::showNext);
}

// What it says, and the names that its settings have on the command line.
bool SettingsPage::has(const SettingsSection &section, const QStringList &words, bool inHints)
{
    QStringList texts;
    for (const QLabel *label : section.findChildren<QLabel *>())
        texts += inHints || label->property("role").toString() != "hint"_L1 ? label->text() : QString();
    for (const QAbstractButton *button : section.findChildren<QAbstractButton *>())
        texts += button->text();
    for (const QWidget *editor : section.findChildren<QWidget *>())
        texts += editor->objectName().replace(u'_', u' ');
    const QString all = texts.join(u'\n');
    return std::all_of(words.begin(), words.end(),
                       [&all](const QString &word) { return all.contains(word, Qt::CaseInsensitive); });
}

void SettingsPage::applySearch()
{
    const QStringList words = m_search->text().split(u' ', Qt::SkipEmptyParts);
    if (!words.isEmpty())
        m_ready = m_sections.size();
    // What only a hint mentions is shown when nothing is called so.
    const bool named = std::any_of(m_sections.begin(), m_sections.end(), [&words](SettingsSection *section) {
        return has(*section, words, false);
    });
    bool any = false;
    for (qsizetype i = 0; i < m_ready; ++i) {
        const bool fits = has(*m_sections[i], words, !named);
        m_sections[i]->setVisible(fits);
        m_links[i]->setVisible(fits);
        any = any || fits;
    }
    m_nothing->setText(tr("Nothing found for “%1”.").arg(m_search->text().trimmed()));
    m_nothing->setVisible(!any);
}

void SettingsPage::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

QWidget *SettingsPage::landing()
{
    return m_index->isVisible() ? Keyboard::firstStop(m_index) : found();
}

QWidget *SettingsPage::found()
{
    for (SettingsSection *section : std::as_const(m_sections)) {
        if (section->isVisible())
            return Keyboard::firstStop(section);
    }
    return nullptr;
}

SettingsSection *SettingsPage::sectionOf(QWidget *editor) const
{
    const auto holds = [editor](const SettingsSection *section) { return section->isAncestorOf(editor); };
    const auto section = std::find_if(m_sections.begin(), m_sections.end(), holds);
    return section == m_sections.end() ? nullptr : *section;
}

void SettingsPage::find(const QString &name)
{
    m_ready = m_sections.size();
    m_search->clear();
    applySearch();
    for (SettingsSection *section : std::as_const(m_sections)) {
        if (auto *editor = section->findChild<QWidget *>(name)) {
            goTo(editor);
            return;
        }
    }
}

// Into it, with its section at the top of what is seen.
void SettingsPage::goTo(QWidget *editor)
{
    editor->setFocus(Qt::TabFocusReason);
    // Sections that have just come are laid out first.
    QMetaObject::invokeMethod(
            this,
            [this, editor] {
                auto *scroll = findChild<QScrollArea *>();
                const SettingsSection *section = sectionOf(editor);
                scroll->verticalScrollBar()->setValue(section->mapTo(scroll->widget(), QPoint()).y());
                scroll->ensureWidgetVisible(editor);
            },
            Qt::QueuedConnection);
}

// Beside the sections, where there is room: the page is long.
void SettingsPage::makeIndex()
{
    auto *column = new QVBoxLayout(m_index);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::px(2));
    for (SettingsSection *section : std::as_const(m_sections)) {
        auto *link = makeButton("link", m_index);
        link->setProperty(withoutLetter, true);
        setTabOrder(m_links.isEmpty() ? static_cast<QWidget *>(m_search) : m_links.constLast(), link);
        m_links += link;
        column->addWidget(link, 0, Qt::AlignLeft);
        connect(link, &QPushButton::clicked, this, [this, section] {
            if (QWidget *first = Keyboard::firstStop(section))
                goTo(first);
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
