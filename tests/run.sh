#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Installs what the tests need, builds everything with warnings as errors, and runs every test.
#
#   tests/run.sh              all
#   tests/run.sh -R cli       only tests whose name matches (options are ctest's)
#
# GATEWAY_RECORDINGS may name a folder with further recorded streams to replay, GATEWAY_PRICES one with public price lists.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tree=$(cd "$here/.." && pwd)
# shellcheck source=installer/packages.sh
. "$tree/installer/packages.sh"

packages=("${packages_core[@]}" "${packages_desktop[@]}" "${packages_test[@]}")
# Debian's npm pulls in several hundred packages, and a Node.js from elsewhere brings its own.
command -v node >/dev/null || packages+=(nodejs)
command -v npm >/dev/null || packages+=(npm)
packages_install "${packages[@]}"

options=(-DBUILD_TESTING=ON -DBUILD_DESKTOP=ON -DGATEWAY_FUZZ_SECONDS=30)
# Without a compiler cache every file is compiled this once: shared headers first make that a good deal quicker.
command -v ccache >/dev/null || options+=(-DGATEWAY_PCH=ON)
# Half a hundred test programs: the quick linker saves a minute.
! command -v mold >/dev/null || options+=(-DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=mold)

cd "$tree"
mkdir -p build/dev
if ! cmake --preset dev "${options[@]}" >build/dev/configure.log 2>&1; then
    cat build/dev/configure.log >&2
    exit 1
fi
cmake --build build/dev
# A second try tells a crowded machine from a fault. It is printed; a test that needs one is to be mended.
ctest --test-dir build/dev --output-on-failure --no-tests=error --repeat until-pass:2 -j "$(nproc)" "$@" </dev/null
