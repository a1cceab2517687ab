// SPDX-License-Identifier: MIT
#include "ui/support/sample_data.h"

#include "access/calendar.h"
#include "base/request_id.h"
#include "config/limits_text.h"
#include "config/presets.h"
#include "ledger/price.h"
#include "ledger/table.h"

#include <QRandomGenerator>

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

using namespace Qt::Literals::StringLiterals;

namespace gateway::test {

namespace {

using std::chrono::hours;

template <typename T>
T take(Result<T> result)
{
    if (!result)
        qFatal("%s", qUtf8Printable(result.error().message));
    return *std::move(result);
}

void take(const Outcome &outcome)
{
    if (!outcome)
        qFatal("%s", qUtf8Printable(outcome.error().message));
}

struct Team
{
    QList<Key> keys;
    QList<Provider> providers;
    QHash<QString, Price> prices; // by model; one that is asked for has none
    QList<QList<Budget>> budgets; // by key
};

// A clock that can be moved back, so that things were made at different times.
class PastClock final : public Clock
{
public:
    explicit PastClock(const Clock &real) : m_real(real) {}
    Time now() const override { return m_real.now() - ago; }
    SteadyTime steady() const override { return m_real.steady(); }
    Millis ago{0};

private:
    const Clock &m_real;
};

Team makeTeam(Database &database, const Clock &clock)
{
    PastClock past(clock);
    Management management(database, past, u"window:sample"_s);
    const auto vault = take(Vault::open(database, sampleVault()));
    take(management.setSetting(u"timezone"_s, u"Asia/Shanghai"_s));
    take(management.setSetting(u"default_model"_s, u"kimi-k3"_s));
    Team team;

    past.ago = hours(24 * 60);
    for (const auto &[id, key] : {std::pair{u"moonshot-cn"_s, "sk-sample-moonshot-9fQa"},
                                  std::pair{u"deepseek"_s, "sk-sample-deepseek-0aZs"},
                                  std::pair{u"qwen-cn"_s, "sk-sample-dashscope-LmN2"}}) {
        const ProviderPreset *preset = findPreset(id);
        Provider provider = preset ? preset->provider : Provider();
        provider.preset = preset ? id : QString();
        provider.name = id;
        if (!preset)
            provider.baseUrl = u"https://api.example.com/v1"_s;
        team.providers += take(management.addProvider(provider, Secret(key), vault.get()));
    }
    take(management.setProviderKey(u"deepseek"_s, Secret("sk-sample-deepseek-7kWq"), *vault, true));
    past.ago = hours(4);
    take(management.flagProviderKey(take(management.provider(u"deepseek"_s)).keys.last().id, u"HTTP 402"_s));
    past.ago = hours(24 * 60);
    for (const auto &[model, input, output, cached] :
         {std::tuple(u"kimi-k3"_s, 3'000'000, 15'000'000, 300'000),
          std::tuple(u"deepseek-v4-pro"_s, 500'000, 2'000'000, 50'000),
          std::tuple(u"qwen3.7-max"_s, 1'600'000, 6'400'000, 320'000)}) {
        Price price;
        price.model = model;
        price.rates = {input, output, cached, {}, {}};
        price.validFrom = past.now();
        team.prices[model] = take(management.setPrice(price));
    }
    const Provider local = keylessProvider(u"workstation"_s, {}, u"http://192.168.1.40:8000/v1"_s);
    team.providers += take(management.addProvider(local, {}, nullptr));
    take(management.setProviderEnabled(u"workstation"_s, false));
    team.providers += take(management.addProvider(demoProvider(), {}, nullptr));

    take(management.setRoute(u"team-default"_s, {{u"moonshot-cn"_s, u"kimi-k3"_s, 0, 1},
                                                 {u"deepseek"_s, u"deepseek-v4-pro"_s, 1, 3},
                                                 {u"qwen-cn"_s, u"qwen3.7-max"_s, 1, 1}}));
    take(management.setRoute(u"gpt-*"_s, {{u"deepseek"_s, u"deepseek-v4-pro"_s, 0, 1}}));
    take(management.setRoute(u"local-coder"_s, {{u"workstation"_s, u"qwen3-coder"_s, 0, 1}}));

    const QStringList users{u"研发组"_s, u"设计组"_s, u"build-bot"_s, u"support"_s, u"research"_s, u"ann"_s};
    const QStringList labels{u"laptop"_s, u"vscode"_s, u"CI"_s, u"portal"_s, u"notebook"_s, QString()};
    const QList<QStringList> models{
            {u"kimi-*"_s, u"deepseek-*"_s}, {}, {u"deepseek-*"_s}, {u"kimi-k3"_s}, {}, {u"qwen*"_s}};
    team.budgets = {{{BudgetUnit::Usd, BudgetPeriod::Day, 5'000'000},
                     {BudgetUnit::Usd, BudgetPeriod::Month, 250'000'000}},
                    {{BudgetUnit::Cny, BudgetPeriod::Month, 325'000'000}},
                    {{BudgetUnit::Usd, BudgetPeriod::Day, 1'500'000}},
                    {},
                    {{BudgetUnit::Tokens, BudgetPeriod::Week, 1'190'000}}};
    for (int i = 0; i < users.size(); ++i) {
        past.ago = hours(24 * (55 - 7 * i));
        Limits ofUser;
        if (i == 0)
            ofUser.budgets = {{BudgetUnit::Cny, BudgetPeriod::Month, 3'000'000'000}};
        if (i == 4)
            ofUser.budgets = {{BudgetUnit::Tokens, BudgetPeriod::Week, 20'000'000}};
        take(management.addUser(users[i], {}, ofUser));
        KeyRequest request{users[i], labels[i]};
        request.limits.models = models[i];
        if (i == 2)
            request.limits.expiresAt = clock.now() + hours(24 * 90);
        if (i == 3)
            request.limits.expiresAt = clock.now() + hours(30);
        request.limits.budgets = team.budgets.value(i);
        if (i == 0) {
            request.limits.requestsPerMinute = 60;
            request.limits.concurrency = 8;
        }
        if (i == 3)
            request.limits.requestsPerMinute = 120;
        team.keys += take(management.issueKey(request)).key;
    }
    past.ago = hours(24 * 20);
    const Key old = take(management.issueKey({u"研发组"_s, u"old laptop"_s, {}})).key;
    Limits trial;
    trial.expiresAt = clock.now() - hours(50);
    const Key expired = take(management.issueKey({u"ann"_s, u"trial"_s, trial})).key;
    Q_UNUSED(expired)
    take(management.revokeKey(old.id));
    past.ago = hours(3);
    take(management.setUserEnabled(u"ann"_s, false));
    return team;
}

struct Share
{
    int key;
    int provider;
    QString model;
    int prompt;
    int completion;
    double cachedPart;
};

const QList<Share> &shares()
{
    static const QList<Share> all{
            {0, 0, u"kimi-k3"_s, 18'000, 900, 0.45},        {0, 1, u"deepseek-v4-pro"_s, 24'000, 1'500, 0.6},
            {1, 0, u"kimi-k3"_s, 9'000, 700, 0.3},          {4, 0, u"kimi-k3.1-pro"_s, 7'000, 1'100, 0.0},
            {2, 1, u"deepseek-v4-pro"_s, 21'000, 600, 0.7}, {3, 0, u"kimi-k3"_s, 1'300, 320, 0.0},
            {4, 2, u"qwen3.7-max"_s, 6'000, 800, 0.2},
    };
    return all;
}

CallSettled unreachable()
{
    CallSettled settled;
    settled.attempts = 1;
    settled.status = CallStatus::Failed;
    settled.httpStatus = 502;
    settled.error = u"upstream_unreachable"_s;
    settled.duration = Millis(180);
    return settled;
}

CallSettled outcome(const Share &share, QRandomGenerator &random)
{
    CallSettled settled;
    settled.attempts = 1;
    const double size = 0.3 + 1.4 * random.generateDouble();
    const int dice = random.bounded(100);
    settled.duration = Millis(900 + random.bounded(6'000));
    if (dice < 2) {
        settled = unreachable();
        settled.duration = Millis(120 + random.bounded(300));
        return settled;
    }
    if (dice < 4)
        settled.status = CallStatus::Cancelled;
    settled.httpStatus = 200;
    settled.usageSource = settled.status == CallStatus::Ok ? UsageSource::Provider : UsageSource::Partial;
    settled.usage.prompt = qint64(share.prompt * size);
    settled.usage.cached = qint64(double(share.prompt) * size * share.cachedPart);
    settled.usage.completion = qint64(share.completion * size);
    settled.firstToken = Millis(260 + random.bounded(500) + (random.bounded(20) == 0 ? 1'400 : 0));
    return settled;
}

// Another provider failed before; when nobody could answer, the one that was asked last failed as well.
void trySomebodyElseFirst(CallSettled &settled, const Team &team, const Share &share)
{
    const bool answered = settled.status == CallStatus::Ok;
    CallAttempt first;
    first.provider = team.providers[(share.provider + 1) % 3].name;
    first.keyHint = u"0aZs"_s;
    first.model = share.model;
    first.status = 429;
    first.outcome = u"rate_limited"_s;
    first.duration = Millis(180);
    CallAttempt second;
    second.provider = team.providers[share.provider].name;
    second.keyHint = u"9fQa"_s;
    second.model = share.model;
    second.status = answered ? 200 : 0;
    second.outcome = answered ? u"ok"_s : u"connection_failed"_s;
    second.duration = settled.duration;
    settled.tried = {first, second};
    settled.attempts = 2;
    settled.duration += first.duration;
    if (settled.firstToken)
        *settled.firstToken += first.duration;
}

// What the keys have used of their budgets, as the gateway counts it: who has nothing left is refused.
class Purses final
{
public:
    explicit Purses(const Team &team) : m_team(team) {}

    const Budget *usedUp(int key, Time at)
    {
        for (const Budget &budget : m_team.budgets.value(key)) {
            if (used(key, budget, at) >= budget.amount)
                return &*std::find(m_team.budgets[key].cbegin(), m_team.budgets[key].cend(), budget);
        }
        return nullptr;
    }

    void take(int key, Time at, const CallSettled &settled, const CallOpened &opened)
    {
        for (const Budget &budget : m_team.budgets.value(key)) {
            const qint64 usd = settled.costMicros.value_or(0);
            used(key, budget, at) +=
                    budget.unit == BudgetUnit::Tokens
                            ? settled.usage.prompt.value_or(0) + settled.usage.completion.value_or(0)
                    : budget.unit == BudgetUnit::Cny ? usd * opened.rateMicros / 1'000'000
                                                     : usd;
        }
    }

private:
    qint64 &used(int key, const Budget &budget, Time at)
    {
        return m_used[{key, int(budget.unit), toMillis(m_calendar.periodAt(budget.period, at).start),
                       int(budget.period)}];
    }

    const Team &m_team;
    Calendar m_calendar{u"Asia/Shanghai"_s};
    std::map<std::tuple<int, int, qint64, int>, qint64> m_used;
};

CallSettled refused(const Budget &budget)
{
    CallSettled settled;
    settled.status = CallStatus::Refused;
    settled.httpStatus = 429;
    settled.error = u"insufficient_quota: key budget "_s + limits_text::showBudget(budget);
    settled.duration = Millis(1);
    return settled;
}

void makeCalls(Database &database, const Team &team, Time now)
{
    QRandomGenerator random(7); // the same pictures every time
    RequestIdSource ids;
    LedgerTable table(database);
    take(table.prepare());
    QList<Time> times;
    for (int day = 59; day >= 0; --day) {
        const int calls = 300 + random.bounded(250);
        for (int i = 0; i < calls; ++i) {
            // Mostly in working hours.
            const double hour = qBound(0.0,
                                       13.5 + 3.4 * std::sqrt(-2 * std::log(random.generateDouble() + 1e-9)) *
                                                       std::cos(6.283 * random.generateDouble()),
                                       23.99);
            const Time midnight = now - hours(24 * day) - Millis(toMillis(now + hours(8)) % (24 * 3'600'000));
            const Time at = midnight + Millis(qint64(hour * 3'600'000));
            if (at < now)
                times += at;
        }
    }
    for (int i = 0; i < 24; ++i)
        times += now - Millis(2'000 + 9'000 * i + 800 * i * i);
    std::sort(times.begin(), times.end());
    // So that the newest page of the list shows each way to end.
    const Time stopped = times[times.size() - 6];
    const Time triedTwice = times[times.size() - 9];
    const Time failed = times[times.size() - 13];
    const Time refusedAt = times[times.size() - 8];
    Purses purses(team);
    take(database.transaction([&]() -> Outcome {
        for (const Time at : std::as_const(times)) {
            const bool open = now - at < Millis(15'000);
            const qsizetype among = open ? 4 : shares().size(); // whose budgets have room
            const Share &share = at == refusedAt ? shares().last() : shares()[random.bounded(int(among))];
            const Budget *usedUp = purses.usedUp(share.key, at);
            if (usedUp && at != refusedAt && random.bounded(8) != 0) // people stop when they are told
                continue;
            const Key &key = team.keys[share.key];
            CallOpened opened;
            opened.id = ids.next(at);
            opened.startedAt = at;
            opened.userId = key.userId;
            opened.keyId = key.id;
            opened.endpoint = u"/v1/chat/completions"_s;
            opened.model = share.model;
            opened.stream = true;
            opened.requestBytes = 900;
            opened.rateMicros = 7'100'000;
            CallSettled settled = usedUp ? refused(*usedUp) : outcome(share, random);
            settled.id = opened.id;
            if (!usedUp) {
                opened.providerId = team.providers[share.provider].id;
                opened.upstreamModel = share.model;
            }
            settled.queued = Millis(random.bounded(3));
            if (const auto price = team.prices.constFind(share.model);
                price != team.prices.cend() && !usedUp) {
                opened.priceId = price->id;
                opened.currency = u"USD"_s;
                opened.reservedMicros = costOf(*price, {qint64(share.prompt) * 2, {}, {}, 4'096, {}});
                if (!settled.usage.isEmpty()) {
                    settled.currency = u"USD"_s;
                    settled.costMicros = costOf(*price, settled.usage);
                }
            }
            if (!usedUp && at == stopped) {
                settled.status = CallStatus::Cancelled;
                settled.usageSource = UsageSource::Partial;
            } else if (!usedUp && at == failed) {
                settled = unreachable();
                settled.id = opened.id;
            }
            if (at == triedTwice || settled.httpStatus == 502 ||
                (settled.status == CallStatus::Ok && random.bounded(6) == 0))
                trySomebodyElseFirst(settled, team, share);
            purses.take(share.key, at, settled, opened);
            const auto written = open ? table.insert(opened) : table.insertSettled(opened, settled);
            if (written != LedgerTable::Written::Yes)
                return failure(ErrorCode::Storage, table.lastError());
        }
        return {};
    }));
}

} // namespace

Provider keylessProvider(const QString &name, const QStringList &models, const QString &baseUrl)
{
    Provider provider;
    provider.name = name;
    provider.baseUrl = baseUrl;
    provider.auth = AuthStyle::None;
    provider.models = models;
    return provider;
}

Provider demoProvider()
{
    Provider demo = keylessProvider(u"demo"_s, {u"demo"_s}, {});
    demo.dialect = Dialect::Demo;
    return demo;
}

Vault::Options sampleVault()
{
    Vault::Options options;
    options.environmentSecret = "4f1c9b7e2a6d8035c1e7f94b0a5d3826";
    options.useKeychain = false;
    return options;
}

void fillSampleData(const DatabaseLocation &location, const Clock &clock)
{
    const auto database = take(Database::open(location, OpenMode::Create));
    const Team team = makeTeam(*database, clock);
    makeCalls(*database, team, clock.now());
}

} // namespace gateway::test
