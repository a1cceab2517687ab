// SPDX-License-Identifier: MIT
#include "ui/statement/statement_dialog.h"

#include "ui/error_text.h"
#include "ui/format.h"
#include "ui/translated.h"

#include <QComboBox>
#include <QFileDialog>
#include <QSaveFile>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr int monthsOffered = 24;

} // namespace

StatementDialog::StatementDialog(Backend &backend, const QString &user, QWidget *parent)
    : FormDialog(parent)
    , m_backend(backend)
    , m_user(user)
    , m_month(new QComboBox(this))
    , m_monthField(addField(m_month))
    , m_sum(addText("body"))
    , m_csv(makeButton("", this))
{
    const QTimeZone zone = Format::zone(backend.settings().timezone);
    const QDate today = QDateTime::fromMSecsSinceEpoch(toMillis(backend.now()), zone).date();
    QDate month(today.year(), today.month(), 1);
    for (int i = 0; i < monthsOffered; ++i, month = month.addMonths(-1))
        m_month->addItem(month.toString(u"yyyy-MM"_s), month);
    setMinimumWidth(Theme::px(560));
    m_sum->setTextFormat(Qt::RichText);
    m_month->setObjectName("month"_L1);
    m_csv->setObjectName("saveCsv"_L1);
    m_csv->setAutoDefault(true);
    footer()->insertWidget(footer()->indexOf(primaryButton()), m_csv);
    connect(m_month, &QComboBox::currentIndexChanged, this, &StatementDialog::load);
    connect(m_csv, &QPushButton::clicked, this, [this] { choosePath(u"csv"_s); });
    onLanguage(this, [this] {
        setTitle(tr("Monthly statement of %1").arg(m_user));
        setPrimary(tr("Save as PDF…"));
        m_monthField->setLabel(tr("Month"));
        m_csv->setText(tr("Save as CSV…"));
        load();
    });
}

void StatementDialog::load()
{
    m_statement.reset();
    m_csv->setEnabled(false);
    primaryButton()->setEnabled(false);
    m_sum->setText(tr("Reading the ledger…"));
    const QDate month = m_month->currentData().toDate();
    m_backend.read<Statement>(
            this,
            [zone = m_backend.settings().timezone, user = m_user, month](LedgerQueries &ledger) {
                return readStatement(ledger, Calendar(zone), user, month);
            },
            [this, month](Result<Statement> statement) {
                if (month != m_month->currentData().toDate())
                    return; // another one was chosen meanwhile
                if (!statement) {
                    m_sum->clear();
                    fail(ErrorText::of(statement.error()));
                    return;
                }
                m_statement = *statement;
                const bool any = statement->total.requests > 0;
                m_sum->setText(any ? StatementText::overview(*statement) : tr("No requests in this month."));
                m_csv->setEnabled(any);
                primaryButton()->setEnabled(any);
            });
}

Outcome StatementDialog::save(const Statement &statement, const QString &path)
{
    const bool csv = path.endsWith(".csv"_L1, Qt::CaseInsensitive);
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) ||
        file.write(csv ? StatementText::csv(statement) : StatementText::pdf(statement)) < 0 || !file.commit())
        return gateway::failure(ErrorCode::PermissionDenied,
                                u"%1 cannot be written: %2."_s.arg(path, file.errorString()));
    return {};
}

void StatementDialog::submit()
{
    choosePath(u"pdf"_s);
}

void StatementDialog::choosePath(const QString &ending)
{
    if (!m_statement)
        return;
    auto *dialog = new QFileDialog(this, tr("Save the statement"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(ending);
    dialog->selectFile(StatementText::fileName(*m_statement, ending));
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        if (!m_statement)
            return;
        const Outcome done = save(*m_statement, path);
        if (!done) {
            fail(ErrorText::of(done.error()));
            return;
        }
        finish();
        Q_EMIT saved(path);
    });
    dialog->open();
}

} // namespace gateway::ui
