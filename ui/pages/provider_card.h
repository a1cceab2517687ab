// SPDX-License-Identifier: MIT
#pragma once

#include "ui/widgets/basics.h"

#include "config/model.h"
#include "upstream/probe.h"

namespace gateway::ui {

// One provider: what it is, whether it is in use, and what the last test of it found.
class ProviderCard final : public QFrame
{
    Q_OBJECT

public:
    explicit ProviderCard(const Provider &provider, QWidget *parent = nullptr);

    void setProvider(const Provider &provider);
    const Provider &provider() const { return m_provider; }
    void setTesting();
    void setReport(const ProbeReport &report);
    QString resultText() const { return m_result->text(); }

Q_SIGNALS:
    void testRequested();
    void keyRequested(qint64 keyId); // as ProviderKeyDialog takes it
    void removeKeyRequested(qint64 keyId);
    void menuRequested(const QPoint &globalPosition);

private:
    void showAll();
    void showResult();
    void showKeys();
    QWidget *makeKeyRow(const SealedKey &key);

    Provider m_provider;
    std::optional<ProbeReport> m_report;
    bool m_testing = false;
    ElidedLabel *m_name;
    Pill *m_state;
    Pill *m_demo;
    ElidedLabel *m_url;
    ElidedLabel *m_facts;
    QVBoxLayout *m_keys; // a row each, where there is more to say than one line does
    QLabel *m_result;
    QPushButton *m_test;
    QPushButton *m_key;
    QToolButton *m_more;
};

} // namespace gateway::ui
