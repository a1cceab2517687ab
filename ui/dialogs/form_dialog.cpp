// SPDX-License-Identifier: MIT
#include "ui/dialogs/form_dialog.h"

#include "ui/mnemonics.h"
#include "ui/translated.h"
#include "ui/widgets/backdrop.h"

#include <QApplication>
#include <QEvent>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMouseEvent>
#include <QPainter>
#include <QPlainTextEdit>
#include <QScreen>
#include <QScrollArea>
#include <QScrollBar>
#include <QWindow>

#include <algorithm>

namespace gateway::ui {

namespace {

constexpr int side = 24;     // from the edge to the fields
constexpr int around = 24;   // from the dialog to the edge of the window, at the least
constexpr int ringSpace = 3; // so that nothing at the edge of what scrolls is cut

} // namespace

FormDialog::FormDialog(QWidget *parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint)
    , m_title(makeLabel("dialog-title", this))
    , m_area(new QScrollArea(this))
    , m_inner(new QWidget)
    , m_body(new QVBoxLayout(m_inner))
    , m_footer(new QHBoxLayout)
    , m_failure(makeLabel("error", this))
    , m_cancel(makeButton("", this))
    , m_primary(makeButton("primary", this))
{
    setAttribute(Qt::WA_DeleteOnClose);
    setAttribute(Qt::WA_TranslucentBackground); // for its round corners
    setProperty("sheet", true);
    setWindowModality(Qt::WindowModal);
    setMinimumWidth(Theme::px(460));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, Theme::px(22), 0, Theme::px(20));
    layout->setSpacing(Theme::px(14) - ringSpace);
    m_area->setObjectName(QStringLiteral("dialogBody"));
    m_area->setWidget(m_inner);
    m_area->setWidgetResizable(true);
    m_inner->setMinimumHeight(1); // not that of its wrapped texts in their narrowest shape
    m_area->setFrameShape(QFrame::NoFrame);
    m_area->setFocusPolicy(Qt::NoFocus);
    m_area->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_body->setContentsMargins(Theme::px(side), ringSpace, Theme::px(side), ringSpace);
    m_body->setSpacing(Theme::px(14));
    for (QLabel *label : {m_title, m_failure}) {
        label->setWordWrap(true);
        label->setContentsMargins(Theme::px(side), 0, Theme::px(side), 0);
    }
    m_failure->hide();
    layout->addWidget(m_title);
    layout->addWidget(m_area, 1);
    layout->addWidget(m_failure);
    layout->addSpacing(Theme::px(4));
    layout->addLayout(m_footer);
    m_footer->setContentsMargins(Theme::px(side), 0, Theme::px(side), 0);
    m_footer->setSpacing(Theme::px(8));
    m_footer->addStretch();
    m_footer->addWidget(m_cancel);
    m_footer->addWidget(m_primary);
    // Enter presses the button that has the focus, else the primary one.
    m_cancel->setAutoDefault(true);
    m_primary->setAutoDefault(true);
    m_primary->setDefault(true);
    m_inner->installEventFilter(this);
    onLanguage(m_cancel, [this] { m_cancel->setText(cancelText()); });
    connect(m_cancel, &QPushButton::clicked, this, &QDialog::reject);
    connect(m_primary, &QPushButton::clicked, this, &FormDialog::accept);
    connect(m_area->verticalScrollBar(), &QScrollBar::rangeChanged, this, [this] {
        if (isVisible())
            fitLater();
        update();
    });
    connect(m_area->verticalScrollBar(), &QScrollBar::valueChanged, this, [this] { update(); });
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget *, QWidget *now) {
        m_leaving = false;
        if (now && m_inner->isAncestorOf(now))
            reveal(now);
    });
}

// The focus moves on while the base is destroyed.
FormDialog::~FormDialog()
{
    qApp->disconnect(this);
}

void FormDialog::accept()
{
    if (m_busy)
        return;
    clearErrors();
    submit();
}

void FormDialog::setTitle(const QString &title)
{
    m_title->setText(title);
    setWindowTitle(title);
}

void FormDialog::setPrimary(const QString &text, const char *kind)
{
    m_primary->setText(text);
    setStyleProperty(m_primary, "kind", QString::fromLatin1(kind));
    m_cancel->setText(cancelText()); // while it was made, this class could not know it
}

FormField *FormDialog::addField(QWidget *editor)
{
    auto *field = new FormField(editor, this);
    m_body->addWidget(field);
    return field;
}

QLabel *FormDialog::addText(const char *role)
{
    auto *label = makeLabel(role, this);
    label->setWordWrap(true);
    m_body->addWidget(label);
    return label;
}

void FormDialog::setBusy(bool busy)
{
    m_busy = busy;
    m_primary->setEnabled(!busy);
    for (FormField *field : findChildren<FormField *>())
        field->setEnabled(!busy);
}

void FormDialog::fitLater()
{
    if (std::exchange(m_fitting, true))
        return;
    QMetaObject::invokeMethod(this, &FormDialog::fit, Qt::QueuedConnection);
}

// A dialog may have been opened from another one; both have to fit into the window below.
QWidget *FormDialog::mainWindow() const
{
    QWidget *window = parentWidget() ? parentWidget()->window() : nullptr;
    while (qobject_cast<QDialog *>(window) && window->parentWidget())
        window = window->parentWidget()->window();
    return window;
}

void FormDialog::fit()
{
    m_fitting = false;
    giveMnemonics(*this);
    const QPoint middle = geometry().center(); // before anything here makes it grow
    const QWidget *window = mainWindow();
    QSize room = window ? window->size() : screen()->availableSize();
    room -= QSize(2, 2) * Theme::px(around);
    m_area->setMinimumWidth(qMin(m_inner->minimumSizeHint().width(), room.width()));
    layout()->activate();
    const int width = qMin(qMax(this->width(), minimumSizeHint().width()), room.width());
    const auto heightOf = [width](QLayout *one) {
        return one->hasHeightForWidth() ? one->totalHeightForWidth(width) : one->totalSizeHint().height();
    };
    const int marginBefore = m_body->contentsMargins().right();
    if (marginBefore != Theme::px(side))
        m_body->setContentsMargins(Theme::px(side), ringSpace, Theme::px(side), ringSpace);
    const int wanted = heightOf(m_body);
    m_area->setFixedHeight(wanted);
    layout()->activate();
    int height = heightOf(layout());
    const bool scrolls = height > room.height();
    if (scrolls) {
        m_area->setFixedHeight(qMax(Theme::px(80), wanted - (height - room.height())));
        layout()->activate();
        height = room.height();
    }
    // The bar stands in the margin, so that the fields keep their width.
    const int bar = scrolls ? m_area->verticalScrollBar()->sizeHint().width() : 0;
    if (bar > 0)
        m_body->setContentsMargins(Theme::px(side), ringSpace, Theme::px(side) - bar, ringSpace);
    if (m_body->contentsMargins().right() != marginBefore)
        m_body->update(); // changed margins alone do not lay it out
    resize(width, height);
    if (size() != m_fitted) { // by this, or by a layout that needed more before
        m_fitted = size();
        if (m_dragged)
            move(middle - rect().center());
        else
            center();
    }
    if (std::exchange(m_wanted, wanted) == wanted)
        return;
    fitLater(); // what is nested deeply tells its size in several rounds
    if (QWidget *focused = focusWidget(); focused && m_inner->isAncestorOf(focused))
        reveal(focused);
}

void FormDialog::center()
{
    if (const QWidget *window = mainWindow())
        move(window->mapToGlobal(window->rect().center()) - rect().center());
}

void FormDialog::reveal(QWidget *inner)
{
    m_area->ensureWidgetVisible(withItsField(inner), 0, Theme::px(12));
}

void FormDialog::fail(const QString &text)
{
    setBusy(false);
    m_failure->setText(text);
    m_failure->setVisible(!text.isEmpty());
    fitLater();
}

void FormDialog::clearErrors()
{
    m_leaving = false;
    m_failure->clear();
    m_failure->hide();
    for (FormField *field : findChildren<FormField *>())
        field->setError({});
    fitLater();
}

bool FormDialog::eventFilter(QObject *watched, QEvent *event)
{
    if (watched == m_inner && event->type() == QEvent::LayoutRequest && isVisible())
        fitLater();
    if (watched == mainWindow() && event->type() == QEvent::Resize && isVisible()) {
        fitLater();
        QMetaObject::invokeMethod(this, &FormDialog::center, Qt::QueuedConnection);
    }
    return QDialog::eventFilter(watched, event);
}

void FormDialog::showEvent(QShowEvent *event)
{
    QDialog::showEvent(event);
    fit();
    center();
    fitLater(); // once more when everything has been laid out
    if (QWidget *window = mainWindow()) {
        window->removeEventFilter(this);
        window->installEventFilter(this);
    }
    if (parentWidget() && !m_backdrop)
        m_backdrop = new Backdrop(parentWidget()->window(), this);
}

void FormDialog::hideEvent(QHideEvent *event)
{
    QDialog::hideEvent(event);
    delete std::exchange(m_backdrop, nullptr);
}

bool FormDialog::hasTyped() const
{
    const auto typed = [](const auto *edit, bool modified) {
        return modified && !edit->isReadOnly() && edit->isVisible();
    };
    const auto lines = m_inner->findChildren<QLineEdit *>();
    const auto texts = m_inner->findChildren<QPlainTextEdit *>();
    return std::any_of(lines.cbegin(), lines.cend(),
                       [&](const QLineEdit *line) { return typed(line, line->isModified()); }) ||
           std::any_of(texts.cbegin(), texts.cend(), [&](const QPlainTextEdit *text) {
               return typed(text, text->document()->isModified());
           });
}

void FormDialog::keyPressEvent(QKeyEvent *event)
{
    if (event->key() == Qt::Key_Escape && !m_busy && !m_leaving && hasTyped()) {
        fail(tr("What you typed has not been saved. Escape once more leaves without it."));
        m_leaving = true;
        return;
    }
    QDialog::keyPressEvent(event);
}

void FormDialog::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    Backdrop::paintSheet(painter, rect());
    // Where fields go on above or below, a line says that they are cut off, not at their end.
    const QScrollBar *bar = m_area->verticalScrollBar();
    const QRect area = m_area->geometry();
    if (bar->value() > bar->minimum())
        painter.fillRect(area.left(), area.top() - 1, area.width(), 1, Tokens::current().line);
    if (bar->value() < bar->maximum())
        painter.fillRect(area.left(), area.bottom() + 1, area.width(), 1, Tokens::current().line);
}

void FormDialog::mousePressEvent(QMouseEvent *event)
{
    QDialog::mousePressEvent(event);
    if (event->button() == Qt::LeftButton && windowHandle())
        m_dragged = windowHandle()->startSystemMove();
}

ConfirmDialog::ConfirmDialog(const Question &question, std::function<void()> confirmed, QWidget *parent)
    : FormDialog(parent), m_confirmed(std::move(confirmed))
{
    setTitle(question.title);
    addText("body")->setText(question.text);
    setPrimary(question.action, question.destructive ? "danger" : "primary");
    // What cannot be undone is not one Enter away.
    if (question.destructive) {
        primaryButton()->setDefault(false);
        cancelButton()->setFocus();
    }
}

void ConfirmDialog::submit()
{
    const auto confirmed = m_confirmed;
    finish();
    confirmed();
}

} // namespace gateway::ui
