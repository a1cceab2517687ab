-- SPDX-License-Identifier: MIT
-- wrk: posts one small chat call over and over. Environment: BENCH_KEY, BENCH_MODEL.
-- The last line of the output is for the script that called: req/s, p50 and p99 in microseconds, answers that failed.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.headers["Authorization"] = "Bearer " .. (os.getenv("BENCH_KEY") or "none")
wrk.body = '{"model":"' .. (os.getenv("BENCH_MODEL") or "bench-model") .. '","messages":[' ..
    '{"role":"system","content":"You are a helpful assistant."},' ..
    '{"role":"user","content":"Say hello to the person who reads this."}],"temperature":0.3}'

function done(summary, latency, requests)
    local errors = summary.errors
    io.write(string.format("RESULT %.1f %.0f %.0f %d\n",
        summary.requests / (summary.duration / 1e6), latency:percentile(50), latency:percentile(99),
        errors.connect + errors.read + errors.write + errors.status + errors.timeout))
end
