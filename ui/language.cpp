// SPDX-License-Identifier: MIT
#include "ui/language.h"

#include <QCoreApplication>
#include <QLibraryInfo>
#include <QLocale>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

Language::Language(QObject *parent) : QObject(parent)
{
    setChoice({});
}

QString Language::systemLanguage()
{
    const QStringList languages = QLocale::system().uiLanguages();
    return !languages.isEmpty() && languages.first().startsWith("zh"_L1) ? u"zh_CN"_s : u"en"_s;
}

void Language::setChoice(const QString &choice)
{
    const QString language = choice.isEmpty() ? systemLanguage() : choice;
    m_choice = choice;
    if (language == m_effective)
        return;
    m_effective = language;
    QCoreApplication::removeTranslator(&m_window);
    QCoreApplication::removeTranslator(&m_qt);
    // Qt's own texts (dialog buttons, text menus): bundled at build time, else where Qt is installed.
    const QString name = "qtbase_"_L1 + language;
    if (m_qt.load(name, u":/i18n"_s) || m_qt.load(name, QLibraryInfo::path(QLibraryInfo::TranslationsPath)))
        QCoreApplication::installTranslator(&m_qt);
    if (m_window.load("gateway_"_L1 + language, u":/i18n"_s))
        QCoreApplication::installTranslator(&m_window);
    // Dates and numbers are written by ui/format.cpp; this is for what Qt writes by itself (calendar).
    QLocale::setDefault(QLocale(language));
}

} // namespace gateway::ui
