// SPDX-License-Identifier: MIT
#pragma once

#include "ui/dialogs/provider_dialog.h"
#include "ui/pages/providers_page.h"
#include "ui/support/window_fixture.h"

#include "support/fake_upstream.h"

class QLineEdit;

namespace gateway::test {

inline constexpr auto goodKey = "sk-upstream-good-9fQa";

// A provider that lists two models and answers a streamed call; knows `goodKey` alone.
void listsTwoModels(UpstreamCall &call);

ui::ProvidersPage *openProviders(WindowFixture &f);
ui::ProviderDialog *openProviderDialog(WindowFixture &f);

QLineEdit *field(QWidget *dialog, const QString &name); // whose name begins so
// Types a provider of no preset into the dialog.
void typeProvider(ui::ProviderDialog *dialog, const QString &name, const QString &baseUrl,
                  const QString &key);
bool shows(QWidget *parent, const QString &word); // in a label that is visible

} // namespace gateway::test
