#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Measures the gateway beside nginx and the Flask baseline, in one run on this machine, and prints a table.
#   tests/bench/run.sh [--seconds N] [--rounds N] [--only STEP,...] [--record] [--no-build] [--build DIR]
# Steps: throughput, streams, start, idle, pressure, window. --record adds the table to RESULTS.md.
# BASELINE_DIR: the folder that holds the baseline's package `app`; without it that column is left out.
# See README.md for what is measured and how.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
seconds=4
rounds=3
only=throughput,streams,start,idle,pressure,window
record=
build=1
build_dir=$root/build/release
while [ $# -gt 0 ]; do
    case $1 in
    --seconds) seconds=$2; shift ;;
    --rounds) rounds=$2; shift ;;
    --only) only=$2; shift ;;
    --record) record=1 ;;
    --no-build) build= ;;
    --build) build_dir=$2; shift ;;
    *) sed -n '3,8s/^# //p' "$0"; exit 2 ;;
    esac
    shift
done

. "$here/lib.sh"
. "$here/nginx.sh"
. "$here/steps.sh"
. "$here/window.sh"

need_packages nginx-light wrk openssl sqlite3 python3 xvfb curl
[ -n "${BASELINE_DIR:-}" ] && need_packages gunicorn python3-flask python3-flask-sqlalchemy python3-requests

if [ -n "$build" ]; then
    say "building release"
    (cd "$root" && cmake --preset release -B "$build_dir" >/dev/null && cmake --build "$build_dir" --target all bare_relay >/dev/null \
        && { [[ ,$only, != *,window,* ]] || cmake --build "$build_dir" --target window_times >/dev/null; }) \
        || die "the release build failed: cmake --preset release && cmake --build build/release"
fi
gatewayd=$(find "$build_dir" -name api-gatewayd -type f -perm -u+x | head -1)
desktop=$(find "$build_dir" -name api-gateway -type f -perm -u+x | head -1)
bare_relay=$(find "$build_dir" -name bare_relay -type f -perm -u+x | head -1)
window_times=$(find "$build_dir" -name window_times -type f -perm -u+x | head -1)
[ -n "$gatewayd" ] || die "no api-gatewayd under $build_dir"
for tool in paced_upstream stream_load; do
    c++ -std=c++20 -O2 -o "$work/$tool" "$here/$tool.cpp"
done

note date "$(date -u +%F)"
note machine "$(awk -F': ' '/model name/ { print $2; exit }' /proc/cpuinfo), $(nproc) cores"
note qt "$(qmake6 -query QT_VERSION 2>/dev/null || echo unknown)"
note commit "$(git -C "$root" rev-parse --short HEAD 2>/dev/null || echo unknown)"
note load "$(cut -d' ' -f1 /proc/loadavg)"

export GATEWAY_SECRET_KEY
GATEWAY_SECRET_KEY=$(openssl rand -hex 24)
unset GATEWAY_DATA_DIR GATEWAY_DATABASE_URL SQLALCHEMY_DATABASE_URI SECRET_KEY GATEWAY_LISTEN
ulimit -n "$(ulimit -Hn)"

for step in throughput streams pressure start idle window; do
    case ,$only, in
    *,$step,*) say "$step"; "measure_$step" ;;
    esac
done

say "results"
/usr/bin/python3 "$here/report.py" "$results" | tee "$work/report.md"
if [ -n "$record" ]; then
    { printf '\n'; cat "$work/report.md"; } >>"$here/RESULTS.md"
fi
