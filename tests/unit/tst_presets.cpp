// SPDX-License-Identifier: MIT
#include "config/presets.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QSet>
#include <QTest>
#include <QUrl>

using namespace gateway;

class TestPresets final : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void everyEntryOfTheFileIsRead()
    {
        QFile file(QStringLiteral(":/presets/providers.json"));
        QVERIFY(file.open(QIODevice::ReadOnly));
        QJsonParseError error;
        const QJsonObject root = QJsonDocument::fromJson(file.readAll(), &error).object();
        QCOMPARE(error.error, QJsonParseError::NoError);
        const QJsonArray entries = root.value(u"providers").toArray();
        QVERIFY(entries.size() >= 25);
        QCOMPARE(providerPresets().size(), entries.size());
        const QSet<QString> known{
                QStringLiteral("id"),         QStringLiteral("name"),
                QStringLiteral("name_zh"),    QStringLiteral("base_url"),
                QStringLiteral("dialect"),    QStringLiteral("base_url_hint"),
                QStringLiteral("auth"),       QStringLiteral("needs_key"),
                QStringLiteral("usage"),      QStringLiteral("key_env"),
                QStringLiteral("key_url"),    QStringLiteral("anthropic_base_url"),
                QStringLiteral("test_model"), QStringLiteral("models"),
                QStringLiteral("responses"),  QStringLiteral("anthropic_auth"),
        };
        for (const QJsonValue &entry : entries) {
            for (const QString &field : entry.toObject().keys())
                QVERIFY2(known.contains(field), qPrintable(field));
        }
    }

    void entriesAreSound_data()
    {
        QTest::addColumn<int>("index");
        for (int i = 0; i < int(providerPresets().size()); ++i)
            QTest::newRow(qPrintable(providerPresets()[i].id)) << i;
    }
    void entriesAreSound()
    {
        QFETCH(int, index);
        const ProviderPreset &preset = providerPresets()[index];
        const Provider &provider = preset.provider;
        static const QRegularExpression idForm(QStringLiteral("^[a-z][a-z0-9-]*$"));
        static const QRegularExpression envForm(QStringLiteral("^[A-Z][A-Z0-9_]*_API_KEY$"));
        QVERIFY(idForm.match(preset.id).hasMatch());
        QVERIFY(!preset.name.isEmpty());
        QVERIFY(!preset.nameZh.isEmpty());
        QCOMPARE(findPreset(preset.id), &preset);
        QCOMPARE(provider.preset, preset.id);
        QVERIFY(!provider.id && provider.keys.isEmpty());
        QCOMPARE(provider.auth == AuthStyle::Header, !provider.authHeader.isEmpty());
        QCOMPARE(QSet<QString>(provider.models.begin(), provider.models.end()).size(),
                 provider.models.size());
        QVERIFY(!provider.models.contains(QString()));
        if (!preset.testModel.isEmpty())
            QVERIFY(provider.models.contains(preset.testModel));
        if (preset.needsKey) {
            QVERIFY(envForm.match(preset.keyEnv).hasMatch());
            QVERIFY(QUrl(preset.keyUrl, QUrl::StrictMode).isValid());
            QVERIFY(preset.keyUrl.startsWith(u"https://"));
            QVERIFY(provider.auth != AuthStyle::None);
        }
        if (provider.dialect == Dialect::OpenAi) {
            QCOMPARE(provider.baseUrl.isEmpty(), !preset.baseUrlHint.isEmpty());
            if (!provider.baseUrl.isEmpty()) {
                QCOMPARE(normaliseBaseUrl(provider.baseUrl).value_or(QString()), provider.baseUrl);
                const QUrl url(provider.baseUrl);
                QVERIFY(url.scheme() == u"https" || url.host() == u"127.0.0.1");
                QVERIFY(url.path().size() > 1);
            }
        }
        if (provider.dialect == Dialect::Anthropic) {
            QVERIFY(preset.anthropicBaseUrl.isEmpty());
            QVERIFY(!provider.responses);
            QVERIFY(provider.baseUrl.startsWith(u"https://") && !provider.baseUrl.endsWith(u"/v1"));
        }
        QCOMPARE(provider.anthropicUrl, preset.anthropicBaseUrl);
        QCOMPARE(preset.anthropicAuth == AuthStyle::Header, !preset.anthropicAuthHeader.isEmpty());
        if (!preset.anthropicBaseUrl.isEmpty())
            QVERIFY(!preset.anthropicBaseUrl.endsWith(u"/v1") && !preset.anthropicBaseUrl.endsWith(u'/'));
    }

    void idsAreUnique()
    {
        QSet<QString> ids;
        for (const ProviderPreset &preset : providerPresets())
            ids.insert(preset.id);
        QCOMPARE(ids.size(), providerPresets().size());
        QCOMPARE(findPreset(u"no-such-provider"), nullptr);
    }

    void someThatPeopleRelyOn()
    {
        const ProviderPreset *moonshot = findPreset(u"moonshot-cn");
        QVERIFY(moonshot);
        QCOMPARE(moonshot->provider.baseUrl, QStringLiteral("https://api.moonshot.cn/v1"));
        QVERIFY(moonshot->provider.models.contains(QStringLiteral("moonshot-v1-8k")));
        const ProviderPreset *azure = findPreset(u"azure");
        QVERIFY(azure);
        QCOMPARE(azure->provider.auth, AuthStyle::Header);
        QCOMPARE(azure->provider.authHeader, QByteArray("api-key"));
        const ProviderPreset *anthropic = findPreset(u"anthropic");
        QVERIFY(anthropic);
        QCOMPARE(anthropic->provider.dialect, Dialect::Anthropic);
        QCOMPARE(anthropic->provider.authHeader, QByteArray("x-api-key"));
        QCOMPARE(findPreset(u"anthropic-openai")->provider.dialect, Dialect::OpenAi);
        for (const QStringView id :
             {QStringView(u"moonshot-cn"), QStringView(u"moonshot"), QStringView(u"deepseek"),
              QStringView(u"zhipu"), QStringView(u"zai"), QStringView(u"minimax"), QStringView(u"minimax-cn"),
              QStringView(u"ollama")})
            QVERIFY2(!findPreset(id)->provider.anthropicUrl.isEmpty(), qPrintable(id.toString()));
        QVERIFY(findPreset(u"openai")->provider.responses);
        QVERIFY(!findPreset(u"mistral")->provider.responses);
        const ProviderPreset *demo = findPreset(u"demo");
        QVERIFY(demo);
        QCOMPARE(demo->provider.dialect, Dialect::Demo);
        QCOMPARE(demo->provider.auth, AuthStyle::None);
        QVERIFY(!demo->needsKey);
        QCOMPARE(demo->provider.models, QStringList{QStringLiteral("demo")});
        QCOMPARE(findPreset(u"mistral")->provider.usageOption, UsageOption::Unneeded);
        QCOMPARE(findPreset(u"openai")->provider.usageOption, UsageOption::Ask);
        QVERIFY(!findPreset(u"ollama")->needsKey);
    }

    void joins_data()
    {
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("endpoint");
        QTest::addColumn<QString>("url");
        const auto row = [](const char *base, const char *endpoint, const char *url) {
            QTest::addRow("%s + %s", base, endpoint)
                    << QString::fromLatin1(base) << QString::fromLatin1(endpoint) << QString::fromLatin1(url);
        };
        row("https://h/v1", "/v1/chat/completions", "https://h/v1/chat/completions");
        row("https://h/v1/", "/v1/chat/completions", "https://h/v1/chat/completions");
        row("https://h", "/v1/chat/completions", "https://h/v1/chat/completions");
        row("https://h/", "/v1/models", "https://h/v1/models");
        row("https://h:8443", "/v1/models", "https://h:8443/v1/models");
        row("http://[::1]:8080", "/v1/models", "http://[::1]:8080/v1/models");
        row("https://h/api/paas/v4", "/v1/chat/completions", "https://h/api/paas/v4/chat/completions");
        row("https://h/compatible-mode/v1", "/v1/embeddings", "https://h/compatible-mode/v1/embeddings");
        row("https://h/v1beta/openai", "/v1/models", "https://h/v1beta/openai/models");
        row("https://h/api/v3", "/v1/completions", "https://h/api/v3/completions");
        row("https://h/openai/v1", "/v1/chat/completions", "https://h/openai/v1/chat/completions");
        row("https://h/proxy", "/v1/chat/completions", "https://h/proxy/chat/completions");
        row("https://h/v1", "/chat/completions", "https://h/v1/chat/completions");
        row("https://h/v1", "/v1/audio/speech", "https://h/v1/audio/speech");
    }
    void joins()
    {
        QFETCH(QString, base);
        QFETCH(QString, endpoint);
        QTEST(joinEndpoint(base, endpoint), "url");
    }

    void joinsOfAnthropic_data()
    {
        QTest::addColumn<QString>("base");
        QTest::addColumn<QString>("url");
        const auto row = [](const char *base, const char *url) {
            QTest::newRow(base) << QString::fromLatin1(base) << QString::fromLatin1(url);
        };
        row("https://h", "https://h/v1/messages");
        row("https://h/", "https://h/v1/messages");
        row("https://h/v1", "https://h/v1/messages");
        row("https://h/anthropic", "https://h/anthropic/v1/messages");
        row("https://h/anthropic/v1/", "https://h/anthropic/v1/messages");
        row("https://h/coding", "https://h/coding/v1/messages");
    }
    void joinsOfAnthropic()
    {
        QFETCH(QString, base);
        QTEST(joinAnthropicEndpoint(base, u"/v1/messages"), "url");
    }

    void accessToAnthropic()
    {
        const auto ofPreset = [](QStringView id) { return anthropicAccess(findPreset(id)->provider); };
        AnthropicAccess access = ofPreset(u"anthropic");
        QCOMPARE(access.baseUrl, QStringLiteral("https://api.anthropic.com"));
        QCOMPARE(access.authHeader, QByteArray("x-api-key"));
        // The same host takes the key in two ways, by dialect.
        QCOMPARE(findPreset(u"anthropic-openai")->provider.auth, AuthStyle::Bearer);
        QCOMPARE(ofPreset(u"anthropic-openai").auth, AuthStyle::Header);
        QCOMPARE(ofPreset(u"anthropic-openai").authHeader, QByteArray("x-api-key"));
        QCOMPARE(ofPreset(u"moonshot").auth, AuthStyle::Bearer);
        QCOMPARE(ofPreset(u"ollama").auth, AuthStyle::None);
        QVERIFY(ofPreset(u"openai").baseUrl.isEmpty());
        // Another address than the preset's is told the key as the provider is.
        Provider moved = findPreset(u"anthropic-openai")->provider;
        moved.anthropicUrl = QStringLiteral("https://proxy.example/anthropic");
        QCOMPARE(anthropicAccess(moved).auth, AuthStyle::Bearer);
    }

    void normalises_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("base"); // empty: refused
        const auto row = [](const char *text, const char *base) {
            QTest::newRow(text) << QString::fromUtf8(text) << QString::fromLatin1(base);
        };
        row("https://api.openai.com/v1", "https://api.openai.com/v1");
        row("https://api.openai.com/v1/", "https://api.openai.com/v1");
        row(" https://api.openai.com/v1 \n", "https://api.openai.com/v1");
        row("https://api.openai.com//", "https://api.openai.com");
        row("HTTPS://API.OpenAI.com/V1", "https://api.openai.com/V1");
        row("https://api.deepseek.com", "https://api.deepseek.com");
        row("https://h/v1/chat/completions", "https://h/v1");
        row("https://h/v1/chat/completions/", "https://h/v1");
        row("https://h/v1/models", "https://h/v1");
        row("https://h/v1/embeddings", "https://h/v1");
        row("https://h/v1/completions", "https://h/v1");
        row("https://h/chat/completions", "https://h");
        row("https://h/v1/responses", "https://h/v1");
        row("https://h/v1/messages", "https://h");
        row("https://h/anthropic/v1/messages/count_tokens", "https://h/anthropic");
        row("https://h/messages", "https://h/messages");
        row("https://h/api/paas/v4", "https://h/api/paas/v4");
        row("http://127.0.0.1:11434/v1", "http://127.0.0.1:11434/v1");
        row("http://[::1]:8080", "http://[::1]:8080");
        row("http://localhost:8000", "http://localhost:8000");
        row("https://h/a%20b/v1", "https://h/a%20b/v1");
        row("https://h/@scope/v1", "https://h/@scope/v1");
        row("", "");
        row("api.openai.com/v1", "");
        row("localhost:8000", "");
        row("ftp://h/v1", "");
        row("file:///etc/passwd", "");
        row("https://", "");
        row("https:///v1", "");
        row("https://user:pw@h/v1", "");
        row("https://user@h/v1", "");
        row("https://@h/v1", "");
        row("https://h/v1?key=x", "");
        row("https://h/v1?", "");
        row("https://h/v1#x", "");
        row("https://h:0/v1", "");
        row("https://h:99999/v1", "");
        row("https://h h/v1", "");
        row("https://{resource}.openai.azure.com/openai/v1", "");
        row("https://h/v1\r\nX: y", "");
    }
    void normalises()
    {
        QFETCH(QString, text);
        QFETCH(QString, base);
        const auto url = normaliseBaseUrl(text);
        if (base.isEmpty()) {
            QVERIFY2(!url, url ? qPrintable(*url) : "");
            QCOMPARE(url.error().code, ErrorCode::InvalidArgument);
            QVERIFY(!url.error().message.contains(u"pw"));
        } else {
            QVERIFY2(url, url ? "" : qPrintable(url.error().message));
            QCOMPARE(*url, base);
            QCOMPARE(normaliseBaseUrl(*url).value_or(QString()), base);
        }
    }
};

QTEST_GUILESS_MAIN(TestPresets)
#include "tst_presets.moc"
