// SPDX-License-Identifier: MIT
#pragma once

#include <QFrame>
#include <QLineEdit>
#include <QStringList>

class QHBoxLayout;

namespace gateway::ui {

// A list of short words, each a chip. Enter, comma or space closes a word, backspace in the empty line takes
// the last one back, a click on a chip removes it.
class ChipEdit final : public QFrame
{
    Q_OBJECT

public:
    explicit ChipEdit(QWidget *parent = nullptr);

    void setValues(const QStringList &values);
    QStringList values() const; // with the word that is still being typed
    QLineEdit *line() const { return m_line; }
    void setPlaceholder(const QString &text);

Q_SIGNALS:
    void committed(); // a word was closed or taken away

protected:
    bool eventFilter(QObject *watched, QEvent *event) override;
    void mousePressEvent(QMouseEvent *event) override;

private:
    bool closeWord();
    void rebuild();

    QStringList m_values;
    QString m_placeholder;
    QLineEdit *m_line;
    class FlowLayout *m_flow;
};

} // namespace gateway::ui
