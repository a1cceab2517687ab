// SPDX-License-Identifier: MIT
#pragma once

#include "ui/widgets/basics.h"

#include "store/management.h"

class QComboBox;
class QLineEdit;

namespace gateway::ui {

class TargetRow;

// The places that answer for a model, in the order of asking: moved with the mouse, or with Alt+Up and
// Alt+Down from any field of the row. A place is asked after the one above has failed, or shares the calls
// with it by weight.
class TargetsEdit final : public QWidget
{
    Q_OBJECT

public:
    explicit TargetsEdit(const QList<Provider> &providers, QWidget *parent = nullptr);

    void setTargets(const QList<TargetRequest> &targets); // by priority
    QList<TargetRequest> targets() const;                 // as they stand, good or not
    // Empty when a row is not good, which then says why and has the focus.
    std::optional<QList<TargetRequest>> read();
    void addTarget(const TargetRequest &target = {}, bool shares = false);
    void move(int from, int to);
    int count() const { return int(m_rows.size()); }
    void focusFirst();

Q_SIGNALS:
    void edited();
    void resized(); // a row more or less

private:
    void showShares();
    void remove(TargetRow *row);
    void moveFocused(int by);
    void drag(TargetRow *row, int y);
    void orderTabs();
    QString complaint(const TargetRequest &target, const QList<TargetRequest> &above) const;

    const QList<Provider> m_providers;
    QList<TargetRow *> m_rows;
    QVBoxLayout *m_list;
    QLabel *m_sentence;
    QLabel *m_keys;
    QWidget *m_heads;
    QList<QLabel *> m_names; // of the columns
    QPushButton *m_add;
};

} // namespace gateway::ui
