// SPDX-License-Identifier: MIT
// What the test programs look at on both sides of the gateway.
import assert from "node:assert/strict";
import diagnostics from "node:diagnostics_channel";

export const usage = { prompt_tokens: 12, completion_tokens: 7, total_tokens: 19 };
export const story = "One sunny day a small boat left the harbour. 有一天，小船离开了港口。🚢 ".repeat(8);

// Every call that a server in this process gets, which is what the gateway sends to the mocks; not when it asks for
// their models, in a moment of its own.
export const upstreamCalls = [];

diagnostics.subscribe("http.server.request.start", ({ request, response }) => {
  if (request.method !== "POST") return;
  const { url, headers, socket } = request;
  const call = { url, headers, port: socket.localPort, leftEarly: false };
  upstreamCalls.push(call);
  response.once("close", () => (call.leftEarly = !response.writableFinished));
});

// The call's answer and its row in the ledger.
export async function withRow(gateway, promise) {
  const { data, response } = await promise.withResponse();
  const id = response.headers.get("x-gateway-request-id");
  assert.match(id, /^req_/);
  return { data, response, id, row: () => gateway.settledRow(id) };
}

// What the call was refused with, and its row.
export async function refusal(gateway, promise) {
  const error = await promise.then(
    () => assert.fail("The call was answered."),
    (reason) => reason,
  );
  assert.ok(error.headers, error.stack);
  const id = error.headers.get("x-gateway-request-id");
  assert.match(id, /^req_/);
  return { error, id, row: () => gateway.settledRow(id) };
}

export async function collect(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

export function assertUsage(row, expected = usage) {
  assert.equal(row.usage_source, "provider");
  assert.equal(row.prompt_tokens, expected.prompt_tokens);
  assert.equal(row.completion_tokens, expected.completion_tokens);
}

export function assertError(error, type, expected) {
  assert.ok(error instanceof type, `${error.constructor.name}: ${error.message}`);
  for (const [name, value] of Object.entries(expected)) assert.deepEqual(error[name], value, name);
}

// A `fetch` for a client that keeps the status and the headers of every answer, its own retries included.
export function watchedFetch(onAnswer = () => {}) {
  const answers = [];
  const watched = async (url, options) => {
    const answer = await fetch(url, options);
    answers.push({ status: answer.status, headers: answer.headers, at: performance.now() });
    onAnswer(answers.at(-1), answers.length);
    return answer;
  };
  return Object.assign(watched, { answers });
}
