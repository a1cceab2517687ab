// SPDX-License-Identifier: MIT
#include "store/data_directory.h"

#include "store/file_lock.h"

#include <QCoreApplication>
#include <QThread>

namespace gateway {

namespace {

// holder() takes the lock for a moment to see whether it is free; whoever wants it in earnest meets that
// moment rarely, and then waits it out.
constexpr int attempts = 20;
constexpr unsigned long pauseMillis = 10;

QString lockPath(const QString &dataDir)
{
    return dataDir + QStringLiteral("/gateway.lock");
}

ServeLock::Holder readHolder(QFile &file)
{
    ServeLock::Holder holder;
    file.seek(0);
    const QList<QByteArray> lines = file.read(1024).split('\n');
    holder.pid = lines.value(0).toLongLong();
    holder.address = QString::fromUtf8(lines.value(1));
    return holder;
}

Outcome writeHolder(QFile &file, const QString &address)
{
    const QByteArray text =
            QByteArray::number(QCoreApplication::applicationPid()) + '\n' + address.toUtf8() + '\n';
    if (!file.seek(0) || file.write(text) != text.size() || !file.flush() || !file.resize(text.size())) {
        return failure(ErrorCode::Storage,
                       QStringLiteral("%1 cannot be written: %2.").arg(file.fileName(), file.errorString()));
    }
    return {};
}

} // namespace

ServeLock::ServeLock(std::unique_ptr<QFile> file) : m_file(std::move(file)) {}

ServeLock::~ServeLock()
{
    // The file stays: removing it would let two processes lock two files of the same name.
    m_file->resize(0);
}

Result<std::unique_ptr<ServeLock>> ServeLock::acquire(const QString &dataDir)
{
    auto file = std::make_unique<QFile>(lockPath(dataDir));
    if (!file->open(QIODevice::ReadWrite | QIODevice::Unbuffered, QFile::ReadOwner | QFile::WriteOwner)) {
        return failure(ErrorCode::PermissionDenied,
                       QStringLiteral("%1 cannot be opened: %2.").arg(file->fileName(), file->errorString()));
    }
    for (int attempt = 1; !lockFile(*file); ++attempt) {
        if (attempt < attempts) {
            QThread::msleep(pauseMillis);
            continue;
        }
        const Holder holder = readHolder(*file);
        const QString where = holder.address.isEmpty() ? QString() : QStringLiteral(" on ") + holder.address;
        return failure(
                ErrorCode::Locked,
                QStringLiteral("Another gateway (process %1) already serves %2%3; stop it, or choose another "
                               "directory with --data-dir.")
                        .arg(QString::number(holder.pid), dataDir, where));
    }
    if (const Outcome written = writeHolder(*file, {}); !written)
        return tl::make_unexpected(written.error());
    return std::unique_ptr<ServeLock>(new ServeLock(std::move(file)));
}

std::optional<ServeLock::Holder> ServeLock::holder(const QString &dataDir)
{
    QFile file(lockPath(dataDir));
    // ExistingOnly: asking must not make a lock file (or a directory) where there was none.
    if (!file.open(QIODevice::ReadWrite | QIODevice::ExistingOnly | QIODevice::Unbuffered))
        return std::nullopt;
    if (lockFile(file))
        return std::nullopt;
    return readHolder(file);
}

Outcome ServeLock::publish(const QString &address)
{
    return writeHolder(*m_file, address);
}

} // namespace gateway
