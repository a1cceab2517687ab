// SPDX-License-Identifier: MIT
#pragma once

#include <QObject>

namespace gateway::ui {

class Banner;
class GatewayControl;
struct Shell;

// Says in the window's banner why no gateway of ours serves, with what helps: another process does, did until
// now, or ours did not start. Main thread.
class GatewayBanner final : public QObject
{
    Q_OBJECT

public:
    GatewayBanner(Shell &shell, Banner *banner); // the banner owns it

private:
    void show();
    void showElsewhere();
    void showAddressInUse();

    Shell &m_shell;
    Banner *m_banner;
    bool m_elsewhere = false;
    bool m_otherEnded = false;
};

} // namespace gateway::ui
