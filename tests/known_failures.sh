#!/usr/bin/env bash
# SPDX-License-Identifier: MIT
# Every test that KNOWN_FAILURES.md names is there.
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
missing=0
seen=0
while IFS= read -r mention; do
    program=${mention%%:*}
    file=$(find "$here" -path "*/clients/node_modules" -prune -o -name "$program.cpp" -print)
    [ -n "$file" ] || { echo "there is no $program"; missing=1; continue; }
    [ "$program" != "$mention" ] || continue
    IFS=, read -ra functions <<<"${mention#*:}"
    for function in "${functions[@]}"; do
        seen=$((seen + 1))
        grep -Eq "(void |::)${function// /}\(\)" "$file" || { echo "there is no $program: ${function// /}"; missing=1; }
    done
done < <(grep -oE '`tst_[a-z_]+(: [A-Za-z, ]+)?`' "$here/KNOWN_FAILURES.md" | tr -d '`')
echo "$seen tests are named"
[ "$seen" -gt 80 ] && exit "$missing"
