// SPDX-License-Identifier: MIT
#include "ui/pages/providers_page.h"

#include "ui/dialogs/edit_provider_dialog.h"
#include "ui/dialogs/provider_dialog.h"
#include "ui/dialogs/provider_key_dialog.h"
#include "ui/error_text.h"
#include "ui/keyboard.h"
#include "ui/mnemonics.h"
#include "ui/pages/provider_card.h"
#include "ui/translated.h"
#include "ui/widgets/empty_state.h"

#include "access/calendar.h"

#include <QGridLayout>
#include <QMenu>
#include <QScrollArea>
#include <QStackedWidget>

#include <algorithm>
#include <iterator>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr Millis todayInterval{10'000};

} // namespace

ProvidersPage::ProvidersPage(Shell &shell, QWidget *parent)
    : Page(shell, parent)
    , m_add(makeButton("primary", this))
    , m_stack(new QStackedWidget(this))
    , m_list(new QWidget(this))
    , m_grid(new QGridLayout(m_list))
    , m_empty(new EmptyState(this))
{
    m_add->setObjectName("add"_L1);
    m_add->setIcon(themedIcon(u"plus"_s, IconInk::OnAccent));
    header()->addWidget(m_add);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setSpacing(Theme::px(12));
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(m_list);
    m_stack->addWidget(scroll);
    m_stack->addWidget(m_empty);
    content()->addWidget(m_stack, 1);
    connect(m_add, &QPushButton::clicked, this, &ProvidersPage::add);
    connect(m_empty->button(), &QPushButton::clicked, this, &ProvidersPage::add);
    connect(&shell.backend, &Backend::changed, this, [this] {
        if (m_active)
            load();
    });
    connect(&shell.backend, &Backend::settingsChanged, this, &ProvidersPage::tellDefaultModel);
    connect(&shell.control, &GatewayControl::troublesChanged, this, &ProvidersPage::showTroubles);
    m_timer.setInterval(todayInterval);
    connect(&m_timer, &QTimer::timeout, this, &ProvidersPage::loadToday);
    onLanguage(this, [this] {
        setTitle(tr("Providers"));
        m_add->setText(tr("Add provider"));
        m_add->setToolTip(u"Ctrl+N"_s);
        m_empty->set(tr("A provider answers the requests. Add one with its provider key, or the demo to try "
                        "things out."),
                     tr("Add provider"));
    });
}

ProvidersPage::~ProvidersPage() = default;

void ProvidersPage::activate()
{
    m_active = true;
    m_timer.start();
    load();
}

void ProvidersPage::load()
{
    m_shell.backend.manage<QList<Provider>>(
            this, [](Management &management) { return management.providers(); },
            [this](Result<QList<Provider>> providers) {
                if (providers)
                    show(*providers);
                else
                    toast(ErrorText::of(providers.error()));
            });
}

void ProvidersPage::show(const QList<Provider> &providers)
{
    m_order.clear();
    for (const Provider &provider : providers) {
        m_order += provider.id;
        Entry &entry = m_entries[provider.id];
        if (entry.card)
            entry.card->setProvider(provider);
        else
            entry.card = makeCard(provider);
    }
    for (auto it = m_entries.begin(); it != m_entries.end();) {
        if (m_order.contains(it->first)) {
            ++it;
            continue;
        }
        it->second.card->hide();
        it->second.card->deleteLater();
        it = m_entries.erase(it);
    }
    m_columns = 0;
    arrange();
    m_stack->setCurrentIndex(providers.isEmpty() ? 1 : 0);
    showTroubles();
    loadToday();
    QMetaObject::invokeMethod(this, &ProvidersPage::goToFound, Qt::QueuedConnection);
}

void ProvidersPage::showTroubles()
{
    const QList<ProviderTrouble> all = m_shell.control.troubles();
    for (ProviderCard *card : cards()) {
        QList<ProviderTrouble> own;
        std::copy_if(all.begin(), all.end(), std::back_inserter(own), [card](const ProviderTrouble &trouble) {
            return trouble.provider == card->provider().name;
        });
        card->setTroubles(own);
    }
}

void ProvidersPage::loadToday()
{
    if (std::exchange(m_readingToday, true))
        return;
    UsageFilter filter;
    const Calendar calendar(m_shell.backend.settings().timezone);
    filter.since = calendar.periodAt(BudgetPeriod::Day, m_shell.backend.now()).start;
    m_shell.backend.read<QList<UsageSum>>(
            this, [filter](LedgerQueries &ledger) { return ledger.usage(UsageGroup::Provider, filter); },
            [this](const Result<QList<UsageSum>> &sums) {
                m_readingToday = false;
                if (!sums)
                    return;
                for (ProviderCard *card : cards()) {
                    const auto found = std::find_if(sums->begin(), sums->end(), [card](const UsageSum &sum) {
                        return sum.group == card->provider().name;
                    });
                    card->setToday(found == sums->end() ? UsageSum() : *found);
                }
            });
}

void ProvidersPage::find(const QString &name)
{
    m_toFind = name;
    goToFound();
}

QWidget *ProvidersPage::landing()
{
    const QList<ProviderCard *> all = cards();
    return all.isEmpty() ? nullptr : Keyboard::firstStop(all.constFirst());
}

void ProvidersPage::goToFound()
{
    for (const ProviderId id : std::as_const(m_order)) {
        ProviderCard *card = m_entries.at(id).card;
        if (m_toFind.isEmpty() || card->provider().name != m_toFind)
            continue;
        m_toFind.clear();
        auto *scroll = static_cast<QScrollArea *>(m_stack->widget(0));
        scroll->ensureWidgetVisible(card);
        if (QWidget *first = Keyboard::firstStop(card))
            first->setFocus(Qt::TabFocusReason);
    }
}

QList<ProviderCard *> ProvidersPage::cards() const
{
    QList<ProviderCard *> cards;
    for (const ProviderId id : m_order)
        cards += m_entries.at(id).card;
    return cards;
}

void ProvidersPage::resizeEvent(QResizeEvent *event)
{
    Page::resizeEvent(event);
    arrange();
}

void ProvidersPage::arrange()
{
    const int columns = qBound(1, width() / Theme::px(440), 3);
    if (columns == m_columns)
        return;
    m_columns = columns;
    while (QLayoutItem *item = m_grid->takeAt(0))
        delete item;
    for (int i = 0; i < 3; ++i)
        m_grid->setColumnStretch(i, i < columns ? 1 : 0);
    for (int row = 0; row < m_grid->rowCount(); ++row)
        m_grid->setRowStretch(row, 0);
    const QList<ProviderCard *> all = cards();
    for (int i = 0; i < all.size(); ++i)
        m_grid->addWidget(all[i], i / columns, i % columns);
    m_grid->setRowStretch(int(all.size() + columns - 1) / columns, 1);
}

ProviderCard *ProvidersPage::makeCard(const Provider &provider)
{
    auto *card = new ProviderCard(provider, m_shell.backend.context().clock, m_list);
    connect(card, &ProviderCard::testRequested, this, [this, card] { test(card->provider().name); });
    connect(card, &ProviderCard::keyRequested, this,
            [this, card](qint64 keyId) { askForKey(card->provider(), keyId); });
    connect(card, &ProviderCard::removeKeyRequested, this,
            [this, card](qint64 keyId) { removeKey(card->provider(), keyId); });
    connect(card, &ProviderCard::menuRequested, this,
            [this, card](const QPoint &at) { openMenu(card->provider().name, at); });
    card->show();
    return card;
}

void ProvidersPage::askForKey(const Provider &provider, qint64 keyId)
{
    auto *dialog = new ProviderKeyDialog(m_shell.backend, provider, window(), keyId);
    connect(dialog, &ProviderKeyDialog::replaced, this, [this](const QString &name, bool added) {
        toast(added ? tr("%1 has one more provider key").arg(name)
                    : tr("Provider key of %1 replaced").arg(name));
        test(name);
    });
    dialog->open();
}

void ProvidersPage::removeKey(const Provider &provider, qint64 keyId)
{
    const auto key = std::find_if(provider.keys.begin(), provider.keys.end(),
                                  [keyId](const SealedKey &one) { return one.id == keyId; });
    if (key == provider.keys.end())
        return;
    const QString name = provider.name;
    auto *dialog = new ConfirmDialog(
            {tr("Remove the provider key …%1 of %2?").arg(key->hint, name),
             tr("It is deleted from this machine. Requests use the other provider keys of %1.").arg(name),
             tr("Remove provider key"), true},
            [this, name, keyId] {
                act([name,
                     keyId](Management &management) { return management.removeProviderKey(name, keyId); },
                    [this, name] { toast(tr("Provider key of %1 removed").arg(name)); });
            },
            window());
    dialog->open();
}

void ProvidersPage::edit(const Provider &provider)
{
    auto *dialog = new EditProviderDialog(m_shell.backend, provider, window(), &m_shell.memory);
    connect(dialog, &EditProviderDialog::saved, this,
            [this](const QString &name) { toast(tr("%1 saved").arg(name)); });
    dialog->open();
}

void ProvidersPage::add()
{
    QStringList names;
    for (const ProviderCard *card : cards())
        names += card->provider().name;
    auto *dialog = new ProviderDialog(m_shell.backend, names, window());
    m_defaultModel = m_shell.backend.settings().defaultModel;
    connect(dialog, &ProviderDialog::added, this,
            [this](const Provider &provider, const QStringList &models) {
                m_added = provider.name;
                toast(tr("%1 added").arg(provider.name));
                tellDefaultModel();
                rememberModels(provider.name, models);
            });
    dialog->open();
}

void ProvidersPage::test(const QString &name)
{
    const auto found = std::find_if(m_entries.begin(), m_entries.end(), [&name](const auto &entry) {
        return entry.second.card->provider().name == name;
    });
    if (found == m_entries.end())
        return;
    Entry &entry = found->second;
    entry.card->setTesting();
    entry.test = std::make_unique<ProviderTest>();
    entry.test->runStored(m_shell.backend, name, [this, name, card = entry.card](const ProbeReport &report) {
        card->setReport(report);
        rememberModels(name, report.models);
    });
}

// The first real provider gives the default model when the present one went with the demo.
void ProvidersPage::tellDefaultModel()
{
    const QString model = m_shell.backend.settings().defaultModel;
    if (m_added.isEmpty() || model == m_defaultModel)
        return;
    toast(tr("%1 added. The default model is now %2.").arg(m_added, model));
    m_defaultModel = model;
}

void ProvidersPage::rememberModels(const QString &name, const QStringList &models)
{
    if (models.isEmpty())
        return;
    act([name, models](Management &management) { return management.setProviderModels(name, models); }, {});
}

void ProvidersPage::openMenu(const QString &name, const QPoint &at)
{
    const QList<ProviderCard *> all = cards();
    const auto card = std::find_if(all.begin(), all.end(),
                                   [&name](const ProviderCard *one) { return one->provider().name == name; });
    if (card == all.end())
        return;
    const Provider provider = (*card)->provider();
    const bool enabled = provider.enabled;
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    menu->addAction(tr("Test"), this, [this, name] { test(name); });
    menu->addAction(tr("Edit…"), this, [this, provider] { edit(provider); });
    if (provider.dialect != Dialect::Demo && provider.keys.size() < 2) {
        const bool first = provider.keys.isEmpty();
        menu->addAction(first ? tr("Set provider key…") : tr("Replace provider key…"), this,
                        [this, provider] { askForKey(provider, ProviderKeyDialog::only); });
    }
    if (!provider.keys.isEmpty()) {
        menu->addAction(tr("Add another provider key…"), this,
                        [this, provider] { askForKey(provider, ProviderKeyDialog::another); });
    }
    menu->addAction(enabled ? tr("Disable") : tr("Enable"), this,
                    [this, name, enabled] { enableProvider(name, !enabled); });
    menu->addSeparator();
    menu->addAction(tr("Remove…"), this, [this, name] { remove(name); });
    giveMnemonics(*menu);
    menu->popup(at);
}

void ProvidersPage::enableProvider(const QString &name, bool enabled)
{
    act([name, enabled](Management &management) { return management.setProviderEnabled(name, enabled); },
        [this, name, enabled] {
            toast(enabled ? tr("%1 answers again").arg(name) : tr("%1 is not called any more").arg(name),
                  tr("Undo"), [this, name, enabled] { enableProvider(name, !enabled); });
        });
}

void ProvidersPage::remove(const QString &name)
{
    auto *dialog = new ConfirmDialog(
            {tr("Remove %1?").arg(name),
             tr("Its provider key is deleted from this machine, and its models are no longer answered. Past "
                "usage stays."),
             tr("Remove provider"), true},
            [this, name] {
                act([name](Management &management) { return management.removeProvider(name); },
                    [this, name] { toast(tr("%1 removed").arg(name)); });
            },
            window());
    dialog->open();
}

} // namespace gateway::ui
