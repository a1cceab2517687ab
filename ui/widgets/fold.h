// SPDX-License-Identifier: MIT
#pragma once

#include "ui/widgets/basics.h"

class QSettings;

namespace gateway::ui {

// A part of a form that is out of the way until it is wanted: a line with a title and what it holds in short,
// and the content below while it is open.
class Fold final : public QWidget
{
    Q_OBJECT

public:
    explicit Fold(QWidget *parent = nullptr);

    QVBoxLayout *content() { return m_content; }
    void setTitle(const QString &title);
    void setSummary(const QString &summary); // beside the title while it is closed
    bool isOpen() const;
    void setOpen(bool open);
    // Opens as it was left the last time; `memory` outlives this.
    void remember(QSettings *memory, const QString &name);

Q_SIGNALS:
    void toggled(bool open);

private:
    void showState();

    QToolButton *m_head;
    ElidedLabel *m_summary;
    QWidget *m_inner;
    QVBoxLayout *m_content;
    QSettings *m_memory = nullptr;
    QString m_memoryName;
};

} // namespace gateway::ui
