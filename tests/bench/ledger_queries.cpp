// SPDX-License-Identifier: MIT
// How long the questions of the window and the command line take on a ledger, e.g. one of fill_ledger.sql:
//   ledger_queries FOLDER
// where FOLDER holds gateway.db. Prints the median of several runs of each in milliseconds.
#include "base/request_id.h"
#include "ledger/writer.h"
#include "store/ledger_queries.h"

#include <QCoreApplication>

#include <algorithm>
#include <cstdio>

using namespace gateway;
using namespace Qt::Literals::StringLiterals;

namespace {

constexpr int rounds = 7;

void measure(const char *name, const std::function<qsizetype()> &question)
{
    QList<double> times;
    qsizetype rows = 0;
    for (int i = 0; i < rounds; ++i) {
        const auto start = std::chrono::steady_clock::now();
        rows = question();
        times.append(
                std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    }
    std::sort(times.begin(), times.end());
    std::printf("%-44s %8.1f ms %8.1f ms %7lld rows\n", name, times[rounds / 2], times.last(), qint64(rows));
}

template <typename T>
qsizetype rowsOf(const Result<QList<T>> &answer)
{
    if (!answer)
        qFatal("%s", qUtf8Printable(answer.error().message));
    return answer->size();
}

} // namespace

int main(int argc, char **argv)
{
    QCoreApplication application(argc, argv);
    if (argc != 2)
        return 2;
    std::setvbuf(stdout, nullptr, _IOLBF, BUFSIZ);
    const QString folder = QString::fromLocal8Bit(argv[1]);
    const DatabaseLocation location{folder, folder + u"/gateway.db"_s};
    measure("start of the writer", [&] {
        LedgerWriter writer(location);
        const Result<LedgerWriter::Ready> ready = writer.start();
        if (!ready)
            qFatal("%s", qUtf8Printable(ready.error().message));
        return ready->spent.size();
    });
    const auto opened = Database::open(location, OpenMode::Existing);
    if (!opened)
        qFatal("%s", qUtf8Printable(opened.error().message));
    Database &database = **opened;
    LedgerQueries queries(database, u"Asia/Shanghai"_s);
    const Time now = SystemClock().now();
    const auto daysAgo = [&](int days) { return now - std::chrono::hours(24 * days); };

    const std::pair<const char *, UsageGroup> groups[] = {{"usage of a day", UsageGroup::None},
                                                          {"usage of a day by user", UsageGroup::User},
                                                          {"usage of a day by key", UsageGroup::Key},
                                                          {"usage of a day by model", UsageGroup::Model},
                                                          {"usage of a day by hour", UsageGroup::Hour}};
    for (const auto &[name, group] : groups)
        measure(name, [&, g = group] { return rowsOf(queries.usage(g, {daysAgo(1)})); });
    measure("usage of thirty days by day",
            [&] { return rowsOf(queries.usage(UsageGroup::Day, {daysAgo(30)})); });
    measure("usage of all time by key", [&] { return rowsOf(queries.usage(UsageGroup::Key, {})); });
    measure("usage of all time of a key by day", [&] {
        UsageFilter filter;
        filter.key = KeyId{7};
        return rowsOf(queries.usage(UsageGroup::Day, filter));
    });
    measure("a key's month", [&] {
        return qsizetype(spentInPeriod(database, KeyId{7}, daysAgo(30)).value_or(SpentSums{}).tokens > 0);
    });
    measure("a user's month", [&] {
        return qsizetype(spentInPeriod(database, UserId{7}, daysAgo(30)).value_or(SpentSums{}).tokens > 0);
    });

    const auto page = [&](const char *name, const CallFilter &filter) {
        measure(name, [&] { return rowsOf(queries.calls(filter)); });
    };
    page("page", {});
    CallFilter filter;
    filter.key = KeyId{7};
    page("page of a key", filter);
    filter.model = u"model-6"_s;
    page("page of a key and model", filter);
    filter.model = u"model-7"_s; // that this key never used
    page("page of a key and a model it never used", filter);
    filter = {};
    filter.user = u"user-7"_s;
    page("page of a user", filter);
    filter = {};
    filter.model = u"model-6"_s;
    page("page of a model", filter);
    filter.until = daysAgo(60);
    page("page of a model, two months ago", filter);
    filter = {};
    filter.provider = u"provider-1"_s;
    page("page of a provider", filter);
    filter = {};
    filter.status = CallStatus::Failed;
    page("page of failed calls", filter);
    filter.model = u"model-7"_s; // which never fails
    page("page of failed calls of a model with none", filter);
    filter = {};
    filter.status = CallStatus::Cancelled;
    page("page of cancelled calls, of which are none", filter);
    filter = {};
    filter.failures = true;
    page("page of whatever failed", filter);
    for (const QString &text : {u"model-1"_s, u"user"_s, u"unreachable"_s, u"nowhere"_s}) {
        filter = {};
        filter.text = text;
        page(qPrintable(u"page with the text "_s + text), filter);
    }

    // All of a list in steps, the longest of which delays other questions.
    const auto count = [&](const char *name, CallFilter counted) {
        measure(name, [&] {
            qsizetype calls = 0;
            counted.before.reset();
            do {
                const Result<CallCounts> counts = queries.counts(counted);
                if (!counts)
                    qFatal("%s", qUtf8Printable(counts.error().message));
                for (const CallStretch &stretch : counts->stretches)
                    calls += stretch.calls;
                counted.before = counts->rest;
            } while (counted.before);
            return calls;
        });
    };
    filter = {};
    count("count of all", filter);
    measure("first step of it", [&] { return qsizetype(queries.counts({})->stretches.size()); });
    filter.failures = true;
    count("count of whatever failed", filter);
    filter = {};
    filter.user = u"user-7"_s;
    count("count of a user", filter);
    filter = {};
    filter.text = u"model-1"_s;
    count("count with a text", filter);
    filter = {};
    filter.before = firstIdAt(daysAgo(60));
    page("page of two months ago", filter);
    return 0;
}
