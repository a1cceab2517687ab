// SPDX-License-Identifier: MIT
#include "ui/widgets/tiers_edit.h"

#include "ui/error_text.h"
#include "ui/model_text.h"
#include "ui/translated.h"

#include <QHBoxLayout>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr int removeWidth = 26;

} // namespace

TiersEdit::TiersEdit(QWidget *parent)
    : QWidget(parent)
    , m_label(makeLabel("dim", this))
    , m_heads(new QWidget(this))
    , m_list(new QVBoxLayout)
    , m_add(makeButton("link", this))
{
    m_add->setObjectName("addTier"_L1);
    m_add->setIcon(themedIcon(u"plus"_s, IconInk::Accent));
    auto *heads = new QHBoxLayout(m_heads);
    heads->setContentsMargins(0, 0, Theme::px(removeWidth + 8), 0);
    heads->setSpacing(Theme::px(8));
    for (QLabel *&name : m_names) {
        name = makeLabel("hint", m_heads);
        heads->addWidget(name, 1);
    }
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::px(4));
    m_list->setSpacing(Theme::px(8));
    layout->addWidget(m_label);
    layout->addWidget(m_heads);
    layout->addLayout(m_list);
    layout->addWidget(m_add, 0, Qt::AlignLeft);
    m_heads->hide();
    connect(m_add, &QPushButton::clicked, this, [this] {
        addRow({});
        m_rows.last().cells[From]->setFocus(Qt::TabFocusReason);
    });
    onLanguage(this, [this] { retranslate(); });
}

void TiersEdit::setTiers(const QList<PriceTier> &tiers)
{
    while (!m_rows.isEmpty())
        removeRow(m_rows.last().widget);
    for (const PriceTier &tier : tiers)
        addRow(tier);
}

void TiersEdit::addRow(const PriceTier &tier)
{
    Row row;
    row.kept = tier.rates;
    row.widget = new QWidget(this);
    row.remove = makeIconButton(u"close"_s, row.widget);
    row.remove->setObjectName("removeTier"_L1);
    row.remove->setFixedWidth(Theme::px(removeWidth));
    row.error = makeLabel("error", row.widget);
    row.error->setWordWrap(true);
    row.error->hide();
    auto *line = new QHBoxLayout;
    line->setSpacing(Theme::px(8));
    constexpr std::array names{"tierFrom"_L1, "tierInput"_L1, "tierOutput"_L1, "tierCacheRead"_L1,
                               "tierCacheWrite"_L1};
    for (size_t i = 0; i < ColumnCount; ++i) {
        row.cells[i] = new QLineEdit(row.widget);
        row.cells[i]->setObjectName(names[i]);
        row.cells[i]->setMaxLength(40);
        line->addWidget(row.cells[i], 1);
    }
    line->addWidget(row.remove);
    auto *layout = new QVBoxLayout(row.widget);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::px(4));
    layout->addLayout(line);
    layout->addWidget(row.error);
    if (tier.fromPromptTokens > 0) {
        row.cells[From]->setText(QString::number(tier.fromPromptTokens));
        row.cells[Input]->setText(ModelText::typed(tier.rates.input));
        row.cells[Output]->setText(ModelText::typed(tier.rates.output));
        row.cells[CacheRead]->setText(ModelText::typed(tier.rates.cacheRead));
        row.cells[CacheWrite]->setText(ModelText::typed(tier.rates.cacheWrite));
    }
    QWidget *before = m_add->previousInFocusChain();
    for (QWidget *cell : row.cells) {
        setTabOrder(before, cell);
        before = cell;
    }
    setTabOrder(before, row.remove);
    setTabOrder(row.remove, m_add);
    connect(row.remove, &QToolButton::clicked, this, [this, widget = row.widget] {
        m_add->setFocus();
        removeRow(widget);
    });
    m_list->addWidget(row.widget);
    m_rows += row;
    row.widget->show();
    m_heads->show();
    retranslate(row);
    Q_EMIT resized();
}

void TiersEdit::removeRow(QWidget *widget)
{
    m_rows.removeIf([widget](const Row &row) { return row.widget == widget; });
    m_list->removeWidget(widget);
    widget->hide();
    widget->deleteLater();
    m_heads->setVisible(!m_rows.isEmpty());
    Q_EMIT resized();
}

QString TiersEdit::read(const Row &row, PriceTier &tier) const
{
    QString digits = row.cells[From]->text().trimmed();
    digits.remove(u',').remove(u'，').remove(u' ');
    bool isNumber = false;
    tier.fromPromptTokens = digits.toLongLong(&isNumber);
    if (!isNumber || tier.fromPromptTokens < 1 || tier.fromPromptTokens > highestTier)
        return tr("Enter from how many prompt tokens on it holds, such as 200000.");
    tier.rates = row.kept;
    std::array<std::optional<qint64>, ColumnCount> rates;
    for (size_t i = Input; i < ColumnCount; ++i) {
        const QString text = row.cells[i]->text().trimmed();
        if (text.isEmpty() && i > Output)
            continue;
        rates[i] = ModelText::parseRate(text);
        if (!rates[i])
            return tr("Enter amounts, such as 0.60.");
    }
    tier.rates.input = *rates[Input];
    tier.rates.output = *rates[Output];
    tier.rates.cacheRead = rates[CacheRead];
    tier.rates.cacheWrite = rates[CacheWrite];
    return {};
}

std::optional<QList<PriceTier>> TiersEdit::read()
{
    QList<PriceTier> tiers;
    QWidget *wrong = nullptr;
    for (const Row &row : std::as_const(m_rows)) {
        PriceTier tier;
        QString error = read(row, tier);
        const bool isThere = std::any_of(tiers.cbegin(), tiers.cend(), [&tier](const PriceTier &other) {
            return other.fromPromptTokens == tier.fromPromptTokens;
        });
        if (error.isEmpty() && isThere)
            error = tr("There is a tier from there on already.");
        row.error->setText(error);
        row.error->setVisible(!error.isEmpty());
        if (!error.isEmpty() && wrong == nullptr)
            wrong = row.cells[From];
        tiers += tier;
    }
    Q_EMIT resized();
    if (wrong != nullptr) {
        wrong->setFocus();
        return {};
    }
    std::sort(tiers.begin(), tiers.end(), [](const PriceTier &one, const PriceTier &other) {
        return one.fromPromptTokens < other.fromPromptTokens;
    });
    return tiers;
}

void TiersEdit::retranslate()
{
    m_label->setText(tr("Other rates for long prompts"));
    m_add->setText(tr("Add tier"));
    m_names[From]->setText(tr("From tokens"));
    m_names[Input]->setText(tr("Input"));
    m_names[Output]->setText(tr("Output"));
    m_names[CacheRead]->setText(tr("Cache read"));
    m_names[CacheWrite]->setText(tr("Cache write"));
    for (const Row &row : std::as_const(m_rows))
        retranslate(row);
}

void TiersEdit::retranslate(const Row &row) const
{
    for (size_t i = 0; i < ColumnCount; ++i)
        row.cells[i]->setAccessibleName(m_names[i]->text());
    row.cells[CacheRead]->setPlaceholderText(tr("as input"));
    row.cells[CacheWrite]->setPlaceholderText(tr("as input"));
    row.remove->setToolTip(tr("Remove this tier"));
    row.remove->setAccessibleName(tr("Remove this tier"));
}

} // namespace gateway::ui
