// SPDX-License-Identifier: MIT
#include "ui/support/tour.h"

#include "ui/main_window.h"
#include "ui/pages/page.h"
#include "ui/playground/composer.h"
#include "ui/playground/exchange_dialog.h"
#include "ui/support/fake_control.h"
#include "ui/widgets/fold.h"

#include "support/fake_upstream.h"
#include "support/test_data.h"

#include "base/request_id.h"
#include "store/database.h"
#include "store/ledger_queries.h"

#include <QDir>
#include <QFileInfo>
#include <QImage>
#include <QLineEdit>
#include <QPainter>
#include <QPlainTextEdit>
#include <QPushButton>
#include <QTest>

namespace gateway::test {

using namespace ui;
using namespace Qt::Literals::StringLiterals;

namespace {

QString answerOf(int number, bool chinese)
{
    if (number == 0) {
        return chinese ? u"一幅抽象的**海滩**：上方是橙色的天空，下方是青绿色的海面，\n中间一条笔直的地平线。"_s
                       : u"An abstract **beach**: an orange sky above, a teal sea below, and a "
                         u"straight horizon between them."_s;
    }
    if (number == 1) {
        return chinese ? u"图中只有两块颜色：\n\n- 橙色，约占三分之二\n- 青绿色，约占三分之一"_s
                       : u"Two areas of colour:\n\n- orange, about two thirds\n- teal, about a third"_s;
    }
    return (chinese ? u"可以用 *Pillow*：\n\n"_s : u"With *Pillow*:\n\n"_s) +
           u"```python\nfrom PIL import Image\n\nwith Image.open(\"beach.png\") as image:\n"
           u"    print(image.size)\n```\n\n"_s +
           (chinese ? u"`image.size` 是宽和高，单位为像素。"_s
                    : u"`image.size` holds width and height in pixels."_s);
}

} // namespace

// A conversation with two models, one of which fails in the end.
void Tour::playground(MainWindow &window, FakeControl &control, const DatabaseLocation &location,
                      bool chinese)
{
    QByteArray id;
    {
        const auto database = Database::open(location, OpenMode::Existing);
        LedgerQueries queries(**database, {});
        CallFilter filter;
        filter.status = CallStatus::Ok;
        id = toText(queries.calls(filter)->constFirst().opened.id);
    }
    FakeUpstream gateway([chinese, id](UpstreamCall &call) {
        const QByteArray head = "X-Gateway-Request-Id: " + id + "\r\n";
        if (call.number() == 3) {
            call.answer(429,
                        R"({"error":{"message":"The user's budget of 10USD/day is used up: 10.02 USD of )"
                        R"(10 USD. It resets at 2026-11-23T16:00:00Z.","code":"insufficient_quota"}})");
            return;
        }
        call.beginStream(head);
        QByteArray text = answerOf(call.number(), chinese).toUtf8();
        text.replace('"', "\\\"").replace('\n', "\\n");
        for (const QByteArray &event : chatStream({text}))
            call.piece(event);
        call.endStream();
    });
    control.key = Secret("sk-local");
    control.run(u"http://127.0.0.1:%1"_s.arg(gateway.port()));
    window.open(PageId::Playground);
    settle();
    Page &page = *window.page(PageId::Playground);
    page.findChild<QPushButton *>(u"sideBySide"_s)->setChecked(true);
    auto *message = page.findChild<QPlainTextEdit *>(u"message"_s);
    QImage photo(480, 300, QImage::Format_RGB32);
    photo.fill(QColor(u"#e8963a"_s));
    QPainter(&photo).fillRect(0, 190, 480, 110, QColor(u"#12a594"_s));
    const QString file = QDir(QFileInfo(location.file).path()).filePath(u"beach.png"_s);
    photo.save(file);
    auto *composer = page.findChild<Composer *>();
    composer->attach(file);
    QTest::qWait(100);
    const auto ask = [&](const QString &text) {
        message->setPlainText(text);
        page.findChild<QPushButton *>(u"send"_s)->click();
        QTest::qWait(700);
    };
    ask(chinese ? u"这张图里有什么？"_s : u"What is in this picture?"_s);
    ask(chinese ? u"用 Python 读取它的尺寸。"_s : u"Read its size with Python."_s);
    composer->attach(file);
    composer->setText(chinese ? u"那么它适合做封面吗？"_s : u"And would it do for a cover?"_s);
    QTest::qWait(100);
    show(window, u"playground-two"_s);
    window.resize(880, 600);
    settle();
    show(window, u"playground-two-small"_s);
    page.findChild<QPushButton *>(u"sideBySide"_s)->setChecked(false);
    settle();
    show(window, u"playground-small"_s);
    window.resize(1280, 800);
    composer->findChild<Fold *>()->setOpen(true);
    composer->findChild<QLineEdit *>(u"temperature"_s)->setText(u"0.7"_s);
    composer->findChild<QLineEdit *>(u"topP"_s)->setText(u"7"_s);
    (void)composer->parameters();
    settle();
    show(window, u"playground-parameters"_s);
    page.findChild<QPushButton *>(u"sideBySide"_s)->setChecked(true);
    const auto failed = page.findChildren<QPushButton *>(u"explain"_s);
    for (QPushButton *button : failed) {
        if (button->isVisible()) {
            button->click();
            break;
        }
    }
    QTest::qWait(60);
    if (auto *dialog = window.findChild<ExchangeDialog *>())
        showDialog(window, dialog, u"playground-request"_s);
    control.set(GatewayControl::State::Stopped);
    settle();
    show(window, u"playground-stopped"_s);
    control.run(u"http://127.0.0.1:5000"_s);
}

} // namespace gateway::test
