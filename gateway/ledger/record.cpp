// SPDX-License-Identifier: MIT
#include "ledger/record.h"

namespace gateway {

namespace {

// In the order of the enumerations.
constexpr QLatin1StringView statusTexts[] = {QLatin1StringView("open"),        QLatin1StringView("ok"),
                                             QLatin1StringView("failed"),      QLatin1StringView("cancelled"),
                                             QLatin1StringView("interrupted"), QLatin1StringView("refused")};
constexpr QLatin1StringView sourceTexts[] = {QLatin1StringView("provider"), QLatin1StringView("estimated"),
                                             QLatin1StringView("partial"), QLatin1StringView("none")};

template <typename T, size_t N>
std::optional<T> fromText(const QLatin1StringView (&texts)[N], QStringView text)
{
    for (size_t i = 0; i < N; ++i) {
        if (text == texts[i])
            return T(i);
    }
    return std::nullopt;
}

} // namespace

QString toString(CallStatus status)
{
    return statusTexts[size_t(status)];
}

QString toString(UsageSource source)
{
    return sourceTexts[size_t(source)];
}

std::optional<CallStatus> callStatusFromString(QStringView text)
{
    return fromText<CallStatus>(statusTexts, text);
}

std::optional<UsageSource> usageSourceFromString(QStringView text)
{
    return fromText<UsageSource>(sourceTexts, text);
}

} // namespace gateway
