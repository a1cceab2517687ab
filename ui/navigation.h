// SPDX-License-Identifier: MIT
#pragma once

#include "ui/pages/page.h"

#include <QAbstractButton>
#include <QButtonGroup>

namespace gateway::ui {

// One entry: icon, name, the key that does the same.
class NavButton final : public QAbstractButton
{
    Q_OBJECT

public:
    NavButton(QString icon, QString key, QWidget *parent);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;
    void enterEvent(QEnterEvent *event) override;
    void leaveEvent(QEvent *event) override;
    void focusInEvent(QFocusEvent *event) override;

private:
    bool m_ring = false; // focus that came by the keyboard
    QString m_icon;
    QString m_key;
};

// What the gateway does, at the foot of the navigation: state, calls in flight, address with copy, start or
// stop.
class StateCard final : public QFrame
{
    Q_OBJECT

public:
    explicit StateCard(GatewayControl &control, QWidget *parent = nullptr);

    static QString stateText(GatewayControl::State state);
    static Tone stateTone(GatewayControl::State state);
    void setWanted(const QString &address); // shown while it does not run

private:
    void showState();

    GatewayControl &m_control;
    Dot *m_dot;
    QLabel *m_state;
    Pill *m_inFlight;
    ElidedLabel *m_address;
    CopyButton *m_copy;
    QPushButton *m_toggle;
    QString m_wanted;
};

// One page as the navigation offers it; the number key is its place in the list.
struct PageEntry
{
    PageId id;
    QString icon;
    QString name; // in the language of now
};

// The left column of the window.
class Navigation final : public QFrame
{
    Q_OBJECT

public:
    explicit Navigation(GatewayControl &control, QWidget *parent = nullptr);

    static QList<PageEntry> entries(); // every page there is, in order
    void setCurrent(PageId page);      // does not emit
    void focusCurrent();               // the entry of the page that is shown
    void setWanted(const QString &address) { m_state->setWanted(address); }

Q_SIGNALS:
    void chosen(gateway::ui::PageId page);
    void commandsRequested();

private:
    QButtonGroup m_group;
    NavButton *m_commands;
    StateCard *m_state;
};

} // namespace gateway::ui
