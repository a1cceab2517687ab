// SPDX-License-Identifier: MIT
#include "ui/support/provider_windows.h"

#include "support/test_data.h"

#include <QLineEdit>
#include <QTest>

using namespace Qt::Literals::StringLiterals;

namespace gateway::test {

using namespace ui;

void listsTwoModels(UpstreamCall &call)
{
    if (call.request().header("Authorization") != QByteArray("Bearer ") + goodKey) {
        call.answer(401, R"({"error":{"message":"Incorrect API key","code":"invalid_api_key"}})");
        return;
    }
    if (call.request().target().endsWith("/models")) {
        call.answer(200, R"({"object":"list","data":[{"id":"alpha"},{"id":"beta"}]})");
        return;
    }
    call.beginStream();
    for (const QByteArray &event : chatStream({"Hi"}))
        call.piece(event);
    call.endStream();
}

ProvidersPage *openProviders(WindowFixture &f)
{
    return f.open<ProvidersPage>(PageId::Providers);
}

ProviderDialog *openProviderDialog(WindowFixture &f)
{
    QTest::keySequence(f.window.get(), QKeySequence::New);
    return f.waitForDialog<ProviderDialog>();
}

QLineEdit *field(QWidget *dialog, const QString &name)
{
    const auto lines = dialog->findChildren<QLineEdit *>();
    for (QLineEdit *line : lines) {
        if (line->accessibleName().startsWith(name))
            return line;
    }
    return nullptr;
}

void typeProvider(ProviderDialog *dialog, const QString &name, const QString &baseUrl, const QString &key)
{
    dialog->choosePreset({});
    QTest::keyClicks(field(dialog, u"Name"_s), name);
    QTest::keyClicks(field(dialog, u"Base URL"_s), baseUrl);
    QTest::keyClicks(field(dialog, u"Provider key"_s), key);
}

bool shows(QWidget *parent, const QString &word)
{
    const auto labels = parent->findChildren<QLabel *>();
    return std::any_of(labels.begin(), labels.end(), [&word](const QLabel *label) {
        const auto *elided = qobject_cast<const ElidedLabel *>(label);
        return label->isVisible() && (elided ? elided->fullText() : label->text()).contains(word);
    });
}

} // namespace gateway::test
