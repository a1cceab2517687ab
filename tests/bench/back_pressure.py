# SPDX-License-Identifier: MIT
"""back_pressure.py GATEWAY_PORT GATEWAY_PID UPSTREAM_PORT: asks the flooding upstream for its stream through the gateway,
does not read for six seconds, and prints what that cost the gateway; then reads all of it. BENCH_KEY is the gateway key."""
import json
import os
import socket
import sys
import time
import urllib.request

gateway_port, gateway_pid, upstream_port = (int(argument) for argument in sys.argv[1:4])


def resident_kib():
    with open(f"/proc/{gateway_pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS:"))


def request(body):
    return (
        "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
        f"Authorization: Bearer {os.environ['BENCH_KEY']}\r\n"
        f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n\r\n{body}"
    ).encode()


def call(model):
    client = socket.create_connection(("127.0.0.1", gateway_port), timeout=30)
    client.sendall(request(json.dumps({"model": model, "messages": [], "stream": True}, separators=(",", ":"))))
    return client


# A short stream first, so that what a first call costs once is not counted as growth.
warm = call("paced")
seen = b""
while b"[DONE]" not in seen:
    seen += warm.recv(65536)
warm.close()
time.sleep(1)

before = resident_kib()
client = call("flood")
peak = before
for _ in range(60):
    time.sleep(0.1)
    peak = max(peak, resident_kib())
stats = json.load(urllib.request.urlopen(f"http://127.0.0.1:{upstream_port}/stats"))

begin = time.monotonic()
received = 0
tail = b""
while not tail.endswith(b"0\r\n\r\n"):
    piece = client.recv(1 << 20)
    if not piece:
        sys.exit("the stream was cut")
    received += len(piece)
    tail = (tail + piece)[-64:]
elapsed = time.monotonic() - begin

print(f"pressure.growth_kib\t{peak - before}")
print(f"pressure.taken_mb\t{stats['bytes_sent'] / 1e6:.1f}")
print(f"pressure.received_mb\t{received / 1e6:.0f}")
print(f"pressure.then_mb_per_s\t{received / 1e6 / elapsed:.0f}")
print(f"pressure.done\t{'yes' if b'[DONE]' in tail else 'no'}")
