// SPDX-License-Identifier: MIT
#include "ui/pages/playground_page.h"
#include "ui/playground/composer.h"
#include "ui/playground/exchange_dialog.h"
#include "ui/playground/message_text.h"
#include "ui/playground/message_view.h"
#include "ui/support/real_window.h"
#include "ui/support/window_fixture.h"

#include "support/fake_upstream.h"
#include "support/test_data.h"

#include <QApplication>
#include <QClipboard>
#include <QComboBox>
#include <QDropEvent>
#include <QImage>
#include <QJsonArray>
#include <QJsonDocument>
#include <QLineEdit>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QTest>

using namespace gateway;
using namespace gateway::test;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

// Answers every streamed call with two words.
void stream(UpstreamCall &call)
{
    call.beginStream();
    for (const QByteArray &event : chatStream({"Hello", " there"}))
        call.piece(event);
    call.endStream();
}

void refuse(UpstreamCall &call)
{
    call.answer(400, R"({"error":{"message":"too hot","type":"invalid_request_error"}})");
}

// The window on a gateway that runs, with one provider and its models.
std::unique_ptr<RealWindow> openPlayground(const FakeUpstream &upstream)
{
    auto window = std::make_unique<RealWindow>(
            [&](Management &management) {
                (void)management.addProvider(
                        keylessProvider(u"fake"_s, {u"alpha"_s, u"beta"_s}, upstream.baseUrl()), {}, nullptr);
            },
            QStringList{u"127.0.0.1:0"_s});
    window->control->start();
    (void)QTest::qWaitFor([&] { return window->control->state() == GatewayControl::State::Running; }, 15'000);
    window->window->open(PageId::Playground);
    return window;
}

QWidget *page(RealWindow &f)
{
    return f.window->page(PageId::Playground);
}

void say(RealWindow &f, const QString &text)
{
    auto *message = page(f)->findChild<QPlainTextEdit *>(u"message"_s);
    message->setFocus();
    QTest::keyClicks(message, text);
    QTest::keyClick(message, Qt::Key_Return);
}

QList<MessageView *> answers(RealWindow &f)
{
    QList<MessageView *> found = page(f)->findChildren<MessageView *>(u"answer"_s);
    found.removeIf([](const MessageView *one) { return one->isHidden(); }); // kept for an undo
    return found;
}

bool settled(const MessageView *answer)
{
    return answer->figures().contains(u"out"_s); // of the ledger's row
}

QString modelOf(RealWindow &f)
{
    return page(f)->findChild<QComboBox *>(u"playgroundModel"_s)->currentText();
}

} // namespace

class TestPlayground : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void aConversation()
    {
        FakeUpstream upstream(stream);
        const auto f = openPlayground(upstream);
        QTRY_COMPARE(modelOf(*f), u"alpha"_s);
        say(*f, u"Hi"_s);
        QTRY_COMPARE_WITH_TIMEOUT(answers(*f).size(), 1, 15'000);
        QTRY_COMPARE_WITH_TIMEOUT(answers(*f).constFirst()->text(), u"Hello there"_s, 15'000);
        QTRY_VERIFY_WITH_TIMEOUT(settled(answers(*f).constFirst()), 15'000);
        QVERIFY(answers(*f).constFirst()->error().isEmpty());
        say(*f, u"And now?"_s);
        QTRY_COMPARE_WITH_TIMEOUT(upstream.posts(), 2, 15'000);
        const QJsonArray sent =
                QJsonDocument::fromJson(upstream.requests().constLast().body)[u"messages"_s].toArray();
        QCOMPARE(sent.size(), 3);
        QCOMPARE(sent[1][u"role"_s].toString(), u"assistant"_s);
        QCOMPARE(sent[1][u"content"_s].toString(), u"Hello there"_s);
    }

    void twoModelsSideBySide()
    {
        FakeUpstream upstream(stream);
        const auto f = openPlayground(upstream);
        QTRY_COMPARE(modelOf(*f), u"alpha"_s);
        QTest::mouseClick(page(*f)->findChild<QPushButton *>(u"sideBySide"_s), Qt::LeftButton);
        say(*f, u"Hi"_s);
        QTRY_COMPARE_WITH_TIMEOUT(upstream.posts(), 2, 15'000);
        QStringList models;
        for (const SeenRequest &request : upstream.requests()) {
            if (request.method() == "POST")
                models += QJsonDocument::fromJson(request.body)[u"model"_s].toString();
        }
        models.sort();
        QCOMPARE(models, (QStringList{u"alpha"_s, u"beta"_s}));
        QTRY_VERIFY_WITH_TIMEOUT(settled(answers(*f).value(0)) && settled(answers(*f).value(1)), 15'000);
    }

    void stopEndsTheCall()
    {
        FakeUpstream upstream([](UpstreamCall &call) {
            call.beginStream();
            call.piece(chatStream({"Hello"}).constFirst());
            call.waitForClientToLeave();
        });
        const auto f = openPlayground(upstream);
        QTRY_COMPARE(modelOf(*f), u"alpha"_s);
        say(*f, u"Hi"_s);
        auto *send = page(*f)->findChild<QPushButton *>(u"send"_s);
        QTRY_COMPARE_WITH_TIMEOUT(send->text(), u"Stop"_s, 15'000);
        QTRY_COMPARE_WITH_TIMEOUT(upstream.posts(), 1, 15'000);
        QTest::mouseClick(send, Qt::LeftButton);
        QTRY_COMPARE(send->text(), u"Send"_s);
        QTRY_COMPARE_WITH_TIMEOUT(upstream.clientsLeft(), 1, 15'000);
        QVERIFY(answers(*f).constFirst()->error().isEmpty());
    }

    void aRefusalIsShown()
    {
        FakeUpstream upstream(refuse);
        const auto f = openPlayground(upstream);
        QTRY_COMPARE(modelOf(*f), u"alpha"_s);
        say(*f, u"Hi"_s);
        QTRY_COMPARE_WITH_TIMEOUT(answers(*f).size(), 1, 15'000);
        QTRY_VERIFY_WITH_TIMEOUT(answers(*f).constFirst()->error().contains(u"too hot"_s), 15'000);
        QVERIFY(answers(*f).constFirst()->error().contains(u"400"_s));
    }

    void whatWasSentIsShown()
    {
        FakeUpstream upstream(refuse);
        const auto f = openPlayground(upstream);
        QTRY_COMPARE(modelOf(*f), u"alpha"_s);
        say(*f, u"Hi"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!answers(*f).isEmpty() && !answers(*f).constFirst()->error().isEmpty(),
                                 15'000);
        QTest::mouseClick(answers(*f).constFirst()->findChild<QPushButton *>(u"explain"_s), Qt::LeftButton);
        auto *dialog = f->waitForDialog<ExchangeDialog>();
        QVERIFY(dialog);
        const QString sent = dialog->findChild<QPlainTextEdit *>(u"sent"_s)->toPlainText();
        QVERIFY(sent.contains(u"/v1/chat/completions"_s));
        QVERIFY(sent.contains(u"\"Hi\""_s));
        QVERIFY(!sent.contains(u"sk-"_s)); // the window's own key stays out of sight
        QVERIFY(dialog->findChild<QPlainTextEdit *>(u"came"_s)->toPlainText().contains(u"too hot"_s));
        dialog->primaryButton()->click();
        QVERIFY(QGuiApplication::clipboard()->text().startsWith(u"curl "_s));
        QVERIFY(QGuiApplication::clipboard()->text().contains(u"YOUR_KEY"_s));
    }

    void aFailedQuestionCanBeAskedAgain()
    {
        FakeUpstream upstream(refuse);
        const auto f = openPlayground(upstream);
        QTRY_COMPARE(modelOf(*f), u"alpha"_s);
        say(*f, u"Hi"_s);
        QTRY_VERIFY_WITH_TIMEOUT(!answers(*f).isEmpty() && !answers(*f).constFirst()->error().isEmpty(),
                                 15'000);
        upstream.setScript(stream);
        QTest::mouseClick(answers(*f).constFirst()->findChild<QPushButton *>(u"again"_s), Qt::LeftButton);
        QTRY_VERIFY_WITH_TIMEOUT(
                answers(*f).size() == 1 && answers(*f).constFirst()->text() == u"Hello there"_s, 15'000);
        const QJsonArray sent =
                QJsonDocument::fromJson(upstream.requests().constLast().body)[u"messages"_s].toArray();
        QCOMPARE(sent.size(), 1);
        QCOMPARE(sent[0][u"content"_s].toString(), u"Hi"_s);
    }

    void aNewChatForgets()
    {
        FakeUpstream upstream(stream);
        const auto f = openPlayground(upstream);
        QTRY_COMPARE(modelOf(*f), u"alpha"_s);
        say(*f, u"Hi"_s);
        auto *anew = page(*f)->findChild<QPushButton *>(u"newChat"_s);
        QTRY_VERIFY_WITH_TIMEOUT(anew->isEnabled(), 15'000);
        QTest::mouseClick(anew, Qt::LeftButton);
        QTRY_VERIFY(answers(*f).isEmpty());
        say(*f, u"Again"_s);
        QTRY_COMPARE_WITH_TIMEOUT(upstream.posts(), 2, 15'000);
        QCOMPARE(
                QJsonDocument::fromJson(upstream.requests().constLast().body)[u"messages"_s].toArray().size(),
                1);
    }

    void aNewChatCanBeUndone()
    {
        FakeUpstream upstream(stream);
        const auto f = openPlayground(upstream);
        QTRY_COMPARE(modelOf(*f), u"alpha"_s);
        say(*f, u"Hi"_s);
        auto *anew = page(*f)->findChild<QPushButton *>(u"newChat"_s);
        QTRY_VERIFY_WITH_TIMEOUT(anew->isEnabled(), 15'000);
        QTest::mouseClick(anew, Qt::LeftButton);
        QTRY_VERIFY(answers(*f).isEmpty());
        QVERIFY(!anew->isEnabled());
        QTest::keyClick(f->window.get(), Qt::Key_Z, Qt::AltModifier);
        QCOMPARE(answers(*f).size(), 1);
        QVERIFY(answers(*f).constFirst()->isVisible());
        QVERIFY(anew->isEnabled());
        say(*f, u"Go on"_s); // the model is told all of it
        QTRY_COMPARE_WITH_TIMEOUT(upstream.posts(), 2, 15'000);
        const QJsonArray sent =
                QJsonDocument::fromJson(upstream.requests().constLast().body)[u"messages"_s].toArray();
        QCOMPARE(sent.size(), 3);
        QCOMPARE(sent[0][u"content"_s].toString(), u"Hi"_s);
    }

    void asksNobodyWithoutAModelOrAGateway()
    {
        WindowFixture f;
        f.window->open(PageId::Playground);
        QWidget *playground = f.window->page(PageId::Playground);
        auto *send = playground->findChild<QPushButton *>(u"send"_s);
        QVERIFY(!send->isEnabled()); // the gateway is stopped
        f.control.run(u"http://127.0.0.1:5000"_s);
        QTRY_VERIFY(send->isEnabled());
        auto *model = playground->findChild<QComboBox *>(u"playgroundModel"_s);
        QVERIFY(model->currentText().isEmpty()); // nobody offers one
        QTest::keyClicks(playground->findChild<QPlainTextEdit *>(u"message"_s), u"Hi"_s);
        QTest::mouseClick(send, Qt::LeftButton);
        QVERIFY(model->hasFocus() || model->lineEdit()->hasFocus());
    }

    void elsewhereAKeyIsAskedFor()
    {
        WindowFixture f(
                [](Management &management) { QVERIFY(management.addProvider(demoProvider(), {}, nullptr)); });
        f.control.runElsewhere(u"http://127.0.0.1:5871"_s, 4711);
        f.window->open(PageId::Playground);
        QWidget *playground = f.window->page(PageId::Playground);
        QTRY_VERIFY(!playground->findChild<QComboBox *>(u"playgroundModel"_s)->currentText().isEmpty());
        auto *key = playground->findChild<QLineEdit *>(u"playgroundKey"_s);
        QVERIFY(key->isVisible());
        QTest::keyClicks(playground->findChild<QPlainTextEdit *>(u"message"_s), u"Hi"_s);
        QTest::mouseClick(playground->findChild<QPushButton *>(u"send"_s), Qt::LeftButton);
        QCOMPARE(QApplication::focusWidget(), key);
        QVERIFY(playground->findChildren<MessageView *>().isEmpty());
    }

    void parametersAreChecked_data()
    {
        QTest::addColumn<QString>("temperature");
        QTest::addColumn<bool>("good");
        QTest::newRow("none") << QString() << true;
        QTest::newRow("number") << u"0.7"_s << true;
        QTest::newRow("word") << u"hot"_s << false;
        QTest::newRow("too much") << u"2.1"_s << false;
    }
    void parametersAreChecked()
    {
        QFETCH(QString, temperature);
        QFETCH(bool, good);
        Composer composer(nullptr, nullptr);
        composer.findChild<QLineEdit *>(u"temperature"_s)->setText(temperature);
        composer.findChild<QLineEdit *>(u"maxTokens"_s)->setText(u"64"_s);
        const auto parameters = composer.parameters();
        QCOMPARE(parameters.has_value(), good);
        if (good) {
            QCOMPARE(parameters->temperature.has_value(), !temperature.isEmpty());
            QCOMPARE(parameters->maxTokens, std::optional(64));
        }
    }

    void imagesGoAsDataUrls()
    {
        QTemporaryDir directory;
        const QString file = directory.filePath(u"dot.png"_s);
        const QString text = directory.filePath(u"text.png"_s);
        QImage image(640, 480, QImage::Format_RGB32);
        image.fill(Qt::red);
        QVERIFY(image.save(file));
        QFile notes(text);
        QVERIFY(notes.open(QIODevice::WriteOnly) && notes.write("only words") > 0);
        notes.close();
        QVERIFY(!ImageFile::read(directory.filePath(u"none.png"_s)).error.isEmpty());
        QVERIFY(!ImageFile::read(text).error.isEmpty());
        const ImageFile::Loaded loaded = ImageFile::read(file);
        QVERIFY2(loaded.error.isEmpty(), qPrintable(loaded.error));
        QVERIFY(loaded.image.small.width() < image.width());
        const QJsonObject body = chatBody(u"m"_s, {{true, u"What is it?"_s, {loaded.image}}}, {});
        const QJsonValue content = body[u"messages"_s][0][u"content"_s];
        QCOMPARE(content[0][u"text"_s].toString(), u"What is it?"_s);
        const QString url = content[1][u"image_url"_s][u"url"_s].toString();
        QVERIFY(url.startsWith(u"data:image/png;base64,"_s));
        QVERIFY2(readableBody(body).size() < 500, qPrintable(readableBody(body)));
    }

    void imagesAreAttachedPastedAndDropped()
    {
        QTemporaryDir directory;
        const QString file = directory.filePath(u"dot.png"_s);
        QImage image(2, 2, QImage::Format_RGB32);
        image.fill(Qt::red);
        QVERIFY(image.save(file));
        Composer composer(nullptr, nullptr);
        composer.attach(file);
        QTRY_COMPARE(composer.message().images.size(), 1);

        auto *text = composer.findChild<QPlainTextEdit *>(u"message"_s);
        QGuiApplication::clipboard()->setImage(image);
        QTest::keySequence(text, QKeySequence(QKeySequence::Paste));
        QTRY_COMPARE(composer.message().images.size(), 2);
        QGuiApplication::clipboard()->setText(u"words"_s);
        QTest::keySequence(text, QKeySequence(QKeySequence::Paste));
        QCOMPARE(composer.message().text, u"words"_s);
        QCOMPARE(composer.message().images.size(), 2);

        QMimeData files;
        files.setUrls({QUrl::fromLocalFile(file)});
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&composer, &enter);
        QVERIFY(enter.isAccepted());
        QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&composer, &drop);
        QTRY_COMPARE(composer.message().images.size(), 3);
        QVERIFY(drop.isAccepted());

        QTest::mouseClick(composer.findChild<QPushButton *>(u"attachment"_s), Qt::LeftButton);
        QCOMPARE(composer.message().images.size(), 2);
    }

    void answersLoadNothing()
    {
        QTemporaryDir directory;
        const QString file = directory.filePath(u"secret.png"_s);
        QImage image(2, 2, QImage::Format_RGB32);
        image.fill(Qt::red);
        QVERIFY(image.save(file));
        MessageText text;
        text.setMessage(
                u"**Bold** ![x](%1) <b>tag</b>\n\n```\ncode\n```"_s.arg(QUrl::fromLocalFile(file).toString()),
                true);
        QVERIFY(!text.loadResource(QTextDocument::ImageResource, QUrl::fromLocalFile(file)).isValid());
        QVERIFY(text.toPlainText().contains(u"Bold"_s));
        QVERIFY(!text.toPlainText().contains(u"**"_s));
        QVERIFY(text.toPlainText().contains(u"<b>tag</b>"_s)); // HTML is text
    }

    void bodiesAndEvents()
    {
        ChatParameters parameters;
        parameters.system = u"Be brief."_s;
        parameters.topP = 0.5;
        const QJsonObject body = chatBody(u"m"_s, {{true, u"a"_s}, {false, u"b"_s}}, parameters);
        QCOMPARE(body[u"messages"_s].toArray().size(), 3);
        QCOMPARE(body[u"messages"_s][0][u"role"_s].toString(), u"system"_s);
        QCOMPARE(body[u"top_p"_s].toDouble(), 0.5);
        QVERIFY(!body.contains(u"temperature"_s));
        QVERIFY(readChatEvent("[DONE]").done);
        QCOMPARE(readChatEvent(R"({"choices":[{"delta":{"content":"x"}}]})").text, u"x"_s);
        QCOMPARE(readChatEvent(R"({"choices":[{"delta":{"reasoning_content":"y"}}]})").reasoning, u"y"_s);
        QCOMPARE(readChatEvent(R"({"error":{"message":"z"}})").error, std::optional(u"z"_s));
        QVERIFY(readChatEvent(R"({"choices":[]})").text.isEmpty());
        parameters.maxTokens = 8;
        QVERIFY(chatBody(u"kimi-k3"_s, {}, parameters).contains(u"max_tokens"_s));
        QVERIFY(chatBody(u"openai/gpt-5-mini"_s, {}, parameters).contains(u"max_completion_tokens"_s));
        const QString code = chatCode(CodeLanguage::Python, u"http://127.0.0.1:5871"_s, u"YOUR_KEY"_s, body);
        QVERIFY(code.contains(u"Be brief."_s));
        QVERIFY(code.contains(u"http://127.0.0.1:5871/v1"_s));
    }
};

QTEST_MAIN(TestPlayground)
#include "tst_playground.moc"
