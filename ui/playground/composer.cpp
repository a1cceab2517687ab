// SPDX-License-Identifier: MIT
#include "ui/playground/composer.h"

#include "ui/translated.h"
#include "ui/widgets/flow_layout.h"
#include "ui/widgets/fold.h"
#include "ui/widgets/form_field.h"

#include <QAbstractTextDocumentLayout>
#include <QClipboard>
#include <QDragEnterEvent>
#include <QFileDialog>
#include <QGuiApplication>
#include <QKeyEvent>
#include <QMimeData>
#include <QPlainTextEdit>
#include <QUrl>

#include <algorithm>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr int mostLines = 7;

// Empty is no number and nothing wrong.
std::optional<double> number(FormField &field, double least, double most, bool whole, bool &wrong)
{
    const QString text = static_cast<QLineEdit *>(field.editor())->text().trimmed();
    field.setError({});
    if (text.isEmpty())
        return {};
    bool good = false;
    const double value = whole ? double(text.toInt(&good)) : text.toDouble(&good);
    if (good && value >= least && value <= most)
        return value;
    field.setError(Composer::tr("A number from %1 to %2.")
                           .arg(QString::number(least), QString::number(most, 'f', 0)));
    field.editor()->setFocus();
    wrong = true;
    return {};
}

bool hasImages(const QMimeData &data)
{
    if (data.hasImage())
        return true;
    const QList<QUrl> urls = data.urls();
    return std::any_of(urls.begin(), urls.end(), [](const QUrl &url) { return url.isLocalFile(); });
}

} // namespace

Composer::Composer(QSettings *memory, QWidget *parent)
    : QFrame(parent)
    , m_text(new QPlainTextEdit(this))
    , m_send(makeButton("primary", this))
    , m_attach(makeIconButton(u"image"_s, this))
    , m_imageBox(new QWidget(this))
    , m_imageRow(new FlowLayout(m_imageBox))
    , m_error(makeLabel("error", this))
    , m_fold(new Fold(this))
    , m_system(new QPlainTextEdit(this))
    , m_temperature(new QLineEdit(this))
    , m_maxTokens(new QLineEdit(this))
    , m_topP(new QLineEdit(this))
    , m_systemField(new FormField(m_system, this))
    , m_temperatureField(new FormField(m_temperature, this))
    , m_maxTokensField(new FormField(m_maxTokens, this))
    , m_topPField(new FormField(m_topP, this))
{
    setProperty("card", true);
    setAcceptDrops(true);
    m_text->setObjectName("message"_L1);
    m_text->document()->setDocumentMargin(Theme::px(7)); // one line stands in the middle of the field
    m_text->setTabChangesFocus(true);
    m_text->setAcceptDrops(false); // drops belong to all of the composer
    m_text->installEventFilter(this);
    m_send->setObjectName("send"_L1);
    m_attach->setObjectName("attach"_L1);
    m_attach->setProperty("framed", true);
    m_attach->setFixedHeight(m_send->sizeHint().height());
    m_attach->setShortcut(QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_I));
    m_error->hide();
    m_error->setWordWrap(true);
    m_imageRow->setContentsMargins(0, 0, 0, 0);
    m_imageRow->setSpacing(Theme::px(6));
    m_imageBox->hide();
    m_fold->content()->addWidget(makeParameters());
    m_fold->remember(memory, u"playground/parameters"_s);

    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::px(8));
    row->addWidget(m_attach, 0, Qt::AlignBottom);
    row->addWidget(m_text, 1);
    row->addWidget(m_send, 0, Qt::AlignBottom);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::px(12), Theme::px(12), Theme::px(12), Theme::px(8));
    layout->setSpacing(Theme::px(8));
    layout->addWidget(m_imageBox);
    layout->addLayout(row);
    layout->addWidget(m_error);
    layout->addWidget(m_fold);

    connect(m_send, &QPushButton::clicked, this, [this] {
        if (m_running)
            Q_EMIT stopRequested();
        else
            Q_EMIT sendRequested();
    });
    connect(m_attach, &QToolButton::clicked, this, &Composer::chooseImages);
    connect(m_text->document()->documentLayout(), &QAbstractTextDocumentLayout::documentSizeChanged, this,
            &Composer::fitText);
    connect(m_system, &QPlainTextEdit::textChanged, this, &Composer::showSummary);
    for (QLineEdit *edit : {m_temperature, m_maxTokens, m_topP})
        connect(edit, &QLineEdit::textChanged, this, &Composer::showSummary);
    fitText();
    onLanguage(this, [this] { retranslate(); });
}

QWidget *Composer::makeParameters()
{
    m_system->setObjectName("system"_L1);
    m_system->setTabChangesFocus(true);
    m_system->document()->setDocumentMargin(Theme::px(7));
    m_system->setFixedHeight(Theme::px(58));
    m_temperature->setObjectName("temperature"_L1);
    m_maxTokens->setObjectName("maxTokens"_L1);
    m_topP->setObjectName("topP"_L1);
    auto *box = new QWidget(this);
    auto *layout = new QVBoxLayout(box);
    layout->setContentsMargins(0, 0, 0, Theme::px(4));
    layout->setSpacing(Theme::px(10));
    auto *numbers = new QHBoxLayout;
    numbers->setSpacing(Theme::px(12));
    for (FormField *field : {m_temperatureField, m_maxTokensField, m_topPField})
        numbers->addWidget(field, 1, Qt::AlignTop);
    layout->addWidget(m_systemField);
    layout->addLayout(numbers);
    return box;
}

void Composer::retranslate()
{
    m_fold->setTitle(tr("Parameters"));
    m_systemField->setLabel(tr("System prompt"));
    m_temperatureField->setLabel(tr("Temperature"));
    m_maxTokensField->setLabel(tr("Maximum tokens"));
    m_topPField->setLabel(tr("Top P"));
    m_system->setPlaceholderText(tr("What the model is told before the conversation"));
    for (QLineEdit *edit : {m_temperature, m_maxTokens, m_topP})
        edit->setPlaceholderText(tr("up to the model"));
    m_text->setPlaceholderText(tr("Write a message. Enter sends, Shift+Enter starts a line."));
    m_text->setAccessibleName(tr("Message"));
    m_attach->setToolTip(tr("Attach an image; it can be pasted or dropped here too (Ctrl+Shift+I)"));
    m_attach->setAccessibleName(tr("Attach an image"));
    setRunning(m_running);
    showImages();
    showSummary();
}

// What is set, where the fields are out of sight.
void Composer::showSummary()
{
    QStringList set;
    const auto add = [&set](const QString &name, const QString &value) {
        if (!value.trimmed().isEmpty())
            set += name + u' ' + value.simplified();
    };
    add(tr("Temperature"), m_temperature->text());
    add(tr("Maximum tokens"), m_maxTokens->text());
    add(tr("Top P"), m_topP->text());
    add(tr("System prompt") + u':', m_system->toPlainText());
    m_fold->setSummary(set.isEmpty() ? tr("system prompt, temperature, maximum tokens") : set.join(u" · "_s));
}

// As many lines as were written, up to a point.
void Composer::fitText()
{
    const int lines = std::clamp(int(m_text->document()->size().height()), 1, mostLines);
    const int around = 2 * int(m_text->document()->documentMargin()) + 2;
    m_text->setVerticalScrollBarPolicy(lines < mostLines ? Qt::ScrollBarAlwaysOff : Qt::ScrollBarAsNeeded);
    m_text->setFixedHeight(
            std::max(lines * m_text->fontMetrics().lineSpacing() + around, m_send->sizeHint().height()));
}

void Composer::setRunning(bool running)
{
    m_running = running;
    m_send->setText(running ? tr("Stop") : tr("Send"));
    m_send->setToolTip(running ? tr("Stop (Esc)") : QString());
    setStyleProperty(m_send, "kind", running ? u""_s : u"primary"_s);
}

void Composer::setUsable(bool usable)
{
    m_send->setEnabled(usable);
    m_attach->setEnabled(usable);
}

void Composer::focusMessage()
{
    m_text->setFocus();
}

bool Composer::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_text || event->type() != QEvent::KeyPress)
        return QFrame::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    if (key->matches(QKeySequence::Paste)) {
        const QMimeData *pasted = QGuiApplication::clipboard()->mimeData();
        return pasted && takeImages(*pasted);
    }
    if (key->key() == Qt::Key_Escape && m_running) {
        Q_EMIT stopRequested();
        return true;
    }
    const bool enter = key->key() == Qt::Key_Return || key->key() == Qt::Key_Enter;
    if (!enter || key->modifiers().testFlag(Qt::ShiftModifier))
        return false;
    if (!m_running)
        Q_EMIT sendRequested();
    return true;
}

void Composer::dragEnterEvent(QDragEnterEvent *event)
{
    if (hasImages(*event->mimeData()))
        event->acceptProposedAction();
}

void Composer::dropEvent(QDropEvent *event)
{
    if (takeImages(*event->mimeData()))
        event->acceptProposedAction();
}

// Files before pictures: a file manager and a browser offer both, and the file is what was meant.
bool Composer::takeImages(const QMimeData &offered)
{
    bool taken = false;
    const QList<QUrl> urls = offered.urls();
    for (const QUrl &url : urls) {
        if (url.isLocalFile()) {
            attach(url.toLocalFile());
            taken = true;
        }
    }
    if (taken || !offered.hasImage())
        return taken;
    wait(ImageFile::pack(qvariant_cast<QImage>(offered.imageData()), tr("picture.png")));
    return true;
}

ChatMessage Composer::message() const
{
    return {true, m_text->toPlainText().trimmed(), m_images};
}

void Composer::setText(const QString &text)
{
    m_text->setPlainText(text);
    m_text->moveCursor(QTextCursor::End);
}

void Composer::setSystem(const QString &text)
{
    m_system->setPlainText(text);
}

void Composer::clearMessage()
{
    m_text->clear();
    m_images.clear();
    showError({});
    showImages();
}

std::optional<ChatParameters> Composer::parameters()
{
    bool wrong = false;
    ChatParameters parameters;
    parameters.system = m_system->toPlainText().trimmed();
    parameters.temperature = number(*m_temperatureField, 0, 2, false, wrong);
    parameters.topP = number(*m_topPField, 0, 1, false, wrong);
    if (const auto most = number(*m_maxTokensField, 1, 1'000'000, true, wrong))
        parameters.maxTokens = int(*most);
    if (!wrong)
        return parameters;
    m_fold->setOpen(true);
    return {};
}

void Composer::chooseImages()
{
    auto *dialog = new QFileDialog(this, tr("Attach an image"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFiles);
    dialog->setNameFilter(tr("Images (*.png *.jpg *.jpeg *.webp *.gif)"));
    connect(dialog, &QFileDialog::filesSelected, this, [this](const QStringList &files) {
        for (const QString &file : files)
            attach(file);
    });
    dialog->open();
}

void Composer::attach(const QString &file)
{
    wait(ImageFile::load(file));
}

void Composer::wait(QFuture<ImageFile::Loaded> loading)
{
    ++m_attaching;
    showError({});
    loading.then(this, [this](const ImageFile::Loaded &loaded) {
        --m_attaching;
        if (!loaded.error.isEmpty()) {
            showError(loaded.error);
            return;
        }
        m_images += loaded.image;
        showImages();
    });
}

void Composer::showError(const QString &error)
{
    m_error->setText(error);
    m_error->setVisible(!error.isEmpty());
}

void Composer::showImages()
{
    while (QLayoutItem *item = m_imageRow->takeAt(0)) {
        item->widget()->hide();
        item->widget()->deleteLater();
        delete item;
    }
    for (int i = 0; i < m_images.size(); ++i) {
        auto *chip = makeButton("attachment", m_imageBox);
        chip->setObjectName("attachment"_L1);
        chip->setText(m_images[i].name + u"  ×"_s);
        chip->setToolTip(tr("Remove %1").arg(m_images[i].name));
        chip->setAccessibleName(chip->toolTip());
        if (!m_images[i].small.isNull()) {
            chip->setIcon(QPixmap::fromImage(m_images[i].small));
            chip->setIconSize(QSize(Theme::px(36), Theme::px(24)));
        }
        connect(chip, &QPushButton::clicked, this, [this, i] {
            m_images.removeAt(i);
            showImages();
            focusMessage();
        });
        m_imageRow->addWidget(chip);
    }
    m_imageBox->setVisible(!m_images.isEmpty());
}

} // namespace gateway::ui
