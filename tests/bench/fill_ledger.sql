-- SPDX-License-Identifier: MIT
-- A million finished calls over the last 90 days, as a busy team leaves them: fifty users, two keys each, twenty models.
-- For measurements only: sqlite3 gateway.db <fill_ledger.sql
BEGIN;
WITH RECURSIVE
    bounds(newest, step) AS (SELECT CAST(strftime('%s', 'now') AS INTEGER) * 1000 - 60000, 90 * 86400000 / 1000000),
    counter(n) AS (VALUES(0) UNION ALL SELECT n + 1 FROM counter WHERE n < 999999)
INSERT INTO requests (id, started_at, user_id, key_id, endpoint, model, provider_id, upstream_model, stream,
                      request_bytes, status, http_status, prompt_tokens, cached_tokens, completion_tokens,
                      usage_source, first_token_ms, duration_ms, attempts, response_bytes, error)
SELECT (newest - (999999 - n) * step) << 21, newest - (999999 - n) * step, 1 + n % 50, 1 + n % 100,
       '/v1/chat/completions', 'model-' || (n % 20), 1, 'model-' || (n % 20), n % 3 > 0, 400 + n % 5000,
       CASE WHEN n % 50 = 0 THEN 2 ELSE 1 END, CASE WHEN n % 50 = 0 THEN 502 ELSE 200 END, 300 + n % 4000, n % 300,
       20 + n % 900, 0, 200 + n % 900, 900 + n % 20000, 1, 600 + n % 9000,
       CASE WHEN n % 50 = 0 THEN 'upstream_unreachable' ELSE '' END
FROM counter, bounds;
COMMIT;
