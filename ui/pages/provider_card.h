// SPDX-License-Identifier: MIT
#pragma once

#include "ui/pages/provider_health.h"
#include "ui/widgets/basics.h"

#include "base/time.h"

#include <memory>

namespace gateway::ui {

// One provider: what it is, whether it is in use, and what the last test of it found.
class ProviderCard final : public QFrame
{
    Q_OBJECT

public:
    ProviderCard(const Provider &provider, std::shared_ptr<const Clock> clock, QWidget *parent = nullptr);

    void setProvider(const Provider &provider);
    const Provider &provider() const { return m_facts.provider; }
    void setTroubles(const QList<ProviderTrouble> &troubles);
    void setToday(const UsageSum &sum);
    QString stateText() const { return m_state->text(); }
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

    void showHealth();
    QString ago(Time then) const;

    ProviderFacts m_facts;
    std::shared_ptr<const Clock> m_clock;
    Time m_testedAt{};
    bool m_testing = false;
    ElidedLabel *m_name;
    Pill *m_state;
    Pill *m_demo;
    ElidedLabel *m_url;
    ElidedLabel *m_about;
    ElidedLabel *m_today;
    QVBoxLayout *m_keys; // a row each, where there is more to say than one line does
    QLabel *m_result;
    QPushButton *m_test;
    QPushButton *m_key;
    QToolButton *m_more;
};

} // namespace gateway::ui
