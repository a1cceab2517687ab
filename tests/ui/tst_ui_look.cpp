// SPDX-License-Identifier: MIT
#include "ui/icons.h"
#include "ui/theme.h"

#include <QApplication>
#include <QCheckBox>
#include <QDir>
#include <QFile>
#include <QImage>
#include <QLineEdit>
#include <QPainter>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

#include <cmath>

using namespace gateway::ui;
using namespace Qt::Literals::StringLiterals;

namespace {

double luminance(const QColor &color)
{
    const auto channel = [](double v) {
        return v <= 0.03928 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * channel(color.redF()) + 0.7152 * channel(color.greenF()) +
           0.0722 * channel(color.blueF());
}

double contrast(const QColor &a, const QColor &b)
{
    const double light = qMax(luminance(a), luminance(b));
    const double dark = qMin(luminance(a), luminance(b));
    return (light + 0.05) / (dark + 0.05);
}

struct Message
{
    QString context;
    QString source;
    QStringList translations;
    bool unfinished = false;
    bool plural = false;
};

QList<Message> readTs(const QString &path)
{
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        qFatal("%s is missing", qUtf8Printable(path));
    QXmlStreamReader xml(&file);
    QList<Message> messages;
    QString context;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == "name"_L1) {
            context = xml.readElementText();
        } else if (xml.name() == "message"_L1) {
            messages += Message{context, {}, {}, false, xml.attributes().value("numerus"_L1) == "yes"_L1};
        } else if (xml.name() == "source"_L1) {
            messages.last().source = xml.readElementText();
        } else if (xml.name() == "translation"_L1) {
            messages.last().unfinished = xml.attributes().hasAttribute("type"_L1);
            if (!messages.last().plural)
                messages.last().translations += xml.readElementText();
        } else if (xml.name() == "numerusform"_L1) {
            messages.last().translations += xml.readElementText();
        }
    }
    return messages;
}

QSet<QString> places(const QString &text)
{
    static const QRegularExpression place(u"%(n|\\d)"_s);
    QSet<QString> found;
    for (auto it = place.globalMatch(text); it.hasNext();)
        found += it.next().captured();
    return found;
}

QString translations()
{
    return QStringLiteral(TEST_SOURCE_DIR "/../translations/");
}

} // namespace

// Colours, icons and translations.
class TestUiLook : public QObject
{
    Q_OBJECT

private Q_SLOTS:
    void textIsReadable_data()
    {
        QTest::addColumn<QColor>("ink");
        QTest::addColumn<QColor>("ground");
        for (const Tokens *tokens : {&Tokens::light(), &Tokens::night()}) {
            const char *theme = tokens->dark ? "dark" : "light";
            const auto row = [theme](const char *what) -> QTestData & {
                return QTest::addRow("%s %s", theme, what);
            };
            row("text") << tokens->text << tokens->surface;
            row("text on the window") << tokens->text << tokens->window;
            row("dim") << tokens->dim << tokens->surface;
            row("dim on the window") << tokens->dim << tokens->window;
            row("placeholder") << tokens->faint << tokens->field;
            row("faint") << tokens->faint << tokens->surface;
            row("faint under the mouse") << tokens->faint << tokens->hover;
            row("disabled") << tokens->faint << tokens->window;
            row("primary button") << tokens->onAccent << tokens->accent;
            for (const Tone tone : {Tone::Neutral, Tone::Accent, Tone::Good, Tone::Warn, Tone::Bad}) {
                QTest::addRow("%s pill %d", theme, int(tone))
                        << toneInk(*tokens, tone) << toneBack(*tokens, tone);
                QTest::addRow("%s ink %d", theme, int(tone)) << toneInk(*tokens, tone) << tokens->surface;
            }
        }
    }
    void textIsReadable()
    {
        QFETCH(QColor, ink);
        QFETCH(QColor, ground);
        QVERIFY2(contrast(ink, ground) >= 4.5, qPrintable(QString::number(contrast(ink, ground))));
    }

    // Where something can be typed or ticked is seen by its border alone.
    void bordersAreVisible_data()
    {
        QTest::addColumn<QString>("theme");
        QTest::addColumn<bool>("box");
        for (const QString &theme : {u"light"_s, u"dark"_s}) {
            QTest::addRow("%s field", qPrintable(theme)) << theme << false;
            QTest::addRow("%s box", qPrintable(theme)) << theme << true;
        }
    }
    void bordersAreVisible()
    {
        QFETCH(QString, theme);
        QFETCH(bool, box);
        Theme applied(*qApp);
        applied.setChoice(theme);
        const Tokens &tokens = Tokens::current();
        for (const QColor &ground : {tokens.surface, tokens.field, tokens.window})
            QVERIFY2(contrast(tokens.edge, ground) >= 3, qPrintable(ground.name()));
        QLineEdit line;
        QCheckBox tick;
        QWidget *drawn = box ? static_cast<QWidget *>(&tick) : &line;
        drawn->resize(120, 34);
        const QImage image = drawn->grab().toImage();
        bool found = false;
        for (int x = 0; x < 8; ++x)
            found = found || image.pixelColor(x, 17) == tokens.edge;
        QVERIFY(found);
    }

    void theStyleSheetIsFilledIn()
    {
        Theme theme(*qApp);
        for (const QString &choice : {u"light"_s, u"dark"_s}) {
            theme.setChoice(choice);
            QVERIFY(qApp->styleSheet().size() > 1'000);
            QVERIFY2(!qApp->styleSheet().contains(u'@'), "a token without a value");
            QCOMPARE(Tokens::current().dark, choice == u"dark"_s);
        }
    }

    void iconsFollowTheTheme()
    {
        Theme theme(*qApp);
        const QIcon icon = themedIcon(u"stop"_s, IconInk::Text); // a frame: its edge has the colour
        const auto ink = [&icon] {
            const QImage image = icon.pixmap(QSize(48, 48), 1.0).toImage();
            for (int x = 0; x < image.width(); ++x) {
                if (qAlpha(image.pixel(x, 24)) == 255)
                    return QColor(image.pixel(x, 24));
            }
            return QColor();
        };
        theme.setChoice(u"light"_s);
        QCOMPARE(ink(), Tokens::light().text);
        theme.setChoice(u"dark"_s);
        QCOMPARE(ink(), Tokens::night().text);
    }

    void iconsAreDrawn_data()
    {
        QTest::addColumn<QString>("name");
        const QStringList files = QDir(u":/icons"_s).entryList({u"*.svg"_s});
        QVERIFY(files.size() > 15);
        for (const QString &file : files)
            QTest::newRow(qPrintable(file)) << file.chopped(4);
    }
    void iconsAreDrawn()
    {
        QFETCH(QString, name);
        const QImage image = iconPixmap(name, Qt::red, 24, 2.0).toImage();
        QCOMPARE(image.size(), QSize(48, 48));
        int drawn = 0;
        for (int y = 0; y < image.height(); ++y) {
            for (int x = 0; x < image.width(); ++x)
                drawn += qAlpha(image.pixel(x, y)) > 128 ? 1 : 0;
        }
        QVERIFY2(drawn > 30, qPrintable(QString::number(drawn)));
    }

    void chineseIsComplete()
    {
        const QList<Message> messages = readTs(translations() + u"gateway_zh_CN.ts"_s);
        QVERIFY(messages.size() > 200);
        for (const Message &message : messages) {
            const QByteArray what = (message.context + u": "_s + message.source).toUtf8();
            QVERIFY2(!message.unfinished && !message.translations.isEmpty(), what.constData());
            for (const QString &translation : message.translations) {
                QVERIFY2(!translation.trimmed().isEmpty(), what.constData());
                QVERIFY2(places(translation) == places(message.source), what.constData());
            }
        }
    }

    void englishPluralsAreComplete()
    {
        for (const Message &message : readTs(translations() + u"gateway_en.ts"_s)) {
            const QByteArray what = (message.context + u": "_s + message.source).toUtf8();
            QVERIFY2(message.plural && !message.unfinished, what.constData());
            QCOMPARE(message.translations.size(), 2);
        }
    }

    // A text that the sources have and the translation lacks would be English in a Chinese window.
    void translationsAreUpToDate()
    {
        const QString lupdate = QStringLiteral(LUPDATE);
        if (!QFile::exists(lupdate))
            QSKIP("lupdate is not installed");
        QTemporaryDir directory;
        const QString copy = directory.filePath(u"gateway_zh_CN.ts"_s);
        QVERIFY(QFile::copy(translations() + u"gateway_zh_CN.ts"_s, copy));
        const QString root = QDir(translations() + u".."_s).canonicalPath();
        QProcess process;
        process.start(lupdate,
                      {u"-silent"_s, u"-no-obsolete"_s, u"-locations"_s, u"none"_s, u"-I"_s, root, u"-I"_s,
                       root + u"/gateway"_s, root + u"/ui"_s, root + u"/app/desktop"_s, u"-ts"_s, copy});
        QVERIFY(process.waitForFinished(60'000));
        QCOMPARE(process.exitCode(), 0);
        for (const Message &message : readTs(copy)) {
            QVERIFY2(!message.unfinished, qUtf8Printable(message.context + u": "_s + message.source +
                                                         u" (run update_translations)"_s));
        }
    }
};

QTEST_MAIN(TestUiLook)
#include "tst_ui_look.moc"
