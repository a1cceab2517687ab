// SPDX-License-Identifier: MIT
#include "ui/inspector/send_again_dialog.h"

#include "ui/askable_models.h"
#include "ui/error_text.h"
#include "ui/format.h"

#include <QComboBox>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

SendAgainDialog::SendAgainDialog(Shell &shell, CallDetail detail, QWidget *parent)
    : FormDialog(parent)
    , m_shell(shell)
    , m_detail(std::move(detail))
    , m_model(new QComboBox)
    , m_modelField(addField(m_model))
    , m_watch(shell.backend)
{
    const bool elsewhere = shell.control.state() == GatewayControl::State::Elsewhere;
    setTitle(tr("Send again"));
    m_model->setObjectName("model"_L1);
    m_model->setEditable(true);
    m_model->setInsertPolicy(QComboBox::NoInsert);
    m_model->setEditText(m_detail.row.opened.model);
    m_modelField->setLabel(tr("Model"));
    if (elsewhere) {
        m_key = new SecretEdit;
        m_key->setObjectName("key"_L1);
        m_keyField = addField(m_key);
        m_keyField->setLabel(tr("Key"));
        m_keyField->setHint(tr("Another process serves here and knows no key of this window."));
    }
    const QString what =
            m_detail.row.opened.endpoint + u" · "_s + tr("%n bytes", nullptr, int(m_detail.request.size()));
    addText()->setText(elsewhere ? what
                                 : what + u"\n"_s +
                                           tr("It goes through the gateway as any other request and costs as "
                                              "much, booked to the user local."));
    setPrimary(tr("Send"));
    m_shell.backend.manage<QStringList>(
            this, [](Management &management) { return askableModels(management); },
            [this](const Result<QStringList> &models) {
                const QString text = m_model->currentText();
                m_model->addItems(models.value_or(QStringList()));
                m_model->setEditText(text);
            });
}

void SendAgainDialog::submit()
{
    const QString model = m_model->currentText().trimmed();
    if (model.isEmpty()) {
        m_modelField->setError(tr("Enter a model."));
        m_model->setFocus();
        return;
    }
    const Result<Resend> resend = resendOf(m_detail, model);
    if (!resend) {
        fail(ErrorText::of(resend.error()));
        return;
    }
    if (m_key) {
        const QByteArray key = m_key->text().trimmed().toLatin1();
        if (key.isEmpty()) {
            m_keyField->setError(tr("Paste a key."));
            m_key->setFocus();
        } else {
            setBusy(true);
            send(Secret(key), *resend);
        }
        return;
    }
    setBusy(true);
    m_shell.localKey(this, [this, resend = *resend](const Result<Secret> &key) {
        if (key)
            send(*key, resend);
        else
            fail(ErrorText::of(key.error()));
    });
}

void SendAgainDialog::send(const Secret &key, const Resend &resend)
{
    setPrimary(tr("Waiting for the answer…"));
    m_call = new ResendCall(this);
    m_call->setZone(Format::zone(m_shell.backend.settings().timezone));
    connect(m_call, &ResendCall::begun, this, &SendAgainDialog::onBegun);
    connect(m_call, &ResendCall::refused, this, [this](const QString &why) {
        setPrimary(tr("Send"));
        fail(why);
    });
    connect(m_call, &ResendCall::over, m_call, &QObject::deleteLater);
    m_call->start(m_shell.control.addresses().value(0), key, resend);
}

// The rest of the answer comes after the dialog has gone: the row shows how.
void SendAgainDialog::onBegun(RequestId id)
{
    m_call->setParent(parentWidget());
    m_watch.waitForRow(id, [this, id](const std::optional<CallRow> &row) {
        if (row)
            Q_EMIT sent(id);
        finish();
    });
}

} // namespace gateway::ui
