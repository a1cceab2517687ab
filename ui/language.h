// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>
#include <QTranslator>

namespace gateway::ui {

// Installs the translators of the window and of Qt itself; switches them at run time. Main thread.
class Language final : public QObject
{
    Q_OBJECT

public:
    explicit Language(QObject *parent = nullptr);

    // "en", "zh_CN", or empty for the system's (the value of the setting `language`).
    void setChoice(const QString &choice);
    const QString &choice() const { return m_choice; }
    QString effective() const { return m_effective; } // "en" or "zh_CN"

    static QString systemLanguage();

private:
    QTranslator m_window;
    QTranslator m_qt;
    QString m_choice;
    QString m_effective;
};

} // namespace gateway::ui
