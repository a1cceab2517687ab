// SPDX-License-Identifier: MIT
#include "ui/pages/address_section.h"

#include "ui/translated.h"
#include "ui/widgets/address_form.h"

#include <QScrollArea>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

AddressSection::AddressSection(Shell &shell, QWidget *parent)
    : SettingsSection(shell, parent)
    , m_form(new AddressForm(shell.backend, shell.control, this))
    , m_save(makeButton("primary", this))
    , m_note(makeLabel("hint", this))
    , m_restart(makeButton("", this))
{
    m_save->setObjectName("saveAddress"_L1);
    m_restart->setObjectName("restart"_L1);
    card()->content()->addWidget(m_form);
    auto *row = new QHBoxLayout;
    row->setSpacing(Theme::px(8));
    row->addWidget(m_form->freePortButton());
    row->addWidget(m_save);
    m_note->setWordWrap(true);
    row->addWidget(m_note, 1);
    row->addWidget(m_restart);
    card()->content()->addLayout(row);

    connect(m_form, &AddressForm::edited, this, [this] {
        m_touched = true;
        showState();
    });
    connect(m_form, &AddressForm::entered, this, &AddressSection::saveAddress);
    connect(m_form, &AddressForm::freePortTaken, this, &AddressSection::saveAddress);
    connect(m_form, &AddressForm::freeOffered, this,
            [this](bool offered) { setStyleProperty(m_save, "kind", offered ? QString() : u"primary"_s); });
    connect(m_save, &QPushButton::clicked, this, &AddressSection::saveAddress);
    connect(m_restart, &QPushButton::clicked, this, [this] { m_shell.control.restart(); });
    connect(&shell.control, &GatewayControl::changed, this, &AddressSection::showState);
    onLanguage(this, [this] {
        card()->setTitle(tr("Address"));
        m_save->setText(tr("Save"));
        m_restart->setText(tr("Restart gateway"));
        showState();
    });
}

void AddressSection::show(const Settings &settings)
{
    const auto address = parseListenAddress(settings.listen.value(0));
    if (!m_touched && address)
        m_form->setAddress(*address);
    showState();
}

void AddressSection::saveAddress()
{
    const auto address = m_form->check();
    if (!address) { // also when it was saved from further down
        QWidget *port = m_form->portField()->editor();
        port->setFocus();
        QMetaObject::invokeMethod( // when what is wrong has its place below it
                port,
                [port] {
                    for (QWidget *one = port; one; one = one->parentWidget()) {
                        if (auto *scroll = qobject_cast<QScrollArea *>(one))
                            scroll->ensureWidgetVisible(withItsField(port), 0, Theme::px(60));
                    }
                },
                Qt::QueuedConnection);
        return;
    }
    QStringList listen = m_shell.backend.settings().listen;
    const QString text = AddressForm::toText(*address);
    if (listen.isEmpty())
        listen += text;
    else
        listen[0] = text;
    save("listen", listen.join(u','), m_form->portField(), [this] {
        m_touched = false;
        m_shell.toast(tr("Address saved"), {}, {});
        showState();
    });
}

void AddressSection::showState()
{
    const Settings &settings = m_shell.backend.settings();
    const GatewayControl &control = m_shell.control;
    const auto configured = parseListenAddress(settings.listen.value(0));
    const bool running = control.state() == GatewayControl::State::Running;
    const QString own = control.addresses().value(0);
    const QString end = configured ? u':' + QString::number(configured->port) : QString();
    const bool everywhere = configured && (configured->host.isEmpty() || configured->host == "0.0.0.0"_L1);
    const bool moved = configured && running &&
                       (everywhere ? !own.endsWith(end) : !control.addresses().contains(configured->url()));

    QString note;
    if (!control.listenOverride().isEmpty())
        note = tr("GATEWAY_LISTEN decides the address of this start: %1.")
                       .arg(control.listenOverride().join(", "_L1));
    else if (moved)
        note = tr("The gateway still listens on %1.").arg(own);
    else if (control.state() == GatewayControl::State::Elsewhere)
        note = tr("Takes effect when the process that serves now is started again.");
    m_note->setText(note);
    m_restart->setVisible(moved && control.listenOverride().isEmpty());
    m_save->setEnabled(!configured || !m_form->shows(*configured));
}

} // namespace gateway::ui
