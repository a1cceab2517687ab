// SPDX-License-Identifier: MIT
#include "ui/widgets/live_calls_view.h"

#include "ui/keyboard.h"
#include "ui/models/calls_model.h"
#include "ui/theme.h"
#include "ui/translated.h"
#include "ui/widgets/basics.h"

#include <QHeaderView>
#include <QKeyEvent>
#include <QPushButton>
#include <QScrollBar>
#include <QTableView>
#include <QStyle>
#include <QVBoxLayout>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

LiveCallsView::LiveCallsView(GatewayControl &control, QWidget *parent)
    : QFrame(parent), m_control(control), m_title(makeLabel("dim", this)), m_table(new QTableView(this))
{
    setProperty("card", true);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::px(8), Theme::px(8), Theme::px(8), Theme::px(4));
    layout->setSpacing(Theme::px(2));
    m_title->setIndent(Theme::px(8));
    layout->addWidget(m_title);
    layout->addWidget(m_table);

    m_table->setObjectName("liveCalls"_L1);
    m_table->setModel(&m_model);
    m_table->setItemDelegate(&m_delegate);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->setSelectionMode(QAbstractItemView::NoSelection);
    m_table->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_table->setFocusPolicy(Qt::NoFocus); // its buttons take it
    m_table->setVerticalScrollMode(QAbstractItemView::ScrollPerPixel);
    m_table->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_table->setWordWrap(false);
    m_table->horizontalHeader()->hide();
    m_table->horizontalHeader()->setMinimumSectionSize(Theme::px(24));
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setSectionResizeMode(QHeaderView::Fixed);
    m_table->verticalHeader()->setDefaultSectionSize(CellDelegate::rowHeight());
    m_table->viewport()->installEventFilter(this);

    connect(m_table->verticalScrollBar(), &QScrollBar::valueChanged, this, &LiveCallsView::placeButtons);
    connect(&control, &GatewayControl::callsChanged, this, &LiveCallsView::takeCalls);
    connect(&control, &GatewayControl::changed, this, &LiveCallsView::takeCalls);
    onLanguage(this, [this] {
        m_table->setAccessibleName(tr("Requests in flight"));
        m_model.refreshTexts();
        fit();
        fitColumns();
        placeButtons();
    });
    hide();
}

LiveCallsView::~LiveCallsView()
{
    if (m_watching)
        m_control.watchCalls(false);
}

void LiveCallsView::setWatching(bool watching)
{
    if (watching == m_watching)
        return;
    m_watching = watching;
    m_control.watchCalls(watching);
    if (!watching)
        m_model.setCalls({});
    takeCalls();
}

bool LiveCallsView::isHeld() const
{
    const bool focused = std::any_of(m_buttons.cbegin(), m_buttons.cend(),
                                     [](const QPushButton *button) { return button->hasFocus(); });
    return isVisible() && (m_pointedAt || focused);
}

void LiveCallsView::setFilter(std::function<bool(const LiveCall &)> fits)
{
    m_fits = std::move(fits);
    m_model.setCalls(callsNow()); // also under the mouse: who does not fit has not ended
    fit();
}

QList<LiveCall> LiveCallsView::callsNow() const
{
    QList<LiveCall> calls = m_watching ? m_control.calls() : QList<LiveCall>();
    if (m_fits)
        calls.removeIf([this](const LiveCall &call) { return !m_fits(call); });
    return calls;
}

void LiveCallsView::takeCalls()
{
    const QList<LiveCall> calls = callsNow();
    m_model.setCalls(calls, isHeld());
    if (!m_model.anyAlive())
        m_model.setCalls(calls);
    fit();
}

void LiveCallsView::fit()
{
    const int rows = m_model.rowCount();
    m_table->setFixedHeight(qMin(rows, mostRows) * CellDelegate::rowHeight());
    m_title->setText(tr("%n in flight", nullptr, rows));
    setVisible(rows > 0);
    if (rows == 0)
        m_pointedAt = false;
    placeButtons();
}

// The same widths whatever the figures: nothing may jump as they grow.
void LiveCallsView::fitColumns()
{
    const QFontMetrics metrics = m_table->fontMetrics();
    const int padding = 2 * Theme::px(8);
    int phase = 0;
    for (const QString &text : {LiveCallsModel::tr("waiting"), LiveCallsModel::tr("connecting"),
                                LiveCallsModel::tr("streaming"), LiveCallsModel::tr("draining")})
        phase = qMax(phase, Pill::sizeFor(text, font()).width());
    QPushButton *sample = makeStopButton();
    const int stop = sample->sizeHint().width() + padding;
    delete sample;
    const int figures = metrics.horizontalAdvance(u"8,888,888"_s) + padding;
    const int time = QFontMetrics(monospaced(m_table->font())).horizontalAdvance(u"88:88:88"_s);

    QHeaderView *header = m_table->horizontalHeader();
    header->setSectionResizeMode(QHeaderView::Fixed);
    header->resizeSection(LiveCallsModel::StartedAt, time + padding + Theme::px(4));
    header->resizeSection(LiveCallsModel::Phase, phase + padding);
    header->resizeSection(LiveCallsModel::PromptTokens, figures);
    header->resizeSection(LiveCallsModel::CompletionTokens, figures);
    header->resizeSection(LiveCallsModel::Speed, metrics.horizontalAdvance(speedSample()) + padding);
    header->resizeSection(LiveCallsModel::Stop, stop);
    if (m_list && m_list->isVisible()) {
        followList();
        return;
    }
    const bool narrow = width() < Theme::px(760);
    m_table->setColumnHidden(LiveCallsModel::PromptTokens, narrow);
    m_table->setColumnHidden(LiveCallsModel::ProviderName, narrow);
    for (const int column : {LiveCallsModel::UserName, LiveCallsModel::Model, LiveCallsModel::ProviderName})
        header->setSectionResizeMode(column, QHeaderView::Stretch);
}

QString LiveCallsView::speedSample()
{
    return LiveCallsModel::tr("%1 tok/s").arg(u"888"_s);
}

// Each column as wide as the one of the list that it stands above. What the list has no room for is left out,
// but for what only a call in flight has; then the name of the model gives way.
void LiveCallsView::followList()
{
    QHeaderView *header = m_table->horizontalHeader();
    int missing = 0;
    for (const auto &[own, theirs] :
         {std::pair(LiveCallsModel::StartedAt, CallsModel::StartedAt),
          std::pair(LiveCallsModel::UserName, CallsModel::UserName),
          std::pair(LiveCallsModel::ProviderName, CallsModel::ProviderName),
          std::pair(LiveCallsModel::Phase, CallsModel::Status),
          std::pair(LiveCallsModel::PromptTokens, CallsModel::PromptTokens),
          std::pair(LiveCallsModel::CompletionTokens, CallsModel::CompletionTokens),
          std::pair(LiveCallsModel::Speed, CallsModel::Duration),
          std::pair(LiveCallsModel::Stop, CallsModel::Cost)}) {
        const bool hidden = m_list->isSectionHidden(theirs);
        const bool kept = own == LiveCallsModel::Speed || own == LiveCallsModel::Stop;
        m_table->setColumnHidden(own, hidden && !kept);
        if (hidden && kept)
            missing += header->sectionSize(own);
        else if (!hidden)
            header->resizeSection(own, m_list->sectionSize(theirs));
    }
    header->resizeSection(LiveCallsModel::Model, m_list->sectionSize(CallsModel::Model) - missing);
}

void LiveCallsView::alignWith(QHeaderView *list)
{
    m_list = list;
    const auto follow = [this] {
        QMetaObject::invokeMethod(this, &LiveCallsView::fitColumns, Qt::QueuedConnection);
    };
    connect(list, &QHeaderView::sectionResized, this, follow);
    connect(list, &QHeaderView::geometriesChanged, this, follow);
}

QPushButton *LiveCallsView::makeStopButton()
{
    QPushButton *button = makeButton("small", m_table->viewport());
    button->setText(tr("Stop"));
    button->installEventFilter(this);
    return button;
}

// Only rows in sight have a button, and a button stays with its call wherever the row moves.
void LiveCallsView::placeButtons()
{
    QHash<qint64, QPushButton *> before = std::exchange(m_buttons, {});
    const QRect seen = m_table->viewport()->rect();
    const int first = qMax(0, m_table->rowAt(0));
    for (int row = first; row < m_model.rowCount(); ++row) {
        const QRect cell = m_table->visualRect(m_model.index(row, LiveCallsModel::Stop));
        if (cell.top() > seen.bottom())
            break;
        const RequestId id = m_model.call(row)->id;
        QPushButton *button = before.take(id.value);
        if (!button) {
            button = makeStopButton();
            if (m_next) // where it is seen: made later, it would come at the end
                setTabOrder(Keyboard::stopBefore(m_next), button);
            connect(button, &QPushButton::clicked, this, [this, id] {
                m_model.markStopping(id);
                m_control.stopCall(id);
                placeButtons();
            });
        }
        button->setText(tr("Stop"));
        button->setAccessibleName(m_model.description(row));
        button->setToolTip(tr("Ends the request; its client gets an error."));
        setUsable(button, m_model.canStop(row));
        const QSize size = button->sizeHint().boundedTo(cell.size());
        button->setGeometry(QStyle::alignedRect(layoutDirection(), Qt::AlignRight | Qt::AlignVCenter, size,
                                                cell.adjusted(0, 0, -Theme::px(4), -1)));
        button->show();
        m_buttons.insert(id.value, button);
    }
    for (QPushButton *button : std::as_const(before)) {
        setUsable(button, false);
        button->hide();
        button->deleteLater();
    }
    const QList<QPushButton *> usable = usableButtons();
    const auto focused = std::find_if(usable.cbegin(), usable.cend(),
                                      [](const QPushButton *button) { return button->hasFocus(); });
    const QPushButton *stop = focused != usable.cend() ? *focused : usable.value(0);
    for (QPushButton *button : usable)
        button->setFocusPolicy(button == stop ? Qt::StrongFocus : Qt::ClickFocus);
}

QList<QPushButton *> LiveCallsView::usableButtons() const
{
    QList<QPushButton *> usable;
    for (QPushButton *button : m_buttons) {
        if (button->isEnabled())
            usable += button;
    }
    std::sort(usable.begin(), usable.end(),
              [](const QPushButton *one, const QPushButton *other) { return one->y() < other->y(); });
    return usable;
}

void LiveCallsView::moveFocus(QPushButton *from, int by)
{
    const QList<QPushButton *> usable = usableButtons();
    if (QPushButton *to = usable.value(usable.indexOf(from) + by)) {
        to->setFocus(Qt::TabFocusReason);
        placeButtons();
    }
}

// The focus must not go on to the button of another call: the next key would stop that one.
void LiveCallsView::setUsable(QPushButton *button, bool usable)
{
    if (!usable && button->hasFocus())
        (m_next && m_next->isVisible() ? m_next.data() : this)->setFocus(Qt::OtherFocusReason);
    button->setEnabled(usable);
}

void LiveCallsView::enterEvent(QEnterEvent *event)
{
    QFrame::enterEvent(event);
    m_pointedAt = true;
}

void LiveCallsView::leaveEvent(QEvent *event)
{
    QFrame::leaveEvent(event);
    m_pointedAt = false;
    takeCalls();
}

void LiveCallsView::resizeEvent(QResizeEvent *event)
{
    QFrame::resizeEvent(event);
    fitColumns();
}

bool LiveCallsView::eventFilter(QObject *watched, QEvent *event)
{
    auto *button = qobject_cast<QPushButton *>(watched);
    if (button && event->type() == QEvent::KeyPress) {
        const int key = static_cast<QKeyEvent *>(event)->key();
        if (key == Qt::Key_Up || key == Qt::Key_Down) {
            moveFocus(button, key == Qt::Key_Up ? -1 : 1);
            return true;
        }
    }
    if (watched == m_table->viewport() && (event->type() == QEvent::Resize || event->type() == QEvent::Show))
        QMetaObject::invokeMethod(this, &LiveCallsView::placeButtons, Qt::QueuedConnection);
    return QFrame::eventFilter(watched, event);
}

} // namespace gateway::ui
