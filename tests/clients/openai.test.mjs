// SPDX-License-Identifier: MIT
// OpenAI's own client against the gateway, with a mock of the provider behind it.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";

import OpenAI from "openai";

import { assertUsage, collect, story, upstreamCalls, usage, withRow as rowOf } from "./support/calls.mjs";
import { Gateway, until } from "./support/gateway.mjs";
import { makeMock, stopAll, teachWeather } from "./support/setup.mjs";

const weather = {
  type: "function",
  function: {
    name: "get_weather",
    description: "The weather of a city",
    parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
  },
};

let mock;
let gateway;
let client;

function ask(text, options = {}) {
  return { model: "fast", messages: [{ role: "user", content: text }], ...options };
}

const withRow = (promise) => rowOf(gateway, promise);

function textOf(chunks) {
  return chunks.map((chunk) => chunk.choices[0]?.delta?.content ?? "").join("");
}

before(async () => {
  mock = makeMock();
  mock.onMessage("slow", async () => {
    await setTimeout(1500);
    return { content: "late", usage };
  });
  mock.onMessage("picture", (request) => ({
    content: `picture of ${request.messages[0].content[1].image_url.url.length}`,
    usage,
  }));
  mock.onMessage("refused", {
    error: { message: "temperature is out of range", type: "invalid_request_error", param: "temperature", code: "invalid_value" },
    status: 400,
  });
  mock.onMessage("busy", {
    error: { message: "Slow down", type: "rate_limit_error", code: "rate_limit_exceeded" },
    status: 429,
    retryAfter: 30, // more than the gateway would wait
  });
  mock.onMessage("broken", { content: story, usage }, { chunkSize: 5, latency: 20, truncateAfterChunks: 6 });
  teachWeather(mock, [
    ["call_paris", { city: "Paris" }],
    ["call_beijing", { city: "北京" }],
  ]);
  mock.onEmbedding("embed", { embedding: [0.5, -0.25, 0.125] });
  mock.addFixture({
    match: { userMessage: /^number \d+$/ },
    response: (request) => ({ content: `answer to ${request.messages.at(-1).content}`, usage }),
  });
  await mock.start();

  gateway = await Gateway.create();
  await gateway.command(["provider", "add", "mock", "--dialect", "openai", "--base-url", `${mock.url}/v1`, "--key-stdin"], {
    input: "sk-provider-secret\n",
  });
  // What fails or is slowed in one place is left alone there for a while: such calls have places of their own.
  for (const name of ["crowded", "hasty"]) {
    const options = ["--dialect", "openai", "--base-url", `${mock.url}/v1`, "--no-models"];
    if (name === "hasty") options.push("--drain-plain", "off");
    await gateway.command(["provider", "add", name, ...options]);
  }
  await gateway.command(["route", "set", "fast", "--to", "mock/gpt-4o"]);
  await gateway.command(["user", "add", "ann"]);
  const key = await gateway.issueKey("ann");
  assert.match(key, /^sk-[A-Za-z0-9]{32}$/);
  await gateway.start();
  client = new OpenAI({ apiKey: key, baseURL: `${gateway.url}/v1`, maxRetries: 0 });
});

after(() => stopAll(gateway, mock));

beforeEach(() => (upstreamCalls.length = 0));

describe("chat", () => {
  test("plain", async () => {
    const { data, row } = await withRow(client.chat.completions.create(ask("hello")));
    assert.equal(data.choices[0].message.content, "Hi there!");
    assert.deepEqual(data.usage, usage);
    const settled = await row();
    assert.equal(settled.status, "ok");
    assert.equal(settled.http_status, 200);
    assert.equal(settled.user, "ann");
    assert.equal(settled.model, "fast");
    assert.equal(settled.provider, "mock");
    assert.equal(settled.upstream_model, "gpt-4o");
    assert.equal(settled.stream, false);
    assert.equal(settled.attempts, 1);
    assertUsage(settled);
  });

  test("what the provider gets: its own key, the mapped model, and every unknown field", async () => {
    await client.chat.completions.create(ask("hello", { thinking: { type: "disabled" }, seed: 7, metadata: { a: "ß" } }));
    const { headers } = upstreamCalls.at(-1);
    assert.equal(headers.authorization, "Bearer sk-provider-secret");
    assert.ok(!JSON.stringify(headers).includes(client.apiKey));
    const { body } = mock.getLastRequest();
    assert.equal(body.model, "gpt-4o");
    assert.deepEqual(body.thinking, { type: "disabled" });
    assert.equal(body.seed, 7);
    assert.deepEqual(body.metadata, { a: "ß" });
    assert.equal(body.stream_options, undefined);
  });

  test("streamed, without asking for usage: none is seen, and it is counted all the same", async () => {
    const { data, row } = await withRow(client.chat.completions.create(ask("story", { stream: true })));
    const chunks = await collect(data);
    assert.equal(textOf(chunks), story);
    assert.ok(chunks.length > 10);
    assert.ok(chunks.every((chunk) => chunk.choices.length === 1 && !chunk.usage));
    assert.equal(chunks.at(-1).choices[0].finish_reason, "stop");
    assert.deepEqual(mock.getLastRequest().body.stream_options, { include_usage: true });
    const settled = await row();
    assert.equal(settled.status, "ok");
    assert.equal(settled.stream, true);
    assert.ok(settled.first_token_ms <= settled.duration_ms);
    assertUsage(settled);
  });

  test("streamed, asking for usage", async () => {
    const { data, row } = await withRow(
      client.chat.completions.create(ask("story", { stream: true, stream_options: { include_usage: true } })),
    );
    const chunks = await collect(data);
    assert.equal(textOf(chunks), story);
    assert.deepEqual(chunks.at(-1).choices, []);
    assert.deepEqual(chunks.at(-1).usage, usage);
    assertUsage(await row());
  });

  test("streamed, declining usage", async () => {
    const { data, row } = await withRow(
      client.chat.completions.create(ask("story", { stream: true, stream_options: { include_usage: false } })),
    );
    const chunks = await collect(data);
    assert.equal(textOf(chunks), story);
    assert.ok(chunks.every((chunk) => !chunk.usage));
    assertUsage(await row());
  });

  test("the client's own stream helper", async () => {
    const stream = client.chat.completions.stream(ask("story"));
    const deltas = [];
    stream.on("content", (delta) => deltas.push(delta));
    const message = await stream.finalMessage();
    assert.equal(message.content, story);
    assert.equal(deltas.join(""), story);
  });

  test("/v1/chat is the same endpoint, and fills in the default model", async () => {
    await gateway.command(["config", "set", "default_model", "fast"]);
    await gateway.inEffect();
    const answer = await client.post("/chat", { body: { messages: [{ role: "user", content: "hello" }] } });
    assert.equal(answer.choices[0].message.content, "Hi there!");
    assert.equal(mock.getLastRequest().body.model, "gpt-4o");
  });

  test("PROVIDER/MODEL without a route", async () => {
    const { data, row } = await withRow(client.chat.completions.create(ask("hello", { model: "mock/some-model" })));
    assert.equal(data.choices[0].message.content, "Hi there!");
    assert.equal((await row()).upstream_model, "some-model");
  });

  test("a large picture in the body", async () => {
    const url = `data:image/png;base64,${"A".repeat(3_000_000)}`;
    const content = [{ type: "text", text: "picture" }, { type: "image_url", image_url: { url } }];
    const answer = await client.chat.completions.create({ model: "fast", messages: [{ role: "user", content }] });
    assert.equal(answer.choices[0].message.content, `picture of ${url.length}`);
  });

  test("many at once, each gets its own answer", async () => {
    const before = (await gateway.rows()).length;
    const answers = await Promise.all(
      Array.from({ length: 40 }, async (_, i) => {
        const request = ask(`number ${i}`, { stream: i % 2 === 0 });
        const answer = await client.chat.completions.create(request);
        return i % 2 === 0 ? textOf(await collect(answer)) : answer.choices[0].message.content;
      }),
    );
    assert.deepEqual(answers, answers.map((_, i) => `answer to number ${i}`));
    const rows = await until(async () => {
      const all = await gateway.rows();
      return all.length >= before + 40 && all.every((row) => row.status !== "open") ? all : null;
    }, "40 settled rows");
    assert.equal(rows.length, before + 40);
    assert.ok(rows.slice(0, 40).every((row) => row.status === "ok" && row.prompt_tokens === usage.prompt_tokens));
  });
});

describe("tools", () => {
  const calls = [
    ["call_paris", { city: "Paris" }],
    ["call_beijing", { city: "北京" }],
  ];

  test("plain, with the round trip of the results", async () => {
    const messages = [{ role: "user", content: "weather" }];
    const first = await client.chat.completions.create({ model: "fast", messages, tools: [weather] });
    const { message, finish_reason: reason } = first.choices[0];
    assert.equal(reason, "tool_calls");
    assert.deepEqual(message.tool_calls.map((call) => [call.id, JSON.parse(call.function.arguments)]), calls);
    messages.push(message);
    for (const call of message.tool_calls) messages.push({ role: "tool", tool_call_id: call.id, content: "sunny" });
    const second = await client.chat.completions.create({ model: "fast", messages, tools: [weather] });
    assert.equal(second.choices[0].message.content, "Sunny in both.");
    assert.deepEqual(mock.getLastRequest().body.messages.slice(1, 2)[0].tool_calls, message.tool_calls);
  });

  test("streamed in pieces", async () => {
    const stream = client.chat.completions.stream({ ...ask("weather"), tools: [weather] });
    let pieces = 0;
    stream.on("chunk", (chunk) => (pieces += chunk.choices[0]?.delta?.tool_calls ? 1 : 0));
    const final = await stream.finalChatCompletion();
    assert.ok(pieces > 4);
    assert.equal(final.choices[0].finish_reason, "tool_calls");
    assert.deepEqual(final.choices[0].message.tool_calls.map((call) => [call.id, JSON.parse(call.function.arguments)]), calls);
  });
});

describe("leaving early", () => {
  test("an abort in the middle of a stream ends the call at the provider too", async () => {
    const controller = new AbortController();
    const { data, row } = await withRow(
      client.chat.completions.create(ask("long", { stream: true }), { signal: controller.signal }),
    );
    let seen = 0;
    await assert.doesNotReject(async () => {
      for await (const chunk of data) {
        seen += chunk.choices[0]?.delta?.content ? 1 : 0;
        if (seen === 5) controller.abort();
      }
    });
    assert.ok(seen >= 5 && seen < 1000);
    const settled = await row();
    assert.equal(settled.status, "cancelled");
    assert.equal(settled.usage_source, "partial");
    assert.ok(settled.completion_tokens > 0 && settled.completion_tokens < 1000);
    assert.ok(settled.prompt_tokens > 0);
    await until(() => upstreamCalls.at(-1).leftEarly, "the provider to see that nobody listens");
  });

  // What the provider bills is better known than guessed.
  for (const [what, model, leftEarly, check] of [
    ["is read to its end, for its usage", "fast", false, assertUsage],
    ["ends at the provider too where the settings say so", "hasty/gpt-4o", true, (row) => assert.equal(row.usage_source, "partial")],
  ]) {
    test(`a plain answer that nobody waits for ${what}`, async () => {
      const controller = new AbortController();
      const rows = (await gateway.rows()).length;
      const answer = client.chat.completions.create(ask("slow", { model }), { signal: controller.signal });
      answer.catch(() => {}); // it is looked at below
      await until(() => upstreamCalls.length > 0, "the call to reach the provider");
      controller.abort();
      await assert.rejects(answer, OpenAI.APIUserAbortError);
      const settled = await gateway.settledRowAfter(rows);
      assert.equal(settled.status, "cancelled");
      assert.equal(settled.stream, false);
      assert.equal(settled.model, model);
      check(settled);
      if (leftEarly) await until(() => upstreamCalls.at(-1).leftEarly, "the provider to see that nobody waits");
      else assert.equal(upstreamCalls.at(-1).leftEarly, false);
    });
  }
});

describe("errors", () => {
  const isError = (type, expected) => (error) => {
    assert.ok(error instanceof type, `${error.constructor.name}: ${error.message}`);
    for (const [name, value] of Object.entries(expected)) assert.deepEqual(error[name], value, name);
    return true;
  };

  test("an unknown key", async () => {
    const rows = (await gateway.rows()).length;
    const stranger = new OpenAI({ apiKey: "sk-wrong", baseURL: client.baseURL, maxRetries: 0 });
    const expected = isError(OpenAI.AuthenticationError, { status: 401, code: "invalid_api_key" });
    await assert.rejects(stranger.chat.completions.create(ask("hello")), expected);
    await assert.rejects(stranger.chat.completions.create(ask("hello", { stream: true })), expected);
    await assert.rejects(stranger.models.list(), expected);
    assert.equal(upstreamCalls.length, 0);
    assert.equal((await gateway.rows()).length, rows);
  });

  test("a revoked key", async () => {
    const { id, key } = await gateway.issueKeyInEffect("ann", ["--name", "short-lived"]);
    const guest = new OpenAI({ apiKey: key, baseURL: client.baseURL, maxRetries: 0 });
    await guest.models.list();
    await gateway.command(["key", "revoke", String(id)]);
    await gateway.inEffect();
    await assert.rejects(guest.models.list(), isError(OpenAI.AuthenticationError, { status: 401, code: "invalid_api_key" }));
  });

  test("a key that may not use the model", async () => {
    const { key } = await gateway.issueKeyInEffect("ann", ["--models", "other-*"]);
    const guest = new OpenAI({ apiKey: key, baseURL: client.baseURL, maxRetries: 0 });
    assert.deepEqual((await guest.models.list()).data, []);
    await assert.rejects(
      guest.chat.completions.create(ask("hello")),
      isError(OpenAI.PermissionDeniedError, { status: 403, code: "model_not_allowed" }),
    );
  });

  test("an unknown model", async () => {
    await assert.rejects(
      client.chat.completions.create(ask("hello", { model: "no-such-model" })),
      isError(OpenAI.NotFoundError, { status: 404, code: "model_not_found" }),
    );
    assert.equal(upstreamCalls.length, 0);
  });

  test("no messages", async () => {
    await assert.rejects(client.chat.completions.create({ model: "fast" }), isError(OpenAI.BadRequestError, { status: 400 }));
    assert.equal(upstreamCalls.length, 0);
  });

  test("the provider's own 400 reaches the client unchanged", async () => {
    for (const stream of [false, true]) {
      await assert.rejects(
        client.chat.completions.create(ask("refused", { stream })),
        isError(OpenAI.BadRequestError, {
          status: 400,
          code: "invalid_value",
          param: "temperature",
          type: "invalid_request_error",
          error: {
            message: "temperature is out of range",
            type: "invalid_request_error",
            param: "temperature",
            code: "invalid_value",
          },
        }),
      );
    }
    const [row] = await gateway.settledRows();
    assert.equal(row.status, "failed");
    assert.equal(row.http_status, 400);
    assert.equal(upstreamCalls.length, 2); // asked once each
  });

  test("the provider's 429 with its retry-after", async () => {
    const busy = ask("busy", { model: "crowded/gpt-4o" });
    await assert.rejects(client.chat.completions.create(busy), (error) => {
      isError(OpenAI.RateLimitError, { status: 429, code: "rate_limit_exceeded" })(error);
      assert.equal(error.headers.get("retry-after"), "30");
      return true;
    });
  });

  test("a stream that the provider breaks off is no whole answer", async () => {
    const { data, row } = await withRow(client.chat.completions.create(ask("broken", { stream: true })));
    const chunks = [];
    await assert.rejects(async () => {
      for await (const chunk of data) chunks.push(chunk);
    }, OpenAI.APIError);
    assert.ok(chunks.length > 0);
    assert.ok(story.startsWith(textOf(chunks)));
    const settled = await row();
    assert.equal(settled.status, "failed");
    assert.equal(settled.usage_source, "partial");
  });

  test("every answer names its call", async () => {
    const { response } = await client.chat.completions
      .create(ask("hello"), { headers: { "x-request-id": "my-own-id-1" } })
      .withResponse();
    assert.equal(response.headers.get("x-request-id"), "my-own-id-1");
    assert.match(response.headers.get("x-gateway-request-id"), /^req_/);
    assert.equal(response.headers.get("set-cookie"), null);
  });
});

describe("other endpoints", () => {
  test("models", async () => {
    const ids = (await client.models.list()).data.map((model) => model.id);
    assert.ok(ids.includes("fast"));
    assert.ok(ids.includes("gpt-4o")); // as the provider lists it
    assert.equal(new Set(ids).size, ids.length);
    const model = await client.models.retrieve("fast");
    assert.equal(model.id, "fast");
    assert.equal(model.object, "model");
    await assert.rejects(client.models.retrieve("no-such-model"), OpenAI.NotFoundError);
  });

  test("embeddings", async () => {
    const { data, row } = await withRow(
      client.embeddings.create({ model: "text-embedding-3-small", input: "embed this", encoding_format: "float" }),
    );
    assert.deepEqual(data.data[0].embedding, [0.5, -0.25, 0.125]);
    const settled = await row();
    assert.equal(settled.status, "ok");
    assert.equal(settled.prompt_tokens, data.usage.prompt_tokens);
  });
});

test("usage adds up what the rows say", async () => {
  const rows = await gateway.settledRows();
  const total = await gateway.json(["usage"]);
  const sum = (name) => rows.reduce((all, row) => all + (row[name] ?? 0), 0);
  assert.equal(total.requests, rows.length);
  assert.equal(total.prompt_tokens, sum("prompt_tokens"));
  assert.equal(total.completion_tokens, sum("completion_tokens"));
});
