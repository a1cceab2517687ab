// SPDX-License-Identifier: MIT
#pragma once

#include "ui/backend.h"
#include "ui/gateway_control.h"
#include "ui/requests_filter.h"
#include "ui/widgets/basics.h"

#include <functional>

class QSettings;

namespace gateway::ui {

enum class PageId { Overview, Requests, Users, Keys, Providers, Models, Playground, Connect, Settings };
inline constexpr int pageIds = int(PageId::Settings) + 1;

// What every page works with; belongs to the window, which outlives its pages.
struct Shell
{
    Backend &backend;
    GatewayControl &control;
    QSettings &memory; // what the window remembers between starts: its size, the chosen range
    std::function<void(const QString &text, const QString &actionText, std::function<void()> action)> toast{};
    std::function<void(PageId)> go{};
    std::function<void(PageId, const QString &name)> find{}; // opens the page and shows this one there
    std::function<void(PageId, qint64 row)> reveal{}; // opens a page of rows and selects the one with this id
    std::function<void(const RequestsFilter &)> showRequests{}; // opens the page Requests with this filter
    // For calls of the window's own: LocalKey::want.
    std::function<void(QObject *receiver, std::function<void(Result<Secret>)> done)> localKey{};
};

// A page of the window: its title on the left, its controls on the right, its content below. Made when it is
// first shown; works only while it is active.
class Page : public QWidget
{
    Q_OBJECT

public:
    Page(Shell &shell, QWidget *parent);

    // Shown, also after the window was hidden. Told apart from showEvent so that tests can do without a
    // screen.
    virtual void activate() {}
    virtual void deactivate() {}
    virtual void refresh() {}                      // F5
    virtual void primaryAction() {}                // Ctrl+N
    virtual void focusSearch() {}                  // Ctrl+F
    virtual void find(const QString & /*name*/) {} // shows this one among the others
    // Where the focus goes when the page was opened by the keyboard: no field, where the next digit would be
    // text. Null while there is nothing.
    virtual QWidget *landing() { return found(); }
    virtual QWidget *found(); // what its search leads to

protected:
    void setTitle(const QString &title);
    QHBoxLayout *header() { return m_header; }
    QVBoxLayout *content() { return m_content; }
    // Content that may be higher than the page. Its right edge stays in line with the header's, bar or no
    // bar.
    void addScrolled(QWidget *inner);
    void toast(const QString &text, const QString &actionText = {}, std::function<void()> action = {});
    // A management action that answers with nothing; its failure is told in a toast.
    void act(std::function<Outcome(Management &)> job, std::function<void()> done = {});

    Shell &m_shell;

private:
    QLabel *m_title;
    QHBoxLayout *m_header;
    QVBoxLayout *m_content;
};

} // namespace gateway::ui
