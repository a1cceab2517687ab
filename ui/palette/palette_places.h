// SPDX-License-Identifier: MIT
#pragma once

#include "ui/pages/page.h"
#include "ui/palette/palette_model.h"

namespace gateway::ui {

// Where the palette can lead: pages at once, users, keys, providers and models when the store has answered.
struct PalettePlaces
{
    std::function<void(PageId)> openPage;
    std::function<void(PageId, qint64 id)> reveal;         // a row of a table
    std::function<void(PageId, const QString &name)> find; // by name

    QList<PaletteEntry> pages() const;
    // Calls `found` once, in the main thread; not after `receiver` is gone.
    void ask(Backend &backend, QObject *receiver, std::function<void(QList<PaletteEntry>)> found) const;
};

} // namespace gateway::ui
