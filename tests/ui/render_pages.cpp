// SPDX-License-Identifier: MIT
// render_pages FOLDER [WORD]: every page and dialog with plausible data as PNG, in both languages and both
// themes; the scale is QT_SCALE_FACTOR's. With a word only pictures whose names contain it.
#include "ui/main_window.h"
#include "ui/support/tour.h"

#include <QApplication>
#include <QDialog>
#include <QDir>
#include <QFontDatabase>
#include <QPainter>

using namespace gateway;
using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

// A dialog or menu stands where it is above its window.
QPixmap picture(MainWindow &window, QWidget *over)
{
    QPixmap whole = window.grab();
    if (over == nullptr)
        return whole;
    QPainter painter(&whole);
    painter.drawPixmap(window.mapFromGlobal(over->pos()), over->grab());
    return whole;
}

} // namespace

int main(int argc, char **argv)
{
    QApplication application(argc, argv);
    const QStringList arguments = QApplication::arguments();
    if (arguments.size() < 2) {
        qWarning("usage: render_pages FOLDER [WORD]");
        return 2;
    }
    // A font that is the same everywhere, where it is installed.
    if (QFontDatabase::hasFamily(u"Inter"_s)) {
        QFont font = QApplication::font();
        font.setFamilies({u"Inter"_s, u"Noto Sans CJK SC"_s});
        QApplication::setFont(font);
    }
    Theme theme(application);
    Language language;
    const QString folder = arguments[1];
    QDir().mkpath(folder);
    const bool doubled = qEnvironmentVariable("QT_SCALE_FACTOR") == u"2"_s;
    const QString scale = doubled ? u"-200"_s : QString();
    const QString only = arguments.value(2);
    for (const QString &languageChoice : {u"en"_s, u"zh_CN"_s}) {
        for (const QString &themeChoice : {u"light"_s, u"dark"_s}) {
            const QString suffix = u'-' + themeChoice + u'-' + languageChoice.left(2) + scale + u".png"_s;
            test::Tour tour(theme, language, [&](const QString &name, MainWindow &window, QWidget *over) {
                if (const QString file = name + suffix; file.contains(only))
                    picture(window, over).save(folder + u'/' + file);
            });
            tour.round(languageChoice, themeChoice);
        }
    }
    return 0;
}
