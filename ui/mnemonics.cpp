// SPDX-License-Identifier: MIT
#include "ui/mnemonics.h"

#include <QAbstractButton>
#include <QDialog>
#include <QMenu>
#include <QPushButton>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr auto given = "mnemonicText"; // the text as it was made here
constexpr auto plainText = "plainText";

bool isTypable(QChar letter)
{
    return letter.unicode() < 128 && letter.isLetterOrNumber();
}

class Letters final
{
public:
    // Whether the letter was still free.
    bool take(QChar letter)
    {
        const bool free = isTypable(letter) && !m_taken.contains(letter.toUpper());
        if (free)
            m_taken += letter.toUpper();
        return free;
    }

    // Where in the text the letter is that it gets; -1 without a free one.
    int takeFrom(const QString &text)
    {
        for (const bool initials : {true, false}) {
            for (int i = 0; i < text.size(); ++i) {
                const bool begins = i == 0 || !text[i - 1].isLetterOrNumber();
                if (begins == initials && text[i].isLetter() && take(text[i]))
                    return i;
            }
        }
        return -1;
    }

private:
    QString m_taken;
};

// `others` are letters for a text that has none.
QString withMnemonic(const QString &text, const QString &others, Letters &letters)
{
    QString made = text;
    const int at = letters.takeFrom(text);
    if (at >= 0) {
        const qsizetype before = text.first(at).count(u'&');
        made.replace(u'&', "&&"_L1);
        made.insert(at + before, u'&');
        return made;
    }
    made.replace(u'&', "&&"_L1);
    for (const QChar letter : others) {
        if (letters.take(letter))
            return made + "(&"_L1 + letter.toUpper() + u')';
    }
    return made;
}

template <typename Item>
void give(Item *item, const QString &others, Letters &letters)
{
    const bool ours = item->property(given).toString() == item->text() && !item->text().isEmpty();
    const QString text = ours ? item->property(plainText).toString() : item->text();
    const QString made = withMnemonic(text, others, letters);
    item->setProperty(plainText, text);
    item->setProperty(given, made);
    if (made != item->text())
        item->setText(made);
}

} // namespace

void giveMnemonics(QMenu &menu)
{
    Letters letters;
    const QList<QAction *> actions = menu.actions();
    for (QAction *action : actions) {
        if (!action->isSeparator() && !action->text().isEmpty())
            give(action, u"123456789"_s, letters);
        if (action->menu() != nullptr)
            giveMnemonics(*action->menu());
    }
}

void giveMnemonics(QWidget &dialog)
{
    Letters letters;
    const auto buttons = dialog.findChildren<QPushButton *>();
    for (QPushButton *button : buttons) {
        const bool isValue = button->property("kind").toString() == "chip"_L1;
        if (button->isVisibleTo(&dialog) && !button->text().isEmpty() && !isValue)
            give(button, button->objectName(), letters);
    }
}

QString withoutMnemonic(const QString &text)
{
    QString plain;
    for (int i = 0; i < text.size(); ++i) {
        if (text[i] == u'(' && i + 4 == text.size() && text[i + 1] == u'&')
            break;
        if (text[i] == u'&' && i + 1 < text.size())
            ++i;
        plain += text[i];
    }
    return plain;
}

} // namespace gateway::ui
