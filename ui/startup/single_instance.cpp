// SPDX-License-Identifier: MIT
#include "ui/startup/single_instance.h"

#include "store/data_directory.h"
#include "store/file_lock.h"

#include <QCryptographicHash>
#include <QDeadlineTimer>
#include <QDir>
#include <QFileInfo>
#include <QLocalSocket>
#include <QPointer>
#include <QThread>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr std::chrono::seconds patience(5); // for a first start that is still reading its database
constexpr int answerMillis = 3'000;
constexpr unsigned long pauseMillis = 50;
constexpr qsizetype longestSocketPath = 100; // sun_path holds 104 bytes on macOS, 108 on Linux

constexpr QByteArrayView raiseLine = "raise\n";
constexpr QByteArrayView lookLine = "look\n";
constexpr QByteArrayView doneLine = "done\n";

} // namespace

SingleInstance::SingleInstance(QString dataDir, QObject *parent)
    : QObject(parent), m_dataDir(std::move(dataDir))
{
    m_server.setSocketOptions(QLocalServer::UserAccessOption);
    connect(&m_server, &QLocalServer::newConnection, this, &SingleInstance::answer);
}

SingleInstance::~SingleInstance() = default;

QString SingleInstance::socketName(const QString &dataDir)
{
    const QString inside = dataDir + "/window.sock"_L1;
#ifndef Q_OS_WIN
    if (QFile::encodeName(inside).size() <= longestSocketPath)
        return inside;
#endif
    const QByteArray hash = QCryptographicHash::hash(QFileInfo(dataDir).canonicalFilePath().toUtf8(),
                                                     QCryptographicHash::Sha256);
    return "api-gateway-"_L1 + QString::fromLatin1(hash.first(12).toHex());
}

Result<SingleInstance::Standing> SingleInstance::claim(bool raise)
{
    if (const Outcome prepared = prepareDataDirectory(m_dataDir); !prepared)
        return tl::make_unexpected(prepared.error());
    auto file = std::make_unique<QFile>(m_dataDir + "/window.lock"_L1);
    if (!file->open(QIODevice::ReadWrite | QIODevice::Unbuffered, QFile::ReadOwner | QFile::WriteOwner)) {
        return failure(ErrorCode::PermissionDenied,
                       u"%1 cannot be opened: %2."_s.arg(file->fileName(), file->errorString()));
    }
    const QDeadlineTimer deadline(patience);
    do {
        if (lockFile(*file)) {
            m_lock = std::move(file);
            if (const Outcome listening = listen(); !listening)
                return tl::make_unexpected(listening.error());
            return Standing::First;
        }
        if (const Result<bool> told = tell(raise); told && *told)
            return Standing::Second;
        QThread::msleep(pauseMillis); // it is starting, or ending
    } while (!deadline.hasExpired());
    return failure(
            ErrorCode::Locked,
            u"Another window has %1 open and does not answer; end that process, or choose another directory "
            "with --data-dir."_s.arg(m_dataDir));
}

Outcome SingleInstance::listen()
{
    const QString name = socketName(m_dataDir);
    QLocalServer::removeServer(name); // nobody can be listening there: we have the lock
    if (!m_server.listen(name)) {
        return failure(ErrorCode::Storage,
                       u"The socket %1 cannot be made: %2."_s.arg(name, m_server.errorString()));
    }
    return {};
}

void SingleInstance::answer()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        connect(socket, &QLocalSocket::disconnected, socket, &QObject::deleteLater);
        const auto read = [this, socket = QPointer<QLocalSocket>(socket)] {
            if (!socket || !socket->canReadLine())
                return;
            const QByteArray line = socket->readLine(64);
            if (line == raiseLine)
                Q_EMIT raiseRequested();
            else if (line != lookLine)
                return socket->abort();
            if (socket) {
                socket->write(doneLine.data(), doneLine.size());
                socket->disconnectFromServer();
            }
        };
        connect(socket, &QLocalSocket::readyRead, this, read);
        read();
    }
}

// False: nobody listens there yet, or not any more.
Result<bool> SingleInstance::tell(bool raise)
{
    QLocalSocket socket;
    socket.connectToServer(socketName(m_dataDir));
    if (!socket.waitForConnected(answerMillis))
        return false;
    const QByteArrayView line = raise ? raiseLine : lookLine;
    socket.write(line.data(), line.size());
    while (!socket.canReadLine()) {
        if (!socket.waitForReadyRead(answerMillis))
            return false;
    }
    return socket.readLine(64) == doneLine;
}

} // namespace gateway::ui
