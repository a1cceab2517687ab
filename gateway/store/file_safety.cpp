// SPDX-License-Identifier: MIT
#include "store/file_safety.h"

#include <QFile>
#include <QFileInfo>

#include <filesystem>

#ifdef Q_OS_UNIX
#include <fcntl.h>
#include <unistd.h>
#else
#include <io.h>
#endif

namespace gateway {

namespace {

constexpr QFile::Permissions ownerOnly = QFile::ReadOwner | QFile::WriteOwner;
constexpr qint64 copySize = 1024 * 1024;

tl::unexpected<Error> cannot(const QString &path, const QString &what, const QString &why)
{
    return failure(ErrorCode::Storage, QStringLiteral("%1 cannot be %2: %3.").arg(path, what, why));
}

bool sync(const QFile &file)
{
#ifdef Q_OS_UNIX
    return ::fsync(file.handle()) == 0;
#else
    return _commit(file.handle()) == 0;
#endif
}

// A name is on disk when its directory is. Where a directory cannot be opened for that, nothing can be done.
void syncDirectoryOf(const QString &path)
{
#ifdef Q_OS_UNIX
    const int directory =
            ::open(QFile::encodeName(QFileInfo(path).absolutePath()).constData(), O_RDONLY | O_CLOEXEC);
    if (directory < 0)
        return;
    (void)::fsync(directory);
    ::close(directory);
#else
    Q_UNUSED(path)
#endif
}

} // namespace

Outcome makePrivateFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly | QIODevice::NewOnly, ownerOnly))
        return cannot(path, QStringLiteral("made"), file.errorString());
    return {};
}

Outcome copyPrivately(const QString &from, const QString &to)
{
    QFile source(from);
    QFile target(to);
    if (!source.open(QIODevice::ReadOnly))
        return cannot(from, QStringLiteral("read"), source.errorString());
    if (!target.open(QIODevice::WriteOnly | QIODevice::NewOnly, ownerOnly))
        return cannot(to, QStringLiteral("made"), target.errorString());
    while (!source.atEnd()) {
        const QByteArray piece = source.read(copySize);
        if (piece.isEmpty())
            return cannot(from, QStringLiteral("read"), source.errorString());
        if (target.write(piece) != piece.size())
            return cannot(to, QStringLiteral("written"), target.errorString());
    }
    if (!target.flush() || !sync(target))
        return cannot(to, QStringLiteral("written"), qt_error_string());
    return {};
}

Outcome syncFile(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadWrite | QIODevice::ExistingOnly) || !sync(file))
        return cannot(path, QStringLiteral("written"), qt_error_string());
    return {};
}

Outcome nameFile(const QString &from, const QString &to, bool replace)
{
    std::error_code error;
    if (replace)
        std::filesystem::rename(QFileInfo(from).filesystemFilePath(), QFileInfo(to).filesystemFilePath(),
                                error);
    else if (!QFile::rename(from, to)) // refuses where there is a file
        error = std::make_error_code(std::errc::file_exists);
    if (error)
        return cannot(to, QStringLiteral("made"), QString::fromStdString(error.message()));
    syncDirectoryOf(to);
    return {};
}

Outcome keepUnder(const QString &path, const QString &name)
{
    // With two names there is a database at any moment, whatever happens in between.
    std::error_code error;
    std::filesystem::create_hard_link(QFileInfo(path).filesystemFilePath(),
                                      QFileInfo(name).filesystemFilePath(), error);
    if (error && !QFile::rename(path, name))
        return cannot(path, QStringLiteral("kept as ") + name, QString::fromStdString(error.message()));
    syncDirectoryOf(name);
    return {};
}

} // namespace gateway
