// SPDX-License-Identifier: MIT
#pragma once

#include <QButtonGroup>
#include <QFrame>

namespace gateway::ui {

// A choice of few, all visible. The arrow keys move it.
class SegmentedControl final : public QFrame
{
    Q_OBJECT

public:
    explicit SegmentedControl(QWidget *parent = nullptr);

    void setTexts(const QStringList &texts);
    void setTight(bool tight);  // where there is little room
    void setCurrent(int index); // does not emit
    int current() const { return m_group.checkedId(); }
    QWidget *currentButton() const;
    QWidget *lastButton() const; // for what comes next by Tab

Q_SIGNALS:
    void chosen(int index);

protected:
    void keyPressEvent(QKeyEvent *event) override;

private:
    void fit();

    bool m_tight = false;
    QButtonGroup m_group;
};

} // namespace gateway::ui
