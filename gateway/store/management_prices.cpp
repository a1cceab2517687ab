// SPDX-License-Identifier: MIT
#include "store/management.h"

#include "config/presets.h"
#include "ledger/price_number.h"
#include "store/price_store.h"
#include "store/rows.h"
#include "store/validation.h"

#include <QSet>

using namespace Qt::StringLiterals;

namespace gateway {

namespace {

using ModelOfPreset = std::pair<QString, QString>;

bool sameScope(const Price &a, const Price &b)
{
    return a.model == b.model && a.preset == b.preset && a.providerId == b.providerId;
}

bool sameMoney(const Price &a, const Price &b)
{
    return a.currency == b.currency && a.rates == b.rates && a.tiers == b.tiers;
}

// "kimi-k3 at 3/15 USD"
QString subjectOf(const Price &price)
{
    return u"%1 at %2/%3 %4"_s.arg(price.model, microsText(price.rates.input), microsText(price.rates.output),
                                   toString(price.currency));
}

Outcome takeBackAll(Database &database, const QList<Price> &prices, Time now)
{
    for (const Price &price : prices) {
        if (const Outcome marked = priceStore::takeBack(database, price.id, now); !marked)
            return marked;
    }
    return {};
}

// Inserts a price and takes back those of its kind that it replaces; ones of the past stay when it holds only
// later.
Outcome supersede(Database &database, const QList<Price> &inForce, Price &price, Time now)
{
    QList<Price> old;
    for (const Price &other : inForce) {
        const bool replaced = other.validFrom == price.validFrom ||
                              (price.validFrom <= now && other.validFrom <= price.validFrom);
        if (other.source == price.source && sameScope(other, price) && replaced)
            old.append(other);
    }
    return takeBackAll(database, old, now).and_then([&] { return priceStore::insert(database, price, now); });
}

// The models that this gateway may call: those of the presets, of its providers, and of its routes.
Result<QSet<ModelOfPreset>> knownModels(Database &database)
{
    QSet<ModelOfPreset> known;
    for (const ProviderPreset &preset : providerPresets()) {
        for (const QString &model : preset.provider.models)
            known.insert({preset.id, model});
    }
    const Result<QList<Provider>> providers = rows::providers(database);
    if (!providers)
        return tl::make_unexpected(providers.error());
    QHash<ProviderId, QString> presetOf;
    for (const Provider &provider : *providers) {
        presetOf.insert(provider.id, provider.preset);
        for (const QString &model : provider.models)
            known.insert({provider.preset, model});
    }
    return rows::routes(database).map([&](const QList<Route> &routes) {
        for (const Route &route : routes) {
            for (const RouteTarget &target : route.targets)
                known.insert({presetOf.value(target.providerId),
                              target.model.isEmpty() ? route.model : target.model});
        }
        return known;
    });
}

Result<PriceDiff> differenceOf(Database &database, const QList<Price> &listed, bool all, Time now)
{
    QSet<ModelOfPreset> known;
    if (!all) {
        Result<QSet<ModelOfPreset>> found = knownModels(database);
        if (!found)
            return tl::make_unexpected(found.error());
        known = std::move(*found);
    }
    return rows::prices(database).map([&](const QList<Price> &inForce) {
        QList<Price> wanted;
        QList<SkippedPrice> skipped;
        for (const Price &price : listed) {
            if (all || known.contains({price.preset, price.model}))
                wanted.append(price);
            else
                skipped.append({price.preset + u'/' + price.model, u"not a model of this gateway"_s});
        }
        PriceDiff diff = diffPrices(PriceTable(inForce), wanted, now);
        diff.skipped += skipped;
        return diff;
    });
}

} // namespace

Result<QList<Price>> Management::prices()
{
    return refreshBuiltinPrices(m_database, m_clock).and_then([&] { return rows::prices(m_database); });
}

Result<Price> Management::setPrice(const Price &asked, const QString &providerName)
{
    Price price = asked;
    const Result<QString> model = validation::routeModel(asked.model);
    if (!model)
        return tl::make_unexpected(model.error());
    if (model->chopped(1).contains(u'*')) {
        return failure(ErrorCode::InvalidArgument,
                       u"The pattern of a price has one '*', at its end: \"%1\" has not."_s.arg(*model));
    }
    if (const Outcome sound = checkRates(price.rates, price.tiers); !sound)
        return tl::make_unexpected(sound.error());
    price.model = *model;
    price.source = u"set"_s;
    const Outcome done = change(u"price.set"_s, [&]() -> Result<QString> {
        if (!providerName.isEmpty()) {
            const Result<Provider> found = provider(providerName);
            if (!found)
                return tl::make_unexpected(found.error());
            price.providerId = found->id;
            price.preset.clear();
        }
        const Result<QList<Price>> inForce = prices();
        if (!inForce)
            return tl::make_unexpected(inForce.error());
        for (const Price &other : *inForce) {
            const bool holds = other.validFrom == price.validFrom ||
                               (other.validFrom <= price.validFrom && price.validFrom <= m_clock.now());
            if (other.source == price.source && sameScope(other, price) && sameMoney(other, price) && holds) {
                price = other;
                return QString();
            }
        }
        return supersede(m_database, *inForce, price, m_clock.now()).map([&]() -> QString {
            return subjectOf(price) + (providerName.isEmpty() ? QString() : u" for "_s + providerName);
        });
    });
    return done.map([&] { return price; });
}

Outcome Management::removePrice(const QString &model, const QString &providerName)
{
    return change(u"price.remove"_s, [&]() -> Result<QString> {
        ProviderId onlyFor;
        if (!providerName.isEmpty()) {
            const Result<Provider> found = provider(providerName);
            if (!found)
                return tl::make_unexpected(found.error());
            onlyFor = found->id;
        }
        const Result<QList<Price>> inForce = prices();
        if (!inForce)
            return tl::make_unexpected(inForce.error());
        QList<Price> own;
        bool isBuiltIn = false;
        for (const Price &price : *inForce) {
            if (price.model != model.trimmed() || price.providerId != onlyFor)
                continue;
            if (price.source == u"built-in")
                isBuiltIn = true;
            else
                own.append(price);
        }
        if (own.isEmpty()) {
            return isBuiltIn
                           ? failure(ErrorCode::InvalidArgument,
                                     u"The price of \"%1\" comes with the program; `price set` puts another in its place."_s
                                             .arg(model.trimmed()))
                           : failure(ErrorCode::NotFound,
                                     u"There is no price for \"%1\"%2."_s.arg(
                                             model.trimmed(),
                                             providerName.isEmpty() ? QString() : u" at "_s + providerName));
        }
        return takeBackAll(m_database, own, m_clock.now()).map([&]() -> QString {
            return model.trimmed() + (providerName.isEmpty() ? QString() : u" for "_s + providerName);
        });
    });
}

Result<PriceDiff> Management::importPrices(const QList<Price> &listed, bool all, bool dryRun)
{
    PriceDiff diff;
    const auto work = [&]() -> Result<QString> {
        const Result<QList<Price>> inForce = prices();
        if (!inForce)
            return tl::make_unexpected(inForce.error());
        Result<PriceDiff> found = differenceOf(m_database, listed, all, m_clock.now());
        if (!found)
            return tl::make_unexpected(found.error());
        diff = std::move(*found);
        const QList<Price> fresh = diff.toImport();
        if (dryRun || fresh.isEmpty())
            return QString();
        for (Price price : fresh) {
            price.source = u"import"_s;
            if (const Outcome inserted = supersede(m_database, *inForce, price, m_clock.now()); !inserted)
                return tl::make_unexpected(inserted.error());
        }
        return u"%1 new, %2 changed"_s.arg(diff.added.size()).arg(diff.changed.size());
    };
    return change(u"price.import"_s, work).map([&] { return diff; });
}

} // namespace gateway
