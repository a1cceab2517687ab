// SPDX-License-Identifier: MIT
#include "ui/wizard/setup_wizard.h"

#include "ui/translated.h"
#include "ui/wizard/key_steps.h"
#include "ui/wizard/start_steps.h"

#include <QPainter>
#include <QStackedWidget>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

// "1 Language — 2 Provider —…" with the current one stressed. For the eye; screen readers hear the title.
class StepRow final : public QWidget
{
public:
    explicit StepRow(QWidget *parent) : QWidget(parent) { setFixedHeight(Theme::px(26)); }

    void set(const QStringList &names, int current)
    {
        m_names = names;
        m_current = current;
        setAccessibleName(names.value(qMin(current, int(names.size()) - 1)));
        update();
    }

protected:
    void paintEvent(QPaintEvent *) override
    {
        const Tokens &tokens = Tokens::current();
        QPainter painter(this);
        painter.setRenderHint(QPainter::Antialiasing);
        QFont small = font();
        small.setPixelSize(Theme::px(12));
        const int gap = Theme::px(6);
        const int dot = Theme::px(18);
        const int width = this->width() / qMax(1, int(m_names.size()));
        for (int i = 0; i < m_names.size(); ++i) {
            const QRect box(i * width, 0, width - gap, height());
            painter.setPen(QPen(i <= m_current ? tokens.accent : tokens.line, Theme::px(2)));
            painter.drawLine(box.left() + 1, box.bottom() - 1, box.right(), box.bottom() - 1);
            const QColor ink = i == m_current ? toneInk(tokens, Tone::Accent) : tokens.dim;
            if (i < m_current) {
                painter.drawPixmap(
                        QRect(box.left(), (height() - dot) / 2 - 2, dot, dot),
                        iconPixmap(u"check"_s, toneInk(tokens, Tone::Accent), dot, devicePixelRatioF()));
            } else {
                painter.setFont(semibold(small));
                painter.setPen(ink);
                painter.drawText(QRect(box.left(), 0, dot, height() - Theme::px(4)), Qt::AlignCenter,
                                 QString::number(i + 1));
            }
            painter.setFont(i == m_current ? semibold(small) : small);
            painter.setPen(ink);
            const QRect text = box.adjusted(dot + Theme::px(3), 0, 0, -Theme::px(4));
            painter.drawText(
                    text, Qt::AlignLeft | Qt::AlignVCenter,
                    QFontMetrics(painter.font()).elidedText(m_names[i], Qt::ElideRight, text.width()));
        }
    }

private:
    QStringList m_names;
    int m_current = 0;
};

SetupWizard::SetupWizard(Shell &shell, const QList<Provider> &providers, QWidget *parent)
    : FormDialog(parent)
    , m_state{shell, providers, {}, {}, {}, false}
    , m_row(new StepRow(this))
    , m_stack(new QStackedWidget(this))
    , m_back(makeButton("", this))
    , m_skip(makeButton("", this))
    , m_warning(addText("error"))
{
    setMinimumWidth(Theme::px(660));
    m_back->setObjectName("back"_L1);
    m_back->setAutoDefault(true);
    m_skip->setObjectName("skip"_L1);
    m_skip->setAutoDefault(true);
    body()->insertWidget(0, m_row);
    body()->insertWidget(1, m_stack);
    m_stack->setMinimumHeight(Theme::px(300));
    m_warning->hide();
    footer()->removeWidget(cancelButton());
    footer()->insertWidget(0, cancelButton());
    footer()->insertWidget(footer()->indexOf(primaryButton()), m_skip);
    footer()->insertWidget(footer()->indexOf(m_skip), m_back);
    addStep(new LanguageStep(m_state, this));
    addStep(new ProviderStep(m_state, this));
    addStep(new AddressStep(m_state, this));
    addStep(new KeyStep(m_state, this));
    addStep(new CallStep(m_state, this));
    connect(m_back, &QPushButton::clicked, this, [this] { go(current() - 1); });
    connect(m_skip, &QPushButton::clicked, this, [this] { go(current() + 1); });
    onLanguage(this, [this] { showState(); });
    go(0);
}

SetupWizard::~SetupWizard() = default;

void SetupWizard::addStep(WizardStep *step)
{
    m_steps += step;
    m_stack->addWidget(step);
    connect(step, &WizardStep::done, this, [this, step] {
        if (step != m_steps.value(current()))
            return;
        if (current() + 1 < m_steps.size())
            go(current() + 1);
        else if (mayClose())
            finish();
    });
    connect(step, &WizardStep::failed, this, [this](const QString &text) { fail(text); });
    connect(step, &WizardStep::busy, this, [this](bool busy) {
        setBusy(busy);
        m_back->setEnabled(!busy);
        m_skip->setEnabled(!busy);
    });
    connect(step, &WizardStep::changed, this, &SetupWizard::showState);
}

int SetupWizard::current() const
{
    return m_stack->currentIndex();
}

void SetupWizard::go(int index)
{
    fail({});
    m_stack->setCurrentIndex(index);
    m_steps[index]->enter();
    showState();
}

void SetupWizard::submit()
{
    m_steps[current()]->next();
}

void SetupWizard::showState()
{
    const WizardStep *step = m_steps.value(current());
    if (!step)
        return;
    QStringList names;
    for (const WizardStep *one : std::as_const(m_steps))
        names += one->name();
    m_row->set(names, step->isDone() ? current() + 1 : current());
    setTitle(step->title());
    const bool uncopied = m_warned && !m_state.keyCopied;
    setPrimary(uncopied && current() + 1 == m_steps.size() ? tr("Close without copying")
                                                           : step->primaryText());
    setStyleProperty(primaryButton(), "kind", step->offersOther() ? QString() : u"primary"_s);
    m_back->setText(tr("Back"));
    m_back->setVisible(current() > 0);
    m_skip->setText(tr("Skip"));
    m_skip->setVisible(step->canSkip());
    cancelButton()->setVisible(current() + 1 < m_steps.size());
    m_warning->setText(tr("The key has not been copied yet. After closing it cannot be shown again."));
    m_warning->setVisible(uncopied);
}

bool SetupWizard::mayClose()
{
    if (!m_state.key || m_state.keyCopied || m_warned)
        return true;
    m_warned = true;
    if (current() + 1 < m_steps.size())
        go(int(m_steps.size()) - 1); // where it can be copied
    else
        m_steps.constLast()->enter(); // Enter copies now
    showState();
    return false;
}

void SetupWizard::reject()
{
    if (mayClose())
        QDialog::reject();
}

} // namespace gateway::ui
