// SPDX-License-Identifier: MIT
#include "ui/connect/snippet_test.h"

#include "ui/error_text.h"
#include "ui/format.h"
#include "ui/navigation.h"
#include "ui/translated.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

bool hasRequestsPage()
{
    const QList<PageEntry> pages = Navigation::entries();
    return std::any_of(pages.begin(), pages.end(),
                       [](const PageEntry &page) { return page.id == PageId::Requests; });
}

} // namespace

SnippetTest::SnippetTest(Shell &shell, QWidget *parent)
    : QFrame(parent)
    , m_shell(shell)
    , m_what(makeLabel("dim", this))
    , m_test(makeButton("", this))
    , m_answerText(makeLabel("body", this))
    , m_row(makeLabel("dim", this))
    , m_show(makeButton("link", this))
    , m_watch(shell.backend)
{
    setProperty("card", true);
    m_test->setObjectName("testSnippet"_L1);
    m_answerText->setObjectName("testAnswer"_L1);
    m_row->setObjectName("testRow"_L1);
    m_show->setObjectName("showRow"_L1);
    m_answerText->setWordWrap(true);
    m_answerText->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_what->setWordWrap(true);
    m_row->setWordWrap(true);
    auto *head = new QHBoxLayout;
    head->addWidget(m_what, 1);
    head->addWidget(m_test);
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_row, 1);
    foot->addWidget(m_show);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::px(16), Theme::px(12), Theme::px(16), Theme::px(12));
    layout->setSpacing(Theme::px(8));
    layout->addLayout(head);
    layout->addWidget(m_answerText);
    layout->addLayout(foot);
    connect(m_test, &QPushButton::clicked, this, &SnippetTest::run);
    connect(m_show, &QPushButton::clicked, this, [this] {
        RequestsFilter filter;
        filter.selected = m_settled->opened.id;
        m_shell.showRequests(filter);
    });
    onLanguage(this, [this] { showState(); });
}

void SnippetTest::setCall(SnippetApi api, const SnippetValues &values)
{
    const bool same = api == m_api && values == m_values;
    m_api = api;
    m_values = values;
    if (!same && !m_calling) { // the answer belongs to another call
        m_answer.reset();
        m_settled.reset();
        m_watch.cancel();
    }
    showState();
}

void SnippetTest::run()
{
    if (m_calling)
        return;
    m_calling = true;
    m_answer.reset();
    m_settled.reset();
    m_watch.cancel();
    showState();
    if (!m_values.key.isEmpty()) {
        call(Secret(m_values.key.toUtf8()));
        return;
    }
    m_shell.localKey(this, [this](const Result<Secret> &key) {
        if (key) {
            call(*key);
            return;
        }
        m_calling = false;
        showState();
        Q_EMIT keyNeeded(m_shell.control.state() == GatewayControl::State::Elsewhere
                                 ? tr("Another process serves; it wants a key. Issue or paste one.")
                                 : ErrorText::of(key.error()));
    });
}

void SnippetTest::call(const Secret &key)
{
    m_call.setZone(Format::zone(m_shell.backend.settings().timezone));
    m_call.make(
            m_values.address, key, m_values.model, u"Hello"_s,
            [this](const FirstCall::Answer &answer) {
                m_calling = false;
                m_answer = answer;
                showState();
                if (!answer.id)
                    return;
                m_watch.wait(*answer.id, [this](const std::optional<CallRow> &row) {
                    m_settled = row;
                    showState();
                });
            },
            m_api);
}

void SnippetTest::showState()
{
    const QString path = m_api == SnippetApi::Messages    ? u"/v1/messages"_s
                         : m_api == SnippetApi::Responses ? u"/v1/responses"_s
                                                          : u"/v1/chat/completions"_s;
    m_what->setText(
            m_values.model.isEmpty() ? tr("A test needs the name of a model.")
            : m_values.key.isEmpty()
                    ? tr("“Hello” to %1, with the window's own key, booked to the user local").arg(path)
                    : tr("“Hello” to %1, with this key").arg(path));
    m_test->setText(m_calling ? tr("Calling…") : tr("Test"));
    m_test->setEnabled(!m_values.model.isEmpty()); // not while it calls: that would move the focus
    m_answerText->setVisible(m_answer.has_value());
    m_row->setVisible(m_settled.has_value());
    m_show->setVisible(m_settled.has_value() && m_shell.showRequests && hasRequestsPage());
    m_show->setText(tr("Show"));
    if (m_answer) {
        setStyleProperty(m_answerText, "role", m_answer->ok ? u"body"_s : u"error"_s);
        QString text = m_answer->text;
        if (!m_answer->ok && m_answer->httpStatus > 0)
            text = tr("HTTP %1").arg(m_answer->httpStatus) + (text.isEmpty() ? QString() : u": "_s + text);
        m_answerText->setText(text.isEmpty() ? tr("The answer is empty.") : text);
    }
    if (m_settled)
        m_row->setText(CallWatch::summary(*m_settled, Format::zone(m_shell.backend.settings().timezone)));
}

} // namespace gateway::ui
