// SPDX-License-Identifier: MIT
#pragma once

#include "base/error.h"
#include "base/time.h"

#include <QHash>
#include <QString>
#include <QStringList>

#include <span>

namespace gateway {

// The settings, typed. Stored as text under the names in `settingsTable()`; the same names are used by
// `config show`, `config set` and the window. Sizes are bytes.
struct Settings
{
    QStringList listen{QStringLiteral("127.0.0.1:5000")};
    QString timezone; // IANA name; empty: the system's
    QString defaultModel{QStringLiteral("moonshot-v1-8k")};
    QStringList allowedHosts;   // host names beside loopback names and IP literals
    QStringList allowedOrigins; // exact origins ("http://localhost:3000", "app://obsidian.md"), or "*"

    qint64 maxHeaderBytes = 64 * 1024;
    int maxHeaderCount = 100;
    qint64 maxBodyBytes = 32LL * 1024 * 1024;
    qint64 maxBufferedBytes = 256LL * 1024 * 1024; // all bodies together
    Millis headerTimeout{10'000};
    Millis bodyTimeout{60'000};
    Millis keepAliveTimeout{75'000};
    int maxConnections = 4096;
    int maxConnectionsPerAddress = 1024; // loopback addresses count too

    Millis connectTimeout{10'000};
    Millis firstByteTimeout{300'000};
    Millis silenceTimeout{120'000}; // between bytes of an answer
    Millis totalTimeout{1'800'000};
    QString upstreamProxy; // of providers that have none of their own, see config/proxy.h; empty: none

    // Routing: see routing/README.md.
    int maxAttempts = 4; // of one call, in all
    int cooldownFailures = 3; // within a minute, of a provider's key and model, before it is left alone
    Millis cooldown{30'000}; // the first; each further one is twice as long, up to ten times this
    Millis affinity{600'000}; // how long a conversation stays with its provider; 0: not at all
    Millis streamKeepAlive{15'000}; // a comment to the client when a stream is silent for so long; 0: never
    Millis drainLimit{120'000}; // how long an answer is read to its end for a client that has left

    qint64 usdCnyRateMicros = 7'100'000; // CNY for one USD, in millionths
    int retentionDays = 0; // of rows of the ledger; 0: for ever
    bool capture = false; // keep prompts and answers
    int captureDays = 7;
    Millis backupEvery{0}; // 0: no scheduled backups
    int backupKeep = 7;
    int backupMaxAgeDays = 0; // 0: whatever their age
    QString backupDirectory; // empty: "backups" in the data directory
    bool accessLog = false; // a line of JSON for each request, in the data directory's "logs"
    qint64 logMaxBytes = 10LL * 1024 * 1024; // of one file, then it is rotated
    int logKeep = 5; // rotated files

    bool listModels = true; // ask providers for their models, at start and once a day

    bool serviceOverAccounting = false; // answer although the ledger cannot be written
    Millis ledgerTimeout{2'000};

    QString language; // window: "en", "zh_CN" or empty for the system's
    QString theme;    // window: "light", "dark" or empty for the system's
    bool trayEnabled = true;
    bool startMinimised = false; // in the tray, or as a minimised window
    bool notifications = true;   // budgets, refused keys, providers that are down

    friend bool operator==(const Settings &, const Settings &) = default;
};

// One row of the table of settings: the only place that knows names, texts and bounds.
struct SettingInfo
{
    const char *name; // "max_body_bytes"
    const char *help; // one English sentence
    QString (*show)(const Settings &);
    Outcome (*apply)(Settings &, const QString &); // parses and checks; InvalidArgument says what is accepted
};

std::span<const SettingInfo> settingsTable();
const SettingInfo *findSetting(QStringView name);

// Unknown names are ignored (an older program reads a newer database's settings), bad values keep the
// default.
Settings settingsFromValues(const QHash<QString, QString> &values);

// "HOST:PORT", "[::1]:PORT" or ":PORT".
struct ListenAddress
{
    QString host; // literal address or "localhost"; empty means every interface
    quint16 port = 0;

    QString url() const; // "http://127.0.0.1:5000"
    friend bool operator==(const ListenAddress &, const ListenAddress &) = default;
};
Result<ListenAddress> parseListenAddress(const QString &text);

} // namespace gateway
