#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Kills a serving gateway in the middle of load, again and again on one database, and then looks for what was lost.
#   tests/soak/kill.sh [--rounds N] [--record] [--build DIR]
# --record adds the result to RESULTS.md. See README.md.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
rounds=50
record=
build=$root/build/dev
while [ $# -gt 0 ]; do
    case $1 in
    --rounds) rounds=$2; shift ;;
    --build) build=$2; shift ;;
    --record) record=1 ;;
    *) sed -n '3,5s/^# //p' "$0"; exit 2 ;;
    esac
    shift
done

(cd "$root" && { [ -f "$build/build.ninja" ] || cmake --preset dev -B "$build" >/dev/null; } && cmake --build "$build" --target tst_kill api-gatewayd >/dev/null)
export GATEWAY_KILL_ROUNDS=$rounds QTEST_FUNCTION_TIMEOUT=3600000
found=$("$build/tests/tst_kill" 2>&1) || { printf '%s\n' "$found" >&2; exit 1; }
line=$(printf '%s\n' "$found" | sed -n 's/^QINFO .*() //p')
printf '%s\n' "$line"
if [ -n "$record" ]; then
    {
        printf '\n### %s, kill -9, commit %s\n\n' "$(date -u +%F)" "$(git -C "$root" rev-parse --short HEAD)"
        printf '%s.\nAnswered calls without a row: 0. Rows doubled: 0. Calls that ended a second before the kill without their true usage: 0.\nBudgets overdrawn: 0.\n' "$line"
    } >>"$here/RESULTS.md"
fi
