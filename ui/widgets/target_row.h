// SPDX-License-Identifier: MIT
#pragma once

#include "ui/widgets/basics.h"

#include "store/management.h"

#include <QComboBox>
#include <QLineEdit>

class QStringListModel;

namespace gateway::ui {

// Six dots to take a row by.
class Grip final : public QWidget
{
    Q_OBJECT

public:
    explicit Grip(QWidget *parent);
    QSize sizeHint() const override;

Q_SIGNALS:
    void dragged(int globalY);

protected:
    void mousePressEvent(QMouseEvent *event) override;
    void mouseMoveEvent(QMouseEvent *event) override;
    void mouseReleaseEvent(QMouseEvent *event) override;
    void paintEvent(QPaintEvent *event) override;
};

// One place that answers; a part of TargetsEdit.
class TargetRow final : public QWidget
{
    Q_OBJECT

public:
    TargetRow(const QList<Provider> &providers, QWidget *parent);

    void set(const TargetRequest &target, bool shares);
    TargetRequest target() const; // without its priority
    bool shares() const;          // the calls with the one above
    void setShares(bool shares);
    void setPlace(bool first, bool weighted);
    void setShare(const QString &share); // "75 %"; empty where it does not share
    void setError(const QString &error, bool inModel = true);
    void focusModel();
    void closeOffers() const;
    QList<QWidget *> tabOrder() const;
    int weight() const;

    // So that headings stand above what they name.
    static int whenWidth() { return Theme::px(138); }
    static int providerWidth() { return Theme::px(152); }
    static int weightWidth() { return Theme::px(56); }
    static int shareWidth() { return Theme::px(38); }

Q_SIGNALS:
    void edited();
    void dragged(int globalY);
    void removeRequested();

private:
    void retranslate();
    void offerModels();

    const QList<Provider> m_providers;
    Grip *m_grip;
    QComboBox *m_when;
    QLabel *m_firstWord; // in its place
    QComboBox *m_provider;
    QLineEdit *m_model;
    QLineEdit *m_weight;
    QLabel *m_share;
    QToolButton *m_remove;
    QLabel *m_error;
    QStringListModel *m_offered;
    bool m_first = false;
};

} // namespace gateway::ui
