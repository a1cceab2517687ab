// SPDX-License-Identifier: MIT
#include "ui/dialogs/price_import_dialog.h"

#include "ui/error_text.h"
#include "ui/format.h"
#include "ui/translated.h"
#include "ui/widgets/row_table.h"

#include <QCheckBox>
#include <QDir>
#include <QDragEnterEvent>
#include <QFile>
#include <QFileDialog>
#include <QHeaderView>
#include <QMimeData>
#include <QUrl>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

// In the store's thread: a list may be some megabytes.
Result<ImportedPrices> readList(const QString &path, Time now)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return failure(ErrorCode::NotFound, file.errorString());
    return parsePriceList(file.read(largestPriceList + 1), now);
}

} // namespace

PriceImportDialog::PriceImportDialog(Backend &backend, QWidget *parent)
    : FormDialog(parent)
    , m_backend(backend)
    , m_path(new QLineEdit(this))
    , m_field(addField(m_path))
    , m_browse(makeButton("", this))
    , m_all(new QCheckBox(this))
    , m_summary(addText("body"))
    , m_skipped(nullptr)
    , m_table(new RowTable(this))
{
    setMinimumWidth(Theme::px(720));
    setAcceptDrops(true);
    m_path->setObjectName("path"_L1);
    m_all->setObjectName("all"_L1);
    m_summary->setObjectName("summary"_L1);
    m_field->addBeside(m_browse);
    body()->insertWidget(1, m_all);
    m_table->setSource(&m_changes);
    m_table->setStretchColumns({PriceChanges::Model});
    m_table->setFixedHeight(Theme::px(250));
    body()->addWidget(m_table);
    m_skipped = addText("hint");
    m_browse->setAutoDefault(true);
    m_path->setFocus();

    connect(m_browse, &QPushButton::clicked, this, &PriceImportDialog::browse);
    connect(m_path, &QLineEdit::textChanged, this, &PriceImportDialog::forget);
    connect(m_all, &QCheckBox::toggled, this, [this] {
        if (m_preview)
            preview([list = m_preview->list]() -> Result<ImportedPrices> { return list; });
    });
    onLanguage(this, [this] { retranslate(); });
}

void PriceImportDialog::retranslate()
{
    setTitle(tr("Import prices"));
    m_field->setLabel(tr("Price list"));
    m_field->setHint(tr("A file of LiteLLM (model_prices_and_context_window.json) or models.dev (api.json); "
                        "drop it here. Nothing changes before you have seen it."));
    m_browse->setText(tr("Choose…"));
    m_all->setText(tr("Include models that this gateway does not know"));
    m_table->setAccessibleName(tr("What changes"));
    m_changes.headerDataChanged(Qt::Horizontal, 0, PriceChanges::ColumnCount - 1);
    showPreview();
}

void PriceImportDialog::browse()
{
    auto *files = new QFileDialog(this, tr("Price list"), QFileInfo(m_path->text()).path(),
                                  tr("JSON files (*.json);;All files (*)"));
    files->setAttribute(Qt::WA_DeleteOnClose);
    files->setFileMode(QFileDialog::ExistingFile);
    connect(files, &QFileDialog::fileSelected, this, &PriceImportDialog::openFile);
    files->open();
}

void PriceImportDialog::openFile(const QString &path)
{
    m_path->setText(QDir::toNativeSeparators(path));
    accept();
}

void PriceImportDialog::dragEnterEvent(QDragEnterEvent *event)
{
    if (event->mimeData()->hasUrls() && event->mimeData()->urls().value(0).isLocalFile())
        event->acceptProposedAction();
}

void PriceImportDialog::dropEvent(QDropEvent *event)
{
    openFile(event->mimeData()->urls().value(0).toLocalFile());
}

void PriceImportDialog::submit()
{
    if (m_preview)
        importShown();
    else
        read();
}

void PriceImportDialog::read()
{
    const QString path = QDir::fromNativeSeparators(m_path->text().trimmed());
    if (path.isEmpty()) {
        m_field->setError(tr("Choose a file."));
        m_path->setFocus();
        return;
    }
    preview([path, now = m_backend.now()] { return readList(path, now); });
}

void PriceImportDialog::preview(std::function<Result<ImportedPrices>()> list)
{
    setBusy(true);
    m_backend.manage<Preview>(
            this,
            [list = std::move(list), all = m_all->isChecked()](Management &management) -> Result<Preview> {
                Result<ImportedPrices> read = list();
                if (!read)
                    return tl::make_unexpected(read.error());
                Result<PriceDiff> diff = management.importPrices(read->prices, all, true);
                if (!diff)
                    return tl::make_unexpected(diff.error());
                return Preview{*std::move(read), *std::move(diff)};
            },
            [this](Result<Preview> result) {
                setBusy(false);
                if (result) {
                    m_preview = *std::move(result);
                } else {
                    m_preview.reset();
                    m_field->setError(
                            result.error().code == ErrorCode::InvalidArgument
                                    ? ErrorText::of(result.error())
                                    : tr("The file cannot be read. %1").arg(result.error().message));
                }
                showPreview();
                // What waits has no focus; Enter goes on from where it makes sense.
                if (primaryButton()->isEnabled() && m_preview)
                    primaryButton()->setFocus();
                else
                    m_path->setFocus();
            });
}

void PriceImportDialog::forget()
{
    m_field->setError({});
    if (m_preview) {
        m_preview.reset();
        showPreview();
    }
}

void PriceImportDialog::showPreview()
{
    m_changes.setDiff(m_preview ? m_preview->diff : PriceDiff());
    const int count = m_changes.rowCount();
    m_table->setVisible(count > 0);
    m_summary->setVisible(m_preview.has_value());
    m_skipped->setVisible(m_preview.has_value());
    m_all->setVisible(m_preview.has_value());
    if (!m_preview) {
        setPrimary(tr("Preview"));
    } else {
        const PriceDiff &diff = m_preview->diff;
        setPrimary(count > 0 ? tr("Import %n prices", nullptr, count) : tr("Nothing to import"));
        m_summary->setText(tr("%1 changed, %2 new, %3 unchanged")
                                   .arg(Format::number(qint64(diff.changed.size())),
                                        Format::number(qint64(diff.added.size())),
                                        Format::number(qint64(diff.unchanged.size()))));
        m_skipped->setText(
                tr("%n entries of the list are left out: models that this gateway does not have, prices that "
                   "are not by the token, and what you have set by hand.",
                   nullptr, int(diff.skipped.size() + m_preview->list.skipped.size())));
    }
    primaryButton()->setEnabled(!isBusy() && (!m_preview || count > 0));
    fitLater();
}

void PriceImportDialog::importShown()
{
    if (m_changes.rowCount() == 0)
        return;
    setBusy(true);
    m_backend.manage<int>(
            this,
            [list = m_preview->list.prices, all = m_all->isChecked()](Management &management) {
                return management.importPrices(list, all, false).map([](const PriceDiff &done) {
                    return int(done.added.size() + done.changed.size());
                });
            },
            [this](Result<int> count) {
                setBusy(false);
                if (!count) {
                    fail(ErrorText::of(count.error()));
                    return;
                }
                finish();
                Q_EMIT imported(*count);
            });
}

} // namespace gateway::ui
