#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""The clients of the soak: a steady rate of calls, a third streamed, some that leave early. Checks answers, rows and memory."""
import argparse
import asyncio
import collections
import json
import os
import random
import sqlite3
import sys
import time

parser = argparse.ArgumentParser()
parser.add_argument("--address")
parser.add_argument("--pid", type=int)
parser.add_argument("--seconds", type=int)
parser.add_argument("--rate", type=int)
parser.add_argument("--database")
options = parser.parse_args()
host, port = options.address.removeprefix("http://").split(":")
key = os.environ["SOAK_GATEWAY_KEY"]
outcomes = collections.Counter()
sent = 0
idle = []  # kept connections


def request(streamed):
    body = json.dumps({"model": "soak-model", "stream": streamed,
                       "messages": [{"role": "user", "content": "hello " * random.randint(1, 200)}]}).encode()
    return (b"POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer %s\r\n"
            b"content-type: application/json\r\ncontent-length: %d\r\n\r\n%s" % (key.encode(), len(body), body))


async def read_body(reader, head):
    lower = head.lower()
    if b"transfer-encoding: chunked" in lower:
        whole = b""
        while True:
            size = int(await reader.readline(), 16)
            whole += await reader.readexactly(size)
            await reader.readexactly(2)
            if size == 0:
                return whole
    return await reader.readexactly(int(lower.split(b"content-length:")[1].split(b"\r\n")[0]))


async def call():
    streamed = random.random() < 0.33
    leaves = random.random() < 0.01
    writer = None
    try:
        reused = bool(idle)
        reader, writer = idle.pop() if idle else await asyncio.open_connection(host, int(port))
        writer.write(request(streamed))
        if leaves:
            await asyncio.sleep(random.random() * 0.1)
            writer.close()
            outcomes["left early"] += 1
            return
        try:
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 60)
        except (asyncio.IncompleteReadError, ConnectionResetError) as error:
            if not reused or getattr(error, "partial", b""):
                raise
            # The connection had been idle for too long and was closed meanwhile: every HTTP client asks again.
            outcomes["asked again on a new connection"] += 1
            writer.close()
            reader, writer = await asyncio.open_connection(host, int(port))
            writer.write(request(streamed))
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), 60)
        body = await asyncio.wait_for(read_body(reader, head), 60)
        status = head.split()[1].decode()
        if status == "200" and streamed:
            whole = body.endswith(b"data: [DONE]\n\n")
            status = "200 streamed" if whole else "200 with an error event" if b'"error"' in body else "200 CUT"
        outcomes[status] += 1
        if b"connection: close" in head.lower():
            writer.close()
        else:
            idle.append((reader, writer))
    except Exception as error:  # noqa: BLE001, every surprise is counted
        outcomes[f"UNEXPECTED {type(error).__name__}"] += 1
        if writer:
            writer.close()


def resident():
    with open(f"/proc/{options.pid}/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmRSS"))


async def main():
    global sent
    start = time.monotonic()
    samples = []
    tasks = set()
    next_sample = 0.0
    while (now := time.monotonic() - start) < options.seconds:
        while sent < now * options.rate:
            task = asyncio.create_task(call())
            tasks.add(task)
            task.add_done_callback(tasks.discard)
            sent += 1
        if now >= next_sample:
            samples.append((now, resident()))
            next_sample += 10
        await asyncio.sleep(0.005)
    if tasks:
        await asyncio.wait(tasks, timeout=90)
    await asyncio.sleep(3)  # what clients left is read to its end
    return samples


samples = asyncio.run(main())
settling = min(300, options.seconds / 4)
settled = [kib for at, kib in samples if settling <= at < settling + max(60, settling / 5)] or [samples[-1][1]]
last = [kib for at, kib in samples[-6:]]
before, after = sum(settled) / len(settled), sum(last) / len(last)
growth = (after - before) / before * 100
database = sqlite3.connect(f"file:{options.database}?mode=ro", uri=True)
rows = dict(database.execute("SELECT status, count(*) FROM requests GROUP BY status"))
names = {0: "open", 1: "ok", 2: "failed", 3: "cancelled", 4: "interrupted", 5: "refused"}
rolled = database.execute("SELECT sum(requests) FROM rollups").fetchone()[0]
total = sum(rows.values())
# A call whose client left before its request was read leaves no row.
missing = sent - total
surprises = sum(count for name, count in outcomes.items() if "UNEXPECTED" in name or "CUT" in name)
print(f"{options.seconds} s at {options.rate} requests/s: {sent} calls sent.\n")
print("| answer | calls |\n|---|---|")
for name, count in outcomes.most_common():
    print(f"| {name} | {count} |")
print("\n| row | calls |\n|---|---|")
for status, count in sorted(rows.items()):
    print(f"| {names.get(status, status)} | {count} |")
print(f"\nRoll-ups hold {rolled} calls. Calls without a row: {missing} (of {outcomes['left early']} that left early).")
print(f"Resident after {settling:.0f} s: {before / 1024:.1f} MB, at the end: {after / 1024:.1f} MB, growth {growth:+.1f} % (at most 5 %).")
good = growth < 5 and surprises == 0 and rows.get(0, 0) == 0 and rolled == total and missing <= outcomes["left early"]
print("\n**passed**" if good else "\n**FAILED**")
sys.exit(0 if good else 1)
