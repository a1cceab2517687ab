// SPDX-License-Identifier: MIT
#include "ui/theme.h"

#include <QApplication>
#include <QEvent>
#include <QFile>
#include <QFontDatabase>
#include <QFontInfo>
#include <QRegularExpression>
#include <QScopedValueRollback>
#include <QStyle>
#include <QStyleFactory>
#include <QStyleHints>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr auto bodyPixels = 13;

// The system's font is read once, before the application's own is set.
double fontScale()
{
    static const double scale = [] {
        const int pixels = QFontInfo(QFontDatabase::systemFont(QFontDatabase::GeneralFont)).pixelSize();
        return qBound(1.0, double(pixels) / bodyPixels, 1.5);
    }();
    return scale;
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < palette.color(QPalette::WindowText).lightness();
}

QString styleSheet(const Tokens &tokens)
{
    QFile file(u":/style/window.qss"_s);
    if (!file.open(QIODevice::ReadOnly))
        return {};
    QString sheet = QString::fromUtf8(file.readAll());
    const QList<std::pair<QString, QString>> values{
            {u"@window@"_s, tokens.window.name()},
            {u"@surface@"_s, tokens.surface.name()},
            {u"@line@"_s, tokens.line.name()},
            {u"@hover@"_s, tokens.hover.name()},
            {u"@text@"_s, tokens.text.name()},
            {u"@dim@"_s, tokens.dim.name()},
            {u"@faint@"_s, tokens.faint.name()},
            {u"@accent@"_s, tokens.accent.name()},
            {u"@accent-back@"_s, tokens.accentBack.name()},
            {u"@on-accent@"_s, tokens.onAccent.name()},
            {u"@good-ink@"_s, toneInk(tokens, Tone::Good).name()},
            {u"@good-back@"_s, tokens.goodBack.name()},
            {u"@warn-ink@"_s, toneInk(tokens, Tone::Warn).name()},
            {u"@warn-back@"_s, tokens.warnBack.name()},
            {u"@bad@"_s, tokens.bad.name()},
            {u"@bad-ink@"_s, toneInk(tokens, Tone::Bad).name()},
            {u"@bad-back@"_s, tokens.badBack.name()},
            {u"@accent-ink@"_s, toneInk(tokens, Tone::Accent).name()},
            {u"@accent-hover@"_s,
             tokens.dark ? tokens.accent.lighter(108).name() : tokens.accent.darker(110).name()},
            {u"@bad-solid@"_s, tokens.bad.name()},
            {u"@on-bad@"_s, tokens.dark ? tokens.onAccent.name() : u"#ffffff"_s},
            {u"@field@"_s, tokens.field.name()},
            {u"@edge@"_s, tokens.edge.name()},
            {u"@scroll@"_s, tokens.dark ? u"#3a4150"_s : u"#cfd5de"_s},
            {u"@toast-link@"_s, tokens.dark ? u"#2560d8"_s : u"#8db3ff"_s},
            {u"@theme@"_s, tokens.dark ? u"dark"_s : u"light"_s},
            {u"@mono@"_s, QFontDatabase::systemFont(QFontDatabase::FixedFont).family()},
    };
    for (const auto &[name, value] : values)
        sheet.replace(name, value);
    static const QRegularExpression size(u"@px\\((\\d+)\\)@"_s);
    qsizetype from = 0;
    for (auto match = size.match(sheet); match.hasMatch(); match = size.match(sheet, from)) {
        const QString pixels = QString::number(Theme::px(match.capturedView(1).toInt())) + "px"_L1;
        sheet.replace(match.capturedStart(), match.capturedLength(), pixels);
        from = match.capturedStart();
    }
    return sheet;
}

Tokens makeLight()
{
    Tokens t;
    t.window = QColor(0xf6f7f9);
    t.surface = QColor(0xffffff);
    t.field = QColor(0xffffff);
    t.edge = QColor(0x858fa1);
    t.line = QColor(0xe3e6eb);
    t.hover = QColor(0xf3f5f8);
    t.text = QColor(0x1b2130);
    t.dim = QColor(0x667085);
    t.faint = QColor(0x687083);
    t.accent = QColor(0x2f6fed);
    t.accentBack = QColor(0xe9f0fe);
    t.onAccent = QColor(0xffffff);
    t.good = QColor(0x1a8f5a);
    t.goodBack = QColor(0xe5f5ed);
    t.warn = QColor(0xb26a00);
    t.warnBack = QColor(0xfdf2df);
    t.bad = QColor(0xc8372d);
    t.badBack = QColor(0xfdebe9);
    t.series = {QColor(0x2f6fed), QColor(0x12a594), QColor(0xe8963a), QColor(0xa15bd1), QColor(0x8892a6)};
    return t;
}

Tokens makeNight()
{
    Tokens t;
    t.dark = true;
    t.window = QColor(0x14171d);
    t.surface = QColor(0x1c2028);
    t.field = QColor(0x171b22);
    t.edge = QColor(0x667085);
    t.line = QColor(0x2c323d);
    t.hover = QColor(0x232833);
    t.text = QColor(0xe8ebf1);
    t.dim = QColor(0x9aa4b5);
    t.faint = QColor(0x8590a3);
    t.accent = QColor(0x6d9cff);
    t.accentBack = QColor(0x1f2d4a);
    t.onAccent = QColor(0x0e1320);
    t.good = QColor(0x4cc38a);
    t.goodBack = QColor(0x153023);
    t.warn = QColor(0xf0b257);
    t.warnBack = QColor(0x3a2c12);
    t.bad = QColor(0xff7b72);
    t.badBack = QColor(0x3b1d1c);
    t.series = {QColor(0x6d9cff), QColor(0x3ccbb9), QColor(0xf0a95c), QColor(0xc18aec), QColor(0x79839a)};
    return t;
}

} // namespace

const Tokens &Tokens::light()
{
    static const Tokens tokens = makeLight();
    return tokens;
}

const Tokens &Tokens::night()
{
    static const Tokens tokens = makeNight();
    return tokens;
}

const Tokens &Tokens::current()
{
    return isDark(QGuiApplication::palette()) ? night() : light();
}

QColor toneColor(const Tokens &tokens, Tone tone)
{
    switch (tone) {
    case Tone::Accent:
        return tokens.accent;
    case Tone::Good:
        return tokens.good;
    case Tone::Warn:
        return tokens.warn;
    case Tone::Bad:
        return tokens.bad;
    case Tone::Neutral:
        break;
    }
    return tokens.dim;
}

QColor toneInk(const Tokens &tokens, Tone tone)
{
    if (tokens.dark)
        return toneColor(tokens, tone);
    switch (tone) {
    case Tone::Accent:
        return QColor(0x2560d8);
    case Tone::Good:
        return QColor(0x147a4b);
    case Tone::Warn:
        return QColor(0x955800);
    case Tone::Bad:
        return QColor(0xb92f26);
    case Tone::Neutral:
        break;
    }
    return QColor(0x596275);
}

QColor toneBack(const Tokens &tokens, Tone tone)
{
    switch (tone) {
    case Tone::Accent:
        return tokens.accentBack;
    case Tone::Good:
        return tokens.goodBack;
    case Tone::Warn:
        return tokens.warnBack;
    case Tone::Bad:
        return tokens.badBack;
    case Tone::Neutral:
        break;
    }
    return tokens.dark ? tokens.line : QColor(0xeef0f4);
}

QPalette paletteFor(const Tokens &tokens)
{
    QPalette palette;
    palette.setColor(QPalette::Window, tokens.window);
    palette.setColor(QPalette::WindowText, tokens.text);
    palette.setColor(QPalette::Base, tokens.surface);
    palette.setColor(QPalette::AlternateBase, tokens.hover);
    palette.setColor(QPalette::Text, tokens.text);
    palette.setColor(QPalette::PlaceholderText, tokens.faint);
    palette.setColor(QPalette::Button, tokens.surface);
    palette.setColor(QPalette::ButtonText, tokens.text);
    palette.setColor(QPalette::BrightText, tokens.bad);
    palette.setColor(QPalette::ToolTipBase, tokens.surface);
    palette.setColor(QPalette::ToolTipText, tokens.text);
    palette.setColor(QPalette::Highlight, tokens.accent);
    palette.setColor(QPalette::HighlightedText, tokens.onAccent);
    palette.setColor(QPalette::Link, tokens.accent);
    palette.setColor(QPalette::LinkVisited, tokens.accent);
    palette.setColor(QPalette::Mid, tokens.line);
    palette.setColor(QPalette::Midlight, tokens.line);
    palette.setColor(QPalette::Dark, tokens.line);
    palette.setColor(QPalette::Light, tokens.surface);
    palette.setColor(QPalette::Shadow, tokens.line);
    for (const auto role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, tokens.faint);
    palette.setColor(QPalette::Disabled, QPalette::Highlight, tokens.line);
    return palette;
}

Theme::Theme(QApplication &application) : QObject(&application), m_application(application)
{
    const double scale = fontScale(); // before the application's font changes
    application.setStyle(QStyleFactory::create(u"Fusion"_s));
    QFont font = application.font();
    font.setPixelSize(qRound(bodyPixels * scale));
#if QT_VERSION >= QT_VERSION_CHECK(6, 7, 0)
    font.setFeature("tnum", 1);
#endif
    application.setFont(font);
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    connect(application.styleHints(), &QStyleHints::colorSchemeChanged, this, [this] { apply(); });
#endif
    application.installEventFilter(this);
    apply();
}

int Theme::px(int designPixels)
{
    return qRound(designPixels * fontScale());
}

void Theme::setChoice(const QString &choice)
{
    if (m_choice == choice)
        return;
    m_choice = choice;
#if QT_VERSION >= QT_VERSION_CHECK(6, 8, 0)
    // Lets the window frame follow too.
    m_application.styleHints()->setColorScheme(choice == "dark"_L1    ? Qt::ColorScheme::Dark
                                               : choice == "light"_L1 ? Qt::ColorScheme::Light
                                                                      : Qt::ColorScheme::Unknown);
#endif
    apply();
}

bool Theme::eventFilter(QObject *watched, QEvent *event)
{
    if (event->type() == QEvent::ThemeChange && !m_applying && m_choice.isEmpty())
        QMetaObject::invokeMethod(
                this, [this] { apply(); }, Qt::QueuedConnection);
    return QObject::eventFilter(watched, event);
}

bool Theme::systemIsDark()
{
#if QT_VERSION >= QT_VERSION_CHECK(6, 5, 0)
    const auto scheme = m_application.styleHints()->colorScheme();
    if (scheme != Qt::ColorScheme::Unknown)
        return scheme == Qt::ColorScheme::Dark;
#endif
    // Without our own palette the application shows the platform's.
    m_application.setPalette(QPalette());
    return isDark(m_application.palette());
}

void Theme::apply()
{
    if (m_applying)
        return;
    const QScopedValueRollback<bool> applying(m_applying, true);
    const bool dark = m_choice.isEmpty() ? systemIsDark() : m_choice == "dark"_L1;
    const Tokens &tokens = dark ? Tokens::night() : Tokens::light();
    m_application.setPalette(paletteFor(tokens));
    m_application.setStyleSheet(styleSheet(tokens));
    Q_EMIT changed();
}

} // namespace gateway::ui
