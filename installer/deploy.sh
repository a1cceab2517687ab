#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# From a fresh machine to a running gateway: installs what the build needs, builds, starts, and prints a call to try.
# Run it again to upgrade in place; the data stays.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tree=$(cd "$here/.." && pwd)
# shellcheck source=installer/packages.sh
. "$here/packages.sh"

usage() {
    cat <<'TEXT'
Usage: installer/deploy.sh [OPTIONS]

  --headless            the service without a window, also where there is a display
  --listen HOST:PORT    where to listen, kept as a setting (127.0.0.1:5000)
  --data-dir DIR        where the data is (GATEWAY_DATA_DIR, or ~/.local/share/api-gateway)
  --try                 make a first call and print the answer
  --foreground          stay until the gateway ends; Ctrl+C stops it
  --no-start            only install packages and build
  --help                this text
TEXT
}

say() { printf '%s\n' "$*"; }
die() { printf 'deploy: %s\n' "$*" >&2; exit 1; }
wrong() { printf 'deploy: %s\n' "$*" >&2; usage >&2; exit 2; }

headless=no start=yes foreground=no try=no listen='' data=${GATEWAY_DATA_DIR:-}
while [ $# -gt 0 ]; do
    case $1 in
    --headless) headless=yes ;;
    --no-start) start=no ;;
    --foreground) foreground=yes ;;
    --try) try=yes ;;
    --listen) [ $# -ge 2 ] || wrong "--listen needs HOST:PORT"; listen=$2; shift ;;
    --listen=*) listen=${1#*=} ;;
    --data-dir) [ $# -ge 2 ] || wrong "--data-dir needs a directory"; data=$2; shift ;;
    --data-dir=*) data=${1#*=} ;;
    --help | -h) usage; exit 0 ;;
    *) wrong "unknown option $1" ;;
    esac
    shift
done
[ "$start" = yes ] || [ "$try$foreground" = nono ] || wrong "--no-start goes with neither --try nor --foreground"

build=$tree/build/release
[ -n "$data" ] || data=${XDG_DATA_HOME:-$HOME/.local/share}/api-gateway
case $data in /*) ;; *) data=$PWD/$data ;; esac
daemon=$build/app/headless/api-gatewayd
window=$build/app/desktop/api-gateway
log=$data/serve.log
pidfile=$data/deploy.pid

has_display() { [ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ]; }
desktop=no
if [ "$headless" = no ] && has_display; then desktop=yes; fi

gateway() { "$daemon" --data-dir "$data" "$@"; }

# One field of a flat JSON object on standard input.
field() { sed -n "s/^ *\"$1\": \"\{0,1\}\([^\",]*\)\"\{0,1\},\{0,1\}\$/\1/p" | head -n 1; }

# The instance that an earlier run of this script started, if it is still that program.
own_instance() {
    local pid program
    pid=$(cat "$pidfile" 2>/dev/null) || return 1
    case $pid in '' | *[!0-9]*) return 1 ;; esac
    program=$(readlink "/proc/$pid/exe" 2>/dev/null || ps -o comm= -p "$pid" 2>/dev/null) || return 1
    case ${program% (deleted)} in
    "$daemon" | "$window" | api-gateway | api-gatewayd) printf '%s' "$pid" ;;
    *) return 1 ;;
    esac
}

stop_own_instance() {
    local pid
    pid=$(own_instance) || return 0
    say "Restarting the gateway (process $pid); calls in flight may take up to 30 seconds to end."
    kill -TERM "$pid" 2>/dev/null || true
    for _ in $(seq 400); do
        kill -0 "$pid" 2>/dev/null || break
        sleep 0.1
    done
    ! kill -0 "$pid" 2>/dev/null || die "process $pid does not stop: end it and run this again"
    rm -f "$pidfile"
}

build_release() {
    local desktop_option=ON packages=("${packages_core[@]}" "${packages_run[@]}")
    # A server needs no window, and not the hundred packages behind it.
    if [ "$desktop" = yes ]; then
        packages+=("${packages_desktop[@]}")
    else
        desktop_option=OFF
    fi
    packages_install "${packages[@]}"
    say "Building (a few minutes the first time)"
    mkdir -p "$build"
    if ! { (cd "$tree" && cmake --preset release -DBUILD_DESKTOP=$desktop_option -DGATEWAY_PCH=ON) &&
        cmake --build "$build"; } >"$build/deploy.log" 2>&1; then
        tail -n 30 "$build/deploy.log" >&2
        command -v apt-get >/dev/null || packages_elsewhere
        die "the build failed; all of it is in $build/deploy.log"
    fi
}

# Sets `address` once the gateway accepts connections; fails when the process ends first.
wait_until_it_listens() {
    local pid=$1 status
    for _ in $(seq 300); do
        if status=$(gateway status --json 2>/dev/null) && [ "$(field serving <<<"$status")" = true ]; then
            address=$(field address <<<"$status")
            return 0
        fi
        kill -0 "$pid" 2>/dev/null || return 1
        sleep 0.1
    done
    return 1
}

print_curl() {
    cat <<TEXT
Try it:
  curl $1/v1/chat/completions -H 'Authorization: Bearer $2' \\
    -H 'Content-Type: application/json' \\
    -d '{"model": "moonshot-v1-8k", "messages": [{"role": "user", "content": "Hello!"}]}'
TEXT
}

# The key goes to curl by its standard input: a command line is for every user of the machine to read.
try_call() {
    local answer code model
    model=$(gateway config show default_model)
    say "Asking $model: Hello!"
    # A gateway that is running knows a new key within a second.
    for _ in 1 2 3 4 5; do
        answer=$(curl -sS --max-time 120 -w '\n%{http_code}' -K - "$1/v1/chat/completions" \
            -H 'Content-Type: application/json' \
            -d "{\"model\": \"$model\", \"messages\": [{\"role\": \"user\", \"content\": \"Hello!\"}]}" \
            <<<"header = \"Authorization: Bearer $2\"") || die "the call failed"
        code=${answer##*$'\n'}
        [ "$code" = 401 ] || break
        sleep 0.5
    done
    say "${answer%$'\n'*}"
    [ "$code" = 200 ] || die "the gateway answered $code"
}

# A function, read whole before it runs: an upgrade may replace this file meanwhile.
main() {
    build_release
    if [ "$start" = no ]; then
        say "Built. Start it with: $daemon serve"
        exit 0
    fi

    stop_own_instance
    gateway config show default_model >/dev/null # makes the database, or says why it cannot
    key=$(gateway setup-demo 2>/dev/null || true)
    if status=$(gateway status --json 2>/dev/null); then
        address=$(field address <<<"$status")
        say "A gateway that was not started by this script serves $data on $address (process $(field pid <<<"$status"))."
        say "It was left alone: restart it to use the new build."
        pid=''
    else
        if [ -n "$listen" ]; then
            gateway config set listen "$listen" >/dev/null
            unset GATEWAY_LISTEN
        fi
        detached=(nohup)
        ! command -v setsid >/dev/null || detached=(setsid nohup)
        if [ "$desktop" = yes ]; then
            "${detached[@]}" "$window" --data-dir "$data" >>"$log" 2>&1 </dev/null &
        else
            "${detached[@]}" "$daemon" --data-dir "$data" serve >>"$log" 2>&1 </dev/null &
        fi
        pid=$!
        printf '%s\n' "$pid" >"$pidfile"
        if ! wait_until_it_listens "$pid"; then
            tail -n 5 "$log" >&2
            kill -0 "$pid" 2>/dev/null || rm -f "$pidfile"
            die "the gateway did not start; its log is $log. Is the port taken? Choose another with --listen 127.0.0.1:5050"
        fi
        say "listening on $address"
    fi

    if [ -n "$key" ]; then
        say "This installation answers with a demo until a provider is added; its key, shown this once: $key"
        print_curl "$address" "$key"
    elif [ "$try" = yes ]; then
        user=demo
        gateway user show "$user" >/dev/null 2>&1 || { user=deploy; gateway user show "$user" >/dev/null 2>&1 || gateway user add "$user" >/dev/null; }
        key=$(gateway key issue --user "$user" --name "deploy --try $(date +%F)")
    fi
    [ "$try" = no ] || try_call "$address" "$key"

    if [ "$foreground" = yes ] && [ -n "$pid" ]; then
        trap 'kill -TERM "$pid" 2>/dev/null' INT TERM
        # The first wait ends with the signal, the second with the gateway.
        wait "$pid" || wait "$pid" || true
        rm -f "$pidfile"
    fi
}
main
exit
