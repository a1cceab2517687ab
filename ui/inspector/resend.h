// SPDX-License-Identifier: MIT
#pragma once

#include "ui/inspector/call_detail.h"

#include "config/model.h"

namespace gateway::ui {

// Pure: what it takes to make a captured call once more.
enum class ResendProblem { None, NotKept, OnlyPart };
ResendProblem resendProblem(const CallDetail &detail);

struct Resend
{
    QString target;             // path and query, without what was hidden in it
    QList<HeaderField> headers; // those that say how the body is meant
    QByteArray body;
};
// With another model when `model` is not the call's own; else the very bytes that were kept.
Result<Resend> resendOf(const CallDetail &detail, const QString &model);

} // namespace gateway::ui
