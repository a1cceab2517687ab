// SPDX-License-Identifier: MIT
#include "ui/widgets/form_field.h"

#include "ui/translated.h"

#include <QAction>
#include <QLocale>
#include <QStyle>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

FormField::FormField(QWidget *editor, QWidget *parent)
    : QWidget(parent)
    , m_editor(editor)
    , m_label(makeLabel("dim", this))
    , m_note(makeLabel("hint", this))
    , m_labelRow(new QHBoxLayout)
    , m_row(new QHBoxLayout)
{
    editor->setParent(this);
    m_label->setBuddy(editor);
    m_label->hide();
    m_note->setWordWrap(true);
    m_note->hide();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::px(4));
    m_labelRow->addWidget(m_label);
    m_labelRow->addStretch();
    m_row->setSpacing(Theme::px(8));
    m_row->addWidget(editor, 1);
    layout->addLayout(m_labelRow);
    layout->addLayout(m_row);
    layout->addWidget(m_note);
}

void FormField::setLabel(const QString &label)
{
    m_label->setText(label);
    m_label->setVisible(!label.isEmpty());
    // Ideographs come from a taller font: "Top P" beside them has its field on the same line.
    if (QLocale().language() == QLocale::Chinese)
        m_label->setMinimumHeight(m_label->fontMetrics().boundingRect(u"语"_s).height());
    if (label.isEmpty())
        return;
    m_editor->setAccessibleName(label);
    if (QWidget *part = m_editor->focusProxy()) // it is what a screen reader comes to
        part->setAccessibleName(label);
}

void FormField::setHint(const QString &hint)
{
    m_hint = hint;
    showNote();
}

void FormField::setError(const QString &error)
{
    m_error = error;
    setStyleProperty(m_editor, "invalid", !error.isEmpty());
    showNote();
}

void FormField::addBeside(QWidget *widget)
{
    m_row->addWidget(widget);
}

void FormField::addToLabelRow(QWidget *widget)
{
    m_labelRow->addWidget(widget);
}

void FormField::showNote()
{
    const QString &note = m_error.isEmpty() ? m_hint : m_error;
    setStyleProperty(m_note, "role", m_error.isEmpty() ? u"hint"_s : u"error"_s);
    m_note->setText(note);
    m_note->setVisible(!note.isEmpty());
    m_editor->setAccessibleDescription(note);
}

QWidget *withItsField(QWidget *editor)
{
    for (QWidget *one = editor; one && !one->isWindow(); one = one->parentWidget()) {
        if (qobject_cast<FormField *>(one))
            return one;
    }
    return editor;
}

SecretEdit::SecretEdit(QWidget *parent) : QLineEdit(parent), m_eye(makeIconButton(u"eye"_s, this))
{
    m_eye->setProperty("eye", true);
    setTextMargins(0, 0, m_eye->sizeHint().width(), 0);
    connect(m_eye, &QToolButton::clicked, this, [this] { showAs(echoMode() == QLineEdit::Password); });
    showAs(false);
    onLanguage(this, [this] {
        m_eye->setToolTip(tr("Show or hide"));
        m_eye->setAccessibleName(tr("Show or hide"));
    });
}

void SecretEdit::resizeEvent(QResizeEvent *event)
{
    QLineEdit::resizeEvent(event);
    const QSize size = m_eye->sizeHint().boundedTo(this->size() - QSize(2, 2));
    m_eye->setGeometry(QStyle::alignedRect(layoutDirection(), Qt::AlignRight | Qt::AlignVCenter, size,
                                           rect().adjusted(0, 0, -Theme::px(3), 0)));
}

void SecretEdit::showAs(bool visible)
{
    setEchoMode(visible ? QLineEdit::Normal : QLineEdit::Password);
    m_eye->setIcon(themedIcon(visible ? u"eye-off"_s : u"eye"_s));
}

} // namespace gateway::ui
