// SPDX-License-Identifier: MIT
#include "base/message_log.h"

#include "base/redact.h"
#include "base/time.h"

#include <QString>
#include <QtGlobal>

#include <array>
#include <cstdio>
#include <mutex>

namespace gateway::message_log {

namespace {

std::mutex &mutex()
{
    static std::mutex instance;
    return instance;
}

std::unique_ptr<LogFile> &file()
{
    static std::unique_ptr<LogFile> instance;
    return instance;
}

bool &installed()
{
    static bool instance = false;
    return instance;
}

QString withoutControls(QString text)
{
    for (QChar &c : text) {
        if (c.category() == QChar::Other_Control && c != u'\t')
            c = u' ';
    }
    return text;
}

void write(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    static constexpr std::array levels{"debug", "warning", "critical", "fatal", "info"};
    const QString category = QString::fromUtf8(context.category == nullptr ? "default" : context.category);
    const QByteArray line =
            (toRfc3339(SystemClock().now()) + u' ' + QLatin1StringView(levels.at(size_t(type))) + u' ' +
             category + QStringLiteral(": ") + redact(withoutControls(message)))
                    .toUtf8();
    const std::lock_guard lock(mutex());
    std::fprintf(stderr, "%s\n", line.constData());
    if (file())
        file()->append(line);
}

} // namespace

void install()
{
    qInstallMessageHandler(write);
    const std::lock_guard lock(mutex());
    installed() = true;
}

void writeTo(const LogFile::Options &options)
{
    const std::lock_guard lock(mutex());
    if (!installed())
        return;
    if (file())
        file()->setLimits(options.maxBytes, options.keep);
    else
        file() = std::make_unique<LogFile>(options);
}

void close()
{
    std::unique_ptr<LogFile> last;
    {
        const std::lock_guard lock(mutex());
        last = std::move(file());
    }
}

} // namespace gateway::message_log
