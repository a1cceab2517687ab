// SPDX-License-Identifier: MIT
// Prices and budgets as clients meet them.
import assert from "node:assert/strict";
import { after, before, beforeEach, describe, test } from "node:test";
import { setTimeout } from "node:timers/promises";

import Anthropic from "@anthropic-ai/sdk";
import OpenAI from "openai";

import { assertError, collect, refusal, upstreamCalls, usage, watchedFetch, withRow } from "./support/calls.mjs";
import { Gateway, until } from "./support/gateway.mjs";
import { makeMock, stopAll } from "./support/setup.mjs";

// 1000 USD for a million tokens, so a call of 19 costs 19,000 millionths of a dollar.
const price = ["--input", "1000", "--output", "1000", "--currency", "USD"];
const cost = usage.total_tokens * 1000;

let mock;
let gateway;

const answered = (promise) => withRow(gateway, promise);
const refused = (promise) => refusal(gateway, promise);
const posts = () => upstreamCalls.length;

// max_tokens is what the answer has, so that what is held for a call is about what it takes.
function ask(text = "hello", options = {}) {
  return { model: "priced", max_tokens: 7, messages: [{ role: "user", content: text }], ...options };
}

// A client with the SDK's own retries and a count of its requests.
async function clientWith(options, Sdk = OpenAI, user = "ann") {
  const { id, key } = await gateway.issueKeyInEffect(user, options);
  const fetch = watchedFetch();
  const baseURL = Sdk === OpenAI ? `${gateway.url}/v1` : gateway.url;
  return Object.assign(new Sdk({ apiKey: key, baseURL, fetch, maxRetries: 4 }), { keyId: id, key, watched: fetch });
}

// Calls one after the other until one is refused; the rows of those that were not.
async function spend(client, request = ask(), bound = 20) {
  const ids = [];
  for (let i = 0; i < bound; i += 1) {
    const before = client.watched.answers.length;
    const calls = posts();
    const call = client.messages ? client.messages.create(request) : client.chat.completions.create(request);
    const outcome = await answered(call).catch((error) => error);
    if (outcome instanceof Error) {
      assert.equal(client.watched.answers.length, before + 1, "the client tried again");
      assert.equal(posts(), calls, "the provider was asked");
      return { rows: await gateway.settledRows(ids), error: outcome };
    }
    ids.push(outcome.id);
  }
  return assert.fail(`The budget was not used up by ${bound} calls.`);
}

async function limitsOf(client) {
  const answer = await fetch(`${gateway.url}/v1/usage`, { headers: { authorization: `Bearer ${client.key}` } });
  return (await answer.json()).limits;
}

before(async () => {
  mock = makeMock();
  mock.onMessage("refused", { error: { message: "no", type: "invalid_request_error" }, status: 400 });
  mock.onMessage("dropped", { content: "never", usage }, { chaos: { dropRate: 1 } });
  mock.onMessage("disconnected", { content: "never", usage }, { chaos: { disconnectRate: 1 } });
  mock.onMessage("broken", { content: "word ".repeat(40), usage }, { chunkSize: 5, latency: 5, truncateAfterChunks: 10 });
  mock.onMessage("slow", async () => {
    await setTimeout(400);
    return { content: "late", usage };
  });
  await mock.start();
  gateway = await Gateway.create();
  const options = ["--base-url", `${mock.url}/v1`, "--anthropic-url", mock.url, "--no-models"];
  await gateway.command(["provider", "add", "mock", "--dialect", "openai", ...options]);
  await gateway.command(["route", "set", "priced", "--to", "mock/gpt-priced"]);
  await gateway.command(["route", "set", "unpriced", "--to", "mock/gpt-nobody-knows"]);
  await gateway.command(["price", "set", "gpt-priced", ...price]);
  await gateway.command(["price", "set", "priced-*", ...price]); // of calls that are to fail
  await gateway.command(["config", "set", "usd_cny_rate", "7.5"]);
  for (const user of ["ann", "bob"]) await gateway.command(["user", "add", user]);
  await gateway.start();
});

after(() => stopAll(gateway, mock));

beforeEach(() => (upstreamCalls.length = 0));

describe("a budget of money", () => {
  test("is used up, and the client does not try again", async () => {
    const client = await clientWith(["--budget", "0.1USD/day"]);
    const { rows, error } = await spend(client);
    assert.ok(rows.length >= 3 && rows.length <= 5, `${rows.length} calls`);
    for (const row of rows) {
      assert.equal(row.cost_micros, cost);
      assert.equal(row.currency, "USD");
      assert.equal(row.priced, true);
    }
    assertError(error, OpenAI.RateLimitError, { status: 429, code: "insufficient_quota", type: "insufficient_quota" });
    assert.equal(error.headers.get("x-should-retry"), "false");
    assert.match(error.message, /0\.1\s?USD\/day/);
    assert.match(error.message, /resets at \d{4}-\d\d-\d\dT/);
    const row = await gateway.settledRow(error.headers.get("x-gateway-request-id"));
    assert.equal(row.status, "refused");
    assert.equal(row.http_status, 429);
    assert.match(row.error, /insufficient_quota/);
    assert.ok(!row.cost_micros);

    const [limit] = await limitsOf(client);
    assert.equal(limit.owner, "key");
    assert.equal(limit.amount, 100_000);
    assert.equal(limit.used, rows.length * cost);
    assert.equal(limit.reserved, 0);
    assert.equal(limit.left, 100_000 - limit.used);
  });

  test("is the same for Anthropic's client", async () => {
    const client = await clientWith(["--budget", "0.1USD/day"], Anthropic);
    const { rows, error } = await spend(client);
    assert.ok(rows.length >= 3 && rows.every((row) => row.cost_micros === cost));
    assertError(error, Anthropic.RateLimitError, { status: 429, type: "rate_limit_error" });
    assert.equal(error.headers.get("x-should-retry"), "false");
    assert.match(error.apiMessage, /budget/);
  });

  test("in the other currency, at the rate of the settings", async () => {
    const client = await clientWith(["--budget", "0.75CNY/month"]); // 0.1 USD
    const { rows, error } = await spend(client);
    assert.ok(rows.length >= 3 && rows.length <= 5, `${rows.length} calls`);
    assertError(error, OpenAI.RateLimitError, { code: "insufficient_quota" });
    const [limit] = await limitsOf(client);
    assert.equal(limit.amount, 750_000);
    assert.equal(limit.used, rows.length * cost * 7.5);
  });

  test("can be raised for its period, while the gateway runs", async () => {
    const client = await clientWith(["--budget", "0.05USD/hour"]);
    const { rows } = await spend(client);
    await gateway.command(["key", "raise", String(client.keyId), "0.05USD/hour"]);
    await gateway.inEffect();
    const more = await spend(client);
    assert.ok(more.rows.length > 0);
    const spent = (rows.length + more.rows.length) * cost;
    assert.ok(spent > 50_000 && spent <= 100_000, `${spent}`);
    assertError(more.error, OpenAI.RateLimitError, { code: "insufficient_quota" });
  });

  test("of a user is for all keys together", async () => {
    await gateway.command(["user", "set", "bob", "--budget", "0.1USD/week"]);
    const one = await clientWith([], OpenAI, "bob");
    const two = await clientWith([], Anthropic, "bob");
    await answered(two.messages.create(ask())).then(({ row }) => row());
    const { rows, error } = await spend(one);
    assertError(error, OpenAI.RateLimitError, { code: "insufficient_quota" });
    assert.match(error.message, /user/);
    const other = await refused(two.messages.create(ask()));
    assertError(other.error, Anthropic.RateLimitError, { status: 429 });
    const [limit] = await limitsOf(two);
    assert.equal(limit.owner, "user");
    assert.equal(limit.used, (rows.length + 1) * cost);
  });

  test("holds when many call at once", async () => {
    const client = await clientWith(["--budget", "0.2USD/total", "--strict"]);
    const outcomes = await Promise.all(
      Array.from({ length: 30 }, () => client.chat.completions.create(ask(), { maxRetries: 0 }).catch((error) => error)),
    );
    const good = outcomes.filter((outcome) => !(outcome instanceof Error));
    assert.ok(good.length > 0 && good.length < 30, `${good.length} answered`);
    for (const error of outcomes.filter((outcome) => outcome instanceof Error)) {
      assertError(error, OpenAI.RateLimitError, { status: 429, code: "insufficient_quota" });
    }
    const [limit] = await until(async () => {
      const limits = await limitsOf(client);
      return limits[0].reserved === 0 ? limits : null;
    }, "every call to be settled");
    assert.equal(limit.used, good.length * cost);
    assert.ok(limit.used <= 200_000, `${limit.used}`);
    assert.equal(posts(), good.length);
  });

  test("is not for models without a price, unless allowed", async () => {
    const strict = await clientWith(["--budget", "1USD/day"]);
    const { error, row } = await refused(strict.chat.completions.create(ask("hello", { model: "unpriced" })));
    assertError(error, OpenAI.PermissionDeniedError, { status: 403, code: "model_not_allowed" });
    assert.match(error.message, /price/);
    assert.equal((await row()).status, "refused");
    const lenient = await clientWith(["--budget", "1USD/day", "--allow-unpriced"]);
    const free = await (await answered(lenient.chat.completions.create(ask("hello", { model: "unpriced" })))).row();
    assert.equal(free.status, "ok");
    assert.equal(free.priced, false);
    assert.equal(free.cost_micros, null);
    assert.equal(free.prompt_tokens, usage.prompt_tokens);
  });
});

describe("a budget of tokens", () => {
  test("is used up", async () => {
    const client = await clientWith(["--budget", "100tok/hour"]);
    const { rows, error } = await spend(client, ask("hello", { model: "unpriced" }));
    assert.ok(rows.length >= 3 && rows.length <= 5, `${rows.length} calls`);
    assertError(error, OpenAI.RateLimitError, { code: "insufficient_quota" });
    assert.match(error.message, /100\s?tok\/hour/);
    const [limit] = await limitsOf(client);
    assert.equal(limit.used, rows.length * usage.total_tokens);
  });

  test("counts what was seen of a call that was left", async () => {
    const client = await clientWith(["--budget", "100000tok/day"]);
    const { data, row } = await answered(client.chat.completions.create(ask("long", { max_tokens: 500, stream: true })));
    let seen = 0;
    for await (const chunk of data) {
      seen += chunk.choices[0]?.delta?.content ? 1 : 0;
      if (seen === 5) data.controller.abort();
    }
    const settled = await row();
    assert.equal(settled.status, "cancelled");
    assert.equal(settled.usage_source, "partial");
    const [limit] = await limitsOf(client);
    assert.equal(limit.used, settled.prompt_tokens + settled.completion_tokens);
    assert.equal(limit.reserved, 0);
    assert.ok(limit.used > 0 && limit.used < 500);
  });
});

// Every way that a call can end, for a key that may make one at a time.
test("what has ended holds nothing any more", async () => {
  const client = await clientWith(["--concurrency", "1", "--tpm", "100000", "--budget", "1USD/day", "--budget", "5000tok/day"]);
  const create = (request, signal) => client.chat.completions.create(request, { maxRetries: 0, signal });
  const failing = (text) => refused(create(ask(text, { model: `mock/priced-${text}` })));
  const leftEarly = async (request, moment) => {
    const controller = new AbortController();
    const call = create(request, controller.signal);
    call.catch(() => {}); // it is aborted
    await moment(call);
    controller.abort();
  };
  const ways = {
    answered: async () => (await answered(create(ask()))).row(),
    refused: () => failing("refused"),
    dropped: () => failing("dropped"),
    disconnected: () => failing("disconnected"),
    broken: async () => {
      const { data } = await answered(create(ask("broken", { stream: true, model: "mock/priced-broken" })));
      await assert.rejects(collect(data), OpenAI.APIError);
    },
    "left in the middle": () =>
      leftEarly(ask("long", { max_tokens: 500, stream: true }), async (call) => {
        for await (const chunk of await call) if (chunk.choices[0]?.delta?.content) return;
      }),
    "left before the answer": () =>
      leftEarly(ask("slow", { model: "mock/priced-slow" }), () => {
        const calls = posts();
        return until(() => posts() > calls, "the call to reach the provider");
      }),
  };
  let limits = [];
  for (const [way, go] of Object.entries(ways)) {
    await go();
    const nothingHeld = async () => {
      limits = await limitsOf(client);
      return limits.every((limit) => limit.reserved === 0 && (limit.limit !== "concurrency" || limit.used === 0));
    };
    await until(nothingHeld, `nothing to be held by a call that was ${way}`);
  }
  const rows = (await gateway.rows()).filter(({ key_id: id }) => id === client.keyId).reverse();
  assert.deepEqual(
    rows.map(({ status, usage_source: source }) => [status, source]),
    [
      ["ok", "provider"],
      ["failed", "none"],
      ["failed", "none"],
      ["failed", "none"],
      ["failed", "partial"],
      ["cancelled", "partial"],
      ["cancelled", "provider"],
    ],
  );
  const sum = (name) => rows.reduce((all, row) => all + (row[name] ?? 0), 0);
  const used = (name) => limits.find(({ limit }) => limit === name).used;
  const tokens = sum("prompt_tokens") + sum("completion_tokens");
  assert.equal(used("budget 1USD/day"), sum("cost_micros"));
  assert.equal(used("budget 5000tok/day"), tokens);
  assert.equal(used("tokens per minute"), tokens);
});

test("the sums of the ledger are what the rows cost", async () => {
  const stream = await (await clientWith([])).chat.completions.create(ask("hello", { stream: true }));
  assert.ok((await collect(stream)).length > 0);
  const rows = await gateway.settledRows();
  const total = await gateway.json(["usage"]);
  assert.equal(total.cost.USD, rows.reduce((sum, row) => sum + (row.cost_micros ?? 0), 0));
  const byUser = await gateway.json(["usage", "--by", "user"]);
  assert.equal(byUser.reduce((sum, { cost: money }) => sum + (money.USD ?? 0), 0), total.cost.USD);
});
