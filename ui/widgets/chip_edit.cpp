// SPDX-License-Identifier: MIT
#include "ui/widgets/chip_edit.h"

#include "ui/translated.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/flow_layout.h"

#include <QKeyEvent>
#include <QRegularExpression>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

ChipEdit::ChipEdit(QWidget *parent)
    : QFrame(parent), m_line(new QLineEdit(this)), m_flow(new FlowLayout(this, true))
{
    setProperty("chips", true);
    setFocusProxy(m_line);
    m_line->setFrame(false);
    m_line->setProperty("bare", true);
    m_line->setMinimumWidth(Theme::px(90));
    m_line->installEventFilter(this);
    m_flow->setContentsMargins(Theme::px(6), Theme::px(4), Theme::px(6), Theme::px(4));
    m_flow->setSpacing(Theme::px(4));
    m_flow->addWidget(m_line);
    QSizePolicy policy(QSizePolicy::Expanding, QSizePolicy::Minimum);
    policy.setHeightForWidth(true);
    setSizePolicy(policy);
    connect(m_line, &QLineEdit::textEdited, this, [this](const QString &text) {
        static const QRegularExpression separator(u"[,，、\\s]"_s);
        if (text.contains(separator))
            closeWord();
    });
}

void ChipEdit::setValues(const QStringList &values)
{
    m_values = values;
    m_line->clear();
    rebuild();
}

QStringList ChipEdit::values() const
{
    QStringList all = m_values;
    const QString typed = m_line->text().trimmed();
    if (!typed.isEmpty() && !all.contains(typed))
        all += typed;
    return all;
}

void ChipEdit::setPlaceholder(const QString &text)
{
    m_placeholder = text;
    m_line->setPlaceholderText(m_values.isEmpty() ? text : QString());
}

bool ChipEdit::closeWord()
{
    static const QRegularExpression separator(u"[,，、\\s]+"_s);
    const QStringList words = m_line->text().split(separator, Qt::SkipEmptyParts);
    m_line->clear();
    for (const QString &word : words) {
        if (!m_values.contains(word))
            m_values += word;
    }
    rebuild();
    if (!words.isEmpty())
        Q_EMIT committed();
    return !words.isEmpty();
}

bool ChipEdit::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_line)
        return QFrame::eventFilter(watched, event);
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        setStyleProperty(this, "active", event->type() == QEvent::FocusIn);
        if (event->type() == QEvent::FocusOut)
            closeWord();
    } else if (event->type() == QEvent::KeyPress) {
        const auto *key = static_cast<QKeyEvent *>(event);
        const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
        if (enter && closeWord())
            return true; // closes the word, not the dialog
        if (key->key() == Qt::Key_Backspace && m_line->text().isEmpty() && !m_values.isEmpty()) {
            m_line->setText(m_values.takeLast());
            rebuild();
            Q_EMIT committed();
            return true;
        }
    }
    return QFrame::eventFilter(watched, event);
}

void ChipEdit::mousePressEvent(QMouseEvent *)
{
    m_line->setFocus(Qt::MouseFocusReason);
}

void ChipEdit::rebuild()
{
    while (m_flow->count() > 1) {
        QLayoutItem *item = m_flow->takeAt(0);
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (int i = 0; i < m_values.size(); ++i) {
        auto *chip = makeButton("chip", this);
        chip->setText(m_values[i] + u"  ×"_s);
        chip->setAccessibleName(tr("Remove %1").arg(m_values[i]));
        chip->setFocusPolicy(Qt::NoFocus);
        connect(chip, &QPushButton::clicked, this, [this, value = m_values[i]] {
            m_values.removeOne(value);
            rebuild();
            Q_EMIT committed();
        });
        m_flow->insert(i, chip);
        chip->show();
    }
    setPlaceholder(m_placeholder);
    m_flow->invalidate();
    updateGeometry();
}

} // namespace gateway::ui
