// SPDX-License-Identifier: MIT
#include "ui/handout/handout.h"

#include "ui/format.h"
#include "ui/snippets.h"
#include "ui/widgets/qr_code.h"

#include <QBuffer>
#include <QHostAddress>
#include <QTranslator>
#include <QUrl>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

// Of one language; the application's own translators stay as they are.
class Words final
{
public:
    explicit Words(const QString &language)
    {
        (void)m_translator.load("gateway_"_L1 + language, u":/i18n"_s);
    }

    QString operator()(const char *source) const
    {
        const QString text = m_translator.translate("gateway::ui::Handout", source);
        return text.isEmpty() ? QString::fromUtf8(source) : text;
    }

private:
    QTranslator m_translator;
};

struct Sheet
{
    QString title;
    QString intro;
    struct Fact
    {
        QString name;
        QString value;
        bool copied = false; // character by character
    };
    QList<Fact> facts;
    QString examples;
    QList<std::pair<QString, QString>> snippets;
    QString care;
};

QString limitsInWords(const Limits &limits, const Words &say)
{
    QStringList parts;
    for (const Budget &budget : limits.budgets) {
        const char *words =
                budget.period == BudgetPeriod::Hour ? QT_TRANSLATE_NOOP("gateway::ui::Handout", "%1 per hour")
                : budget.period == BudgetPeriod::Day ? QT_TRANSLATE_NOOP("gateway::ui::Handout", "%1 per day")
                : budget.period == BudgetPeriod::Week
                        ? QT_TRANSLATE_NOOP("gateway::ui::Handout", "%1 per week")
                : budget.period == BudgetPeriod::Month
                        ? QT_TRANSLATE_NOOP("gateway::ui::Handout", "%1 per month")
                        : QT_TRANSLATE_NOOP("gateway::ui::Handout", "%1 in total");
        const QString amount =
                budget.unit == BudgetUnit::Tokens
                        ? say(QT_TRANSLATE_NOOP("gateway::ui::Handout", "%1 tokens"))
                                  .arg(Format::number(budget.amount))
                        : Format::money(budget.amount, budget.unit == BudgetUnit::Usd ? u"USD"_s : u"CNY"_s);
        parts += say(words).arg(amount);
    }
    if (limits.requestsPerMinute) {
        parts += say(QT_TRANSLATE_NOOP("gateway::ui::Handout", "%1 requests per minute"))
                         .arg(*limits.requestsPerMinute);
    }
    if (limits.tokensPerMinute) {
        parts += say(QT_TRANSLATE_NOOP("gateway::ui::Handout", "%1 tokens per minute"))
                         .arg(Format::number(*limits.tokensPerMinute));
    }
    if (limits.concurrency)
        parts += say(QT_TRANSLATE_NOOP("gateway::ui::Handout", "%1 requests at once"))
                         .arg(*limits.concurrency);
    if (!limits.models.isEmpty()) {
        parts += say(QT_TRANSLATE_NOOP("gateway::ui::Handout", "models %1")).arg(limits.models.join(", "_L1));
    }
    return parts.join(u" · "_s);
}

Sheet write(const Handout &handout, const Words &say)
{
    const QString key = QString::fromLatin1(handout.key.expose());
    Sheet sheet;
    sheet.title = say(QT_TRANSLATE_NOOP("gateway::ui::Handout", "Access to language models"));
    const QString who = handout.label.isEmpty() ? handout.user
                                                : say(QT_TRANSLATE_NOOP("gateway::ui::Handout", "%1 (%2)"))
                                                          .arg(handout.user, handout.label);
    sheet.intro = say(QT_TRANSLATE_NOOP(
                              "gateway::ui::Handout",
                              "For %1. Any tool that speaks the OpenAI or Anthropic API works with these:"))
                          .arg(who);
    sheet.facts = {
            {say(QT_TRANSLATE_NOOP("gateway::ui::Handout", "Address (OpenAI style)")),
             handout.address + "/v1"_L1, true},
            {say(QT_TRANSLATE_NOOP("gateway::ui::Handout", "Address (Anthropic style)")), handout.address,
             true},
            {say(QT_TRANSLATE_NOOP("gateway::ui::Handout", "Key")), key, true},
            {say(QT_TRANSLATE_NOOP("gateway::ui::Handout", "A model to begin with")), handout.model, true}};
    if (const QString limits = limitsInWords(handout.limits, say); !limits.isEmpty())
        sheet.facts += {say(QT_TRANSLATE_NOOP("gateway::ui::Handout", "Limits")), limits, false};
    if (handout.limits.expiresAt) {
        sheet.facts += {say(QT_TRANSLATE_NOOP("gateway::ui::Handout", "Valid until")),
                        Format::dateTime(*handout.limits.expiresAt, Format::zone(handout.zone)), false};
    }
    sheet.examples = say(QT_TRANSLATE_NOOP("gateway::ui::Handout", "Examples"));
    for (const SnippetTool &tool : snippetTools()) {
        if (tool.group == "code"_L1)
            sheet.snippets += {tool.name, firstSnippet(tool.id, {handout.address, key, handout.model})};
    }
    sheet.care = say(QT_TRANSLATE_NOOP(
            "gateway::ui::Handout",
            "The key is yours alone: whoever has it calls in your name. If it gets lost, ask "
            "for a new one."));
    if (QHostAddress(QUrl(handout.address).host()).isLoopback()) {
        sheet.care +=
                u' ' + say(QT_TRANSLATE_NOOP("gateway::ui::Handout",
                                             "The address works on the computer of the gateway alone."));
    }
    return sheet;
}

} // namespace

QString handoutText(const Handout &handout, const QString &language)
{
    const Sheet sheet = write(handout, Words(language));
    QString text = sheet.title + "\n\n"_L1 + sheet.intro + "\n\n"_L1;
    for (const Sheet::Fact &fact : sheet.facts)
        text += fact.name + ": "_L1 + fact.value + u'\n';
    text += u'\n' + sheet.examples + u'\n';
    for (const auto &[name, code] : sheet.snippets)
        text += "\n--- "_L1 + name + " ---\n"_L1 + code;
    return text + u'\n' + sheet.care + u'\n';
}

QString handoutHtml(const Handout &handout, const QString &language)
{
    const Sheet sheet = write(handout, Words(language));
    QByteArray png;
    QBuffer buffer(&png);
    const QImage code = qrImage(handout.key.expose());
    code.scaled(code.size() * 4).save(&buffer, "PNG");
    QString rows;
    for (const Sheet::Fact &fact : sheet.facts) {
        const QString value = fact.value.toHtmlEscaped();
        rows += "<tr><td style='color:#667085; padding-right:14px; padding-bottom:4px'>%1</td>"
                "<td style='padding-bottom:4px'>%2</td></tr>"_L1.arg(
                        fact.name.toHtmlEscaped(),
                        fact.copied ? QString("<code>%1</code>"_L1.arg(value)) : value);
    }
    QString examples;
    for (const auto &[name, text] : sheet.snippets) {
        examples += "<p style='margin-bottom:2px'><b>%1</b></p><pre style='background:#f6f7f9; margin:0; "
                    "white-space:pre-wrap; word-wrap:anywhere'>%2</pre>"_L1.arg(name, text.toHtmlEscaped());
    }
    return "<!DOCTYPE html><html><head><meta charset='utf-8'><title>%1</title></head>"
           "<body style='color:#1b2130'><h2>%1</h2><p>%2</p><table style='margin-top:10px'>%3</table>"
           "<p><img width='132' height='132' src='data:image/png;base64,%4'></p>"
           "<h3>%5</h3>%6<p>%7</p></body></html>"_L1.arg(
                   sheet.title.toHtmlEscaped(), sheet.intro.toHtmlEscaped(), rows,
                   QString::fromLatin1(png.toBase64()), sheet.examples.toHtmlEscaped(), examples,
                   sheet.care.toHtmlEscaped());
}

} // namespace gateway::ui
