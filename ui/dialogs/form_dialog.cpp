// SPDX-License-Identifier: MIT
#include "ui/dialogs/form_dialog.h"

#include "ui/translated.h"
#include "ui/widgets/backdrop.h"

namespace gateway::ui {

FormDialog::FormDialog(QWidget *parent)
    : QDialog(parent)
    , m_title(makeLabel("dialog-title", this))
    , m_body(new QVBoxLayout)
    , m_footer(new QHBoxLayout)
    , m_failure(makeLabel("error", this))
    , m_cancel(makeButton("", this))
    , m_primary(makeButton("primary", this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setWindowModality(Qt::WindowModal);
    setMinimumWidth(Theme::px(460));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::px(24), Theme::px(22), Theme::px(24), Theme::px(20));
    layout->setSpacing(Theme::px(14));
    m_body->setSpacing(Theme::px(14));
    m_title->setWordWrap(true);
    m_failure->setWordWrap(true);
    m_failure->hide();
    layout->addWidget(m_title);
    layout->addLayout(m_body);
    layout->addStretch();
    layout->addWidget(m_failure);
    layout->addLayout(m_footer);
    m_footer->setSpacing(Theme::px(8));
    m_footer->addStretch();
    m_footer->addWidget(m_cancel);
    m_footer->addWidget(m_primary);
    // Enter presses the button that has the focus, else the primary one.
    m_cancel->setAutoDefault(true);
    m_primary->setAutoDefault(true);
    m_primary->setDefault(true);
    onLanguage(m_cancel, [this] { m_cancel->setText(cancelText()); });
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_primary, &QPushButton::clicked, this, &FormDialog::accept);
}

void FormDialog::accept()
{
    if (m_busy)
        return;
    clearErrors();
    submit();
}

void FormDialog::setTitle(const QString &title)
{
    m_title->setText(title);
    setWindowTitle(title);
}

void FormDialog::setPrimary(const QString &text, const char *kind)
{
    m_primary->setText(text);
    setStyleProperty(m_primary, "kind", QString::fromLatin1(kind));
}

FormField *FormDialog::addField(QWidget *editor)
{
    auto *field = new FormField(editor, this);
    m_body->addWidget(field);
    return field;
}

QLabel *FormDialog::addText(const char *role)
{
    auto *label = makeLabel(role, this);
    label->setWordWrap(true);
    m_body->addWidget(label);
    return label;
}

void FormDialog::setBusy(bool busy)
{
    m_busy = busy;
    m_primary->setEnabled(!busy);
    for (FormField *field : findChildren<FormField *>())
        field->setEnabled(!busy);
}

void FormDialog::fitLater()
{
    QMetaObject::invokeMethod(
            this,
            [this] {
                layout()->activate();
                const int width = qMax(this->width(), minimumSizeHint().width());
                const bool wraps = layout()->hasHeightForWidth();
                resize(width, wraps ? layout()->totalHeightForWidth(width) : sizeHint().height());
            },
            Qt::QueuedConnection);
}

void FormDialog::fail(const QString &text)
{
    setBusy(false);
    m_failure->setText(text);
    m_failure->setVisible(!text.isEmpty());
}

void FormDialog::clearErrors()
{
    m_failure->clear();
    m_failure->hide();
    for (FormField *field : findChildren<FormField *>())
        field->setError({});
}

void FormDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    fitLater();
    if (parentWidget() && !m_backdrop)
        m_backdrop = new Backdrop(parentWidget()->window());
}

void FormDialog::hideEvent(QHideEvent *event)
{
    QDialog::hideEvent(event);
    delete std::exchange(m_backdrop, nullptr);
}

ConfirmDialog::ConfirmDialog(const Question &question, std::function<void()> confirmed, QWidget *parent)
    : FormDialog(parent), m_confirmed(std::move(confirmed))
{
    setTitle(question.title);
    addText("body")->setText(question.text);
    setPrimary(question.action, question.destructive ? "danger" : "primary");
    // What cannot be undone is not one Enter away.
    if (question.destructive) {
        primaryButton()->setDefault(false);
        cancelButton()->setFocus();
    }
}

void ConfirmDialog::submit()
{
    const auto confirmed = m_confirmed;
    finish();
    confirmed();
}

} // namespace gateway::ui
