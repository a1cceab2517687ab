// SPDX-License-Identifier: MIT
#pragma once

#include "base/ids.h"
#include "base/time.h"
#include "config/limits.h"

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>
#include <optional>

// Plain values of what people manage. They are copied between threads; nothing here knows a database or a socket.
namespace gateway {

struct User
{
    UserId id;
    QString name;
    bool enabled = true;
    Limits limits; // of all the user's keys together
    Time createdAt{};

    friend bool operator==(const User &, const User &) = default;
};

// A gateway key as stored: only its SHA-256 and what people need to recognise it.
struct Key
{
    KeyId id;
    UserId userId;
    QString label;
    QByteArray hash; // 32 bytes, SHA-256 of the whole key text
    QString prefix;  // first 7 characters, "sk-k3Xd"
    QString suffix;  // last 4 characters
    Limits limits;
    Time createdAt{};
    std::optional<Time> revokedAt;

    friend bool operator==(const Key &, const Key &) = default;
};

// What a provider's main base URL speaks. Beside it a provider may offer Anthropic's dialect at an address of its own.
enum class Dialect { OpenAi, Anthropic, Demo };

// Whether `stream_options.include_usage` is added to streamed calls whose client did not ask for usage.
enum class UsageOption {
    Ask,     // the provider understands it
    Refused, // the provider answered 400 to it once: remembered, never asked again
    Unneeded // the provider reports usage unasked, or the option is known to break it
};

enum class AuthStyle { Bearer, Header, None };

struct HeaderField
{
    QByteArray name;
    QByteArray value;

    friend bool operator==(const HeaderField &, const HeaderField &) = default;
};

// A credential of a provider, sealed with the master key (secrets/vault.h).
struct SealedKey
{
    qint64 id = 0;
    QByteArray sealed;
    QString hint; // last 4 characters, for people
    std::optional<Time> flaggedAt; // refused by the provider (401, 402, 403) since then; asked last, until it is replaced
    QString flag; // why: "HTTP 401"

    friend bool operator==(const SealedKey &, const SealedKey &) = default;
};

struct Provider
{
    ProviderId id;
    QString name; // unique, no '/'
    QString preset; // id of the preset it was made from; empty for a bare --base-url
    Dialect dialect = Dialect::OpenAi;
    QString baseUrl; // with the version path ("https://api.moonshot.cn/v1"), without a trailing slash
    AuthStyle auth = AuthStyle::Bearer;
    QByteArray authHeader; // with AuthStyle::Header: the name of the header, e.g. "api-key"
    UsageOption usageOption = UsageOption::Ask;
    bool enabled = true;
    bool http2 = false;
    int position = 0; // order in which providers are asked for a model
    QByteArray caPem; // extra certificate authorities, PEM
    QString proxy; // on the way there, see config/proxy.h; empty: as the setting says
    QList<HeaderField> headers; // added to every call
    QList<SealedKey> keys; // used in turn
    QString anthropicUrl; // base URL without a version where it speaks Anthropic's dialect too; empty: it does not
    bool responses = false; // offers /v1/responses beside chat completions
    bool drainPlain = true; // a client that leaves: read a plain answer to its end, for its usage
    bool drainStreams = false; // the same for a stream; off: cancel it, usage is then partial
    bool healthCheck = false; // ask for its models now and then while it cools down
    QStringList models; // as listed by the provider, or by the preset until it was asked
    std::optional<Time> modelsListedAt;
    Time createdAt{};

    friend bool operator==(const Provider &, const Provider &) = default;
};

// One upstream that answers for a route's model.
struct RouteTarget
{
    ProviderId providerId;
    QString model; // name at the provider; with a pattern and an empty name the asked name is kept
    int priority = 0; // lower is asked first
    int weight = 1; // share among those of the same priority

    friend bool operator==(const RouteTarget &, const RouteTarget &) = default;
};

struct Route
{
    RouteId id;
    QString model; // name or pattern with '*'
    QList<RouteTarget> targets; // by priority, at least one
    bool demo = false; // made by the first start for the demo; removed with the first real provider

    friend bool operator==(const Route &, const Route &) = default;
};

} // namespace gateway
