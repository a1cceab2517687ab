// SPDX-License-Identifier: MIT
#include "ui/dialogs/route_dialog.h"

#include "ui/error_text.h"
#include "ui/translated.h"
#include "ui/widgets/targets_edit.h"

#include "store/validation.h"

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

RouteDialog::RouteDialog(Backend &backend, const QList<Provider> &providers, const Subject &subject,
                         QWidget *parent)
    : FormDialog(parent)
    , m_backend(backend)
    , m_subject(subject)
    , m_name(new QLineEdit(subject.model, this))
    , m_field(addField(m_name))
    , m_targets(new TargetsEdit(providers, this))
{
    setMinimumWidth(Theme::px(720));
    m_name->setObjectName("name"_L1);
    m_name->setMaxLength(200);
    m_name->setReadOnly(subject.fixed);
    body()->addWidget(m_targets);
    m_targets->setTargets(subject.targets);
    if (m_targets->count() == 0)
        m_targets->addTarget();
    connect(m_targets, &TargetsEdit::resized, this, &FormDialog::fitLater);
    connect(m_targets, &TargetsEdit::edited, this, &FormDialog::fitLater);
    connect(m_name, &QLineEdit::textChanged, this, [this] { m_field->setError({}); });
    onLanguage(this, [this] { retranslate(); });
    if (subject.fixed)
        m_targets->focusFirst();
    else
        m_name->setFocus();
}

void RouteDialog::retranslate()
{
    setTitle(m_subject.model.isEmpty() ? tr("Add alias or pattern") : tr("Edit %1").arg(m_subject.model));
    setPrimary(m_subject.exists || m_subject.fixed ? tr("Save") : tr("Add"));
    m_field->setLabel(tr("Clients ask for"));
    m_field->setHint(m_subject.fixed ? tr("What you set here wins over the lists of the providers.")
                                     : tr("Any name, such as team-default, or a pattern, such as gpt-*."));
}

void RouteDialog::submit()
{
    const QString name = m_name->text().trimmed();
    if (name.isEmpty() || !validation::routeModel(name)) {
        m_field->setError(name.isEmpty() ? tr("Enter a name.") : tr("This cannot be the name of a model."));
        m_name->setFocus();
        return;
    }
    const std::optional<QList<TargetRequest>> targets = m_targets->read();
    if (!targets)
        return;
    if (targets->isEmpty()) {
        fail(tr("Add a target: without one nobody answers."));
        return;
    }
    setBusy(true);
    const bool renamed = m_subject.exists && name != m_subject.model;
    const bool mayReplace = m_subject.exists && !renamed;
    m_backend.manage<bool>(
            this,
            [name, targets = *targets, old = m_subject.model, renamed,
             mayReplace](Management &management) -> Result<bool> {
                return management
                        .together([&]() -> Outcome {
                            const Result<QList<RouteInfo>> routes = management.routes();
                            if (!routes)
                                return tl::make_unexpected(routes.error());
                            const bool taken = std::any_of(
                                    routes->begin(), routes->end(),
                                    [&name](const RouteInfo &info) { return info.route.model == name; });
                            if (taken && !mayReplace)
                                return gateway::failure(ErrorCode::AlreadyExists, name);
                            if (renamed) {
                                if (const Outcome gone = management.removeRoute(old); !gone)
                                    return gone;
                            }
                            return management.setRoute(name, targets).map([](const Route &) {});
                        })
                        .map([] { return true; });
            },
            [this, name](Result<bool> result) {
                setBusy(false);
                if (result) {
                    finish();
                    Q_EMIT saved(name);
                } else if (result.error().code == ErrorCode::AlreadyExists) {
                    m_field->setError(tr("There is an alias or pattern of this name already."));
                    m_name->setFocus();
                } else {
                    fail(ErrorText::of(result.error()));
                }
            });
}

} // namespace gateway::ui
