// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"

#include <functional>

class QWidget;

namespace gateway::ui {

// Issues a key by the dialogs it takes, over the window of `page`: for any user who is enabled, `user` at
// first; where there is none yet, a user is added first. `failed`: before anything was asked.
void issueKey(Backend &backend, QWidget *page, const QString &user,
              std::function<void(const IssuedKey &key, const QString &user)> issued,
              std::function<void(const Error &error)> failed);

} // namespace gateway::ui
