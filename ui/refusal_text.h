// SPDX-License-Identifier: MIT
#pragma once

#include <QCoreApplication>

class QTimeZone;

namespace gateway::ui {

// What went wrong with a call, in the window's language. Pure but for that language; main thread.
class RefusalText final
{
    Q_DECLARE_TR_FUNCTIONS(gateway::ui::RefusalText)

public:
    // A sentence for a code of the gateway's errors (api/error_body.h); empty for any other.
    static QString sentence(QStringView code);

    // What the ledger keeps of a failure: a code, and after a colon the limit that refused. Codes in words,
    // the rest as it stands.
    static QString ofRow(const QString &error);

    static QString limit(const QString &limit); // the part after the colon

    // An error body that the gateway answered with. Providers use some of the same codes for their own
    // limits: with `askedProvider` (the header x-gateway-attempts is there) only the codes that are the
    // gateway's alone are put into words, else the message stands as it is. The core writes English, so in
    // English its message is kept: it says more. What it says of a budget is put into words in any language,
    // its times in `zone`.
    static QString of(const QByteArray &body, bool askedProvider, const QTimeZone &zone);

private:
    static QString ofBudget(const QString &message, const QTimeZone &zone); // empty: about something else
};

} // namespace gateway::ui
