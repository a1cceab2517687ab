// SPDX-License-Identifier: MIT
#pragma once

#include "base/time.h"
#include "config/settings.h"
#include "secrets/vault.h"
#include "store/ledger_queries.h"
#include "store/management.h"
#include "store/store_thread.h"

#include <QObject>
#include <QTimer>

#include <functional>
#include <memory>

namespace gateway::ui {

// What the window needs from outside; made by app/ (or a test).
struct Context
{
    DatabaseLocation location;
    Vault::Options vault;
    std::shared_ptr<const Clock> clock;
    QString actor; // for the audit log: "window:ann"
};

// The window's way to the database: jobs run in two store threads, one for management and one for reading the
// ledger, so that a long sum never delays a key. Results arrive in the main thread; nothing here blocks. Main
// thread.
class Backend final : public QObject
{
    Q_OBJECT

public:
    explicit Backend(Context context, const Settings &initial = {}, QObject *parent = nullptr);

    template <typename T>
    using Done = std::function<void(Result<T>)>;

    // A management action. `changed` follows by itself when it changed anything.
    template <typename T>
    void manage(QObject *receiver, std::function<Result<T>(Management &)> job, Done<T> done)
    {
        m_management.run<T>(
                receiver,
                [clock = m_context.clock, actor = m_context.actor, job = std::move(job)](Database &database) {
                    Management management(database, *clock, actor);
                    return job(management);
                },
                finished<T>(std::move(done)));
    }

    // The same with the vault, which is opened in the store thread when it is first needed.
    template <typename T>
    void manageSealed(QObject *receiver, std::function<Result<T>(Management &, const Vault &)> job,
                      Done<T> done)
    {
        m_management.run<T>(
                receiver,
                [clock = m_context.clock, actor = m_context.actor, job = std::move(job), slot = m_vault,
                 options = m_context.vault](Database &database) -> Result<T> {
                    if (const Outcome opened = openVault(*slot, database, options); !opened)
                        return tl::make_unexpected(opened.error());
                    Management management(database, *clock, actor);
                    return job(management, **slot);
                },
                finished<T>(std::move(done)));
    }

    // A question to the ledger, in the time zone of the settings.
    template <typename T>
    void read(QObject *receiver, std::function<Result<T>(LedgerQueries &)> job, Done<T> done)
    {
        m_reading.run<T>(
                receiver,
                [zone = m_settings.timezone, job = std::move(job)](Database &database) {
                    LedgerQueries queries(database, zone);
                    return job(queries);
                },
                std::move(done));
    }

    StoreThread &readingThread() { return m_reading; }
    const Context &context() const { return m_context; }
    const Settings &settings() const { return m_settings; }
    Time now() const { return m_context.clock->now(); }

    // Writes one setting; `done` may be empty.
    void setSetting(QObject *receiver, const QString &name, const QString &value, Done<bool> done = {});

    // While watching, changes made by other processes are noticed within two seconds.
    void setWatching(bool watching);
    void checkRevision();

Q_SIGNALS:
    void changed();         // users, keys, providers, routes or settings, by anyone
    void settingsChanged(); // after `settings()` has the new values

private:
    using VaultSlot = std::shared_ptr<const Vault>;
    static Outcome openVault(VaultSlot &slot, Database &database, const Vault::Options &options);

    template <typename T>
    Done<T> finished(Done<T> done)
    {
        return [this, guard = QPointer<Backend>(this), done = std::move(done)](Result<T> result) {
            if (done)
                done(std::move(result));
            if (guard)
                checkRevision();
        };
    }

    struct Revision
    {
        qint64 number = 0;
        std::optional<Settings> settings; // when the number has moved
    };
    void apply(const Revision &revision);

    Context m_context;
    Settings m_settings;
    std::shared_ptr<VaultSlot> m_vault =
            std::make_shared<VaultSlot>(); // touched only in the management thread
    qint64 m_revision = -1;
    bool m_checking = false;
    bool m_checkAgain = false;
    QTimer m_watch;
    StoreThread m_management;
    StoreThread m_reading;
};

} // namespace gateway::ui
