#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
#
# Builds the tree on what else it promises to build on, and runs the Qt tests there:
#
#   tests/compat/run.sh clang     this machine's clang, warnings as errors
#   tests/compat/run.sh trixie    Debian 13 with Qt 6.8, in a folder made with debootstrap (needs root)
#   tests/compat/run.sh           both
#
# The folder is kept in build/compat/trixie (or in $COMPAT_ROOT) and used again. $COMPAT_TARGETS narrows what is built,
# $COMPAT_TESTS (a regular expression) which tests are run.
set -euo pipefail

here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
tree=$(cd "$here/../.." && pwd)
root=${COMPAT_ROOT:-$tree/build/compat/trixie}
jobs=${COMPAT_JOBS:-$(nproc)}
tests=${COMPAT_TESTS:-^(unit|integration|ui)/}

say() { printf '== %s\n' "$*" >&2; }
die() { printf 'compat: %s\n' "$*" >&2; exit 1; }

# The mirror that this machine's apt uses for Debian itself.
mirror() {
    # shellcheck disable=SC2016 # apt's own variables
    apt-get indextargets --format '$(SITE) $(LABEL)' 'Created-By: Packages' | awk '$2 == "Debian" { print $1; exit }'
}

as_root() {
    [ "$(id -u)" = 0 ] || die "making and entering the folder needs root: run this with sudo"
}

make_root() {
    as_root
    [ -e "$root/.ready" ] || bootstrap
    # The folder may be older than the list of what is needed.
    cp "$tree/installer/packages.sh" "$root/tmp/packages.sh"
    # shellcheck disable=SC2016 # for the shell in there
    chroot "$root" bash -euo pipefail -c '. /tmp/packages.sh
        packages_install "${packages_core[@]}" "${packages_desktop[@]}" "${packages_test[@]}"'
    touch "$root/.ready"
}

bootstrap() {
    command -v debootstrap >/dev/null || die "debootstrap is missing: apt-get install debootstrap"
    local from
    from=$(mirror)
    [ -n "$from" ] || die "apt names no Debian mirror: run apt-get update, or set one up"
    say "Debian 13 in $root"
    mkdir -p "$root"
    debootstrap --variant=minbase trixie "$root" "$from"
    # Translations and manuals are most of what would be written, and nobody reads them here.
    printf 'path-exclude=%s\n' '/usr/share/doc/*' '/usr/share/man/*' '/usr/share/locale/*' \
        >"$root/etc/dpkg/dpkg.cfg.d/lean"
}

build_trixie() {
    make_root
    as_root
    say "Debian 13: the tree"
    mkdir -p "$root/src"
    # What git knows and what is new, as it stands; the build folder in there is kept. A file that differs gets the
    # time of now: that of another checkout may be older than what was built from its former text.
    (cd "$tree" && git ls-files -z --cached --others --exclude-standard) | while IFS= read -r -d '' file; do
        [ -e "$tree/$file" ] || continue
        cmp -s "$tree/$file" "$root/src/$file" && continue
        mkdir -p "$(dirname "$root/src/$file")"
        cp --preserve=mode "$tree/$file" "$root/src/$file"
    done
    (cd "$root/src" && find . -path ./build -prune -o -type f -print | while IFS= read -r file; do
        [ -e "$tree/$file" ] || rm -f "$file"
    done)
    local mounted=()
    trap 'for at in "${mounted[@]}"; do umount "$at"; done' RETURN
    for at in proc dev dev/pts; do
        mountpoint -q "$root/$at" && continue
        case $at in
        proc) mount -t proc proc "$root/proc" ;;
        *) mount --bind "/$at" "$root/$at" ;;
        esac
        mounted=("$root/$at" "${mounted[@]}")
    done
    say "Debian 13: configure and build"
    chroot "$root" env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 TMPDIR=/tmp \
        bash -euo pipefail -c "
            cd /src
            cmake --preset dev -DBUILD_DESKTOP=${COMPAT_DESKTOP:-ON} >/tmp/configure.log 2>&1 ||
                { cat /tmp/configure.log; exit 1; }
            cmake --build build/dev -j$jobs ${COMPAT_TARGETS:+--target $COMPAT_TARGETS} -- -k 0
            qmake6 -query QT_VERSION | sed 's/^/Qt /'
            ctest --test-dir build/dev -R '$tests' --output-on-failure"
}

build_clang() {
    command -v clang++ >/dev/null || die "clang is missing: apt-get install clang"
    local at=$tree/build/compat/clang
    say "$(clang++ --version | head -1)"
    (cd "$tree" && CC=clang CXX=clang++ cmake --preset dev -B "$at" -DBUILD_DESKTOP="${COMPAT_DESKTOP:-ON}" >/dev/null)
    # shellcheck disable=SC2086 # a list of targets
    cmake --build "$at" -j"$jobs" ${COMPAT_TARGETS:+--target $COMPAT_TARGETS} -- -k 0
    ctest --test-dir "$at" -R "$tests" --output-on-failure
}

case ${1:-all} in
trixie) build_trixie ;;
clang) build_clang ;;
all) build_clang; build_trixie ;;
*) die "usage: tests/compat/run.sh [clang|trixie]" ;;
esac
