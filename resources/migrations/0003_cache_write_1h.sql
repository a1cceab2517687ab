-- SPDX-License-Identifier: MIT
-- Cache writes that live an hour cost more than those of five minutes: their part of cache_write_tokens, and their rate
-- (without it they cost as cache_write). A tier in `tiers` may have cache_write_1h as well. Old rows do not know the part.

ALTER TABLE requests ADD COLUMN cache_write_1h_tokens INTEGER;
ALTER TABLE prices ADD COLUMN cache_write_1h INTEGER;
