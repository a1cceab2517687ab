// SPDX-License-Identifier: MIT
#include "base/redact.h"

#include <QRegularExpression>

namespace gateway {

QString redact(const QString &text)
{
    // Most lines hold none of these words, and a search for them is all that they cost.
    static const QRegularExpression suspicious(QStringLiteral(R"(sk-|bearer|key|token|secret|password|AIza)"),
                                               QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression bare(QStringLiteral(R"(\b(sk-[A-Za-z]{0,8}-?|AIza)[A-Za-z0-9_\-]{8,})"));
    static const QRegularExpression bearer(QStringLiteral(R"(\b(bearer)\s+[^\s"',;]+)"),
                                           QRegularExpression::CaseInsensitiveOption);
    static const QRegularExpression named(
            QStringLiteral(
                    R"(((?:api|x-api|x-goog-api|secret|master)[-_]?key|[?&]key|access[-_]?token|password)(["']?\s*[:=]\s*["']?)[^\s"'&,;}]+)"),
            QRegularExpression::CaseInsensitiveOption);
    if (!text.contains(suspicious))
        return text;
    QString clean = text;
    clean.replace(bare, QStringLiteral("\\1***"));
    clean.replace(bearer, QStringLiteral("\\1 ***"));
    clean.replace(named, QStringLiteral("\\1\\2***"));
    return clean;
}

} // namespace gateway
