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
ALTER TABLE requests ADD COLUMN reserved_currency TEXT;
ALTER TABLE requests ADD COLUMN price_id INTEGER;
ALTER TABLE requests ADD COLUMN rate_micros INTEGER;
ALTER TABLE requests ADD COLUMN provider_key_id INTEGER;
ALTER TABLE requests ADD COLUMN tried TEXT;
ALTER TABLE requests ADD COLUMN queued_ms INTEGER;
ALTER TABLE requests ADD COLUMN connect_ms INTEGER;

-- Calls that did not end well are few and searched for by their status.
CREATE INDEX requests_ended_badly ON requests (status) WHERE status > 1;

-- Sums by UTC quarter of an hour, kept in the transaction that settles a row. The quarter is that of the row's id, whose
-- upper bits are the time at which the call started: (id >> 21) / 900000. A call counts from its settlement on.
-- usd_micros and cny_micros are the cost converted at each row's own rate. A sum over columns that no row had is NULL.
-- held_tokens: reserved by interrupted calls whose usage is not known; budgets count them.
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
    held_tokens INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (quarter, key_id, model, provider_id, user_id, currency)
) WITHOUT ROWID;

-- They also tell in which quarters a search finds something. An index of this table costs an insert in a quarter for
-- each combination, an index of the requests one for each call.
CREATE INDEX rollups_key ON rollups (key_id, quarter);
CREATE INDEX rollups_model ON rollups (model, quarter);
CREATE INDEX rollups_provider ON rollups (provider_id, quarter);

INSERT INTO rollups
SELECT (id >> 21) / 900000, coalesce(user_id, 0), coalesce(key_id, 0), coalesce(provider_id, 0), model,
       CASE WHEN cost_micros IS NULL THEN '' ELSE coalesce(currency, '') END, count(*), sum(status = 1), sum(status = 2),
       sum(status = 3), sum(status = 4), sum(status = 5),
       sum(cost_micros IS NULL AND (status = 1 OR prompt_tokens IS NOT NULL OR completion_tokens IS NOT NULL)),
       sum(prompt_tokens), sum(cached_tokens), sum(cache_write_tokens), sum(completion_tokens), sum(reasoning_tokens),
       sum(cost_micros), sum(CASE WHEN currency = 'USD' THEN cost_micros END),
       sum(CASE WHEN currency = 'CNY' THEN cost_micros END), coalesce(sum(duration_ms), 0),
       coalesce(sum(first_token_ms), 0), count(first_token_ms), 0
FROM requests WHERE status <> 0 GROUP BY 1, 2, 3, 4, 5, 6;

-- What was spent, by UTC day (id >> 21) / 86400000: what budgets need at a start, in few rows. Tokens are prompt,
-- completion and held ones.
CREATE TABLE spent_days (
    user_id INTEGER NOT NULL DEFAULT 0,
    key_id INTEGER NOT NULL DEFAULT 0,
    day INTEGER NOT NULL,
    usd_micros INTEGER NOT NULL DEFAULT 0,
    cny_micros INTEGER NOT NULL DEFAULT 0,
    tokens INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (user_id, key_id, day)
) WITHOUT ROWID;

INSERT INTO spent_days
SELECT user_id, key_id, quarter / 96, coalesce(sum(usd_micros), 0), coalesce(sum(cny_micros), 0),
       coalesce(sum(prompt_tokens), 0) + coalesce(sum(completion_tokens), 0)
FROM rollups GROUP BY 1, 2, 3;

-- Differences that a correction made to what was spent, for a gateway that runs meanwhile.
CREATE TABLE corrections (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    request_id INTEGER NOT NULL,
    user_id INTEGER NOT NULL DEFAULT 0,
    key_id INTEGER NOT NULL DEFAULT 0,
    usd_micros INTEGER NOT NULL DEFAULT 0,
    cny_micros INTEGER NOT NULL DEFAULT 0,
    tokens INTEGER NOT NULL DEFAULT 0
);

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
