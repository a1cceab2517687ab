// SPDX-License-Identifier: MIT
#include "ui/statement/statement.h"

#include "ui/format.h"

#include <QBuffer>
#include <QPdfWriter>
#include <QRegularExpression>
#include <QTextDocument>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

// Calls without a price make it more than is known.
QString costOf(const UsageSum &sum)
{
    if (sum.costMicros.isEmpty())
        return Format::dash();
    const QString cost = Format::costs(sum.costMicros);
    return sum.unpriced > 0 ? QString(u"≥ "_s + cost) : cost;
}

Time startOf(QDate day, const QTimeZone &zone)
{
    return fromMillis(day.startOfDay(zone).toMSecsSinceEpoch());
}

// A spreadsheet runs what begins like a formula; names come from anywhere.
QString csvField(QString text)
{
    static const QString risky = u"=+-@\t\r"_s;
    if (!text.isEmpty() && risky.contains(text.at(0)))
        text.prepend(u'\'');
    if (text.contains(u'"') || text.contains(u',') || text.contains(u'\n') || text.contains(u'\r')) {
        text.replace(u'"', u"\"\""_s);
        text = u'"' + text + u'"';
    }
    return text;
}

QString csvNumber(std::optional<qint64> value)
{
    return value ? QString::number(*value) : QString();
}

QString csvMoney(std::optional<qint64> micros)
{
    if (!micros)
        return {};
    return u"%1.%2"_s.arg(*micros / 1'000'000).arg(std::abs(*micros % 1'000'000), 6, 10, QChar(u'0'));
}

} // namespace

Result<Statement> readStatement(LedgerQueries &ledger, const Calendar &calendar, const QString &user,
                                QDate month)
{
    const QDate first(month.year(), month.month(), 1);
    const QTimeZone &zone = calendar.zone();
    Statement statement;
    statement.user = user;
    statement.month = first;
    statement.zone = QString::fromLatin1(zone.id());
    UsageFilter filter;
    filter.user = user;
    filter.since = startOf(first, zone);
    filter.until = startOf(first.addMonths(1), zone);
    const auto total = ledger.usage(UsageGroup::None, filter);
    const auto models = ledger.usage(UsageGroup::Model, filter);
    const auto keys = ledger.usage(UsageGroup::Key, filter);
    const auto days = ledger.usage(UsageGroup::Day, filter);
    for (const auto *result : {&total, &models, &keys, &days}) {
        if (!*result)
            return tl::make_unexpected(result->error());
    }
    statement.total = total->value(0);
    statement.models = *models;
    statement.keys = *keys;
    for (const UsageSum &day : *days) {
        if (day.requests == 0)
            continue;
        const QDate date = QDateTime::fromMSecsSinceEpoch(toMillis(day.start), zone).date();
        filter.since = startOf(date, zone);
        filter.until = startOf(date.addDays(1), zone);
        const auto sums = ledger.usage(UsageGroup::Model, filter);
        if (!sums)
            return tl::make_unexpected(sums.error());
        for (const UsageSum &sum : *sums)
            statement.lines += {date, sum};
    }
    return statement;
}

QString StatementText::overview(const Statement &statement)
{
    const auto row = [](const QStringList &cells, const QString &style) -> QString {
        QString html;
        for (qsizetype i = 0; i < cells.size(); ++i) {
            html += "<td align='%1' style='padding:3px 0 3px %2px; %3'>%4</td>"_L1.arg(
                    i == 0 ? u"left"_s : u"right"_s, i == 0 ? u"0"_s : u"18"_s, style,
                    cells[i].toHtmlEscaped());
        }
        return "<tr>"_L1 + html + "</tr>"_L1;
    };
    const auto figures = [](const UsageSum &sum) -> QStringList {
        return {Format::number(sum.requests), Format::number(sum.tokens.prompt),
                Format::number(sum.tokens.cached), Format::number(sum.tokens.completion), costOf(sum)};
    };
    QString rows =
            row({tr("Model"), tr("Requests"), tr("Input"), tr("Of it cached"), tr("Output"), tr("Cost")}, {});
    for (const UsageSum &sum : statement.models)
        rows += row(QStringList(sum.group.isEmpty() ? Format::dash() : sum.group) + figures(sum), {});
    rows += row(QStringList(tr("Total")) + figures(statement.total), u"font-weight:600"_s);
    QString note;
    if (statement.total.unpriced > 0) {
        note = "<p>"_L1 +
               tr("%n requests have no price and are not part of the cost.", nullptr,
                  int(statement.total.unpriced))
                       .toHtmlEscaped() +
               "</p>"_L1;
    }
    return "<table width='100%' cellspacing='0'>"_L1 + rows + "</table>"_L1 + note;
}

QByteArray StatementText::csv(const Statement &statement)
{
    QString text = u"\uFEFFday,user,model,requests,failed,prompt_tokens,cached_tokens,completion_tokens,"
                   "reasoning_tokens,unpriced,cost_usd,cost_cny\r\n"_s;
    for (const Statement::Line &line : statement.lines) {
        const UsageSum &sum = line.sum;
        const auto cost = [&sum](const QString &currency) -> std::optional<qint64> {
            const auto found = sum.costMicros.constFind(currency);
            return found == sum.costMicros.cend() ? std::nullopt : std::optional(*found);
        };
        text += QStringList{line.day.toString(Qt::ISODate),
                            csvField(statement.user),
                            csvField(sum.group),
                            QString::number(sum.requests),
                            QString::number(sum.failed),
                            csvNumber(sum.tokens.prompt),
                            csvNumber(sum.tokens.cached),
                            csvNumber(sum.tokens.completion),
                            csvNumber(sum.tokens.reasoning),
                            QString::number(sum.unpriced),
                            csvMoney(cost(u"USD"_s)),
                            csvMoney(cost(u"CNY"_s))}
                        .join(u',') +
                u"\r\n"_s;
    }
    return text.toUtf8();
}

QString StatementText::html(const Statement &statement)
{
    const auto cell = [](const QString &text, bool right) -> QString {
        return "<td align='%1' style='padding:3px 8px'>%2</td>"_L1.arg(right ? "right"_L1 : "left"_L1,
                                                                       text.toHtmlEscaped());
    };
    const auto head = [](const QStringList &names) -> QString {
        QString row;
        for (qsizetype i = 0; i < names.size(); ++i) {
            row += "<th align='%1' style='padding:3px 8px; color:#667085'>%2</th>"_L1.arg(
                    i == 0 ? "left"_L1 : "right"_L1, names[i].toHtmlEscaped());
        }
        return "<tr>"_L1 + row + "</tr>"_L1;
    };
    const QStringList columns{tr("Requests"), tr("Input"), tr("Of it cached"), tr("Output"), tr("Cost")};
    const auto figures = [&cell](const UsageSum &sum) -> QString {
        return cell(Format::number(sum.requests), true) + cell(Format::number(sum.tokens.prompt), true) +
               cell(Format::number(sum.tokens.cached), true) +
               cell(Format::number(sum.tokens.completion), true) + cell(costOf(sum), true);
    };
    const auto table = [&](const QString &name, const QList<UsageSum> &sums) -> QString {
        QString rows = head(QStringList(name) + columns);
        for (const UsageSum &sum : sums)
            rows += "<tr>"_L1 + cell(sum.group.isEmpty() ? Format::dash() : sum.group, false) + figures(sum) +
                    "</tr>"_L1;
        return "<table width='100%' cellspacing='0' border='0'>"_L1 + rows + "</table>"_L1;
    };
    QString days = head(QStringList(tr("Day and model")) + columns);
    for (const Statement::Line &line : statement.lines) {
        days += "<tr>"_L1 + cell(line.day.toString(Qt::ISODate) + u"  "_s + line.sum.group, false) +
                figures(line.sum) + "</tr>"_L1;
    }
    QString notes = tr("Days begin by the time zone %1.").arg(statement.zone);
    if (statement.total.unpriced > 0)
        notes += u' ' + tr("%n requests have no price and are not part of the cost.", nullptr,
                           int(statement.total.unpriced));
    UsageSum total = statement.total;
    total.group = statement.month.toString(u"yyyy-MM"_s);
    return "<html><body><h2>%1</h2><h3>%2</h3><p>%3</p>%4<h3>%5</h3>%6<h3>%7</h3>%8<h3>%9</h3>"_L1.arg(
                   tr("Usage statement").toHtmlEscaped(),
                   tr("%1, %2").arg(statement.user, total.group).toHtmlEscaped(), notes.toHtmlEscaped(),
                   table(tr("Month"), {total}), tr("By model").toHtmlEscaped(),
                   table(tr("Model"), statement.models), tr("By key").toHtmlEscaped(),
                   table(tr("Key"), statement.keys), tr("By day").toHtmlEscaped()) +
           "<table width='100%' cellspacing='0' border='0'>"_L1 + days + "</table></body></html>"_L1;
}

QByteArray StatementText::pdf(const Statement &statement)
{
    QByteArray content;
    QBuffer buffer(&content);
    buffer.open(QIODevice::WriteOnly);
    QPdfWriter writer(&buffer);
    writer.setPageSize(QPageSize(QPageSize::A4));
    writer.setTitle(tr("Usage statement"));
    QTextDocument document;
    QFont font;
    font.setPointSizeF(8.5);
    document.setDefaultFont(font);
    document.setHtml(html(statement));
    document.print(&writer);
    buffer.close();
    return content;
}

QString StatementText::fileName(const Statement &statement, const QString &ending)
{
    static const QRegularExpression unusable(u"[^\\w.-]+"_s, QRegularExpression::UseUnicodePropertiesOption);
    QString user = statement.user;
    user.replace(unusable, u"_"_s);
    return user + u'-' + statement.month.toString(u"yyyy-MM"_s) + u'.' + ending;
}

} // namespace gateway::ui
