// SPDX-License-Identifier: MIT
#include "store/management.h"
#include "store/store_thread.h"
#include "support/fake_clock.h"
#include "support/temp_database.h"
#include "support/wait.h"

#include <QTest>

#include <atomic>

using namespace gateway;
using namespace gateway::test;

class TestStoreThread final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void jobsRunThereAndResultsComeBackHere()
    {
        TempDatabase temp;
        StoreThread store(temp.location());
        QThread *ranIn = nullptr;
        QThread *cameTo = nullptr;
        QList<int> results;
        for (int i = 0; i < 50; ++i) {
            store.run<int>(
                    this,
                    [&ranIn, i](Database &database) -> Result<int> {
                        ranIn = QThread::currentThread();
                        Result<QSqlQuery> query = database.run(QStringLiteral("SELECT ?"), {i});
                        return query->next() ? query->value(0).toInt() : -1;
                    },
                    [&](const Result<int> &result) {
                        cameTo = QThread::currentThread();
                        results.append(*result);
                    });
        }
        QVERIFY(results.isEmpty());
        QVERIFY(waitUntil([&] { return results.size() == 50; }));
        QVERIFY(ranIn && ranIn != thread());
        QCOMPARE(cameTo, thread());
        for (int i = 0; i < 50; ++i)
            QCOMPARE(results[i], i);
    }

    void errorsComeBackToo()
    {
        TempDatabase temp;
        StoreThread store(temp.location());
        ErrorCode code{};
        store.run<UserInfo>(
                this,
                [](Database &database) {
                    const FakeClock clock;
                    return Management(database, clock, QStringLiteral("window:x"))
                            .user(QStringLiteral("nobody"));
                },
                [&](const Result<UserInfo> &result) { code = result.error().code; });
        QVERIFY(waitUntil([&] { return code == ErrorCode::NotFound; }));
    }

    // As the gateway's thread asks, with a store that another thread has made.
    void resultsComeBackInTheReceiversThread()
    {
        TempDatabase temp;
        StoreThread store(temp.location());
        QThread other;
        other.start();
        auto *receiver = new QObject;
        receiver->moveToThread(&other);
        connect(&other, &QThread::finished, receiver, &QObject::deleteLater);
        std::atomic<QThread *> cameTo{nullptr};
        QMetaObject::invokeMethod(receiver, [&] {
            store.run<int>(
                    receiver, [](Database &) -> Result<int> { return 0; },
                    [&](const Result<int> &) { cameTo = QThread::currentThread(); });
        });
        QVERIFY(waitUntil([&] { return cameTo != nullptr; }));
        QCOMPARE(cameTo, &other);
        other.quit();
        QVERIFY(other.wait());
    }

    void resultsMayBeMoveOnly()
    {
        TempDatabase temp;
        StoreThread store(temp.location());
        std::unique_ptr<int> got;
        store.run<std::unique_ptr<int>>(
                this, [](Database &) -> Result<std::unique_ptr<int>> { return std::make_unique<int>(7); },
                [&](Result<std::unique_ptr<int>> result) { got = std::move(*result); });
        QVERIFY(waitUntil([&] { return got && *got == 7; }));
    }

    void aReceiverThatIsGoneHearsNothing()
    {
        TempDatabase temp;
        StoreThread store(temp.location());
        auto receiver = std::make_unique<QObject>();
        bool heard = false;
        bool last = false;
        const auto nothing = [](Database &) -> Result<int> { return 0; };
        store.run<int>(receiver.get(), nothing, [&](const Result<int> &) { heard = true; });
        receiver.reset();
        store.run<int>(this, nothing, [&](const Result<int> &) { last = true; });
        QVERIFY(waitUntil([&] { return last; }));
        QVERIFY(!heard);
    }

    void theDestructorFinishesWhatIsQueued()
    {
        TempDatabase temp;
        std::atomic<int> done{0};
        int heard = 0;
        auto gone = std::make_unique<QObject>();
        {
            StoreThread store(temp.location());
            for (int i = 0; i < 100; ++i) {
                store.run<int>(
                        i % 2 == 0 ? this : gone.get(),
                        [&done](Database &database) -> Result<int> {
                            ++done;
                            return database
                                    .run(QStringLiteral(
                                            "INSERT INTO audit (at, actor, action, subject) VALUES "
                                            "(0, '', '', '')"))
                                    .map([](const QSqlQuery &) { return 0; });
                        },
                        [&](const Result<int> &) { ++heard; });
            }
        }
        gone.reset();
        QCOMPARE(done, 100);
        QCOMPARE(temp.value(QStringLiteral("SELECT count(*) FROM audit")).toInt(), 100);
        QVERIFY(waitUntil([&] { return heard == 50; }));
        QCoreApplication::processEvents();
        QCOMPARE(heard, 50);
    }

    // A database that cannot be opened is an answer; one that can be opened later is.
    void openingIsTriedAgain()
    {
        QTemporaryDir folder;
        const QString data = folder.filePath(QStringLiteral("data"));
        QFile inTheWay(data);
        QVERIFY(inTheWay.open(QIODevice::WriteOnly));
        inTheWay.close();
        StoreThread store({data, data + QStringLiteral("/gateway.db")});
        std::optional<Result<qint64>> result;
        const auto ask = [&] {
            result.reset();
            store.run<qint64>(
                    this,
                    [](Database &database) {
                        const FakeClock clock;
                        return Management(database, clock, QStringLiteral("window:x")).revision();
                    },
                    [&](const Result<qint64> &got) { result = got; });
            return waitUntil([&] { return result.has_value(); });
        };
        QVERIFY(ask());
        QVERIFY(!*result);
        QVERIFY(inTheWay.remove());
        QVERIFY(ask());
        QVERIFY(*result);
        QCOMPARE(**result, 1);
    }
};

QTEST_GUILESS_MAIN(TestStoreThread)
#include "tst_store_thread.moc"
