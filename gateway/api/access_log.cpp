// SPDX-License-Identifier: MIT
#include "api/access_log.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace gateway {

namespace {

using namespace Qt::Literals::StringLiterals;

constexpr qsizetype longest = 256; // of a text that the client chose

QString text(const QByteArray &bytes)
{
    return QString::fromUtf8(bytes.left(longest));
}

} // namespace

void AccessLog::configure(const Settings &settings)
{
    if (!settings.accessLog)
        m_file.reset();
    else if (m_file)
        m_file->setLimits(settings.logMaxBytes, settings.logKeep);
    else
        m_file = std::make_unique<LogFile>(LogFile::Options{m_path, settings.logMaxBytes, settings.logKeep});
}

void AccessLog::write(const Exchange &exchange, const Line &line)
{
    if (!m_file)
        return;
    const RequestHead &head = exchange.head();
    QJsonObject object{{u"at"_s, toRfc3339(line.at)},
                       {u"id"_s, QString::fromLatin1(line.id)},
                       {u"address"_s, exchange.peer().toString()},
                       {u"method"_s, text(head.method)},
                       {u"path"_s, text(head.path)},
                       {u"status"_s, exchange.status()}, // 0: the client left before the answer
                       {u"bytes"_s, exchange.bytesWritten()},
                       {u"duration_ms"_s, qint64(line.duration.count())},
                       {u"user_agent"_s, text(head.value("user-agent"))}};
    if (line.key) {
        object.insert(u"user"_s, line.user);
        object.insert(u"key_id"_s, line.key.value);
    }
    m_file->append(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

} // namespace gateway
