// SPDX-License-Identifier: MIT
// The responses API of OpenAI's own client against the gateway, with mocks of the providers behind it.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";

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
import { makeMock, stopAll, teachWeather } from "./support/setup.mjs";

const weather = {
  type: "function",
  name: "get_weather",
  description: "The weather of a city",
  parameters: { type: "object", properties: { city: { type: "string" } }, required: ["city"], additionalProperties: false },
  strict: true,
};
const toolCalls = [
  ["call_paris", { city: "Paris" }],
  ["call_beijing", { city: "北京" }],
];

let mock;
let scripted;
let gateway;
let client;
let apiKey;

function ask(input, options = {}) {
  return { model: "fast", input, ...options };
}

function clientOf(key, options = {}) {
  return new OpenAI({ apiKey: key, baseURL: `${gateway.url}/v1`, maxRetries: 0, ...options });
}

function textOf(events) {
  return events.map((event) => (event.type === "response.output_text.delta" ? event.delta : "")).join("");
}

function callsOf(response) {
  return response.output
    .filter((item) => item.type === "function_call")
    .map((item) => [item.call_id, JSON.parse(item.arguments)]);
}

async function fails(stream, events) {
  try {
    for await (const event of stream) events.push(event);
  } catch (error) {
    return error;
  }
  return assert.fail("The stream ended as if it were whole.");
}

const answered = (promise) => withRow(gateway, promise);
const refused = (promise) => refusal(gateway, promise);
const ownUsage = async (key) =>
  (await fetch(`${gateway.url}/v1/usage`, { headers: { authorization: `Bearer ${key}` } })).json();

before(async () => {
  mock = makeMock();
  scripted = new ScriptedProvider();
  mock.mount("/rich", scripted);
  mock.onMessage("think", { content: "Hello.", reasoning: "A greeting asks for a greeting.", usage }, { chunkSize: 9 });
  mock.onMessage("broken", { content: story, usage }, { chunkSize: 5, latency: 10, truncateAfterChunks: 12 });
  mock.onMessage("refused", {
    error: { message: "temperature is out of range", type: "invalid_request_error", param: "temperature", code: "invalid_value" },
    status: 400,
  });
  teachWeather(mock, toolCalls);
  await mock.start();

  gateway = await Gateway.create();
  const provider = (name, ...options) =>
    gateway.command(["provider", "add", name, "--dialect", "openai", ...options, "--no-models", "--key-stdin"], {
      input: "sk-provider-secret\n",
    });
  await provider("mock", "--base-url", `${mock.url}/v1`, "--responses", "on");
  await provider("rich", "--base-url", `${mock.url}/rich/v1`, "--responses", "on");
  await provider("chat", "--base-url", `${mock.url}/v1`, "--responses", "off");
  await gateway.command(["route", "set", "fast", "--to", "mock/gpt-5"]);
  await gateway.command(["route", "set", "chat-only", "--to", "chat/gpt-5"]);
  await gateway.command(["price", "set", "gpt-rich", "--input", "2", "--output", "8", "--cache-read", "0.5", "--currency", "CNY"]);
  await gateway.command(["user", "add", "ann"]);
  apiKey = await gateway.issueKey("ann");
  await gateway.start();
  client = clientOf(apiKey);
});

after(() => stopAll(gateway, mock));

beforeEach(() => (upstreamCalls.length = 0));

describe("responses", () => {
  test("plain", async () => {
    const { data, row } = await answered(client.responses.create(ask("hello")));
    assert.equal(data.output_text, "Hi there!");
    assert.equal(data.status, "completed");
    assert.equal(upstreamCalls.at(-1).url, "/v1/responses");
    assert.equal(upstreamCalls.at(-1).headers.authorization, "Bearer sk-provider-secret");
    const settled = await row();
    assert.equal(settled.status, "ok");
    assert.equal(settled.endpoint, "/v1/responses");
    assert.equal(settled.model, "fast");
    assert.equal(settled.upstream_model, "gpt-5");
    assert.equal(settled.stream, false);
    assertUsage(settled);
  });

  test("streamed, every event in its order", async () => {
    const { data, row } = await answered(client.responses.create(ask("story", { stream: true })));
    const events = await collect(data);
    assert.equal(textOf(events), story);
    assert.equal(events[0].type, "response.created");
    assert.equal(events.at(-1).type, "response.completed");
    assert.equal(events.at(-1).response.output[0].content[0].text, story);
    const settled = await row();
    assert.equal(settled.status, "ok");
    assert.equal(settled.stream, true);
    assert.ok(settled.first_token_ms <= settled.duration_ms);
    assertUsage(settled);
  });

  test("nothing is added to the call, and nothing is lost", async () => {
    const extra = {
      instructions: "Be brief.",
      store: false,
      include: ["reasoning.encrypted_content"],
      prompt_cache_key: "ß",
      reasoning: { effort: "low" },
      brand_new: { a: [1, null] },
    };
    await collect(await client.responses.create(ask("hello", { model: "rich/gpt-rich", stream: true, ...extra })));
    const { path, body } = scripted.requests.at(-1);
    assert.equal(path, "/rich/v1/responses");
    assert.deepEqual(body, ask("hello", { model: "gpt-rich", stream: true, ...extra }));
  });

  test("reasoning, plain and streamed", async () => {
    const plain = await client.responses.create(ask("think"));
    assert.deepEqual(plain.output.map((item) => item.type), ["reasoning", "message"]);
    assert.equal(plain.output[0].summary[0].text, "A greeting asks for a greeting.");
    const events = await collect(await client.responses.create(ask("think", { stream: true })));
    const summary = events.map((event) => (event.type === "response.reasoning_summary_text.delta" ? event.delta : ""));
    assert.equal(summary.join(""), "A greeting asks for a greeting.");
    assert.equal(textOf(events), "Hello.");
  });

  test("usage with its parts, and what it costs", async () => {
    for (const stream of [false, true]) {
      const { data, row } = await answered(client.responses.create(ask("hello", { model: "rich/gpt-rich", stream })));
      if (stream) assert.equal(textOf(await collect(data)), "Hello");
      const settled = await row();
      assertUsage(settled, { prompt_tokens: 420, completion_tokens: 50 });
      assert.equal(settled.cached_tokens, 300);
      assert.equal(settled.reasoning_tokens, 10);
      assert.equal(settled.cost_micros, 120 * 2 + 300 * 0.5 + 50 * 8);
      assert.equal(settled.currency, "CNY");
    }
  });
});

describe("tools", () => {
  test("plain, with the round trip of the results", async () => {
    const input = [{ role: "user", content: "weather" }];
    const first = await client.responses.create({ model: "fast", input, tools: [weather] });
    assert.deepEqual(callsOf(first), toolCalls);
    input.push(...first.output);
    for (const [callId] of toolCalls) input.push({ type: "function_call_output", call_id: callId, output: "sunny" });
    const second = await client.responses.create({ model: "fast", input, tools: [weather] });
    assert.equal(second.output_text, "Sunny in both.");
  });

  test("streamed in pieces", async () => {
    const events = await collect(await client.responses.create(ask("weather", { tools: [weather], stream: true })));
    const pieces = events.filter((event) => event.type === "response.function_call_arguments.delta");
    assert.ok(pieces.length > 4);
    assert.deepEqual(callsOf(events.at(-1).response), toolCalls);
  });
});

describe("leaving early and breaking off", () => {
  test("an abort in the middle of a stream ends the call at the provider too", async () => {
    const { data, row } = await answered(client.responses.create(ask("long", { stream: true })));
    let seen = 0;
    for await (const event of data) {
      seen += event.type === "response.output_text.delta" ? 1 : 0;
      if (seen === 5) data.controller.abort();
    }
    const settled = await row();
    assert.equal(settled.status, "cancelled");
    assert.equal(settled.usage_source, "partial");
    assert.ok(settled.prompt_tokens > 0);
    assert.ok(settled.completion_tokens > 0 && settled.completion_tokens < 240);
    await until(() => upstreamCalls.at(-1).leftEarly, "the provider to see that nobody listens");
  });

  test("a stream that the provider breaks off is no whole answer", async () => {
    const { data, row } = await answered(client.responses.create(ask("broken", { stream: true })));
    const events = [];
    const error = await fails(data, events);
    assertError(error, OpenAI.APIError, { code: "upstream_invalid_response" });
    assert.ok(textOf(events).length > 0);
    assert.ok(story.startsWith(textOf(events)));
    const settled = await row();
    assert.equal(settled.status, "failed");
    assert.equal(settled.usage_source, "partial");
    assert.equal(settled.attempts, 1);
  });

  test("a response that fails at the provider reaches the client as it is", async () => {
    const { data, row } = await answered(
      client.responses.create(ask("break down", { model: "rich/gpt-rich", stream: true })),
    );
    const events = await collect(data);
    assert.equal(events.at(-1).type, "response.failed");
    assert.deepEqual(events.at(-1).response.error, { code: "server_error", message: "The model broke down." });
    const settled = await row();
    assert.equal(settled.status, "failed");
    assert.equal(settled.usage_source, "partial");
  });
});

describe("errors", () => {
  test("an unknown key", async () => {
    const stranger = clientOf("sk-wrong");
    for (const stream of [false, true]) {
      const error = await stranger.responses.create(ask("hello", { stream })).catch((reason) => reason);
      assertError(error, OpenAI.AuthenticationError, { status: 401, code: "invalid_api_key" });
    }
    assert.equal(upstreamCalls.length, 0);
  });

  test("a model that is there in another dialect only", async () => {
    const error = await client.responses.create(ask("hello", { model: "chat-only" })).catch((reason) => reason);
    assertError(error, OpenAI.NotFoundError, { status: 404, code: "model_not_found", param: "model" });
    const chat = await client.chat.completions.create({ model: "chat-only", messages: [{ role: "user", content: "hello" }] });
    assert.equal(chat.choices[0].message.content, "Hi there!");
  });

  test("the provider's own 400 reaches the client unchanged", async () => {
    for (const stream of [false, true]) {
      const { error, row } = await refused(client.responses.create(ask("refused", { stream })));
      assertError(error, OpenAI.BadRequestError, {
        status: 400,
        error: {
          message: "temperature is out of range",
          type: "invalid_request_error",
          param: "temperature",
          code: "invalid_value",
        },
      });
      assert.equal((await row()).http_status, 400);
    }
    assert.equal(upstreamCalls.length, 2); // asked once each
  });
});

describe("limits", () => {
  test("what is left is in the headers, and in /v1/usage", async () => {
    const limits = ["--rpm", "2", "--tpm", "100000", "--budget", "5000tok/day"];
    const { id, key } = await gateway.issueKeyInEffect("ann", limits);
    const guest = clientOf(key);
    const { response, row } = await answered(guest.responses.create(ask("hello", { max_output_tokens: 100 })));
    assert.equal(response.headers.get("x-ratelimit-limit-requests"), "2");
    assert.equal(response.headers.get("x-ratelimit-remaining-requests"), "1");
    assert.match(response.headers.get("x-ratelimit-reset-requests"), /^(\d+m)?\d+(\.\d+)?s$/);
    assert.equal(response.headers.get("x-ratelimit-limit-tokens"), "100000");
    assert.ok(Number(response.headers.get("x-ratelimit-remaining-tokens")) < 100_000);
    assert.equal(response.headers.get("anthropic-ratelimit-requests-limit"), null); // the other dialect's
    await row();

    const own = await ownUsage(key);
    assert.equal(own.key.id, id);
    assert.equal(own.user, "ann");
    assert.equal(own.today.requests, 1);
    assert.equal(own.today.prompt_tokens, usage.prompt_tokens);
    assert.equal(own.today.completion_tokens, usage.completion_tokens);
    assert.deepEqual(own.last_30_days, own.today);
    const budget = own.limits.find(({ limit }) => limit.startsWith("budget "));
    assert.equal(budget.amount, 5000);
    assert.equal(budget.used, usage.total_tokens);
    assert.equal(budget.reserved, 0);
    assert.equal(budget.left, 5000 - usage.total_tokens);
    assert.ok(Date.parse(budget.resets_at) > Date.now());

    await guest.responses.create(ask("hello"));
    upstreamCalls.length = 0;
    const { error, row: refusedRow } = await refused(guest.responses.create(ask("hello")));
    assertError(error, OpenAI.RateLimitError, { status: 429, code: "rate_limit_exceeded", type: "rate_limit_error" });
    assert.equal(error.headers.get("x-ratelimit-remaining-requests"), "0");
    assert.ok(Number(error.headers.get("retry-after")) > 0);
    assert.equal((await refusedRow()).status, "refused");
    assert.equal(upstreamCalls.length, 0);
  });

  test("the client waits as it is told, and then has its answer", async () => {
    const { key } = await gateway.issueKeyInEffect("ann", ["--concurrency", "1"]);
    const { data: long } = await answered(clientOf(key).responses.create(ask("long", { stream: true })));
    const watched = watchedFetch(({ status }) => status === 429 && long.controller.abort());
    const patient = clientOf(key, { maxRetries: 2, fetch: watched });
    assert.equal((await patient.responses.create(ask("hello"))).output_text, "Hi there!");
    const [first, second] = watched.answers;
    assert.deepEqual(watched.answers.map(({ status }) => status), [429, 200]);
    assert.ok(second.at - first.at >= Number(first.headers.get("retry-after-ms")) - 2);
  });

  test("/v1/usage tells a stranger nothing", async () => {
    const answer = await ownUsage("sk-wrong");
    assert.equal(answer.error.code, "invalid_api_key");
  });
});
