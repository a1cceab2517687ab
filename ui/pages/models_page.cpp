// SPDX-License-Identifier: MIT
#include "ui/pages/models_page.h"

#include "ui/dialogs/price_dialog.h"
#include "ui/dialogs/price_import_dialog.h"
#include "ui/dialogs/rate_dialog.h"
#include "ui/dialogs/route_dialog.h"
#include "ui/error_text.h"
#include "ui/format.h"
#include "ui/model_text.h"
#include "ui/translated.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/row_table.h"

#include <QClipboard>
#include <QComboBox>
#include <QGuiApplication>
#include <QMenu>
#include <QSettings>
#include <QShortcut>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr std::chrono::hours useSpan{24 * 30};
constexpr auto currencyKey = "models/currency"_L1;
constexpr Millis useInterval{60'000}; // a sum over a month is not asked for with every refresh

struct Report
{
    QList<OfferedModel> models;
    QList<Provider> providers;
};

Result<Report> readModels(Management &management, Time now)
{
    const Result<QList<RouteInfo>> infos = management.routes();
    if (!infos)
        return tl::make_unexpected(infos.error());
    Result<QList<Provider>> providers = management.providers();
    if (!providers)
        return tl::make_unexpected(providers.error());
    const Result<QList<Price>> prices = management.prices();
    if (!prices)
        return tl::make_unexpected(prices.error());
    QList<Route> routes;
    for (const RouteInfo &info : *infos)
        routes += info.route;
    return Report{offeredModels(routes, *providers, PriceTable(*prices), now), *std::move(providers)};
}

} // namespace

ModelsPage::ModelsPage(Shell &shell, QWidget *parent)
    : TablePage(shell, parent)
    , m_import(makeButton("", this))
    , m_unpriced(new Pill(this))
    , m_setPrice(makeButton("link", this))
    , m_currency(new QComboBox(this))
    , m_rate(makeLabel("dim", this))
    , m_changeRate(makeButton("link", this))
{
    m_import->setObjectName("importPrices"_L1);
    header()->insertWidget(header()->count() - 1, m_import);
    orderTabs();
    table()->setSource(&m_model);
    table()->setStretchColumns({OfferedTable::Name, OfferedTable::Way});
    table()->setActionColumn(OfferedTable::Actions);
    table()->sortByColumn(OfferedTable::Name, Qt::AscendingOrder);
    table()->setLessImportant({OfferedTable::Kind, OfferedTable::Requests});
    addFoot();

    connect(m_import, &QPushButton::clicked, this, &ModelsPage::importPrices);
    m_import->setToolTip(QKeySequence(Qt::CTRL | Qt::Key_I).toString(QKeySequence::NativeText));
    connect(new QShortcut(QKeySequence(Qt::CTRL | Qt::Key_I), this), &QShortcut::activated, this,
            &ModelsPage::importPrices);
    connect(table(), &RowTable::opened, this, [this](int row) {
        if (const OfferedModel *model = m_model.row(row))
            edit(*model);
    });
    connect(table(), &RowTable::removeRequested, this, [this](int row) {
        if (const OfferedModel *model = m_model.row(row))
            remove(*model);
    });
    connect(table(), &QTableView::clicked, this, [this](const QModelIndex &index) {
        const OfferedModel *model = m_model.row(table()->proxy().mapToSource(index).row());
        if (model && (index.column() == OfferedTable::Price || index.column() == OfferedTable::Output) &&
            model->firstUnpriced())
            setPrice(*model->firstUnpriced());
    });
    connect(&shell.backend, &Backend::settingsChanged, this, &ModelsPage::showFoot);
    onLanguage(this, [this] {
        setTexts(tr("Models"), tr("Search models"), tr("Add alias"));
        m_import->setText(tr("Import prices…"));
        m_import->setToolTip(u"Ctrl+I"_s);
        m_setPrice->setText(tr("Set price…"));
        m_changeRate->setText(tr("Change…"));
        m_currency->setItemText(0, tr("Original currency"));
        m_currency->setItemText(1, tr("Prices in USD"));
        m_currency->setItemText(2, tr("Prices in CNY"));
        m_currency->setAccessibleName(tr("Currency of the prices shown"));
        m_changeRate->setAccessibleName(tr("Change the exchange rate"));
        emptyState()->set(tr("Providers bring the models that clients can ask for. Add a provider first."),
                          tr("Go to providers"));
        m_model.refreshTexts();
        showFoot();
    });
}

void ModelsPage::addFoot()
{
    m_unpriced->setObjectName("unpriced"_L1);
    m_setPrice->setObjectName("setNextPrice"_L1);
    m_rate->setObjectName("exchangeRate"_L1);
    m_changeRate->setObjectName("changeRate"_L1);
    auto *foot = new QHBoxLayout;
    foot->setSpacing(Theme::px(8));
    foot->addWidget(m_unpriced);
    foot->addWidget(m_setPrice);
    foot->addStretch();
    foot->addWidget(m_currency);
    foot->addWidget(m_rate);
    foot->addWidget(m_changeRate);
    foot->addStrut(Theme::px(22));
    content()->addLayout(foot);
    m_currency->setObjectName("currency"_L1);
    m_currency->setProperty("quiet", true);
    m_currency->addItems({QString(), QString(), QString()});
    m_currency->setCurrentIndex(qBound(0, m_shell.memory.value(currencyKey).toInt(), 2));
    connect(m_currency, &QComboBox::activated, this, [this](int index) {
        m_shell.memory.setValue(currencyKey, index);
        m_model.setCurrency(shownCurrency(), m_shell.backend.settings().usdCnyRateMicros);
    });
    connect(m_setPrice, &QPushButton::clicked, this, &ModelsPage::setNextPrice);
    connect(m_changeRate, &QPushButton::clicked, this,
            [this] { (new RateDialog(m_shell.backend, window()))->open(); });
}

std::optional<Currency> ModelsPage::shownCurrency() const
{
    const int index = m_currency->currentIndex();
    return index == 1   ? std::optional(Currency::Usd)
           : index == 2 ? std::optional(Currency::Cny)
                        : std::nullopt;
}

void ModelsPage::activate()
{
    m_useReadAt = {};
    TablePage::activate();
}

void ModelsPage::load()
{
    m_shell.backend.manage<Report>(
            this,
            [clock = m_shell.backend.context().clock](Management &management) {
                return readModels(management, clock->now());
            },
            [this](Result<Report> report) {
                if (!report) {
                    emptyState()->set(ErrorText::of(report.error()));
                    showState();
                    return;
                }
                m_offered = std::move(report->models);
                m_providers = std::move(report->providers);
                showRows();
                loadUse();
            });
}

void ModelsPage::loadUse()
{
    const Time now = m_shell.backend.now();
    if (m_readingUse || now - m_useReadAt < useInterval)
        return;
    m_readingUse = true;
    UsageFilter filter;
    filter.since = now - useSpan;
    m_shell.backend.read<QList<UsageSum>>(
            this, [filter](LedgerQueries &queries) { return queries.usage(UsageGroup::Model, filter); },
            [this, now](Result<QList<UsageSum>> sums) {
                m_readingUse = false;
                if (!sums)
                    return;
                m_useReadAt = now;
                m_use = *std::move(sums);
                m_useKnown = true;
                showRows();
            });
}

void ModelsPage::showRows()
{
    if (m_useKnown)
        addUse(m_offered, m_use);
    m_model.setCurrency(shownCurrency(), m_shell.backend.settings().usdCnyRateMicros);
    m_model.alignPrices(m_offered);
    m_model.setRows(m_offered);
    showState();
    showFoot();
}

void ModelsPage::showFoot()
{
    const auto unpriced = std::count_if(m_offered.begin(), m_offered.end(), [](const OfferedModel &model) {
        return model.firstUnpriced() != nullptr;
    });
    m_unpriced->set(tr("%n unpriced", nullptr, int(unpriced)), Tone::Warn);
    m_unpriced->setVisible(unpriced > 0);
    m_setPrice->setVisible(unpriced > 0);
    m_rate->setText(tr("1 USD = %1 CNY").arg(ModelText::typed(m_shell.backend.settings().usdCnyRateMicros)));
}

void ModelsPage::add()
{
    if (m_providers.isEmpty()) {
        m_shell.go(PageId::Providers);
        return;
    }
    openRoute({}, {}, false, false);
}

void ModelsPage::openRoute(const QString &name, const QList<TargetRequest> &targets, bool exists, bool fixed)
{
    auto *dialog = new RouteDialog(m_shell.backend, m_providers, {name, targets, exists, fixed}, window());
    connect(dialog, &RouteDialog::saved, this, [this](const QString &model) {
        toast(tr("%1 saved").arg(model));
        reveal(OfferedTable::idOf(model));
        load();
    });
    dialog->open();
}

void ModelsPage::edit(const OfferedModel &model)
{
    QList<TargetRequest> targets;
    for (const OfferedTarget &target : model.targets) {
        // A model of the same name is one that keeps the name as asked.
        const QString there = target.model == model.name ? QString() : target.model;
        targets += TargetRequest{target.provider, there, target.priority, target.weight};
    }
    openRoute(model.name, targets, model.isRoute(), !model.isRoute());
}

void ModelsPage::addAliasFor(const OfferedModel &model)
{
    QList<TargetRequest> targets;
    for (const OfferedTarget &target : model.targets)
        targets += TargetRequest{target.provider, target.model, target.priority, target.weight};
    openRoute({}, targets, false, false);
}

void ModelsPage::fillMenu(QMenu &menu, int row)
{
    const OfferedModel *found = m_model.row(row);
    if (!found)
        return;
    const OfferedModel model = *found;
    menu.addAction(model.isRoute() ? tr("Edit…") : tr("Choose who answers…"), this,
                   [this, model] { edit(model); });
    menu.addAction(tr("Add an alias for it…"), this, [this, model] {
            addAliasFor(model);
        })->setEnabled(model.kind != OfferedModel::Kind::Pattern);
    menu.addSeparator();
    for (const OfferedTarget &target : model.targets) {
        if (target.model.isEmpty() || target.isFree)
            continue;
        menu.addAction(target.price ? tr("Price at %1…").arg(target.provider)
                                    : tr("Set price at %1…").arg(target.provider),
                       this, [this, target] { setPrice(target); });
    }
    menu.addSeparator();
    if (model.kind != OfferedModel::Kind::Pattern) {
        RequestsFilter ofModel;
        ofModel.model = model.name;
        addShowRequests(menu, ofModel);
    }
    menu.addAction(tr("Copy name"), this,
                   [name = model.name] { QGuiApplication::clipboard()->setText(name); });
    menu.addSeparator();
    menu.addAction(tr("Remove…"), this, [this, model] { remove(model); })->setEnabled(model.isRoute());
}

void ModelsPage::remove(const OfferedModel &model)
{
    if (!model.isRoute())
        return;
    const bool listed =
            std::any_of(m_providers.begin(), m_providers.end(), [&model](const Provider &provider) {
                return provider.enabled && provider.models.contains(model.name);
            });
    const QString name = model.name;
    auto *dialog = new ConfirmDialog(
            {tr("Remove %1?").arg(name),
             listed ? tr("The providers that list this model answer for it again, in their order.")
                    : tr("Whoever asks for %1 is told from now on that there is no such model.").arg(name),
             tr("Remove"), true},
            [this, name, edited = model] {
                act([name](Management &management) { return management.removeRoute(name); },
                    [this, name, edited] {
                        load();
                        toast(tr("%1 removed").arg(name), tr("Undo"), [this, name, edited] {
                            QList<TargetRequest> targets;
                            for (const OfferedTarget &target : edited.targets)
                                targets += TargetRequest{target.provider, target.model, target.priority,
                                                         target.weight};
                            act([name, targets](Management &management) {
                                return management.setRoute(name, targets).map([](const Route &) {});
                            });
                        });
                    });
            },
            window());
    dialog->open();
}

void ModelsPage::setPrice(const OfferedTarget &target)
{
    auto *dialog = new PriceDialog(m_shell.backend, target, window());
    connect(dialog, &PriceDialog::saved, this, [this](const QString &model) {
        toast(tr("The price of %1 is set").arg(model));
        load();
    });
    connect(dialog, &PriceDialog::removed, this, [this](const QString &model) {
        toast(tr("The price of %1 is removed").arg(model));
        load();
    });
    dialog->open();
}

void ModelsPage::setNextPrice()
{
    for (const OfferedModel &model : std::as_const(m_offered)) {
        if (const OfferedTarget *target = model.firstUnpriced()) {
            setPrice(*target);
            return;
        }
    }
}

void ModelsPage::importPrices()
{
    auto *dialog = new PriceImportDialog(m_shell.backend, window());
    connect(dialog, &PriceImportDialog::imported, this, [this](int count) {
        toast(tr("%n prices imported", nullptr, count));
        load();
    });
    dialog->open();
}

} // namespace gateway::ui
