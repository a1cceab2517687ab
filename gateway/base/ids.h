// SPDX-License-Identifier: MIT
#pragma once

#include <QHashFunctions>
#include <QtGlobal>

#include <compare>

namespace gateway {

// A database id that cannot be mistaken for another table's. 0 means "none".
template <typename Tag>
struct Id
{
    qint64 value = 0;

    explicit operator bool() const { return value != 0; }
    friend auto operator<=>(Id, Id) = default;
    friend size_t qHash(Id id, size_t seed = 0) noexcept { return ::qHash(id.value, seed); }
};

using UserId = Id<struct UserTag>;
using KeyId = Id<struct KeyTag>;
using ProviderId = Id<struct ProviderTag>;
using RouteId = Id<struct RouteTag>;
using PriceId = Id<struct PriceTag>;
using RequestId = Id<struct RequestTag>; // text form: base/request_id.h

} // namespace gateway
