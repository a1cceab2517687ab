// SPDX-License-Identifier: MIT
#include "ui/inspector/call_inspector.h"

#include "ui/error_text.h"
#include "ui/format.h"
#include "ui/inspector/body_view.h"
#include "ui/inspector/call_cost.h"
#include "ui/inspector/fact_list.h"
#include "ui/inspector/send_again_dialog.h"
#include "ui/inspector/way_view.h"
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

Currency currencyOf(const CallRow &call)
{
    const QString &text = call.settled.currency.isEmpty() ? call.opened.currency : call.settled.currency;
    return currencyFromString(text).value_or(Currency::Usd);
}

} // namespace

CallInspector::CallInspector(Shell &shell, QWidget *parent)
    : QFrame(parent)
    , m_shell(shell)
    , m_title(new ElidedLabel("heading", this))
    , m_status(new Pill(this))
    , m_sendAgain(makeButton("small", this))
    , m_curl(makeButton("small", this))
    , m_copyId(new CopyButton(this))
    , m_fullyButton(makeIconButton(u"open"_s, this))
    , m_close(makeIconButton(u"close"_s, this))
    , m_facts(new FactList(this))
    , m_error(makeLabel("error", this))
    , m_tabs(new QTabBar(this))
    , m_pages(new QStackedWidget(this))
    , m_way(new WayView)
    , m_cost(new FactList)
    , m_costNote(makeLabel("hint"))
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
    m_sent->setObjectName("sentBody"_L1);
    m_answer->setObjectName("answerBody"_L1);
    m_error->setWordWrap(true);
    m_error->setTextInteractionFlags(Qt::TextSelectableByMouse);
    m_tabs->setProperty("tight", true);
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    for (int i = 0; i < 5; ++i)
        m_tabs->addTab({});

    auto *head = new QHBoxLayout;
    head->setSpacing(Theme::px(6));
    head->addWidget(m_title);
    head->addWidget(m_copyId);
    head->addWidget(m_status);
    head->addStretch();
    head->addWidget(m_fullyButton);
    head->addWidget(m_close);

    auto *cost = new QWidget;
    auto *costColumn = new QVBoxLayout(cost);
    costColumn->setContentsMargins(0, 0, 0, 0);
    costColumn->setSpacing(Theme::px(10));
    m_costNote->setWordWrap(true);
    m_cost->setObjectName("cost"_L1);
    costColumn->addWidget(m_cost);
    costColumn->addWidget(m_costNote);
    costColumn->addStretch();
    m_pages->addWidget(makeScrolled(m_way));
    m_pages->addWidget(makeScrolled(cost));
    for (const auto &[stack, nothing, view] :
         {std::tuple(m_clientStack, m_noClient, m_client), std::tuple(m_sentStack, m_nothingSent, m_sent),
          std::tuple(m_answerStack, m_noAnswer, m_answer)}) {
        stack->addWidget(nothing);
        stack->addWidget(view);
        m_pages->addWidget(stack);
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
    actions->addStretch();
    column->addLayout(actions);
    column->addWidget(m_tabs);
    column->addWidget(m_pages, 1);

    connect(m_tabs, &QTabBar::currentChanged, m_pages, &QStackedWidget::setCurrentIndex);
    connect(m_close, &QToolButton::clicked, this, &CallInspector::closed);
    connect(m_fullyButton, &QToolButton::clicked, this, &CallInspector::fullyToggled);
    connect(m_sendAgain, &QPushButton::clicked, this, &CallInspector::sendAgain);
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

QWidget *CallInspector::makeScrolled(QWidget *inner)
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
    m_tabs->setTabText(0, tr("Way"));
    m_tabs->setTabText(1, tr("Cost"));
    m_tabs->setTabText(2, tr("Client"));
    m_tabs->setTabText(3, tr("Provider"));
    m_tabs->setTabText(4, tr("Answer"));
    m_sendAgain->setText(tr("Send a&gain …"));
    m_curl->setText(tr("Copy as &curl"));
    m_copyId->setToolTip(tr("Copy the id"));
    m_copyId->setAccessibleName(tr("Copy the id"));
    m_fullyButton->setToolTip(tr("Use the whole page (Enter)"));
    m_fullyButton->setAccessibleName(tr("Use the whole page"));
    m_close->setToolTip(tr("Close (Esc)"));
    m_close->setAccessibleName(tr("Close"));
    if (m_detail)
        showDetail();
}

void CallInspector::setFully(bool fully)
{
    m_fullyButton->setIcon(themedIcon(fully ? u"fold"_s : u"open"_s));
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
    m_way->setCall(m_detail->row);
    showBodies();

    const CallRow &call = m_detail->row;
    const CallSettled &settled = call.settled;
    const Currency currency = currencyOf(call);
    QList<FactList::Fact> facts;
    QStringList notes;
    bool summed = false; // then the sum is what stands out
    if (m_detail->price && settled.status != CallStatus::Open) {
        const Price &price = *m_detail->price;
        const CostSum sum = costSum(price, settled.usage);
        for (const CostPart &part : sum.parts)
            facts.append({CostText::name(part.kind), CostText::line(part, price.currency), false, false,
                          CostText::exact(part.pico(), price.currency)});
        summed = sum.parts.size() > 1;
        if (summed)
            facts.append({tr("total"), {}, false, true, CostText::exact(sum.pico, price.currency)});
        if (sum.micros * 1'000'000 != sum.pico)
            notes += tr("The sum is rounded up to a millionth, once.");
        if (sum.fromTokens > 0)
            notes += tr("The price for prompts of %1 tokens and more holds for the whole call.")
                             .arg(Format::number(sum.fromTokens));
        if (settled.costMicros && *settled.costMicros != sum.micros)
            notes += tr("The settled amount is another one: the tokens or the price were corrected later.");
        facts.append(
                {tr("price"),
                 tr("%1, from %2")
                         .arg(price.model, Format::date(price.validFrom,
                                                        Format::zone(m_shell.backend.settings().timezone)))});
    }
    const auto amount = [currency](qint64 micros) { return CostText::exact(micros * 1'000'000, currency); };
    if (call.opened.reservedMicros && settled.status == CallStatus::Open) {
        facts.append({tr("reserved"), amount(*call.opened.reservedMicros), false, true});
    } else if (settled.costMicros) {
        const QString reserved =
                call.opened.reservedMicros ? amount(*call.opened.reservedMicros) + u" → "_s : QString();
        facts.append({reserved.isEmpty() ? tr("settled") : tr("reserved → settled"),
                      reserved + amount(*settled.costMicros), false, !summed});
    }
    if (call.opened.rateMicros > 0 && settled.costMicros && *settled.costMicros > 0) {
        const Currency other = currency == Currency::Usd ? Currency::Cny : Currency::Usd;
        facts.append(
                {tr("exchange rate"), tr("$1 = %1, that is %2")
                                              .arg(CostText::rate(call.opened.rateMicros, Currency::Cny),
                                                   CostText::exact(convert(*settled.costMicros, currency,
                                                                           other, call.opened.rateMicros) *
                                                                           1'000'000,
                                                                   other))});
    }
    if (settled.usageSource == UsageSource::Estimated || settled.usageSource == UsageSource::Partial)
        notes += tr("From estimated tokens: the provider did not say how many there were.");
    if (!settled.costMicros && settled.status != CallStatus::Open)
        notes += settled.usage.isEmpty() ? tr("Nothing was used, nothing is charged.")
                                         : tr("No price is known for this model, so the call has no cost.");
    m_cost->setFacts(facts);
    m_cost->setVisible(!facts.isEmpty());
    m_costNote->setText(notes.join(u'\n'));
    m_costNote->setVisible(!notes.isEmpty());
}

void CallInspector::showHead()
{
    const CallRow &call = m_detail->row;
    const QTimeZone zone = Format::zone(m_shell.backend.settings().timezone);
    m_status->set(CallsModel::statusText(call), CallsModel::statusTone(call));
    const QString answeredModel =
            call.settled.upstreamModel.isEmpty() ? call.opened.upstreamModel : call.settled.upstreamModel;
    const QString label = call.keyLabel.isEmpty() ? QString() : u" · "_s + call.keyLabel;
    m_facts->setFacts(
            {{tr("Key"), call.userName + label + u' ' + call.keyHint},
             {tr("Asked for"), call.opened.model + u" · "_s + call.opened.endpoint},
             {tr("Answered by"),
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
    QString why;
    switch (resendProblem(*m_detail)) {
    case ResendProblem::None:
        break;
    case ResendProblem::NotKept:
        why = m_shell.backend.settings().capture
                      ? tr("The body of this call was not kept; those of new calls are.")
                      : tr("The body of this call was not kept. Switch on “Keep prompts and answers” in "
                           "Settings: calls from then on can be sent again.");
        break;
    case ResendProblem::OnlyPart:
        why = tr("The body of this call is longer than what was kept of it.");
        break;
    }
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
        nothing->set(tr("Nothing was kept of this call. Prompts and answers of new calls are."));
    else
        nothing->set(
                tr("Prompts and answers are not kept. Switched on, they are readable in the database for %n "
                   "days.",
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
