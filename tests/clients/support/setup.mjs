// SPDX-License-Identifier: MIT
// What the test programs begin and end with alike.
import assert from "node:assert/strict";

import { LLMock } from "@copilotkit/aimock";

import { story, usage } from "./calls.mjs";

// A provider that knows a few words; the program teaches it its own and starts it.
export function makeMock() {
  const mock = new LLMock({ port: 0 });
  mock.onMessage("hello", { content: "Hi there!", usage });
  mock.onMessage("story", { content: story, usage, finishReason: "stop" }, { chunkSize: 5 });
  // Longer than any test listens to it. The mock does not notice when nobody does, hence an end at all.
  mock.onMessage("long", { content: "word ".repeat(240), usage }, { chunkSize: 5, latency: 25 });
  return mock;
}

// Who is asked for the weather calls the tool first: `calls` are pairs of an id and the tool's input.
export function teachWeather(mock, calls, more = {}) {
  const toolCalls = calls.map(([id, input]) => ({ id, name: "get_weather", arguments: JSON.stringify(input) }));
  mock.addFixture({
    match: { userMessage: "weather", hasToolResult: false },
    response: { toolCalls, ...more, usage },
    chunkSize: 4,
  });
  mock.addFixture({ match: { userMessage: "weather", hasToolResult: true }, response: { content: "Sunny in both.", usage } });
}

// The gateway has to end well.
export async function stopAll(gateway, ...mocks) {
  await gateway?.stop();
  await Promise.all(mocks.map((mock) => mock?.stop()));
  if (gateway) assert.equal(gateway.exitCode, 0, gateway.errors);
}
