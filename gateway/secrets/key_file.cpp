// SPDX-License-Identifier: MIT
#include "secrets/key_file.h"

#include "secrets/sodium.h"

#include <QCoreApplication>
#include <QFile>
#include <QFileInfo>

#include <filesystem>
#include <system_error>

#ifdef Q_OS_WIN
#include <io.h>
#else
#include <fcntl.h>
#include <unistd.h>
#endif

namespace gateway::keyfile {

namespace {

constexpr int keyBytes = 32;
constexpr QFile::Permissions ownerOnly = QFile::ReadOwner | QFile::WriteOwner;

bool toDisk(QFile &file)
{
#ifdef Q_OS_WIN
    return file.flush() && _commit(file.handle()) == 0;
#else
    return file.flush() && ::fsync(file.handle()) == 0;
#endif
}

void folderToDisk(const QString &path)
{
#ifndef Q_OS_WIN
    const int folder =
            ::open(QFile::encodeName(QFileInfo(path).absolutePath()).constData(), O_RDONLY | O_CLOEXEC);
    if (folder >= 0) {
        ::fsync(folder);
        ::close(folder);
    }
#else
    Q_UNUSED(path)
#endif
}

std::filesystem::path native(const QString &path)
{
    return std::filesystem::path(path.toStdU16String());
}

} // namespace

Result<Secret> read(const QString &path)
{
    QFile file(path);
    if (!file.exists())
        return failure(ErrorCode::NotFound, QStringLiteral("There is no key file %1.").arg(path));
    if (!file.open(QIODevice::ReadOnly | QIODevice::Unbuffered)) {
        return failure(ErrorCode::SecretUnavailable,
                       QStringLiteral("The key file %1 cannot be read: %2.").arg(path, file.errorString()));
    }
    if ((file.permissions() & ~(ownerOnly | QFile::ReadUser | QFile::WriteUser)) &&
        !file.setPermissions(ownerOnly))
        qWarning("The key file %s may be read by others, and its mode cannot be changed.",
                 qUtf8Printable(path));
    const Secret text(file.read(256));
    const QByteArray digits = text.expose().trimmed();
    Secret key(QByteArray::fromHex(digits));
    if (digits.size() != 2 * keyBytes || key.expose().size() != keyBytes) {
        return failure(ErrorCode::SecretUnavailable,
                       QStringLiteral("The key file %1 is damaged; put it back from a copy.").arg(path));
    }
    return key;
}

Outcome create(const QString &path, const Secret &key)
{
    prepareSodium();
    const QString part = QStringLiteral("%1.%2-%3")
                                 .arg(path)
                                 .arg(QCoreApplication::applicationPid())
                                 .arg(randombytes_random(), 8, 16, QLatin1Char('0'));
    const auto cannot = [&path](const QString &reason) {
        return failure(ErrorCode::SecretUnavailable,
                       QStringLiteral("The key file %1 cannot be made: %2.").arg(path, reason));
    };
    QFile file(part);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly | QIODevice::Unbuffered, ownerOnly))
        return cannot(file.errorString());
    const Secret text(key.expose().toHex() + '\n');
    const bool written = file.write(text.expose()) == text.expose().size() && toDisk(file);
    const QString reason = file.errorString();
    file.close();

    // A hard link is the one way to name a file that never replaces another, on every system.
    std::error_code error;
    if (written)
        std::filesystem::create_hard_link(native(part), native(path), error);
    QFile::remove(part);
    if (!written)
        return cannot(reason);
    if (error == std::errc::file_exists || (error && QFile::exists(path)))
        return failure(ErrorCode::AlreadyExists, QStringLiteral("There is a key file %1 already.").arg(path));
    if (error)
        return cannot(QString::fromStdString(error.message()));
    folderToDisk(path);
    return {};
}

} // namespace gateway::keyfile
