// SPDX-License-Identifier: MIT
// Anthropic's own client against the gateway, with mocks of the providers behind it.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";

import Anthropic from "@anthropic-ai/sdk";
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

const model = "claude-fast";
const weather = {
  name: "get_weather",
  description: "The weather of a city",
  input_schema: { type: "object", properties: { city: { type: "string" } }, required: ["city"] },
};
const toolCalls = [
  ["toolu_paris", { city: "Paris" }],
  ["toolu_beijing", { city: "北京" }],
];
const thought = "A greeting asks for a greeting. ".repeat(4);

let mock;
let scripted;
let gateway;
let client;
let apiKey;

function ask(text, options = {}) {
  return { model, max_tokens: 1024, messages: [{ role: "user", content: text }], ...options };
}

function clientOf(key, options = {}) {
  return new Anthropic({ apiKey: key, baseURL: gateway.url, maxRetries: 0, ...options });
}

function textOf(events) {
  return events.map((event) => (event.delta?.type === "text_delta" ? event.delta.text : "")).join("");
}

const answered = (promise) => withRow(gateway, promise);
const refused = (promise) => refusal(gateway, promise);
const limited = async (options) => clientOf((await gateway.issueKeyInEffect("ann", options)).key);

before(async () => {
  mock = makeMock();
  scripted = new ScriptedProvider();
  mock.mount("/rich", scripted);
  mock.onMessage("slow", async () => {
    await setTimeout(1500);
    return { content: "late", usage };
  });
  mock.onMessage("think", { content: "Hello.", reasoning: thought, reasoningSignature: "c2lnbmVk", usage }, { chunkSize: 9 });
  mock.onMessage("broken", { content: story, usage }, { chunkSize: 5, latency: 10, truncateAfterChunks: 8 });
  mock.onMessage("refused", {
    error: { message: "max_tokens: 1024 > 512, which is the maximum", type: "invalid_request_error" },
    status: 400,
  });
  teachWeather(mock, toolCalls, { reasoning: thought });
  await mock.start();

  gateway = await Gateway.create();
  const key = { input: "sk-provider-secret\n" };
  const provider = (name, ...options) => gateway.command(["provider", "add", name, ...options, "--key-stdin"], key);
  await provider("claude", "--preset", "anthropic", "--base-url", mock.url);
  await provider("both", "--dialect", "openai", "--base-url", `${mock.url}/v1`, "--anthropic-url", mock.url, "--no-models");
  await provider("rich", "--dialect", "anthropic", "--base-url", `${mock.url}/rich`);
  await provider("chat", "--dialect", "openai", "--base-url", `${mock.url}/v1`, "--no-models");
  await gateway.command(["route", "set", model, "--to", "claude/claude-3-7-sonnet"]);
  await gateway.command(["route", "set", "both", "--to", "both/kimi"]);
  await gateway.command(["route", "set", "chat-only", "--to", "chat/gpt-4o"]);
  await gateway.command(["user", "add", "ann"]);
  apiKey = await gateway.issueKey("ann");
  await gateway.start();
  client = clientOf(apiKey);
});

after(() => stopAll(gateway, mock));

beforeEach(() => (upstreamCalls.length = 0));

describe("messages", () => {
  test("plain", async () => {
    const { data, response, id, row } = await answered(client.messages.create(ask("hello")));
    assert.equal(data.content[0].text, "Hi there!");
    assert.deepEqual(data.usage, { input_tokens: 12, output_tokens: 7 });
    assert.equal(data.stop_reason, "end_turn");
    assert.equal(data._request_id, id); // where this client looks for it
    assert.equal(response.headers.get("x-gateway-attempts"), "claude=ok");
    const settled = await row();
    assert.equal(settled.status, "ok");
    assert.equal(settled.http_status, 200);
    assert.equal(settled.endpoint, "/v1/messages");
    assert.equal(settled.provider, "claude");
    assert.equal(settled.model, model);
    assert.equal(settled.stream, false);
    assert.equal(settled.attempts, 1);
    assertUsage(settled);
    assert.equal(settled.cached_tokens, null);
  });

  test("streamed", async () => {
    const { data, row } = await answered(client.messages.create(ask("story", { stream: true })));
    const events = await collect(data);
    assert.equal(textOf(events), story);
    assert.equal(events[0].type, "message_start");
    assert.equal(events.at(-1).type, "message_stop");
    const settled = await row();
    assert.equal(settled.status, "ok");
    assert.equal(settled.stream, true);
    assert.ok(settled.first_token_ms <= settled.duration_ms);
    assertUsage(settled);
  });

  test("the client's own stream helper", async () => {
    const stream = client.messages.stream(ask("story"));
    const deltas = [];
    stream.on("text", (delta) => deltas.push(delta));
    const message = await stream.finalMessage();
    assert.equal(message.content[0].text, story);
    assert.equal(deltas.join(""), story);
    assert.deepEqual(message.usage, { input_tokens: 12, output_tokens: 7 });
  });

  test("what the provider gets: its own key, the mapped model, and every unknown field and header", async () => {
    const extra = { metadata: { user_id: "ß" }, service_tier: "auto", brand_new: { a: [1, null] } };
    await client.messages.create(ask("hello", { model: "rich/claude-rich", ...extra }), {
      headers: { "anthropic-version": "2027-01-01", "anthropic-brand-new": "yes" },
    });
    const { headers } = upstreamCalls.at(-1);
    assert.equal(headers["x-api-key"], "sk-provider-secret");
    assert.equal(headers.authorization, undefined);
    assert.equal(headers["anthropic-version"], "2027-01-01");
    assert.equal(headers["anthropic-brand-new"], "yes");
    assert.ok(!JSON.stringify(headers).includes(apiKey));
    const { body } = scripted.requests.at(-1);
    assert.deepEqual(body, ask("hello", { model: "claude-rich", ...extra }));
  });

  test("a key in either header", async () => {
    const byToken = clientOf(null, { authToken: apiKey });
    assert.equal((await byToken.messages.create(ask("hello"))).content[0].text, "Hi there!");
    const byHeader = clientOf("unused", { defaultHeaders: { authorization: null, "x-api-key": apiKey } });
    assert.equal((await byHeader.messages.create(ask("hello"))).content[0].text, "Hi there!");
  });

  test("a provider with addresses for two dialects gets each in its own", async () => {
    const { data, row } = await answered(client.messages.create(ask("hello", { model: "both" })));
    assert.equal(data.content[0].text, "Hi there!");
    assert.equal((await row()).provider, "both");
    assert.equal(upstreamCalls.at(-1).url, "/v1/messages");
    assert.equal(upstreamCalls.at(-1).headers.authorization, "Bearer sk-provider-secret");
    const openAi = new OpenAI({ apiKey, baseURL: `${gateway.url}/v1`, maxRetries: 0 });
    const chat = await openAi.chat.completions.create({ model: "both", messages: [{ role: "user", content: "hello" }] });
    assert.equal(chat.choices[0].message.content, "Hi there!");
    assert.equal(upstreamCalls.at(-1).url, "/v1/chat/completions");
  });

  test("thinking, plain and streamed", async () => {
    const thinking = { type: "enabled", budget_tokens: 1024 };
    const expected = [
      { type: "thinking", thinking: thought, signature: "c2lnbmVk" },
      { type: "text", text: "Hello." },
    ];
    const plain = await client.messages.create(ask("think", { max_tokens: 2048, thinking }));
    assert.deepEqual(plain.content, expected);
    const streamed = await client.messages.stream(ask("think", { max_tokens: 2048, thinking })).finalMessage();
    assert.deepEqual(streamed.content.map(({ type, ...rest }) => ({ type, ...rest })), expected);
  });

  test("beta features pass untouched", async () => {
    const betas = ["context-management-2025-06-27", "brand-new-2027-01-01"];
    const edits = { context_management: { edits: [{ type: "clear_tool_uses_20250919" }] } };
    const request = ask("hello", { model: "rich/claude-rich", ...edits, betas });
    const answer = await client.beta.messages.create(request, { query: { beta: true } });
    assert.equal(answer.content[0].text, "Hello there");
    const { url, headers } = upstreamCalls.at(-1);
    assert.equal(url, "/rich/v1/messages?beta=true");
    assert.equal(headers["anthropic-beta"], betas.join(","));
    assert.deepEqual(scripted.requests.at(-1).body.context_management, edits.context_management);
  });

  test("many at once, each gets its own answer", async () => {
    const answers = await Promise.all(
      Array.from({ length: 24 }, async (_, i) =>
        i % 2 === 0
          ? textOf(await collect(await client.messages.create(ask("story", { stream: true }))))
          : (await client.messages.create(ask("hello"))).content[0].text,
      ),
    );
    answers.forEach((answer, i) => assert.equal(answer, i % 2 === 0 ? story : "Hi there!"));
  });
});

describe("usage and cost", () => {
  // 100 + 20 written, 12 of them for an hour, + 300 read = 420 of prompt; at 3, 3.75, 6 and 0.3 for a million, and 50 at 15.
  const cost = 100 * 3 + 8 * 3.75 + 12 * 6 + 300 * 0.3 + 50 * 15;

  function assertRich(row) {
    assertUsage(row, { prompt_tokens: 420, completion_tokens: 50 });
    assert.equal(row.cached_tokens, 300);
    assert.equal(row.cache_write_tokens, 20);
    assert.equal(row.cache_write_1h_tokens, 12);
    assert.equal(row.reasoning_tokens, 10);
    assert.equal(row.priced, true);
    assert.equal(row.cost_micros, cost);
    assert.equal(row.currency, "USD");
  }

  before(async () => {
    const rates = ["--input", "3", "--output", "15", "--cache-read", "0.3", "--cache-write", "3.75"];
    rates.push("--cache-write-1h", "6", "--currency", "USD");
    await gateway.command(["price", "set", "claude-rich", ...rates]);
    await gateway.inEffect();
  });

  test("plain", async () => {
    const { data, row } = await answered(client.messages.create(ask("hello", { model: "rich/claude-rich" })));
    assert.equal(data.usage.input_tokens, 100);
    assertRich(await row());
  });

  test("streamed, where the end corrects the beginning", async () => {
    const { data, row } = await answered(
      client.messages.create(ask("hello", { model: "rich/claude-rich", stream: true })),
    );
    assert.equal(textOf(await collect(data)), "Hello there");
    assertRich(await row());
  });

  test("counting tokens uses none", async () => {
    const { data, row } = await answered(
      client.messages.countTokens({ model: "rich/claude-rich", messages: [{ role: "user", content: "hello" }] }),
    );
    assert.deepEqual(data, { input_tokens: 42 });
    assert.equal(upstreamCalls.at(-1).url, "/rich/v1/messages/count_tokens");
    assert.equal(scripted.requests.at(-1).body.model, "claude-rich");
    const settled = await row();
    assert.equal(settled.status, "ok");
    assert.equal(settled.usage_source, "none");
    assert.equal(settled.prompt_tokens, null);
    assert.ok(!settled.cost_micros);
  });
});

describe("tools", () => {
  test("plain, with thinking and the round trip of the results", async () => {
    const thinking = { type: "enabled", budget_tokens: 1024 };
    const strict = { headers: { "x-aimock-strict": "true" } }; // refuses a turn whose thinking was lost
    const messages = [{ role: "user", content: "weather" }];
    const request = { model, max_tokens: 2048, messages, tools: [weather], thinking };
    const first = await client.messages.create(request, strict);
    assert.equal(first.stop_reason, "tool_use");
    const uses = first.content.filter((block) => block.type === "tool_use");
    assert.deepEqual(uses.map((use) => [use.id, use.input]), toolCalls);
    messages.push({ role: "assistant", content: first.content });
    messages.push({
      role: "user",
      content: uses.map((use) => ({ type: "tool_result", tool_use_id: use.id, content: "sunny" })),
    });
    const second = await client.messages.create(request, strict);
    assert.equal(second.content[0].text, "Sunny in both.");
  });

  test("streamed in pieces", async () => {
    const stream = client.messages.stream(ask("weather", { tools: [weather] }));
    let pieces = 0;
    stream.on("inputJson", () => (pieces += 1));
    const message = await stream.finalMessage();
    assert.ok(pieces > 4);
    assert.equal(message.stop_reason, "tool_use");
    const uses = message.content.filter((block) => block.type === "tool_use");
    assert.deepEqual(uses.map((use) => [use.id, use.input]), toolCalls);
  });
});

describe("leaving early", () => {
  test("an abort in the middle of a stream ends the call at the provider too", async () => {
    const { data, row } = await answered(client.messages.create(ask("long", { stream: true })));
    let seen = 0;
    for await (const event of data) {
      seen += event.type === "content_block_delta" ? 1 : 0;
      if (seen === 5) data.controller.abort();
    }
    const settled = await row();
    assert.equal(settled.status, "cancelled");
    assert.equal(settled.usage_source, "partial");
    assert.equal(settled.prompt_tokens, usage.prompt_tokens); // the stream began with it
    assert.ok(settled.completion_tokens > 0 && settled.completion_tokens < 240);
    await until(() => upstreamCalls.at(-1).leftEarly, "the provider to see that nobody listens");
  });

  test("an abort before a plain answer: it is read to its end, for its usage", async () => {
    const controller = new AbortController();
    const rows = (await gateway.rows()).length;
    const answer = client.messages.create(ask("slow"), { signal: controller.signal });
    answer.catch(() => {}); // it is looked at below
    await until(() => upstreamCalls.length > 0, "the call to reach the provider");
    controller.abort();
    await assert.rejects(answer, Anthropic.APIUserAbortError);
    const settled = await gateway.settledRowAfter(rows);
    assert.equal(settled.status, "cancelled");
    assertUsage(settled);
    assert.equal(upstreamCalls.at(-1).leftEarly, false);
  });
});

describe("errors", () => {
  test("an unknown key", async () => {
    const rows = (await gateway.rows()).length;
    const stranger = clientOf("sk-wrong");
    for (const call of [
      () => stranger.messages.create(ask("hello")),
      () => stranger.messages.create(ask("hello", { stream: true })),
      () => stranger.models.list(),
      () => stranger.messages.countTokens({ model, messages: ask("hello").messages }),
    ]) {
      const error = await call().catch((reason) => reason);
      assertError(error, Anthropic.AuthenticationError, { status: 401, type: "authentication_error" });
      assert.equal(error.error.type, "error");
      assert.equal(error.error.request_id, error.requestID);
    }
    assert.equal(upstreamCalls.length, 0);
    assert.equal((await gateway.rows()).length, rows);
  });

  test("a key that may not use the model", async () => {
    const guest = await limited(["--models", "other-*"]);
    const { error, row } = await refused(guest.messages.create(ask("hello")));
    assertError(error, Anthropic.PermissionDeniedError, { status: 403, type: "permission_error" });
    assert.equal((await row()).status, "refused");
  });

  test("a model that is there in another dialect only", async () => {
    const error = await client.messages.create(ask("hello", { model: "chat-only" })).catch((reason) => reason);
    assertError(error, Anthropic.NotFoundError, { status: 404, type: "not_found_error" });
    assert.match(error.apiMessage, /chat-only/);
    const openAi = new OpenAI({ apiKey, baseURL: `${gateway.url}/v1`, maxRetries: 0 });
    const other = await openAi.chat.completions.create({ model, messages: [] }).catch((reason) => reason);
    assertError(other, OpenAI.NotFoundError, { status: 404, code: "model_not_found" });
    assert.equal(upstreamCalls.length, 0);
  });

  test("no messages", async () => {
    const error = await client.messages.create({ model, max_tokens: 10 }).catch((reason) => reason);
    assertError(error, Anthropic.BadRequestError, { status: 400, type: "invalid_request_error" });
    assert.equal(upstreamCalls.length, 0);
  });

  test("the provider's own 400 reaches the client unchanged", async () => {
    for (const stream of [false, true]) {
      const { error, row } = await refused(client.messages.create(ask("refused", { stream })));
      assertError(error, Anthropic.BadRequestError, { status: 400 });
      assert.deepEqual(error.error, {
        type: "error",
        error: { type: "invalid_request_error", message: "max_tokens: 1024 > 512, which is the maximum" },
      });
      const settled = await row();
      assert.equal(settled.status, "failed");
      assert.equal(settled.http_status, 400);
      assert.equal(settled.usage_source, "none");
    }
    assert.equal(upstreamCalls.length, 2); // asked once each
  });

  test("a stream that the provider breaks off is no whole answer", async () => {
    const { data, row } = await answered(client.messages.create(ask("broken", { stream: true })));
    const events = [];
    const error = await (async () => {
      for await (const event of data) events.push(event);
    })().catch((reason) => reason);
    assertError(error, Anthropic.APIError, { type: "api_error" });
    assert.ok(textOf(events).length > 0);
    assert.ok(story.startsWith(textOf(events)));
    const settled = await row();
    assert.equal(settled.status, "failed");
    assert.equal(settled.usage_source, "partial");
    assert.equal(settled.attempts, 1);
  });

  test("an error of the provider in the middle of a stream", async () => {
    const { data, row } = await answered(
      client.messages.create(ask("break down", { model: "rich/claude-rich", stream: true })),
    );
    const events = [];
    const error = await (async () => {
      for await (const event of data) events.push(event);
    })().catch((reason) => reason);
    assertError(error, Anthropic.APIError, { type: "overloaded_error", apiMessage: "Overloaded" });
    assert.equal(textOf(events), "Hello");
    const settled = await row();
    assert.equal(settled.status, "failed");
    assert.match(settled.error, /overloaded_error/);
  });
});

describe("limits", () => {
  test("requests per minute", async () => {
    const guest = await limited(["--rpm", "2", "--tpm", "100000"]);
    const { response } = await answered(guest.messages.create(ask("hello")));
    assert.equal(response.headers.get("anthropic-ratelimit-requests-limit"), "2");
    assert.equal(response.headers.get("anthropic-ratelimit-requests-remaining"), "1");
    assert.match(response.headers.get("anthropic-ratelimit-requests-reset"), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ$/);
    assert.equal(response.headers.get("anthropic-ratelimit-tokens-limit"), "100000");
    assert.ok(Number(response.headers.get("anthropic-ratelimit-tokens-remaining")) < 100_000);
    assert.equal(response.headers.get("x-ratelimit-limit-requests"), null); // the other dialect's
    await guest.messages.create(ask("hello"));
    upstreamCalls.length = 0;
    const { error, row } = await refused(guest.messages.create(ask("hello")));
    assertError(error, Anthropic.RateLimitError, { status: 429, type: "rate_limit_error" });
    assert.equal(error.headers.get("anthropic-ratelimit-requests-remaining"), "0");
    assert.equal(error.headers.get("x-should-retry"), "true");
    const wait = Number(error.headers.get("retry-after-ms"));
    assert.ok(wait > 0 && wait < 61_000, `${wait}`);
    assert.equal(Number(error.headers.get("retry-after")), Math.ceil(wait / 1000));
    assert.equal(upstreamCalls.length, 0);
    const settled = await row();
    assert.equal(settled.status, "refused");
    assert.equal(settled.http_status, 429);
    assert.equal(settled.attempts, 0);
  });

  test("the client waits as it is told, and then has its answer", async () => {
    const { key } = await gateway.issueKeyInEffect("ann", ["--concurrency", "1"]);
    const { data: long } = await answered(clientOf(key).messages.create(ask("long", { stream: true })));
    const watched = watchedFetch(({ status }) => status === 429 && long.controller.abort());
    const patient = clientOf(key, { maxRetries: 2, fetch: watched });
    const answer = await patient.messages.create(ask("hello"));
    assert.equal(answer.content[0].text, "Hi there!");
    const [first, second] = watched.answers;
    assert.deepEqual(watched.answers.map(({ status }) => status), [429, 200]);
    assert.ok(second.at - first.at >= Number(first.headers.get("retry-after-ms")) - 2);
  });

  test("a provider's limits are shown where the key has none", async () => {
    const { response } = await answered(client.messages.create(ask("hello", { model: "rich/claude-rich" })));
    assert.equal(response.headers.get("anthropic-ratelimit-requests-limit"), "50");
    assert.match(response.headers.get("x-upstream-request-id"), /req_of_the_provider$/);
    assert.equal(response.headers.get("anthropic-organization-id"), null);
    const guest = await limited(["--rpm", "7"]);
    const own = await answered(guest.messages.create(ask("hello", { model: "rich/claude-rich" })));
    assert.equal(own.response.headers.get("anthropic-ratelimit-requests-limit"), "7");
  });
});

describe("models", () => {
  test("those that this client can ask for, in pages", async () => {
    const all = await client.models.list({ limit: 1000 });
    const ids = all.data.map((entry) => entry.id);
    assert.ok(ids.includes(model) && ids.includes("both") && ids.includes("claude-rich"), ids.join());
    assert.ok(!ids.includes("chat-only"));
    assert.equal(all.has_more, false);
    assert.equal(all.first_id, ids[0]);
    assert.equal(all.last_id, ids.at(-1));
    const paged = [];
    for await (const entry of client.models.list({ limit: 2 })) paged.push(entry.id);
    assert.deepEqual(paged, ids);
  });

  test("one", async () => {
    const entry = await client.models.retrieve(model);
    assert.equal(entry.type, "model");
    assert.equal(entry.id, model);
    assert.ok(entry.display_name.length > 0);
    assert.ok(!Number.isNaN(Date.parse(entry.created_at)));
    const error = await client.models.retrieve("no-such-model").catch((reason) => reason);
    assertError(error, Anthropic.NotFoundError, { status: 404, type: "not_found_error" });
  });
});
