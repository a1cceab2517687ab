// SPDX-License-Identifier: MIT
#include "secrets/keychain.h"

#include <qt6keychain/keychain.h>

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QEventLoop>
#include <QLibrary>
#include <QTimer>

namespace gateway::keychain {

namespace {

QString serviceName()
{
    return QStringLiteral("api-gateway");
}

// On Linux QtKeychain asks by libsecret, whose answers come through GLib's main context. Qt runs that context
// only where its event loop is GLib's; elsewhere (QT_NO_GLIB, as in the service) it is run here while a job
// waits.
class GLibContext final
{
public:
    GLibContext()
    {
#if defined(Q_OS_UNIX) && !defined(Q_OS_DARWIN)
        const QAbstractEventDispatcher *loop = QAbstractEventDispatcher::instance();
        if (loop != nullptr && loop->inherits("QEventDispatcherGlib"))
            return;
        // By name, as QtKeychain does with libsecret: where there is none, there is no answer to wait for
        // either.
        m_iterate = reinterpret_cast<Iterate>(
                QLibrary::resolve(QStringLiteral("glib-2.0"), 0, "g_main_context_iteration"));
        if (m_iterate == nullptr)
            return;
        QObject::connect(&m_tick, &QTimer::timeout, &m_tick, [this] {
            while (m_iterate(nullptr, 0) != 0) {
            }
        });
        m_tick.start(std::chrono::milliseconds(2));
#endif
    }

private:
    using Iterate = int (*)(void *context, int mayBlock);
    Iterate m_iterate = nullptr;
    QTimer m_tick;
};

// Runs the job to its end. A job that is late stays alive and deletes itself when its answer comes: the
// answer of the system's library refers to it.
Outcome wait(QKeychain::Job *job, Millis timeout, const std::function<void()> &read = {})
{
    if (QCoreApplication::instance() == nullptr) {
        delete job;
        return failure(ErrorCode::SecretUnavailable,
                       QStringLiteral("the keychain needs a running application"));
    }
    QEventLoop loop;
    const GLibContext context;
    Outcome outcome =
            failure(ErrorCode::SecretUnavailable, QStringLiteral("the keychain did not answer in time"));
    job->setAutoDelete(true);
    QObject::connect(job, &QKeychain::Job::finished, &loop, [&](QKeychain::Job *done) {
        switch (done->error()) {
        case QKeychain::NoError:
            if (read)
                read();
            outcome = {};
            break;
        case QKeychain::EntryNotFound:
            outcome = failure(ErrorCode::NotFound, QStringLiteral("the keychain has no such entry"));
            break;
        default:
            outcome = failure(ErrorCode::SecretUnavailable, done->errorString());
        }
        loop.quit();
    });
    QTimer::singleShot(timeout, &loop, &QEventLoop::quit);
    job->start();
    loop.exec();
    return outcome;
}

} // namespace

Result<Secret> read(const QString &entry, Millis timeout)
{
    auto *job = new QKeychain::ReadPasswordJob(serviceName());
    job->setKey(entry);
    Secret secret;
    return wait(job, timeout, [&] { secret = Secret(job->binaryData()); }).map([&] { return secret; });
}

Outcome write(const QString &entry, const Secret &secret, Millis timeout)
{
    auto *job = new QKeychain::WritePasswordJob(serviceName());
    job->setKey(entry);
    job->setBinaryData(secret.expose());
    return wait(job, timeout);
}

void remove(const QString &entry, Millis timeout)
{
    auto *job = new QKeychain::DeletePasswordJob(serviceName());
    job->setKey(entry);
    (void)wait(job, timeout);
}

} // namespace gateway::keychain
