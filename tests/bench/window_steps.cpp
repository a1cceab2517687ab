// SPDX-License-Identifier: MIT
#include "window_steps.h"

#include "window_beat.h"

#include "ui/models/cell_delegate.h"
#include "ui/navigation.h"
#include "ui/requests_filter.h"
#include "ui/pages/requests_page.h"
#include "ui/widgets/row_table.h"

#include <QCoreApplication>
#include <QEvent>
#include <QEventLoop>
#include <QScrollBar>
#include <QThread>

#include <cstdio>

using namespace Qt::Literals::StringLiterals;

namespace gateway::bench {

namespace {

constexpr int calm = 250; // milliseconds without painting: the page is filled
constexpr int rounds = 3;

void letPass(int milliseconds)
{
    QEventLoop loop;
    QTimer::singleShot(milliseconds, &loop, &QEventLoop::quit);
    loop.exec();
}

// Whether something of a page is painted.
class PaintWatch final : public QObject
{
public:
    explicit PaintWatch(QWidget *page) : m_page(page) { qApp->installEventFilter(this); }

    bool painted = false;

protected:
    bool eventFilter(QObject *watched, QEvent *event) override
    {
        if (event->type() == QEvent::Paint && watched->isWidgetType() &&
            (watched == m_page || m_page->isAncestorOf(static_cast<QWidget *>(watched))))
            painted = true;
        return false;
    }

private:
    QWidget *m_page;
};

struct Shown
{
    double first;  // until something of the page is there
    double filled; // until nothing more is painted
};

Shown showPage(ui::MainWindow &window, ui::PageId id)
{
    const double begin = nowMillis();
    PaintWatch watch(window.page(id));
    window.open(id);
    Shown shown{0, 0};
    double now = begin;
    do {
        watch.painted = false;
        QCoreApplication::processEvents();
        now = nowMillis();
        if (watch.painted)
            shown = {shown.first > 0 ? shown.first : now - begin, now - begin};
        else
            QThread::usleep(200);
    } while (shown.first == 0 || now - begin - shown.filled < calm);
    return shown;
}

// As somebody does who looks for something: some rows further every frame, now and then to another place.
class Scroller final : public QObject
{
public:
    explicit Scroller(QScrollBar *bar)
    {
        m_timer.setInterval(16);
        connect(&m_timer, &QTimer::timeout, this, [this, bar] {
            ++m_frame;
            if (m_frame % 40 == 0)
                bar->setValue(int(qint64(bar->maximum()) * ((m_frame * 37) % 101) / 101));
            else
                bar->setValue(bar->value() + ui::CellDelegate::rowHeight());
        });
        m_timer.start();
    }

private:
    QTimer m_timer;
    int m_frame = 0;
};

} // namespace

void measurePages(desktop::Desktop &parts)
{
    ui::MainWindow &window = parts.window;
    QList<ui::PageEntry> entries = ui::Navigation::entries();
    entries.append(entries.takeFirst()); // the overview is there from the start
    for (const auto &[id, icon, title] : std::as_const(entries)) {
        const QByteArray name = icon.toLatin1(); // its name in every language
        Q_UNUSED(title)
        const Shown cold = showPage(window, id);
        QList<double> first;
        QList<double> filled;
        for (int i = 0; i < rounds; ++i) {
            showPage(window, id == ui::PageId::Overview ? ui::PageId::Settings : ui::PageId::Overview);
            const Shown again = showPage(window, id);
            first.append(again.first);
            filled.append(again.filled);
        }
        std::printf("page.%s.cold_ms\t%.1f\n", name.constData(), cold.first);
        std::printf("page.%s.cold_filled_ms\t%.1f\n", name.constData(), cold.filled);
        std::printf("page.%s.again_ms\t%.1f\n", name.constData(), quantile(first, 0.5));
        std::printf("page.%s.again_filled_ms\t%.1f\n", name.constData(), quantile(filled, 0.5));
    }
    QCoreApplication::exit(); // quit() asks the window, which would ask
}

void measureHeartbeat(desktop::Desktop &parts, int seconds)
{
    ui::MainWindow &window = parts.window;
    const auto stats = [&] { return parts.control.stats(); };
    while (stats().callsStarted < 200)
        letPass(100);
    Heartbeat heart;
    const auto measure = [&](const char *name) {
        letPass(1'500); // what comes with opening a page is measured elsewhere
        const qint64 calls = stats().callsStarted;
        const double begin = nowMillis();
        heart.start();
        letPass(seconds * 1'000);
        heart.stop();
        heart.print(name);
        std::printf("%s.calls_per_second\t%.0f\n", name,
                    double(stats().callsStarted - calls) * 1'000 / (nowMillis() - begin));
    };
    measure("beat.overview");
    window.open(ui::PageId::Requests);
    auto *page = static_cast<ui::RequestsPage *>(window.page(ui::PageId::Requests));
    page->setFilter({});
    measure("beat.requests");
    auto *table = page->findChild<ui::RowTable *>(u"requests"_s);
    {
        const Scroller scroller(table->verticalScrollBar());
        measure("beat.scrolling");
    }
    std::printf("beat.rows\t%d\n", table->model()->rowCount());
    QCoreApplication::exit(); // quit() asks the window, which would ask
}

} // namespace gateway::bench
