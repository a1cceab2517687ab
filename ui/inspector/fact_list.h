// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QWidget>

class QGridLayout;

namespace gateway::ui {

// Names on the left, what is known of them on the right; can be selected and copied.
class FactList final : public QWidget
{
    Q_OBJECT

public:
    struct Fact
    {
        QString name;
        QString value;
        bool mono = false;
        bool strong = false;
        QString amount{}; // at the right edge: amounts below each other can be added up by eye

        friend bool operator==(const Fact &, const Fact &) = default;
    };

    explicit FactList(QWidget *parent = nullptr);

    void setFacts(const QList<Fact> &facts);
    const QList<Fact> &facts() const { return m_facts; }

private:
    QList<Fact> m_facts;
    QGridLayout *m_grid;
};

} // namespace gateway::ui
