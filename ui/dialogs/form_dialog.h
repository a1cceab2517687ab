// SPDX-License-Identifier: MIT
#pragma once

#include "ui/widgets/form_field.h"

#include <QDialog>

#include <functional>

class QScrollArea;

namespace gateway::ui {

// One column of fields; the primary button says what it does, Escape and Cancel leave. Opened with open(),
// never with exec(); deletes itself when closed. Derived classes send their work away in submit() and call
// close or fail() when the answer is there.
// What was typed is not lost with one Escape: the first one says so.
// As high as its fields, or as the window leaves room for: then the fields scroll between title and buttons.
class FormDialog : public QDialog
{
    Q_OBJECT

public:
    explicit FormDialog(QWidget *parent);
    ~FormDialog() override;

    void accept() override; // Enter and the primary button: submit(), unless busy
    QPushButton *primaryButton() const { return m_primary; }
    QPushButton *cancelButton() const { return m_cancel; }
    void fitLater(); // as high as it needs to be, once what was shown or hidden is known to the layout
    QString failure() const { return m_failure->text(); }

protected:
    virtual void submit() = 0;

    virtual QString cancelText() const { return tr("Cancel"); }
    void setTitle(const QString &title);
    void setPrimary(const QString &text, const char *kind = "primary");
    FormField *addField(QWidget *editor);
    QVBoxLayout *body() { return m_body; }
    QHBoxLayout *footer() { return m_footer; }
    QLabel *addText(const char *role = "dim");

    void setBusy(bool busy); // fields and primary button wait for an answer
    bool isBusy() const { return m_busy; }
    void fail(const QString &text); // what no single field is to blame for; ends the waiting
    void finish() { QDialog::accept(); }
    void clearErrors();

    bool eventFilter(QObject *watched, QEvent *event) override;
    void showEvent(QShowEvent *event) override;
    void hideEvent(QHideEvent *event) override;
    void keyPressEvent(QKeyEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override; // where nothing else is, it is moved

private:
    QWidget *mainWindow() const;
    bool hasTyped() const;
    void fit();
    void center();
    void reveal(QWidget *inner);

    QLabel *m_title;
    QScrollArea *m_area;
    QWidget *m_inner;
    QVBoxLayout *m_body;
    QHBoxLayout *m_footer;
    QLabel *m_failure;
    QPushButton *m_cancel;
    QPushButton *m_primary;
    QWidget *m_backdrop = nullptr;
    bool m_busy = false;
    bool m_leaving = false; // Escape was pressed once
    bool m_fitting = false; // asked for, not done yet
    bool m_dragged = false; // by the user: it is not put into the middle again
    QSize m_fitted;
    int m_wanted = 0;       // the height of the fields
};

// Asks before something is lost: a title that is a question, what will be lost, a button that names the deed.
class ConfirmDialog final : public FormDialog
{
    Q_OBJECT

public:
    struct Question
    {
        QString title;
        QString text;
        QString action;
        bool destructive = true;
    };

    // `confirmed` runs after the dialog has closed.
    ConfirmDialog(const Question &question, std::function<void()> confirmed, QWidget *parent);

protected:
    void submit() override;

private:
    std::function<void()> m_confirmed;
};

} // namespace gateway::ui
