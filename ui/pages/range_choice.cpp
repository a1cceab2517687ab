// SPDX-License-Identifier: MIT
#include "ui/pages/range_choice.h"

#include "ui/theme.h"
#include "ui/translated.h"
#include "ui/widgets/basics.h"
#include "ui/widgets/segmented_control.h"

#include <QDateEdit>
#include <QHBoxLayout>
#include <QSettings>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr auto rangeKey = "overview/range"_L1;
constexpr auto firstKey = "overview/from"_L1;
constexpr auto lastKey = "overview/to"_L1;
constexpr auto chosenDays = "days"_L1; // remembered in place of a range
constexpr int daysEntry = int(UsageRange::Month) + 1;

} // namespace

RangeChoice::RangeChoice(QSettings &memory, QWidget *parent)
    : QObject(parent)
    , m_memory(memory)
    , m_control(new SegmentedControl(parent))
    , m_dates(new QWidget(parent))
    , m_first(new QDateEdit(m_dates))
    , m_last(new QDateEdit(m_dates))
    , m_firstLabel(makeLabel("dim", m_dates))
    , m_lastLabel(makeLabel("dim", m_dates))
{
    m_first->setObjectName("firstDay"_L1);
    m_last->setObjectName("lastDay"_L1);
    m_firstLabel->setBuddy(m_first);
    m_lastLabel->setBuddy(m_last);
    auto *row = new QHBoxLayout(m_dates);
    row->setContentsMargins(0, 0, Theme::px(14), 0); // in line with the header, see Page::addScrolled
    row->setSpacing(Theme::px(8));
    row->addStretch();
    for (const auto &[label, edit] : {std::pair(m_firstLabel, m_first), std::pair(m_lastLabel, m_last)}) {
        edit->setCalendarPopup(true);
        edit->setDisplayFormat(u"yyyy-MM-dd"_s);
        edit->setMinimumWidth(edit->fontMetrics().horizontalAdvance(u"0000-00-00"_s) + Theme::px(56));
        edit->setKeyboardTracking(false); // while somebody types, the date is none yet
        row->addWidget(label);
        row->addWidget(edit);
    }

    const QString remembered = memory.value(rangeKey).toString();
    m_choice.range = usageRangeFromString(remembered).value_or(UsageRange::Today);
    m_first->setDate(memory.value(firstKey).toDate());
    m_last->setDate(memory.value(lastKey).toDate());
    if (remembered == chosenDays && memory.value(firstKey).toDate().isValid() &&
        memory.value(lastKey).toDate().isValid())
        m_choice.days = UsageDays{m_first->date(), m_last->date()};
    onLanguage(m_dates, [this] { retranslate(); });
    m_control->setCurrent(m_choice.days ? daysEntry : int(m_choice.range));
    m_dates->setVisible(m_choice.days.has_value());

    connect(m_control, &SegmentedControl::chosen, this, &RangeChoice::choose);
    connect(m_first, &QDateEdit::dateChanged, this, [this] { readDates(true); });
    connect(m_last, &QDateEdit::dateChanged, this, [this] { readDates(false); });
}

void RangeChoice::retranslate()
{
    m_control->setTexts({tr("Today"), tr("24 h"), tr("7 days"), tr("30 days"), tr("Custom")});
    m_control->setAccessibleName(tr("Range"));
    m_firstLabel->setText(tr("&From"));
    m_lastLabel->setText(tr("&to"));
    m_first->setAccessibleName(tr("First day"));
    m_last->setAccessibleName(tr("Last day"));
}

void RangeChoice::setToday(QDate today)
{
    if (m_last->maximumDate() == today)
        return;
    const QSignalBlocker first(m_first);
    const QSignalBlocker last(m_last);
    m_first->setMaximumDate(today);
    m_last->setMaximumDate(today);
}

void RangeChoice::choose(int index)
{
    if (index != daysEntry) {
        m_choice = {UsageRange(index), {}};
        m_dates->hide();
        take();
        return;
    }
    if (!m_memory.contains(firstKey)) { // what is a week so far, to begin with
        const QSignalBlocker first(m_first);
        const QSignalBlocker last(m_last);
        m_last->setDate(m_last->maximumDate());
        m_first->setDate(m_last->date().addDays(-6));
    }
    m_dates->show();
    readDates(true);
}

// The other date gives way.
void RangeChoice::readDates(bool fromFirst)
{
    const QSignalBlocker first(m_first);
    const QSignalBlocker last(m_last);
    if (m_first->date() > m_last->date()) {
        if (fromFirst)
            m_last->setDate(m_first->date());
        else
            m_first->setDate(m_last->date());
    }
    m_choice.days = UsageDays{m_first->date(), m_last->date()};
    take();
}

void RangeChoice::take()
{
    m_memory.setValue(rangeKey, m_choice.days ? QString(chosenDays) : toString(m_choice.range));
    if (m_choice.days) {
        m_memory.setValue(firstKey, m_choice.days->first);
        m_memory.setValue(lastKey, m_choice.days->last);
    }
    Q_EMIT changed();
}

} // namespace gateway::ui
