// SPDX-License-Identifier: MIT
#include "base/log_file.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>

#include <condition_variable>
#include <mutex>
#include <thread>
#include <vector>

namespace gateway {

namespace {

constexpr size_t queueLimit = 50'000; // lines

} // namespace

class LogFile::Private
{
public:
    explicit Private(Options given) : options(std::move(given)), thread([this] { run(); }) {}
    ~Private()
    {
        {
            const std::lock_guard lock(mutex);
            closed = true;
        }
        wake.notify_all();
        thread.join();
    }
    Q_DISABLE_COPY_MOVE(Private)

    Options options; // the limits under the mutex
    std::mutex mutex;
    std::condition_variable wake;
    std::condition_variable written;
    std::vector<QByteArray> queue;
    qint64 dropped = 0;
    bool closed = false;
    bool busy = false;

private:
    void run();
    void write(const std::vector<QByteArray> &lines, const Options &limits);
    void rotate(int keep);
    bool open();

    QFile file;
    std::thread thread; // last: it uses all the others
};

void LogFile::Private::run()
{
    std::unique_lock lock(mutex);
    for (;;) {
        wake.wait(lock, [this] { return closed || !queue.empty(); });
        if (queue.empty())
            return;
        std::vector<QByteArray> lines;
        lines.swap(queue);
        if (const qint64 lost = std::exchange(dropped, 0); lost > 0)
            lines.push_back(QByteArray::number(lost) + " lines were dropped because the disk was too slow.");
        busy = true;
        const Options limits = options;
        lock.unlock();
        write(lines, limits);
        lock.lock();
        busy = false;
        written.notify_all();
    }
}

bool LogFile::Private::open()
{
    if (file.isOpen() && QFileInfo::exists(file.fileName())) // somebody else may have moved or removed it
        return true;
    file.close();
    const QString folder = QFileInfo(options.path).path();
    if (!QDir(folder).exists()) {
        QDir().mkpath(folder);
        QFile::setPermissions(folder, QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    file.setFileName(options.path);
    const bool isNew = !file.exists();
    if (!file.open(QIODevice::WriteOnly | QIODevice::Append | QIODevice::Unbuffered))
        return false;
    if (isNew)
        file.setPermissions(QFile::ReadOwner | QFile::WriteOwner);
    return true;
}

void LogFile::Private::rotate(int keep)
{
    file.close();
    const auto name = [this](int number) { return QStringLiteral("%1.%2").arg(options.path).arg(number); };
    for (int number = keep; QFile::exists(name(number));
         ++number) // a smaller number than before leaves some behind
        QFile::remove(name(number));
    for (int number = keep - 1; number >= 1; --number)
        QFile::rename(name(number), name(number + 1));
    QFile::rename(options.path, name(1));
}

void LogFile::Private::write(const std::vector<QByteArray> &lines, const Options &limits)
{
    QByteArray block;
    const auto put = [&] {
        if (!block.isEmpty() && open())
            file.write(block);
        block.clear();
    };
    for (const QByteArray &line : lines) {
        if (open() && file.size() + block.size() + line.size() + 1 > limits.maxBytes &&
            file.size() + block.size() > 0) {
            put();
            rotate(limits.keep);
        }
        block += line;
        block += '\n';
    }
    put();
}

LogFile::LogFile(Options options) : d(std::make_unique<Private>(std::move(options))) {}
LogFile::~LogFile() = default;

void LogFile::append(const QByteArray &line)
{
    {
        const std::lock_guard lock(d->mutex);
        if (d->queue.size() >= queueLimit) {
            ++d->dropped;
            return;
        }
        d->queue.push_back(line);
    }
    d->wake.notify_one();
}

void LogFile::setLimits(qint64 maxBytes, int keep)
{
    const std::lock_guard lock(d->mutex);
    d->options.maxBytes = maxBytes;
    d->options.keep = keep;
}

void LogFile::flush()
{
    std::unique_lock lock(d->mutex);
    d->written.wait(lock, [this] { return d->queue.empty() && !d->busy; });
}

} // namespace gateway
