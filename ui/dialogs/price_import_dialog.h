// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/dialogs/form_dialog.h"
#include "ui/models/price_changes.h"

class QCheckBox;

namespace gateway::ui {

class RowTable;

// Reads a public price list from a file, shows what it would change, and changes it only then.
class PriceImportDialog final : public FormDialog
{
    Q_OBJECT

public:
    PriceImportDialog(Backend &backend, QWidget *parent);

    void openFile(const QString &path);
    const PriceChanges &changes() const { return m_changes; }

Q_SIGNALS:
    void imported(int count);

protected:
    void submit() override; // reads the file, then imports what is shown
    void dragEnterEvent(QDragEnterEvent *event) override;
    void dropEvent(QDropEvent *event) override;

private:
    struct Preview
    {
        ImportedPrices list;
        PriceDiff diff;
    };

    void browse();
    void preview(std::function<Result<ImportedPrices>()> list);
    void read();
    void importShown();
    void showPreview();
    void forget();
    void retranslate();

    Backend &m_backend;
    QLineEdit *m_path;
    FormField *m_field;
    QPushButton *m_browse;
    QCheckBox *m_all;
    QLabel *m_summary;
    QLabel *m_skipped;
    PriceChanges m_changes;
    RowTable *m_table;
    std::optional<Preview> m_preview;
};

} // namespace gateway::ui
