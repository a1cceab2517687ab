// SPDX-License-Identifier: MIT
#include "ui/inspector/body_view.h"

#include "ui/translated.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/fold.h"
#include "ui/widgets/segmented_control.h"

#include <QHeaderView>
#include <QListView>
#include <QPlainTextEdit>
#include <QStackedWidget>
#include <QTreeView>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

QPlainTextEdit *makeText(QWidget *parent)
{
    auto *text = new QPlainTextEdit(parent);
    text->setReadOnly(true);
    text->setProperty("code", true);
    text->setTabChangesFocus(true);
    return text;
}

} // namespace

BodyView::BodyView(QWidget *parent)
    : QWidget(parent)
    , m_note(makeLabel("hint", this))
    , m_headFold(new Fold(this))
    , m_headers(makeText(this))
    , m_upstreamFold(new Fold(this))
    , m_upstreamHeaders(makeText(this))
    , m_choice(new SegmentedControl(this))
    , m_stack(new QStackedWidget(this))
    , m_tree(new QTreeView(this))
    , m_eventPage(new QWidget(this))
    , m_list(new QListView(m_eventPage))
    , m_event(makeText(m_eventPage))
    , m_text(makeText(this))
{
    m_note->setWordWrap(true);
    m_note->hide();
    for (const auto &[fold, text] :
         {std::pair(m_headFold, m_headers), std::pair(m_upstreamFold, m_upstreamHeaders)}) {
        text->setFixedHeight(Theme::px(130));
        fold->content()->addWidget(text);
    }
    m_headers->setObjectName("headers"_L1);
    m_upstreamHeaders->setObjectName("upstreamHeaders"_L1);
    m_text->setObjectName("bodyText"_L1);
    m_tree->setModel(&m_json);
    m_tree->setFrameShape(QFrame::NoFrame);
    m_tree->setUniformRowHeights(true);
    m_tree->header()->setSectionResizeMode(0, QHeaderView::Interactive);
    m_tree->header()->resizeSection(0, Theme::px(130));
    m_tree->header()->hide();
    m_list->setModel(&m_events);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setUniformItemSizes(true);
    m_list->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_list->setProperty("rows", true);
    m_list->setObjectName("events"_L1);
    m_event->setObjectName("event"_L1);
    auto *events = new QVBoxLayout(m_eventPage);
    events->setContentsMargins(0, 0, 0, 0);
    events->setSpacing(Theme::px(8));
    events->addWidget(m_list, 3);
    events->addWidget(m_event, 2);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this,
            [this](const QModelIndex &current) { showWhole(current.row()); });
    for (QWidget *page : {static_cast<QWidget *>(m_tree), m_eventPage, static_cast<QWidget *>(m_text)})
        m_stack->addWidget(page);

    auto *row = new QHBoxLayout;
    row->addWidget(m_choice);
    row->addStretch();
    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(Theme::px(8));
    column->addWidget(m_note);
    column->addWidget(m_headFold);
    column->addWidget(m_upstreamFold);
    column->addLayout(row);
    column->addWidget(m_stack, 1);
    connect(m_choice, &SegmentedControl::chosen, this, &BodyView::choose);
    onLanguage(this, [this] { retranslate(); });
}

void BodyView::retranslate()
{
    m_upstreamFold->setTitle(tr("Headers from the provider"));
    m_upstreamHeaders->setAccessibleName(tr("Headers from the provider"));
    m_tree->setAccessibleName(tr("Body as a tree"));
    m_list->setAccessibleName(tr("Events of the stream"));
    m_event->setAccessibleName(tr("The event"));
    m_text->setAccessibleName(tr("Body as text"));
    m_choice->setAccessibleName(tr("Shown as"));
    setBody(m_body);
}

void BodyView::setBody(const BodyText &body)
{
    m_body = body;
    m_headers->setPlainText(body.headers);
    m_headFold->setVisible(!body.headers.isEmpty());
    const QString title = body.upstreamHeaders.isEmpty() ? tr("Headers") : tr("Headers to the client");
    m_headFold->setTitle(title);
    m_headFold->setSummary(body.headers.section(u'\n', 0, 0));
    m_headers->setAccessibleName(title);
    m_upstreamHeaders->setPlainText(body.upstreamHeaders);
    m_upstreamFold->setSummary(body.upstreamHeaders.section(u'\n', 0, 0));
    m_upstreamFold->setVisible(!body.upstreamHeaders.isEmpty());
    m_json.setDocument(body.json);
    m_tree->expandToDepth(0);
    m_tree->resizeColumnToContents(0);
    m_tree->header()->resizeSection(
            0, qBound(Theme::px(90), m_tree->columnWidth(0) + Theme::px(8), Theme::px(190)));
    QStringList summaries;
    for (const BodyText::Event &event : body.events)
        summaries += event.summary;
    m_events.setStringList(summaries);
    m_event->hide();
    m_text->setPlainText(body.text);
    const bool events = !body.events.isEmpty();
    const bool structured = events || !body.json.isNull();
    m_choice->setTexts({events ? tr("Events %1").arg(body.events.size()) : tr("Tree"), tr("Text")});
    m_choice->setVisible(structured);
    m_choice->setCurrent(structured ? 0 : 1);
    choose(structured ? 0 : 1);
}

// All of the event that the list stands on.
void BodyView::showWhole(int row)
{
    m_event->setVisible(row >= 0 && row < m_body.events.size());
    m_event->setPlainText(m_body.events.value(row).text);
}

void BodyView::setNote(const QString &note)
{
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
}

void BodyView::choose(int index)
{
    m_stack->setCurrentWidget(index == 1                ? static_cast<QWidget *>(m_text)
                              : m_body.events.isEmpty() ? static_cast<QWidget *>(m_tree)
                                                        : m_eventPage);
}

} // namespace gateway::ui
