// SPDX-License-Identifier: MIT
#include "ui/playground/chat_column.h"

#include "ui/format.h"
#include "ui/playground/exchange_dialog.h"
#include "ui/playground/message_view.h"
#include "ui/translated.h"
#include "ui/widgets/empty_state.h"

#include <QComboBox>
#include <QLineEdit>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalBlocker>
#include <QStackedWidget>

#include <algorithm>
#include <utility>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr int paintInterval = 50; // ms
constexpr int paintShare = 10;    // laying out a long answer again takes no more than a tenth of the time
constexpr std::chrono::milliseconds tickInterval(100);

} // namespace

ChatColumn::ChatColumn(Shell &shell, QWidget *parent)
    : QFrame(parent)
    , m_shell(shell)
    , m_model(new QComboBox(this))
    , m_stack(new QStackedWidget(this))
    , m_empty(new EmptyState(m_stack))
    , m_scroll(new QScrollArea(m_stack))
    , m_list(nullptr)
    , m_watch(shell.backend)
{
    setProperty("card", true);
    m_model->setObjectName("playgroundModel"_L1);
    m_model->setEditable(true);
    m_model->setInsertPolicy(QComboBox::NoInsert);
    m_model->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_model->setMinimumContentsLength(12);
    m_model->setMaximumWidth(Theme::px(420));
    auto *inner = new QWidget(m_scroll);
    m_list = new QVBoxLayout(inner);
    m_list->setContentsMargins(0, 0, Theme::px(10), 0);
    m_list->setSpacing(Theme::px(12));
    m_list->addStretch();
    m_scroll->setWidget(inner);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setProperty("conversation", true);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_stack->addWidget(m_empty);
    m_stack->addWidget(m_scroll);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::px(16), Theme::px(12), Theme::px(6), Theme::px(10));
    layout->setSpacing(Theme::px(12));
    auto *head = new QHBoxLayout;
    head->setContentsMargins(0, 0, Theme::px(10), 0);
    head->addWidget(m_model, 1);
    head->addStretch();
    layout->addLayout(head);
    layout->addWidget(m_stack, 1);

    connect(m_model, &QComboBox::textActivated, this, [this] { m_modelChosen = true; });
    connect(m_model->lineEdit(), &QLineEdit::textEdited, this, [this] { m_modelChosen = true; });
    // Follows what comes, unless somebody has scrolled up to read.
    QScrollBar *bar = m_scroll->verticalScrollBar();
    connect(bar, &QScrollBar::valueChanged, this,
            [this, bar](int value) { m_atEnd = value >= bar->maximum() - Theme::px(12); });
    connect(bar, &QScrollBar::rangeChanged, this, [this, bar](int, int maximum) {
        if (m_atEnd)
            bar->setValue(maximum);
    });
    m_paint.setSingleShot(true);
    connect(&m_paint, &QTimer::timeout, this, &ChatColumn::showProgress);
    m_tick.setInterval(tickInterval);
    connect(&m_tick, &QTimer::timeout, this, &ChatColumn::showTime);
    connect(&m_call, &ChatCall::received, this, &ChatColumn::receive);
    connect(&m_call, &ChatCall::ended, this, &ChatColumn::end);
    onLanguage(this, [this] {
        m_model->setAccessibleName(tr("Model"));
        m_scroll->setAccessibleName(tr("Conversation"));
    });
}

void ChatColumn::setModels(const QStringList &models, qsizetype preferred)
{
    const QString before = m_model->currentText();
    const QSignalBlocker quiet(m_model);
    m_model->clear();
    m_model->addItems(models);
    const QString first = models.value(std::min(preferred, models.size() - 1));
    m_model->setEditText(m_modelChosen || first.isEmpty() ? before : first);
    if (m_model->currentText().isEmpty() && !models.isEmpty())
        m_model->setEditText(m_shell.backend.settings().defaultModel);
    m_model->lineEdit()->setCursorPosition(0);
}

QString ChatColumn::model() const
{
    return m_model->currentText().trimmed();
}

void ChatColumn::choose(const QString &model)
{
    m_modelChosen = true;
    m_model->setEditText(model);
}

void ChatColumn::focusModel()
{
    m_model->setFocus();
    m_model->lineEdit()->selectAll();
}

bool ChatColumn::isEmpty() const
{
    return m_list->count() == 1;
}

MessageView *ChatColumn::add(bool fromUser, const QString &who)
{
    auto *view = new MessageView(fromUser, m_scroll->widget());
    view->setWho(who);
    m_list->insertWidget(m_list->count() - 1, view);
    return view;
}

void ChatColumn::ask(const QString &address, const Secret &key, const ChatMessage &message,
                     const ChatParameters &parameters)
{
    m_watch.cancel();
    m_messages += message;
    m_atEnd = true;
    m_question = add(true, tr("You"));
    m_question->setText(message.text);
    m_question->setImages(message.images);
    m_answer = add(false, model());
    m_text.clear();
    m_reasoning.clear();
    m_firstText.reset();
    m_elapsed.start();
    m_tick.start();
    m_stack->setCurrentWidget(m_scroll);
    m_call.setZone(Format::zone(m_shell.backend.settings().timezone));
    m_call.start(address, key, chatBody(model(), m_messages, parameters));
    showTime();
    Q_EMIT changed();
}

void ChatColumn::clear()
{
    for (const QPointer<QWidget> &view : std::exchange(m_clearedViews, {})) {
        if (view)
            view->deleteLater();
    }
    m_clearedMessages = std::exchange(m_messages, {});
    while (m_list->count() > 1) {
        QLayoutItem *item = m_list->takeAt(0);
        item->widget()->hide();
        m_clearedViews += item->widget();
        delete item;
    }
    m_stack->setCurrentWidget(m_empty);
}

void ChatColumn::bringBack()
{
    int place = 0;
    for (const QPointer<QWidget> &view : std::exchange(m_clearedViews, {})) {
        if (!view)
            continue;
        m_list->insertWidget(place++, view);
        view->show();
    }
    m_messages = std::exchange(m_clearedMessages, {}) + m_messages;
    if (!isEmpty())
        m_stack->setCurrentWidget(m_scroll);
    Q_EMIT changed();
}

void ChatColumn::receive(const QString &text, const QString &reasoning)
{
    if (!m_firstText)
        m_firstText = m_elapsed.elapsed();
    m_text += text;
    m_reasoning += reasoning;
    if (!m_paint.isActive())
        m_paint.start(paintInterval);
}

void ChatColumn::showProgress()
{
    if (!m_answer)
        return;
    QElapsedTimer took;
    took.start();
    m_answer->setReasoning(m_reasoning);
    m_answer->setText(m_text);
    if (const qint64 pause = took.elapsed() * paintShare; pause > paintInterval && isRunning())
        m_paint.start(int(pause));
}

void ChatColumn::showTime()
{
    if (!m_answer)
        return;
    const QString soFar = Format::duration(Millis(m_elapsed.elapsed()));
    m_answer->setFigures(m_firstText
                                 ? tr("first token after %1").arg(Format::duration(Millis(*m_firstText))) +
                                           u" · "_s + soFar
                                 : tr("waiting for the first token") + u" · "_s + soFar);
}

void ChatColumn::end(const QString &error)
{
    m_paint.stop();
    m_tick.stop();
    showProgress();
    if (m_answer) {
        showTime();
        if (!m_firstText) // nobody waits any more
            m_answer->setFigures(Format::duration(Millis(m_elapsed.elapsed())));
        m_answer->onRequest([this, exchange = m_call.exchange(), id = m_call.id()] {
            (new ExchangeDialog(exchange, id, window()))->open();
        });
        if (!error.isEmpty()) {
            m_answer->setError(error);
            m_answer->onAgain(
                    [this, asked = m_messages.constLast(), question = m_question, answer = m_answer] {
                        if (isRunning())
                            return;
                        for (MessageView *view : {question.data(), answer.data()}) {
                            if (view) {
                                m_list->removeWidget(view);
                                view->hide();
                                view->deleteLater();
                            }
                        }
                        Q_EMIT againRequested(asked);
                    });
        } else if (m_text.isEmpty()) {
            m_answer->setFigures(tr("Stopped before anything came."));
        }
        m_answer->setEnded(true);
    }
    if (m_text.isEmpty() || !error.isEmpty()) // nothing to go on from: it is not part of what is sent next
        m_messages.removeLast();
    else
        m_messages += ChatMessage{false, m_text};
    if (m_call.id()) {
        m_watch.wait(*m_call.id(), [this](const std::optional<CallRow> &row) {
            if (row)
                showRow(*row);
        });
    }
    Q_EMIT changed();
}

void ChatColumn::showRow(const CallRow &row)
{
    if (!m_answer)
        return;
    const CallSettled &settled = row.settled;
    QStringList parts;
    if (settled.status == CallStatus::Cancelled)
        parts += tr("stopped by you");
    if (!settled.usage.isEmpty()) {
        parts += tr("%1 in, %2 out")
                         .arg(Format::number(settled.usage.prompt), Format::number(settled.usage.completion));
        parts += settled.costMicros ? Format::money(*settled.costMicros, settled.currency) : tr("unpriced");
    }
    if (settled.firstToken)
        parts += tr("first token after %1").arg(Format::duration(*settled.firstToken));
    parts += Format::duration(settled.duration);
    const Millis writing = settled.duration - settled.firstToken.value_or(settled.duration);
    if (settled.usage.completion && writing.count() > 0) {
        const double rate = double(*settled.usage.completion) * 1'000.0 / double(writing.count());
        parts += tr("%1 tok/s").arg(QString::number(rate, 'f', rate < 10 ? 1 : 0));
    }
    for (QString &part : parts) // lines break between them
        part.replace(u' ', QChar::Nbsp).replace(u'/', u"/\u2060"_s);
    m_answer->setFigures(parts.join(u" · "_s));
    if (m_shell.showRequests) {
        m_answer->onRow([this, id = row.opened.id] {
            RequestsFilter filter;
            filter.selected = id;
            m_shell.showRequests(filter);
        });
    }
}

} // namespace gateway::ui
