// SPDX-License-Identifier: MIT
#include "ui/pages/requests_filter_bar.h"

#include "ui/format.h"
#include "ui/icons.h"
#include "ui/theme.h"
#include "ui/translated.h"
#include "ui/widgets/filter_box.h"

#include <QBoxLayout>
#include <QDateTime>
#include <QLineEdit>

using namespace Qt::Literals::StringLiterals;

namespace gateway::ui {

namespace {

constexpr Millis typingPause{250};
constexpr int anyFailure = 100;   // among the statuses
constexpr int fixedStretch = 100; // the entry of the range that shows times of its own

template <typename T>
QVariant valueOf(const std::optional<T> &chosen)
{
    if (!chosen)
        return {};
    if constexpr (std::is_same_v<T, KeyId>)
        return chosen->value;
    else if constexpr (std::is_enum_v<T>)
        return int(*chosen);
    else
        return *chosen;
}

std::optional<QString> nameFrom(const QVariant &value)
{
    return value.isValid() ? std::optional(value.toString()) : std::nullopt;
}

QList<std::pair<QString, QVariant>> entriesOf(const QStringList &names)
{
    QList<std::pair<QString, QVariant>> entries;
    for (const QString &name : names)
        entries.append({name, name});
    return entries;
}

} // namespace

RequestsFilterBar::RequestsFilterBar(QWidget *parent)
    : QWidget(parent)
    , m_search(new QLineEdit(this))
    , m_layout(new QBoxLayout(QBoxLayout::LeftToRight, this))
    , m_range(new FilterBox(u"range"_s, this))
    , m_status(new FilterBox(u"status"_s, this))
    , m_user(new FilterBox(u"user"_s, this))
    , m_key(new FilterBox(u"key"_s, this))
    , m_model(new FilterBox(u"model"_s, this))
    , m_provider(new FilterBox(u"provider"_s, this))
{
    m_search->setObjectName("search"_L1);
    m_search->setProperty("search", true);
    m_search->setMinimumWidth(Theme::px(220));
    m_search->setClearButtonEnabled(true);
    m_search->addAction(themedIcon(u"search"_s, IconInk::Faint), QLineEdit::LeadingPosition);
    auto *boxes = new QWidget(this);
    auto *row = new QHBoxLayout(boxes);
    row->setSpacing(Theme::px(8));
    row->setContentsMargins(0, 0, 0, 0);
    for (FilterBox *box : {m_range, m_status, m_user, m_key, m_model, m_provider}) {
        row->addWidget(box);
        connect(box, &FilterBox::chosen, this, [this] {
            readBoxes();
            Q_EMIT changed();
        });
    }
    row->addStretch();
    m_layout->setContentsMargins(0, 0, 0, 0);
    m_layout->setSpacing(Theme::px(8));
    m_layout->addWidget(m_search, 1);
    m_layout->addWidget(boxes);

    m_typed.setSingleShot(true);
    m_typed.setInterval(typingPause);
    connect(m_search, &QLineEdit::textChanged, this, [this](const QString &text) {
        if (text.trimmed() != m_filter.text.trimmed())
            m_typed.start();
    });
    connect(&m_typed, &QTimer::timeout, this, [this] {
        m_filter.text = m_search->text();
        Q_EMIT changed();
    });
    onLanguage(this, [this] { retranslate(); });
}

void RequestsFilterBar::retranslate()
{
    m_search->setPlaceholderText(tr("Search: user, model, error, request id…"));
    m_search->setAccessibleName(tr("Search"));
    m_search->setToolTip(u"Ctrl+F"_s);
    m_range->setAnyText(tr("All time"));
    m_status->setAnyText(tr("Any status"));
    m_user->setAnyText(tr("Any user"));
    m_key->setAnyText(tr("Any key"));
    m_model->setAnyText(tr("Any model"));
    m_provider->setAnyText(tr("Any provider"));
    m_status->setEntries({{tr("Succeeded"), int(CallStatus::Ok)},
                          {tr("Failed"), anyFailure},
                          {tr("Error"), int(CallStatus::Failed)},
                          {tr("Refused"), int(CallStatus::Refused)},
                          {tr("Interrupted"), int(CallStatus::Interrupted)},
                          {tr("Stopped"), int(CallStatus::Cancelled)},
                          {tr("In flight"), int(CallStatus::Open)}});
    showFilter();
}

// A day, days, an hour of a day, or from here to there.
QString RequestsFilterBar::stretchText() const
{
    if (!m_filter.since || !m_filter.until)
        return m_filter.since ? tr("since %1").arg(Format::dateTime(*m_filter.since, m_zone))
                              : tr("until %1").arg(Format::dateTime(*m_filter.until, m_zone));
    const auto length = *m_filter.until - *m_filter.since;
    const auto isMidnight = [this](Time time) {
        return QDateTime::fromMSecsSinceEpoch(toMillis(time), m_zone).time() == QTime(0, 0);
    };
    if (length > std::chrono::hours(25) && isMidnight(*m_filter.since) && isMidnight(*m_filter.until))
        return Format::date(*m_filter.since, m_zone) + u"–"_s +
               Format::date(*m_filter.until - Millis(1), m_zone);
    if (length >= std::chrono::hours(23) && length <= std::chrono::hours(25))
        return Format::date(*m_filter.since, m_zone);
    return Format::dateTime(*m_filter.since, m_zone) + u"–"_s +
           (length < std::chrono::hours(24) ? Format::clock(*m_filter.until, m_zone).left(5)
                                            : Format::dateTime(*m_filter.until, m_zone));
}

void RequestsFilterBar::showFilter()
{
    QList<std::pair<QString, QVariant>> ranges{{tr("Today"), int(UsageRange::Today)},
                                               {tr("24 h"), int(UsageRange::Day)},
                                               {tr("7 days"), int(UsageRange::Week)},
                                               {tr("30 days"), int(UsageRange::Month)}};
    m_range->setValue({});
    if (m_filter.since || m_filter.until) {
        ranges.append({stretchText(), fixedStretch});
        m_range->setEntries(ranges);
        m_range->setValue(fixedStretch);
    } else {
        m_range->setEntries(ranges);
        m_range->setValue(valueOf(m_filter.range));
    }
    m_status->setValue(m_filter.failures ? QVariant(anyFailure) : valueOf(m_filter.status));
    m_user->setValue(valueOf(m_filter.user));
    m_key->setValue(valueOf(m_filter.key), tr("one key"));
    m_model->setValue(valueOf(m_filter.model));
    m_provider->setValue(valueOf(m_filter.provider));
    if (m_search->text() != m_filter.text)
        m_search->setText(m_filter.text);
}

void RequestsFilterBar::readBoxes()
{
    const QVariant range = m_range->value();
    if (!range.isValid() || range.toInt() != fixedStretch) {
        m_filter.since.reset();
        m_filter.until.reset();
        m_filter.range = range.isValid() ? std::optional(UsageRange(range.toInt())) : std::nullopt;
    }
    const QVariant status = m_status->value();
    m_filter.failures = status.isValid() && status.toInt() == anyFailure;
    m_filter.status =
            status.isValid() && !m_filter.failures ? std::optional(CallStatus(status.toInt())) : std::nullopt;
    m_filter.user = nameFrom(m_user->value());
    m_filter.model = nameFrom(m_model->value());
    m_filter.provider = nameFrom(m_provider->value());
    const QVariant key = m_key->value();
    m_filter.key = key.isValid() ? std::optional(KeyId{key.toLongLong()}) : std::nullopt;
    m_filter.text = m_search->text();
}

void RequestsFilterBar::setFilter(const RequestsFilter &filter)
{
    m_typed.stop();
    m_filter = filter;
    m_filter.selected.reset();
    showFilter();
    m_typed.stop();
}

void RequestsFilterBar::setChoices(const FilterChoices &choices)
{
    m_user->setEntries(entriesOf(choices.users));
    m_model->setEntries(entriesOf(choices.models));
    m_provider->setEntries(entriesOf(choices.providers));
    QList<std::pair<QString, QVariant>> keys;
    for (const auto &[name, id] : choices.keys)
        keys.append({name, id.value});
    m_key->setEntries(keys);
    // A key that was chosen before its name was known.
    if (const int at = m_key->findData(valueOf(m_filter.key)); m_filter.key && at > 0)
        m_key->setCurrentIndex(at);
}

void RequestsFilterBar::setZone(const QTimeZone &zone)
{
    m_zone = zone;
    showFilter();
}

void RequestsFilterBar::focusSearch()
{
    m_search->setFocus(Qt::ShortcutFocusReason);
    m_search->selectAll();
}

bool RequestsFilterBar::restricts() const
{
    RequestsFilter only;
    only.range = m_filter.range;
    return !(m_filter == only);
}

void RequestsFilterBar::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const auto wanted = width() < Theme::px(900) ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight;
    if (m_layout->direction() != wanted)
        m_layout->setDirection(wanted);
}

} // namespace gateway::ui
