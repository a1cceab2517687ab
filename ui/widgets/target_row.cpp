// SPDX-License-Identifier: MIT
#include "ui/widgets/target_row.h"

#include "ui/translated.h"

#include "store/validation.h"

#include <QAbstractItemView>
#include <QCompleter>
#include <QIntValidator>
#include <QMouseEvent>
#include <QPainter>
#include <QStringListModel>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

Grip::Grip(QWidget *parent) : QWidget(parent)
{
    setCursor(Qt::OpenHandCursor);
    setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Expanding);
}

QSize Grip::sizeHint() const
{
    return {Theme::px(18), Theme::px(30)};
}

void Grip::mousePressEvent(QMouseEvent *event)
{
    if (event->button() == Qt::LeftButton)
        setCursor(Qt::ClosedHandCursor);
}

void Grip::mouseMoveEvent(QMouseEvent *event)
{
    if (event->buttons() & Qt::LeftButton)
        Q_EMIT dragged(event->globalPosition().toPoint().y());
}

void Grip::mouseReleaseEvent(QMouseEvent *)
{
    setCursor(Qt::OpenHandCursor);
}

void Grip::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(Tokens::current().faint);
    const qreal dot = Theme::px(3);
    const qreal step = Theme::px(5);
    const QPointF middle = QRectF(rect()).center();
    for (int x = 0; x < 2; ++x) {
        for (int y = -1; y <= 1; ++y)
            painter.drawEllipse(middle + QPointF((x - 0.5) * step, y * step), dot / 2, dot / 2);
    }
}

TargetRow::TargetRow(const QList<Provider> &providers, QWidget *parent)
    : QWidget(parent)
    , m_providers(providers)
    , m_grip(new Grip(this))
    , m_when(new QComboBox(this))
    , m_firstWord(makeLabel("", this))
    , m_provider(new QComboBox(this))
    , m_model(new QLineEdit(this))
    , m_weight(new QLineEdit(this))
    , m_share(makeLabel("dim", this))
    , m_remove(makeIconButton(u"close"_s, this))
    , m_error(makeLabel("error", this))
    , m_offered(new QStringListModel(this))
{
    m_when->setObjectName("when"_L1);
    m_provider->setObjectName("provider"_L1);
    m_model->setObjectName("model"_L1);
    m_weight->setObjectName("weight"_L1);
    m_remove->setObjectName("removeTarget"_L1);
    m_remove->setFocusPolicy(Qt::StrongFocus);
    m_when->addItems({QString(), QString()});
    for (const Provider &provider : m_providers)
        m_provider->addItem(QString(), provider.name);
    m_weight->setValidator(new QIntValidator(1, validation::mostWeight, m_weight));
    m_weight->setAlignment(Qt::AlignRight);
    QSizePolicy kept = m_weight->sizePolicy();
    kept.setRetainSizeWhenHidden(true);
    m_weight->setSizePolicy(kept);
    m_weight->setFixedWidth(weightWidth());
    m_when->setFixedWidth(whenWidth());
    m_firstWord->setFixedWidth(whenWidth());
    m_firstWord->setIndent(Theme::px(10));
    m_share->setFixedWidth(shareWidth());
    m_share->setObjectName("share"_L1);
    m_provider->setFixedWidth(providerWidth());
    m_error->setWordWrap(true);
    m_error->hide();
    auto *completer = new QCompleter(m_offered, m_model);
    completer->setCaseSensitivity(Qt::CaseInsensitive);
    completer->setFilterMode(Qt::MatchContains);
    m_model->setCompleter(completer);

    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::px(8));
    row->addWidget(m_grip);
    row->addWidget(m_when);
    row->addWidget(m_firstWord);
    row->addWidget(m_provider);
    row->addWidget(m_model, 1);
    row->addWidget(m_weight);
    row->addWidget(m_share);
    row->addWidget(m_remove);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::px(4));
    layout->addLayout(row);
    layout->addWidget(m_error);

    connect(m_grip, &Grip::dragged, this, &TargetRow::dragged);
    connect(m_remove, &QToolButton::clicked, this, &TargetRow::removeRequested);
    connect(m_when, &QComboBox::activated, this, &TargetRow::edited);
    connect(m_provider, &QComboBox::activated, this, &TargetRow::edited);
    connect(m_provider, &QComboBox::currentIndexChanged, this, &TargetRow::offerModels);
    connect(m_model, &QLineEdit::textChanged, this, &TargetRow::edited);
    connect(m_weight, &QLineEdit::textChanged, this, &TargetRow::edited);
    offerModels();
    onLanguage(this, [this] { retranslate(); });
}

void TargetRow::offerModels()
{
    const int index = m_provider->currentIndex();
    m_offered->setStringList(index >= 0 ? m_providers[index].models : QStringList());
}

void TargetRow::set(const TargetRequest &target, bool shares)
{
    const int index = m_provider->findData(target.provider);
    m_provider->setCurrentIndex(qMax(0, index));
    m_model->setText(target.model);
    m_weight->setText(QString::number(target.weight));
    setShares(shares);
}

void TargetRow::setShares(bool shares)
{
    m_when->setCurrentIndex(shares ? 1 : 0);
}

TargetRequest TargetRow::target() const
{
    return {m_provider->currentData().toString(), m_model->text().trimmed(), 0, weight()};
}

int TargetRow::weight() const
{
    return qBound(1, m_weight->text().toInt(), validation::mostWeight);
}

bool TargetRow::shares() const
{
    return m_when->currentIndex() == 1;
}

void TargetRow::setPlace(bool first, bool weighted)
{
    m_first = first;
    m_when->setVisible(!first);
    m_firstWord->setVisible(first);
    m_weight->setVisible(weighted);
    retranslate();
}

void TargetRow::setShare(const QString &share)
{
    m_share->setText(share);
}

void TargetRow::setError(const QString &error, bool inModel)
{
    setStyleProperty(m_model, "invalid", inModel && !error.isEmpty());
    m_error->setText(error);
    m_error->setVisible(!error.isEmpty());
    m_model->setAccessibleDescription(error);
}

void TargetRow::focusModel()
{
    m_model->setFocus();
}

void TargetRow::closeOffers() const
{
    m_model->completer()->popup()->hide();
}

QList<QWidget *> TargetRow::tabOrder() const
{
    return {m_when, m_provider, m_model, m_weight, m_remove};
}

void TargetRow::retranslate()
{
    m_firstWord->setText(tr("first choice"));
    m_when->setItemText(0, tr("if that fails"));
    m_when->setItemText(1, tr("takes turns"));
    m_when->setAccessibleName(tr("When it is asked"));
    m_when->setToolTip(tr("After the one above has failed, or taking turns with it"));
    m_provider->setAccessibleName(tr("Provider"));
    for (int i = 0; i < m_provider->count(); ++i) {
        const Provider &provider = m_providers[i];
        m_provider->setItemText(i, provider.enabled ? provider.name : tr("%1 (off)").arg(provider.name));
    }
    m_model->setPlaceholderText(tr("name as asked for"));
    m_model->setAccessibleName(tr("Model at the provider"));
    m_weight->setAccessibleName(tr("Weight"));
    m_weight->setToolTip(tr("Weight: its share of the requests"));
    m_remove->setToolTip(tr("Remove this target"));
    m_remove->setAccessibleName(tr("Remove this target"));
    m_grip->setToolTip(tr("Drag to move; Alt+Up and Alt+Down from the keyboard"));
}

} // namespace gateway::ui
