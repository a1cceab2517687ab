// SPDX-License-Identifier: MIT
#include "store/data_directory.h"

#include <QCoreApplication>
#include <QDir>
#include <QFileInfo>
#include <QStandardPaths>

#ifdef Q_OS_UNIX
#include <sys/stat.h>
#include <unistd.h>
#endif

namespace gateway {

namespace {

#ifdef Q_OS_UNIX
Outcome checkOwner(const QString &path)
{
    struct stat info
    {};
    if (::stat(QFile::encodeName(path).constData(), &info) != 0) {
        return failure(
                ErrorCode::PermissionDenied,
                QStringLiteral("The data directory %1 cannot be read: %2.").arg(path, qt_error_string()));
    }
    if (info.st_uid != ::geteuid()) {
        return failure(
                ErrorCode::PermissionDenied,
                QStringLiteral(
                        "The data directory %1 belongs to another user (%2); run this as that user, or "
                        "choose another directory with --data-dir.")
                        .arg(path, QFileInfo(path).owner()));
    }
    constexpr mode_t others = S_IRWXG | S_IRWXO;
    if ((info.st_mode & others) != 0 &&
        ::chmod(QFile::encodeName(path).constData(), info.st_mode & 07777 & ~others) != 0) {
        return failure(ErrorCode::PermissionDenied,
                       QStringLiteral("The access of other users to %1 cannot be taken away: %2.")
                               .arg(path, qt_error_string()));
    }
    return {};
}
#else
// Profile directories are private by their access lists already.
Outcome checkOwner(const QString &)
{
    return {};
}
#endif

} // namespace

QString defaultDataDirectory()
{
    return QStandardPaths::writableLocation(QStandardPaths::GenericDataLocation) +
           QStringLiteral("/api-gateway");
}

Outcome prepareDataDirectory(const QString &path)
{
    const QFileInfo info(path);
    if (info.exists() && !info.isDir()) {
        return failure(
                ErrorCode::InvalidArgument,
                QStringLiteral("%1 is not a directory; choose another one with --data-dir.").arg(path));
    }
    if (!info.exists()) {
        const QString parent = QFileInfo(QDir::cleanPath(path)).path();
        const auto cannot = [&path](const QString &reason) {
            return failure(ErrorCode::PermissionDenied,
                           QStringLiteral("The data directory %1 cannot be made: %2.").arg(path, reason));
        };
        if (!QDir().mkpath(parent))
            return cannot(qt_error_string());
#ifdef Q_OS_UNIX
        // Private from its first moment. Another process may make it at the same time: its owner is checked
        // below.
        if (::mkdir(QFile::encodeName(path).constData(), S_IRWXU) != 0 && errno != EEXIST)
            return cannot(qt_error_string());
#else
        if (!QDir().mkpath(path))
            return cannot(qt_error_string());
#endif
    }
    return checkOwner(path);
}

} // namespace gateway
