// SPDX-License-Identifier: MIT
#pragma once

#include "ui/playground/chat.h"

#include <QCoreApplication>
#include <QFuture>

namespace gateway::ui {

// Makes images ready to be sent. Reading and packing take a while, so they run in a thread of the pool.
class ImageFile final
{
    Q_DECLARE_TR_FUNCTIONS(gateway::ui::ImageFile)

public:
    struct Loaded
    {
        ChatImage image{};
        QString error{}; // a sentence
    };

    static QFuture<Loaded> load(const QString &file);
    static QFuture<Loaded> pack(const QImage &image, const QString &name); // as PNG

    static Loaded read(const QString &file); // blocks
};

} // namespace gateway::ui
