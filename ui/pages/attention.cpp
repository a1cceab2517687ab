// SPDX-License-Identifier: MIT
#include "ui/pages/attention.h"

#include "ui/dialogs/issue_key_dialog.h"
#include "ui/format.h"
#include "ui/limit_text.h"
#include "ui/notices/notice_book.h"
#include "ui/translated.h"

#include <QGridLayout>
#include <QPainter>
#include <QStorageInfo>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr qint64 lowDisk = qint64(1) << 30; // below it, a busy day and a backup may not fit
constexpr qsizetype shownRows = 4;

void addNear(QList<RaiseTarget> &near, const RaiseTarget &target, const BudgetUses &uses)
{
    for (const BudgetUse &use : uses) {
        if (use.share() < NoticeBook::nearShare)
            continue;
        RaiseTarget one = target;
        one.uses = {use};
        near += one;
    }
}

// The rows are made anew when figures change: who stands on a button of theirs stays on it, while it is
// there. Not on the one that takes its place, where the next key would do the same to somebody else.
QString focusedButton(const QWidget *rows)
{
    const QWidget *focused = rows ? rows->window()->focusWidget() : nullptr;
    return focused && rows->isAncestorOf(focused) ? focused->objectName() : QString();
}

void focusButton(const QWidget *rows, const QString &name)
{
    auto *button = name.isEmpty() ? nullptr : rows->findChild<QPushButton *>(name);
    if (button)
        button->setFocus();
}

// How full a budget is; the figures stand beside it.
class UseBar final : public QWidget
{
public:
    UseBar(double share, QWidget *parent) : QWidget(parent), m_share(std::clamp(share, 0.0, 1.0))
    {
        setFixedSize(Theme::px(72), Theme::px(7));
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Tokens &tokens = Tokens::current();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(Qt::NoPen);
        const qreal radius = height() / 2.0;
        painter.setBrush(tokens.line);
        painter.drawRoundedRect(rect(), radius, radius);
        painter.setBrush(m_share >= 0.95 ? tokens.bad : tokens.warn);
        painter.drawRoundedRect(QRectF(0, 0, std::max(width() * m_share, qreal(height())), height()), radius,
                                radius);
    }

private:
    double m_share;
};

bool isUnpaid(const Problem &problem)
{
    return problem.kind == Problem::Kind::KeyRefused && problem.detail.endsWith("402"_L1);
}

Card *cardFilling(QWidget *widget)
{
    auto *layout = new QVBoxLayout(widget);
    layout->setContentsMargins(0, 0, 0, 0);
    auto *card = new Card(widget);
    card->setTitle({});
    layout->addWidget(card);
    return card;
}

QWidget *newRows(Card *card, QWidget *old)
{
    delete old;
    auto *rows = new QWidget(card);
    auto *layout = new QVBoxLayout(rows);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::px(8));
    card->content()->addWidget(rows);
    return rows;
}

QHBoxLayout *newRow(QWidget *rows)
{
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::px(10));
    static_cast<QVBoxLayout *>(rows->layout())->addLayout(row);
    return row;
}

} // namespace

Result<Attention> readAttention(Database &database, const Clock &clock)
{
    const auto holdings = readHoldings(database, clock);
    if (!holdings)
        return tl::make_unexpected(holdings.error());
    Attention attention;
    for (const UserInfo &info : holdings->users) {
        RaiseTarget target;
        target.name = info.user.name;
        target.userId = info.user.id;
        target.userName = info.user.name;
        addNear(attention.budgets, target, holdings->spending.of(info.user.id, info.user.limits));
    }
    for (const KeyInfo &info : holdings->keys) {
        if (info.key.revokedAt)
            continue;
        RaiseTarget target;
        target.name = QString(info.userName + u" · "_s + keyName(info.key));
        target.keyId = info.key.id;
        addNear(attention.budgets, target, holdings->spending.of(info.key.id, info.key.limits));
    }
    std::stable_sort(attention.budgets.begin(), attention.budgets.end(),
                     [](const RaiseTarget &a, const RaiseTarget &b) {
                         return a.uses.constFirst().share() > b.uses.constFirst().share();
                     });
    if (holdings->providers.isEmpty())
        attention.problems += Problem{Problem::Kind::NoProvider};
    for (const Provider &provider : holdings->providers) {
        for (const SealedKey &key : provider.keys) {
            if (key.flaggedAt && provider.enabled) {
                attention.problems +=
                        Problem{Problem::Kind::KeyRefused, provider.name,
                                QString(u"…"_s + key.hint + u" · "_s + key.flag), 0, key.flaggedAt};
                break;
            }
        }
    }
    const QStorageInfo disk(database.location().dataDir);
    if (disk.isValid() && disk.bytesAvailable() >= 0 && disk.bytesAvailable() < lowDisk)
        attention.problems += Problem{Problem::Kind::DiskLow, {}, {}, disk.bytesAvailable()};
    return attention;
}

BudgetsCard::BudgetsCard(QWidget *parent) : QWidget(parent), m_card(cardFilling(this))
{
    onLanguage(this, [this] {
        m_card->setTitle(tr("Budgets near their end"));
        rebuild();
    });
}

void BudgetsCard::show(const QList<RaiseTarget> &budgets)
{
    m_budgets = budgets;
    rebuild();
}

void BudgetsCard::rebuild()
{
    const QString focused = focusedButton(m_rows);
    m_rows = newRows(m_card, m_rows);
    auto *grid = new QGridLayout; // bars and buttons stand below each other
    grid->setHorizontalSpacing(Theme::px(10));
    grid->setVerticalSpacing(Theme::px(8));
    grid->setColumnStretch(0, 1);
    grid->setColumnMinimumWidth(0, Theme::px(110));
    static_cast<QVBoxLayout *>(m_rows->layout())->addLayout(grid);
    int row = 0;
    for (const RaiseTarget &target : m_budgets.mid(0, shownRows)) {
        const BudgetUse &use = target.uses.constFirst();
        auto *name = new ElidedLabel("", m_rows);
        name->setFullText(target.name);
        grid->addWidget(name, row, 0);
        auto *bar = new UseBar(use.share(), m_rows);
        grid->addWidget(bar, row, 1);
        QLabel *figures = makeLabel("dim", m_rows);
        figures->setText(LimitText::use(use));
        grid->addWidget(figures, row, 2, Qt::AlignRight | Qt::AlignVCenter);
        const Budget extra = usualRaise(use);
        QPushButton *more = makeButton("", m_rows);
        // Of what and for when stands before it.
        more->setText(tr("Add %1").arg(extra.unit == BudgetUnit::Tokens
                                               ? Format::compact(extra.amount)
                                               : LimitText::amount(extra.amount, extra.unit)));
        more->setToolTip(LimitText::raiseFor(extra));
        more->setObjectName(QString(target.name + u": "_s + LimitText::budget(use.budget)));
        more->setAccessibleName(QString(target.name + u": "_s + more->toolTip()));
        connect(more, &QPushButton::clicked, this,
                [this, target, extra] { Q_EMIT raiseWanted(target, extra); });
        grid->addWidget(more, row++, 3);
    }
    if (m_budgets.size() > shownRows) {
        QLabel *rest = makeLabel("hint", m_rows);
        rest->setText(tr("and %n more", nullptr, int(m_budgets.size() - shownRows)));
        m_rows->layout()->addWidget(rest);
    }
    focusButton(m_rows, focused);
}

ProblemsCard::ProblemsCard(QWidget *parent) : QWidget(parent), m_card(cardFilling(this))
{
    onLanguage(this, [this] {
        m_card->setTitle(tr("Needs attention"));
        rebuild();
    });
}

void ProblemsCard::show(const QList<Problem> &problems)
{
    if (problems == m_problems)
        return;
    m_problems = problems;
    rebuild();
}

void ProblemsCard::rebuild()
{
    const QString focused = focusedButton(m_rows);
    m_rows = newRows(m_card, m_rows);
    for (const Problem &problem : m_problems.mid(0, shownRows)) {
        QHBoxLayout *row = newRow(m_rows);
        auto *pill = new Pill(m_rows);
        const bool bad = problem.kind == Problem::Kind::KeyRefused || problem.kind == Problem::Kind::DiskLow;
        pill->set(pillText(problem), bad ? Tone::Bad : Tone::Warn);
        row->addWidget(pill);
        auto *words = new ElidedLabel("", m_rows);
        words->setFullText(text(problem));
        row->addWidget(words, 1);
        if (const QString action = actionText(problem); !action.isEmpty()) {
            QPushButton *button = makeButton("", m_rows);
            button->setText(action);
            button->setObjectName(QString(QString::number(int(problem.kind)) + u' ' + problem.name));
            button->setAccessibleName(QString(text(problem) + u": "_s + action));
            connect(button, &QPushButton::clicked, this, [this, problem] { Q_EMIT actionWanted(problem); });
            row->addWidget(button);
        }
    }
    if (m_problems.size() > shownRows) {
        QLabel *rest = makeLabel("hint", m_rows);
        rest->setText(tr("and %n more", nullptr, int(m_problems.size() - shownRows)));
        m_rows->layout()->addWidget(rest);
    }
    focusButton(m_rows, focused);
}

QString ProblemsCard::pillText(const Problem &problem)
{
    switch (problem.kind) {
    case Problem::Kind::KeyRefused:
        return isUnpaid(problem) ? tr("no credit") : tr("provider key refused");
    case Problem::Kind::ProviderDown:
        return tr("paused");
    case Problem::Kind::Unpriced:
        return tr("unpriced");
    case Problem::Kind::DiskLow:
        return tr("disk");
    case Problem::Kind::NoProvider:
        return tr("provider");
    }
    return {};
}

QString ProblemsCard::text(const Problem &problem)
{
    switch (problem.kind) {
    case Problem::Kind::KeyRefused:
        return QStringList{problem.name, problem.detail, problem.ago}.join(u" · "_s);
    case Problem::Kind::ProviderDown:
        return tr("%1 · after failures (%2)").arg(problem.name, problem.detail);
    case Problem::Kind::Unpriced:
        return tr("%1 · %n requests", nullptr, int(problem.count)).arg(problem.name);
    case Problem::Kind::DiskLow:
        return tr("%1 MB left where the data is").arg(Format::number(problem.count >> 20));
    case Problem::Kind::NoProvider:
        return tr("There is no provider yet: no request can be answered.");
    }
    return {};
}

QString ProblemsCard::actionText(const Problem &problem)
{
    switch (problem.kind) {
    case Problem::Kind::KeyRefused: // another key would not help an empty account
        return isUnpaid(problem) ? tr("Open Providers") : tr("Replace provider key");
    case Problem::Kind::ProviderDown:
        return tr("Look");
    case Problem::Kind::Unpriced:
        return tr("Set price");
    case Problem::Kind::NoProvider:
        return tr("Add provider");
    case Problem::Kind::DiskLow:
        break;
    }
    return {};
}

} // namespace gateway::ui
