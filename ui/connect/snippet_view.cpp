// SPDX-License-Identifier: MIT
#include "ui/connect/snippet_view.h"

#include "ui/keyboard.h"
#include "ui/translated.h"

#include <QPlainTextEdit>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

SnippetView::SnippetView(QWidget *parent)
    : QFrame(parent)
    , m_title(makeLabel("heading", this))
    , m_note(makeLabel("dim", this))
    , m_layout(new QVBoxLayout(this))
{
    setProperty("card", true);
    m_note->setObjectName("toolNote"_L1);
    m_note->setWordWrap(true);
    m_layout->setContentsMargins(Theme::px(16), Theme::px(14), Theme::px(16), Theme::px(14));
    m_layout->setSpacing(Theme::px(8));
    m_head = new QHBoxLayout;
    m_head->addWidget(m_title, 1);
    m_head->addStrut(Theme::px(30));
    m_layout->addLayout(m_head);
    m_layout->addWidget(m_note);
    onLanguage(this, [this] { rebuild(); });
}

void SnippetView::show(const SnippetTool &tool, const SnippetValues &values)
{
    if (m_tool == &tool && m_values == values)
        return;
    m_tool = &tool;
    m_values = values;
    rebuild();
}

void SnippetView::rebuild()
{
    delete std::exchange(m_inner, nullptr);
    delete std::exchange(m_copy, nullptr);
    if (!m_tool)
        return;
    m_title->setText(m_tool->name);
    m_note->setText(note());
    m_note->setVisible(!m_note->text().isEmpty());
    setAccessibleName(m_tool->name);
    m_inner = new QWidget(this);
    auto *box = new QVBoxLayout(m_inner);
    box->setContentsMargins(0, 0, 0, 0);
    box->setSpacing(Theme::px(6));
    m_layout->addWidget(m_inner);
    int number = 0;
    for (const SnippetTool::Part &part : m_tool->parts)
        addPart(part, number++);
    for (const SnippetTool::Field &field : m_tool->fields)
        addField(field);
    orderTabs();
}

// They come anew with each tool, and would come at the end of the page.
void SnippetView::orderTabs()
{
    QList<QWidget *> stops;
    if (m_copy) // beside the name of the tool
        stops += m_copy;
    stops += m_inner->findChildren<QWidget *>();
    QWidget *before = Keyboard::stopBefore(this);
    for (QWidget *stop : std::as_const(stops)) {
        if (stop->focusPolicy() == Qt::NoFocus || stop->parentWidget()->inherits("QAbstractScrollArea"))
            continue;
        setTabOrder(before, stop);
        before = stop;
    }
}

void SnippetView::addPart(const SnippetTool::Part &part, int number)
{
    const QString text = fillSnippet(part.text, part.format, m_values);
    auto *place = makeLabel("dim", m_inner);
    place->setText(placeText(part, number));
    auto *copy = new CopyButton(m_inner);
    copy->setObjectName("copyPart"_L1);
    copy->setWordy(true);
    copy->setTextToCopy(text);
    auto *code = new QPlainTextEdit(text.trimmed(), m_inner);
    code->setObjectName("part"_L1);
    code->setReadOnly(true);
    code->setProperty("code", true);
    code->setLineWrapMode(QPlainTextEdit::NoWrap);
    code->setTabChangesFocus(true);
    code->setAccessibleName(place->text().isEmpty() ? m_tool->name : place->text());
    code->ensurePolished();
    // As high as its lines, with room for a scroll bar below.
    code->setFixedHeight(code->fontMetrics().lineSpacing() * code->blockCount() + Theme::px(36));
    auto *box = static_cast<QVBoxLayout *>(m_inner->layout());
    if (place->text().isEmpty()) { // one text alone: its button stands beside the name of the tool
        place->hide();
        m_head->addWidget(copy);
        m_copy = copy;
    } else {
        auto *head = new QHBoxLayout;
        head->addWidget(place, 1);
        head->addWidget(copy);
        box->addLayout(head);
    }
    box->addWidget(code);
}

void SnippetView::addField(const SnippetTool::Field &field)
{
    const QString text = fillSnippet(field.value, u"text"_s, m_values);
    auto *label = makeLabel("dim", m_inner);
    label->setText(field.label);
    label->setFixedWidth(Theme::px(150));
    label->setWordWrap(true);
    auto *value = new ElidedLabel("mono", m_inner);
    value->setFullText(text);
    auto *copy = new CopyButton(m_inner);
    copy->setObjectName("copyField"_L1);
    copy->setTextToCopy(text);
    copy->setAccessibleName(tr("Copy %1").arg(field.label));
    auto *row = new QHBoxLayout;
    row->addWidget(label);
    row->addWidget(value, 1);
    row->addWidget(copy);
    static_cast<QVBoxLayout *>(m_inner->layout())->addLayout(row);
}

QString SnippetView::placeText(const SnippetTool::Part &part, int number) const
{
    if (part.place.isEmpty())
        return {};
    const bool shell = part.place == "shell"_L1;
    if (m_tool->alternatives && number > 0)
        return shell ? tr("Or in a terminal") : tr("Or in %1").arg(part.place);
    return shell ? tr("In a terminal") : tr("In %1").arg(part.place);
}

QString SnippetView::note() const
{
    const QString id = m_tool->id;
    if (id == "cursor"_L1) {
        return tr(
                "Cursor's own servers make its calls, not this computer: 127.0.0.1, localhost and addresses "
                "of "
                "your network cannot be reached from there, and Cursor refuses them. It works only through a "
                "public HTTPS address that leads to this gateway; put yours in place of the example.");
    }
    if (id == "claude-code"_L1) {
        return tr("The address has no /v1: Claude Code adds it. Put the values beside what the file has "
                  "already, and set no ANTHROPIC_API_KEY besides.");
    }
    if (id == "codex"_L1)
        return tr("Both are needed: the file names the variable that holds the key. Codex reads it when it "
                  "starts.");
    if (id == "zed"_L1) {
        return tr("Both are needed: Zed takes the key from the variable, never from the file. Set max_tokens "
                  "to "
                  "what the model can hold.");
    }
    if (id == "opencode"_L1 || id == "continue"_L1)
        return tr("Put it beside what the file has already.");
    if (id == "cherry-studio"_L1)
        return tr("In its settings, under model providers. The address has no /v1: Cherry Studio adds it.");
    if (id == "cline"_L1)
        return tr("In the settings of Cline.");
    if (id == "open-webui"_L1) {
        return tr(
                "In its admin settings, under connections. Open WebUI's server makes the calls: in a "
                "container "
                "127.0.0.1 is the container itself. Then share the gateway on the network (Settings) and use "
                "this computer's address.");
    }
    return {};
}

} // namespace gateway::ui
