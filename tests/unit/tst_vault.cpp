// SPDX-License-Identifier: MIT
#include "secrets/environment_secret.h"
#include "secrets/key_file.h"
#include "secrets/vault.h"
#include "store/management.h"
#include "support/fake_clock.h"
#include "support/temp_database.h"

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>

using namespace gateway;
using namespace gateway::test;

namespace {

const QByteArray good = "fB3wqL0zXr7tYp2mKd9sVh5nCj1gQe8u";
const QByteArray another = "Zq8vN1kT6yRb4wLx0pHs3dFm7cJg2aUe";

Vault::Options withFile()
{
    Vault::Options options;
    options.useKeychain = false;
    return options;
}

Vault::Options withEnvironment(const QByteArray &secret = good)
{
    Vault::Options options = withFile();
    options.environmentSecret = secret;
    return options;
}

// Another process that opens the vault of the same database for the first time.
int openAsChild(const QString &folder)
{
    const DatabaseLocation location{folder, folder + QStringLiteral("/gateway.db")};
    const auto database = Database::open(location, OpenMode::Create);
    if (!database)
        return 1;
    const auto vault = Vault::open(**database, withFile());
    if (!vault) {
        qWarning("%s", qUtf8Printable(vault.error().message));
        return 2;
    }
    QFile out;
    return out.open(1, QIODevice::WriteOnly) && out.write((*vault)->seal(Secret("of a child")).toHex()) > 0
                   ? 0
                   : 3;
}

} // namespace

class TestVault final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void sealsAndUnseals_data()
    {
        QTest::addColumn<QByteArray>("text");
        QTest::newRow("key") << QByteArray("sk-provider-key-0123456789");
        QTest::newRow("empty") << QByteArray();
        QTest::newRow("bytes") << QByteArray("\0\1\xff", 3);
        QTest::newRow("long") << QByteArray(4096, 'k');
    }
    void sealsAndUnseals()
    {
        QFETCH(QByteArray, text);
        TempDatabase temp;
        const auto vault = *Vault::open(temp.database(), withEnvironment());
        const QByteArray sealed = vault->seal(Secret(text));
        QVERIFY(text.isEmpty() || !sealed.contains(text));
        QVERIFY(sealed != vault->seal(Secret(text))); // a nonce of its own
        const Result<Secret> opened = vault->unseal(sealed);
        QVERIFY(opened);
        QCOMPARE(opened->expose(), text);
    }

    void damagedSealsAreRefused()
    {
        TempDatabase temp;
        const auto vault = *Vault::open(temp.database(), withEnvironment());
        const QByteArray sealed = vault->seal(Secret("a provider's key"));
        QList<QByteArray> damaged{{}, sealed.left(1), sealed.left(40), sealed.chopped(1), sealed + '\0'};
        for (qsizetype i = 0; i < sealed.size(); ++i) {
            QByteArray flipped = sealed;
            flipped[i] = char(flipped[i] ^ 1);
            damaged.append(flipped);
        }
        for (const QByteArray &bytes : std::as_const(damaged)) {
            const Result<Secret> opened = vault->unseal(bytes);
            QVERIFY(!opened);
            QCOMPARE(opened.error().code, ErrorCode::SecretUnavailable);
        }
    }

    void theHomeIsRememberedAndComesFirst_data()
    {
        QTest::addColumn<bool>("environmentFirst");
        QTest::newRow("environment") << true;
        QTest::newRow("file") << false;
    }
    void theHomeIsRememberedAndComesFirst()
    {
        QFETCH(bool, environmentFirst);
        TempDatabase temp;
        const auto first = *Vault::open(temp.database(), environmentFirst ? withEnvironment() : withFile());
        const MasterKeyHome home = environmentFirst ? MasterKeyHome::Environment : MasterKeyHome::File;
        QVERIFY(first->home() == home);
        QCOMPARE(temp.value(QStringLiteral("SELECT value FROM meta WHERE name = 'master_key_home'"))
                         .toString(),
                 toString(home));
        // A secret of the environment that came later, were it a bad one, does not matter to another home.
        const QByteArray later = environmentFirst ? good : QByteArray("dev-secret-key");
        const auto second = Vault::open(temp.database(), withEnvironment(later));
        QVERIFY2(second, second ? "" : qPrintable(second.error().message));
        QVERIFY((*second)->home() == home);
        QCOMPARE((*second)->unseal(first->seal(Secret("x")))->expose(), QByteArray("x"));
        QCOMPARE(QFile::exists(temp.path(QStringLiteral("master.key"))), !environmentFirst);
    }

    void aMissingOrWrongEnvironmentIsToldInOneLine_data()
    {
        QTest::addColumn<QByteArray>("secret");
        QTest::newRow("missing") << QByteArray();
        QTest::newRow("wrong") << another;
        QTest::newRow("almost") << good + ' ';
    }
    void aMissingOrWrongEnvironmentIsToldInOneLine()
    {
        QFETCH(QByteArray, secret);
        TempDatabase temp;
        QVERIFY(Vault::open(temp.database(), withEnvironment()));
        const auto vault = Vault::open(temp.database(), withEnvironment(secret));
        QVERIFY(!vault);
        QCOMPARE(vault.error().code, ErrorCode::SecretUnavailable);
        QVERIFY(vault.error().message.contains(u"GATEWAY_SECRET_KEY"));
        QVERIFY(!vault.error().message.contains(u'\n'));
        QVERIFY(!vault.error().message.contains(QString::fromLatin1(another)));
        // And nothing was made in its place.
        QVERIFY(!QFile::exists(temp.path(QStringLiteral("master.key"))));
        QVERIFY(Vault::open(temp.database(), withEnvironment()));
    }

    void badSecretsAreRefused_data()
    {
        QTest::addColumn<QByteArray>("secret");
        QTest::addColumn<bool>("accepted");
        const auto row = [](const char *name, const QByteArray &secret, bool accepted = false) {
            QTest::newRow(name) << secret << accepted;
        };
        row("generated", good, true);
        row("openssl rand -hex 32", "9c1f0ab47d3e62815f7b90de4c8a13f6b2e507d98a46c1f3e07b5d9284af6c31", true);
        row("uuid", "3f0b1e9a-7c54-4d2e-9a86-5b1f2c7d8e90", true);
        row("passphrase", "correct horse battery staple and more", true);
        row("with umlauts", QByteArrayLiteral("\xc3\xa4\xc3\xb6\xc3\xbc-kdj3k4j5h6g7f8d9s0a1q2w3e4"), true);
        row("31 characters", good.chopped(1));
        row("Flask's", "dev-secret-key");
        row("Flask's, longer", "dev-secret-key-dev-secret-key-dev-secret-key");
        row("change me", "change-me-change-me-please-change-me-now");
        row("CHANGE_ME in capitals", "PLEASE_CHANGE_ME_TO_SOMETHING_SECRET");
        row("your secret", "your-secret-key-goes-here-0123456789abc");
        row("placeholder", "this-is-just-a-placeholder-for-the-secret");
        row("one character", QByteArray(64, 'x'));
        row("two characters", QByteArray("ab").repeated(20));
        row("a repeated word", QByteArray("secret42").repeated(5));
        row("counting", "0123456789abcdef0123456789abcdef0123456789abcdef");
    }
    void badSecretsAreRefused()
    {
        QFETCH(QByteArray, secret);
        QFETCH(bool, accepted);
        TempDatabase temp;
        const auto vault = Vault::open(temp.database(), withEnvironment(secret));
        QCOMPARE(vault.has_value(), accepted);
        if (accepted)
            return;
        QCOMPARE(vault.error().code, ErrorCode::SecretRefused);
        QVERIFY(!vault.error().message.contains(QString::fromUtf8(secret)));
        QVERIFY(!vault.error().message.contains(u'\n'));
        QVERIFY(temp.value(QStringLiteral("SELECT count(*) FROM meta WHERE name = 'master_key_home'"))
                        .toInt() == 0);
    }

    void theKeyFileIsPrivateAndWhole()
    {
        TempDatabase temp;
        const auto vault = *Vault::open(temp.database(), withFile());
        QVERIFY(vault->home() == MasterKeyHome::File);
        QFile file(temp.path(QStringLiteral("master.key")));
        QVERIFY(!(file.permissions() & (QFile::ReadGroup | QFile::WriteGroup | QFile::ReadOther |
                                        QFile::WriteOther | QFile::ExeOwner)));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(file.readAll().size(), 65);
        // No half of it lies about.
        QCOMPARE(QDir(temp.location().dataDir).entryList({QStringLiteral("master.key*")}),
                 QStringList{QStringLiteral("master.key")});
    }

    void aLostOrForeignKeyFileIsToldInOneLine_data()
    {
        QTest::addColumn<QByteArray>("content");
        QTest::addColumn<QString>("hint");
        QTest::newRow("lost") << QByteArray() << "missing";
        QTest::newRow("foreign") << QByteArray(64, 'a') + '\n' << "is not the master key";
        QTest::newRow("cut") << QByteArray(30, 'a') << "damaged";
        QTest::newRow("not hexadecimal") << QByteArray(64, 'z') + '\n' << "damaged";
    }
    void aLostOrForeignKeyFileIsToldInOneLine()
    {
        QFETCH(QByteArray, content);
        QFETCH(QString, hint);
        TempDatabase temp;
        QVERIFY(Vault::open(temp.database(), withFile()));
        QFile file(temp.path(QStringLiteral("master.key")));
        QVERIFY(file.remove());
        if (!content.isEmpty()) {
            QVERIFY(file.open(QIODevice::WriteOnly));
            QCOMPARE(file.write(content), content.size());
            file.close();
        }
        const auto vault = Vault::open(temp.database(), withFile());
        QVERIFY(!vault);
        QCOMPARE(vault.error().code, ErrorCode::SecretUnavailable);
        QVERIFY2(vault.error().message.contains(hint), qPrintable(vault.error().message));
        QVERIFY(vault.error().message.contains(u"master.key"));
        QVERIFY(!vault.error().message.contains(u'\n'));
        QCOMPARE(file.exists(), !content.isEmpty()); // never a second one
    }

    void anOpenKeyFileIsClosedToOthers()
    {
        TempDatabase temp;
        QVERIFY(Vault::open(temp.database(), withFile()));
        const QString path = temp.path(QStringLiteral("master.key"));
        QVERIFY(QFile::setPermissions(path, QFile::ReadOwner | QFile::WriteOwner | QFile::ReadGroup |
                                                    QFile::ReadOther));
        QVERIFY(Vault::open(temp.database(), withFile()));
        QVERIFY(!(QFile::permissions(path) & (QFile::ReadGroup | QFile::ReadOther)));
    }

    // A start that died between making the file and recording it.
    void aKeyFileFromAnUnfinishedStartIsKept()
    {
        TempDatabase temp;
        const QString path = temp.path(QStringLiteral("master.key"));
        QVERIFY(keyfile::create(path, Secret(QByteArray(32, 'k'))));
        const Outcome second = keyfile::create(path, Secret(QByteArray(32, 'x')));
        QVERIFY(!second);
        QCOMPARE(second.error().code, ErrorCode::AlreadyExists);
        QVERIFY(Vault::open(temp.database(), withFile()));
        QCOMPARE(keyfile::read(path)->expose(), QByteArray(32, 'k'));
    }

    void theKeychainIsNotAskedWhenItIsOff()
    {
        TempDatabase temp;
        QVERIFY(temp.database().run(
                QStringLiteral("INSERT INTO meta VALUES ('master_key_home', 'keychain'), "
                               "('master_key_entry', 'e'), ('master_key_check', x'00')")));
        const auto vault = Vault::open(temp.database(), withFile());
        QVERIFY(!vault);
        QCOMPARE(vault.error().code, ErrorCode::SecretUnavailable);
        QVERIFY(vault.error().message.contains(u"keychain"));
    }

    void aHomeOfANewerProgramIsRefused()
    {
        TempDatabase temp;
        QVERIFY(temp.database().run(QStringLiteral("INSERT INTO meta VALUES ('master_key_home', 'moon')")));
        const auto vault = Vault::open(temp.database(), withEnvironment());
        QVERIFY(!vault);
        QVERIFY(vault.error().message.contains(u"moon"));
    }

    void theFirstKeyIsMadeOnceByRacingProcesses()
    {
        TempDatabase temp;
        temp.close();
        constexpr int count = 6;
        std::vector<std::unique_ptr<QProcess>> processes;
        for (int i = 0; i < count; ++i) {
            processes.push_back(std::make_unique<QProcess>());
            processes.back()->setProcessChannelMode(QProcess::ForwardedErrorChannel);
            processes.back()->start(QCoreApplication::applicationFilePath(),
                                    {QStringLiteral("open"), temp.location().dataDir});
        }
        for (const auto &process : processes) {
            QVERIFY(process->waitForFinished(60'000));
            QCOMPARE(process->exitCode(), 0);
        }
        // Whoever won: what each of them sealed can be opened.
        const std::unique_ptr<Database> database = temp.connect();
        const auto vault = *Vault::open(*database, withFile());
        for (const auto &process : processes) {
            const Result<Secret> opened =
                    vault->unseal(QByteArray::fromHex(process->readAllStandardOutput()));
            QVERIFY(opened);
            QCOMPARE(opened->expose(), QByteArray("of a child"));
        }
    }

    void twoDatabasesOfOneSecretAreApartAndEqualKeysWork()
    {
        TempDatabase one;
        TempDatabase two;
        const auto first = *Vault::open(one.database(), withEnvironment());
        const auto second = *Vault::open(two.database(), withEnvironment(another));
        QVERIFY(!second->unseal(first->seal(Secret("x"))));
        QCOMPARE(environment_secret::deriveKey(good).expose().size(), 32);
        QVERIFY(environment_secret::deriveKey(good).expose() !=
                environment_secret::deriveKey(another).expose());
    }

    void optionsComeFromTheEnvironment()
    {
        qputenv("SECRET_KEY", "of-flask");
        qunsetenv("GATEWAY_SECRET_KEY");
        QCOMPARE(Vault::optionsFromEnvironment().environmentSecret, QByteArray("of-flask"));
        qputenv("GATEWAY_SECRET_KEY", "our-own");
        QCOMPARE(Vault::optionsFromEnvironment().environmentSecret, QByteArray("our-own"));
        qunsetenv("GATEWAY_SECRET_KEY");
        qunsetenv("SECRET_KEY");
        QVERIFY(Vault::optionsFromEnvironment().environmentSecret.isEmpty());
    }

    // Every byte in the data directory is looked at: database, WAL, key file, copies, whatever there is.
    void noClearKeyIsOnDisk()
    {
        TempDatabase temp;
        const FakeClock clock;
        Management management(temp.database(), clock, QStringLiteral("cli:test"));
        const auto vault = *Vault::open(temp.database(), withFile());
        const QByteArray providerKey = "sk-prov-Xb7Lm2Qw9Zr4Tn6Vk1Hs8Jd3";
        const QByteArray password = "correct horse battery staple";
        Provider provider;
        provider.name = QStringLiteral("up");
        provider.baseUrl = QStringLiteral("https://api.example.com/v1");
        QVERIFY(management.addProvider(provider, Secret(providerKey), vault.get()));
        QVERIFY(management.setProviderKey(QStringLiteral("up"), Secret(providerKey), *vault, true));
        QVERIFY(management.addUser(QStringLiteral("ann"), Secret(password)));
        const IssuedKey issued = *management.issueKey({QStringLiteral("ann"), {}, {}});
        const IssuedKey rotated = *management.rotateKey(issued.key.id);
        QVERIFY(temp.database().run(QStringLiteral("VACUUM INTO ?"), {temp.path(QStringLiteral("copy.db"))}));

        QFile keyFile(temp.path(QStringLiteral("master.key")));
        QVERIFY(keyFile.open(QIODevice::ReadOnly));
        const QByteArray masterDigits = keyFile.readAll().trimmed();
        const QByteArray master = QByteArray::fromHex(masterDigits);

        const QFileInfoList files = QDir(temp.location().dataDir).entryInfoList(QDir::Files | QDir::Hidden);
        QVERIFY(files.size() >= 4);
        for (const QFileInfo &info : files) {
            QFile file(info.filePath());
            QVERIFY(file.open(QIODevice::ReadOnly));
            const QByteArray content = file.readAll();
            QVERIFY(!content.isEmpty());
            const QByteArray name = info.fileName().toLocal8Bit();
            for (const QByteArray &clear :
                 {providerKey, password, issued.secret.expose(), rotated.secret.expose()}) {
                QVERIFY2(!content.contains(clear), name.constData());
                QVERIFY2(!content.contains(clear.mid(4, 20)), name.constData());
                QVERIFY2(!content.contains(clear.toHex()) && !content.contains(clear.toBase64()),
                         name.constData());
            }
            if (name != "master.key") {
                QVERIFY2(!content.contains(master), name.constData());
                QVERIFY2(!content.contains(masterDigits), name.constData());
            }
        }
    }
};

int main(int argc, char *argv[])
{
    QCoreApplication application(argc, argv);
    if (argc == 3 && qstrcmp(argv[1], "open") == 0)
        return openAsChild(QString::fromLocal8Bit(argv[2]));
    TestVault test;
    return QTest::qExec(&test, argc, argv);
}

#include "tst_vault.moc"
