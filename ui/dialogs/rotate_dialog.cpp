// SPDX-License-Identifier: MIT
#include "ui/dialogs/rotate_dialog.h"

#include "ui/dialogs/issue_key_dialog.h"
#include "ui/error_text.h"
#include "ui/translated.h"

#include <QComboBox>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr qint64 hour = 3'600'000;

} // namespace

RotateDialog::RotateDialog(Backend &backend, const KeyInfo &key, QWidget *parent)
    : FormDialog(parent)
    , m_backend(backend)
    , m_key(key)
    , m_note(addText("body"))
    , m_overlap(new QComboBox(this))
    , m_overlapField(addField(m_overlap))
{
    m_overlap->setObjectName("overlap"_L1);
    for (const qint64 millis : {qint64(0), hour, 24 * hour, 7 * 24 * hour})
        m_overlap->addItem(QString(), millis);
    m_overlap->setCurrentIndex(2);
    onLanguage(this, [this] {
        setTitle(tr("Rotate the key %1 of %2").arg(keyName(m_key.key), m_key.userName));
        setPrimary(tr("Rotate"));
        m_note->setText(tr("A new key with the same rights and limits is issued and shown once."));
        m_overlapField->setLabel(tr("The old key"));
        m_overlap->setItemText(0, tr("is refused at once"));
        m_overlap->setItemText(1, tr("works for another hour"));
        m_overlap->setItemText(2, tr("works for another day"));
        m_overlap->setItemText(3, tr("works for another week"));
    });
}

void RotateDialog::submit()
{
    setBusy(true);
    m_backend.manage<IssuedKey>(
            this,
            [id = m_key.key.id, overlap = Millis(m_overlap->currentData().toLongLong())](
                    Management &management) { return management.rotateKey(id, overlap); },
            [this](Result<IssuedKey> key) {
                setBusy(false);
                if (!key) {
                    fail(ErrorText::of(key.error()));
                    return;
                }
                finish();
                Q_EMIT rotated(*key);
            });
}

} // namespace gateway::ui
