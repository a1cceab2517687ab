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

// What people look for that is done there and has no entry of its own; English, as the names.
QString wordsFor(PageId id)
{
    static const QStringList words{
            u"usage cost chart budgets"_s,   u"calls ledger errors live history"_s,
            u"limits budgets people team"_s, u"limits expiry"_s,
            u"upstream openai anthropic"_s,  u"alias route unpriced prices"_s,
            u"chat try compare"_s,           u"snippets curl python claude code tools"_s,
            u"preferences options"_s};
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

QList<PaletteEntry> PalettePlaces::settings() const
{
    struct Setting
    {
        const char *name; // of the control
        QString title;
        const char *words;
    };
    const QList<Setting> all{
            {"host", tr("Address"), "address host network share lan listen"},
            {"port", tr("Port"), "port"},
            {"language", tr("Language"), "language chinese english 中文 语言"},
            {"theme", tr("Theme"), "theme dark light night"},
            {"tray", tr("Tray icon"), "tray icon"},
            {"notifications", tr("Notifications"), "notifications notify"},
            {"atLogin", tr("Start at login"), "autostart login boot"},
            {"default_model", tr("Default model"), "default model"},
            {"timezone", tr("Time zone"), "timezone zone"},
            {"allowed_hosts", tr("Who may call"), "hosts origins cors browser allowed"},
            {"max_attempts", tr("Routing"), "routing attempts retry cooldown affinity"},
            {"upstream_proxy", tr("Proxy to providers"), "proxy socks"},
            {"usd_cny_rate", tr("Exchange rate"), "currency usd cny rate"},
            {"retention_days", tr("How long requests are kept"), "retention keep days delete"},
            {"capture", tr("Keep prompts and answers"), "capture bodies prompts privacy"},
            {"backup_every", tr("Backups"), "backups copy restore"},
            {"max_body_bytes", tr("Server limits"), "limits timeouts connections server body"},
            {"access_log", tr("Logs"), "logs access file"},
    };
    QList<PaletteEntry> entries;
    for (const Setting &one : all) {
        const QString name = QString::fromLatin1(one.name);
        entries += {Kind::Place,
                    "setting:"_L1 + name,
                    u"settings"_s,
                    one.title,
                    tr("Settings"),
                    u"setting "_s + QString::fromUtf8(one.words),
                    {},
                    [open = find, name] { open(PageId::Settings, name); }};
    }
    return entries;
}

QList<PaletteEntry> PalettePlaces::work() const
{
    const auto pressing = [this](PageId page, const char *button) {
        return [press = press, page, name = QString::fromLatin1(button)] { press(page, name); };
    };
    const auto opening = [this](PageId page) { return [open = openPage, page] { open(page); }; };
    const auto keys = [](int combination) { return QKeySequence(combination); };
    const QString menu = keys(int(Qt::SHIFT) | Qt::Key_F10).toString(QKeySequence::NativeText);
    const QString choose = tr("Choose a row, then %1");
    return {{Kind::Place,
             u"work:export"_s,
             u"save"_s,
             tr("Export the overview…"),
             {},
             u"export csv picture png save"_s,
             keys(int(Qt::CTRL) | Qt::Key_E),
             pressing(PageId::Overview, "export")},
            {Kind::Place,
             u"work:import-prices"_s,
             u"models"_s,
             tr("Import prices…"),
             {},
             u"import prices update"_s,
             keys(int(Qt::CTRL) | Qt::Key_I),
             pressing(PageId::Models, "importPrices")},
            {Kind::Place,
             u"work:price"_s,
             u"models"_s,
             tr("Set the price of a model"),
             choose.arg(menu),
             u"price cost unpriced"_s,
             {},
             opening(PageId::Models)},
            {Kind::Place,
             u"work:revoke"_s,
             u"keys"_s,
             tr("Revoke a key"),
             choose.arg(keys(Qt::Key_Delete).toString(QKeySequence::NativeText)),
             u"revoke delete remove key"_s,
             {},
             opening(PageId::Keys)},
            {Kind::Place,
             u"work:rotate"_s,
             u"keys"_s,
             tr("Rotate a key"),
             choose.arg(menu),
             u"rotate replace renew key"_s,
             {},
             opening(PageId::Keys)},
            {Kind::Place,
             u"work:raise"_s,
             u"users"_s,
             tr("Raise a budget"),
             choose.arg(menu),
             u"raise budget increase extend"_s,
             {},
             opening(PageId::Users)},
            {Kind::Place,
             u"work:statement"_s,
             u"users"_s,
             tr("Monthly statement of a user"),
             choose.arg(menu),
             u"statement invoice month pdf report bill"_s,
             {},
             opening(PageId::Users)},
            {Kind::Place,
             u"work:new-chat"_s,
             u"playground"_s,
             tr("New chat"),
             {},
             u"new chat clear"_s,
             {},
             pressing(PageId::Playground, "newChat")}};
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
                                u"models"_s,
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
