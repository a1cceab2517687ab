// SPDX-License-Identifier: MIT
#pragma once

#include <QEvent>
#include <QWidget>

#include <functional>

namespace gateway::ui {

// Runs `apply` now and again whenever the language changes at run time. One call per widget sets all of its
// texts.
inline void onLanguage(QWidget *widget, std::function<void()> apply)
{
    class Filter final : public QObject
    {
    public:
        Filter(QWidget *parent, std::function<void()> work) : QObject(parent), m_work(std::move(work)) {}
        bool eventFilter(QObject *watched, QEvent *event) override
        {
            if (event->type() == QEvent::LanguageChange && watched == parent())
                m_work();
            return false;
        }

    private:
        std::function<void()> m_work;
    };
    apply();
    widget->installEventFilter(new Filter(widget, std::move(apply)));
}

} // namespace gateway::ui
