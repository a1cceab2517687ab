// SPDX-License-Identifier: MIT
#include "ui/wizard/start_steps.h"

#include "ui/dialogs/provider_form.h"
#include "ui/error_text.h"
#include "ui/language.h"
#include "ui/translated.h"
#include "ui/widgets/address_form.h"

#include <QRadioButton>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

QVBoxLayout *column(QWidget *step)
{
    auto *layout = new QVBoxLayout(step);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(Theme::px(14));
    return layout;
}

QLabel *paragraph(QWidget *step)
{
    QLabel *label = makeLabel("body", step);
    label->setWordWrap(true);
    return label;
}

} // namespace

LanguageStep::LanguageStep(WizardState &state, QWidget *parent)
    : WizardStep(state, parent)
    , m_what(paragraph(this))
    , m_english(new QRadioButton(u"English"_s, this))
    , m_chinese(new QRadioButton(u"简体中文"_s, this))
{
    m_english->setObjectName("en"_L1);
    m_chinese->setObjectName("zh_CN"_L1);
    auto *layout = column(this);
    layout->addWidget(m_what);
    layout->addWidget(m_english);
    layout->addWidget(m_chinese);
    layout->addStretch();
    connect(m_english, &QRadioButton::clicked, this, [this] { choose(u"en"_s); });
    connect(m_chinese, &QRadioButton::clicked, this, [this] { choose(u"zh_CN"_s); });
    onLanguage(this, [this] {
        m_what->setText(
                tr("Tools on this computer call one address with keys that you hand out, and you see where "
                   "tokens and money go. A few short steps, and the first call is answered."));
    });
}

void LanguageStep::enter()
{
    const QString &choice = m_state.shell.backend.settings().language;
    const bool chinese = (choice.isEmpty() ? Language::systemLanguage() : choice) == "zh_CN"_L1;
    (chinese ? m_chinese : m_english)->setChecked(true);
    (chinese ? m_chinese : m_english)->setFocus();
}

void LanguageStep::choose(const QString &language)
{
    m_state.shell.backend.setSetting(this, u"language"_s, language);
}

ProviderStep::ProviderStep(WizardState &state, QWidget *parent)
    : WizardStep(state, parent), m_note(paragraph(this)), m_demo(makeButton("link", this))
{
    QStringList names;
    for (const Provider &provider : std::as_const(state.providers))
        names += provider.name;
    m_form = new ProviderForm(state.shell.backend, names, this);
    m_form->hideName();
    m_demo->setObjectName("tryDemo"_L1);
    auto *layout = column(this);
    layout->addWidget(m_note);
    layout->addWidget(m_form);
    layout->addWidget(m_demo, 0, Qt::AlignLeft);
    layout->addStretch();
    setTabOrder(m_form->lastInTabOrder(), m_demo);
    connect(m_form, &ProviderForm::edited, this, [this] {
        m_tested = Tested::No;
        showState();
    });
    connect(m_demo, &QPushButton::clicked, this, [this] { m_form->choosePreset(u"demo"_s); });
    onLanguage(this, [this] { showState(); });
}

void ProviderStep::enter()
{
    if (!m_added)
        m_form->focusFirst();
}

void ProviderStep::showState()
{
    m_form->setVisible(!m_added);
    m_demo->setVisible(!m_added && !m_form->isDemo());
    m_demo->setText(tr("No provider key at hand? Try the built-in demo"));
    m_note->setText(
            m_added ? tr("%1 has been added. It can be changed, and others added, on the page Providers.")
                              .arg(m_state.providers.last().name)
            : m_form->isDemo()
                    ? tr("The demo needs no provider key. A real provider can be added on the page Providers "
                         "at any time.")
                    : tr("The gateway calls the provider with your provider key, so that your tools need not "
                         "know it. A short test call shows at once whether it works."));
    Q_EMIT changed();
}

QString ProviderStep::primaryText() const
{
    if (m_added)
        return tr("Next");
    if (m_form->isDemo())
        return tr("Use the demo");
    return m_tested == Tested::Fails ? tr("Add it all the same") : tr("Test and add");
}

void ProviderStep::next()
{
    if (m_added) {
        Q_EMIT done();
        return;
    }
    if (m_form->isDemo() || m_tested != Tested::No)
        add();
    else
        test();
}

void ProviderStep::test()
{
    const bool asked = m_form->test([this](const ProbeReport &report) {
        Q_EMIT busy(false);
        m_tested = report.ok ? Tested::Works : Tested::Fails;
        showState();
        if (report.ok)
            add();
    });
    if (asked)
        Q_EMIT busy(true);
    Q_EMIT changed();
}

void ProviderStep::add()
{
    const auto provider = m_form->read(false);
    if (!provider)
        return;
    Q_EMIT busy(true);
    m_form->add(*provider, [this](Result<Provider> result) {
        if (result) {
            added(*result);
        } else {
            Q_EMIT busy(false);
            Q_EMIT failed(ErrorText::of(result.error()));
        }
    });
}

// The default model becomes one that this provider answers, so that a call that names none works as well.
void ProviderStep::added(const Provider &provider)
{
    m_state.providers += provider;
    m_added = true;
    const bool demo = provider.dialect == Dialect::Demo;
    const QStringList listed = m_form->listedModels();
    const QString model = demo ? m_state.shell.backend.settings().defaultModel
                               : modelToTry(provider, listed.isEmpty() ? provider.models : listed);
    m_state.model = model;
    m_state.shell.backend.manage<bool>(
            this,
            [provider, demo, listed, model](Management &management) -> Result<bool> {
                const Outcome done = management.together([&]() -> Outcome {
                    if (demo)
                        return management.setRoute(model, provider.name, u"demo"_s, true)
                                .map([](const Route &) {});
                    if (!listed.isEmpty()) {
                        if (const Outcome set = management.setProviderModels(provider.name, listed); !set)
                            return set;
                    }
                    return model.isEmpty() ? Outcome() : management.setSetting(u"default_model"_s, model);
                });
                return done.map([] { return true; });
            },
            [this](Result<bool> result) {
                Q_EMIT busy(false);
                showState();
                if (result)
                    Q_EMIT done();
                else
                    Q_EMIT failed(ErrorText::of(result.error()));
            });
}

AddressStep::AddressStep(WizardState &state, QWidget *parent)
    : WizardStep(state, parent)
    , m_note(paragraph(this))
    , m_form(new AddressForm(state.shell.backend, state.shell.control, this))
{
    auto *layout = column(this);
    layout->addWidget(m_note);
    layout->addWidget(m_form);
    layout->addStretch();
    connect(m_form, &AddressForm::edited, this, [this] { Q_EMIT failed({}); });
    connect(m_form, &AddressForm::freePortTaken, this, &AddressStep::next);
    connect(m_form, &AddressForm::freeOffered, this, [this](bool offered) {
        m_freeOffered = offered;
        Q_EMIT changed();
    });
}

void AddressStep::enter()
{
    const GatewayControl &control = m_state.shell.control;
    const bool decided =
            !control.listenOverride().isEmpty() || control.state() == GatewayControl::State::Elsewhere;
    m_form->setVisible(!decided);
    m_note->setText(
            control.state() == GatewayControl::State::Elsewhere
                    ? tr("Another process serves this database already, on %1.")
                              .arg(control.addresses().value(0))
            : decided ? tr("GATEWAY_LISTEN decides the address of this start: %1.")
                                .arg(control.listenOverride().join(", "_L1))
                      : tr("Most people need nothing but this computer. The port can be any that is free."));
    const auto address = parseListenAddress(m_state.shell.backend.settings().listen.value(0));
    if (!decided && address) {
        m_form->setAddress(*address);
        (void)m_form->check(); // a port that is taken is said before anybody asks
    }
}

void AddressStep::next()
{
    GatewayControl &control = m_state.shell.control;
    if (m_form->isHidden()) {
        Q_EMIT done();
        return;
    }
    const auto address = m_form->check();
    if (!address)
        return;
    QStringList listen = m_state.shell.backend.settings().listen;
    const QString text = AddressForm::toText(*address);
    if (listen.value(0) == text) {
        if (control.state() == GatewayControl::State::Stopped)
            control.start();
        Q_EMIT done();
        return;
    }
    if (listen.isEmpty())
        listen += text;
    else
        listen[0] = text;
    moveTo(listen);
}

void AddressStep::moveTo(const QStringList &listen)
{
    Q_EMIT busy(true);
    m_state.shell.backend.setSetting(this, u"listen"_s, listen.join(u','),
                                     [this, listen](Result<bool> result) {
                                         Q_EMIT busy(false);
                                         if (!result) {
                                             Q_EMIT failed(ErrorText::of(result.error()));
                                             return;
                                         }
                                         m_state.shell.control.startAt(listen);
                                         Q_EMIT done();
                                     });
}

} // namespace gateway::ui
