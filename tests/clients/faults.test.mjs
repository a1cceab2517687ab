// SPDX-License-Identifier: MIT
// Two providers behind a route, of which the first fails in the ways that the mock offers. What a client sees, what the
// ledger says, and that the providers were called as often as the ledger says.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";

import Anthropic from "@anthropic-ai/sdk";
import { LLMock } from "@copilotkit/aimock";
import OpenAI from "openai";

import {
  assertError,
  assertUsage,
  collect,
  refusal,
  story,
  upstreamCalls,
  usage,
  watchedFetch,
  withRow,
} from "./support/calls.mjs";
import { Gateway, until } from "./support/gateway.mjs";
import { ScriptedProvider } from "./support/scripted_provider.mjs";
import { stopAll } from "./support/setup.mjs";

// What the first provider does, and the gateway's word for it.
const faults = [
  { name: "drop", chaos: { dropRate: 1 }, outcome: "http_500", status: 500 },
  { name: "malformed", chaos: { malformedRate: 1 }, outcome: "invalid_response", status: 200 },
  { name: "disconnect", chaos: { disconnectRate: 1 }, outcome: "connection_failed", status: null },
  { name: "ratelimit", chaos: { rateLimitRate: 1 }, outcome: "rate_limited", status: 429 },
  { name: "latency", chaos: { latencyMs: 20_000 }, outcome: "timeout", status: null },
];
const refusals = [401, 402, 403];
const statuses = [...refusals, 408, 429, 500, 502, 503, 529];

let first; // fails
let second; // is well
let gateway;
let apiKey;
const clients = {};

// The three dialects: ask, and the text of a whole answer or of a stream.
const dialects = {
  chat: {
    create: (text, body, options) =>
      clients.openai.chat.completions.create({ messages: [{ role: "user", content: text }], ...body }, options),
    text: (answer) => answer.choices[0].message.content,
    piece: (event) => event.choices[0]?.delta?.content ?? "",
  },
  responses: {
    create: (text, body, options) => clients.openai.responses.create({ input: text, ...body }, options),
    text: (answer) => answer.output_text,
    piece: (event) => (event.type === "response.output_text.delta" ? event.delta : ""),
  },
  messages: {
    create: (text, body, options) =>
      clients.anthropic.messages.create(
        { max_tokens: 100, messages: [{ role: "user", content: text }], ...body },
        options,
      ),
    text: (answer) => answer.content[0].text,
    piece: (event) => (event.delta?.type === "text_delta" ? event.delta.text : ""),
  },
};

const answered = (promise) => withRow(gateway, promise);
const refused = (promise) => refusal(gateway, promise);

async function textOf(dialect, stream, data) {
  if (!stream) return dialects[dialect].text(data);
  return (await collect(data)).map(dialects[dialect].piece).join("");
}

// The mock's own journal leaves out those that it did not answer.
function callsAt(mock) {
  return upstreamCalls.filter(({ port }) => port === mock.port).length;
}

function assertCalls(row, atFirst, atSecond) {
  assert.equal(callsAt(first), atFirst, "calls at the first");
  assert.equal(callsAt(second), atSecond, "calls at the second");
  assert.equal(row.attempts, atFirst + atSecond);
  assert.equal(row.tried.length, row.attempts);
}

before(async () => {
  first = new LLMock({ port: 0 });
  second = new LLMock({ port: 0 });
  for (const { name, chaos } of faults) first.onMessage(`fault ${name}`, { content: "never", usage }, { chaos });
  for (const status of statuses) {
    first.onMessage(`status ${status}`, { error: { message: `no: ${status}`, type: "some_error" }, status, retryAfter: 30 });
  }
  first.onMessage("opening only", { content: story, usage }, { chunkSize: 20, latency: 5, truncateAfterChunks: 2 });
  first.onMessage("cut short", { content: story, usage }, { chunkSize: 20, latency: 5, truncateAfterChunks: 12 });
  first.onMessage("slow start", { content: story, usage }, { chaos: { latencyMs: 300 } });
  first.onMessage("now and then", { content: story, usage }, { chaos: { dropRate: 0.2, malformedRate: 0.2, disconnectRate: 0.2 } });
  first.onMessage("too late", { content: "never", usage }, { chaos: { latencyMs: 300, disconnectRate: 1 } });
  first.onMessage("once", { content: story, usage });
  second.onMessage(/./, { content: story, usage }, { chunkSize: 20 });
  first.mount("/scripted", new ScriptedProvider());
  await Promise.all([first.start(), second.start()]);

  gateway = await Gateway.create();
  const refusing = refusals.map((status) => [`refusing${status}`, first]); // their keys are left alone afterwards
  for (const [name, mock] of [["first", first], ["second", second], ...refusing]) {
    const options = ["--base-url", `${mock.url}/v1`, "--anthropic-url", mock.url, "--responses", "on", "--no-models"];
    await gateway.command(["provider", "add", name, "--dialect", "openai", ...options, "--key-stdin"], { input: `sk-of-${name}\n` });
  }
  // Failures are remembered per model: each test has its own.
  await gateway.command(["route", "set", "pair-*", "--to", "first", "--to", "second"]);
  const scripted = ["--base-url", `${first.url}/scripted/v1`, "--anthropic-url", `${first.url}/scripted`, "--responses", "on"];
  await gateway.command(["provider", "add", "scripted", "--dialect", "openai", ...scripted, "--no-models"]);
  await gateway.command(["route", "set", "silent-*", "--to", "scripted", "--to", "second"]);
  for (const status of refusals) {
    await gateway.command(["route", "set", `refusing-${status}`, "--to", `refusing${status}/any`, "--to", "second/any"]);
  }
  await gateway.command(["route", "set", "alone-*", "--to", "first"]);
  await gateway.command(["user", "add", "ann"]);
  apiKey = await gateway.issueKey("ann");
  await gateway.start();
  clients.fetch = watchedFetch();
  // Retries of their own: what the gateway has tried already, they must not try again.
  clients.openai = new OpenAI({ apiKey, baseURL: `${gateway.url}/v1`, fetch: clients.fetch });
  clients.anthropic = new Anthropic({ apiKey, baseURL: gateway.url, fetch: clients.fetch });
});

after(() => stopAll(gateway, first, second));

beforeEach(() => {
  upstreamCalls.length = 0;
  clients.fetch.answers.length = 0;
});

// Both kinds of every dialect, in turn.
const kinds = Object.keys(dialects).flatMap((dialect) => [false, true].map((stream) => ({ dialect, stream })));
const kindName = ({ dialect, stream }) => `${dialect}, ${stream ? "streamed" : "plain"}`;

describe("the second answers for the first", () => {
  const rows = kinds.flatMap((kind) => faults.map((fault) => ({ ...kind, ...fault })));
  // What takes seconds is not done in every combination.
  const patient = ({ dialect, stream }) => dialect === (stream ? "messages" : "chat");
  const tried = rows.filter((row) => row.name !== "latency" || patient(row));
  for (const { dialect, stream, name, outcome, status } of tried) {
    test(`${name}: ${kindName({ dialect, stream })}`, async (t) => {
      if (name === "latency") {
        // For this test alone: the mocks are in this process, and may be slow too.
        await gateway.command(["config", "set", "first_byte_timeout", "2s"]);
        await gateway.inEffect();
        t.after(async () => {
          await gateway.command(["config", "set", "first_byte_timeout", "5m"]);
          await gateway.inEffect();
        });
      }
      const model = `pair-${name}-${dialect}-${stream}`;
      const { data, response, row } = await answered(dialects[dialect].create(`fault ${name}`, { model, stream }));
      assert.equal(await textOf(dialect, stream, data), story);
      assert.equal(response.headers.get("x-gateway-attempts"), `first=${outcome}, second=ok`);
      assert.equal(clients.fetch.answers.length, 1);
      const settled = await row();
      assert.equal(settled.status, "ok");
      assert.equal(settled.http_status, 200);
      assert.equal(settled.provider, "second");
      assertUsage(settled);
      assertCalls(settled, 1, 1);
      assert.deepEqual(
        settled.tried.map((attempt) => [attempt.provider, attempt.http_status, attempt.outcome]),
        [["first", status, outcome], ["second", 200, "ok"]],
      );
    });
  }

  for (const status of [408, 429, 500, 502, 503, 529]) {
    test(`HTTP ${status}`, async () => {
      const { data, row } = await answered(dialects.messages.create(`status ${status}`, { model: `pair-${status}` }));
      assert.equal(dialects.messages.text(data), story);
      const settled = await row();
      assert.equal(settled.status, "ok");
      assert.equal(settled.tried[0].http_status, status);
      assert.equal(settled.tried[0].outcome, status === 429 ? "rate_limited" : `http_${status}`);
      assertCalls(settled, 1, 1);
    });
  }

  for (const status of refusals) {
    test(`HTTP ${status} is about the provider's key, which then rests`, async () => {
      const call = () => answered(dialects.chat.create(`status ${status}`, { model: `refusing-${status}` }));
      const { data, row } = await call();
      assert.equal(dialects.chat.text(data), story);
      const settled = await row();
      assert.equal(settled.tried[0].outcome, "credential_refused");
      assertCalls(settled, 1, 1);
      const again = await (await call()).row();
      assert.equal(again.attempts, 1);
      assert.equal(callsAt(first), 1);
      assert.equal(callsAt(second), 2);
    });
  }

  for (const { dialect } of kinds.filter(({ stream }) => stream)) {
    test(`a stream that ends before it says anything: ${dialect}`, async () => {
      const { data, row } = await answered(
        dialects[dialect].create("opening only", { model: `pair-opening-${dialect}`, stream: true }),
      );
      const events = await collect(data);
      assert.equal(events.map(dialects[dialect].piece).join(""), story);
      const openings = events.filter(({ type }) => type === "message_start" || type === "response.created");
      assert.equal(openings.length, dialect === "chat" ? 0 : 1); // nothing of the first was let through
      const settled = await row();
      assert.equal(settled.status, "ok");
      assert.equal(settled.tried[0].outcome, "invalid_response");
      assertCalls(settled, 1, 1);
    });
  }

  test("three failures, and the first is left alone", async () => {
    const attempts = [];
    for (let i = 0; i < 4; i += 1) {
      const { row } = await answered(dialects.chat.create(`fault drop ${i}`, { model: "pair-resting" }));
      attempts.push((await row()).attempts);
    }
    assert.deepEqual(attempts, [2, 2, 2, 1]);
    assert.equal(callsAt(first), 3);
    assert.equal(callsAt(second), 4);
  });
});

describe("the first stays", () => {
  for (const { dialect } of kinds.filter(({ stream }) => stream)) {
    test(`a stream that is cut after it has begun: ${dialect}`, async () => {
      const { data, row } = await answered(
        dialects[dialect].create("cut short", { model: `pair-cut-${dialect}`, stream: true }),
      );
      let text = "";
      await assert.rejects(
        async () => {
          for await (const event of data) text += dialects[dialect].piece(event);
        },
        dialect === "messages" ? Anthropic.APIError : OpenAI.APIError,
      );
      assert.ok(text.length > 0 && story.startsWith(text));
      const settled = await row();
      assert.equal(settled.status, "failed");
      assert.equal(settled.usage_source, "partial");
      assertCalls(settled, 1, 0);
    });
  }

  test("slow is not wrong", async () => {
    const { row } = await answered(dialects.chat.create("slow start", { model: "pair-slow" }));
    const settled = await row();
    assert.equal(settled.provider, "first");
    assert.ok(settled.duration_ms >= 300);
    assertCalls(settled, 1, 0);
  });
});

describe("nobody else answers", () => {
  // The gateway has tried again already: the client does not.
  const ends = [
    { name: "drop", status: 500, attempts: 3, error: { message: "Chaos: request dropped", type: "server_error", code: "chaos_drop" } },
    { name: "malformed", status: 502, attempts: 3, code: "upstream_invalid_response" },
    { name: "disconnect", status: 502, attempts: 3, code: "upstream_unreachable" },
  ];
  for (const { name, status, attempts, error: body, code = body.code } of ends) {
    test(name, async () => {
      const { error, row } = await refused(dialects.chat.create(`fault ${name}`, { model: `alone-${name}` }));
      assertError(error, OpenAI.InternalServerError, { status, code });
      if (body) assert.deepEqual(error.error, body);
      assert.equal(error.headers.get("x-should-retry"), "false");
      assert.equal(clients.fetch.answers.length, 1);
      const settled = await row();
      assert.equal(settled.status, "failed");
      assert.equal(settled.http_status, status);
      assert.equal(settled.usage_source, "none");
      assert.equal(settled.attempts, attempts);
      assertCalls(settled, attempts, 0);
    });
  }

  test("a provider that asks for a longer wait than ours", async () => {
    const { error, row } = await refused(
      dialects.messages.create("status 429", { model: "alone-429" }, { maxRetries: 0 }),
    );
    assertError(error, Anthropic.RateLimitError, { status: 429, type: "some_error" });
    assert.equal(error.headers.get("retry-after"), "30");
    assertCalls(await row(), 1, 0);
  });

  test("a provider whose key is refused: not the client's matter", async () => {
    const { error, row } = await refused(dialects.chat.create("status 401", { model: "refusing401/any" }));
    assertError(error, OpenAI.InternalServerError, { status: 502, code: "upstream_credentials" });
    assert.ok(!error.message.includes("sk-"));
    assert.equal(clients.fetch.answers.length, 1);
    assert.equal((await row()).attempts, 0); // it rests
  });

  test("a client that left before the provider failed has left, and nothing is tried again", async () => {
    const controller = new AbortController();
    const rows = (await gateway.rows()).length;
    const call = dialects.chat.create("too late", { model: "pair-late" }, { signal: controller.signal });
    call.catch(() => {}); // it is looked at below
    await until(() => callsAt(first) === 1, "the call to reach the provider");
    controller.abort();
    await assert.rejects(call, OpenAI.APIUserAbortError);
    const row = await gateway.settledRowAfter(rows);
    assert.equal(row.model, "pair-late");
    assert.equal(row.status, "cancelled");
    assert.equal(row.usage_source, "none");
    assert.equal(row.tried[0].outcome, "connection_failed");
    assertCalls(row, 1, 0);
  });

  test("one failure is over before the client hears of it", async () => {
    first.nextRequestError(503, { message: "one moment", type: "server_error" });
    const { data, row } = await answered(dialects.messages.create("once", { model: "alone-once" }));
    assert.equal(dialects.messages.text(data), story);
    const settled = await row();
    assert.equal(settled.status, "ok");
    assert.deepEqual(settled.tried.map(({ outcome }) => outcome), ["http_503", "ok"]);
    assertCalls(settled, 2, 0);
  });
});

// A comment keeps the connection open, and is nothing to a client.
test("a stream that is silent for long, and one that then fails", async (t) => {
  await gateway.command(["config", "set", "stream_keep_alive", "1s"]);
  await gateway.inEffect();
  t.after(() => gateway.command(["config", "set", "stream_keep_alive", "15s"]));

  const silent = async (dialect, text, expected, attempts) => {
    const { data, row } = await answered(dialects[dialect].create(text, { model: `silent-${dialect}`, stream: true }));
    assert.equal(await textOf(dialect, true, data), expected);
    const settled = await row();
    assert.equal(settled.status, "ok");
    assert.equal(settled.attempts, attempts);
  };
  const raw = async () => {
    const answer = await fetch(`${gateway.url}/v1/messages`, {
      method: "POST",
      headers: { "x-api-key": apiKey },
      body: JSON.stringify({ model: "silent-raw", stream: true, messages: [{ role: "user", content: "fall silent" }] }),
    });
    assert.match(await answer.text(), /^: keep-alive\n\nevent: message_start\n/);
  };
  await Promise.all([
    raw(),
    silent("messages", "fall silent", "Hello there", 1),
    silent("messages", "fall silent for ever", story, 2),
    silent("responses", "fall silent", "Hello", 1),
    silent("responses", "fall silent for ever", story, 2),
  ]);
});

test("many at once, some fail, some are left: each attempt is in the ledger", async () => {
  const { id, key } = await gateway.issueKeyInEffect("ann", ["--budget", "1000000tok/day", "--concurrency", "100"]);
  const headers = { authorization: `Bearer ${key}` }; // wins over the client's own
  const calls = await Promise.all(
    Array.from({ length: 60 }, async (_, i) => {
      const { dialect, stream } = kinds[i % kinds.length];
      const leaves = stream && i % 4 === 1;
      const body = { model: `pair-mixed-${i % 20}`, stream };
      const call = await answered(dialects[dialect].create(`now and then ${i}`, body, { headers }));
      if (leaves) {
        for await (const event of call.data) if (dialects[dialect].piece(event)) break;
      } else {
        assert.equal(await textOf(dialect, stream, call.data), story);
      }
      return { ...call, leaves };
    }),
  );
  assert.equal(clients.fetch.answers.length, calls.length); // no client had to try again
  const rows = await gateway.settledRows(calls.map((call) => call.id));
  for (const { id: callId, leaves } of calls) {
    const { status, usage_source: source } = rows.find((row) => row.id === callId);
    // One that left may have had all of it.
    if (leaves && status === "cancelled") assert.equal(source, "partial");
    else assert.deepEqual([status, source], ["ok", "provider"]);
  }
  assert.ok(rows.some(({ attempts }) => attempts > 1));
  assert.ok(rows.every(({ key_id: keyId }) => keyId === id));
  const sum = (name) => rows.reduce((all, row) => all + row[name], 0);
  assert.equal(sum("attempts"), callsAt(first) + callsAt(second));
  const { limits } = await (await fetch(`${gateway.url}/v1/usage`, { headers })).json();
  assert.equal(limits.find(({ limit }) => limit === "concurrency").used, 0);
  const budget = limits.find(({ limit }) => limit.startsWith("budget "));
  assert.equal(budget.reserved, 0);
  assert.equal(budget.used, sum("prompt_tokens") + sum("completion_tokens"));
});
