// SPDX-License-Identifier: MIT
#include "ui/dialogs/key_shown_dialog.h"

#include "ui/handout/handout_dialog.h"
#include "ui/snippets.h"
#include "ui/translated.h"
#include "ui/widgets/qr_code.h"
#include "ui/widgets/warn_line.h"

#include <QHostAddress>
#include <QPlainTextEdit>
#include <QTabBar>
#include <QUrl>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

KeyShownDialog::KeyShownDialog(Content content, QWidget *parent)
    : FormDialog(parent)
    , m_content(std::move(content))
    , m_note(addText("body"))
    , m_key(new QLineEdit(QString::fromLatin1(m_content.key.expose()), this))
    , m_keyField(addField(m_key))
    , m_code(new QrCode(m_content.key.expose(), this))
    , m_copyKey(new CopyButton(this))
    , m_local(new WarnLine(this))
    , m_tabs(new QTabBar(this))
    , m_copySnippet(new CopyButton(this))
    , m_snippet(new QPlainTextEdit(this))
    , m_handout(makeButton("", this))
{
    setMinimumWidth(Theme::px(680));

    auto *head = new QHBoxLayout;
    head->setSpacing(Theme::px(16));
    auto *words = new QVBoxLayout;
    words->setSpacing(Theme::px(10));
    body()->removeWidget(m_note);
    body()->removeWidget(m_keyField);
    words->addWidget(m_note);
    words->addWidget(m_keyField);
    words->addStretch();
    m_code->setObjectName("qrCode"_L1);
    auto *picture = new QVBoxLayout;
    picture->setSpacing(Theme::px(4));
    auto *caption = makeLabel("hint", this);
    caption->setAlignment(Qt::AlignHCenter);
    onLanguage(caption, [caption] { caption->setText(tr("The key as a QR code")); });
    picture->addWidget(m_code, 0, Qt::AlignHCenter);
    picture->addWidget(caption);
    picture->addStretch();
    head->addLayout(words, 1);
    head->addLayout(picture);
    body()->addLayout(head);
    body()->addWidget(m_local);
    m_local->setVisible(QHostAddress(QUrl(m_content.address).host()).isLoopback());
    connect(m_local->button(), &QPushButton::clicked, this, [this] {
        if (!mayClose())
            return;
        finish();
        Q_EMIT settingsRequested();
    });
    m_handout->setObjectName("handout"_L1);
    m_handout->setAutoDefault(true);
    footer()->insertWidget(0, m_handout);

    m_key->setReadOnly(true);
    m_key->setProperty("mono", u"large"_s);
    m_key->setObjectName("issuedKey"_L1);
    m_copyKey->setObjectName("copyKey"_L1);
    m_copyKey->setTextToCopy(m_key->text());
    m_copyKey->setWordy(true);
    m_keyField->addBeside(m_copyKey);
    connect(m_copyKey, &CopyButton::copied, this, &KeyShownDialog::wasCopied);
    connect(m_copySnippet, &CopyButton::copied, this, &KeyShownDialog::wasCopied); // it holds the key
    connect(m_handout, &QPushButton::clicked, this, &KeyShownDialog::openHandout);

    m_copySnippet->setWordy(true);
    for (const SnippetTool &tool : snippetTools()) {
        // Those that need one text alone; all of them stand on the page Connect.
        if (tool.group == "code"_L1 || tool.id == "claude-code"_L1)
            m_tabs->setTabData(m_tabs->addTab(tool.name), tool.id);
    }
    m_tabs->setDrawBase(false);
    m_tabs->setExpanding(false);
    m_snippet->setReadOnly(true);
    m_snippet->setProperty("code", true);
    m_snippet->setLineWrapMode(QPlainTextEdit::NoWrap);
    m_snippet->setTabChangesFocus(true);
    m_snippet->setFixedHeight(Theme::px(118));
    auto *row = new QHBoxLayout;
    row->addWidget(m_tabs);
    row->addStretch();
    row->addWidget(m_copySnippet);
    auto *box = new QVBoxLayout;
    box->setSpacing(Theme::px(6));
    box->addLayout(row);
    box->addWidget(m_snippet);
    body()->addLayout(box);

    connect(m_tabs, &QTabBar::currentChanged, this, &KeyShownDialog::showSnippet);
    showSnippet();
    onLanguage(this, [this] { retranslate(); });
    primaryButton()->setFocus();
}

void KeyShownDialog::retranslate()
{
    setTitle(m_content.label.isEmpty() ? tr("New key for %1").arg(m_content.user)
                                       : tr("New key for %1: %2").arg(m_content.user, m_content.label));
    m_note->setText(tr("Copy the key now. It is shown only this once: only its fingerprint is stored."));
    m_keyField->setLabel(tr("Key"));
    m_code->setAccessibleName(tr("The key as a QR code"));
    m_code->setToolTip(tr("The key as a QR code"));
    m_handout->setText(tr("Hand-out sheet…"));
    m_snippet->setAccessibleName(tr("First call"));
    m_local->set(tr("The gateway takes requests from this computer only. Share it in Settings before others "
                    "use the key."),
                 tr("Open Settings"));
    setPrimary(m_copied ? tr("Done") : tr("Copy key"));
    cancelButton()->setVisible(!m_copied);
}

void KeyShownDialog::wasCopied()
{
    m_copied = true;
    m_keyField->setError({});
    retranslate();
}

void KeyShownDialog::showSnippet()
{
    const QString text = firstSnippet(m_tabs->tabData(m_tabs->currentIndex()).toString(),
                                      {m_content.address, m_key->text(), m_content.model});
    m_snippet->setPlainText(text);
    m_copySnippet->setTextToCopy(text);
}

void KeyShownDialog::openHandout()
{
    auto *dialog = new HandoutDialog({m_content.key, m_content.user, m_content.label, m_content.address,
                                      m_content.model, m_content.limits, m_content.zone},
                                     this);
    connect(dialog, &HandoutDialog::taken, this, &KeyShownDialog::wasCopied);
    dialog->open();
}

bool KeyShownDialog::mayClose()
{
    if (m_copied || m_warned)
        return true;
    m_warned = true;
    m_keyField->setError(tr("The key has not been copied yet. After closing it cannot be shown again."));
    retranslate();
    return false;
}

void KeyShownDialog::submit()
{
    if (m_copied)
        finish();
    else
        m_copyKey->click();
}

void KeyShownDialog::reject()
{
    if (mayClose())
        QDialog::reject();
}

} // namespace gateway::ui
