// SPDX-License-Identifier: MIT
#include "ui/playground/message_text.h"

#include "ui/mnemonics.h"
#include "ui/widgets/basics.h"

#include <QContextMenuEvent>
#include <QDesktopServices>
#include <QMenu>
#include <QTextBlock>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextFrame>
#include <QTextList>
#include <QUrl>
#include <QWheelEvent>

#include <cmath>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr qsizetype longestMarkdown = 200'000; // laying it out again and again takes its time

bool isWeb(const QUrl &url)
{
    return url.scheme() == "https"_L1 || url.scheme() == "http"_L1;
}

} // namespace

MessageText::MessageText(QWidget *parent) : QTextBrowser(parent)
{
    setProperty("message", true);
    setFrameShape(QFrame::NoFrame);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Fixed);
    setFocusPolicy(Qt::ClickFocus); // the conversation is one stop of the Tab key, not each of its messages
    setOpenLinks(false);
    viewport()->setAutoFillBackground(false);
    document()->setDocumentMargin(0);
    document()->setIndentWidth(Theme::px(18));
    connect(this, &QTextBrowser::anchorClicked, this, [](const QUrl &url) {
        if (isWeb(url))
            QDesktopServices::openUrl(url);
    });
    // What a link says and where it leads are two things.
    connect(this, &QTextBrowser::highlighted, this,
            [this](const QUrl &url) { setToolTip(isWeb(url) ? url.toString() : QString()); });
}

void MessageText::setMessage(const QString &text, bool markdown)
{
    if (text == m_message && markdown == m_markdown)
        return;
    m_message = text;
    m_markdown = markdown;
    render();
}

QVariant MessageText::loadResource(int, const QUrl &)
{
    return {};
}

void MessageText::render()
{
    m_rendering = true;
    if (m_markdown && m_message.size() <= longestMarkdown) {
        document()->setMarkdown(m_message,
                                QTextDocument::MarkdownFeatures(QTextDocument::MarkdownDialectGitHub |
                                                                QTextDocument::MarkdownNoHTML));
        dressBlocks();
    } else {
        setPlainText(m_message);
    }
    m_rendering = false;
    fit();
}

// Paragraphs apart, code on a ground of its own and in lines that break, headings no larger than the window's
// own.
void MessageText::dressBlocks()
{
    const QFont mono = monospaced(font());
    const auto isCode = [](const QTextBlockFormat &format) {
        return format.hasProperty(QTextFormat::BlockCodeFence) ||
               format.hasProperty(QTextFormat::BlockCodeLanguage);
    };
    QList<std::pair<int, int>> fences; // from the beginning of the first block to the end of the last
    bool inside = false;
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        QTextCursor cursor(block);
        QTextBlockFormat format = block.blockFormat();
        QTextCharFormat text;
        const bool code = isCode(format);
        if (code) {
            format.setNonBreakableLines(false);
            format.setLeftMargin(0);
            text.setFontFamilies(mono.families().isEmpty() ? QStringList{mono.family()} : mono.families());
            text.setProperty(QTextFormat::FontPixelSize, Theme::px(12));
            const int end = block.position() + block.length() - 1;
            if (inside)
                fences.last().second = end;
            else
                fences.append({block.position(), end});
        } else if (format.headingLevel() > 0) {
            text.setProperty(QTextFormat::FontSizeAdjustment, format.headingLevel() < 3 ? 1 : 0);
            text.setFontWeight(QFont::DemiBold);
        }
        inside = code;
        if (!code && block.next().isValid() && !(block.textList() && block.next().textList()))
            format.setBottomMargin(Theme::px(6));
        format.setTopMargin(0);
        cursor.setBlockFormat(format);
        cursor.movePosition(QTextCursor::EndOfBlock, QTextCursor::KeepAnchor);
        cursor.mergeCharFormat(text);
    }
    QTextFrameFormat ground;
    ground.setBackground(Tokens::current().window);
    ground.setPadding(Theme::px(8));
    ground.setBottomMargin(Theme::px(6));
    for (auto fence = fences.crbegin(); fence != fences.crend(); ++fence) {
        QTextCursor cursor(document());
        cursor.setPosition(fence->first);
        cursor.setPosition(fence->second, QTextCursor::KeepAnchor);
        cursor.insertFrame(ground);
    }
    if (fences.isEmpty())
        return;
    // A frame leaves an empty paragraph before and after it.
    for (QTextBlock block = document()->begin(); block.isValid(); block = block.next()) {
        QTextBlockFormat format = block.blockFormat();
        if (block.length() > 1 || isCode(format))
            continue;
        format.setLineHeight(1, QTextBlockFormat::FixedHeight);
        format.setBottomMargin(0);
        QTextCursor(block).setBlockFormat(format);
    }
}

void MessageText::fit()
{
    document()->setTextWidth(viewport()->width());
    const int height = int(std::ceil(document()->size().height()));
    if (height == m_height)
        return;
    m_height = height;
    setFixedHeight(height);
    updateGeometry();
}

QSize MessageText::sizeHint() const
{
    return {Theme::px(120), m_height};
}

void MessageText::resizeEvent(QResizeEvent *event)
{
    QTextBrowser::resizeEvent(event);
    if (event->oldSize().width() != event->size().width())
        fit();
}

void MessageText::changeEvent(QEvent *event)
{
    QTextBrowser::changeEvent(event);
    const bool dressed = event->type() == QEvent::PaletteChange || event->type() == QEvent::StyleChange ||
                         event->type() == QEvent::FontChange;
    if (dressed && !m_rendering)
        render();
}

void MessageText::wheelEvent(QWheelEvent *event)
{
    event->ignore();
}

void MessageText::contextMenuEvent(QContextMenuEvent *event)
{
    // Without what is in Qt's own menu for links: it would copy more than is seen.
    auto *menu = new QMenu(this);
    menu->setAttribute(Qt::WA_DeleteOnClose);
    QAction *copy = menu->addAction(tr("Copy"), this, &QTextEdit::copy);
    copy->setEnabled(textCursor().hasSelection());
    menu->addAction(tr("Select all"), this, &QTextEdit::selectAll);
    giveMnemonics(*menu);
    menu->popup(event->globalPos());
}

} // namespace gateway::ui
