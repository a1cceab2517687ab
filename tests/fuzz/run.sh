#!/bin/sh
# SPDX-License-Identifier: MIT
# Fuzzes the pure parsers with AddressSanitizer and UndefinedBehaviorSanitizer.
#   tests/fuzz/run.sh [SECONDS_PER_TARGET] [TARGET...]
# Uses clang's libFuzzer where clang is there, else a mutation runner of the project's own. What is found is kept in
# build/fuzz/findings, and the exit status is 1.
set -eu
cd "$(dirname "$0")/../.."
seconds=${1:-60}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- request_body stream usage framing price_import

build=build/fuzz
# clang's runtime libraries are a package of their own on some systems.
if command -v clang++ >/dev/null 2>&1 \
    && echo 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char *, unsigned long) { return 0; }' \
        | clang++ -x c++ -fsanitize=fuzzer,address - -o /dev/null 2>/dev/null; then
    compiler=clang++
else
    compiler=${CXX:-g++}
fi
cmake -S tests/fuzz -B "$build" -DCMAKE_CXX_COMPILER="$compiler" >/dev/null
cmake --build "$build" -j"$(nproc)" >/dev/null
sh tests/fuzz/make_seeds.sh "$build/seeds"
mkdir -p "$build/findings"

status=0
for target in "$@"; do
    mkdir -p "$build/corpus/$target"
    echo "fuzz_$target for $seconds s"
    if ! "$build/fuzz_$target" -max_total_time="$seconds" -max_len=8192 -timeout=10 -rss_limit_mb=2048 -seed=1 \
            -print_final_stats=1 -artifact_prefix="$build/findings/$target-" \
            "$build/corpus/$target" "$build/seeds/$target" 2>"$build/$target.log"; then
        tail -n 40 "$build/$target.log"
        status=1
    fi
    grep -E '^Done|number_of_executed_units|cov:' "$build/$target.log" | tail -n 3
done
exit $status
