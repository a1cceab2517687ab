-- SPDX-License-Identifier: MIT
-- Times are UTC milliseconds since 1970, flags 0 or 1. People and providers are marked as removed and kept, because the
-- rows of the ledger name them.

CREATE TABLE meta (
    name TEXT PRIMARY KEY,
    value
) WITHOUT ROWID;

-- Raised by every management transaction; a serving gateway reloads its configuration when it moves.
INSERT INTO meta (name, value) VALUES ('config_revision', 1);

-- Tells this database from others, e.g. in the system's keychain. Copies of the file keep it.
INSERT INTO meta (name, value) VALUES ('database_id', lower(hex(randomblob(16))));

CREATE TABLE settings (
    name TEXT PRIMARY KEY,
    value TEXT NOT NULL
) WITHOUT ROWID;

CREATE TABLE users (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    password_hash TEXT,
    enabled INTEGER NOT NULL DEFAULT 1,
    created_at INTEGER NOT NULL,
    removed_at INTEGER
);
CREATE UNIQUE INDEX users_name ON users (name) WHERE removed_at IS NULL;

CREATE TABLE keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    user_id INTEGER NOT NULL REFERENCES users (id),
    label TEXT NOT NULL DEFAULT '',
    hash BLOB NOT NULL UNIQUE,          -- SHA-256; the key itself is stored nowhere
    prefix TEXT NOT NULL,
    suffix TEXT NOT NULL,
    models TEXT NOT NULL DEFAULT '',    -- patterns, one a line
    created_at INTEGER NOT NULL,
    expires_at INTEGER,
    revoked_at INTEGER
);
CREATE INDEX keys_user ON keys (user_id);

CREATE TABLE providers (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    name TEXT NOT NULL,
    preset TEXT NOT NULL DEFAULT '',
    dialect TEXT NOT NULL,
    base_url TEXT NOT NULL DEFAULT '',
    auth TEXT NOT NULL,
    auth_header TEXT NOT NULL DEFAULT '',
    usage_option TEXT NOT NULL,
    enabled INTEGER NOT NULL DEFAULT 1,
    http2 INTEGER NOT NULL DEFAULT 0,
    position INTEGER NOT NULL,
    ca_pem BLOB,
    headers TEXT NOT NULL DEFAULT '',   -- "Name: value", one a line
    models_listed_at INTEGER,
    created_at INTEGER NOT NULL,
    removed_at INTEGER
);
CREATE UNIQUE INDEX providers_name ON providers (name) WHERE removed_at IS NULL;

CREATE TABLE provider_keys (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    provider_id INTEGER NOT NULL REFERENCES providers (id),
    sealed BLOB NOT NULL,               -- with the master key, see secrets/vault.h
    hint TEXT NOT NULL DEFAULT '',
    created_at INTEGER NOT NULL
);
CREATE INDEX provider_keys_provider ON provider_keys (provider_id);

CREATE TABLE provider_models (
    provider_id INTEGER NOT NULL REFERENCES providers (id),
    position INTEGER NOT NULL,
    model TEXT NOT NULL,
    PRIMARY KEY (provider_id, position)
) WITHOUT ROWID;

CREATE TABLE routes (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    model TEXT NOT NULL UNIQUE,
    demo INTEGER NOT NULL DEFAULT 0,
    created_at INTEGER NOT NULL
);

CREATE TABLE route_targets (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    route_id INTEGER NOT NULL REFERENCES routes (id) ON DELETE CASCADE,
    provider_id INTEGER NOT NULL REFERENCES providers (id),
    model TEXT NOT NULL DEFAULT '',
    priority INTEGER NOT NULL DEFAULT 0,
    weight INTEGER NOT NULL DEFAULT 1
);
CREATE INDEX route_targets_route ON route_targets (route_id);
CREATE INDEX route_targets_provider ON route_targets (provider_id);

-- The ledger. The id holds the time (base/request_id.h), so the primary key is the index over time and new rows go to
-- its end. One row costs an insert and an update on the way of every call: no foreign keys to look up (rows that it
-- names are never deleted) and few indexes. A user's calls are found by the user's keys.
-- status: 0 open, 1 ok, 2 failed, 3 cancelled, 4 interrupted, 5 refused
-- usage_source: 0 provider, 1 estimated, 2 partial, 3 none
CREATE TABLE requests (
    id INTEGER PRIMARY KEY,
    started_at INTEGER NOT NULL,
    user_id INTEGER,
    key_id INTEGER,
    endpoint TEXT NOT NULL DEFAULT '',
    model TEXT NOT NULL DEFAULT '',
    provider_id INTEGER,
    upstream_model TEXT NOT NULL DEFAULT '',
    stream INTEGER NOT NULL DEFAULT 0,
    request_bytes INTEGER NOT NULL DEFAULT 0,
    status INTEGER NOT NULL DEFAULT 0,
    http_status INTEGER,
    prompt_tokens INTEGER,
    cached_tokens INTEGER,
    cache_write_tokens INTEGER,
    completion_tokens INTEGER,
    reasoning_tokens INTEGER,
    usage_source INTEGER,
    cost_micros INTEGER,
    currency TEXT,
    first_token_ms INTEGER,
    duration_ms INTEGER,
    attempts INTEGER,
    response_bytes INTEGER,
    error TEXT
);
CREATE INDEX requests_key ON requests (key_id);
CREATE INDEX requests_open ON requests (status) WHERE status = 0;

CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    actor TEXT NOT NULL,
    action TEXT NOT NULL,
    subject TEXT NOT NULL
);
