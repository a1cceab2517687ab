// SPDX-License-Identifier: MIT
#pragma once

#include "ui/widgets/basics.h"

#include <QLineEdit>

namespace gateway::ui {

// A labelled editor with room for a hint, or for what is wrong with it, below.
class FormField final : public QWidget
{
    Q_OBJECT

public:
    // Takes the editor as a child.
    explicit FormField(QWidget *editor, QWidget *parent = nullptr);

    void setLabel(const QString &label);
    void setHint(const QString &hint);
    void setError(const QString &error); // empty clears it
    QString error() const { return m_error; }
    QWidget *editor() const { return m_editor; }
    void addBeside(QWidget *widget); // to the right of the editor
    void addToLabelRow(QWidget *widget);

private:
    void showNote();

    QWidget *m_editor;
    QLabel *m_label;
    QLabel *m_note;
    QHBoxLayout *m_labelRow;
    QHBoxLayout *m_row;
    QString m_hint;
    QString m_error;
};

// The field that `editor` stands in, else itself: what has to be in sight for its error to be read.
QWidget *withItsField(QWidget *editor);

// A line for a secret: hidden unless the eye is pressed; never offers undo of what was wiped.
class SecretEdit final : public QLineEdit
{
    Q_OBJECT

public:
    explicit SecretEdit(QWidget *parent = nullptr);

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void showAs(bool visible);

    QToolButton *m_eye; // not an action of the field: those cannot have the focus
};

} // namespace gateway::ui
