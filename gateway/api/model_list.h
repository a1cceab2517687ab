// SPDX-License-Identifier: MIT
#pragma once

#include "routing/resolve.h"

#include <QByteArray>

namespace gateway {

// What /v1/models and /v1/models/{id} answer. Pure.
QByteArray openAiModelList(const QList<ListedModel> &models);
QByteArray openAiModel(const ListedModel &model);

// The same for a client that sent anthropic-version. The query is the request's: limit (1 to 1000, without it
// 1000, because not every client asks for a second page), after_id, before_id. An id that is not in the list
// is as if it was not given.
QByteArray anthropicModelList(const QList<ListedModel> &models, const QByteArray &query = {});
QByteArray anthropicModel(const ListedModel &model);

} // namespace gateway
