// SPDX-License-Identifier: MIT
#include "ui/inspector/call_inspector.h"

#include "ui/error_text.h"
#include "ui/format.h"
#include "ui/inspector/body_view.h"
#include "ui/inspector/call_summary.h"
#include "ui/inspector/fact_list.h"
#include "ui/inspector/send_again_dialog.h"
#include "ui/models/calls_model.h"
#include "ui/refusal_text.h"
#include "ui/translated.h"
#include "ui/widgets/empty_state.h"

#include "base/request_id.h"

#include <QApplication>
#include <QClipboard>
#include <QKeyEvent>
#include <QScrollArea>
#include <QStackedWidget>
#include <QTabBar>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr Millis openCallInterval{1'000};

} // namespace

CallInspector::CallInspector(Shell &shell, QWidget *parent)
    : QFrame(parent)
    , m_shell(shell)
    , m_title(new ElidedLabel("id", this))
    , m_status(new Pill(this))
    , m_sendAgain(makeButton("small", this))
    , m_curl(makeButton("small", this))
    , m_showKey(makeButton("small", this))
    , m_whyNot(makeLabel("hint", this))
    , m_copyId(new CopyButton(this))
    , m_fullyButton(makeIconButton(u"open"_s, this))
    , m_close(makeIconButton(u"close"_s, this))
    , m_facts(new FactList(this))
    , m_error(makeLabel("error", this))
    , m_tabs(new QTabBar(this))
    , m_pages(new QStackedWidget(this))
    , m_sides(new QHBoxLayout)
    , m_summary(new CallSummary)
    , m_summaryPage(makeScrolled(m_summary))
    , m_clientStack(new QStackedWidget(this))
    , m_sentStack(new QStackedWidget(this))
    , m_answerStack(new QStackedWidget(this))
    , m_noClient(new EmptyState(this))
    , m_nothingSent(new EmptyState(this))
    , m_noAnswer(new EmptyState(this))
    , m_client(new BodyView(this))
    , m_sent(new BodyView(this))
    , m_answer(new BodyView(this))
{
    setObjectName("inspector"_L1);
    setProperty("card", true);
    setFocusPolicy(Qt::StrongFocus);
    m_sendAgain->setObjectName("sendAgain"_L1);
    m_curl->setObjectName("curl"_L1);
    m_sendAgain->setEnabled(false); // until the call is read
    m_curl->hide();
    m_showKey->setObjectName("showKey"_L1);
    m_showKey->hide();
    m_sent->setObjectName("sentBody"_L1);
    m_answer->setObjectName("answerBody"_L1);
    m_error->setWordWrap(true);
    m_error->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_tabs->setProperty("tight", true);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    for (int i = 0; i < 4; ++i)
        m_tabs->addTab({});

    auto *head = new QHBoxLayout;
    head->setSpacing(Theme::px(6));
    head->addWidget(m_title);
    head->addWidget(m_copyId);
    head->addWidget(m_status);
    head->addStretch();
    head->addWidget(m_fullyButton);
    head->addWidget(m_close);

    m_pages->addWidget(m_summaryPage);
    for (const auto &[stack, nothing, view] :
         {std::tuple(m_clientStack, m_noClient, m_client), std::tuple(m_sentStack, m_nothingSent, m_sent),
          std::tuple(m_answerStack, m_noAnswer, m_answer)}) {
        stack->addWidget(nothing);
        stack->addWidget(view);
        m_pages->addWidget(stack);
        setStyleProperty(nothing->button(), "kind", QString()); // of all users: not the thing to do here
        connect(nothing->button(), &QPushButton::clicked, this, [this] {
            m_shell.backend.setSetting(this, u"capture"_s, u"true"_s, [this](const Result<bool> &done) {
                if (!done && m_shell.toast)
                    m_shell.toast(ErrorText::of(done.error()), {}, {});
            });
        });
    }

    auto *column = new QVBoxLayout(this);
    column->setContentsMargins(Theme::px(16), Theme::px(12), Theme::px(12), Theme::px(12));
    column->setSpacing(Theme::px(10));
    column->addLayout(head);
    column->addWidget(m_facts);
    column->addWidget(m_error);
    auto *actions = new QHBoxLayout;
    actions->setSpacing(Theme::px(8));
    actions->addWidget(m_sendAgain);
    actions->addWidget(m_curl);
    actions->addWidget(m_showKey);
    actions->addWidget(m_whyNot);
    actions->addStretch();
    column->addLayout(actions);
    auto *bodies = new QVBoxLayout;
    bodies->setSpacing(Theme::px(10));
    bodies->addWidget(m_tabs);
    bodies->addWidget(m_pages, 1);
    m_sides->setSpacing(Theme::px(24));
    m_sides->addLayout(bodies, 3);
    column->addLayout(m_sides, 1);

    connect(m_tabs, &QTabBar::currentChanged, this,
            [this](int tab) { m_pages->setCurrentIndex(m_fully ? tab - 1 : tab); });
    connect(m_close, &QToolButton::clicked, this, &CallInspector::closed);
    connect(m_fullyButton, &QToolButton::clicked, this, &CallInspector::fullyToggled);
    connect(m_sendAgain, &QPushButton::clicked, this, &CallInspector::sendAgain);
    connect(m_showKey, &QPushButton::clicked, this,
            [this] { m_shell.reveal(PageId::Keys, m_detail->row.opened.keyId.value); });
    connect(m_curl, &QPushButton::clicked, this, [this] {
        QApplication::clipboard()->setText(
                curlOf(*m_detail, m_shell.control.addresses().value(0, u"http://127.0.0.1:5000"_s)));
        if (m_shell.toast)
            m_shell.toast(tr("Copied. Set GATEWAY_KEY to a key before running it."), {}, {});
    });
    connect(&shell.backend, &Backend::settingsChanged, this, [this] {
        if (m_detail)
            showDetail();
    });
    m_again.setSingleShot(true);
    m_again.setInterval(openCallInterval);
    connect(&m_again, &QTimer::timeout, this, &CallInspector::load);
    onLanguage(this, [this] { retranslate(); });
}

QScrollArea *CallInspector::makeScrolled(QWidget *inner)
{
    auto *scroll = new QScrollArea(this);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->setFocusPolicy(Qt::NoFocus);
    scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    scroll->setWidget(inner);
    return scroll;
}

void CallInspector::retranslate()
{
    setAccessibleName(tr("Details of the request"));
    m_tabs->setAccessibleName(tr("Details"));
    m_tabs->setTabText(0, tr("Timeline"));
    m_tabs->setTabText(1, tr("Client"));
    m_tabs->setTabText(2, tr("Provider"));
    m_tabs->setTabText(3, tr("Answer"));
    m_sendAgain->setText(tr("Send a&gain…"));
    m_curl->setText(tr("Copy as &curl"));
    m_showKey->setText(tr("Show &key"));
    m_copyId->setToolTip(tr("Copy the id"));
    m_copyId->setAccessibleName(tr("Copy the id"));
    m_fullyButton->setToolTip(m_fully ? tr("Back beside the list (Enter)")
                                      : tr("Use the whole page (Enter)"));
    m_fullyButton->setAccessibleName(m_fully ? tr("Back beside the list") : tr("Use the whole page"));
    m_close->setToolTip(tr("Close (Esc)"));
    m_close->setAccessibleName(tr("Close"));
    if (m_detail)
        showDetail();
}

// With room for both, the way stands beside what was said.
void CallInspector::setFully(bool fully)
{
    m_fullyButton->setIcon(themedIcon(fully ? u"beside"_s : u"open"_s));
    if (fully == m_fully)
        return;
    m_fully = fully;
    m_tabs->setTabVisible(0, !fully);
    if (fully) {
        if (m_tabs->currentIndex() == 0)
            m_tabs->setCurrentIndex(1);
        m_sides->insertWidget(0, m_summaryPage, 2);
        m_summaryPage->show();
    } else {
        m_pages->insertWidget(0, m_summaryPage);
        m_tabs->setCurrentIndex(0);
    }
    m_pages->setCurrentIndex(m_tabs->currentIndex() - (fully ? 1 : 0));
    retranslate();
}

void CallInspector::show(RequestId id)
{
    if (id == m_id && m_detail)
        return;
    m_id = id;
    const QString text = QString::fromLatin1(toText(id));
    m_title->setFullText(text);
    static_cast<CopyButton *>(m_copyId)->setTextToCopy(text);
    load();
}

// At most one question is under way; who moves through the list fast sees the last one.
void CallInspector::load()
{
    if (m_loading || !m_id)
        return;
    m_loading = true;
    m_shell.backend.readingThread().run<CallDetail>(
            this, [id = m_id](Database &database) { return loadCallDetail(database, id); },
            [this, id = m_id](Result<CallDetail> detail) {
                m_loading = false;
                if (id != m_id) {
                    load();
                    return;
                }
                if (!detail) {
                    m_error->setText(ErrorText::of(detail.error()));
                    m_error->show();
                    return;
                }
                m_detail = *std::move(detail);
                showDetail();
                if (m_detail->row.settled.status == CallStatus::Open && isVisible())
                    m_again.start();
                Q_EMIT shown();
            });
}

void CallInspector::hideEvent(QHideEvent *event)
{
    QFrame::hideEvent(event);
    m_again.stop();
}

void CallInspector::showDetail()
{
    showHead();
    m_summary->setDetail(*m_detail, Format::zone(m_shell.backend.settings().timezone));
    showBodies();
}

void CallInspector::showHead()
{
    const CallRow &call = m_detail->row;
    const QTimeZone zone = Format::zone(m_shell.backend.settings().timezone);
    m_status->set(CallsModel::statusText(call), CallsModel::statusTone(call));
    const QString answeredModel =
            call.settled.upstreamModel.isEmpty() ? call.opened.upstreamModel : call.settled.upstreamModel;
    const QString label = call.keyLabel.isEmpty() ? QString() : u" · "_s + call.keyLabel;
    const bool failed = call.settled.status == CallStatus::Failed;
    QString hint = call.keyHint; // in one piece, also where the line is too short
    hint.replace(u'…', u"\u2060…\u2060"_s);
    m_facts->setFacts(
            {{tr("Key"), call.userName + label + u' ' + hint},
             {tr("Asked for"), call.opened.model + u" · "_s + call.opened.endpoint},
             {failed ? tr("Asked last") : tr("Answered by"),
              call.providerName.isEmpty() ? Format::dash() : call.providerName + u" · "_s + answeredModel},
             {tr("Started"), Format::date(call.opened.startedAt, zone) + u' ' +
                                     Format::clock(call.opened.startedAt, zone)}});
    m_error->setText(RefusalText::ofRow(call.settled.error));
    m_error->setVisible(!call.settled.error.isEmpty());
    showActions();
}

void CallInspector::showActions()
{
    m_curl->setVisible(m_detail->captured && !m_detail->request.isEmpty());
    m_showKey->setVisible(m_detail->row.settled.status == CallStatus::Refused &&
                          m_detail->row.opened.keyId.value > 0 && m_shell.reveal);
    QString why;
    QString inShort;
    switch (resendProblem(*m_detail)) {
    case ResendProblem::None:
        break;
    case ResendProblem::NotKept:
        inShort = tr("prompt not kept");
        why = m_shell.backend.settings().capture
                      ? tr("The body of this request was not kept; those of new requests are.")
                      : tr("The body of this request was not kept. Switch on “Keep prompts and answers” in "
                           "Settings: requests from then on can be sent again.");
        break;
    case ResendProblem::OnlyPart:
        inShort = tr("kept only in part");
        why = tr("The body of this request is longer than what was kept of it.");
        break;
    }
    m_whyNot->setText(inShort);
    m_whyNot->setVisible(!inShort.isEmpty());
    m_sendAgain->setEnabled(why.isEmpty());
    m_sendAgain->setToolTip(why);
    m_sendAgain->setAccessibleDescription(why);
}

void CallInspector::sendAgain()
{
    auto *dialog = new SendAgainDialog(m_shell, *m_detail, window());
    connect(dialog, &SendAgainDialog::sent, this, &CallInspector::sentAgain);
    dialog->open();
}

void CallInspector::showBodies()
{
    showCapture(m_clientStack, m_noClient, m_client, m_detail->client);
    showCapture(m_sentStack, m_nothingSent, m_sent, m_detail->sent);
    showCapture(m_answerStack, m_noAnswer, m_answer, m_detail->answer);
    m_sent->setNote(m_detail->unchanged ? tr("The body went on as the client sent it.") : QString());
    if (m_detail->captured && m_detail->sent.headers.isEmpty()) {
        m_nothingSent->set(tr("Nothing was kept of what went to the provider."));
        m_sentStack->setCurrentWidget(m_nothingSent);
    }
}

void CallInspector::showCapture(QStackedWidget *stack, EmptyState *nothing, BodyView *view,
                                const BodyText &body)
{
    if (m_detail->captured) {
        view->setBody(body);
        stack->setCurrentWidget(view);
        return;
    }
    if (m_shell.backend.settings().capture)
        nothing->set(tr("Nothing was kept of this request. Prompts and answers of new requests are."));
    else
        nothing->set(tr("Prompts and answers are not kept. Switched on, they stay unencrypted in the "
                        "database for %n days.",
                        nullptr, m_shell.backend.settings().captureDays),
                     tr("Keep them from now on"));
    view->setBody({});
    stack->setCurrentWidget(nothing);
}

void CallInspector::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape)
        Q_EMIT closed();
    else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter)
        Q_EMIT fullyToggled();
    else
        QFrame::keyPressEvent(event);
}

} // namespace gateway::ui
