// SPDX-License-Identifier: MIT
#include "route_target.h"

#include "store/validation.h"

#include <QRegularExpression>

using namespace Qt::StringLiterals;

namespace gateway::cli {

namespace {

const QRegularExpression &suffix()
{
    static const QRegularExpression expression(u"@([0-9]+)(?::([0-9]+))?$"_s);
    return expression;
}

} // namespace

Result<TargetRequest> parseTarget(const QString &text, bool ofPattern, int defaultPriority)
{
    const QRegularExpressionMatch match = suffix().match(text);
    const QString name = match.hasMatch() ? text.left(match.capturedStart()) : text;
    const qsizetype slash = name.indexOf(u'/');
    TargetRequest target{slash < 0 ? name : name.left(slash), slash < 0 ? QString() : name.mid(slash + 1),
                         defaultPriority, 1};
    bool fits = true;
    bool weightFits = true;
    if (match.hasMatch())
        target.priority = match.captured(1).toInt(&fits);
    if (match.hasCaptured(2))
        target.weight = match.captured(2).toInt(&weightFits);
    if (!fits || !weightFits || target.priority > validation::mostPriority) {
        return failure(
                ErrorCode::InvalidArgument,
                u"\"%1\" ends like a priority, which is at most %2: where that is part of the model's name, "
                "write %1@0."_s.arg(text, QString::number(validation::mostPriority)));
    }
    if (target.provider.isEmpty() || (target.model.isEmpty() && !ofPattern)) {
        return failure(
                ErrorCode::InvalidArgument,
                u"\"%1\" is no target: write PROVIDER/MODEL, e.g. --to moonshot/kimi-latest."_s.arg(text));
    }
    return target;
}

QString targetsText(const RouteInfo &info)
{
    QStringList texts;
    for (qsizetype i = 0; i < info.route.targets.size(); ++i) {
        const RouteTarget &target = info.route.targets[i];
        QString text = info.providers.value(i) + u"/"_s +
                       (target.model.isEmpty() ? u"(the model as asked)"_s : target.model);
        const bool plain = info.route.targets.size() == 1 && target.priority == 0 && target.weight == 1;
        if (!plain || suffix().match(text).hasMatch()) // the name of a model may look like a suffix
            text += u"@%1"_s.arg(target.priority);
        if (target.weight != 1)
            text += u":%1"_s.arg(target.weight);
        texts += text;
    }
    return texts.join(u", "_s);
}

} // namespace gateway::cli
