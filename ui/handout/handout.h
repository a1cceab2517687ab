// SPDX-License-Identifier: MIT
#pragma once

#include "config/limits.h"
#include "secrets/secret.h"

#include <QString>

namespace gateway::ui {

// What somebody needs who is given a key: where to call, with what, and how.
struct Handout
{
    Secret key;
    QString user;
    QString label;
    QString address; // of the gateway, without a path
    QString model;   // for the examples
    Limits limits{};
    QString zone{}; // by which the key expires; IANA name
};

// The sheet in a language of its own ("en", "zh_CN"), whatever the window speaks.
QString handoutText(const Handout &handout, const QString &language);
QString handoutHtml(const Handout &handout, const QString &language); // with a QR code of the key

} // namespace gateway::ui
