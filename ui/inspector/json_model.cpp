// SPDX-License-Identifier: MIT
#include "ui/inspector/json_model.h"

#include <QJsonArray>
#include <QJsonObject>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr int longestValue = 500; // in a cell; the text view has all of it
constexpr int fetchedAtOnce = 200;

int childrenOf(const QJsonValue &value)
{
    return value.isObject()  ? int(value.toObject().size())
           : value.isArray() ? int(value.toArray().size())
                             : 0;
}

} // namespace

struct JsonModel::Node
{
    Node *parent = nullptr;
    int row = 0;
    QString name;
    QJsonValue value;
    int size = 0;
    std::vector<std::unique_ptr<Node>> children;
};

JsonModel::JsonModel(QObject *parent) : QAbstractItemModel(parent), m_root(std::make_unique<Node>()) {}
JsonModel::~JsonModel() = default;

void JsonModel::setDocument(const QJsonDocument &document)
{
    beginResetModel();
    m_root = std::make_unique<Node>();
    m_root->value = document.isArray() ? QJsonValue(document.array()) : QJsonValue(document.object());
    m_root->size = childrenOf(m_root->value);
    endResetModel();
}

JsonModel::Node *JsonModel::nodeOf(const QModelIndex &index) const
{
    return index.isValid() ? static_cast<Node *>(index.internalPointer()) : m_root.get();
}

QModelIndex JsonModel::index(int row, int column, const QModelIndex &parent) const
{
    const Node *node = nodeOf(parent);
    if (row < 0 || column < 0 || column >= columnCount() || size_t(row) >= node->children.size() ||
        parent.column() > 0)
        return {};
    return createIndex(row, column, node->children[size_t(row)].get());
}

QModelIndex JsonModel::parent(const QModelIndex &index) const
{
    if (!index.isValid())
        return {};
    Node *above = nodeOf(index)->parent;
    return above && above != m_root.get() ? createIndex(above->row, 0, above) : QModelIndex();
}

int JsonModel::rowCount(const QModelIndex &parent) const
{
    return parent.column() > 0 ? 0 : int(nodeOf(parent)->children.size());
}

bool JsonModel::hasChildren(const QModelIndex &parent) const
{
    return parent.column() <= 0 && nodeOf(parent)->size > 0;
}

bool JsonModel::canFetchMore(const QModelIndex &parent) const
{
    const Node *node = nodeOf(parent);
    return parent.column() <= 0 && int(node->children.size()) < node->size;
}

void JsonModel::fetchMore(const QModelIndex &parent)
{
    Node *node = nodeOf(parent);
    const int from = int(node->children.size());
    const int end = std::min(node->size, from + fetchedAtOnce);
    if (parent.column() > 0 || from >= end)
        return;
    const QJsonObject object = node->value.toObject();
    const QJsonArray array = node->value.toArray();
    const bool named = node->value.isObject();
    beginInsertRows(parent, from, end - 1);
    auto member = named ? object.constBegin() + from : object.constBegin();
    for (int i = from; i < end; ++i) {
        auto child = std::make_unique<Node>();
        child->parent = node;
        child->row = i;
        child->name = named ? member.key() : QString::number(i);
        child->value = named ? QJsonValue(member.value()) : array.at(i);
        child->size = childrenOf(child->value);
        if (named)
            ++member;
        node->children.push_back(std::move(child));
    }
    endInsertRows();
}

QVariant JsonModel::data(const QModelIndex &index, int role) const
{
    if (!index.isValid() || (role != Qt::DisplayRole && role != Qt::ToolTipRole))
        return {};
    const Node *node = nodeOf(index);
    if (role == Qt::ToolTipRole && !node->value.isString())
        return {};
    if (index.column() == 0)
        return node->name;
    switch (node->value.type()) {
    case QJsonValue::Object:
        return u"{ %1 }"_s.arg(node->size);
    case QJsonValue::Array:
        return u"[ %1 ]"_s.arg(node->size);
    case QJsonValue::String:
        return node->value.toString().left(longestValue).simplified();
    case QJsonValue::Bool:
        return node->value.toBool() ? u"true"_s : u"false"_s;
    case QJsonValue::Double:
        return node->value.toVariant().toString();
    case QJsonValue::Null:
    case QJsonValue::Undefined:
        break;
    }
    return u"null"_s;
}

QVariant JsonModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    return section == 0 ? tr("Name") : tr("Value");
}

} // namespace gateway::ui
