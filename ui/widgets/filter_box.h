// SPDX-License-Identifier: MIT
#pragma once

#include <QComboBox>

namespace gateway::ui {

// A drop-down that restricts a list: as wide as what is chosen, its first entry is "any".
class FilterBox final : public QComboBox
{
    Q_OBJECT

public:
    explicit FilterBox(const QString &objectName, QWidget *parent = nullptr);

    void setAnyText(const QString &text);
    // The entries below "any"; the choice stays, also where it is no longer among them.
    void setEntries(const QList<std::pair<QString, QVariant>> &entries);
    QVariant value() const { return currentData(); } // invalid: any
    // Adds `name` when there is no such entry. Does not emit.
    void setValue(const QVariant &value, const QString &name = {});

    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void chosen();
};

} // namespace gateway::ui
