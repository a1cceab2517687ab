// SPDX-License-Identifier: MIT
#include "commands.h"

#include "arguments.h"
#include "failure.h"
#include "probing.h"
#include "provider_keys.h"
#include "provider_options.h"
#include "rows.h"
#include "table.h"
#include "terminal.h"
#include "times.h"

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

constexpr Millis listingAtAdd{5'000};

struct Add : NamedProvider
{
    ProviderOptions provider;
    KeySource key;
    bool listModels = true;
};

struct Set : NamedProvider
{
    ProviderOptions provider;
    std::optional<QString> newName;
    std::optional<int> position;
};

struct Test : NamedProvider
{
    QString model;
};

QString hostText(const Provider &provider)
{
    return provider.dialect == Dialect::Demo ? u"answers inside the gateway"_s : provider.baseUrl;
}

// A list of models at hand makes the new provider answer for them at once; without one the provider is there
// all the same, so a failure is told and is no failure of the command.
QString listAtAdd(Session &session, const Provider &provider)
{
    const ProbeReport report =
            listModels(onItsWay(session, provider), keyOf(session, provider), listingAtAdd);
    if (!report.ok)
        return u" Its list of models could not be read: "_s + report.message;
    take(session.management().setProviderModels(provider.name, report.models));
    return report.models.size() == 1 ? u" It lists one model."_s
                                     : u" It lists %1 models."_s.arg(report.models.size());
}

void addProvider(Session &session, const Add &options)
{
    bool needsKey = false;
    const Provider wanted = newProvider(options.name, options.provider, needsKey);
    const auto key = readKey(options.key);
    const Vault *vault = key ? &session.vault() : nullptr;
    const Provider added = take(session.management().addProvider(wanted, key, vault));

    QString remark;
    if (needsKey && !key) {
        remark = u" It has no key yet: api-gatewayd provider key %1 --key-stdin"_s.arg(added.name);
    } else if (options.listModels && added.dialect != Dialect::Demo) {
        remark = listAtAdd(session, added);
    }
    if (options.json)
        print(toJson(take(session.management().provider(added.name))));
    else
        print(printable(u"Added provider %1 (%2).%3"_s.arg(added.name, hostText(added), remark)));
}

void listProviders(Session &session, bool json)
{
    QJsonArray rows;
    Table table({{u"NAME"_s},
                 {u"STATUS"_s},
                 {u"DIALECT"_s},
                 {u"ADDRESS"_s},
                 {u"KEYS"_s},
                 {u"MODELS"_s, Table::Align::Right}});
    for (const Provider &provider : take(session.management().providers())) {
        rows += toJson(provider);
        QStringList hints;
        for (const SealedKey &key : provider.keys)
            hints += hintOf(key) + (key.flaggedAt ? u"!"_s : QString());
        table.add({provider.name, provider.enabled ? u"enabled"_s : u"disabled"_s, toString(provider.dialect),
                   provider.baseUrl.isEmpty() ? u"-"_s : provider.baseUrl,
                   hints.isEmpty() ? u"-"_s : hints.join(u' '), QString::number(provider.models.size())});
    }
    if (json)
        print(rows);
    else
        print(table.text());
}

void listPresets(bool json)
{
    QJsonArray rows;
    Table table({{u"ID"_s}, {u"NAME"_s}, {u"ADDRESS"_s}, {u"KEY FROM"_s}});
    for (const ProviderPreset &preset : providerPresets()) {
        rows += toJson(preset);
        table.add({preset.id, preset.name, preset.provider.baseUrl,
                   preset.needsKey ? preset.keyUrl : u"no key"_s});
    }
    if (json)
        print(rows);
    else
        print(table.text());
}

// Every key in turn: one that the provider refuses is found here, and one that works again loses its flag.
int testProvider(Session &session, const Test &options)
{
    const Provider provider = take(session.management().provider(options.name));
    const QString model = options.model.isEmpty() ? modelToTest(provider) : options.model;
    std::optional<ProbeReport> first;
    std::optional<ProbeReport> failed;
    QJsonArray keys;
    const auto note = [&](const ProbeReport &report) {
        if (!first)
            first = report;
        if (!report.ok && !failed)
            failed = report;
    };
    if (provider.keys.isEmpty())
        note(callModel(onItsWay(session, provider), {}, model));
    for (const SealedKey &key : provider.keys) {
        ProbeReport report =
                callModel(onItsWay(session, provider), take(session.vault().unseal(key.sealed)), model);
        if (report.ok && key.flaggedAt)
            take(session.management().clearProviderKeyFlag(key.id));
        keys += QJsonObject{{u"id"_s, key.id}, {u"ok"_s, report.ok}, {u"message"_s, report.message}};
        if (!report.ok && provider.keys.size() > 1)
            report.message = u"Key %1 (%2): "_s.arg(QString::number(key.id), hintOf(key)) + report.message;
        note(report);
    }
    const ProbeReport &report = failed ? *failed : *first;
    if (report.ok && report.refusesUsageOption) {
        ProviderChange change;
        change.usageOption = UsageOption::Refused;
        take(session.management().changeProvider(provider.name, change));
    }
    if (options.json) {
        QJsonObject object = toJson(report, model);
        object[u"keys"_s] = keys;
        print(object);
    } else if (report.ok) {
        print(printable(report.message));
    }
    if (!report.ok)
        fail(ErrorCode::Network, report.message);
    return 0;
}

void readModels(Session &session, const NamedProvider &options)
{
    const Provider provider = take(session.management().provider(options.name));
    const ProbeReport report = listModels(onItsWay(session, provider), keyOf(session, provider));
    if (!report.ok)
        fail(ErrorCode::Network, report.message);
    take(session.management().setProviderModels(provider.name, report.models));
    QJsonArray rows;
    for (const QString &model : report.models) {
        rows += QJsonObject{{u"id"_s, model}};
        if (!options.json)
            print(printable(model));
    }
    if (options.json)
        print(rows);
}

void setProvider(Session &session, const Set &options)
{
    ProviderChange change = changeOf(options.provider);
    change.name = options.newName;
    change.position = options.position;
    if (!change.name && !change.position && !hasChange(options.provider))
        throw UsageFailure{u"Nothing to set: give --base-url, --header, --ca, --http2, --rename, ..."_s};
    take(session.management().changeProvider(options.name, change));
    NamedProvider shown = options;
    if (options.newName)
        shown.name = *options.newName;
    showProvider(session, shown, u"Changed provider %1."_s);
}

void enableProvider(Session &session, const NamedProvider &options, bool enable)
{
    take(session.management().setProviderEnabled(options.name, enable));
    showProvider(session, options, enable ? u"Enabled provider %1."_s : u"Disabled provider %1."_s);
}

} // namespace

void addProviderCommands(CLI::App &app, Session &session)
{
    CLI::App *group = addGroup(app, "provider", "Services and servers that answer with models");

    addCommand<Add>(
            group, session, "add", "Add a provider, by preset or by address",
            [](CLI::App *command, Add &options) {
                declareProvider(command, options);
                declareNewProvider(command, options.provider);
                declareKey(command, options.key);
                command->add_flag("!--no-models", options.listModels, "Do not ask it for its list of models");
            },
            [&session](const Add &options) { addProvider(session, options); });
    addCommand<NamedProvider>(
            group, session, "list", "List the providers",
            [](CLI::App *command, NamedProvider &options) {
                command->add_flag("--json", options.json, "Print JSON");
            },
            [&session](const NamedProvider &options) { listProviders(session, options.json); });
    addCommand<NamedProvider>(
            group, session, "presets", "List the providers that are known by name",
            [](CLI::App *command, NamedProvider &options) {
                command->add_flag("--json", options.json, "Print JSON");
            },
            [](const NamedProvider &options) { listPresets(options.json); });
    addCommand<Test>(
            group, session, "test", "Make one short call and say how it went",
            [](CLI::App *command, Test &options) {
                declareProvider(command, options);
                addText(command, "--model", options.model, "The model to call");
            },
            [&session](const Test &options) { testProvider(session, options); });
    addCommand<NamedProvider>(group, session, "models", "Ask a provider for its models, and remember them",
                              declareProvider,
                              [&session](const NamedProvider &options) { readModels(session, options); });
    addCommand<Set>(
            group, session, "set", "Change a provider",
            [](CLI::App *command, Set &options) {
                declareProvider(command, options);
                declareProviderChange(command, options.provider);
                addText(command, "--rename", options.newName, "A new name")->type_name("NAME");
                command->add_option("--position", options.position, "Its place in the order of providers")
                        ->type_name("N");
            },
            [&session](const Set &options) { setProvider(session, options); });
    addProviderKeyCommands(group, session);
    addCommand<NamedProvider>(
            group, session, "enable", "Send calls to a provider again", declareProvider,
            [&session](const NamedProvider &options) { enableProvider(session, options, true); });
    addCommand<NamedProvider>(
            group, session, "disable", "Send no calls to a provider", declareProvider,
            [&session](const NamedProvider &options) { enableProvider(session, options, false); });
    addCommand<NamedProvider>(
            group, session, "remove", "Remove a provider and its keys",
            [](CLI::App *command, NamedProvider &options) {
                addText(command, "NAME", options.name, "Name of the provider")->required();
            },
            [&session](const NamedProvider &options) {
                take(session.management().removeProvider(options.name));
                print(u"Removed provider %1."_s.arg(printable(options.name)));
            });
}

} // namespace gateway::cli
