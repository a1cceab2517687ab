// SPDX-License-Identifier: MIT
#include "ui/palette/command_palette.h"

#include "ui/translated.h"
#include "ui/widgets/backdrop.h"
#include "ui/widgets/basics.h"

#include <QKeyEvent>
#include <QLineEdit>
#include <QListView>
#include <QPainter>
#include <QSettings>
#include <QStyledItemDelegate>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr auto recentKey = "palette/recent"_L1;
constexpr int recentKept = 8;
constexpr int rowsShown = 9;

int rowHeight()
{
    return Theme::px(36);
}

// Icon, title with what matched in bold, detail; the shortcut on the right.
class PaletteDelegate final : public QStyledItemDelegate
{
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    QSize sizeHint(const QStyleOptionViewItem &, const QModelIndex &) const override
    {
        return {Theme::px(200), rowHeight()};
    }

    void paint(QPainter *painter, const QStyleOptionViewItem &option, const QModelIndex &index) const override
    {
        const Tokens &tokens = Tokens::current();
        const bool selected = option.state & QStyle::State_Selected;
        painter->save();
        painter->setRenderHint(QPainter::Antialiasing);
        if (selected) {
            painter->setPen(Qt::NoPen);
            painter->setBrush(tokens.accentBack);
            painter->drawRoundedRect(option.rect, Theme::px(7), Theme::px(7));
        }
        QRect rest = option.rect.adjusted(Theme::px(10), 0, -Theme::px(12), 0);
        const int icon = Theme::px(17);
        const QColor ink = selected ? toneInk(tokens, Tone::Accent) : tokens.dim;
        painter->drawPixmap(QRect(rest.left(), rest.center().y() - icon / 2, icon, icon),
                            iconPixmap(index.data(PaletteModel::IconRole).toString(), ink, icon,
                                       painter->device()->devicePixelRatioF()));
        rest.setLeft(rest.left() + icon + Theme::px(10));
        rest.setRight(
                paintShortcut(*painter, option, rest, index.data(PaletteModel::ShortcutRole).toString()));
        const int end = paintTitle(*painter, option, rest, index);
        rest.setLeft(end + Theme::px(10));
        painter->setFont(option.font);
        painter->setPen(tokens.dim);
        const QString detail = index.data(PaletteModel::DetailRole).toString();
        if (rest.width() > Theme::px(24)) {
            painter->drawText(rest, Qt::AlignLeft | Qt::AlignVCenter,
                              option.fontMetrics.elidedText(detail, Qt::ElideRight, rest.width()));
        }
        painter->restore();
    }

private:
    static int paintShortcut(QPainter &painter, const QStyleOptionViewItem &option, const QRect &rect,
                             const QString &text)
    {
        if (text.isEmpty())
            return rect.right();
        QFont font = option.font;
        font.setPixelSize(Theme::px(12));
        painter.setFont(font);
        painter.setPen(Tokens::current().dim);
        painter.drawText(rect, Qt::AlignRight | Qt::AlignVCenter, text);
        return rect.right() - QFontMetrics(font).horizontalAdvance(text) - Theme::px(14);
    }

    static int paintTitle(QPainter &painter, const QStyleOptionViewItem &option, const QRect &rect,
                          const QModelIndex &index)
    {
        const Tokens &tokens = Tokens::current();
        const QFontMetrics plain(option.font);
        const QString title = plain.elidedText(index.data().toString(), Qt::ElideRight, rect.width());
        const auto marks = index.data(PaletteModel::MarksRole).value<QList<int>>();
        const QFont bold = semibold(option.font);
        int x = rect.left();
        for (int i = 0; i < title.size();) {
            const bool marked = marks.contains(i);
            int end = i + 1;
            while (end < title.size() && marks.contains(end) == marked)
                ++end;
            const QString part = title.mid(i, end - i);
            painter.setFont(marked ? bold : option.font);
            painter.setPen(marked ? toneInk(tokens, Tone::Accent) : tokens.text);
            painter.drawText(QRect(x, rect.top(), rect.right() - x + 1, rect.height()),
                             Qt::AlignLeft | Qt::AlignVCenter, part);
            x += QFontMetrics(painter.font()).horizontalAdvance(part);
            i = end;
        }
        return x;
    }
};

} // namespace

CommandPalette::CommandPalette(QList<PaletteEntry> entries, QSettings &memory, QWidget *parent)
    : QDialog(parent, Qt::Dialog | Qt::FramelessWindowHint)
    , m_memory(memory)
    , m_line(new QLineEdit(this))
    , m_list(new QListView(this))
    , m_nothing(makeLabel("dim", this))
    , m_recent(memory.value(recentKey).toStringList())
{
    setObjectName("palette"_L1);
    setAttribute(Qt::WA_DeleteOnClose);
    setAttribute(Qt::WA_TranslucentBackground);
    setProperty("sheet", true);
    setWindowModality(Qt::WindowModal);
    m_model.setRecent(m_recent);
    m_model.setEntries(std::move(entries));

    m_line->setObjectName("paletteLine"_L1);
    m_line->setProperty("commands", true);
    m_line->addAction(themedIcon(u"search"_s, IconInk::Faint), QLineEdit::LeadingPosition);
    m_line->installEventFilter(this);
    m_list->setObjectName("paletteList"_L1);
    m_list->setProperty("commands", true);
    m_list->setModel(&m_model);
    m_list->setItemDelegate(new PaletteDelegate(m_list));
    m_list->setFocusPolicy(Qt::NoFocus);
    m_list->setUniformItemSizes(true);
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_list->setVerticalScrollMode(QAbstractItemView::ScrollPerItem);
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(Theme::px(8), Theme::px(8), Theme::px(8), Theme::px(8));
    layout->setSpacing(Theme::px(6));
    layout->addWidget(m_line);
    layout->addWidget(m_list);
    layout->addWidget(m_nothing);
    m_nothing->setWordWrap(true);
    m_nothing->setContentsMargins(Theme::px(12), Theme::px(8), 0, Theme::px(14));
    m_nothing->hide();

    connect(m_line, &QLineEdit::textChanged, this, [this](const QString &text) { m_model.setQuery(text); });
    connect(&m_model, &QAbstractItemModel::modelReset, this, &CommandPalette::showFirst);
    connect(m_list, &QListView::clicked, this, [this](const QModelIndex &index) { choose(index.row()); });
    onLanguage(this, [this] {
        setWindowTitle(tr("Commands"));
        m_line->setPlaceholderText(tr("Go to a page, user, key or model, or do something…"));
        m_line->setAccessibleName(tr("Commands"));
        m_list->setAccessibleName(tr("What fits"));
    });
    showFirst();
    m_line->setFocus();
}

void CommandPalette::addEntries(const QList<PaletteEntry> &entries)
{
    const bool moved = m_list->currentIndex().row() > 0;
    const PaletteEntry *before = m_model.entry(m_list->currentIndex().row());
    const QString id = before ? before->id : QString();
    m_model.addEntries(entries);
    if (!moved)
        return;
    for (int row = 0; row < m_model.rowCount(); ++row) { // the answer must not move what is under the finger
        if (m_model.entry(row)->id == id) {
            m_list->setCurrentIndex(m_model.index(row));
            return;
        }
    }
}

void CommandPalette::showFirst()
{
    const bool any = m_model.rowCount() > 0;
    m_list->setVisible(any);
    m_nothing->setVisible(!any);
    m_nothing->setText(tr("Nothing found for “%1”.").arg(m_line->text().trimmed()));
    if (any)
        m_list->setCurrentIndex(m_model.index(0));
    fit();
}

// As high as what there is to show.
void CommandPalette::fit()
{
    m_list->setFixedHeight(qMin(m_model.rowCount(), rowsShown) * rowHeight() + Theme::px(8));
    layout()->activate();
    Backdrop::keepPlace(*this);
    resize(width(), layout()->sizeHint().height());
}

bool CommandPalette::eventFilter(QObject *watched, QEvent *event)
{
    if (watched != m_line || event->type() != QEvent::KeyPress)
        return QDialog::eventFilter(watched, event);
    const auto *key = static_cast<QKeyEvent *>(event);
    switch (key->key()) {
    case Qt::Key_Down:
        move(1);
        return true;
    case Qt::Key_Up:
        move(-1);
        return true;
    case Qt::Key_PageDown:
        move(rowsShown - 1);
        return true;
    case Qt::Key_PageUp:
        move(1 - rowsShown);
        return true;
    case Qt::Key_Return:
    case Qt::Key_Enter:
        choose(m_list->currentIndex().row());
        return true;
    case Qt::Key_K:
        if (key->modifiers() == Qt::ControlModifier) {
            reject();
            return true;
        }
        break;
    default:
        break;
    }
    return QDialog::eventFilter(watched, event);
}

void CommandPalette::move(int rows)
{
    const int count = m_model.rowCount();
    if (count == 0)
        return;
    const int current = m_list->currentIndex().row();
    int row = current + rows;
    if (row < 0)
        row = current == 0 ? count - 1 : 0; // round the corner by single steps
    else if (row >= count)
        row = current == count - 1 ? 0 : count - 1;
    m_list->setCurrentIndex(m_model.index(row));
    m_list->scrollTo(m_model.index(row));
}

void CommandPalette::choose(int row)
{
    const PaletteEntry *entry = m_model.entry(row);
    if (!entry)
        return;
    const auto run = entry->run;
    m_recent.removeAll(entry->id);
    m_recent.prepend(entry->id);
    if (m_recent.size() > recentKept)
        m_recent.resize(recentKept);
    m_memory.setValue(recentKey, m_recent);
    accept();
    parentWidget()->window()->activateWindow();
    if (run)
        run();
}

void CommandPalette::showEvent(QShowEvent *event)
{
    place();
    QDialog::showEvent(event);
    if (!m_backdrop)
        m_backdrop = new Backdrop(parentWidget()->window(), this);
}

void CommandPalette::hideEvent(QHideEvent *event)
{
    QDialog::hideEvent(event);
    delete std::exchange(m_backdrop, nullptr);
}

void CommandPalette::place()
{
    const QWidget *window = parentWidget()->window();
    const int width = qMin(Theme::px(620), window->width() - Theme::px(80));
    setFixedWidth(width);
    fit();
    const QPoint corner = window->mapToGlobal(QPoint((window->width() - width) / 2, Theme::px(72)));
    QDialog::move(corner);
}

void CommandPalette::paintEvent(QPaintEvent *)
{
    QPainter painter(this);
    Backdrop::paintSheet(painter, rect());
}

} // namespace gateway::ui
