-- SPDX-License-Identifier: MIT
-- The proxy on the way to a provider; empty: as the setting `upstream_proxy` says.

ALTER TABLE providers ADD COLUMN proxy TEXT NOT NULL DEFAULT '';
