// SPDX-License-Identifier: MIT
#pragma once

#include "ui/requests_filter.h"

#include <QTimer>
#include <QWidget>

class QBoxLayout;
class QLineEdit;

namespace gateway::ui {

class FilterBox;

// What the drop-downs offer.
struct FilterChoices
{
    QStringList users;
    QList<std::pair<QString, KeyId>> keys;
    QStringList models;
    QStringList providers;
};

// The search field and the drop-downs over the requests; in a narrow window in two rows.
class RequestsFilterBar final : public QWidget
{
    Q_OBJECT

public:
    explicit RequestsFilterBar(QWidget *parent = nullptr);

    const RequestsFilter &filter() const { return m_filter; }
    void setFilter(const RequestsFilter &filter); // does not emit
    void setChoices(const FilterChoices &choices);
    void setZone(const QTimeZone &zone);
    void focusSearch();
    bool restricts() const; // more than a range

Q_SIGNALS:
    void changed();

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void retranslate();
    void showFilter();
    void readBoxes();
    QString stretchText() const;

    RequestsFilter m_filter;
    QTimeZone m_zone = QTimeZone::utc();
    QLineEdit *m_search;
    QTimer m_typed;
    QBoxLayout *m_layout;
    FilterBox *m_range;
    FilterBox *m_status;
    FilterBox *m_user;
    FilterBox *m_key;
    FilterBox *m_model;
    FilterBox *m_provider;
};

} // namespace gateway::ui
