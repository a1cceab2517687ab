// SPDX-License-Identifier: MIT
#include "ui/playground/exchange_dialog.h"

#include "base/request_id.h"

#include <QClipboard>
#include <QGuiApplication>
#include <QJsonDocument>
#include <QPlainTextEdit>
#include <QUrl>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

QPlainTextEdit *makeText(const QString &text, int height)
{
    auto *edit = new QPlainTextEdit(text);
    edit->setReadOnly(true);
    edit->setTabChangesFocus(true);
    edit->setProperty("code", true);
    edit->setFixedHeight(Theme::px(height));
    return edit;
}

// JSON in lines, anything else as it came.
QString readable(const QByteArray &body)
{
    const QJsonDocument json = QJsonDocument::fromJson(body);
    return QString::fromUtf8(json.isNull() ? body : json.toJson(QJsonDocument::Indented)).trimmed();
}

QString origin(const QString &url)
{
    return QUrl(url).adjusted(QUrl::RemovePath | QUrl::StripTrailingSlash).toString();
}

} // namespace

ExchangeDialog::ExchangeDialog(ChatCall::Exchange exchange, const std::optional<RequestId> &id,
                               QWidget *parent)
    : FormDialog(parent), m_exchange(std::move(exchange))
{
    setMinimumWidth(Theme::px(600));
    setTitle(tr("What was sent"));
    QString head =
            u"POST %1\nAuthorization: Bearer …\nContent-Type: application/json\n\n"_s.arg(m_exchange.url);
    auto *sent = makeText(head + readableBody(m_exchange.body), m_exchange.refusal.isEmpty() ? 300 : 210);
    sent->setObjectName("sent"_L1);
    addField(sent)->setLabel(tr("Request"));
    if (m_exchange.status != 0 && m_exchange.status != 200) {
        auto *came = makeText(readable(m_exchange.refusal), 120);
        came->setObjectName("came"_L1);
        addField(came)->setLabel(tr("Answer: HTTP %1").arg(m_exchange.status));
    }
    if (id) {
        QLabel *row = addText();
        row->setText(tr("Request id %1").arg(QString::fromLatin1(toText(*id))));
        row->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    }
    setPrimary(tr("Copy as curl"));
}

void ExchangeDialog::submit()
{
    QGuiApplication::clipboard()->setText(
            chatCode(CodeLanguage::Curl, origin(m_exchange.url), u"YOUR_KEY"_s, m_exchange.body));
    finish();
}

} // namespace gateway::ui
