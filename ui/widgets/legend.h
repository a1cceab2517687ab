// SPDX-License-Identifier: MIT
#pragma once

#include <QList>
#include <QString>
#include <QWidget>

namespace gateway::ui {

// Names of series beside squares in their colours, in the order of the bars from below.
class Legend final : public QWidget
{
    Q_OBJECT

public:
    struct Entry
    {
        QString name;
        int series = 0;
    };

    explicit Legend(QWidget *parent = nullptr);

    void setEntries(const QList<Entry> &entries);
    QSize sizeHint() const override;

protected:
    void paintEvent(QPaintEvent *event) override;

private:
    QFont smallFont() const;

    QList<Entry> m_entries;
};

} // namespace gateway::ui
