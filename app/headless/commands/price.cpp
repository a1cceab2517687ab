// SPDX-License-Identifier: MIT
#include "commands.h"

#include "arguments.h"
#include "failure.h"
#include "ledger/price_import.h"
#include "ledger/price_number.h"
#include "price_text.h"
#include "table.h"
#include "terminal.h"
#include "times.h"

#include <QFile>

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

struct ListOptions
{
    std::optional<QString> model;
    bool unpriced = false;
    bool json = false;
};

struct SetOptions
{
    QString model;
    QString input;
    QString output;
    std::optional<QString> cacheRead;
    std::optional<QString> cacheWrite;
    std::optional<QString> cacheWriteLong;
    std::optional<QString> reasoning;
    QStringList tiers;
    QString currency;
    std::optional<QString> provider;
    std::optional<QString> from;
    bool json = false;
};

struct RemoveOptions
{
    QString model;
    std::optional<QString> provider;
    bool json = false;
};

struct ImportOptions
{
    QString file;
    bool dryRun = false;
    bool all = false;
    bool json = false;
};

qint64 rate(const QString &text)
{
    return take(scaledDecimal(text.trimmed().toUtf8(), 6, highestRate, DecimalRounding::Exact));
}

std::optional<qint64> rate(const std::optional<QString> &text)
{
    return text ? std::optional(rate(*text)) : std::nullopt;
}

// "200000:INPUT:OUTPUT[:CACHE_READ[:CACHE_WRITE[:CACHE_WRITE_1H]]]"
PriceTier tier(const QString &text)
{
    const QStringList parts = text.split(u':');
    bool isNumber = false;
    PriceTier tier;
    tier.fromPromptTokens = parts[0].toLongLong(&isNumber);
    if (!isNumber || parts.size() < 3 || parts.size() > 6) {
        fail(ErrorCode::InvalidArgument,
             u"\"%1\" is no tier: write PROMPT_TOKENS:INPUT:OUTPUT, e.g. --tier 200000:4:18."_s.arg(text));
    }
    tier.rates.input = rate(parts[1]);
    tier.rates.output = rate(parts[2]);
    if (parts.size() > 3)
        tier.rates.cacheRead = rate(parts[3]);
    if (parts.size() > 4)
        tier.rates.cacheWrite = rate(parts[4]);
    if (parts.size() > 5)
        tier.rates.cacheWriteLong = rate(parts[5]);
    return tier;
}

QHash<ProviderId, QString> providerNames(Session &session)
{
    QHash<ProviderId, QString> names;
    for (const Provider &provider : take(session.management().providers()))
        names.insert(provider.id, provider.name);
    return names;
}

// Models of providers that no price is known for: their calls count as unpriced.
void listUnpriced(Session &session, const ListOptions &options)
{
    const PriceTable prices(take(session.management().prices()));
    const Time now = session.clock().now();
    QJsonArray rows;
    Table table({{u"PROVIDER"_s}, {u"MODEL"_s}});
    for (const Provider &provider : take(session.management().providers())) {
        for (const QString &model : provider.models) {
            const bool wanted = !options.model || matches(*options.model, model);
            if (!wanted || prices.find(provider.id, provider.preset, model, now) != nullptr)
                continue;
            rows += QJsonObject{{u"provider"_s, provider.name}, {u"model"_s, model}};
            table.add({provider.name, model});
        }
    }
    if (options.json)
        print(rows);
    else if (table.isEmpty())
        print(u"Every model of your providers has a price."_s);
    else
        print(table.text());
}

void listPrices(Session &session, const ListOptions &options)
{
    if (options.unpriced) {
        listUnpriced(session, options);
        return;
    }
    const PriceTable prices(take(session.management().prices()));
    const QHash<ProviderId, QString> names = providerNames(session);
    const Time now = session.clock().now();
    QJsonArray rows;
    Table table = priceTable();
    for (const Price &price : sortedForPeople(prices)) {
        const bool inForce =
                prices.find(price.providerId, price.preset, price.model, now) == prices.byId(price.id);
        const bool provides = !price.providerId || names.contains(price.providerId);
        if ((!inForce && price.validFrom <= now) || !provides ||
            (options.model && !matches(*options.model, price.model)))
            continue;
        rows += toJson(price, names, inForce);
        addRow(table, price, names, session.timeZone());
    }
    if (options.json)
        print(rows);
    else if (table.isEmpty())
        print(u"There is no such price."_s);
    else
        print(u"Per million tokens:\n"_s + table.text());
}

void setPrice(Session &session, const SetOptions &options)
{
    Price price;
    price.model = options.model;
    price.rates = {rate(options.input),      rate(options.output),    rate(options.cacheRead),
                   rate(options.cacheWrite), rate(options.reasoning), rate(options.cacheWriteLong)};
    for (const QString &text : options.tiers)
        price.tiers.append(tier(text));
    std::sort(price.tiers.begin(), price.tiers.end(),
              [](const PriceTier &a, const PriceTier &b) { return a.fromPromptTokens < b.fromPromptTokens; });
    const std::optional<Currency> currency = currencyFromString(options.currency);
    if (!currency)
        throw UsageFailure{u"--currency is USD or CNY."_s};
    price.currency = *currency;
    price.validFrom = session.clock().now();
    if (options.from)
        price.validFrom = take(parseSince(*options.from, session.clock().now(), session.timeZone()));
    const Price set = take(session.management().setPrice(price, options.provider.value_or(QString())));
    if (options.json) {
        print(toJson(set, providerNames(session), set.validFrom <= session.clock().now()));
        return;
    }
    print(u"%1 now costs %2 per million tokens%3."_s.arg(
            printable(set.model), ratesText(set),
            set.validFrom > session.clock().now()
                    ? u" from "_s + toLocalText(set.validFrom, session.timeZone())
                    : QString()));
}

void removePrice(Session &session, const RemoveOptions &options)
{
    take(session.management().removePrice(options.model, options.provider.value_or(QString())));
    if (options.json)
        print(QJsonObject{{u"model"_s, options.model}});
    else
        print(u"Removed the price of %1; what comes with the program holds again, if there is one."_s.arg(
                printable(options.model)));
}

QByteArray readList(const QString &path)
{
    QFile file(path);
    const bool open = path == u"-" ? file.open(stdin, QIODevice::ReadOnly) : file.open(QIODevice::ReadOnly);
    if (!open)
        fail(ErrorCode::NotFound, u"The file %1 cannot be read: %2."_s.arg(path, file.errorString()));
    QByteArray text;
    while (text.size() <= largestPriceList) {
        const QByteArray piece = file.read(largestPriceList + 1 - text.size());
        if (piece.isEmpty())
            break;
        text += piece;
    }
    return text;
}

void importPrices(Session &session, const ImportOptions &options)
{
    const ImportedPrices list = take(parsePriceList(readList(options.file), session.clock().now()));
    PriceDiff diff = take(session.management().importPrices(list.prices, options.all, options.dryRun));
    diff.skipped += list.skipped;
    if (options.json) {
        print(toJson(diff, list.format, options.dryRun));
        return;
    }
    print(preview(diff, list.format));
    if (diff.added.isEmpty() && diff.changed.isEmpty())
        print(u"Nothing to change."_s);
    else
        print(options.dryRun ? u"Nothing was changed: this was a dry run."_s : u"Imported."_s);
}

} // namespace

void addPriceCommands(CLI::App &app, Session &session)
{
    CLI::App *group = addGroup(app, "price", "What tokens cost, per million");

    addCommand<ListOptions>(
            group, session, "list", "List the prices in force and to come",
            [](CLI::App *command, ListOptions &options) {
                addText(command, "--model", options.model, "Only models like this; * allowed")
                        ->type_name("PATTERN");
                command->add_flag("--unpriced", options.unpriced,
                                  "List the models of your providers without a price");
                command->add_flag("--json", options.json, "Print JSON: micro-units per million tokens");
            },
            [&session](const ListOptions &options) { listPrices(session, options); });
    addCommand<SetOptions>(
            group, session, "set", "Set the price of a model",
            [](CLI::App *command, SetOptions &options) {
                addText(command, "MODEL", options.model,
                        "The model's name at the provider; * allowed at its end")
                        ->required();
                addText(command, "--input", options.input, "Per million prompt tokens")
                        ->required()
                        ->type_name("N");
                addText(command, "--output", options.output, "Per million completion tokens")
                        ->required()
                        ->type_name("N");
                addText(command, "--cache-read", options.cacheRead,
                        "Per million cached tokens; as input without")
                        ->type_name("N");
                addText(command, "--cache-write", options.cacheWrite,
                        "Per million tokens put into the cache; as input without")
                        ->type_name("N");
                addText(command, "--cache-write-1h", options.cacheWriteLong,
                        "Per million tokens put into the cache for an hour; as --cache-write without")
                        ->type_name("N");
                addText(command, "--reasoning", options.reasoning,
                        "Per million reasoning tokens; as output without")
                        ->type_name("N");
                addTexts(command, "--tier", options.tiers,
                         "From so many prompt tokens on, for the whole call")
                        ->type_name("TOKENS:INPUT:OUTPUT[:CACHE_READ[:CACHE_WRITE[:CACHE_WRITE_1H]]]");
                addText(command, "--currency", options.currency, "USD or CNY")
                        ->required()
                        ->type_name("USD|CNY");
                addText(command, "--provider", options.provider, "Only at this provider")->type_name("NAME");
                addText(command, "--from", options.from, "From this date on; now without")->type_name("DATE");
                command->add_flag("--json", options.json, "Print the price as JSON");
            },
            [&session](const SetOptions &options) { setPrice(session, options); });
    addCommand<RemoveOptions>(
            group, session, "remove", "Remove a price that was set or imported",
            [](CLI::App *command, RemoveOptions &options) {
                addText(command, "MODEL", options.model, "The model as it was set")->required();
                addText(command, "--provider", options.provider, "The price at this provider")
                        ->type_name("NAME");
                command->add_flag("--json", options.json, "Print JSON");
            },
            [&session](const RemoveOptions &options) { removePrice(session, options); });
    addCommand<ImportOptions>(
            group, session, "import", "Import the price list of LiteLLM or models.dev (JSON)",
            [](CLI::App *command, ImportOptions &options) {
                addText(command, "FILE", options.file, "The list; - for standard input")->required();
                command->add_flag("--dry-run", options.dryRun, "Only show what would change");
                command->add_flag("--all", options.all, "Models too that this gateway does not know");
                command->add_flag("--json", options.json, "Print JSON");
            },
            [&session](const ImportOptions &options) { importPrices(session, options); });
}

} // namespace gateway::cli
