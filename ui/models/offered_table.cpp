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
    return column == OfferedTable::Price || column == OfferedTable::Requests || column == OfferedTable::Cost;
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
    return tr("Unpriced");
}

QString OfferedTable::priceText(const OfferedModel &row)
{
    const OfferedTarget *priced = firstPriced(row);
    if (const int unpriced = row.unpriced(); unpriced > 0)
        return priced ? tr("%1 of %2 unpriced").arg(unpriced).arg(row.targets.size()) : unpricedText();
    if (priced)
        return ModelText::inOut(*priced->price);
    return Format::dash();
}

QString OfferedTable::text(const OfferedModel &row, int column)
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
        return row.pattern.isEmpty() ? tr("listed") : row.pattern;
    case Way:
        return ModelText::way(row);
    case Price:
        return priceText(row);
    case Requests:
        return row.use ? Format::number(row.use->requests) : Format::dash();
    case Cost:
        return row.use ? Format::costs(row.use->costMicros) : Format::dash();
    default:
        return {};
    }
}

QString OfferedTable::toolTip(const OfferedModel &row, int column)
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

QVariant OfferedTable::sortValue(const OfferedModel &row, int column)
{
    switch (column) {
    case Kind:
        return QString(QChar(u'0' + (row.available() ? int(row.kind) : 9)) + row.pattern);
    case Price: {
        if (row.unpriced() > 0)
            return qint64(-2);
        const OfferedTarget *priced = firstPriced(row);
        return priced ? priced->price->rates.input : qint64(-1);
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
        return column == Kind || column == Way || !row->available() || text(*row, column) == Format::dash();
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
    if (role == Qt::ToolTipRole && section == Price)
        return tr("Input and output, per million tokens");
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
        return tr("Price in / out");
    case Requests:
        return tr("Requests, 30 d");
    case Cost:
        return tr("Cost, 30 d");
    default:
        return {};
    }
}

} // namespace gateway::ui
