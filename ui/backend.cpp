// SPDX-License-Identifier: MIT
#include "ui/backend.h"

namespace gateway::ui {

namespace {

constexpr Millis watchInterval{2'000};

} // namespace

Backend::Backend(Context context, const Settings &initial, QObject *parent)
    : QObject(parent)
    , m_context(std::move(context))
    , m_settings(initial)
    , m_management(m_context.location)
    , m_reading(m_context.location)
{
    m_watch.setInterval(watchInterval);
    connect(&m_watch, &QTimer::timeout, this, &Backend::checkRevision);
    checkRevision();
}

Outcome Backend::openVault(VaultSlot &slot, Database &database, const Vault::Options &options)
{
    if (slot)
        return {};
    auto opened = Vault::open(database, options);
    if (!opened)
        return tl::make_unexpected(opened.error());
    slot = *opened;
    return {};
}

void Backend::setSetting(QObject *receiver, const QString &name, const QString &value, Done<bool> done)
{
    manage<bool>(
            receiver,
            [name, value](Management &management) -> Result<bool> {
                const Outcome outcome = management.setSetting(name, value);
                if (!outcome)
                    return tl::make_unexpected(outcome.error());
                return true;
            },
            std::move(done));
}

void Backend::setWatching(bool watching)
{
    if (watching == m_watch.isActive())
        return;
    if (watching) {
        m_watch.start();
        checkRevision();
    } else {
        m_watch.stop();
    }
}

void Backend::checkRevision()
{
    if (m_checking) {
        m_checkAgain = true;
        return;
    }
    m_checking = true;
    m_management.run<Revision>(
            this,
            [known = m_revision, clock = m_context.clock,
             actor = m_context.actor](Database &database) -> Result<Revision> {
                Management management(database, *clock, actor);
                const auto number = management.revision();
                if (!number)
                    return tl::make_unexpected(number.error());
                Revision revision{*number, {}};
                if (*number != known) {
                    const auto settings = management.settings();
                    if (!settings)
                        return tl::make_unexpected(settings.error());
                    revision.settings = *settings;
                }
                return revision;
            },
            [this](Result<Revision> revision) {
                m_checking = false;
                if (revision)
                    apply(*revision);
                if (std::exchange(m_checkAgain, false))
                    checkRevision();
            });
}

void Backend::apply(const Revision &revision)
{
    if (revision.number == m_revision)
        return;
    m_revision = revision.number;
    if (revision.settings && *revision.settings != m_settings) {
        m_settings = *revision.settings;
        Q_EMIT settingsChanged();
    }
    Q_EMIT changed();
}

} // namespace gateway::ui
