// SPDX-License-Identifier: MIT
#include "provider_keys.h"

#include "arguments.h"
#include "failure.h"
#include "provider_options.h"
#include "rows.h"
#include "table.h"
#include "terminal.h"
#include "times.h"

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

struct ChangeKey : NamedProvider
{
    KeySource source;
    bool oneMore = false;
    std::optional<qint64> replaced;
    std::optional<qint64> removed;
    std::optional<qint64> cleared;
};

void changeKey(Session &session, const ChangeKey &options)
{
    Management &management = session.management();
    const Provider provider = take(management.provider(options.name)); // before a key is asked for
    if (options.removed) {
        take(management.removeProviderKey(options.name, *options.removed));
        showProvider(session, options, u"Removed a key of provider %1."_s);
        return;
    }
    if (options.cleared) {
        const bool isOwn = std::any_of(provider.keys.begin(), provider.keys.end(),
                                       [&](const SealedKey &key) { return key.id == *options.cleared; });
        if (!isOwn) {
            fail(ErrorCode::NotFound,
                 u"The provider \"%1\" has no key %2: `provider keys %1` lists them."_s.arg(
                         provider.name, QString::number(*options.cleared)));
        }
        take(management.clearProviderKeyFlag(*options.cleared));
        showProvider(session, options, u"Cleared the flag of a key of provider %1."_s);
        return;
    }
    const auto key = readKey(options.source);
    if (!key)
        throw UsageFailure{u"Give the key with --key-stdin or --key-env VAR."_s};
    if (options.replaced)
        take(management.replaceProviderKey(options.name, *options.replaced, *key, session.vault()));
    else
        take(management.setProviderKey(options.name, *key, session.vault(), options.oneMore));
    const bool severalGone = provider.keys.size() > 1 && !options.oneMore && !options.replaced;
    showProvider(session, options,
                 options.oneMore ? u"Added a key to provider %1."_s
                 : severalGone   ? u"Replaced all keys of provider %1 by this one."_s
                                 : u"Replaced the key of provider %1."_s);
}

void listKeys(Session &session, const NamedProvider &options)
{
    const Provider provider = take(session.management().provider(options.name));
    const QTimeZone zone = session.timeZone();
    QJsonArray rows;
    Table table({{u"ID"_s, Table::Align::Right}, {u"KEY"_s}, {u"STATUS"_s}, {u"SINCE"_s}});
    for (const SealedKey &key : provider.keys) {
        rows += toJson(key);
        table.add({QString::number(key.id), hintOf(key),
                   key.flaggedAt ? u"refused: "_s + key.flag : u"fine"_s,
                   key.flaggedAt ? toLocalText(*key.flaggedAt, zone) : QString()});
    }
    if (options.json)
        print(rows);
    else
        print(table.text());
}

} // namespace

void declareProvider(CLI::App *command, NamedProvider &options)
{
    addText(command, "NAME", options.name, "Name of the provider")->required();
    command->add_flag("--json", options.json, "Print JSON");
}

void showProvider(Session &session, const NamedProvider &options, const QString &done)
{
    if (options.json)
        print(toJson(take(session.management().provider(options.name))));
    else
        print(done.arg(printable(options.name)));
}

void addProviderKeyCommands(CLI::App *group, Session &session)
{
    addCommand<ChangeKey>(
            group, session, "key", "Replace the key of a provider, in place, or change one of several",
            [](CLI::App *command, ChangeKey &options) {
                declareProvider(command, options);
                declareKey(command, options.source);
                auto *add = command->add_flag("--add", options.oneMore,
                                              "Keep the keys there are, and add this one");
                auto *replace =
                        command->add_option("--replace", options.replaced, "Replace only this one of several")
                                ->excludes(add)
                                ->type_name("ID");
                auto *remove = command->add_option("--remove", options.removed, "Remove this one")
                                       ->excludes(add)
                                       ->excludes(replace)
                                       ->type_name("ID");
                command->add_option("--clear-flag", options.cleared,
                                    "Use this one again as if the provider had not refused it")
                        ->excludes(add)
                        ->excludes(replace)
                        ->excludes(remove)
                        ->type_name("ID");
            },
            [&session](const ChangeKey &options) { changeKey(session, options); });
    addCommand<NamedProvider>(group, session, "keys",
                              "List the keys of a provider, and which of them it refuses", declareProvider,
                              [&session](const NamedProvider &options) { listKeys(session, options); });
}

} // namespace gateway::cli
