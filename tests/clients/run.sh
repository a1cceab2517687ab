#!/bin/sh
# SPDX-License-Identifier: MIT
# Real clients against the gateway. GATEWAYD names the program; by default the one of the dev build.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
if [ -z "${GATEWAYD:-}" ]; then
    for build in dev release; do
        candidate="$here/../../build/$build/app/headless/api-gatewayd"
        if [ -x "$candidate" ]; then
            GATEWAYD=$candidate
            break
        fi
    done
fi
if [ ! -x "${GATEWAYD:-}" ]; then
    echo "Build api-gatewayd first, or set GATEWAYD to its path." >&2
    exit 1
fi
export GATEWAYD
cd "$here"
npm ci --prefer-offline --no-audit --no-fund >/dev/null
exec node --test --test-reporter=spec *.test.mjs
