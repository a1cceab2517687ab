#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Runs a gateway for an hour at 200 requests a second against providers that fail now and then, and looks at its memory.
#   tests/soak/run.sh [--seconds N] [--rate N] [--record] [--gatewayd FILE]
# Without --gatewayd a release build is made. --record adds the result to RESULTS.md. See README.md.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
seconds=3600
rate=200
record=
gatewayd=
while [ $# -gt 0 ]; do
    case $1 in
    --seconds) seconds=$2; shift ;;
    --rate) rate=$2; shift ;;
    --gatewayd) gatewayd=$2; shift ;;
    --record) record=1 ;;
    *) sed -n '3,6s/^# //p' "$0"; exit 2 ;;
    esac
    shift
done

if [ -z "$gatewayd" ]; then
    (cd "$root" && cmake --preset release >/dev/null && cmake --build build/release --target api-gatewayd >/dev/null)
    gatewayd=$(find "$root/build/release" -name api-gatewayd -type f -perm -u+x | head -1)
fi
work=$(mktemp -d)
gateway_pid=
upstream_pid=
cleanup() {
    for pid in $gateway_pid $upstream_pid; do kill "$pid" 2>/dev/null || true; done
    wait
    rm -rf "$work"
}
trap cleanup EXIT
ulimit -n "$(ulimit -Hn)"

python3 "$here/upstream.py" >"$work/upstream.port" &
upstream_pid=$!
for _ in $(seq 100); do [ -s "$work/upstream.port" ] && break; sleep 0.1; done
port=$(cat "$work/upstream.port")

export GATEWAY_SECRET_KEY SOAK_KEY=sk-soak-upstream-0123456789
GATEWAY_SECRET_KEY=$(head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n')
unset GATEWAY_DATA_DIR GATEWAY_DATABASE_URL SQLALCHEMY_DATABASE_URI SECRET_KEY GATEWAY_LISTEN
run() { "$gatewayd" --data-dir "$work/data" "$@"; }
run user add soak >/dev/null
for name in one two; do
    run provider add "$name" --dialect openai --base-url "http://127.0.0.1:$port/$name/v1" --key-env SOAK_KEY >/dev/null
done
run route set soak-model --to one/soak-model@0 --to two/soak-model@1 >/dev/null
run price set soak-model --input 1 --output 2 --currency USD >/dev/null
for setting in "cooldown 1s" "first_byte_timeout 2s" "silence_timeout 2s" "access_log true" "log_max_bytes 1MiB" "retention_days 30"; do
    # shellcheck disable=SC2086 # a name and its value
    run config set $setting >/dev/null
done
key=$(run key issue --user soak --rpm 1000000 --budget 100000USD/day)
"$gatewayd" --data-dir "$work/data" serve --listen 127.0.0.1:0 >"$work/serve.out" 2>"$work/serve.err" &
gateway_pid=$!
for _ in $(seq 100); do grep -q listening "$work/serve.out" && break; sleep 0.1; done
address=$(awk '/listening/ { print $3; exit }' "$work/serve.out")

status=0
SOAK_GATEWAY_KEY=$key python3 "$here/load.py" --address "$address" --pid "$gateway_pid" --seconds "$seconds" \
    --rate "$rate" --database "$work/data/gateway.db" | tee "$work/report.md" || status=$?
if [ -n "$record" ]; then
    { printf '\n### %s, commit %s\n\n' "$(date -u +%F)" "$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)"
      cat "$work/report.md"; } >>"$here/RESULTS.md"
fi
exit "$status"
