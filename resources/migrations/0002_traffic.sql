-- SPDX-License-Identifier: MIT
-- Limits, budgets, prices, several targets and keys, roll-ups and capture. Money is in micro-units of its currency.

-- addresses: ranges, one a line.
ALTER TABLE users ADD COLUMN models TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN addresses TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN expires_at INTEGER;
ALTER TABLE users ADD COLUMN rpm INTEGER;
ALTER TABLE users ADD COLUMN tpm INTEGER;
ALTER TABLE users ADD COLUMN concurrency INTEGER;
ALTER TABLE users ADD COLUMN strict INTEGER NOT NULL DEFAULT 0;
ALTER TABLE users ADD COLUMN allow_unpriced INTEGER NOT NULL DEFAULT 0;

ALTER TABLE keys ADD COLUMN addresses TEXT NOT NULL DEFAULT '';
ALTER TABLE keys ADD COLUMN rpm INTEGER;
ALTER TABLE keys ADD COLUMN tpm INTEGER;
ALTER TABLE keys ADD COLUMN concurrency INTEGER;
ALTER TABLE keys ADD COLUMN strict INTEGER NOT NULL DEFAULT 0;
ALTER TABLE keys ADD COLUMN allow_unpriced INTEGER NOT NULL DEFAULT 0;

-- unit: 0 USD, 1 CNY, 2 tokens. period: 0 hour, 1 day, 2 week, 3 month, 4 total. The other owner's id is 0.
CREATE TABLE budgets (
    user_id INTEGER NOT NULL DEFAULT 0,
    key_id INTEGER NOT NULL DEFAULT 0,
    unit INTEGER NOT NULL,
    period INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    PRIMARY KEY (user_id, key_id, unit, period)
) WITHOUT ROWID;

-- Added to the budget of the same unit and period in the period that starts at period_start.
CREATE TABLE raises (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL DEFAULT 0,
    key_id INTEGER NOT NULL DEFAULT 0,
    unit INTEGER NOT NULL,
    period INTEGER NOT NULL,
    amount INTEGER NOT NULL,
    period_start INTEGER NOT NULL,
    created_at INTEGER NOT NULL
);
CREATE INDEX raises_period ON raises (period_start);

ALTER TABLE provider_keys ADD COLUMN flagged_at INTEGER;
ALTER TABLE provider_keys ADD COLUMN flag TEXT;
ALTER TABLE providers ADD COLUMN anthropic_url TEXT NOT NULL DEFAULT '';
ALTER TABLE providers ADD COLUMN responses INTEGER NOT NULL DEFAULT 0;
ALTER TABLE providers ADD COLUMN drain_plain INTEGER NOT NULL DEFAULT 1;
ALTER TABLE providers ADD COLUMN drain_streams INTEGER NOT NULL DEFAULT 0;
ALTER TABLE providers ADD COLUMN health_check INTEGER NOT NULL DEFAULT 0;

-- Per million tokens. A row is never changed, because rows of the ledger name it: another price is another row, and a
-- price that was taken back is marked. tiers: JSON array of {from, input, output, cache_read, cache_write, reasoning}.
CREATE TABLE prices (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    model TEXT NOT NULL,
    preset TEXT NOT NULL DEFAULT '',
    provider_id INTEGER,
    currency TEXT NOT NULL,
    input INTEGER NOT NULL,
    output INTEGER NOT NULL,
    cache_read INTEGER,
    cache_write INTEGER,
    reasoning INTEGER,
    tiers TEXT NOT NULL DEFAULT '',
    valid_from INTEGER NOT NULL,
    source TEXT NOT NULL,
    created_at INTEGER NOT NULL,
    removed_at INTEGER
);
CREATE INDEX prices_model ON prices (model);

-- rate_micros: CNY for one USD, in millionths. tried: JSON array, when there was more than one attempt.
ALTER TABLE requests ADD COLUMN reserved_tokens INTEGER;
ALTER TABLE requests ADD COLUMN reserved_micros INTEGER;
ALTER TABLE requests ADD COLUMN price_id INTEGER;
ALTER TABLE requests ADD COLUMN rate_micros INTEGER;
ALTER TABLE requests ADD COLUMN provider_key_id INTEGER;
ALTER TABLE requests ADD COLUMN tried TEXT;
ALTER TABLE requests ADD COLUMN queued_ms INTEGER;
ALTER TABLE requests ADD COLUMN connect_ms INTEGER;

-- Sums by UTC quarter of an hour (started_at / 900000), kept in the transaction that settles a row. A call counts from
-- its settlement on, in the quarter in which it started. usd_micros and cny_micros are the cost converted at each row's
-- own rate. A sum over columns that no row had is NULL.
CREATE TABLE rollups (
    quarter INTEGER NOT NULL,
    user_id INTEGER NOT NULL DEFAULT 0,
    key_id INTEGER NOT NULL DEFAULT 0,
    provider_id INTEGER NOT NULL DEFAULT 0,
    model TEXT NOT NULL DEFAULT '',
    currency TEXT NOT NULL DEFAULT '',                   -- '' when unpriced
    requests INTEGER NOT NULL DEFAULT 0,
    ok INTEGER NOT NULL DEFAULT 0,
    failed INTEGER NOT NULL DEFAULT 0,
    cancelled INTEGER NOT NULL DEFAULT 0,
    interrupted INTEGER NOT NULL DEFAULT 0,
    refused INTEGER NOT NULL DEFAULT 0,
    unpriced INTEGER NOT NULL DEFAULT 0,                 -- answered calls without a price
    prompt_tokens INTEGER,
    cached_tokens INTEGER,
    cache_write_tokens INTEGER,
    completion_tokens INTEGER,
    reasoning_tokens INTEGER,
    cost_micros INTEGER,
    usd_micros INTEGER,
    cny_micros INTEGER,
    duration_ms INTEGER NOT NULL DEFAULT 0,
    first_token_ms INTEGER NOT NULL DEFAULT 0,
    first_tokens INTEGER NOT NULL DEFAULT 0,             -- calls in first_token_ms
    PRIMARY KEY (quarter, key_id, model, provider_id, user_id, currency)
) WITHOUT ROWID;

INSERT INTO rollups
SELECT started_at / 900000, coalesce(user_id, 0), coalesce(key_id, 0), coalesce(provider_id, 0), model,
       coalesce(currency, ''), count(*), sum(status = 1), sum(status = 2), sum(status = 3), sum(status = 4),
       sum(status = 5), sum(cost_micros IS NULL AND prompt_tokens IS NOT NULL), sum(prompt_tokens), sum(cached_tokens),
       sum(cache_write_tokens), sum(completion_tokens), sum(reasoning_tokens), sum(cost_micros),
       sum(CASE WHEN currency = 'USD' THEN cost_micros END), sum(CASE WHEN currency = 'CNY' THEN cost_micros END),
       coalesce(sum(duration_ms), 0), coalesce(sum(first_token_ms), 0), count(first_token_ms)
FROM requests WHERE status <> 0 GROUP BY 1, 2, 3, 4, 5, 6;

-- Prompts and answers, only while the setting `capture` is on.
CREATE TABLE captures (
    request_id INTEGER PRIMARY KEY,
    expires_at INTEGER NOT NULL,
    request_headers TEXT,
    request BLOB,
    response_headers TEXT,
    response BLOB
);
CREATE INDEX captures_expiry ON captures (expires_at);
