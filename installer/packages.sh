# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034 # the lists are for those who source this
#
# What the build and the tests need from the system, under Debian's names. Sourced by deploy.sh and by the tests.

packages_core=(g++ cmake ninja-build pkg-config qt6-base-dev qt6-httpserver-dev qt6-websockets-dev qt6-tools-dev
    qt6-tools-dev-tools qt6-l10n-tools libqt6sql6-sqlite qtkeychain-qt6-dev libsodium-dev libsimdjson-dev libcli11-dev
    libexpected-dev)
packages_desktop=(qt6-charts-dev qt6-svg-dev libqt6opengl6-dev libgl-dev libopengl-dev libvulkan-dev
    libqrencode-dev)
packages_run=(ca-certificates curl)
packages_test=(mold curl git openssl dbus gnome-keyring xvfb xauth fonts-noto-cjk nginx-light clang libclang-rt-dev
    at-spi2-core python3-gi gir1.2-atspi-2.0 libglib2.0-bin)

packages_say() { printf '%s\n' "$*" >&2; }

# Other systems' names for the same, for a person to read.
packages_elsewhere() {
    cat >&2 <<'TEXT'
This system has no apt, so what the build needs must be there already:
  a C++20 compiler (GCC 12 or clang 14 and newer), CMake 3.25, Ninja, pkg-config,
  Qt 6.4.2, or 6.8 and newer: Core, Network, Sql (SQLite), HttpServer, LinguistTools; for the window Widgets, PrintSupport,
  Svg, Charts
  QtKeychain for Qt 6, libsodium, simdjson, CLI11, tl::expected; for the window qrencode
  Fedora:   dnf install gcc-c++ cmake ninja-build qt6-qtbase-devel qt6-qthttpserver-devel qt6-qttools-devel \
              qt6-qtcharts-devel qt6-qtsvg-devel qtkeychain-qt6-devel libsodium-devel simdjson-devel cli11-devel \
              expected-devel qrencode-devel
  Arch:     pacman -S gcc cmake ninja qt6-base qt6-httpserver qt6-websockets qt6-tools qt6-charts qt6-svg \
              qtkeychain-qt6 libsodium simdjson cli11 tl-expected qrencode
  macOS:    brew install cmake ninja pkg-config qt qtkeychain libsodium simdjson cli11 tl-expected qrencode
(Only the Debian names are tried by the project's own tests.)
TEXT
}

# packages_install NAME...: installs what is missing. Asks for nothing when nothing is.
packages_install() {
    if ! command -v apt-get >/dev/null || ! command -v dpkg-query >/dev/null; then
        packages_elsewhere
        return 0
    fi
    local name missing=() root=()
    for name in "$@"; do
        [ "$(dpkg-query -W -f '${db:Status-Status}' "$name" 2>/dev/null || true)" = installed ] || missing+=("$name")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    if [ "$(id -u)" != 0 ]; then
        if ! command -v sudo >/dev/null; then
            packages_say "These packages are missing, and neither root nor sudo is at hand. As root:"
            packages_say "  apt-get install ${missing[*]}"
            return 1
        fi
        root=(sudo)
    fi
    packages_say "Installing ${#missing[@]} packages: ${missing[*]}"
    # Lists may be absent (a fresh image) or old (a name that is gone from the mirror): a second try with new ones.
    local install=("${root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends)
    "${install[@]}" "${missing[@]}" >/dev/null 2>&1 </dev/null || {
        "${root[@]}" apt-get update -q </dev/null >&2
        "${install[@]}" "${missing[@]}" </dev/null >&2
    }
}
