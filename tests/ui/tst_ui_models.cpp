// SPDX-License-Identifier: MIT
#include "ui/models/calls_model.h"
#include "ui/models/keys_model.h"
#include "ui/models/users_model.h"
#include "ui/theme.h"
#include "ui/widgets/row_table.h"

#include "support/fake_clock.h"

#include <QAbstractItemModelTester>
#include <QSignalSpy>
#include <QTest>

using namespace gateway;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;
using std::chrono::hours;

namespace {

UserRow user(qint64 id, const QString &name, int keys = 0)
{
    UserInfo info;
    info.user.id = UserId{id};
    info.user.name = name;
    info.keys = keys;
    return {info};
}

CallEntry call(qint64 id, CallStatus status)
{
    CallRow row;
    row.opened.id = RequestId{id};
    row.settled.status = status;
    return {row};
}

QStringList names(const UsersModel &model)
{
    QStringList all;
    for (int i = 0; i < model.rowCount(); ++i)
        all += model.index(i, UsersModel::Name).data().toString();
    return all;
}

} // namespace

class TestUiModels : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void listsAreTakenOver_data()
    {
        QTest::addColumn<QList<int>>("before");
        QTest::addColumn<QList<int>>("after");
        QTest::addColumn<bool>("reset");
        QTest::newRow("filled") << QList<int>{} << QList<int>{1, 2, 3} << false;
        QTest::newRow("emptied") << QList<int>{1, 2, 3} << QList<int>{} << false;
        QTest::newRow("one more at the end") << QList<int>{1, 2} << QList<int>{1, 2, 3} << false;
        QTest::newRow("one more in front") << QList<int>{1, 2} << QList<int>{9, 1, 2} << false;
        QTest::newRow("one less in the middle") << QList<int>{1, 2, 3} << QList<int>{1, 3} << false;
        QTest::newRow("shifted") << QList<int>{5, 4, 3} << QList<int>{7, 6, 5} << false;
        QTest::newRow("all others") << QList<int>{1, 2} << QList<int>{3, 4} << false;
        QTest::newRow("another order") << QList<int>{1, 2, 3} << QList<int>{3, 1, 2} << true;
    }
    void listsAreTakenOver()
    {
        QFETCH(QList<int>, before);
        QFETCH(QList<int>, after);
        QFETCH(bool, reset);
        const auto rows = [](const QList<int> &ids) {
            QList<UserRow> all;
            for (const int id : ids)
                all += user(id, QString::number(id));
            return all;
        };
        const auto texts = [](const QList<int> &ids) {
            QStringList all;
            for (const int id : ids)
                all += QString::number(id);
            return all;
        };
        UsersModel model(std::make_shared<FakeClock>());
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        model.setRows(rows(before));
        QCOMPARE(names(model), texts(before));
        QSignalSpy resets(&model, &QAbstractItemModel::modelReset);
        model.setRows(rows(after));
        QCOMPARE(names(model), texts(after));
        QCOMPARE(resets.count() > 0, reset);
    }

    void selectionSurvivesARefresh()
    {
        UsersModel model(std::make_shared<FakeClock>());
        RowTable table;
        table.setSource(&model);
        model.setRows({user(1, u"ann"_s), user(2, u"bob"_s)});
        table.selectRow(2);
        model.setRows({user(1, u"ann"_s), user(3, u"cid"_s), user(2, u"bobby"_s, 4)});
        QCOMPARE(model.row(table.currentRow())->info.user.name, u"bobby"_s);
    }

    void keysTellTheirState_data()
    {
        QTest::addColumn<int>("expiresInHours"); // 0: never
        QTest::addColumn<bool>("revoked");
        QTest::addColumn<bool>("userEnabled");
        QTest::addColumn<QString>("state");
        QTest::addColumn<int>("tone");
        QTest::newRow("active") << 0 << false << true << u"active"_s << int(Tone::Good);
        QTest::newRow("still valid") << 3 << false << true << u"active"_s << int(Tone::Good);
        QTest::newRow("expired") << -3 << false << true << u"expired"_s << int(Tone::Warn);
        QTest::newRow("user off") << 0 << false << false << u"user disabled"_s << int(Tone::Neutral);
        QTest::newRow("revoked beats all") << -3 << true << false << u"revoked"_s << int(Tone::Neutral);
    }
    void keysTellTheirState()
    {
        QFETCH(int, expiresInHours);
        QFETCH(bool, revoked);
        QFETCH(bool, userEnabled);
        const auto clock = std::make_shared<FakeClock>();
        KeysModel model(clock);
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        KeyRow row;
        row.info.key.id = KeyId{1};
        row.info.key.prefix = u"sk-k3Xd"_s;
        row.info.key.suffix = u"9fQa"_s;
        row.info.userEnabled = userEnabled;
        if (expiresInHours != 0)
            row.info.key.limits.expiresAt = clock->now() + hours(expiresInHours);
        if (revoked)
            row.info.key.revokedAt = clock->now();
        model.setRows({row});
        QTEST(model.index(0, KeysModel::State).data().toString(), "state");
        QTEST(model.index(0, KeysModel::State).data(ToneRole).toInt(), "tone");
        QCOMPARE(model.index(0, KeysModel::KeyHint).data().toString(), u"sk-k3Xd…9fQa"_s);
        QVERIFY(model.index(0, KeysModel::KeyHint).data(MonoRole).toBool());
    }

    // Whether calls with it are refused now is the first question about a key.
    void aUsedUpBudgetIsAState_data()
    {
        QTest::addColumn<qint64>("used");
        QTest::addColumn<bool>("ofTheUser");
        QTest::addColumn<QString>("state");
        QTest::newRow("room") << qint64(9) << false << u"active"_s;
        QTest::newRow("all of it") << qint64(10) << false << u"over budget"_s;
        QTest::newRow("the user's") << qint64(11) << true << u"over budget"_s;
    }
    void aUsedUpBudgetIsAState()
    {
        QFETCH(qint64, used);
        QFETCH(bool, ofTheUser);
        const auto clock = std::make_shared<FakeClock>();
        KeysModel model(clock);
        KeyRow row;
        row.info.key.id = KeyId{1};
        row.info.userEnabled = true;
        BudgetUse use;
        use.budget = {BudgetUnit::Tokens, BudgetPeriod::Month, 10};
        use.used = used;
        use.resets = clock->now() + hours(24 * 8);
        (ofTheUser ? row.userUses : row.uses) = {use};
        model.setRows({row});
        const QModelIndex cell = model.index(0, KeysModel::State);
        QTEST(cell.data().toString(), "state");
        const bool over = used >= 10;
        QCOMPARE(cell.data(ToneRole).toInt(), int(over ? Tone::Bad : Tone::Good));
        QCOMPARE(cell.data(NoteRole).toString().contains(u"until"_s), over);
        row.userUses = row.uses = {};
        row.info.userEnabled = false;
        model.setRows({row});
        QCOMPARE(cell.data().toString(), u"user disabled"_s);
    }

    void whatNeverExpiresSortsLast()
    {
        const auto clock = std::make_shared<FakeClock>();
        KeysModel model(clock);
        KeyRow never;
        never.info.key.id = KeyId{1};
        KeyRow soon;
        soon.info.key.id = KeyId{2};
        soon.info.key.limits.expiresAt = clock->now() + hours(1);
        model.setRows({never, soon});
        RowTable table;
        table.setSource(&model);
        table.sortByColumn(KeysModel::Expires, Qt::AscendingOrder);
        QCOMPARE(table.proxy().index(0, 0).data(IdRole).toLongLong(), 2);
    }

    void callsTellTheirStatus_data()
    {
        QTest::addColumn<CallStatus>("status");
        QTest::addColumn<int>("http");
        QTest::addColumn<QString>("text");
        QTest::addColumn<int>("tone");
        QTest::newRow("open") << CallStatus::Open << 0 << u"in flight"_s << int(Tone::Accent);
        QTest::newRow("ok") << CallStatus::Ok << 200 << u"200"_s << int(Tone::Good);
        QTest::newRow("failed") << CallStatus::Failed << 502 << u"502"_s << int(Tone::Bad);
        QTest::newRow("failed silently") << CallStatus::Failed << 0 << u"failed"_s << int(Tone::Bad);
        QTest::newRow("stopped") << CallStatus::Cancelled << 200 << u"stopped"_s << int(Tone::Warn);
        QTest::newRow("interrupted") << CallStatus::Interrupted << 0 << u"interrupted"_s << int(Tone::Warn);
        QTest::newRow("refused") << CallStatus::Refused << 403 << u"refused 403"_s << int(Tone::Bad);
    }
    void callsTellTheirStatus()
    {
        QFETCH(CallStatus, status);
        QFETCH(int, http);
        CallsModel model;
        const QAbstractItemModelTester tester(&model, QAbstractItemModelTester::FailureReportingMode::QtTest);
        CallEntry entry = call(1, status);
        entry.call.settled.httpStatus = http;
        model.setRows({entry});
        QTEST(model.index(0, CallsModel::Status).data().toString(), "text");
        QTEST(model.index(0, CallsModel::Status).data(ToneRole).toInt(), "tone");
        QCOMPARE(model.index(0, CallsModel::PromptTokens).data().toString(), u"—"_s); // unknown is not 0
    }

    void settlingACallChangesItsRow()
    {
        CallsModel model;
        model.setRows({call(2, CallStatus::Open), call(1, CallStatus::Ok)});
        QSignalSpy changes(&model, &QAbstractItemModel::dataChanged);
        model.setRows({call(2, CallStatus::Ok), call(1, CallStatus::Ok)});
        QCOMPARE(changes.count(), 1);
        QCOMPARE(changes.first().first().toModelIndex().row(), 0);
    }
};

QTEST_MAIN(TestUiModels)
#include "tst_ui_models.moc"
