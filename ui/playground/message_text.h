// SPDX-License-Identifier: MIT
#pragma once

#include <QTextBrowser>

namespace gateway::ui {

// The text of a message, as high as it is long. What a model writes is shown as Markdown, without HTML, and
// nothing that it names is loaded; a link is opened only by a click, and only on the web.
class MessageText final : public QTextBrowser
{
    Q_OBJECT

public:
    explicit MessageText(QWidget *parent = nullptr);

    void setMessage(const QString &text, bool markdown);
    const QString &message() const { return m_message; }

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return sizeHint(); }
    QVariant loadResource(int type, const QUrl &name) override;

protected:
    void resizeEvent(QResizeEvent *event) override;
    void changeEvent(QEvent *event) override;
    void wheelEvent(QWheelEvent *event) override; // for what is around
    void contextMenuEvent(QContextMenuEvent *event) override;

private:
    void render();
    void dressBlocks();
    void fit();

    QString m_message;
    bool m_markdown = false;
    bool m_rendering = false;
    int m_height = 0;
};

} // namespace gateway::ui
