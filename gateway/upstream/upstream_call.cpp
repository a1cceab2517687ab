// SPDX-License-Identifier: MIT
#include "upstream/upstream_call.h"

#include "upstream/demo_upstream_call.h"
#include "upstream/http_upstream_call.h"
#include "upstream/prepared_provider.h"

namespace gateway {

std::unique_ptr<UpstreamCall> makeUpstreamCall(UpstreamRequest request, LanePool &lanes, const Clock &clock)
{
    if (request.provider->provider.dialect == Dialect::Demo)
        return std::make_unique<DemoUpstreamCall>(std::move(request), clock);
    return std::make_unique<HttpUpstreamCall>(std::move(request), lanes, clock);
}

} // namespace gateway
