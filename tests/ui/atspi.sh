#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# What a screen reader gets from the program itself: starts it on an X server and a session bus of its own and asks it
# over AT-SPI. $API_GATEWAY: the program. Exits with 77 where something for it is missing.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
: "${API_GATEWAY:?the program}"
launcher=
for at in /usr/libexec/at-spi-bus-launcher /usr/lib/at-spi2-core/at-spi-bus-launcher; do
    [ -x "$at" ] && launcher=$at
done
python=/usr/bin/python3 # the system's: the bindings are its packages
for program in xvfb-run dbus-run-session gdbus "$python"; do
    command -v "$program" >/dev/null || { echo "$program is missing"; exit 77; }
done
[ -n "$launcher" ] || { echo "at-spi2-core is missing"; exit 77; }
"$python" -c 'import gi; gi.require_version("Atspi", "2.0")' 2>/dev/null || { echo "gir1.2-atspi-2.0 is missing"; exit 77; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export XDG_RUNTIME_DIR=$work/run HOME=$work/home GATEWAY_DATA_DIR=$work/data AT_SPI_LAUNCHER=$launcher
export QT_LINUX_ACCESSIBILITY_ALWAYS_ON=1 QT_QPA_PLATFORM=xcb LC_ALL=C.UTF-8 NO_AT_BRIDGE=0
export GATEWAY_LISTEN=127.0.0.1:0
unset GATEWAY_DATABASE_URL SQLALCHEMY_DATABASE_URI
GATEWAY_SECRET_KEY=$(head -c 24 /dev/urandom | od -An -tx1 | tr -d ' \n')
export GATEWAY_SECRET_KEY
mkdir -m 700 "$XDG_RUNTIME_DIR" "$HOME"
timeout 100 xvfb-run -a -s "-screen 0 1400x900x24" dbus-run-session -- "$python" "$here/atspi.py"
