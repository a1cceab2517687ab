// SPDX-License-Identifier: MIT
#pragma once

#include "ui/playground/image_file.h"
#include "ui/widgets/basics.h"

class QLineEdit;
class QMimeData;
class QPlainTextEdit;
class QSettings;

namespace gateway::ui {

class FlowLayout;
class Fold;
class FormField;

// Where a message is written, with its images (chosen, pasted or dropped), the system prompt and the
// parameters.
class Composer final : public QFrame
{
    Q_OBJECT

public:
    Composer(QSettings *memory, QWidget *parent);

    ChatMessage message() const;
    // Nothing when one of them is wrong, which is said beside it.
    std::optional<ChatParameters> parameters();
    void setText(const QString &text);
    void setSystem(const QString &text);
    void clearMessage();
    void setRunning(bool running); // the button stops instead
    void setUsable(bool usable);   // there is somebody to ask
    void focusMessage();
    void attach(const QString &file); // says what is wrong below the message
    bool isAttaching() const { return m_attaching > 0; }

    bool eventFilter(QObject *watched, QEvent *event) override;

Q_SIGNALS:
    void sendRequested();
    void stopRequested();

protected:
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    QWidget *makeParameters();
    void chooseImages();
    bool takeImages(const QMimeData &data);
    void wait(QFuture<ImageFile::Loaded> loading);
    void showImages();
    void showError(const QString &error);
    void fitText();
    void showSummary();
    void retranslate();

    QPlainTextEdit *m_text;
    QPushButton *m_send;
    QToolButton *m_attach;
    QWidget *m_imageBox;
    FlowLayout *m_imageRow;
    QLabel *m_error;
    Fold *m_fold;
    QPlainTextEdit *m_system;
    QLineEdit *m_temperature;
    QLineEdit *m_maxTokens;
    QLineEdit *m_topP;
    FormField *m_systemField;
    FormField *m_temperatureField;
    FormField *m_maxTokensField;
    FormField *m_topPField;
    QList<ChatImage> m_images;
    int m_attaching = 0;
    bool m_running = false;
};

} // namespace gateway::ui
