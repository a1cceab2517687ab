// SPDX-License-Identifier: MIT
#include "ui/widgets/targets_edit.h"

#include "ui/model_text.h"
#include "ui/translated.h"
#include "ui/widgets/target_row.h"

#include "store/validation.h"

#include <QShortcut>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

TargetsEdit::TargetsEdit(const QList<Provider> &providers, QWidget *parent)
    : QWidget(parent)
    , m_providers(providers)
    , m_list(new QVBoxLayout)
    , m_sentence(makeLabel("hint", this))
    , m_keys(makeLabel("dim", this))
    , m_heads(new QWidget(this))
    , m_add(makeButton("link", this))
{
    m_add->setObjectName("addTarget"_L1);
    m_add->setIcon(themedIcon(u"plus"_s, IconInk::Accent));
    m_sentence->setObjectName("sentence"_L1);
    m_sentence->setWordWrap(true);
    m_list->setSpacing(Theme::px(8));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::px(6));
    layout->addWidget(m_keys);
    layout->addWidget(m_heads);
    layout->addLayout(m_list);
    auto *heads = new QHBoxLayout(m_heads);
    heads->setContentsMargins(Theme::px(26), 0, 0, 0); // behind the grip
    heads->setSpacing(Theme::px(8));
    const int weight = TargetRow::weightWidth() + TargetRow::shareWidth() + Theme::px(8 + 8 + 26);
    for (const int width : {TargetRow::whenWidth(), TargetRow::providerWidth(), 0, weight}) {
        QLabel *head = makeLabel("hint", m_heads);
        if (width > 0)
            head->setFixedWidth(width);
        heads->addWidget(head, width > 0 ? 0 : 1);
        m_names += head;
    }
    layout->addWidget(m_add, 0, Qt::AlignLeft);
    layout->addWidget(m_sentence);
    connect(m_add, &QPushButton::clicked, this, [this] {
        for (const TargetRow *row : std::as_const(m_rows))
            row->closeOffers(); // they would take the next letters
        addTarget();
        m_rows.last()->tabOrder().at(1)->setFocus(Qt::TabFocusReason);
        Q_EMIT edited();
    });
    const auto shortcut = [this](Qt::Key key, int by) {
        auto *made = new QShortcut(QKeySequence(Qt::ALT | key), this);
        made->setContext(Qt::WidgetWithChildrenShortcut);
        connect(made, &QShortcut::activated, this, [this, by] { moveFocused(by); });
    };
    shortcut(Qt::Key_Up, -1);
    shortcut(Qt::Key_Down, 1);
    onLanguage(this, [this] {
        m_keys->setText(tr("Answered by"));
        m_names[0]->setText(tr("When"));
        m_names[1]->setText(tr("Provider"));
        m_names[2]->setText(tr("Model there"));
        m_names[3]->setText(tr("Weight"));
        m_add->setText(tr("Add target"));
        showShares();
    });
}

void TargetsEdit::setTargets(const QList<TargetRequest> &targets)
{
    while (!m_rows.isEmpty())
        remove(m_rows.last());
    for (qsizetype i = 0; i < targets.size(); ++i)
        addTarget(targets[i], i > 0 && targets[i].priority == targets[i - 1].priority);
}

void TargetsEdit::addTarget(const TargetRequest &target, bool shares)
{
    auto *row = new TargetRow(m_providers, this);
    row->set(target, shares);
    m_rows += row;
    m_list->addWidget(row);
    row->show();
    connect(row, &TargetRow::edited, this, [this, row] {
        row->setError({});
        showShares();
        Q_EMIT edited();
    });
    connect(row, &TargetRow::removeRequested, this, [this, row] {
        m_add->setFocus();
        remove(row);
        Q_EMIT edited();
    });
    connect(row, &TargetRow::dragged, this,
            [this, row](int globalY) { drag(row, mapFromGlobal(QPoint(0, globalY)).y()); });
    orderTabs();
    showShares();
    Q_EMIT resized();
}

void TargetsEdit::remove(TargetRow *row)
{
    m_rows.removeAll(row);
    m_list->removeWidget(row);
    row->hide();
    row->deleteLater();
    showShares();
    Q_EMIT resized();
}

void TargetsEdit::move(int from, int to)
{
    if (from == to || from < 0 || to < 0 || from >= count() || to >= count())
        return;
    // Two that share calls still do when they change places; a row never begins to share by being moved.
    QList<int> groups;
    const QList<TargetRequest> before = targets();
    for (const TargetRequest &target : before)
        groups += target.priority;
    groups.move(from, to);
    TargetRow *row = m_rows[from];
    m_rows.move(from, to);
    for (int i = 0; i < count(); ++i)
        m_rows[i]->setShares(i > 0 && groups[i] == groups[i - 1]);
    m_list->removeWidget(row);
    m_list->insertWidget(to, row);
    m_list->activate();
    orderTabs();
    showShares();
    Q_EMIT edited();
}

void TargetsEdit::moveFocused(int by)
{
    for (int i = 0; i < count(); ++i) {
        if (m_rows[i]->isAncestorOf(focusWidget())) {
            move(i, i + by);
            return;
        }
    }
}

// Over the middle of its neighbour it takes that one's place.
void TargetsEdit::drag(TargetRow *row, int y)
{
    const int at = int(m_rows.indexOf(row));
    if (at > 0 && y < m_rows[at - 1]->geometry().center().y())
        move(at, at - 1);
    else if (at + 1 < count() && y > m_rows[at + 1]->geometry().center().y())
        move(at, at + 1);
}

void TargetsEdit::orderTabs()
{
    QWidget *before = nullptr;
    for (const TargetRow *row : std::as_const(m_rows)) {
        const QList<QWidget *> widgets = row->tabOrder();
        for (QWidget *widget : widgets) {
            if (before)
                setTabOrder(before, widget);
            before = widget;
        }
    }
    if (before)
        setTabOrder(before, m_add);
}

QList<TargetRequest> TargetsEdit::targets() const
{
    QList<TargetRequest> targets;
    int priority = -1;
    for (const TargetRow *row : m_rows) {
        TargetRequest target = row->target();
        if (targets.isEmpty() || !row->shares())
            ++priority;
        target.priority = priority;
        targets += target;
    }
    return targets;
}

void TargetsEdit::focusFirst()
{
    if (!m_rows.isEmpty())
        m_rows.first()->focusModel();
}

void TargetsEdit::showShares()
{
    const QList<TargetRequest> all = targets();
    for (qsizetype i = 0; i < all.size(); ++i) {
        const bool withAbove = i > 0 && all[i - 1].priority == all[i].priority;
        const bool withBelow = i + 1 < all.size() && all[i + 1].priority == all[i].priority;
        m_rows[i]->setPlace(i == 0, withAbove || withBelow);
        m_rows[i]->setShare(withAbove || withBelow ? ModelText::share(all, i) : QString());
    }
    m_heads->setVisible(!all.isEmpty());
    m_sentence->setText(ModelText::sentence(all));
    m_sentence->setVisible(all.size() > 1);
}

QString TargetsEdit::complaint(const TargetRequest &target, const QList<TargetRequest> &above) const
{
    if (target.model.contains(u'*'))
        return tr("A target has no *. Leave it empty to keep the name that was asked for.");
    if (!validation::upstreamModel(target.model))
        return tr("This cannot be the name of a model.");
    for (const TargetRequest &other : above) {
        if (other.provider == target.provider && other.model == target.model)
            return tr("It is there already. A weight makes it likelier.");
    }
    return {};
}

std::optional<QList<TargetRequest>> TargetsEdit::read()
{
    const QList<TargetRequest> all = targets();
    TargetRow *wrong = nullptr;
    for (qsizetype i = 0; i < all.size(); ++i) {
        const QString error = complaint(all[i], all.first(i));
        m_rows[i]->setError(error);
        if (!error.isEmpty() && !wrong)
            wrong = m_rows[i];
    }
    if (!wrong)
        return all;
    wrong->focusModel();
    Q_EMIT resized();
    return {};
}

} // namespace gateway::ui
