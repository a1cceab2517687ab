// SPDX-License-Identifier: MIT
#include "ui/error_text.h"

#include "ui/format.h"

#include <QLocale>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

bool readsEnglish()
{
    return QLocale().language() != QLocale::Chinese;
}

QString withDetail(const QString &sentence, const QString &detail)
{
    return detail.isEmpty() ? sentence : sentence + u"（"_s + detail + u"）"_s;
}

} // namespace

QString ErrorText::of(const Error &error)
{
    if (readsEnglish() && !error.message.isEmpty())
        return error.message;
    switch (error.code) {
    case ErrorCode::InvalidArgument:
        return withDetail(tr("This value is not accepted."), error.message);
    case ErrorCode::NotFound:
        return withDetail(tr("It is no longer there."), error.message);
    case ErrorCode::AlreadyExists:
        return withDetail(tr("This name is taken."), error.message);
    case ErrorCode::InUse:
        return withDetail(tr("It is still in use."), error.message);
    case ErrorCode::Storage:
        return withDetail(tr("The database could not be read or written."), error.message);
    case ErrorCode::SchemaTooNew:
        return withDetail(tr("The database was written by a newer version. Update this program."),
                          error.message);
    case ErrorCode::PermissionDenied:
        return withDetail(tr("The system does not allow it."), error.message);
    case ErrorCode::SecretUnavailable:
        return withDetail(tr("The master key that seals provider keys cannot be reached."), error.message);
    case ErrorCode::SecretRefused:
        return withDetail(tr("The master key is too short or well known."), error.message);
    case ErrorCode::Locked:
        return withDetail(tr("Another process serves this database."), error.message);
    case ErrorCode::AddressInUse:
        return withDetail(tr("The port is taken."), error.message);
    case ErrorCode::Network:
        return withDetail(tr("The network did not answer."), error.message);
    default:
        return withDetail(tr("Something went wrong."), error.message);
    }
}

QString ErrorText::of(const ProbeReport &report)
{
    if (report.ok) {
        if (report.firstToken)
            return tr("Works: first token after %1, done after %2.")
                    .arg(Format::duration(*report.firstToken), Format::duration(report.duration));
        return tr("Works: answered after %1.").arg(Format::duration(report.duration));
    }
    if (readsEnglish() && !report.message.isEmpty())
        return report.message;
    switch (report.httpStatus) {
    case 0:
        return withDetail(tr("No answer from the provider. Check the address and the network."),
                          report.message);
    case 401:
    case 403:
        return tr("The provider refuses the provider key.");
    case 402:
        return tr("The account at the provider has no credit left.");
    case 404:
        return withDetail(tr("The provider does not know this path or model. Check the address."),
                          report.message);
    case 429:
        return tr("The provider answers, but the rate limit is reached.");
    default:
        return withDetail(tr("The provider answered with HTTP %1.").arg(report.httpStatus), report.message);
    }
}

} // namespace gateway::ui
