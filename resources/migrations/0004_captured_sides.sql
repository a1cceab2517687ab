-- SPDX-License-Identifier: MIT
-- What went to the provider and what came from it, beside what the client sent and got. `upstream_request` is null where
-- the body went on as it came. Old rows have one side only.

ALTER TABLE captures ADD COLUMN upstream_headers TEXT;
ALTER TABLE captures ADD COLUMN upstream_request BLOB;
ALTER TABLE captures ADD COLUMN upstream_answer_headers TEXT;
