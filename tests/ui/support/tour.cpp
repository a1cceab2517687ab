// SPDX-License-Identifier: MIT
#include "ui/support/tour.h"

#include "ui/inspector/send_again_dialog.h"
#include "ui/main_window.h"
#include "ui/pages/provider_card.h"
#include "ui/pages/providers_page.h"
#include "ui/palette/command_palette.h"
#include "ui/support/fake_control.h"
#include "ui/support/sample_data.h"
#include "ui/widgets/segmented_control.h"
#include "ui/wizard/setup_wizard.h"

#include "config/presets.h"

#include "support/fake_clock.h"
#include "support/fake_upstream.h"
#include "support/test_data.h"

#include <QAction>
#include <QDateEdit>
#include <QDialog>
#include <QLineEdit>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QTabBar>
#include <QTableView>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <QUrl>

namespace gateway::test {

using namespace ui;
using namespace Qt::Literals::StringLiterals;

namespace {

void pretendTests(ProvidersPage &page)
{
    const QList<ProviderCard *> cards = page.cards();
    ProbeReport good;
    good.ok = true;
    good.httpStatus = 200;
    good.firstToken = Millis(412);
    good.duration = Millis(1'320);
    cards.value(0)->setReport(good);
    ProbeReport bad;
    bad.httpStatus = 402;
    bad.message = u"The account at the provider has no credit left (HTTP 402)."_s;
    cards.value(1)->setReport(bad);
}

// What was kept of every second of the newest calls.
void keepSomeCalls(Database &database)
{
    constexpr auto request = R"({"model":"MODEL","stream":true,"temperature":0.3,"messages":[)"
                             R"({"role":"system","content":"Answer in one sentence."},)"
                             R"({"role":"user","content":"What is a budget good for?"}]})";
    constexpr auto sent = R"({"model":"MODEL","stream":true,"temperature":0.3,"messages":[)"
                          R"({"role":"system","content":"Answer in one sentence."},)"
                          R"({"role":"user","content":"What is a budget good for?"}],)"
                          R"("stream_options":{"include_usage":true}})";
    const auto head = [](const char *text) { return QString::fromLatin1(text); };
    LedgerQueries queries(database, {});
    CallFilter answered;
    answered.status = CallStatus::Ok;
    answered.limit = 6;
    const QList<CallRow> calls = *queries.calls(answered);
    for (const CallRow &call : calls) {
        const auto body = [](const char *text, const QString &model) {
            return QByteArray(text).replace("MODEL", model.toUtf8());
        };
        const ProviderPreset *preset = findPreset(call.providerName);
        const QString url = preset ? preset->provider.baseUrl : QString();
        const TokenUsage &usage = call.settled.usage;
        (void)database.run(
                u"INSERT INTO captures (request_id, expires_at, request_headers, request, response_headers, "
                "response, upstream_headers, upstream_request, upstream_answer_headers) "
                "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"_s,
                {call.opened.id.value, qint64(4'000'000'000'000),
                 head("POST /v1/chat/completions\nhost: 127.0.0.1:5000\nauthorization: Bearer ***\n"
                      "content-type: application/json\nuser-agent: vscode/1.98"),
                 body(request, call.opened.model),
                 QString(head("HTTP 200 OK\ncontent-type: text/event-stream\nx-gateway-attempts: ") +
                         call.providerName + u"=ok"_s),
                 chatStream({"It", " keeps", " surprises", " small."}, int(usage.prompt.value_or(0)),
                            int(usage.completion.value_or(0)))
                         .join(),
                 QString(u"POST "_s + url + head("/chat/completions\nhost: ") + QUrl(url).host() +
                         head("\nauthorization: Bearer ***\ncontent-type: application/json\nuser-agent: "
                              "vscode/1.98")),
                 body(sent, call.opened.upstreamModel),
                 head("HTTP 200 OK\ncontent-type: text/event-stream\nset-cookie: ***\nx-request-id: c71")});
        (void)database.run(u"UPDATE requests SET request_bytes = ? WHERE id = ?"_s,
                           {body(request, call.opened.model).size(), call.opened.id.value});
    }
}

} // namespace

void Tour::round(const QString &language, const QString &theme)
{
    session(language, theme, true);
    session(language, theme, false);
}

void Tour::session(const QString &languageChoice, const QString &themeChoice, bool filled)
{
    QTemporaryDir directory;
    const auto location = databaseLocation(directory.path(), {});
    const auto clock =
            std::make_shared<FakeClock>(fromMillis(1'795'437'667'000)); // 2026-11-23 20:41 in Shanghai
    {
        if (filled)
            fillSampleData(*location, *clock);
        const auto database = Database::open(*location, OpenMode::Create);
        if (filled)
            keepSomeCalls(**database);
        Management management(**database, *clock, u"window:sample"_s);
        (void)management.setSetting(u"language"_s, languageChoice);
        (void)management.setSetting(u"theme"_s, themeChoice);
        (void)management.setSetting(u"notifications"_s, u"false"_s); // they come when they like
    }
    Settings settings;
    settings.language = languageChoice;
    settings.theme = themeChoice;
    settings.notifications = false;
    settings.timezone = filled ? u"Asia/Shanghai"_s : QString();
    Backend backend({*location, sampleVault(), clock, u"window:sample"_s}, settings);
    FakeControl control;
    control.run(u"http://127.0.0.1:5000"_s);
    control.setStats({filled ? 2 : 0, 12'408, 5});
    MainWindow window({backend, control, m_theme, m_language, directory.filePath(u"window.ini"_s)});
    window.resize(1280, 800);
    window.show();
    if (filled) {
        pages(window, u""_s);
        dialogs(window, backend, control);
        models(window, backend, directory.path());
        playground(window, control, *location, languageChoice.startsWith(u"zh"));
        liveCalls(window, control);
        endings(window);
        menus(window);
        connecting(window);
        customRange(window);
        palettes(window);
        states(window, control);
        smallWindow(window, backend);
    } else {
        pages(window, u"-empty"_s);
        wizard(window, control);
    }
}

void Tour::pages(MainWindow &window, const QString &state)
{
    const QList<PageEntry> entries = Navigation::entries();
    for (const PageEntry &entry : entries) {
        window.open(entry.id);
        settle();
        if (entry.id == PageId::Providers && state.isEmpty())
            pretendTests(static_cast<ProvidersPage &>(*window.page(PageId::Providers)));
        show(window, entry.icon + state);
        if (entry.id == PageId::Requests && state.isEmpty())
            inspections(window);
        if (entry.id == PageId::Settings && state.isEmpty()) {
            QScrollBar *bar = window.page(PageId::Settings)->findChild<QScrollArea *>()->verticalScrollBar();
            for (int part = 1; bar->value() < bar->maximum(); ++part) {
                bar->setValue(bar->value() + 660);
                show(window, u"settings-%1"_s.arg(part));
            }
        }
    }
}

// Every step of the first start, with the demo.
void Tour::wizard(MainWindow &window, FakeControl &control)
{
    FakeUpstream gateway([](UpstreamCall &call) {
        call.answer(200, R"({"choices":[{"message":{"content":"Hello! It is good to meet you."}}],)"
                         R"("usage":{"prompt_tokens":14,"completion_tokens":9}})");
    });
    control.run(u"http://127.0.0.1:%1"_s.arg(gateway.port()));
    window.open(PageId::Overview);
    window.openSetUp();
    settle();
    auto *wizard = window.findChild<SetupWizard *>();
    for (int step = 0; step < 5; ++step) {
        showDialog(window, wizard, u"wizard-%1"_s.arg(step + 1), step == 4);
        if (step == 1) {
            wizard->findChild<QPushButton *>(u"tryDemo"_s)->click();
            showDialog(window, wizard, u"wizard-2-demo"_s, false);
        }
        if (step == 2) { // whoever uses the usual one here
            QTcpServer probe;
            if (probe.listen(QHostAddress::LocalHost))
                wizard->findChild<QLineEdit *>(u"port"_s)->setText(QString::number(probe.serverPort()));
        }
        if (step < 4)
            wizard->primaryButton()->click();
        settle();
    }
}

// Days from here to there.
void Tour::customRange(MainWindow &window)
{
    window.open(PageId::Overview);
    auto *page = window.page(PageId::Overview);
    auto *range = page->findChild<SegmentedControl *>();
    const int before = range->current();
    const auto buttons = range->findChildren<QPushButton *>();
    buttons.last()->click();
    page->findChild<QDateEdit *>(u"firstDay"_s)->setDate(QDate(2026, 11, 9));
    settle();
    show(window, u"overview-custom"_s);
    window.resize(880, 600);
    settle();
    show(window, u"overview-custom-small"_s);
    window.resize(1280, 800);
    buttons[before]->click();
    settle();
}

// What is typed into the palette, over the page of keys.
void Tour::palettes(MainWindow &window)
{
    window.open(PageId::Keys);
    for (const auto &[name, text] :
         {std::pair(u"palette"_s, QString()), std::pair(u"palette-typed"_s, u"ke"_s),
          std::pair(u"palette-nothing"_s, u"qqqq"_s)}) {
        window.findChild<QAction *>(u"openPalette"_s)->trigger();
        settle();
        auto *palette = window.findChild<CommandPalette *>();
        palette->findChild<QLineEdit *>()->setText(text);
        showDialog(window, palette, name);
    }
}

void Tour::states(MainWindow &window, FakeControl &control)
{
    window.open(PageId::Keys);
    settle();
    if (auto *table = window.page(PageId::Keys)->findChild<QTableView *>())
        table->selectRow(1);
    control.runElsewhere(u"http://127.0.0.1:5000"_s, 4711);
    show(window, u"keys-elsewhere"_s);
    control.fail({ErrorCode::AddressInUse, u"Cannot listen on 127.0.0.1:5000: the port is taken."_s},
                 PortHolder{812, u"ControlCenter"_s});
    show(window, u"keys-port-taken"_s);
    QTcpServer occupied;
    occupied.listen(QHostAddress::LocalHost);
    control.run(u"http://127.0.0.1:5000"_s);
    window.open(PageId::Settings);
    settle();
    auto *port = window.page(PageId::Settings)->findChild<QLineEdit *>(u"port"_s);
    port->setFocus();
    port->clear();
    QTest::keyClicks(port, QString::number(occupied.serverPort()));
    QTest::keyClick(port, Qt::Key_Return);
    show(window, u"settings-port-taken"_s);
    control.run(u"http://127.0.0.1:5000"_s);
}

void Tour::settle()
{
    // Answers come from the store threads; what is shown then is laid out in the next rounds of the loop.
    QTest::qWait(250);
}

void Tour::showDialog(MainWindow &window, QDialog *dialog, const QString &name, bool close)
{
    dialog->open();
    QTest::qWait(60);
    m_visitor(name, window, dialog);
    if (!close)
        return;
    dialog->close();
    dialog->close();
    QTest::qWait(10);
}

void Tour::show(MainWindow &window, const QString &name)
{
    QTest::qWait(30);
    m_visitor(name, window, nullptr);
}

} // namespace gateway::test
