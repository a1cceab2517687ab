// SPDX-License-Identifier: MIT
#include "ui/palette/palette_places.h"

#include "ui/dialogs/issue_key_dialog.h"
#include "ui/navigation.h"

#include <QSet>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

using Kind = PaletteEntry::Kind;

struct Found
{
    QList<UserInfo> users;
    QList<KeyInfo> keys;
    QList<Provider> providers;
    QList<RouteInfo> routes;
};

Result<Found> readAll(Management &management)
{
    const auto users = management.users();
    const auto keys = management.keys();
    const auto providers = management.providers();
    const auto routes = management.routes();
    if (!users || !keys || !providers || !routes)
        return failure(ErrorCode::Storage, u"The database could not be read."_s);
    return Found{*users, *keys, *providers, *routes};
}

std::optional<PageId> pageFor(PageId wanted)
{
    for (const PageEntry &entry : Navigation::entries()) {
        if (entry.id == wanted)
            return wanted;
    }
    return {};
}

QString englishName(PageId id)
{
    static const QStringList names{u"overview"_s, u"requests"_s,   u"users"_s,   u"keys"_s,    u"providers"_s,
                                   u"models"_s,   u"playground"_s, u"connect"_s, u"settings"_s};
    return names.value(int(id));
}

// What people look for that is done there; English, as the names.
QString wordsFor(PageId id)
{
    static const QStringList words{u"usage cost chart export budgets"_s,
                                   u"calls log ledger errors live"_s,
                                   u"limits budget statement remove"_s,
                                   u"issue revoke rotate budget limits expiry"_s,
                                   u"upstream openai anthropic proxy"_s,
                                   u"alias route price import unpriced"_s,
                                   u"chat try compare"_s,
                                   u"snippets curl python claude code tools"_s,
                                   u"port address backup capture retention proxy"_s};
    return QString(englishName(id) + u' ' + words.value(int(id)));
}

} // namespace

QList<PaletteEntry> PalettePlaces::pages() const
{
    QList<PaletteEntry> entries;
    int number = 0;
    for (const PageEntry &page : Navigation::entries()) {
        entries += {Kind::Page,
                    "page:"_L1 + englishName(page.id),
                    page.icon,
                    page.name,
                    {},
                    wordsFor(page.id),
                    QKeySequence(int(Qt::CTRL) | (Qt::Key_1 + number++)),
                    [open = openPage, id = page.id] { open(id); }};
    }
    return entries;
}

void PalettePlaces::ask(Backend &backend, QObject *receiver,
                        std::function<void(QList<PaletteEntry>)> found) const
{
    backend.manage<Found>(
            receiver, readAll, [places = *this, found = std::move(found)](Result<Found> result) {
                if (!result)
                    return;
                QList<PaletteEntry> entries;
                for (const UserInfo &info : std::as_const(result->users)) {
                    entries += {Kind::User,
                                "user:"_L1 + QString::number(info.user.id.value),
                                u"users"_s,
                                info.user.name,
                                {},
                                u"user 用户"_s,
                                {},
                                [places, id = info.user.id.value] { places.reveal(PageId::Users, id); }};
                }
                for (const KeyInfo &info : std::as_const(result->keys)) {
                    if (info.key.revokedAt)
                        continue;
                    entries += {Kind::Key,
                                "key:"_L1 + QString::number(info.key.id.value),
                                u"keys"_s,
                                keyName(info.key),
                                QString(info.userName + u" · "_s + info.key.prefix + u'…' + info.key.suffix),
                                u"key 密钥"_s,
                                {},
                                [places, id = info.key.id.value] { places.reveal(PageId::Keys, id); }};
                }
                const bool models = pageFor(PageId::Models).has_value();
                QSet<QString> known;
                const auto addModel = [&](const QString &name, const QString &detail) {
                    if (name.contains(u'*') || known.contains(name))
                        return;
                    known.insert(name);
                    entries += {Kind::Model,
                                "model:"_L1 + name,
                                u"open"_s,
                                name,
                                detail,
                                u"model 模型"_s,
                                {},
                                [places, models, name, detail] {
                                    if (models)
                                        places.find(PageId::Models, name);
                                    else
                                        places.find(PageId::Providers, detail);
                                }};
                };
                for (const RouteInfo &info : std::as_const(result->routes))
                    addModel(info.route.model, info.providers.value(0));
                for (const Provider &provider : std::as_const(result->providers)) {
                    entries += {Kind::Provider,
                                "provider:"_L1 + QString::number(provider.id.value),
                                u"providers"_s,
                                provider.name,
                                {},
                                u"provider 提供商"_s,
                                {},
                                [places, name = provider.name] { places.find(PageId::Providers, name); }};
                    if (provider.enabled) {
                        for (const QString &model : provider.models)
                            addModel(model, provider.name);
                    }
                }
                found(entries);
            });
}

} // namespace gateway::ui
