// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.h"
#include "base/log_file.h"
#include "config/settings.h"
#include "http/exchange.h"

namespace gateway {

// A line of JSON for each request that was answered or left by its client, while the setting `access_log` is
// on: when, from where, what, how it ended. No query, no credential, no prompt; `id` is that of the ledger.
// Gateway thread; the file is written by a thread of its own.
class AccessLog final
{
public:
    explicit AccessLog(QString path) : m_path(std::move(path)) {}

    void configure(const Settings &settings);
    bool isOn() const { return m_file != nullptr; }

    struct Line
    {
        Time at{};
        QByteArray id;
        QString user;
        KeyId key;
        Millis duration{0};
    };
    void write(const Exchange &exchange, const Line &line);

private:
    QString m_path;
    std::unique_ptr<LogFile> m_file;
};

} // namespace gateway
