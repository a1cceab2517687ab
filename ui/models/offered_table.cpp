// SPDX-License-Identifier: MIT
#include "ui/models/offered_table.h"

#include "ui/format.h"
#include "ui/model_text.h"
#include "ui/theme.h"

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

bool isFigure(int column)
{
    return column == OfferedTable::Price || column == OfferedTable::Output ||
           column == OfferedTable::Requests || column == OfferedTable::Cost;
}

const OfferedTarget *firstPriced(const OfferedModel &row)
{
    for (const OfferedTarget &target : row.targets) {
        if (target.price && target.enabled)
            return &target;
    }
    return nullptr;
}

} // namespace

qint64 OfferedTable::idOf(const QString &name)
{
    return qint64(qHash(name, 0) | 1); // never 0, which is no row
}

QString OfferedTable::unpricedText()
{
    return tr("unpriced");
}

void OfferedTable::setCurrency(std::optional<Currency> currency, qint64 usdCnyMicros)
{
    if (currency == m_currency && usdCnyMicros == m_usdCnyMicros)
        return;
    m_currency = currency;
    m_usdCnyMicros = usdCnyMicros;
    alignPrices(rows());
    refreshTexts();
}

qint64 OfferedTable::shownRate(qint64 micros, Currency currency) const
{
    if (!m_currency || *m_currency == currency || m_usdCnyMicros <= 0)
        return micros;
    const double rate = double(m_usdCnyMicros) / 1'000'000;
    const double other = *m_currency == Currency::Cny ? double(micros) * rate : double(micros) / rate;
    return qRound64(other / 100) * 100; // four places are enough for what was converted
}

void OfferedTable::alignPrices(const QList<OfferedModel> &rows)
{
    m_places = 2;
    for (const OfferedModel &row : rows) {
        const OfferedTarget *priced = firstPriced(row);
        if (!priced)
            continue;
        for (const qint64 micros : {priced->price->rates.input, priced->price->rates.output}) {
            const QString text = ModelText::rate(shownRate(micros, priced->price->currency), Currency::Usd);
            m_places = qMax(m_places, int(text.size() - text.indexOf(u'.') - 1));
        }
    }
}

QString OfferedTable::priceText(const OfferedModel &row, bool output) const
{
    const OfferedTarget *priced = firstPriced(row);
    if (const int unpriced = row.unpriced(); unpriced > 0 && !(priced && output)) {
        return output   ? QString()
               : priced ? tr("%1 of %2 unpriced").arg(unpriced).arg(row.targets.size())
                        : unpricedText();
    }
    if (!priced)
        return Format::dash();
    const gateway::Price &price = *priced->price;
    if (price.rates.input == 0 && price.rates.output == 0 && price.tiers.isEmpty())
        return tr("free");
    const Currency currency = m_currency.value_or(price.currency);
    QString text = ModelText::rate(shownRate(output ? price.rates.output : price.rates.input, price.currency),
                                   currency);
    const auto places = text.size() - text.indexOf(u'.') - 1;
    return text + QString(qMax(qsizetype(0), m_places - places), QChar(0x2007)); // as wide as a digit
}

QString OfferedTable::text(const OfferedModel &row, int column) const
{
    switch (column) {
    case Name:
        return row.name;
    case Kind:
        if (!row.available())
            return tr("off");
        if (row.kind == OfferedModel::Kind::Alias)
            return tr("alias");
        if (row.kind == OfferedModel::Kind::Pattern)
            return tr("pattern");
        return row.pattern; // what a provider lists under its own name needs no word
    case Way:
        return ModelText::way(row);
    case Price:
        return priceText(row, false);
    case Output:
        return priceText(row, true);
    case Requests:
        return row.use ? Format::number(row.use->requests) : Format::dash();
    case Cost:
        return row.use ? Format::costs(row.use->costMicros) : Format::dash();
    default:
        return {};
    }
}

QString OfferedTable::toolTip(const OfferedModel &row, int column) const
{
    switch (column) {
    case Name:
    case Way:
        return text(row, column);
    case Kind:
        if (!row.available())
            return tr("No provider that answers for it is enabled.");
        if (row.kind == OfferedModel::Kind::Listed) {
            return row.pattern.isEmpty() ? tr("Providers list it by this name.")
                                         : tr("The pattern %1 decides about it.").arg(row.pattern);
        }
        return {};
    case Output:
    case Price: {
        QStringList parts;
        for (const OfferedTarget &target : row.targets) {
            if (target.price) {
                parts += tr("%1, per million tokens, %2:")
                                 .arg(target.provider, ModelText::source(*target.price)) +
                         u'\n' + ModelText::allRates(*target.price);
            } else if (target.unpriced()) {
                parts += tr("%1: unpriced. Click to set the price.").arg(target.provider);
            }
        }
        return parts.join(u"\n\n"_s);
    }
    default:
        return {};
    }
}

QVariant OfferedTable::tone(const OfferedModel &row, int column)
{
    if (column == Price && row.unpriced() > 0)
        return int(Tone::Warn);
    if (column != Kind)
        return {};
    if (!row.available())
        return int(Tone::Neutral);
    return row.isRoute() ? QVariant(int(Tone::Accent)) : QVariant();
}

QVariant OfferedTable::sortValue(const OfferedModel &row, int column) const
{
    switch (column) {
    case Kind:
        return QString(QChar(u'0' + (row.available() ? int(row.kind) : 9)) + row.pattern);
    case Output:
    case Price: {
        if (row.unpriced() > 0)
            return qint64(-2);
        const OfferedTarget *priced = firstPriced(row);
        if (!priced)
            return qint64(-1);
        const qint64 micros = column == Price ? priced->price->rates.input : priced->price->rates.output;
        const bool inCny = priced->price->currency == Currency::Cny && m_usdCnyMicros > 0;
        return inCny ? qRound64(double(micros) * 1e6 / double(m_usdCnyMicros)) : micros;
    }
    case Requests:
        return row.use ? row.use->requests : qint64(-1);
    case Cost: {
        qint64 sum = -1;
        if (row.use) {
            for (const qint64 micros : row.use->costMicros)
                sum = qMax(sum, qint64(0)) + micros;
        }
        return sum;
    }
    default:
        return text(row, column);
    }
}

QVariant OfferedTable::data(const QModelIndex &index, int role) const
{
    const OfferedModel *row = this->row(index.row());
    if (!index.isValid() || !row)
        return {};
    const int column = index.column();
    switch (role) {
    case Qt::DisplayRole:
        return text(*row, column);
    case Qt::ToolTipRole: {
        const QString words = toolTip(*row, column);
        return words.isEmpty() ? QVariant() : words;
    }
    case Qt::TextAlignmentRole:
        return int((isFigure(column) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    case ToneRole:
        return tone(*row, column);
    case DimRole:
        return column == Kind || column == Way || !row->available() || text(*row, column) == Format::dash() ||
               (column == Output && row->unpriced() > 0);
    case MonoRole:
        return column == Name && row->kind == OfferedModel::Kind::Pattern;
    case IdRole:
        return idOf(row->name);
    case SortRole:
        return sortValue(*row, column);
    default:
        return {};
    }
}

QVariant OfferedTable::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal)
        return {};
    if (role == Qt::TextAlignmentRole)
        return int((isFigure(section) ? Qt::AlignRight : Qt::AlignLeft) | Qt::AlignVCenter);
    if (role == Qt::ToolTipRole && (section == Price || section == Output))
        return tr("Price of a million tokens");
    if (role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Name:
        return tr("Model");
    case Kind:
        return tr("Kind");
    case Way:
        return tr("Answered by");
    case Price:
        return tr("Input / M");
    case Output:
        return tr("Output / M");
    case Requests:
        return tr("Requests, 30 d");
    case Cost:
        return tr("Cost, 30 d");
    default:
        return {};
    }
}

} // namespace gateway::ui
