// SPDX-License-Identifier: MIT
#pragma once

#include "ui/pages/page.h"
#include "ui/provider_test.h"

#include <QTimer>

#include <map>

class QGridLayout;
class QStackedWidget;

namespace gateway::ui {

class EmptyState;
class ProviderCard;

// The upstream providers, a card each.
class ProvidersPage final : public Page
{
    Q_OBJECT

public:
    ProvidersPage(Shell &shell, QWidget *parent);
    ~ProvidersPage() override;

    void activate() override;
    void deactivate() override
    {
        m_active = false;
        m_added.clear();
        m_timer.stop();
    }
    void refresh() override { load(); }
    void primaryAction() override { add(); }
    void find(const QString &name) override;
    QWidget *landing() override;
    QList<ProviderCard *> cards() const;

protected:
    void resizeEvent(QResizeEvent *event) override;

private:
    void load();
    void loadToday();
    void showTroubles();
    void goToFound();
    void show(const QList<Provider> &providers);
    void arrange();
    ProviderCard *makeCard(const Provider &provider);
    void add();
    void test(const QString &name);
    void openMenu(const QString &name, const QPoint &at);
    void enableProvider(const QString &name, bool enabled);
    void edit(const Provider &provider);
    void remove(const QString &name);
    void askForKey(const Provider &provider, qint64 keyId);
    void removeKey(const Provider &provider, qint64 keyId);
    void tellDefaultModel();
    void rememberModels(const QString &name, const QStringList &models);

    struct Entry
    {
        ProviderCard *card = nullptr;
        std::unique_ptr<ProviderTest> test;
    };

    QTimer m_timer; // calls go on without a change of configuration
    bool m_active = false;
    bool m_readingToday = false;
    QList<ProviderId> m_order;
    std::map<ProviderId, Entry> m_entries;
    QPushButton *m_add;
    QStackedWidget *m_stack;
    QWidget *m_list;
    QGridLayout *m_grid;
    EmptyState *m_empty;
    int m_columns = 0;
    QString m_toFind;
    QString m_added;        // the provider that was added last, while the page stays
    QString m_defaultModel; // as it was before that
};

} // namespace gateway::ui
