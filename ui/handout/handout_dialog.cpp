// SPDX-License-Identifier: MIT
#include "ui/handout/handout_dialog.h"

#include "ui/error_text.h"
#include "ui/language.h"
#include "ui/translated.h"
#include "ui/widgets/warn_line.h"

#include <QComboBox>
#include <QBuffer>
#include <QFileDialog>
#include <QHostAddress>
#include <QLocale>
#include <QPdfWriter>
#include <QPrintDialog>
#include <QPrinter>
#include <QSaveFile>
#include <QTextBrowser>
#include <QUrl>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

HandoutDialog::HandoutDialog(Handout handout, QWidget *parent)
    : FormDialog(parent)
    , m_handout(std::move(handout))
    , m_language(new QComboBox(this))
    , m_languageField(addField(m_language))
    , m_sheet(new QTextBrowser(this))
    , m_copy(new CopyButton(this))
    , m_print(makeButton("", this))
{
    setMinimumWidth(Theme::px(640));
    m_language->setObjectName("sheetLanguage"_L1);
    m_language->addItem(u"English"_s, u"en"_s); // in their own words, whatever the window speaks
    m_language->addItem(u"简体中文"_s, u"zh_CN"_s);
    m_language->setCurrentIndex(QLocale().language() == QLocale::Chinese ? 1 : 0);
    m_sheet->setObjectName("sheet"_L1);
    m_sheet->setFixedHeight(Theme::px(360));
    m_sheet->setOpenLinks(false);
    m_sheet->setTabChangesFocus(true);
    // Paper is white in the dark theme, too.
    m_sheet->setStyleSheet(u"QTextBrowser { background: #ffffff; color: #1b2130; border: 1px solid #c9cfd9; "
                           "border-radius: 8px; } QTextBrowser:focus { border-color: #3b5bdb; }"_s);
    m_sheet->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_sheet->setWordWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    auto *local = new WarnLine(this);
    local->setVisible(QHostAddress(QUrl(m_handout.address).host()).isLoopback());
    onLanguage(local, [local] {
        local->set(tr("The address on it works on this computer only. Share the gateway in Settings first."));
    });
    body()->addWidget(local);
    body()->addWidget(m_sheet);
    m_copy->setObjectName("copySheet"_L1);
    m_copy->setWordy(true);
    m_print->setAutoDefault(true);
    m_print->setIcon(themedIcon(u"print"_s, IconInk::Text));
    footer()->insertWidget(0, m_copy);
    footer()->insertWidget(1, m_print);
    connect(m_language, &QComboBox::currentIndexChanged, this, &HandoutDialog::showSheet);
    connect(m_copy, &CopyButton::copied, this, &HandoutDialog::taken);
    connect(m_print, &QPushButton::clicked, this, &HandoutDialog::print);
    showSheet();
    onLanguage(this, [this] {
        setTitle(tr("Hand-out for %1").arg(m_handout.user));
        setPrimary(tr("Save…"));
        m_languageField->setLabel(tr("Language of the recipient"));
        m_languageField->setHint(tr("The sheet holds the key: give it to that person alone."));
        m_print->setText(tr("Print…"));
        m_sheet->setAccessibleName(tr("Hand-out"));
    });
}

QString HandoutDialog::language() const
{
    return m_language->currentData().toString();
}

void HandoutDialog::showSheet()
{
    m_sheet->setHtml(handoutHtml(m_handout, language()));
    m_sheet->document()->setDocumentMargin(Theme::px(20));
    m_copy->setTextToCopy(handoutText(m_handout, language()));
}

Outcome HandoutDialog::saveTo(const QString &path) const
{
    QByteArray content = handoutText(m_handout, language()).toUtf8();
    if (path.endsWith(".html"_L1, Qt::CaseInsensitive))
        content = handoutHtml(m_handout, language()).toUtf8();
    if (path.endsWith(".pdf"_L1, Qt::CaseInsensitive)) {
        QBuffer buffer(&content);
        buffer.open(QIODevice::WriteOnly);
        QPdfWriter writer(&buffer);
        writer.setPageSize(QPageSize(QPageSize::A4));
        QTextDocument document;
        document.setHtml(handoutHtml(m_handout, language()));
        document.print(&writer);
    }
    QSaveFile file(path);
    if (!file.open(QIODevice::WriteOnly) || !file.setPermissions(QFile::ReadOwner | QFile::WriteOwner) ||
        file.write(content) < 0 || !file.commit())
        return gateway::failure(ErrorCode::PermissionDenied,
                                u"%1 cannot be written: %2."_s.arg(path, file.errorString()));
    return {};
}

void HandoutDialog::submit()
{
    auto *dialog = new QFileDialog(this, tr("Save the hand-out"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setNameFilters({tr("Text (*.txt)"), tr("Web page (*.html)"), tr("PDF (*.pdf)")});
    dialog->setDefaultSuffix(u"txt"_s);
    connect(dialog, &QFileDialog::filterSelected, dialog, [dialog](const QString &filter) {
        dialog->setDefaultSuffix(filter.section(u"*."_s, 1).chopped(1));
    });
    connect(dialog, &QFileDialog::fileSelected, this, [this](const QString &path) {
        const Outcome saved = saveTo(path);
        fail(saved ? QString() : ErrorText::of(saved.error()));
        if (saved)
            Q_EMIT taken();
    });
    dialog->open();
}

void HandoutDialog::print()
{
    auto printer = std::make_shared<QPrinter>(QPrinter::HighResolution);
    auto *dialog = new QPrintDialog(printer.get(), this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, qOverload<QPrinter *>(&QPrintDialog::accepted), this, [this, printer](QPrinter *) {
        QTextDocument document;
        document.setHtml(handoutHtml(m_handout, language()));
        document.print(printer.get());
        Q_EMIT taken();
    });
    connect(dialog, &QDialog::finished, this, [printer] {}); // it must outlive the dialog
    dialog->open();
}

} // namespace gateway::ui
