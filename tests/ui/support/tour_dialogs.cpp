// SPDX-License-Identifier: MIT
// The dialogs of the tour.
#include "ui/support/tour.h"

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
#include "ui/dialogs/raise_dialog.h"
#include "ui/dialogs/rate_dialog.h"
#include "ui/dialogs/rotate_dialog.h"
#include "ui/dialogs/route_dialog.h"
#include "ui/dialogs/shortcuts_dialog.h"
#include "ui/dialogs/user_dialog.h"
#include "ui/handout/handout_dialog.h"
#include "ui/main_window.h"
#include "ui/statement/statement_dialog.h"
#include "ui/support/fake_control.h"
#include "ui/widgets/budgets_edit.h"
#include "ui/widgets/fold.h"
#include "ui/window_actions.h"

#include <QFile>
#include <QLineEdit>

namespace gateway::test {

using namespace ui;
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
    target.name = u"设计组 · vscode"_s;
    BudgetUse use;
    use.budget = {BudgetUnit::Cny, BudgetPeriod::Month, 325'000'000};
    use.used = 299'610'000;
    use.resets = fromMillis(1'796'054'400'000); // the first of December in Shanghai
    target.uses = {use};
    return target;
}

} // namespace

void Tour::keyDialogs(MainWindow &window, Backend &backend)
{
    window.open(PageId::Keys);
    settle();
    showDialog(window, new IssueKeyDialog(backend, {u"设计组"_s, u"build-bot"_s}, u"设计组"_s, &window),
               u"issue-key"_s);
    const Secret key("sk-k3XdQm7TzR2pVb9LwHnYc4Jf8sGa9fQa");
    showDialog(window,
               new KeyShownDialog({key, u"设计组"_s, u"vscode"_s, u"http://127.0.0.1:5000"_s, u"kimi-k3"_s,
                                   sampleLimits(), u"Asia/Shanghai"_s},
                                  &window),
               u"key-shown"_s);
    showDialog(window,
               new HandoutDialog({key, u"设计组"_s, u"vscode"_s, u"http://127.0.0.1:5000"_s, u"kimi-k3"_s,
                                  sampleLimits(), u"Asia/Shanghai"_s},
                                 &window),
               u"handout"_s);
    KeyInfo old;
    old.userName = u"设计组"_s;
    old.key.label = u"vscode"_s;
    showDialog(window, new RotateDialog(backend, old, &window), u"rotate-key"_s);
    showDialog(window,
               new BulkLimitsDialog(
                       LimitsForm::Of::Key, 3,
                       [](Management &, const LimitsChange &) -> Outcome { return {}; }, backend, &window),
               u"limits-of-several"_s);
    auto *statement = new StatementDialog(backend, u"设计组"_s, &window);
    settle();
    showDialog(window, statement, u"statement"_s);
    auto *full = new IssueKeyDialog(backend, {u"设计组"_s, u"build-bot"_s}, u"设计组"_s, &window);
    auto *form = full->findChild<LimitsForm *>();
    form->setLimits(sampleLimits());
    showDialog(window, full, u"issue-key-limits"_s);
    auto *wrong = new IssueKeyDialog(backend, {u"设计组"_s}, u"设计组"_s, &window);
    wrong->findChild<LimitsForm *>()->setLimits(sampleLimits());
    wrong->findChild<QLineEdit *>(u"concurrency"_s)->setText(u"many"_s);
    wrong->findChild<BudgetsEdit *>()->addRow({BudgetUnit::Usd, BudgetPeriod::Day, 1});
    QMetaObject::invokeMethod(
            wrong, [wrong] { wrong->accept(); }, Qt::QueuedConnection);
    showDialog(window, wrong, u"issue-key-refused"_s);
    KeyInfo info;
    info.userName = u"设计组"_s;
    info.key.label = u"vscode"_s;
    info.key.limits.budgets = {{BudgetUnit::Cny, BudgetPeriod::Month, 325'000'000}};
    showDialog(window, new EditKeyDialog(backend, info, &window), u"edit-key"_s);
    showDialog(window, new RaiseDialog(backend, sampleRaise(), &window), u"raise"_s);
}

void Tour::dialogs(MainWindow &window, Backend &backend, FakeControl &control)
{
    keyDialogs(window, backend);
    showDialog(window, new UserDialog(backend, {}, &window), u"add-user"_s);
    User user;
    user.name = u"研发组"_s;
    user.limits.budgets = {{BudgetUnit::Cny, BudgetPeriod::Month, 3'000'000'000}};
    showDialog(window, new UserDialog(backend, user, &window), u"edit-user"_s);
    window.open(PageId::Providers);
    settle();
    showDialog(window, new ProviderDialog(backend, {u"moonshot-cn"_s}, &window), u"add-provider"_s);
    auto *refused = new ProviderDialog(backend, {}, &window);
    refused->choosePreset({});
    QMetaObject::invokeMethod(
            refused, [refused] { refused->accept(); }, Qt::QueuedConnection);
    showDialog(window, refused, u"add-provider-refused"_s);
    Provider provider;
    provider.name = u"moonshot-cn"_s;
    provider.baseUrl = u"https://api.moonshot.cn/v1"_s;
    SealedKey stored;
    stored.id = 1;
    stored.hint = u"9fQa"_s;
    provider.keys = {stored};
    showDialog(window, new ProviderKeyDialog(backend, provider, &window), u"replace-key"_s);
    showDialog(window, new ProviderKeyDialog(backend, provider, &window, ProviderKeyDialog::another),
               u"add-key"_s);
    auto *edited = new EditProviderDialog(backend, provider, &window);
    edited->findChild<Fold *>()->setOpen(true);
    showDialog(window, edited, u"edit-provider"_s);
    showDialog(window, new AboutDialog(&window), u"about"_s);
    showDialog(window, new ShortcutsDialog(window.findChild<WindowActions *>()->shortcuts(), &window),
               u"shortcuts"_s);
    LiveCall first;
    first.user = u"设计组"_s;
    first.model = u"kimi-k3"_s;
    first.elapsed = Millis(12'400);
    LiveCall second;
    second.user = u"build-bot"_s;
    second.model = u"deepseek-v4-pro"_s;
    second.elapsed = Millis(3'100);
    control.setCalls({first, second});
    showDialog(window, new QuitDialog(control, &window), u"quit"_s);
    control.setCalls({});
}

// As small as it goes.
void Tour::smallWindow(MainWindow &window, Backend &backend)
{
    window.resize(880, 600);
    for (const auto &[id, name] :
         {std::pair(PageId::Overview, u"overview-small"_s), std::pair(PageId::Users, u"users-small"_s),
          std::pair(PageId::Keys, u"keys-small"_s), std::pair(PageId::Providers, u"providers-small"_s),
          std::pair(PageId::Connect, u"connect-small"_s), std::pair(PageId::Settings, u"settings-small"_s)}) {
        window.open(id);
        settle();
        show(window, name);
    }
    auto *issue = new IssueKeyDialog(backend, {u"设计组"_s, u"build-bot"_s}, u"设计组"_s, &window);
    issue->findChild<LimitsForm *>()->setLimits(sampleLimits());
    showDialog(window, issue, u"issue-key-small"_s);
    showDialog(window, new ProviderDialog(backend, {u"moonshot-cn"_s}, &window), u"add-provider-small"_s);
}

void Tour::models(MainWindow &window, Backend &backend, const QString &folder)
{
    window.open(PageId::Models);
    settle();
    QList<Provider> providers;
    for (const QString &name : {u"moonshot-cn"_s, u"deepseek"_s, u"qwen-cn"_s}) {
        Provider provider;
        provider.name = name;
        providers += provider;
    }
    showDialog(window, new RouteDialog(backend, providers, {}, &window), u"models-add"_s);
    showDialog(window,
               new RouteDialog(backend, providers,
                               {u"team-default"_s,
                                {{u"moonshot-cn"_s, u"kimi-k3"_s, 0, 1},
                                 {u"deepseek"_s, u"deepseek-v4-pro"_s, 1, 3},
                                 {u"qwen-cn"_s, u"qwen3.7-max"_s, 1, 1}},
                                true},
                               &window),
               u"models-edit"_s);
    OfferedTarget target;
    target.provider = u"moonshot-cn"_s;
    target.model = u"kimi-k3.1-pro"_s;
    showDialog(window, new PriceDialog(backend, target, &window), u"models-price"_s);
    target.provider = u"qwen-cn"_s;
    target.model = u"qwen3.7-max"_s;
    Price price;
    price.model = target.model;
    price.rates = {1'600'000, 6'400'000, 320'000, {}, {}};
    price.tiers = {{256'000, {4'800'000, 19'200'000, {}, {}, {}}}};
    price.source = u"import"_s;
    target.price = price;
    showDialog(window, new PriceDialog(backend, target, &window), u"models-price-tiers"_s);
    showDialog(window, new RateDialog(backend, &window), u"models-rate"_s);
    showDialog(window, new PriceImportDialog(backend, &window), u"models-import"_s);
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
    showDialog(window, import, u"models-import-preview"_s);
    window.resize(880, 600);
    settle();
    show(window, u"models-small"_s);
    window.resize(1280, 800);
}

} // namespace gateway::test
