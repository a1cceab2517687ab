#!/bin/sh
# SPDX-License-Identifier: MIT
# Writes the seeds of each target into the given folder: the project's recordings, and a few requests.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
out=$1
mkdir -p "$out/request_body" "$out/stream" "$out/usage" "$out/framing" "$out/price_import"

for target in request_body price_import; do
    number=0
    while IFS= read -r line; do
        case $line in ''|'#'*) continue ;; esac
        number=$((number + 1))
        printf '%s' "$line" > "$out/$target/$number"
    done < "$here/seeds/$target.txt"
done

for file in "$here"/../recordings/*.sse; do
    name=$(basename "$file")
    case $name in # the third byte chooses the dialect
        responses-*) head='\001\002\004' ;;
        anthropic-*) head='\001\002\005' ;;
        *) head='\001\002\003' ;;
    esac
    { printf "$head\000"; cat "$file"; } > "$out/stream/$name"
    { printf "$head\100"; cat "$file"; } > "$out/stream/small-$name"
    # Two bytes for the cuts, then the JSON of the last event but [DONE].
    { printf '\001\002'; tr '\r' '\n' < "$file" | sed -n 's/^data: {/{/p' | tail -n 1 | tr -d '\n'; } > "$out/usage/$name"
done
for file in "$here"/../recordings/*.json; do
    case $file in *.expected.json) continue ;; esac
    { printf '\001\002'; cat "$file"; } > "$out/usage/$(basename "$file")"
done

framing() { # name, text for printf
    { printf '\001\002\000'; printf "$2"; } > "$out/framing/$1"
    { printf '\001\002\100'; printf "$2"; } > "$out/framing/small-$1"
}
framing get 'GET /v1/models HTTP/1.1\r\nHost: h\r\nAuthorization: Bearer sk-x\r\n\r\n'
framing post 'POST /v1/chat/completions?a=b HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\nExpect: 100-continue\r\n\r\n{}'
framing chunked 'POST / HTTP/1.1\r\nHost: h\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nT: v\r\n\r\n'
framing pipelined 'GET / HTTP/1.1\r\nHost: h\r\n\r\nHEAD /x HTTP/1.0\r\nHost: h\r\nConnection: close\r\n\r\n'
framing both 'POST / HTTP/1.1\r\nHost: h\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc'
