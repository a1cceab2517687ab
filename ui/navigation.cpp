// SPDX-License-Identifier: MIT
#include "ui/navigation.h"

#include "ui/format.h"
#include "ui/translated.h"

#include <QFocusEvent>
#include <QPainter>
#include <QStyle>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

NavButton::NavButton(QString icon, QString key, QWidget *parent)
    : QAbstractButton(parent), m_icon(std::move(icon)), m_key(std::move(key))
{
    setCheckable(true);
    setCursor(Qt::PointingHandCursor);
    setFocusPolicy(Qt::TabFocus);
    setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

QSize NavButton::sizeHint() const
{
    return {Theme::px(180), Theme::px(33)};
}

void NavButton::enterEvent(QEnterEvent *)
{
    update();
}

void NavButton::leaveEvent(QEvent *)
{
    update();
}

void NavButton::focusInEvent(QFocusEvent *event)
{
    m_ring = event->reason() == Qt::TabFocusReason || event->reason() == Qt::BacktabFocusReason;
    QAbstractButton::focusInEvent(event);
}

void NavButton::paintEvent(QPaintEvent *)
{
    const Tokens &tokens = Tokens::current();
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const QRectF box = QRectF(rect()).adjusted(0.5, 0.5, -0.5, -0.5);
    painter.setPen(Qt::NoPen);
    if (isChecked())
        painter.setBrush(tokens.accentBack);
    else if (underMouse())
        painter.setBrush(tokens.hover);
    if (hasFocus() && m_ring)
        painter.setPen(QPen(tokens.accent, 1.5));
    painter.drawRoundedRect(box, Theme::px(7), Theme::px(7));

    const QColor ink = isChecked() ? toneInk(tokens, Tone::Accent) : tokens.dim;
    const int icon = Theme::px(17);
    painter.drawPixmap(QRect(Theme::px(11), (height() - icon) / 2, icon, icon),
                       iconPixmap(m_icon, ink, icon, devicePixelRatioF()));
    QFont small = font();
    small.setPixelSize(Theme::px(11));
    const int keyWidth = QFontMetrics(small).horizontalAdvance(m_key);
    painter.setPen(isChecked() ? ink : tokens.dark ? tokens.dim : tokens.text.lighter(150));
    painter.setFont(isChecked() ? semibold(font()) : font());
    painter.drawText(rect().adjusted(Theme::px(37), 0, -Theme::px(18) - keyWidth, 0),
                     Qt::AlignLeft | Qt::AlignVCenter, text());
    painter.setFont(small);
    painter.setPen(isChecked() ? ink : tokens.faint);
    painter.drawText(rect().adjusted(0, 0, -Theme::px(10), 0), Qt::AlignRight | Qt::AlignVCenter, m_key);
}

StateCard::StateCard(GatewayControl &control, QWidget *parent)
    : QFrame(parent)
    , m_control(control)
    , m_dot(new Dot(this))
    , m_state(makeLabel("heading", this))
    , m_inFlight(new Pill(this))
    , m_address(new ElidedLabel("mono", this))
    , m_copy(new CopyButton(this))
    , m_toggle(makeButton("", this))
{
    setProperty("card", true);
    m_toggle->setObjectName("toggleGateway"_L1);
    m_copy->setObjectName("copyAddress"_L1);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::px(12), Theme::px(10), Theme::px(8), Theme::px(10));
    layout->setSpacing(Theme::px(6));
    auto *head = new QHBoxLayout;
    head->setSpacing(Theme::px(7));
    head->addWidget(m_dot);
    head->addWidget(m_state);
    head->addStretch();
    head->addWidget(m_inFlight);
    layout->addLayout(head);
    layout->addWidget(m_address);
    auto *foot = new QHBoxLayout;
    foot->addWidget(m_toggle);
    foot->addStretch();
    foot->addWidget(m_copy);
    layout->addLayout(foot);
    setTabOrder(m_toggle, m_copy);

    connect(m_toggle, &QPushButton::clicked, this, [this] {
        if (m_control.state() == GatewayControl::State::Stopped)
            m_control.start();
        else
            m_control.stop();
    });
    connect(&control, &GatewayControl::changed, this, &StateCard::showState);
    connect(&control, &GatewayControl::statsChanged, this, &StateCard::showState);
    onLanguage(this, [this] { showState(); });
}

QString StateCard::stateText(GatewayControl::State state)
{
    switch (state) {
    case GatewayControl::State::Stopped:
        return tr("Stopped");
    case GatewayControl::State::Starting:
        return tr("Starting…");
    case GatewayControl::State::Running:
        return tr("Running");
    case GatewayControl::State::Draining:
        return tr("Stopping…");
    case GatewayControl::State::Elsewhere:
        return tr("Running elsewhere");
    }
    return {};
}

Tone StateCard::stateTone(GatewayControl::State state)
{
    switch (state) {
    case GatewayControl::State::Running:
    case GatewayControl::State::Elsewhere:
        return Tone::Good;
    case GatewayControl::State::Starting:
        return Tone::Accent;
    case GatewayControl::State::Stopped:
    case GatewayControl::State::Draining:
        break;
    }
    return Tone::Warn;
}

void StateCard::setWanted(const QString &address)
{
    if (std::exchange(m_wanted, address) != address)
        showState();
}

void StateCard::showState()
{
    using State = GatewayControl::State;
    const State state = m_control.state();
    m_dot->setTone(stateTone(state));
    m_state->setText(stateText(state));

    const int calls = m_control.stats().callsInFlight;
    const bool ours = state == State::Running || state == State::Draining;
    m_inFlight->set(tr("%n in flight", nullptr, calls), Tone::Accent);
    m_inFlight->setVisible(ours && calls > 0);

    const QString address = m_control.addresses().value(0);
    const QString shown = address.isEmpty() ? m_wanted : address;
    m_address->setFullText(shown.isEmpty() ? Format::dash() : shown);
    m_address->setEnabled(!address.isEmpty());
    m_copy->setTextToCopy(address);
    m_copy->setVisible(!address.isEmpty());
    m_copy->setToolTip(tr("Copy the address"));
    m_copy->setAccessibleName(tr("Copy the address"));

    const bool stopped = state == State::Stopped;
    setStyleProperty(m_toggle, "kind", stopped ? u"primary"_s : QString());
    m_toggle->setText(stopped ? tr("Start") : state == State::Draining ? tr("Stop now") : tr("Stop"));
    const auto error = m_control.error();
    const bool taken = stopped && error && error->code == ErrorCode::AddressInUse;
    m_toggle->setEnabled(!taken && state != State::Starting);
    m_toggle->setVisible(state != State::Elsewhere); // it is stopped where it was started
    m_toggle->setToolTip(taken ? tr("Its port is taken; the line above the page offers another.")
                               : QString());
    setAccessibleName(tr("Gateway: %1").arg(m_state->text()));
}

Navigation::Navigation(GatewayControl &control, QWidget *parent) : QFrame(parent)
{
    setProperty("navigation", true);
    setFixedWidth(Theme::px(208));
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::px(12), Theme::px(16), Theme::px(12), Theme::px(16));
    layout->setSpacing(Theme::px(2));

    auto *brand = new QHBoxLayout;
    brand->setContentsMargins(Theme::px(8), 0, 0, Theme::px(12));
    brand->setSpacing(Theme::px(10));
    auto *logo = new QLabel(this);
    logo->setPixmap(logoIcon().pixmap(QSize(Theme::px(26), Theme::px(26)), devicePixelRatioF()));
    auto *name = makeLabel("brand", this);
    brand->addWidget(logo);
    brand->addWidget(name, 1);
    layout->addLayout(brand);

    m_commands = new NavButton(u"search"_s,
                               QKeySequence(Qt::CTRL | Qt::Key_K).toString(QKeySequence::NativeText), this);
    m_commands->setCheckable(false);
    m_commands->setObjectName("openCommands"_L1);
    connect(m_commands, &QAbstractButton::clicked, this, &Navigation::commandsRequested);
    layout->addWidget(m_commands);
    layout->addSpacing(Theme::px(6));
    int number = 0;
    for (const PageEntry &entry : entries()) {
        auto *button = new NavButton(entry.icon, QString::number(++number), this);
        m_group.addButton(button, int(entry.id));
        layout->addWidget(button);
    }
    layout->addStretch();
    m_state = new StateCard(control, this);
    layout->addWidget(m_state);
    connect(&m_group, &QButtonGroup::idClicked, this, [this](int id) { Q_EMIT chosen(PageId(id)); });
    onLanguage(this, [this, name] {
        name->setText(tr("API Gateway"));
        setAccessibleName(tr("Pages"));
        m_commands->setText(tr("Find or do…"));
        for (const PageEntry &entry : entries())
            m_group.button(int(entry.id))->setText(entry.name);
    });
}

QList<PageEntry> Navigation::entries()
{
    return {{PageId::Overview, u"overview"_s, tr("Overview")},
            {PageId::Requests, u"requests"_s, tr("Requests")},
            {PageId::Users, u"users"_s, tr("Users")},
            {PageId::Keys, u"keys"_s, tr("Keys")},
            {PageId::Providers, u"providers"_s, tr("Providers")},
            {PageId::Models, u"models"_s, tr("Models")},
            {PageId::Playground, u"playground"_s, tr("Playground")},
            {PageId::Connect, u"connect"_s, tr("Connect")},
            {PageId::Settings, u"settings"_s, tr("Settings")}};
}

void Navigation::focusCurrent()
{
    if (QAbstractButton *current = m_group.checkedButton())
        current->setFocus(Qt::TabFocusReason);
}

void Navigation::setCurrent(PageId page)
{
    m_group.button(int(page))->setChecked(true);
    // The Tab key comes to the page that is shown; from there the arrow keys lead on.
    const auto buttons = m_group.buttons();
    for (QAbstractButton *button : buttons)
        button->setFocusPolicy(button->isChecked() ? Qt::TabFocus : Qt::NoFocus);
}

} // namespace gateway::ui
