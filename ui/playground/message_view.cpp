// SPDX-License-Identifier: MIT
#include "ui/playground/message_view.h"

#include "ui/playground/message_text.h"
#include "ui/translated.h"
#include "ui/widgets/flow_layout.h"

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr QSize imageSize(160, 100);

QLabel *selectable(const char *role, QWidget *parent)
{
    QLabel *label = makeLabel(role, parent);
    label->setWordWrap(true);
    label->setTextFormat(Qt::PlainText);
    label->setTextInteractionFlags(Qt::TextSelectableByMouse);
    label->hide();
    return label;
}

void showIn(QLabel *label, const QString &text)
{
    label->setText(text);
    label->setVisible(!text.isEmpty());
}

} // namespace

MessageView::MessageView(bool fromUser, QWidget *parent)
    : QFrame(parent)
    , m_who(makeLabel("dim", this))
    , m_reasoning(selectable("dim", this))
    , m_text(new MessageText(this))
    , m_images(new QWidget(this))
    , m_failure(new QWidget(this))
    , m_error(selectable("error", this))
    , m_again(makeButton("small", m_failure))
    , m_explain(makeButton("small", m_failure))
    , m_figures(selectable("hint", this))
    , m_copy(new CopyButton(this))
    , m_request(makeIconButton(u"code"_s, this))
    , m_row(makeIconButton(u"requests"_s, this))
{
    setObjectName(fromUser ? "question"_L1 : "answer"_L1);
    setProperty("bubble", fromUser);
    m_who->setFont(semibold(m_who->font()));
    m_again->setObjectName("again"_L1);
    m_explain->setObjectName("explain"_L1);
    m_request->setObjectName("showRequest"_L1);
    m_row->setObjectName("showRow"_L1);
    m_text->hide();
    m_images->hide();

    auto *failure = new QVBoxLayout(m_failure);
    failure->setContentsMargins(0, 0, 0, 0);
    failure->setSpacing(Theme::px(8));
    auto *ways = new QHBoxLayout;
    ways->setSpacing(Theme::px(8));
    ways->addWidget(m_again);
    ways->addWidget(m_explain);
    ways->addStretch();
    failure->addWidget(m_error);
    failure->addLayout(ways);
    m_failure->hide();

    auto *foot = new QHBoxLayout;
    foot->setSpacing(Theme::px(2));
    foot->addWidget(m_figures, 1);
    foot->addStretch();
    for (QToolButton *button : {static_cast<QToolButton *>(m_copy), m_request, m_row}) {
        button->setIconSize(QSize(Theme::px(15), Theme::px(15)));
        foot->addWidget(button, 0, Qt::AlignTop);
    }
    auto *layout = new QVBoxLayout(this);
    const int side = fromUser ? Theme::px(12) : 0;
    const int edge = fromUser ? Theme::px(9) : 0;
    layout->setContentsMargins(side, edge, side, edge);
    layout->setSpacing(Theme::px(6));
    layout->addWidget(m_who);
    layout->addWidget(m_reasoning);
    layout->addWidget(m_text);
    layout->addWidget(m_images);
    layout->addWidget(m_failure);
    layout->addLayout(foot);
    m_who->setVisible(!fromUser);

    connect(m_request, &QToolButton::clicked, this, [this] { m_showRequest(); });
    connect(m_explain, &QPushButton::clicked, this, [this] { m_showRequest(); });
    connect(m_row, &QToolButton::clicked, this, [this] { m_showRow(); });
    connect(m_again, &QPushButton::clicked, this, [this] {
        const auto again = m_askAgain; // takes this view away
        again();
    });
    showButtons();
    onLanguage(this, [this] { retranslate(); });
}

void MessageView::retranslate()
{
    m_again->setText(tr("Try again"));
    m_explain->setText(tr("Show the request"));
    m_copy->setToolTip(tr("Copy the answer"));
    m_copy->setAccessibleName(tr("Copy the answer"));
    m_request->setToolTip(tr("Show what was sent"));
    m_request->setAccessibleName(tr("Show what was sent"));
    m_row->setToolTip(tr("Show it among the requests"));
    m_row->setAccessibleName(tr("Show it among the requests"));
    setReasoning(m_reasoningText);
}

void MessageView::setWho(const QString &who)
{
    m_who->setText(who);
    m_text->setAccessibleName(who);
    setAccessibleName(who);
}

void MessageView::setText(const QString &text)
{
    const bool fromUser = property("bubble").toBool();
    m_text->setMessage(text, !fromUser);
    m_text->setVisible(!text.isEmpty());
    m_copy->setTextToCopy(text);
}

QString MessageView::text() const
{
    return m_text->message();
}

void MessageView::setImages(const QList<ChatImage> &images)
{
    auto *row = new FlowLayout(m_images);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(Theme::px(8));
    const QSize most = imageSize * Theme::px(100) / 100;
    for (const ChatImage &image : images) {
        auto *label = makeLabel(image.small.isNull() ? "dim" : "body", m_images);
        if (image.small.isNull()) {
            label->setText(image.name);
        } else {
            const qreal ratio = devicePixelRatioF();
            QPixmap pixmap = QPixmap::fromImage(
                    image.small.scaled(most * ratio, Qt::KeepAspectRatio, Qt::SmoothTransformation));
            pixmap.setDevicePixelRatio(ratio);
            label->setPixmap(pixmap);
        }
        label->setToolTip(image.name);
        label->setAccessibleName(image.name);
        row->addWidget(label);
    }
    m_images->setVisible(!images.isEmpty());
}

void MessageView::setReasoning(const QString &text)
{
    m_reasoningText = text;
    showIn(m_reasoning, text.isEmpty() ? QString() : tr("Thinking: %1").arg(text));
}

void MessageView::setFigures(const QString &text)
{
    showIn(m_figures, text);
}

void MessageView::setError(const QString &text)
{
    showIn(m_error, text);
    m_failure->setVisible(!text.isEmpty());
    showButtons();
}

void MessageView::setEnded(bool ended)
{
    m_ended = ended;
    showButtons();
}

void MessageView::onRequest(std::function<void()> show)
{
    m_showRequest = std::move(show);
    showButtons();
}

void MessageView::onRow(std::function<void()> show)
{
    m_showRow = std::move(show);
    showButtons();
}

void MessageView::onAgain(std::function<void()> ask)
{
    m_askAgain = std::move(ask);
    showButtons();
}

void MessageView::showButtons()
{
    const bool failed = !m_error->text().isEmpty();
    m_copy->setVisible(m_ended && !text().isEmpty() && !property("bubble").toBool());
    m_request->setVisible(m_ended && m_showRequest && !failed);
    m_explain->setVisible(m_ended && m_showRequest && failed);
    m_again->setVisible(m_ended && m_askAgain && failed);
    m_row->setVisible(m_ended && m_showRow);
}

} // namespace gateway::ui
