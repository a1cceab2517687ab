-- SPDX-License-Identifier: MIT
-- A million finished calls over the last 90 days, as a busy team leaves them: fifty users, two keys each, twenty models.
-- For measurements only: sqlite3 gateway.db <fill_ledger.sql
BEGIN;
WITH RECURSIVE
    bounds(newest, step) AS (SELECT CAST(strftime('%s', 'now') AS INTEGER) * 1000 - 60000, 90 * 86400000 / 1000000),
    counter(n) AS (VALUES(0) UNION ALL SELECT n + 1 FROM counter WHERE n < 999999)
INSERT INTO requests (id, started_at, user_id, key_id, endpoint, model, provider_id, upstream_model, stream,
                      request_bytes, status, http_status, prompt_tokens, cached_tokens, completion_tokens,
                      usage_source, cost_micros, currency, rate_micros, first_token_ms, duration_ms, attempts,
                      response_bytes, error)
SELECT (newest - (999999 - n) * step) << 21, newest - (999999 - n) * step, 1 + n % 50, 1 + n % 100,
       '/v1/chat/completions', 'model-' || (n % 20), 1, 'model-' || (n % 20), n % 3 > 0, 400 + n % 5000,
       CASE WHEN n % 50 = 0 THEN 2 ELSE 1 END, CASE WHEN n % 50 = 0 THEN 502 ELSE 200 END, 300 + n % 4000, n % 300,
       20 + n % 900, 0, 100 + n % 5000, 'USD', 7100000, 200 + n % 900, 900 + n % 20000, 1, 600 + n % 9000,
       CASE WHEN n % 50 = 0 THEN 'upstream_unreachable' ELSE '' END
FROM counter, bounds;
INSERT INTO rollups
SELECT (id >> 21) / 900000, coalesce(user_id, 0), coalesce(key_id, 0), coalesce(provider_id, 0), model,
       CASE WHEN cost_micros IS NULL THEN '' ELSE coalesce(currency, '') END, count(*), sum(status = 1), sum(status = 2),
       sum(status = 3), sum(status = 4), sum(status = 5),
       sum(cost_micros IS NULL AND (status = 1 OR prompt_tokens IS NOT NULL OR completion_tokens IS NOT NULL)),
       sum(prompt_tokens), sum(cached_tokens), sum(cache_write_tokens), sum(completion_tokens), sum(reasoning_tokens),
       sum(cost_micros), sum(CASE WHEN currency = 'USD' THEN cost_micros END),
       sum(cost_micros * 71 / 10), coalesce(sum(duration_ms), 0),
       coalesce(sum(first_token_ms), 0), count(first_token_ms), 0
FROM requests WHERE status <> 0 GROUP BY 1, 2, 3, 4, 5, 6;

INSERT INTO spent_days
SELECT user_id, key_id, quarter / 96, coalesce(sum(usd_micros), 0), coalesce(sum(cny_micros), 0),
       coalesce(sum(prompt_tokens), 0) + coalesce(sum(completion_tokens), 0)
FROM rollups GROUP BY 1, 2, 3;
COMMIT;
