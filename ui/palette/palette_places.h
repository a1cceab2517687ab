// SPDX-License-Identifier: MIT
#pragma once

#include "ui/pages/page.h"
#include "ui/palette/palette_model.h"

#include <QCoreApplication>

namespace gateway::ui {

// Where the palette can lead: pages at once, users, keys, providers and models when the store has answered.
struct PalettePlaces
{
    Q_DECLARE_TR_FUNCTIONS(gateway::ui::PalettePlaces)

public:
    std::function<void(PageId)> openPage;
    std::function<void(PageId, qint64 id)> reveal;            // a row of a table
    std::function<void(PageId, const QString &name)> find;    // by name
    std::function<void(PageId, const QString &button)> press; // opens the page and presses its button

    QList<PaletteEntry> pages() const;
    QList<PaletteEntry> settings() const; // single ones, by what they are called
    QList<PaletteEntry> work() const;     // what is done on a page
    // Calls `found` once, in the main thread; not after `receiver` is gone.
    void ask(Backend &backend, QObject *receiver, std::function<void(QList<PaletteEntry>)> found) const;
};

} // namespace gateway::ui
