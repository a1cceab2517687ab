// SPDX-License-Identifier: MIT
#include "ui/pages/connect_page.h"

#include "ui/askable_models.h"
#include "ui/connect/snippet_test.h"
#include "ui/connect/snippet_view.h"
#include "ui/dialogs/issue_key.h"
#include "ui/error_text.h"
#include "ui/gateway_address.h"
#include "ui/mnemonics.h"
#include "ui/snippets.h"
#include "ui/translated.h"
#include "ui/widgets/form_field.h"
#include "ui/widgets/warn_line.h"

#include <QHostAddress>
#include <QComboBox>
#include <QListWidget>
#include <QSignalBlocker>
#include <QUrl>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr int groupRole = Qt::UserRole + 1;

} // namespace

ConnectPage::ConnectPage(Shell &shell, QWidget *parent)
    : Page(shell, parent)
    , m_address(new QLineEdit(this))
    , m_copyAddress(new CopyButton(this))
    , m_addressField(new FormField(m_address, this))
    , m_key(new QLineEdit(this))
    , m_issue(makeButton("", this))
    , m_keyField(new FormField(m_key, this))
    , m_model(new QComboBox(this))
    , m_modelField(new FormField(m_model, this))
    , m_tools(new QListWidget(this))
    , m_view(new SnippetView(this))
    , m_nothing(new WarnLine(this))
    , m_test(new SnippetTest(shell, this))
{
    auto *inner = new QWidget(this);
    auto *layout = new QVBoxLayout(inner);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::px(14));
    layout->addWidget(m_nothing);
    layout->addWidget(makeTop());
    m_nothing->hide();
    auto *right = new QVBoxLayout;
    right->setSpacing(Theme::px(14));
    right->addWidget(m_view);
    right->addWidget(m_test);
    right->addStretch(1);
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::px(14));
    row->addWidget(m_tools, 0, Qt::AlignTop);
    row->addLayout(right, 1);
    layout->addLayout(row, 1);
    addScrolled(inner);
    fillTools();

    connect(m_tools, &QListWidget::currentItemChanged, this, &ConnectPage::showSnippet);
    connect(m_key, &QLineEdit::textChanged, this, [this] {
        m_keyField->setError({});
        showSnippet();
    });
    connect(m_model, &QComboBox::editTextChanged, this, &ConnectPage::showSnippet);
    connect(m_model, &QComboBox::textActivated, this, [this] { m_modelChosen = true; });
    connect(m_model->lineEdit(), &QLineEdit::textEdited, this, [this] { m_modelChosen = true; });
    connect(m_nothing->button(), &QPushButton::clicked, this, [this] {
        if (m_shell.go)
            m_shell.go(PageId::Providers);
    });
    connect(m_issue, &QPushButton::clicked, this, &ConnectPage::issue);
    connect(m_test, &SnippetTest::keyNeeded, this, [this](const QString &why) {
        m_keyField->setError(why);
        m_key->setFocus();
    });
    connect(&shell.control, &GatewayControl::changed, this, &ConnectPage::showSnippet);
    connect(&shell.backend, &Backend::changed, this, [this] {
        if (isVisible())
            activate();
    });
    onLanguage(this, [this] { retranslate(); });
}

QWidget *ConnectPage::makeTop()
{
    m_address->setReadOnly(true);
    m_address->setProperty("mono", true);
    m_address->setObjectName("connectAddress"_L1);
    m_addressField->addBeside(m_copyAddress);
    m_key->setProperty("mono", true);
    m_key->setObjectName("connectKey"_L1);
    m_key->setInputMethodHints(Qt::ImhNoPredictiveText | Qt::ImhSensitiveData);
    m_issue->setObjectName("connectIssue"_L1);
    m_keyField->addBeside(m_issue);
    m_model->setObjectName("connectModel"_L1);
    m_model->setEditable(true);
    m_model->setInsertPolicy(QComboBox::NoInsert);
    m_model->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    m_model->setMinimumContentsLength(12);
    auto *card = new Card(this);
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::px(14));
    row->addWidget(m_addressField, 3, Qt::AlignTop);
    row->addWidget(m_keyField, 4, Qt::AlignTop);
    row->addWidget(m_modelField, 3, Qt::AlignTop);
    card->content()->addLayout(row);
    return card;
}

void ConnectPage::fillTools()
{
    m_tools->setObjectName("tools"_L1);
    m_tools->setProperty("tools", true);
    m_tools->setFixedWidth(Theme::px(160));
    m_tools->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_tools->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    QString group;
    for (const SnippetTool &tool : snippetTools()) {
        if (group != tool.group) {
            group = tool.group;
            auto *heading = new QListWidgetItem(m_tools);
            heading->setFlags(Qt::NoItemFlags);
            heading->setData(groupRole, group);
        }
        auto *item = new QListWidgetItem(tool.name, m_tools);
        item->setData(Qt::UserRole, tool.id);
    }
    m_tools->setCurrentRow(1);
    m_tools->ensurePolished();
    m_tools->setFixedHeight(m_tools->count() * Theme::px(27) + Theme::px(12));
}

QString ConnectPage::groupName(const QString &group)
{
    return group == "code"_L1       ? tr("Code")
           : group == "terminal"_L1 ? tr("Terminal")
           : group == "editor"_L1   ? tr("Editors")
                                    : tr("Chat");
}

void ConnectPage::retranslate()
{
    setTitle(tr("Connect"));
    m_addressField->setLabel(tr("Address"));
    m_addressField->setHint(addressHint());
    m_keyField->setLabel(tr("Key"));
    m_keyField->setHint(tr("Stays in this page only: the gateway stores fingerprints of keys."));
    m_key->setPlaceholderText(tr("Paste a key"));
    m_issue->setText(tr("Issue…"));
    m_modelField->setLabel(tr("Model"));
    m_model->lineEdit()->setPlaceholderText(tr("Name a model"));
    m_nothing->set(tr("No provider offers a model yet, so every request fails."), tr("Open Providers"));
    m_copyAddress->setAccessibleName(tr("Copy the address"));
    m_tools->setAccessibleName(tr("Tools"));
    for (int i = 0; i < m_tools->count(); ++i) {
        QListWidgetItem *item = m_tools->item(i);
        item->setSizeHint({0, Theme::px(27)});
        if (item->data(groupRole).isValid()) {
            item->setText(groupName(item->data(groupRole).toString()));
            item->setFont(semibold(m_tools->font()));
        }
    }
    showSnippet();
    giveMnemonics(*this);
}

void ConnectPage::activate()
{
    m_shell.backend.manage<QStringList>(
            this, [](Management &management) { return askableModels(management); },
            [this](const Result<QStringList> &models) {
                m_modelField->setError(models ? QString() : ErrorText::of(models.error()));
                if (models)
                    setModels(*models);
            });
}

void ConnectPage::setModels(const QStringList &models)
{
    const QString before = m_model->currentText();
    {
        const QSignalBlocker quiet(m_model);
        m_model->clear();
        m_model->addItems(models);
        m_model->setEditText(m_modelChosen || models.isEmpty() ? before : models.constFirst());
    }
    m_nothing->setVisible(models.isEmpty());
    showSnippet();
}

void ConnectPage::issue()
{
    issueKey(
            m_shell.backend, this, {},
            [this](const IssuedKey &key, const QString &user) {
                m_key->setText(QString::fromLatin1(key.secret.expose()));
                m_key->setCursorPosition(0);
                toast(tr("Key for %1 issued. Copy it from here: it cannot be shown again.").arg(user));
            },
            [this](const Error &error) { m_keyField->setError(ErrorText::of(error)); });
}

// Whoever passes the address on learns here how far it reaches.
QString ConnectPage::addressHint() const
{
    const bool local = QHostAddress(QUrl(m_address->text()).host()).isLoopback();
    QString hint = local ? tr("Works on this computer only. OpenAI clients add /v1.")
                         : tr("OpenAI clients add /v1.");
    return hint.replace("/v1"_L1, u"/\u2060v1"_s); // no line ends within
}

void ConnectPage::showSnippet()
{
    const QString address = addressForClients(m_shell.control, m_shell.backend.settings());
    m_address->setText(address);
    // What is copied from here is seen whole, unless it is a long name.
    m_address->setMinimumWidth(
            qMin(Theme::px(220), QFontMetrics(monospaced(font())).horizontalAdvance(address)) +
            Theme::px(26));
    m_addressField->setHint(addressHint());
    m_address->setCursorPosition(0);
    m_copyAddress->setTextToCopy(address);
    const auto *item = m_tools->currentItem();
    const SnippetTool *tool = item ? findSnippetTool(item->data(Qt::UserRole).toString()) : nullptr;
    if (!tool)
        return;
    SnippetValues values{address, m_key->text().trimmed(), m_model->currentText().trimmed()};
    m_test->setCall(tool->api, values);
    if (values.key.isEmpty())
        values.key = u"YOUR_KEY"_s;
    if (values.model.isEmpty())
        values.model = u"MODEL"_s;
    m_view->show(*tool, values);
}

} // namespace gateway::ui
