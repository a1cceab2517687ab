// SPDX-License-Identifier: MIT
#include "ui/wizard/key_steps.h"

#include "ui/error_text.h"
#include "ui/format.h"
#include "ui/gateway_address.h"
#include "ui/translated.h"

#include <QPlainTextEdit>
#include <QSysInfo>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

QString ownName()
{
    const QString name = qEnvironmentVariable("USER", qEnvironmentVariable("USERNAME"));
    return name.isEmpty() ? KeyStep::tr("me") : name;
}

Result<IssuedKey> issue(Management &management, const QString &user, const QString &label)
{
    Result<IssuedKey> issued = failure(ErrorCode::Internal, {});
    const Outcome done = management.together([&]() -> Outcome {
        if (!management.user(user)) {
            if (const auto added = management.addUser(user); !added)
                return tl::make_unexpected(added.error());
        }
        issued = management.issueKey({user, label});
        return issued ? Outcome() : tl::make_unexpected(issued.error());
    });
    return done ? issued : tl::make_unexpected(done.error());
}

} // namespace

KeyStep::KeyStep(WizardState &state, QWidget *parent)
    : WizardStep(state, parent)
    , m_note(makeLabel("body", this))
    , m_user(new QLineEdit(ownName(), this))
    , m_label(new QLineEdit(QSysInfo::machineHostName(), this))
    , m_userField(new FormField(m_user, this))
    , m_labelField(new FormField(m_label, this))
{
    m_note->setWordWrap(true);
    m_user->setObjectName("wizardUser"_L1);
    m_label->setObjectName("wizardLabel"_L1);
    m_user->setMaxLength(100);
    m_label->setMaxLength(100);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::px(14));
    layout->addWidget(m_note);
    layout->addWidget(m_userField);
    layout->addWidget(m_labelField);
    layout->addStretch();
    onLanguage(this, [this] { showState(); });
}

void KeyStep::showState()
{
    m_userField->setLabel(tr("User"));
    m_userField->setHint(tr("A person, a team or a program. Keys and usage are counted by user."));
    m_labelField->setLabel(tr("Name of the key"));
    m_labelField->setHint(tr("For you, to tell keys apart."));
    m_userField->setVisible(!m_state.key);
    m_labelField->setVisible(!m_state.key);
    m_note->setText(m_state.key
                            ? tr("A key for %1 has been issued; the next step shows it.").arg(m_state.user)
                            : tr("Every request comes with a key of this gateway. Limits and budgets can be "
                                 "set for each, later and at any time."));
}

void KeyStep::enter()
{
    showState();
    m_user->setFocus();
    m_user->selectAll();
}

void KeyStep::next()
{
    if (m_state.key) {
        Q_EMIT done();
        return;
    }
    const QString user = m_user->text().trimmed();
    if (user.isEmpty()) {
        m_userField->setError(tr("Enter a name."));
        m_user->setFocus();
        return;
    }
    Q_EMIT busy(true);
    m_state.shell.backend.manage<IssuedKey>(
            this,
            [user, label = m_label->text().trimmed()](Management &management) {
                return issue(management, user, label);
            },
            [this, user](Result<IssuedKey> key) {
                Q_EMIT busy(false);
                if (!key) {
                    m_userField->setError(ErrorText::of(key.error()));
                    return;
                }
                m_state.key = *key;
                m_state.user = user;
                showState();
                Q_EMIT changed();
                Q_EMIT done();
            });
}

CallStep::CallStep(WizardState &state, QWidget *parent)
    : WizardStep(state, parent)
    , m_key(new QLineEdit(this))
    , m_keyField(new FormField(m_key, this))
    , m_copyKey(new CopyButton(this))
    , m_what(makeLabel("dim", this))
    , m_text(new QPlainTextEdit(this))
    , m_figures(makeLabel("dim", this))
    , m_again(makeButton("", this))
    , m_connect(makeButton("", this))
{
    m_key->setReadOnly(true);
    m_key->setProperty("mono", u"large"_s);
    m_key->setObjectName("issuedKey"_L1);
    m_copyKey->setObjectName("copyKey"_L1);
    m_copyKey->setWordy(true);
    m_keyField->addBeside(m_copyKey);
    m_text->setReadOnly(true);
    m_text->setProperty("code", true);
    m_text->setTabChangesFocus(true);
    m_text->setObjectName("answer"_L1);
    m_text->setFixedHeight(Theme::px(112));
    m_what->setWordWrap(true);
    m_figures->setWordWrap(true);
    m_again->setObjectName("callAgain"_L1);
    m_again->setAutoDefault(true);
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_figures, 1);
    foot->addWidget(m_again);
    foot->addWidget(m_connect);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::px(10));
    layout->addWidget(m_keyField);
    layout->addSpacing(Theme::px(4));
    layout->addWidget(m_what);
    layout->addWidget(m_text);
    layout->addLayout(foot);
    layout->addStretch();
    connect(m_copyKey, &CopyButton::copied, this, [this] {
        m_state.keyCopied = true;
        m_keyField->setError({});
        Q_EMIT changed();
    });
    m_connect->setObjectName("connectTools"_L1);
    m_connect->setAutoDefault(true);
    connect(m_again, &QPushButton::clicked, this, &CallStep::callWhenUp);
    connect(m_connect, &QPushButton::clicked, this, [this] {
        m_state.connectTools = true;
        Q_EMIT done();
        m_state.connectTools = false; // it may have stayed open
    });
    connect(&state.shell.control, &GatewayControl::changed, this, [this] {
        if (m_wanted)
            callWhenUp();
        showState();
    });
    onLanguage(this, [this] { showState(); });
}

void CallStep::enter()
{
    const QString key = m_state.key ? QString::fromLatin1(m_state.key->secret.expose()) : QString();
    m_key->setText(key);
    m_key->setCursorPosition(0);
    m_copyKey->setTextToCopy(key);
    m_copyKey->setFocus();
    if (m_state.model.isEmpty())
        m_state.model = m_state.shell.backend.settings().defaultModel;
    if (!m_answer)
        callWhenUp();
    showState();
}

void CallStep::callWhenUp()
{
    using State = GatewayControl::State;
    GatewayControl &control = m_state.shell.control;
    m_wanted = true;
    if (control.state() == State::Stopped && !control.error())
        control.start();
    if ((control.state() == State::Running || control.state() == State::Elsewhere) &&
        !control.addresses().isEmpty())
        call();
    showState();
}

void CallStep::call()
{
    if (m_calling || !m_state.key)
        return;
    m_wanted = false;
    m_calling = true;
    m_answer.reset();
    m_call.setZone(Format::zone(m_state.shell.backend.settings().timezone));
    m_call.make(m_state.shell.control.addresses().constFirst(), m_state.key->secret, m_state.model,
                tr("Say hello in one short sentence."), [this](const FirstCall::Answer &answer) {
                    m_calling = false;
                    m_answer = answer;
                    showState();
                    Q_EMIT changed();
                });
}

void CallStep::showState()
{
    const GatewayControl &control = m_state.shell.control;
    m_keyField->setLabel(tr("Key of the user “%1”").arg(m_state.user));
    m_keyField->setHint(tr("Copy it now. It is shown only this once: only its fingerprint is stored."));
    m_what->setText(tr("%1 is asked through %2: “%3”")
                            .arg(m_state.model, addressForClients(control, m_state.shell.backend.settings()),
                                 tr("Say hello in one short sentence.")));
    m_text->setAccessibleName(tr("Answer"));
    m_again->setText(tr("Call again"));
    m_again->setEnabled(!m_calling);
    m_connect->setText(tr("Connect tools"));
    m_connect->setVisible(isDone());
    m_again->setVisible(m_answer.has_value() || control.error().has_value());
    if (!m_answer) {
        m_text->setPlainText(control.error() ? ErrorText::of(*control.error())
                             : m_calling     ? tr("Waiting for the answer…")
                                             : tr("Waiting for the gateway to start…"));
        m_figures->clear();
        return;
    }
    setStyleProperty(m_figures, "role", m_answer->ok ? u"good"_s : u"error"_s);
    if (m_answer->ok) {
        m_text->setPlainText(m_answer->text);
        m_figures->setText(
                tr("Answered after %1: %2 tokens in, %3 out. The request is on the page Overview now.")
                        .arg(Format::duration(m_answer->duration), Format::number(m_answer->promptTokens),
                             Format::number(m_answer->completionTokens)));
        return;
    }
    m_text->setPlainText(m_answer->text);
    m_figures->setText(m_answer->httpStatus == 0
                               ? tr("Nobody answered at this address.")
                               : tr("The gateway answered with HTTP %1.").arg(m_answer->httpStatus));
}

} // namespace gateway::ui
