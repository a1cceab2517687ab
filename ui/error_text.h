// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "upstream/probe.h"

#include <QCoreApplication>

namespace gateway::ui {

// What a person reads of an error or a test of a provider, in the window's language. The core's own sentences
// are English: in Chinese they follow as the detail.
class ErrorText final
{
    Q_DECLARE_TR_FUNCTIONS(gateway::ui::ErrorText)

public:
    static QString of(const Error &error);
    static QString of(const ProbeReport &report);
};

} // namespace gateway::ui
