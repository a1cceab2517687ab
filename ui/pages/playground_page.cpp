// SPDX-License-Identifier: MIT
#include "ui/pages/playground_page.h"

#include "ui/askable_models.h"
#include "ui/error_text.h"
#include "ui/playground/chat_column.h"
#include "ui/playground/composer.h"
#include "ui/translated.h"
#include "ui/widgets/empty_state.h"
#include "ui/widgets/form_field.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QMenu>
#include <QSettings>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr auto sideBySideKey = "playground/side-by-side"_L1;

QString nameOf(CodeLanguage language)
{
    return language == CodeLanguage::Curl     ? u"curl"_s
           : language == CodeLanguage::Python ? u"Python"_s
                                              : u"JavaScript"_s;
}

} // namespace

PlaygroundPage::PlaygroundPage(Shell &shell, QWidget *parent)
    : Page(shell, parent)
    , m_sideBySide(makeButton("", this))
    , m_copy(makeButton("", this))
    , m_new(makeButton("", this))
    , m_copyMenu(new QMenu(this))
    , m_noticeCard(new QFrame(this))
    , m_notice(makeLabel("body", m_noticeCard))
    , m_start(makeButton("primary", m_noticeCard))
    , m_key(new SecretEdit(this))
    , m_keyField(new FormField(m_key, m_noticeCard))
    , m_first(new ChatColumn(shell, this))
    , m_second(new ChatColumn(shell, this))
    , m_composer(new Composer(&shell.memory, this))
{
    m_sideBySide->setObjectName("sideBySide"_L1);
    m_sideBySide->setCheckable(true);
    m_sideBySide->setChecked(shell.memory.value(sideBySideKey).toBool());
    m_new->setObjectName("newChat"_L1);
    m_copy->setObjectName("copyAsCode"_L1);
    m_key->setObjectName("playgroundKey"_L1);
    m_notice->setObjectName("playgroundNotice"_L1);
    m_notice->setWordWrap(true);
    m_copy->setMenu(m_copyMenu);
    m_copy->setProperty("menu", true);
    for (const CodeLanguage language : {CodeLanguage::Curl, CodeLanguage::Python, CodeLanguage::JavaScript})
        m_copyMenu->addAction(nameOf(language), this, [this, language] { copyAs(language); });
    header()->addWidget(m_sideBySide);
    header()->addWidget(m_copy);
    header()->addWidget(m_new);

    m_noticeCard->setProperty("card", true);
    auto *notice = new QHBoxLayout(m_noticeCard);
    notice->setContentsMargins(Theme::px(16), Theme::px(10), Theme::px(12), Theme::px(10));
    notice->setSpacing(Theme::px(12));
    notice->addWidget(m_notice, 3);
    notice->addWidget(m_keyField, 2);
    notice->addWidget(m_start);
    content()->addWidget(m_noticeCard);
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::px(12));
    row->addWidget(m_first, 1);
    row->addWidget(m_second, 1);
    content()->setSpacing(Theme::px(12));
    content()->addLayout(row, 1);
    content()->addWidget(m_composer);

    connect(m_sideBySide, &QPushButton::toggled, this, [this](bool on) {
        m_shell.memory.setValue(sideBySideKey, on);
        showState();
    });
    connect(m_new, &QPushButton::clicked, this, &PlaygroundPage::startAnew);
    connect(m_start, &QPushButton::clicked, this, [this] { m_shell.control.start(); });
    connect(m_composer, &Composer::sendRequested, this, &PlaygroundPage::send);
    connect(m_composer, &Composer::stopRequested, this, [this] {
        m_first->stop();
        m_second->stop();
    });
    for (ChatColumn *column : {m_first, m_second}) {
        connect(column, &ChatColumn::changed, this, &PlaygroundPage::showState);
        connect(column, &ChatColumn::againRequested, this,
                [this, column](const ChatMessage &message) { askAgain(column, message); });
        connect(column->emptyState()->button(), &QPushButton::clicked, this, [this] {
            if (m_noModels) {
                m_shell.go(PageId::Providers);
                return;
            }
            m_composer->setText(tr("Explain in three sentences what an API gateway is good for."));
            m_composer->focusMessage();
        });
    }
    connect(&shell.control, &GatewayControl::changed, this, &PlaygroundPage::showState);
    connect(&shell.backend, &Backend::changed, this, [this] {
        if (isVisible())
            refresh();
    });
    onLanguage(this, [this] { retranslate(); });
}

void PlaygroundPage::retranslate()
{
    setTitle(tr("Playground"));
    m_sideBySide->setText(tr("Side &by side"));
    m_new->setText(tr("&New chat"));
    m_copy->setText(tr("Copy &as code"));
    m_start->setText(tr("Start"));
    m_keyField->setLabel({});
    m_key->setPlaceholderText(tr("Paste a key"));
    m_key->setAccessibleName(tr("Key"));
    showState();
}

QList<ChatColumn *> PlaygroundPage::columns() const
{
    return m_sideBySide->isChecked() ? QList{m_first, m_second} : QList{m_first};
}

void PlaygroundPage::activate()
{
    refresh();
    m_composer->focusMessage();
}

void PlaygroundPage::refresh()
{
    m_shell.backend.manage<QStringList>(
            this, [](Management &management) { return askableModels(management); },
            [this](const Result<QStringList> &models) {
                if (!models) {
                    toast(ErrorText::of(models.error()));
                    return;
                }
                m_noModels = models->isEmpty();
                m_first->setModels(*models, 0);
                m_second->setModels(*models, 1);
                showState();
            });
}

void PlaygroundPage::focusSearch()
{
    m_first->focusModel();
}

void PlaygroundPage::find(const QString &model)
{
    m_first->choose(model);
    m_composer->focusMessage();
}

void PlaygroundPage::showState()
{
    using State = GatewayControl::State;
    const State state = m_shell.control.state();
    const bool elsewhere = state == State::Elsewhere;
    const bool stopped = state == State::Stopped;
    const bool running = m_first->isRunning() || m_second->isRunning();
    const bool empty = m_first->isEmpty() && m_second->isEmpty();
    m_noticeCard->setVisible(elsewhere || stopped);
    m_keyField->setVisible(elsewhere);
    m_start->setVisible(stopped);
    m_notice->setText(elsewhere ? tr("Another process serves here; it wants a key, which stays in this page.")
                                : tr("The gateway is stopped."));
    m_second->setVisible(m_sideBySide->isChecked());
    m_sideBySide->setEnabled(!running);
    m_new->setEnabled(!running && !empty);
    m_copy->setEnabled(!m_first->messages().isEmpty());
    m_composer->setRunning(running);
    m_composer->setUsable(running || (!m_noModels && (elsewhere || state == State::Running)));

    if (m_noModels) {
        m_first->emptyState()->set(tr("There is no model to talk to yet."), tr("Add a provider"));
    } else {
        m_first->emptyState()->set(tr("Ask a model: the request goes through the gateway as any other, "
                                      "booked to the user local."),
                                   tr("Use an example"));
    }
    m_second->emptyState()->set(tr("Answers the same questions."));
}

void PlaygroundPage::withKey(std::function<void(const Secret &)> call)
{
    if (m_asking || address().isEmpty())
        return;
    if (m_shell.control.state() == GatewayControl::State::Elsewhere) {
        const QByteArray key = m_key->text().trimmed().toLatin1();
        m_keyField->setError(key.isEmpty() ? tr("Paste a key") : QString());
        if (key.isEmpty())
            m_key->setFocus();
        else
            call(Secret(key));
        return;
    }
    m_asking = true;
    m_shell.localKey(this, [this, call = std::move(call)](const Result<Secret> &key) {
        m_asking = false;
        if (key)
            call(*key);
        else
            toast(ErrorText::of(key.error()));
    });
}

void PlaygroundPage::send()
{
    const ChatMessage message = m_composer->message();
    const auto parameters = m_composer->parameters();
    const bool empty = message.text.isEmpty() && message.images.isEmpty();
    if (empty || !parameters || m_composer->isAttaching())
        return;
    const QList<ChatColumn *> asked = columns();
    for (ChatColumn *column : asked) {
        if (column->model().isEmpty()) {
            column->focusModel();
            return;
        }
    }
    withKey([this, asked, message, parameters = *parameters](const Secret &key) {
        for (ChatColumn *column : asked)
            column->ask(address(), key, message, parameters);
        m_composer->clearMessage();
        m_composer->focusMessage();
    });
}

void PlaygroundPage::askAgain(ChatColumn *column, const ChatMessage &message)
{
    const auto parameters = m_composer->parameters();
    if (!parameters)
        return;
    withKey([this, column, message, parameters = *parameters](const Secret &key) {
        column->ask(address(), key, message, parameters);
    });
}

void PlaygroundPage::startAnew()
{
    if (m_first->isRunning() || m_second->isRunning())
        return;
    m_first->clear();
    m_second->clear();
    showState();
    m_composer->focusMessage();
    toast(tr("Chat cleared"), tr("Undo"), [this] {
        m_first->bringBack();
        m_second->bringBack();
    });
}

void PlaygroundPage::copyAs(CodeLanguage language)
{
    const auto parameters = m_composer->parameters();
    if (!parameters)
        return;
    // The window's own key stays here.
    const QJsonObject body = chatBody(m_first->model(), m_first->messages(), *parameters);
    QGuiApplication::clipboard()->setText(chatCode(language, address(), u"YOUR_KEY"_s, body));
    toast(tr("Copied as %1; put a key in place of YOUR_KEY.").arg(nameOf(language)));
}

} // namespace gateway::ui
