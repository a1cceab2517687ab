// SPDX-License-Identifier: MIT
#include "secrets/keychain.h"
#include "secrets/vault.h"
#include "support/temp_database.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTest>
#include <QThread>

using namespace gateway;
using namespace gateway::test;

// The keychain as it really is: a Secret Service (gnome-keyring) on a session bus of the test's own, a locked
// one, and none at all. What happens inside such a session is done by this program itself, started again with
// a step's name.
namespace {

const QByteArray clearText = "sk-provider-0123456789";
constexpr QLatin1StringView sealedFile("sealed");

QString recorded(Database &database, const QString &name)
{
    Result<QSqlQuery> query = database.run(QStringLiteral("SELECT value FROM meta WHERE name = ?"), {name});
    return query && query->next() ? query->value(0).toString() : QString();
}

#define EXPECT(condition)                                                                                    \
    do {                                                                                                     \
        if (!(condition)) {                                                                                  \
            qCritical("%s does not hold (line %d)", #condition, __LINE__);                                   \
            return 1;                                                                                        \
        }                                                                                                    \
    } while (false)

// A new database gets its master key in the keychain, and nowhere else.
int create(Database &database, const QString &folder)
{
    const auto vault = Vault::open(database, {});
    if (!vault)
        qCritical("%s", qUtf8Printable(vault.error().message));
    EXPECT(vault);
    EXPECT((*vault)->home() == MasterKeyHome::Keychain);
    EXPECT(recorded(database, QStringLiteral("master_key_home")) == u"keychain");
    EXPECT(!QFile::exists(folder + QStringLiteral("/master.key")));
    QFile file(folder + u'/' + sealedFile);
    EXPECT(file.open(QIODevice::WriteOnly));
    EXPECT(file.write((*vault)->seal(Secret(clearText))) > 0);
    return 0;
}

int openAgain(Database &database, const QString &folder)
{
    // The environment does not matter to a database whose master key is in the keychain.
    Vault::Options options;
    options.environmentSecret = "fB3wqL0zXr7tYp2mKd9sVh5nCj1gQe8u";
    const auto vault = Vault::open(database, options);
    EXPECT(vault);
    EXPECT((*vault)->home() == MasterKeyHome::Keychain);
    QFile file(folder + u'/' + sealedFile);
    EXPECT(file.open(QIODevice::ReadOnly));
    const Result<Secret> opened = (*vault)->unseal(file.readAll());
    EXPECT(opened);
    EXPECT(opened->expose() == clearText);
    return 0;
}

// From threads that come and go, as those of a gateway that is stopped and started again.
int openInThreads(Database &database, const QString &folder)
{
    Q_UNUSED(database)
    for (int i = 0; i < 4; ++i) {
        int result = 1;
        const std::unique_ptr<QThread> thread(QThread::create([&] {
            const auto own =
                    Database::open({folder, folder + QStringLiteral("/gateway.db")}, OpenMode::Existing);
            result = own ? openAgain(**own, folder) : 1;
        }));
        thread->start();
        EXPECT(thread->wait(60'000));
        EXPECT(result == 0);
    }
    return 0;
}

// Told in one line, in time, and without a second master key anywhere.
int refused(Database &database, const QString &folder)
{
    Vault::Options options;
    options.keychainTimeout = Millis(1'000);
    QElapsedTimer timer;
    timer.start();
    const auto vault = Vault::open(database, options);
    EXPECT(timer.elapsed() < 30'000);
    EXPECT(!vault);
    EXPECT(vault.error().code == ErrorCode::SecretUnavailable);
    EXPECT(vault.error().message.contains(u"keychain"));
    EXPECT(!vault.error().message.contains(u'\n'));
    EXPECT(!QFile::exists(folder + QStringLiteral("/master.key")));
    EXPECT(recorded(database, QStringLiteral("master_key_home")) == u"keychain");
    return 0;
}

int wrongEntry(Database &database, const QString &folder)
{
    const QString entry = recorded(database, QStringLiteral("master_key_entry"));
    EXPECT(keychain::read(entry, Millis(5'000)));
    EXPECT(keychain::write(entry, Secret(QByteArray(32, 'w')), Millis(5'000)));
    return refused(database, folder);
}

int lostEntry(Database &database, const QString &folder)
{
    const QString entry = recorded(database, QStringLiteral("master_key_entry"));
    keychain::remove(entry, Millis(5'000));
    const Result<Secret> gone = keychain::read(entry, Millis(5'000));
    EXPECT(!gone);
    EXPECT(gone.error().code == ErrorCode::NotFound);
    return refused(database, folder);
}

// Where there is no keychain a new database keeps its master key in a file.
int fallBack(Database &database, const QString &folder)
{
    Vault::Options options;
    options.keychainTimeout = Millis(1'000);
    const auto vault = Vault::open(database, options);
    EXPECT(vault);
    EXPECT((*vault)->home() == MasterKeyHome::File);
    EXPECT(QFile::exists(folder + QStringLiteral("/master.key")));
    EXPECT((*Vault::open(database, options))->home() == MasterKeyHome::File);
    return 0;
}

int step(const QByteArray &name, const QString &folder)
{
    const std::pair<const char *, int (*)(Database &, const QString &)> steps[] = {
            {"create", create},    {"openAgain", openAgain},   {"openInThreads", openInThreads},
            {"refused", refused},  {"wrongEntry", wrongEntry}, {"lostEntry", lostEntry},
            {"fallBack", fallBack}};
    const auto database = Database::open({folder, folder + QStringLiteral("/gateway.db")}, OpenMode::Create);
    EXPECT(database);
    for (const auto &[known, run] : steps) {
        if (name == known)
            return run(**database, folder);
    }
    return 2;
}

} // namespace

class TestKeychain final : public QObject
{
    Q_OBJECT

    std::unique_ptr<QTemporaryDir> m_home;

    // An environment without anything of the person who runs the tests.
    QProcessEnvironment environment() const
    {
        QProcessEnvironment clean = QProcessEnvironment::systemEnvironment();
        for (const QString &name :
             {QStringLiteral("DBUS_SESSION_BUS_ADDRESS"), QStringLiteral("DISPLAY"),
              QStringLiteral("WAYLAND_DISPLAY"), QStringLiteral("GNOME_KEYRING_CONTROL"),
              QStringLiteral("GATEWAY_SECRET_KEY"), QStringLiteral("SECRET_KEY")}) {
            clean.remove(name);
        }
        for (const auto &[name, folder] :
             {std::pair(QStringLiteral("HOME"), QStringLiteral("home")),
              std::pair(QStringLiteral("XDG_DATA_HOME"), QStringLiteral("share")),
              std::pair(QStringLiteral("XDG_CONFIG_HOME"), QStringLiteral("config")),
              std::pair(QStringLiteral("XDG_CACHE_HOME"), QStringLiteral("cache")),
              std::pair(QStringLiteral("XDG_RUNTIME_DIR"), QStringLiteral("run"))}) {
            clean.insert(name, m_home->filePath(folder));
        }
        return clean;
    }

    int run(const QString &program, const QStringList &arguments) const
    {
        QProcess process;
        process.setProcessEnvironment(environment());
        process.setProcessChannelMode(QProcess::ForwardedChannels);
        process.start(program, arguments);
        if (!process.waitForFinished(90'000) || process.exitStatus() != QProcess::NormalExit)
            return -1;
        return process.exitCode();
    }

    int withoutBus(const QString &name, const QString &database) const
    {
        return run(QCoreApplication::applicationFilePath(), {name, m_home->filePath(database)});
    }

    // A bus and a keyring that live as long as the steps do, one after the other.
    int withKeyring(const QStringList &steps, const QString &database, bool unlocked) const
    {
        const QString script = QStringLiteral(
                "program=$1; folder=$2; unlocked=$3; shift 3\n"
                "if [ $unlocked = yes ]; then printf test | gnome-keyring-daemon --foreground --unlock "
                "--components=secrets >/dev/null 2>&1 &\n"
                "else gnome-keyring-daemon --foreground --components=secrets >/dev/null 2>&1 & fi\n"
                "keyring=$!\n"
                "asked() { dbus-send --session --print-reply --dest=org.freedesktop.DBus / "
                "org.freedesktop.DBus.NameHasOwner string:org.freedesktop.secrets | grep -q true; }\n"
                "tries=0; until asked || [ $tries = 200 ]; do sleep 0.1; tries=$((tries + 1)); done\n"
                "for step; do \"$program\" \"$step\" \"$folder\" || { code=$?; break; }; done\n"
                "kill $keyring\n"
                "exit ${code:-0}\n");
        return run(QStringLiteral("dbus-run-session"),
                   QStringList{QStringLiteral("--"), QStringLiteral("sh"), QStringLiteral("-c"), script,
                               QStringLiteral("sh"), QCoreApplication::applicationFilePath(),
                               m_home->filePath(database),
                               unlocked ? QStringLiteral("yes") : QStringLiteral("no")} +
                           steps);
    }

    static QString missingProgram()
    {
        for (const QString &program : {QStringLiteral("dbus-run-session"),
                                       QStringLiteral("gnome-keyring-daemon"), QStringLiteral("dbus-send")}) {
            if (QStandardPaths::findExecutable(program).isEmpty())
                return program;
        }
        return {};
    }

private Q_SLOTS:
    void init()
    {
        m_home = std::make_unique<QTemporaryDir>();
        for (const char *folder : {"home", "share", "config", "cache", "run"})
            QVERIFY(QDir(m_home->path()).mkpath(QString::fromLatin1(folder)));
        QVERIFY(QFile::setPermissions(m_home->filePath(QStringLiteral("run")),
                                      QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner));
    }
    void cleanup() { m_home.reset(); }

    void withoutAnyBusTheKeyIsInAFile()
    {
        QCOMPARE(withoutBus(QStringLiteral("fallBack"), QStringLiteral("data")), 0);
    }

    void aRealKeyringKeepsTheKey()
    {
        if (const QString missing = missingProgram(); !missing.isEmpty())
            QSKIP(qPrintable(QStringLiteral("%1 is not installed.").arg(missing)));
        const QString data = QStringLiteral("data");
        QCOMPARE(withKeyring({QStringLiteral("create"), QStringLiteral("openAgain"),
                              QStringLiteral("openInThreads")},
                             data, true),
                 0);
        // Another day, another session.
        QCOMPARE(withKeyring({QStringLiteral("openAgain")}, data, true), 0);
        // Locked, and gone.
        QCOMPARE(withKeyring({QStringLiteral("refused")}, data, false), 0);
        QCOMPARE(withoutBus(QStringLiteral("refused"), data), 0);
        // What could not be reached is still there.
        QCOMPARE(withKeyring({QStringLiteral("openAgain"), QStringLiteral("wrongEntry")}, data, true), 0);
    }

    void aLostEntryIsNotMadeAgain()
    {
        if (const QString missing = missingProgram(); !missing.isEmpty())
            QSKIP(qPrintable(QStringLiteral("%1 is not installed.").arg(missing)));
        QCOMPARE(withKeyring({QStringLiteral("create"), QStringLiteral("lostEntry")}, QStringLiteral("data"),
                             true),
                 0);
    }

    void aLockedKeyringIsNoHome()
    {
        if (const QString missing = missingProgram(); !missing.isEmpty())
            QSKIP(qPrintable(QStringLiteral("%1 is not installed.").arg(missing)));
        QCOMPARE(withKeyring({QStringLiteral("fallBack")}, QStringLiteral("data"), false), 0);
    }
};

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && QDir::isAbsolutePath(QString::fromLocal8Bit(argv[2])))
        return step(argv[1], QString::fromLocal8Bit(argv[2]));
    TestKeychain test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_keychain.moc"
