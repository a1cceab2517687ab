// SPDX-License-Identifier: MIT
// The second half of OverviewPage: what needs attention, and what is taken away as a file.
#include "ui/pages/overview_page.h"

#include "ui/error_text.h"
#include "ui/format.h"
#include "ui/limit_text.h"
#include "ui/mnemonics.h"
#include "ui/widgets/empty_state.h"

#include <QFileDialog>
#include <QMenu>
#include <QSaveFile>
#include <QStandardPaths>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

QWidget *OverviewPage::makeAttentionRow()
{
    auto *rows = new QWidget(this);
    auto *layout = new QHBoxLayout(rows);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::px(12));
    m_budgets = new BudgetsCard(rows);
    m_problems = new ProblemsCard(rows);
    layout->addWidget(m_budgets, 1, Qt::AlignTop);
    layout->addWidget(m_problems, 1, Qt::AlignTop);
    connect(m_budgets, &BudgetsCard::raiseWanted, this, &OverviewPage::raise);
    connect(m_problems, &ProblemsCard::actionWanted, this, &OverviewPage::help);
    showAttention();
    return rows;
}

void OverviewPage::loadAttention()
{
    if (m_loadingAttention) {
        m_attentionAgain = true;
        return;
    }
    m_loadingAttention = true;
    m_attentionAt = m_shell.backend.context().clock->steady();
    m_shell.backend.readingThread().run<Attention>(
            this,
            [clock = m_shell.backend.context().clock](Database &database) {
                return readAttention(database, *clock);
            },
            [this](Result<Attention> attention) {
                m_loadingAttention = false;
                if (attention) {
                    m_attention = *std::move(attention);
                    showAttention();
                }
                if (std::exchange(m_attentionAgain, false))
                    loadAttention();
            });
}

void OverviewPage::showAttention()
{
    m_budgets->show(m_attention.budgets);
    QList<Problem> problems = m_attention.problems;
    for (Problem &problem : problems) {
        if (problem.since)
            problem.ago = Format::ago(*problem.since, m_shell.backend.context().clock->now(), zone());
    }
    for (const ProviderTrouble &trouble : m_shell.control.troubles()) {
        const auto same = [&](const Problem &problem) { return problem.name == trouble.provider; };
        if (trouble.kind == ProviderTrouble::Kind::Resting &&
            !std::any_of(problems.cbegin(), problems.cend(), same))
            problems += Problem{Problem::Kind::ProviderDown, trouble.provider, trouble.reason};
    }
    for (const UsageSum &sum : std::as_const(m_data.unpriced))
        problems += Problem{Problem::Kind::Unpriced, sum.group, {}, sum.unpriced};
    m_problems->show(problems);
    giveMnemonics(*this);
    // The first step comes first: keys are of no use without somebody who answers.
    if (problems.contains(Problem{Problem::Kind::NoProvider})) {
        m_empty->set(tr("There is no provider yet. Add one, then issue a key and make a first call."),
                     tr("Add provider"));
    } else {
        m_empty->set(
                tr("No requests in this range yet. A tool that calls the gateway with a key shows up here."),
                tr("Issue a key"));
    }
    m_budgets->setVisible(!m_budgets->isEmpty());
    m_problems->setVisible(!m_problems->isEmpty());
    m_budgets->parentWidget()->setVisible(!m_budgets->isEmpty() || !m_problems->isEmpty());
}

void OverviewPage::raise(const RaiseTarget &target, const Budget &extra)
{
    raiseBudget(m_shell.backend, this, target, extra, [this, target, extra](Result<Raise> result) {
        toast(result ? LimitText::raised(target.name, extra) : ErrorText::of(result.error()));
        loadAttention();
    });
}

void OverviewPage::help(const Problem &problem)
{
    m_shell.find(problem.kind == Problem::Kind::Unpriced ? PageId::Models : PageId::Providers, problem.name);
}

void OverviewPage::fillExportMenu(QMenu &menu)
{
    menu.clear();
    menu.addAction(tr("Picture of this page…"), this, &OverviewPage::savePicture);
    menu.addAction(tr("Figures as CSV…"), this, &OverviewPage::saveCsv);
    giveMnemonics(menu);
}

void OverviewPage::savePicture()
{
    const QPixmap picture = grab();
    save(u"overview.png"_s, tr("Picture (*.png)"),
         [picture](const QString &file) { return picture.save(file, "PNG"); });
}

void OverviewPage::saveCsv()
{
    const QByteArray csv = overviewCsv(m_data, zone());
    save(u"usage.csv"_s, tr("Table (*.csv)"), [csv](const QString &file) {
        QSaveFile out(file);
        return out.open(QIODevice::WriteOnly) && out.write(csv) == csv.size() && out.commit();
    });
}

void OverviewPage::save(const QString &name, const QString &kind,
                        std::function<bool(const QString &file)> write)
{
    const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
    auto *dialog = new QFileDialog(window(), tr("Export"), QString(folder + u'/' + name), kind);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setAcceptMode(QFileDialog::AcceptSave);
    dialog->setDefaultSuffix(name.section(u'.', -1));
    connect(dialog, &QFileDialog::fileSelected, this, [this, write = std::move(write)](const QString &file) {
        toast(write(file) ? tr("Saved to %1").arg(file) : tr("%1 could not be written.").arg(file));
    });
    dialog->open();
}

} // namespace gateway::ui
