# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154
# Helpers of run.sh: processes that end with it, free ports, results. Sourced.

work=$(mktemp -d "${TMPDIR:-/tmp}/gateway-bench.XXXXXX")
pids=()
results=$work/results.tsv
: >"$results"

say() { printf '\n== %s\n' "$*" >&2; }
die() { printf 'bench: %s\n' "$*" >&2; exit 1; }

# note NAME VALUE: one measured figure, for report.py.
note() {
    printf '%s\t%s\n' "$1" "$2" >>"$results"
    printf '   %-42s %s\n' "$1" "$2" >&2
}

# start LOG COMMAND...: runs it in the background; its pid is in $started.
start() {
    local log=$1
    shift
    "$@" >"$log" 2>"$log.err" &
    started=$!
    pids+=("$started")
}

# stop PID: ends a process that start() began, and waits for it.
stop() {
    kill "$1" 2>/dev/null || return 0
    wait "$1" 2>/dev/null || true
}

clean_up() {
    local pid
    for pid in "${pids[@]}"; do
        kill "$pid" 2>/dev/null || true
    done
    for pid in "${pids[@]}"; do
        wait "$pid" 2>/dev/null || true
    done
    if [ -n "${KEEP_WORK:-}" ]; then
        echo "bench: logs are in $work" >&2
    else
        rm -rf "$work"
    fi
}
trap clean_up EXIT
trap 'exit 130' INT TERM

free_port() {
    /usr/bin/python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# wait_for_line FILE PATTERN: until a log has it, at most 20 s.
wait_for_line() {
    local i
    for i in $(seq 400); do
        grep -q "$2" "$1" 2>/dev/null && return 0
        sleep 0.05
    done
    cat "$1" "$1.err" >&2 2>/dev/null || true
    die "no \"$2\" in $(basename "$1") after 20 s"
}

wait_for_port() {
    local i
    for i in $(seq 400); do
        (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return 0
        sleep 0.05
    done
    die "nothing listens on port $1 after 20 s"
}

# memory PID FIELD (VmRSS, VmHWM): KiB.
memory() { awk -v field="$2:" '$1 == field { print $2 }' "/proc/$1/status"; }

# cpu_ticks PID: processor time of a process and its children so far, in ticks of 10 ms.
cpu_ticks() {
    local ticks=0 pid
    for pid in "$1" $(cat "/proc/$1/task/$1/children" 2>/dev/null); do
        ticks=$((ticks + $(awk '{ print $14 + $15 }' "/proc/$pid/stat")))
    done
    echo "$ticks"
}

need_packages() {
    local missing=() package
    command -v dpkg >/dev/null || return 0
    for package in "$@"; do
        dpkg -s "$package" >/dev/null 2>&1 || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    say "installing ${missing[*]}"
    local as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo)
    DEBIAN_FRONTEND=noninteractive "${as_root[@]}" apt-get install -y -q "${missing[@]}" >/dev/null \
        || die "could not install ${missing[*]}"
}
