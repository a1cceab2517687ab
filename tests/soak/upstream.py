#!/usr/bin/env python3
# SPDX-License-Identifier: MIT
"""A provider that fails now and then: /one/ often, /two/ seldom. Prints its port."""
import asyncio
import json
import random

USAGE = {"prompt_tokens": 12, "completion_tokens": 8, "total_tokens": 20}
PLAIN = json.dumps({"id": "soak", "object": "chat.completion", "model": "soak-model", "usage": USAGE,
                    "choices": [{"index": 0, "finish_reason": "stop",
                                 "message": {"role": "assistant", "content": "steady as she goes " * 4}}]}).encode()


def event(delta, finish=None):
    return b"data: " + json.dumps({"id": "soak", "object": "chat.completion.chunk", "model": "soak-model",
                                   "choices": [{"index": 0, "delta": delta, "finish_reason": finish}]}).encode() + b"\n\n"


START = event({"role": "assistant", "content": ""})
WORDS = [event({"content": word + " "}) for word in "steady as she goes 一帆风顺".split()]
END = event({}, "stop") + b"data: " + json.dumps({"choices": [], "usage": USAGE}).encode() + b"\n\ndata: [DONE]\n\n"


def answer(status, body, extra=b""):
    return b"HTTP/1.1 %d X\r\ncontent-type: application/json\r\n%scontent-length: %d\r\n\r\n%s" % (
        status, extra, len(body), body)


def chunk(data):
    return b"%x\r\n%s\r\n" % (len(data), data)


async def one_request(reader, writer, fault, streamed):
    if fault == "close":
        return False
    if fault == "500":
        writer.write(answer(500, b'{"error":{"message":"oops","type":"server_error"}}'))
    elif fault == "429":
        writer.write(answer(429, b'{"error":{"message":"slow down","type":"rate_limit"}}', b"retry-after: 1\r\n"))
    elif fault == "400":
        writer.write(answer(400, b'{"error":{"message":"no","type":"invalid_request_error"}}'))
    elif fault == "silent":
        await asyncio.sleep(4)
        return False
    elif fault == "garbage":
        writer.write(b"\x00\xffthis is not http\r\n\r\n")
        return False
    elif not streamed:
        writer.write(answer(200, PLAIN if fault != "error" else b'{"error":{"message":"inside","type":"x"}}'))
    else:
        writer.write(b"HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n")
        if fault == "error":
            writer.write(chunk(b'data: {"error":{"message":"inside","type":"x"}}\n\n') + b"0\r\n\r\n")
            return True
        writer.write(chunk(START))
        for number, word in enumerate(WORDS):
            writer.write(chunk(word))
            await writer.drain()
            await asyncio.sleep(0.02)
            if fault == "break" and number == 2:
                return False
        writer.write(chunk(END) + b"0\r\n\r\n")
    await writer.drain()
    return True


async def serve(reader, writer):
    try:
        while True:
            head = await reader.readuntil(b"\r\n\r\n")
            length = 0
            for line in head.split(b"\r\n"):
                if line.lower().startswith(b"content-length:"):
                    length = int(line.split(b":")[1])
            body = await reader.readexactly(length)
            bad = random.random() < (0.05 if head.startswith(b"POST /one/") else 0.01)
            fault = random.choice(["close", "500", "429", "400", "silent", "garbage", "error", "break"]) if bad else ""
            if head.startswith(b"GET"):
                writer.write(answer(200, b'{"object":"list","data":[{"id":"soak-model","object":"model"}]}'))
                await writer.drain()
            elif not await one_request(reader, writer, fault, b'"stream": true' in body):
                break
    except (asyncio.IncompleteReadError, ConnectionError):
        pass
    finally:
        writer.close()


async def main():
    server = await asyncio.start_server(serve, "127.0.0.1", 0, backlog=1024)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


asyncio.run(main())
