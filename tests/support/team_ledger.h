// SPDX-License-Identifier: MIT
#pragma once

#include "base/request_id.h"
#include "ledger/table.h"
#include "store/ledger_queries.h"
#include "store/management.h"
#include "support/fake_clock.h"
#include "support/temp_database.h"
#include "support/utc.h"

namespace gateway::test {

// Two users with three keys between them, two providers, and an empty ledger.
class TeamLedger final
{
public:
    TeamLedger()
    {
        const FakeClock clock;
        Management management(temp.database(), clock, QStringLiteral("cli:test"));
        for (const QString &name : {QStringLiteral("ann"), QStringLiteral("bob")})
            users.append(management.addUser(name)->id);
        for (const auto &[user, label] : {std::pair(QStringLiteral("ann"), QStringLiteral("laptop")),
                                          std::pair(QStringLiteral("ann"), QString()),
                                          std::pair(QStringLiteral("bob"), QStringLiteral("ci"))}) {
            keys.append(management.issueKey({user, label, {}})->key);
        }
        for (const QString &name : {QStringLiteral("one"), QStringLiteral("two")}) {
            Provider provider;
            provider.name = name;
            provider.baseUrl = QStringLiteral("https://api.example.com/v1");
            providers.append(management.addProvider(provider, {}, nullptr)->id);
        }
        if (!table.prepare())
            qFatal("The ledger cannot be written.");
    }

    // A priced call of ann's first key with 100 tokens in and 10 out; the caller changes what it needs
    // otherwise.
    struct Call
    {
        CallOpened opened;
        CallSettled settled;
    };
    Call at(Time time, int key = 0)
    {
        Call call;
        call.opened.id = ids.next(time);
        call.opened.startedAt = time;
        call.opened.userId = keys[key].userId;
        call.opened.keyId = keys[key].id;
        call.opened.endpoint = QStringLiteral("/v1/chat/completions");
        call.opened.model = QStringLiteral("gpt");
        call.opened.providerId = providers[0];
        call.opened.upstreamModel = QStringLiteral("gpt-up");
        call.settled.id = call.opened.id;
        call.settled.status = CallStatus::Ok;
        call.settled.httpStatus = 200;
        call.settled.usage = {100, std::nullopt, std::nullopt, 10, std::nullopt};
        call.settled.usageSource = UsageSource::Provider;
        call.settled.costMicros = 50;
        call.settled.currency = QStringLiteral("USD");
        return call;
    }
    void add(const Call &call)
    {
        const auto written = call.settled.status == CallStatus::Open
                                     ? table.insert(call.opened)
                                     : table.insertSettled(call.opened, call.settled);
        if (written != LedgerTable::Written::Yes)
            qFatal("%s", qUtf8Printable(table.lastError()));
    }

    Result<QList<UsageSum>> usage(UsageGroup group, const UsageFilter &filter = {},
                                  const QString &zone = QStringLiteral("UTC"))
    {
        return LedgerQueries(temp.database(), zone).usage(group, filter);
    }
    QList<RequestId> calls(const CallFilter &filter)
    {
        QList<RequestId> found;
        const QList<CallRow> rows = *LedgerQueries(temp.database(), {}).calls(filter);
        for (const CallRow &row : rows)
            found.append(row.opened.id);
        return found;
    }

    TempDatabase temp;
    QList<UserId> users;
    QList<Key> keys;
    QList<ProviderId> providers;
    RequestIdSource ids;
    LedgerTable table{temp.database()};
};

} // namespace gateway::test
