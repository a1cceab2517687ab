// SPDX-License-Identifier: MIT
#include "secrets/keychain.h"

#include <qt6keychain/keychain.h>

#include <QAbstractEventDispatcher>
#include <QCoreApplication>
#include <QLibrary>
#include <QThread>
#include <QTimer>

#include <functional>
#include <future>
#include <memory>

namespace gateway::keychain {

namespace {

QString serviceName()
{
    return QStringLiteral("api-gateway");
}

// Where all jobs are made and run. QtKeychain queues them in an object of the thread that used it first, and
// stands still once that thread has ended; so there is one thread, and it lives as long as the application.
QObject *jobContext()
{
    static QObject *const context = [] {
        static QThread *thread = new QThread;
        thread->setObjectName(QStringLiteral("keychain"));
        auto *made = new QObject;
        made->moveToThread(thread);
        QObject::connect(thread, &QThread::finished, made, &QObject::deleteLater);
        thread->start();
        qAddPostRoutine([] {
            thread->quit();
            thread->wait();
            delete thread;
        });
        return made;
    }();
    return context;
}

Outcome outcomeOf(const QKeychain::Job &job)
{
    switch (job.error()) {
    case QKeychain::NoError:
        return {};
    case QKeychain::EntryNotFound:
        return failure(ErrorCode::NotFound, QStringLiteral("the keychain has no such entry"));
    default:
        return failure(ErrorCode::SecretUnavailable, job.errorString());
    }
}

// On Linux QtKeychain asks by libsecret, whose answers come through GLib's main context. Qt runs that context
// only where its event loop is GLib's; elsewhere (QT_NO_GLIB, as in the service) it is run here as long as
// the job lives.
void runGLibFor(QKeychain::Job *job, Millis timeout)
{
#if defined(Q_OS_UNIX) && !defined(Q_OS_DARWIN)
    using Iterate = int (*)(void *context, int mayBlock);
    const QAbstractEventDispatcher *loop = QAbstractEventDispatcher::instance();
    if (loop != nullptr && loop->inherits("QEventDispatcherGlib"))
        return;
    // By name, as QtKeychain does with libsecret: where there is none, there is no answer to wait for either.
    const auto iterate = reinterpret_cast<Iterate>(
            QLibrary::resolve(QStringLiteral("glib-2.0"), 0, "g_main_context_iteration"));
    if (iterate == nullptr)
        return;
    auto *tick = new QTimer(job);
    QObject::connect(tick, &QTimer::timeout, tick, [iterate] {
        while (iterate(nullptr, 0) != 0) {
        }
    });
    tick->start(std::chrono::milliseconds(2));
    // Nobody waits any more, but the jobs behind a late one do.
    QTimer::singleShot(timeout, tick, [tick] { tick->setInterval(std::chrono::milliseconds(100)); });
#else
    Q_UNUSED(job)
    Q_UNUSED(timeout)
#endif
}

// Makes and starts a job there, and waits for it here. One that is late lives on and deletes itself when its
// answer comes: the system's library refers to it.
template <typename Job>
Result<Secret> run(Millis timeout, const std::function<void(Job &)> &fill,
                   const std::function<Secret(Job &)> &read = {})
{
    if (QCoreApplication::instance() == nullptr)
        return failure(ErrorCode::SecretUnavailable,
                       QStringLiteral("the keychain needs a running application"));
    const auto answer = std::make_shared<std::promise<Result<Secret>>>();
    std::future<Result<Secret>> answered = answer->get_future();
    QMetaObject::invokeMethod(
            jobContext(),
            [answer, fill, read, timeout] {
                auto *job = new Job(serviceName());
                job->setAutoDelete(true);
                fill(*job);
                QObject::connect(job, &QKeychain::Job::finished, job, [answer, job, read] {
                    answer->set_value(outcomeOf(*job).map([&] { return read ? read(*job) : Secret(); }));
                });
                runGLibFor(job, timeout);
                job->start();
            },
            Qt::QueuedConnection);
    if (answered.wait_for(timeout) != std::future_status::ready)
        return failure(ErrorCode::SecretUnavailable, QStringLiteral("the keychain did not answer in time"));
    return answered.get();
}

} // namespace

Result<Secret> read(const QString &entry, Millis timeout)
{
    using Job = QKeychain::ReadPasswordJob;
    return run<Job>(
            timeout, [entry](Job &job) { job.setKey(entry); },
            [](Job &job) { return Secret(job.binaryData()); });
}

Outcome write(const QString &entry, const Secret &secret, Millis timeout)
{
    using Job = QKeychain::WritePasswordJob;
    const auto fill = [entry, secret](Job &job) {
        job.setKey(entry);
        job.setBinaryData(secret.expose());
    };
    return run<Job>(timeout, fill).map([](const Secret &) {});
}

void remove(const QString &entry, Millis timeout)
{
    using Job = QKeychain::DeletePasswordJob;
    (void)run<Job>(timeout, [entry](Job &job) { job.setKey(entry); });
}

} // namespace gateway::keychain
