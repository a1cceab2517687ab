// SPDX-License-Identifier: MIT
// render_pages FOLDER [WORD]: every page and dialog with plausible data as PNG, in both languages and both
// themes; the scale is QT_SCALE_FACTOR's. With a word only pictures whose names contain it.
#include "ui/dialogs/about_dialog.h"
#include "ui/dialogs/bulk_limits_dialog.h"
#include "ui/dialogs/edit_provider_dialog.h"
#include "ui/dialogs/issue_key_dialog.h"
#include "ui/dialogs/key_shown_dialog.h"
#include "ui/dialogs/limits_form.h"
#include "ui/dialogs/price_dialog.h"
#include "ui/dialogs/price_import_dialog.h"
#include "ui/dialogs/provider_dialog.h"
#include "ui/dialogs/provider_key_dialog.h"
#include "ui/dialogs/quit_dialog.h"
#include "ui/dialogs/rotate_dialog.h"
#include "ui/dialogs/raise_dialog.h"
#include "ui/dialogs/rate_dialog.h"
#include "ui/dialogs/route_dialog.h"
#include "ui/dialogs/user_dialog.h"
#include "ui/handout/handout_dialog.h"
#include "ui/main_window.h"
#include "ui/pages/provider_card.h"
#include "ui/pages/providers_page.h"
#include "ui/palette/command_palette.h"
#include "ui/statement/statement_dialog.h"
#include "ui/support/fake_control.h"
#include "ui/support/sample_data.h"

#include "ui/widgets/budgets_edit.h"
#include "ui/widgets/fold.h"
#include "ui/wizard/setup_wizard.h"

#include "support/fake_clock.h"
#include "support/fake_upstream.h"
#include "support/wait.h"

#include <QAction>
#include <QApplication>
#include <QDir>
#include <QFile>
#include <QFontDatabase>
#include <QPainter>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <QLineEdit>
#include <QTabBar>
#include <QTableView>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace gateway;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

Limits sampleLimits()
{
    Limits limits;
    limits.models = {u"kimi-*"_s, u"deepseek-*"_s};
    limits.requestsPerMinute = 60;
    limits.concurrency = 8;
    limits.budgets = {{BudgetUnit::Usd, BudgetPeriod::Day, 10'000'000},
                      {BudgetUnit::Cny, BudgetPeriod::Month, 300'000'000}};
    limits.addresses = {u"10.0.0.0/8"_s};
    return limits;
}

RaiseTarget sampleRaise()
{
    RaiseTarget target;
    target.name = u"vscode"_s;
    BudgetUse use;
    use.budget = {BudgetUnit::Usd, BudgetPeriod::Day, 10'000'000};
    use.used = 9'612'000;
    use.resets = fromMillis(1'795'449'600'000);
    target.uses = {use};
    return target;
}

class Studio final
{
public:
    Studio(QString folder, QString only, Theme &theme, Language &language)
        : m_folder(std::move(folder)), m_only(std::move(only)), m_theme(theme), m_language(language)
    {}

    void shoot(const QString &scale)
    {
        for (const QString &languageChoice : {u"en"_s, u"zh_CN"_s}) {
            for (const QString &themeChoice : {u"light"_s, u"dark"_s}) {
                m_suffix = u'-' + themeChoice + u'-' + languageChoice.left(2) + scale;
                session(languageChoice, themeChoice, true);
                session(languageChoice, themeChoice, false);
            }
        }
    }

private:
    void session(const QString &languageChoice, const QString &themeChoice, bool filled)
    {
        QTemporaryDir directory;
        const auto location = databaseLocation(directory.path(), {});
        const auto clock =
                std::make_shared<FakeClock>(fromMillis(1'795'437'667'000)); // 2026-11-23 20:41 in Shanghai
        {
            if (filled)
                test::fillSampleData(*location, *clock);
            const auto database = Database::open(*location, OpenMode::Create);
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
        Backend backend({*location, test::sampleVault(), clock, u"window:sample"_s}, settings);
        test::FakeControl control;
        control.run(u"http://127.0.0.1:5000"_s);
        control.setStats({filled ? 2 : 0, 12'408, 5});
        MainWindow window({backend, control, m_theme, m_language, directory.filePath(u"window.ini"_s)});
        window.resize(1280, 800);
        window.show();
        if (filled) {
            pages(window, u""_s);
            dialogs(window, backend, control);
            models(window, backend, directory.path());
            palettes(window);
            states(window, control);
        } else {
            pages(window, u"-empty"_s);
            wizard(window, control);
        }
    }

    void pages(MainWindow &window, const QString &state)
    {
        const QList<PageEntry> entries = Navigation::entries();
        for (const PageEntry &entry : entries) {
            window.open(entry.id);
            settle();
            if (entry.id == PageId::Providers && state.isEmpty())
                pretendTests(static_cast<ProvidersPage &>(*window.page(PageId::Providers)));
            keep(window, entry.icon + state);
            if (entry.id == PageId::Requests && state.isEmpty())
                inspections(window);
            if (entry.id == PageId::Settings && state.isEmpty()) {
                QScrollBar *bar =
                        window.page(PageId::Settings)->findChild<QScrollArea *>()->verticalScrollBar();
                for (int part = 1; bar->value() < bar->maximum(); ++part) {
                    bar->setValue(bar->value() + 660);
                    keep(window, u"settings-%1"_s.arg(part));
                }
            }
        }
    }

    // Each tab of the inspector, on a call that was answered.
    void inspections(MainWindow &window)
    {
        auto *table = window.page(PageId::Requests)->findChild<QTableView *>(u"requests"_s);
        table->selectRow(5);
        settle();
        auto *tabs = window.page(PageId::Requests)->findChild<QTabBar *>();
        for (int tab = 0; tab < tabs->count(); ++tab) {
            tabs->setCurrentIndex(tab);
            keep(window, u"requests-tab-%1"_s.arg(tab + 1));
        }
        tabs->setCurrentIndex(0);
        QTest::keyClick(table, Qt::Key_Return);
        keep(window, u"requests-full"_s);
        QTest::keyClick(window.page(PageId::Requests)->findChild<QWidget *>(u"inspector"_s), Qt::Key_Escape);
        window.resize(880, 600);
        keep(window, u"requests-small"_s);
        window.resize(1280, 800);
        QTest::keyClick(table, Qt::Key_Escape);
    }

    static void pretendTests(ProvidersPage &page)
    {
        const QList<ProviderCard *> cards = page.cards();
        ProbeReport good;
        good.ok = true;
        good.httpStatus = 200;
        good.firstToken = Millis(412);
        good.duration = Millis(1'320);
        cards.value(0)->setReport(good);
        ProbeReport bad;
        bad.httpStatus = 401;
        bad.message = u"The provider refused the key (HTTP 401); replace it."_s;
        cards.value(1)->setReport(bad);
    }

    void dialogs(MainWindow &window, Backend &backend, GatewayControl &control)
    {
        window.open(PageId::Keys);
        settle();
        keepDialog(window, new IssueKeyDialog(backend, {u"设计组"_s, u"build-bot"_s}, u"设计组"_s, &window),
                   u"issue-key"_s);
        const Secret key("sk-k3XdQm7TzR2pVb9LwHnYc4Jf8sGa9fQa");
        keepDialog(window,
                   new KeyShownDialog(
                           {key, u"设计组"_s, u"vscode"_s, u"http://127.0.0.1:5000"_s, u"moonshot-v1-8k"_s},
                           &window),
                   u"key-shown"_s);
        keepDialog(window,
                   new HandoutDialog(
                           {key, u"设计组"_s, u"vscode"_s, u"http://192.168.1.5:5000"_s, u"moonshot-v1-8k"_s},
                           &window),
                   u"handout"_s);
        KeyInfo old;
        old.userName = u"设计组"_s;
        old.key.label = u"vscode"_s;
        keepDialog(window, new RotateDialog(backend, old, &window), u"rotate-key"_s);
        keepDialog(window,
                   new BulkLimitsDialog(
                           LimitsForm::Of::Key, 3,
                           [](Management &, const LimitsChange &) -> Outcome { return {}; }, backend,
                           &window),
                   u"limits-of-several"_s);
        auto *statement = new StatementDialog(backend, u"设计组"_s, &window);
        settle();
        keepDialog(window, statement, u"statement"_s);
        auto *full = new IssueKeyDialog(backend, {u"设计组"_s, u"build-bot"_s}, u"设计组"_s, &window);
        auto *form = full->findChild<LimitsForm *>();
        form->setLimits(sampleLimits());
        keepDialog(window, full, u"issue-key-limits"_s);
        auto *wrong = new IssueKeyDialog(backend, {u"设计组"_s}, u"设计组"_s, &window);
        wrong->findChild<LimitsForm *>()->setLimits(sampleLimits());
        wrong->findChild<QLineEdit *>(u"concurrency"_s)->setText(u"many"_s);
        wrong->findChild<BudgetsEdit *>()->addRow({BudgetUnit::Usd, BudgetPeriod::Day, 1});
        QMetaObject::invokeMethod(
                wrong, [wrong] { wrong->accept(); }, Qt::QueuedConnection);
        keepDialog(window, wrong, u"issue-key-refused"_s);
        KeyInfo info;
        info.userName = u"设计组"_s;
        info.key.label = u"vscode"_s;
        info.key.limits.models = {u"kimi-*"_s, u"deepseek-*"_s};
        keepDialog(window, new EditKeyDialog(backend, info, &window), u"edit-key"_s);
        keepDialog(window, new RaiseDialog(backend, sampleRaise(), &window), u"raise"_s);
        keepDialog(window, new UserDialog(backend, {}, &window), u"add-user"_s);
        User user;
        user.name = u"设计组"_s;
        user.limits = sampleLimits();
        keepDialog(window, new UserDialog(backend, user, &window), u"edit-user"_s);
        window.open(PageId::Providers);
        settle();
        keepDialog(window, new ProviderDialog(backend, {u"moonshot-cn"_s}, &window), u"add-provider"_s);
        auto *refused = new ProviderDialog(backend, {}, &window);
        refused->choosePreset({});
        QMetaObject::invokeMethod(
                refused, [refused] { refused->accept(); }, Qt::QueuedConnection);
        keepDialog(window, refused, u"add-provider-refused"_s);
        Provider provider;
        provider.name = u"moonshot-cn"_s;
        provider.baseUrl = u"https://api.moonshot.cn/v1"_s;
        SealedKey stored;
        stored.id = 1;
        stored.hint = u"9fQa"_s;
        provider.keys = {stored};
        keepDialog(window, new ProviderKeyDialog(backend, provider, &window), u"replace-key"_s);
        keepDialog(window, new ProviderKeyDialog(backend, provider, &window, ProviderKeyDialog::another),
                   u"add-key"_s);
        auto *edited = new EditProviderDialog(backend, provider, &window);
        edited->findChild<Fold *>()->setOpen(true);
        keepDialog(window, edited, u"edit-provider"_s);
        keepDialog(window, new AboutDialog(&window), u"about"_s);
        keepDialog(window, new QuitDialog(control, &window), u"quit"_s);
    }

    void models(MainWindow &window, Backend &backend, const QString &folder)
    {
        window.open(PageId::Models);
        settle();
        QList<Provider> providers;
        for (const QString &name : {u"moonshot-cn"_s, u"deepseek"_s, u"qwen-cn"_s}) {
            Provider provider;
            provider.name = name;
            providers += provider;
        }
        keepDialog(window, new RouteDialog(backend, providers, {}, &window), u"models-add"_s);
        keepDialog(window,
                   new RouteDialog(backend, providers,
                                   {u"team-default"_s,
                                    {{u"moonshot-cn"_s, u"kimi-k3"_s, 0, 1},
                                     {u"deepseek"_s, u"deepseek-v4-pro"_s, 1, 3},
                                     {u"qwen-cn"_s, u"qwen3.7-max"_s, 1, 1}},
                                    true},
                                   &window),
                   u"models-edit"_s);
        OfferedTarget target;
        target.provider = u"qwen-cn"_s;
        target.model = u"qwen3.7-max"_s;
        keepDialog(window, new PriceDialog(backend, target, &window), u"models-price"_s);
        Price price;
        price.model = target.model;
        price.currency = Currency::Cny;
        price.rates = {2'400'000, 9'600'000, 240'000, {}, {}};
        price.tiers = {{256'000, {7'200'000, 28'800'000, {}, {}, {}}}};
        price.source = u"import"_s;
        target.price = price;
        keepDialog(window, new PriceDialog(backend, target, &window), u"models-price-tiers"_s);
        keepDialog(window, new RateDialog(backend, &window), u"models-rate"_s);
        keepDialog(window, new PriceImportDialog(backend, &window), u"models-import"_s);
        QFile list(folder + u"/prices.json"_s);
        if (list.open(QIODevice::WriteOnly)) {
            list.write(R"({"deepseek":{"models":{"deepseek-v4-pro":{"cost":{"input":0.5,"output":2}},
                       "deepseek-v4-flash":{"cost":{"input":0.2,"output":0.9}},
                       "deepseek-v5":{"cost":{"input":0.7,"output":2.4}}}},
                       "openai":{"models":{"gpt-5.5":{"cost":{"input":4,"output":20}}}}})");
            list.close();
        }
        auto *import = new PriceImportDialog(backend, &window);
        import->openFile(list.fileName());
        settle();
        keepDialog(window, import, u"models-import-preview"_s);
        window.resize(880, 600);
        settle();
        keep(window, u"models-small"_s);
        window.resize(1280, 800);
    }

    // Every step of the first start, with the demo.
    void wizard(MainWindow &window, test::FakeControl &control)
    {
        test::FakeUpstream gateway([](test::UpstreamCall &call) {
            call.answer(200, R"({"choices":[{"message":{"content":"Hello! It is good to meet you."}}],)"
                             R"("usage":{"prompt_tokens":14,"completion_tokens":9}})");
        });
        control.run(u"http://127.0.0.1:%1"_s.arg(gateway.port()));
        window.open(PageId::Overview);
        window.openSetUp();
        settle();
        auto *wizard = window.findChild<SetupWizard *>();
        for (int step = 0; step < 5; ++step) {
            keepDialog(window, wizard, u"wizard-%1"_s.arg(step + 1), step == 4);
            if (step == 1) {
                wizard->findChild<QPushButton *>(u"tryDemo"_s)->click();
                keepDialog(window, wizard, u"wizard-2-demo"_s, false);
            }
            if (step < 4)
                wizard->primaryButton()->click();
            settle();
        }
    }

    // What is typed into the palette, over the page of keys.
    void palettes(MainWindow &window)
    {
        window.open(PageId::Keys);
        for (const auto &[name, text] :
             {std::pair(u"palette"_s, QString()), std::pair(u"palette-typed"_s, u"ke"_s),
              std::pair(u"palette-nothing"_s, u"qqqq"_s)}) {
            window.findChild<QAction *>(u"openPalette"_s)->trigger();
            settle();
            auto *palette = window.findChild<CommandPalette *>();
            palette->findChild<QLineEdit *>()->setText(text);
            keepDialog(window, palette, name);
        }
    }

    void states(MainWindow &window, test::FakeControl &control)
    {
        window.open(PageId::Keys);
        settle();
        if (auto *table = window.page(PageId::Keys)->findChild<QTableView *>())
            table->selectRow(1);
        control.runElsewhere(u"http://127.0.0.1:5000"_s, 4711);
        keep(window, u"keys-elsewhere"_s);
        control.fail({ErrorCode::AddressInUse, u"Cannot listen on 127.0.0.1:5000: the port is taken."_s},
                     PortHolder{812, u"ControlCenter"_s});
        keep(window, u"keys-port-taken"_s);
        QTcpServer occupied;
        occupied.listen(QHostAddress::LocalHost);
        control.run(u"http://127.0.0.1:5000"_s);
        window.open(PageId::Settings);
        settle();
        auto *port = window.page(PageId::Settings)->findChild<QLineEdit *>(u"port"_s);
        port->clear();
        QTest::keyClicks(port, QString::number(occupied.serverPort()));
        QTest::keyClick(port, Qt::Key_Return);
        keep(window, u"settings-port-taken"_s);
        window.resize(880, 600);
        control.run(u"http://127.0.0.1:5000"_s);
        window.open(PageId::Overview);
        settle();
        keep(window, u"overview-small"_s);
    }

    static void settle()
    {
        // Answers come from the store threads; what is shown then is laid out in the next rounds of the loop.
        QTest::qWait(250);
    }

    void keepDialog(MainWindow &window, QDialog *dialog, const QString &name, bool close = true)
    {
        dialog->open();
        QTest::qWait(60);
        const QPixmap below = window.grab();
        const QPixmap above = dialog->grab();
        QPixmap picture = below;
        QPainter painter(&picture);
        const QSizeF size = above.deviceIndependentSize();
        painter.drawPixmap(
                QPointF((window.width() - size.width()) / 2, (window.height() - size.height()) / 2), above);
        painter.end();
        write(picture, name);
        if (!close)
            return;
        dialog->close();
        dialog->close();
        QTest::qWait(10);
    }

    void keep(QWidget &widget, const QString &name)
    {
        QTest::qWait(30);
        write(widget.grab(), name);
    }

    void write(const QPixmap &picture, const QString &name)
    {
        const QString file = name + m_suffix + u".png"_s;
        if (file.contains(m_only))
            picture.save(m_folder + u'/' + file);
    }

    QString m_folder;
    QString m_only;
    QString m_suffix;
    Theme &m_theme;
    Language &m_language;
};

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 2) {
        qWarning("usage: render_pages FOLDER [WORD]");
        return 2;
    }
    // A font that is the same everywhere, where it is installed.
    if (QFontDatabase::hasFamily(u"Inter"_s)) {
        QFont font = QApplication::font();
        font.setFamilies({u"Inter"_s, u"Noto Sans CJK SC"_s});
        QApplication::setFont(font);
    }
    Theme theme(application);
    Language language;
    const QString folder = arguments[1];
    QDir().mkpath(folder);
    const bool doubled = qEnvironmentVariable("QT_SCALE_FACTOR") == u"2"_s;
    Studio(folder, arguments.value(2), theme, language).shoot(doubled ? u"-200"_s : QString());
    return 0;
}
