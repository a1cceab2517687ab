# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2154
# The measurements of the window. Sourced by run.sh.

# in_window PLATFORM COMMAND...: with the window's environment; its settings are of this run alone.
in_window() {
    local platform=$1
    shift
    QT_QPA_PLATFORM=$platform XDG_CONFIG_HOME=$work/xdg XDG_RUNTIME_DIR=$work "$@"
}

note_all() { # FILE PREFIX
    local name value
    while IFS=$'\t' read -r name value; do
        [ -z "$value" ] || note "$2$name" "$value"
    done <"$1"
}

measure_window() {
    if [ -z "$window_times" ]; then
        note window "not measured: built without the window"
        return
    fi
    local directory=$work/window
    start "$work/window_upstream.log" "$work/paced_upstream" --chunks 5 --interval 100
    wait_for_line "$work/window_upstream.log" '[0-9]'
    local upstream=$started port
    set_up_gateway "$directory" "http://127.0.0.1:$(head -1 "$work/window_upstream.log")/v1"
    sqlite3 "$directory/gateway.db" <"$here/fill_ledger.sql" >/dev/null
    # Names for who is in the ledger, so that nothing is left out for want of them.
    sqlite3 "$directory/gateway.db" "INSERT OR IGNORE INTO users (id, name, created_at) SELECT DISTINCT user_id,
        'user-' || user_id, 0 FROM spent_days" >/dev/null
    note window.rows "$(sqlite3 "$directory/gateway.db" 'SELECT count(*) FROM requests')"
    port=$(free_port)
    "$gatewayd" --data-dir "$directory" config set listen "127.0.0.1:$port" >/dev/null

    start "$work/display" Xvfb -displayfd 1 -screen 0 1280x800x24 -nolisten tcp
    local xvfb_pid=$started platform i
    wait_for_line "$work/display" '[0-9]'
    DISPLAY=:$(cat "$work/display")
    export DISPLAY
    for platform in offscreen xcb; do
        : >"$work/window.times"
        for i in 1 2 3 4 5 6 7; do
            in_window $platform /usr/bin/python3 "$here/time_to_line.py" shown "$window_times" start "$directory" \
                >>"$work/window.times" 2>/dev/null
        done
        note "window.$platform.start_ms" "$(sort -n "$work/window.times" | sed -n 4p)"
        in_window $platform "$window_times" pages "$directory" >"$work/window.pages" 2>/dev/null \
            || die "the pages could not be measured"
        note_all "$work/window.pages" "window.$platform."
    done

    local idle_pid
    start "$work/window.log" env QT_QPA_PLATFORM=xcb XDG_CONFIG_HOME="$work/xdg" XDG_RUNTIME_DIR="$work" \
        "$desktop" --data-dir "$directory"
    idle_pid=$started
    sleep 10
    kill -0 "$idle_pid" 2>/dev/null || { cat "$work/window.log.err" >&2; die "the window ended by itself"; }
    note window.idle_kib "$(memory "$idle_pid" VmRSS)"
    stop "$idle_pid"

    # Calls for as long as it takes; three phases of so many seconds, and what is around them.
    local length=$((seconds * 5)) total load_pid
    total=$((length * 3 + 20))
    start "$work/window.beat" env QT_QPA_PLATFORM=xcb XDG_CONFIG_HOME="$work/xdg" XDG_RUNTIME_DIR="$work" \
        "$window_times" heartbeat "$directory" "$length"
    local beat_pid=$started
    wait_for_line "$work/window.beat" shown
    wait_for_port "$port"
    start "$work/window.load" "$work/stream_load" --port "$port" --key "$key" --chunks 5 --streams $((200 * total)) \
        --window $((1000 * total))
    load_pid=$started
    wait "$beat_pid" || die "the heartbeat could not be measured"
    stop "$load_pid"
    note_all "$work/window.beat" "window."
    stop "$xvfb_pid"
    stop "$upstream"
}
