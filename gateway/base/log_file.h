// SPDX-License-Identifier: MIT
#pragma once

#include <QByteArray>
#include <QString>

#include <memory>

namespace gateway {

// A text file that is appended to by a thread of its own, and rotated by size: log, log.1, log.2 ... Lines
// may be given from any thread and never wait for the disk; what does not fit in the queue while the disk is
// stuck is dropped and counted in a line. Written out at the latest when the object goes.
class LogFile final
{
public:
    struct Options
    {
        QString path; // its folder is made when it is missing, for the owner alone
        qint64 maxBytes = 10LL * 1024 * 1024;
        int keep = 5; // rotated files
    };
    explicit LogFile(Options options);
    ~LogFile();
    Q_DISABLE_COPY_MOVE(LogFile)

    void append(const QByteArray &line); // without its end
    void setLimits(qint64 maxBytes, int keep);
    void flush(); // waits until what was appended is written

private:
    class Private;
    std::unique_ptr<Private> d;
};

} // namespace gateway
