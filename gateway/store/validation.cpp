// SPDX-License-Identifier: MIT
#include "store/validation.h"

#include "access/address_range.h"
#include "config/limits_text.h"
#include "config/presets.h"
#include "config/proxy.h"

#include <QSslCertificate>

#include <algorithm>

namespace gateway::validation {

namespace {

constexpr qsizetype longestName = 64;
constexpr qsizetype longestModel = 200;
constexpr qsizetype longestHeader = 4096;
constexpr qsizetype shortestPassword = 8;
constexpr qsizetype longestSecret = 4096;
constexpr qsizetype mostPatterns = 200;
constexpr qsizetype mostAddresses = 200;
constexpr qsizetype mostProviderKeys = 100;
constexpr int mostRequests = 10'000'000;
constexpr int mostConcurrency = 1'000'000;
constexpr Millis longestOverlap = std::chrono::hours(24 * 90);

tl::unexpected<Error> refuse(const QString &message)
{
    return failure(ErrorCode::InvalidArgument, message);
}

bool printable(QStringView text)
{
    const QList<uint> points = text.toUcs4();
    return std::all_of(points.begin(), points.end(), [](uint point) { return QChar::isPrint(point); });
}

// Composed, so that a name typed on one system is found on another.
Result<QString> name(const QString &text, const QString &what)
{
    const QString trimmed = text.trimmed().normalized(QString::NormalizationForm_C);
    if (trimmed.isEmpty() || trimmed.size() > longestName || !printable(trimmed)) {
        return refuse(QStringLiteral("%1 has 1 to %2 characters, without control characters.")
                              .arg(what)
                              .arg(longestName));
    }
    return trimmed;
}

Result<QString> model(const QString &text)
{
    const QString trimmed = text.trimmed();
    const bool spaced = std::any_of(trimmed.begin(), trimmed.end(), [](QChar c) { return c.isSpace(); });
    if (trimmed.isEmpty() || trimmed.size() > longestModel || spaced || trimmed.contains(u',') ||
        !printable(trimmed)) {
        return refuse(
                QStringLiteral(
                        "\"%1\" is not a model's name or pattern: it has 1 to %2 characters, without spaces "
                        "and commas.")
                        .arg(trimmed.left(longestName))
                        .arg(longestModel));
    }
    return trimmed;
}

bool isToken(const QByteArray &text)
{
    return !text.isEmpty() && std::all_of(text.begin(), text.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
               QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
    });
}

// Bytes beyond ASCII are allowed in a header's value, control characters but the tab are not.
bool isHeaderValue(const QByteArray &value)
{
    return value == value.trimmed() && std::all_of(value.begin(), value.end(), [](char c) {
               return c == '\t' || (quint8(c) >= 0x20 && c != 0x7f);
           });
}

template <typename T>
Outcome atLeastOne(const std::optional<T> &limit, T most, const QString &what)
{
    if (limit && (*limit < 1 || *limit > most))
        return refuse(QStringLiteral("%1: at least 1 and at most %2.").arg(what).arg(most));
    return {};
}

Result<QStringList> addressRanges(const QStringList &ranges)
{
    QStringList checked;
    for (const QString &range : ranges)
        checked.append(range.trimmed());
    checked.removeDuplicates();
    if (checked.size() > mostAddresses)
        return refuse(QStringLiteral("There are at most %1 ranges of addresses.").arg(mostAddresses));
    return AddressRanges::check(checked).map([&] { return checked; });
}

// Anthropic's clients append "/v1/messages" themselves, so a pasted version goes.
Result<QString> anthropicUrl(const QString &text)
{
    if (text.trimmed().isEmpty())
        return QString();
    return normaliseBaseUrl(text).map([](QString url) {
        for (const auto ending : {QLatin1StringView("/messages"), QLatin1StringView("/v1")}) {
            if (url.endsWith(ending))
                url.chop(ending.size());
        }
        return url;
    });
}

} // namespace

Result<QString> userName(const QString &text)
{
    return name(text, QStringLiteral("A user's name"));
}

Result<QString> providerName(const QString &text)
{
    Result<QString> checked = name(text, QStringLiteral("A provider's name"));
    if (checked && checked->contains(u'/'))
        return refuse(
                QStringLiteral("A provider's name has no '/', because PROVIDER/MODEL names a model of it."));
    return checked;
}

Result<QString> label(const QString &text)
{
    const QString trimmed = text.trimmed();
    return trimmed.isEmpty() ? Result<QString>(trimmed) : name(trimmed, QStringLiteral("A label"));
}

Result<QStringList> modelPatterns(const QStringList &patterns)
{
    QStringList checked;
    for (const QString &pattern : patterns) {
        const bool denies = pattern.trimmed().startsWith(u'!');
        const Result<QString> good = model(denies ? pattern.trimmed().mid(1) : pattern);
        if (!good)
            return tl::make_unexpected(good.error());
        const QString stored = denies ? u'!' + *good : *good;
        if (!checked.contains(stored))
            checked.append(stored);
    }
    if (checked.size() > mostPatterns)
        return refuse(QStringLiteral("There are at most %1 patterns of models.").arg(mostPatterns));
    return checked;
}

Result<QString> routeModel(const QString &text)
{
    if (text.trimmed().startsWith(u'!'))
        return refuse(QStringLiteral("A route leads somewhere; '!' is for the models of a key."));
    return model(text);
}

Result<QString> upstreamModel(const QString &text)
{
    const QString trimmed = text.trimmed();
    if (trimmed.contains(u'*'))
        return refuse(
                QStringLiteral("The model of a target has no '*'; leave it out to keep the name as asked."));
    return trimmed.isEmpty() ? Result<QString>(trimmed) : model(trimmed);
}

Outcome priorityAndWeight(int priority, int weight)
{
    if (priority < 0 || priority > mostPriority || weight < 1 || weight > mostWeight) {
        return refuse(QStringLiteral("A target's priority is 0 to %1 (lower first), its weight 1 to %2.")
                              .arg(mostPriority)
                              .arg(mostWeight));
    }
    return {};
}

Result<Limits> limits(Limits limits)
{
    const Result<QStringList> models = modelPatterns(limits.models);
    if (!models)
        return tl::make_unexpected(models.error());
    limits.models = *models;
    const Result<QStringList> addresses = addressRanges(limits.addresses);
    if (!addresses)
        return tl::make_unexpected(addresses.error());
    limits.addresses = *addresses;
    Outcome good = atLeastOne(limits.requestsPerMinute, mostRequests, QStringLiteral("Requests per minute"))
                           .and_then([&] {
                               return atLeastOne(limits.tokensPerMinute, limits_text::mostTokens,
                                                 QStringLiteral("Tokens per minute"));
                           })
                           .and_then([&] {
                               return atLeastOne(limits.concurrency, mostConcurrency,
                                                 QStringLiteral("Calls at the same time"));
                           });
    for (qsizetype i = 0; i < limits.budgets.size() && good; ++i) {
        good = budget(limits.budgets[i]);
        for (qsizetype k = 0; k < i && good; ++k) {
            if (limits.budgets[k].unit == limits.budgets[i].unit &&
                limits.budgets[k].period == limits.budgets[i].period)
                good = refuse(
                        QStringLiteral("There is one budget for each unit and period; %1 is a second one.")
                                .arg(limits_text::showBudget(limits.budgets[i])));
        }
    }
    if (!good)
        return tl::make_unexpected(good.error());
    return limits;
}

Outcome budget(const Budget &budget)
{
    const qint64 most = budget.unit == BudgetUnit::Tokens ? limits_text::mostTokens : limits_text::mostMicros;
    if (budget.amount < 1 || budget.amount > most) {
        return refuse(QStringLiteral("A budget is more than nothing and at most %1.")
                              .arg(limits_text::showAmount(most, budget.unit)));
    }
    return {};
}

Outcome overlap(Millis overlap)
{
    using namespace std::chrono_literals;
    if (overlap < 0ms || overlap > longestOverlap)
        return refuse(QStringLiteral("The old key may stay valid for at most 90 days."));
    return {};
}

QString flag(const QString &reason)
{
    QString text = reason.simplified().left(longestName);
    std::replace_if(
            text.begin(), text.end(), [](QChar c) { return !c.isPrint(); }, u'?');
    return text.isEmpty() ? QStringLiteral("refused") : text;
}

Outcome oneMoreKey(const Provider &provider)
{
    if (provider.keys.size() >= mostProviderKeys)
        return refuse(QStringLiteral("A provider has at most %1 keys.").arg(mostProviderKeys));
    return {};
}

Outcome future(const std::optional<Time> &time, Time now)
{
    if (time && *time <= now)
        return refuse(QStringLiteral("The expiry %1 is in the past.").arg(toRfc3339(*time)));
    return {};
}

Outcome password(const Secret &password)
{
    const qsizetype length = QString::fromUtf8(password.expose()).size();
    if (length < shortestPassword || password.expose().size() > longestSecret)
        return refuse(QStringLiteral("A password has at least %1 characters.").arg(shortestPassword));
    return {};
}

Result<Secret> providerKey(const Secret &key)
{
    const Secret trimmed(key.expose().trimmed());
    const QByteArray &text = trimmed.expose();
    const bool plain = std::all_of(text.begin(), text.end(), [](char c) { return c > 0x20 && c < 0x7f; });
    if (text.isEmpty() || text.size() > longestSecret || !plain)
        return refuse(
                QStringLiteral("A provider's key is one line of letters, digits and signs, without spaces."));
    return trimmed;
}

Outcome certificates(const QByteArray &pem)
{
    if (!pem.isEmpty() && QSslCertificate::fromData(pem, QSsl::Pem).isEmpty())
        return refuse(
                QStringLiteral("The file of certificate authorities holds no certificate in PEM form."));
    return {};
}

Outcome headers(const QList<HeaderField> &headers, const Provider &provider)
{
    // The gateway's own business: framing, the credential, and what is forwarded by rule.
    static const QList<QByteArray> own{"authorization",
                                       "host",
                                       "content-length",
                                       "transfer-encoding",
                                       "connection",
                                       "content-type",
                                       "accept-encoding",
                                       "cookie",
                                       "proxy-authorization",
                                       "keep-alive",
                                       "te",
                                       "upgrade",
                                       "trailer",
                                       "expect",
                                       "forwarded",
                                       "via"};
    for (const HeaderField &header : headers) {
        if (!isToken(header.name) || !isHeaderValue(header.value) || header.name.size() > longestName ||
            header.value.size() > longestHeader) {
            return refuse(QStringLiteral("A header is NAME: VALUE in one line, e.g. x-team: research."));
        }
        const QByteArray lower = header.name.toLower();
        if (own.contains(lower) || lower == provider.authHeader.toLower()) {
            return refuse(QStringLiteral("The header %1 is set by the gateway itself; leave it out.")
                                  .arg(QString::fromLatin1(header.name)));
        }
    }
    return {};
}

Outcome provider(Provider &provider)
{
    if (provider.dialect != Dialect::Demo) {
        const Result<QString> url = normaliseBaseUrl(provider.baseUrl);
        if (!url)
            return tl::make_unexpected(url.error());
        provider.baseUrl = *url;
    }
    const Result<QString> anthropic = anthropicUrl(provider.anthropicUrl);
    if (!anthropic)
        return tl::make_unexpected(anthropic.error());
    provider.anthropicUrl = *anthropic;
    const Result<QString> proxy = normaliseProxy(provider.proxy);
    if (!proxy)
        return tl::make_unexpected(proxy.error());
    provider.proxy = *proxy;
    if (provider.auth == AuthStyle::Header && !isToken(provider.authHeader))
        return refuse(QStringLiteral("The name of the header for the key is missing or has odd characters."));
    // What a provider lists is its own affair; what nobody could ask for is left out.
    QStringList models;
    for (const QString &listed : std::as_const(provider.models)) {
        const QString name = listed.trimmed();
        if (!name.isEmpty() && name.size() <= longestModel && printable(name))
            models.append(name);
    }
    models.removeDuplicates();
    provider.models = models;
    return certificates(provider.caPem).and_then([&] { return headers(provider.headers, provider); });
}

} // namespace gateway::validation
