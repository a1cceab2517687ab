// SPDX-License-Identifier: MIT
#pragma once

#include "api/head_text.h"
#include "ledger/record.h"
#include "upstream/upstream_call.h"

namespace gateway {

// Keeps what both sides of a call said, while the setting `capture` is on; made per call, so that a call of
// which nothing is kept pays for none of it. Of several attempts the last one is kept. No credential of
// either side is in what take() gives: see HeadText. Gateway thread.
class CallRecorder final
{
public:
    CallRecorder(RequestId id, Time expiresAt, const RequestHead &head, const QByteArray &body);

    void attempt(const UpstreamRequest &request); // before it is sent
    void attemptAnswered(int status, const QList<HeaderField> &headers);
    void answered(int status, const QList<HeaderField> &headers); // to the client; the first word counts
    void answer(const QByteArray &data);
    CallCapture take();

private:
    CallCapture m_capture;
    HeadText m_text;
};

} // namespace gateway
