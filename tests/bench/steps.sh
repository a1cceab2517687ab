# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154
# The measurements of run.sh. Sourced.

provider_secret=sk-bench-upstream-secret-0123456789

# set_up_gateway DIR BASE_URL [CA FILE]: a data directory with one provider, its model, a user and a key (in $key).
set_up_gateway() {
    local directory=$1 url=$2
    shift 2
    export BENCH_PROVIDER_KEY=$provider_secret
    "$gatewayd" --data-dir "$directory" user add bench >/dev/null
    "$gatewayd" --data-dir "$directory" provider add bench --dialect openai --base-url "$url" \
        --key-env BENCH_PROVIDER_KEY "$@" >/dev/null
    local model
    for model in bench-model paced flood; do
        "$gatewayd" --data-dir "$directory" route set "$model" --to "bench/$model" >/dev/null
    done
    key=$("$gatewayd" --data-dir "$directory" key issue --user bench --name bench)
}

# serve DIR: a gateway; sets gateway_pid and gateway_port.
serve() {
    gateway_port=$(free_port)
    start "$1.log" "$gatewayd" --data-dir "$1" serve --listen "127.0.0.1:$gateway_port"
    gateway_pid=$started
    wait_for_line "$1.log" listening
}

# Qt's server and client with nothing between them; sets bare_port and bare_pid.
start_bare_relay() {
    bare_port=
    [ -n "$bare_relay" ] || return 0
    bare_port=$(free_port)
    start "$work/bare.log" "$bare_relay" "$bare_port" "https://localhost:$tls_port/v1/chat/completions" "$certificate"
    bare_pid=$started
    wait_for_port "$bare_port"
}

start_baseline() {
    baseline_port=
    if [ -z "${BASELINE_DIR:-}" ]; then
        note baseline "not measured: BASELINE_DIR is not set"
        return
    fi
    baseline_port=$(free_port)
    baseline_key=sk-abcdefghijklmnopqrstuvwxyz012345
    (
        export UPSTREAM=http://127.0.0.1:$plain_port/v1/chat/completions SEED_KEY=$baseline_key
        export SQLALCHEMY_DATABASE_URI=sqlite:///$work/baseline.db PYTHONDONTWRITEBYTECODE=1
        cd "$BASELINE_DIR" || exit
        /usr/bin/python3 -c "import app; app.seed_database()" >/dev/null
    )
    start "$work/baseline.log" env UPSTREAM="http://127.0.0.1:$plain_port/v1/chat/completions" \
        SQLALCHEMY_DATABASE_URI="sqlite:///$work/baseline.db" PYTHONDONTWRITEBYTECODE=1 \
        /usr/bin/python3 /usr/bin/gunicorn --chdir "$BASELINE_DIR" --worker-tmp-dir "$work" \
        --bind "127.0.0.1:$baseline_port" --workers 4 --timeout 120 "app:create_app()"
    baseline_pid=$started
    wait_for_port "$baseline_port"
}

# load NAME CONNECTIONS URL KEY PID: one run of wrk, kept in NAME.CONNECTIONS.runs as "req/s p50 p99 errors cpu", the last
# being microseconds of processor time that PID spent on an answer.
load() {
    local result before
    before=$(cpu_ticks "$5")
    result=$(BENCH_KEY=$4 timeout $((seconds + 30)) wrk -t1 -c"$2" -d"${seconds}s" --timeout 10s -s "$here/post.lua" "$3" \
        | awk '$1 == "RESULT" { print $2, $3, $4, $5 }')
    [ -n "$result" ] || die "wrk gave no result for $1"
    echo "$result $(cpu_ticks "$5") $before" | awk -v s="$seconds" \
        '{ printf "%s %s %s %s %.1f\n", $1, $2, $3, $4, ($5 - $6) * 10000 / ($1 * s) }' >>"$work/$1.$2.runs"
}

measure_throughput() {
    start_upstream
    start_proxy
    start_baseline
    set_up_gateway "$work/throughput" "https://localhost:$tls_port/v1" --ca "$certificate"
    serve "$work/throughput"
    start_bare_relay

    local answer
    answer=$(curl -s -o /dev/null -w '%{http_code}' -H "Authorization: Bearer $key" \
        -d '{"model":"bench-model","messages":[{"role":"user","content":"hi"}]}' \
        -H 'Content-Type: application/json' "http://127.0.0.1:$gateway_port/v1/chat/completions")
    [ "$answer" = 200 ] || die "the gateway answers $answer; see $work with KEEP_WORK=1"

    local round connections
    for round in 0 $(seq "$rounds"); do
        for connections in 1 16 64; do
            load direct "$connections" "https://127.0.0.1:$tls_port/v1/chat/completions" none "$upstream_pid"
            load nginx "$connections" "http://127.0.0.1:$proxy_port/v1/chat/completions" none "$proxy_pid"
            load gateway "$connections" "http://127.0.0.1:$gateway_port/v1/chat/completions" "$key" "$gateway_pid"
            [ -z "$bare_port" ] \
                || load bare "$connections" "http://127.0.0.1:$bare_port/v1/chat/completions" none "$bare_pid"
            [ -z "$baseline_port" ] \
                || load baseline "$connections" "http://127.0.0.1:$baseline_port/v1/chat" "$baseline_key" \
                    "$baseline_pid"
            [ "$round" = 0 ] || continue
            rm -f "$work"/*.runs # the first round warms up
            break
        done
    done
    local file name figure column
    for file in "$work"/*.runs; do
        name=$(basename "$file" .runs)
        column=1
        for figure in rps p50 p99 errors cpu; do
            note "throughput.$name.$figure" "$(cut -d' ' -f$column "$file" | sort -n \
                | awk '{ v[NR] = $1 } END { print v[int((NR + 1) / 2)] }')"
            column=$((column + 1))
        done
    done
    local rows
    rows=$(sqlite3 "$work/throughput/gateway.db" "SELECT count(*) || ' rows, ' || sum(status = 0) || ' open' FROM requests" 2>/dev/null || true)
    note throughput.ledger "$rows"
    note throughput.gateway.peak_kib "$(memory "$gateway_pid" VmHWM)"
    stop "$gateway_pid"
    [ -z "$bare_port" ] || stop "$bare_pid"
}

measure_streams() {
    start "$work/paced.log" "$work/paced_upstream" --chunks 50 --interval 100
    wait_for_line "$work/paced.log" '[0-9]'
    local paced_pid=$started paced_port
    paced_port=$(head -1 "$work/paced.log")
    "$work/stream_load" --port "$paced_port" >"$work/streams.direct.json" || true
    set_up_gateway "$work/streams" "http://127.0.0.1:$paced_port/v1"
    serve "$work/streams"
    "$work/stream_load" --port "$gateway_port" --key "$key" >"$work/streams.gateway.json" || true
    local name field
    for name in direct gateway; do
        for field in errors peak_streams chunks first_token_p50_ms first_token_p99_ms transit_p50_ms transit_p99_ms; do
            note "streams.$name.$field" "$(/usr/bin/python3 -c \
                'import json, sys; print(json.load(open(sys.argv[1]))[sys.argv[2]])' "$work/streams.$name.json" $field)"
        done
    done
    note streams.gateway.peak_kib "$(memory "$gateway_pid" VmHWM)"
    note streams.gateway.threads "$(awk '$1 == "Threads:" { print $2 }' "/proc/$gateway_pid/status")"
    note streams.upstream.posts "$(curl -s "http://127.0.0.1:$paced_port/stats" \
        | /usr/bin/python3 -c 'import json, sys; print(json.load(sys.stdin)["posts"])')"
    stop "$gateway_pid"
    stop "$paced_pid"
}

measure_pressure() {
    start "$work/flood.log" "$work/paced_upstream" --flood-bytes 400000000
    wait_for_line "$work/flood.log" '[0-9]'
    local flood_pid=$started flood_port
    flood_port=$(head -1 "$work/flood.log")
    set_up_gateway "$work/pressure" "http://127.0.0.1:$flood_port/v1"
    serve "$work/pressure"
    BENCH_KEY=$key /usr/bin/python3 "$here/back_pressure.py" "$gateway_port" "$gateway_pid" "$flood_port" \
        >"$work/pressure.tsv" || die "the back-pressure run failed"
    local name value
    while IFS=$'\t' read -r name value; do
        note "$name" "$value"
    done <"$work/pressure.tsv"
    stop "$gateway_pid"
    stop "$flood_pid"
}

measure_start() {
    set_up_gateway "$work/start" "http://127.0.0.1:9/v1"
    local filled
    filled=$(date +%s%N)
    sqlite3 "$work/start/gateway.db" <"$here/fill_ledger.sql" >/dev/null
    echo "   filled in $((($(date +%s%N) - filled) / 1000000)) ms" >&2
    note start.rows "$(sqlite3 "$work/start/gateway.db" 'SELECT count(*) FROM requests')"
    note start.database_mib "$(($(stat -c %s "$work/start/gateway.db") / 1048576))"
    : >"$work/start.times"
    local i
    for i in 1 2 3 4 5 6 7; do
        /usr/bin/python3 "$here/time_to_line.py" listening "$gatewayd" --data-dir "$work/start" serve \
            --listen "127.0.0.1:$(free_port)" >>"$work/start.times"
    done
    note start.first_ms "$(head -1 "$work/start.times")"
    note start.median_ms "$(sort -n "$work/start.times" | sed -n 4p)"
}

measure_idle() {
    set_up_gateway "$work/idle" "http://127.0.0.1:9/v1"
    serve "$work/idle"
    sleep 10
    note idle.headless_kib "$(memory "$gateway_pid" VmRSS)"
    stop "$gateway_pid"
    if [ -z "$desktop" ]; then
        note idle.desktop "not measured: built without the window"
        return
    fi
    start "$work/display" Xvfb -displayfd 1 -screen 0 1280x800x24 -nolisten tcp
    local xvfb_pid=$started
    wait_for_line "$work/display" '[0-9]'
    "$gatewayd" --data-dir "$work/idle" config set listen "127.0.0.1:$(free_port)" >/dev/null
    start "$work/desktop.log" env DISPLAY=":$(cat "$work/display")" QT_QPA_PLATFORM=xcb \
        GATEWAY_DATA_DIR="$work/idle" XDG_CONFIG_HOME="$work/xdg" XDG_RUNTIME_DIR="$work" "$desktop"
    local desktop_pid=$started
    sleep 10
    kill -0 "$desktop_pid" 2>/dev/null || { cat "$work/desktop.log.err" >&2; die "the window ended by itself"; }
    note idle.desktop_kib "$(memory "$desktop_pid" VmRSS)"
    stop "$desktop_pid"
    stop "$xvfb_pid"
}
