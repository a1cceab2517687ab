// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/dialogs/form_dialog.h"

namespace gateway::ui {

class TargetsEdit;

// A name or a pattern that clients may ask for, and who answers for it. Saving it for a name that providers
// list makes a route that wins over their lists.
class RouteDialog final : public FormDialog
{
    Q_OBJECT

public:
    struct Subject
    {
        QString model;
        QList<TargetRequest> targets;
        bool exists = false; // as a route; else it is made
        bool fixed = false;  // the name is one of a provider's
    };

    RouteDialog(Backend &backend, const QList<Provider> &providers, const Subject &subject, QWidget *parent);

Q_SIGNALS:
    void saved(const QString &model);

protected:
    void submit() override;

private:
    void retranslate();

    Backend &m_backend;
    const Subject m_subject;
    QLineEdit *m_name;
    FormField *m_field;
    TargetsEdit *m_targets;
};

} // namespace gateway::ui
