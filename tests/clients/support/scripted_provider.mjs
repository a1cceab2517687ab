// SPDX-License-Identifier: MIT
// Answers that the mock has no words for, as real providers give them: usage with its parts, pings, token counts,
// rate limits, a failure inside a stream, a long silence in it. It is mounted into the mock under a path of its own.
import { setTimeout } from "node:timers/promises";

const headers = {
  "content-type": "application/json",
  "request-id": "req_of_the_provider",
  "anthropic-ratelimit-requests-limit": "50",
  "x-ratelimit-limit-requests": "60",
  "anthropic-organization-id": "org-secret",
};

export const anthropicUsage = {
  input_tokens: 100,
  cache_creation_input_tokens: 20,
  cache_creation: { ephemeral_5m_input_tokens: 8, ephemeral_1h_input_tokens: 12 },
  cache_read_input_tokens: 300,
  output_tokens: 50,
  output_tokens_details: { thinking_tokens: 10 },
};

export const responsesUsage = {
  input_tokens: 420,
  input_tokens_details: { cached_tokens: 300 },
  output_tokens: 50,
  output_tokens_details: { reasoning_tokens: 10 },
  total_tokens: 470,
};

const message = {
  id: "msg_1",
  type: "message",
  role: "assistant",
  model: "claude-rich",
  content: [{ type: "text", text: "Hello there" }],
  stop_reason: "end_turn",
  stop_sequence: null,
  usage: anthropicUsage,
};

// The beginning of a stream has a smaller prompt than its end: the end is right.
const messageEvents = [
  {
    type: "message_start",
    message: { ...message, content: [], stop_reason: null, usage: { ...anthropicUsage, input_tokens: 43, output_tokens: 1 } },
  },
  { type: "content_block_start", index: 0, content_block: { type: "text", text: "" } },
  { type: "ping" },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: "Hello" } },
  { type: "ping" },
  { type: "content_block_delta", index: 0, delta: { type: "text_delta", text: " there" } },
  { type: "content_block_stop", index: 0 },
  { type: "message_delta", delta: { stop_reason: "end_turn", stop_sequence: null }, usage: anthropicUsage },
  { type: "message_stop" },
];

const overloaded = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };

const response = {
  id: "resp_1",
  object: "response",
  created_at: 1_790_000_000,
  model: "gpt-rich",
  status: "completed",
  output: [
    {
      type: "message",
      id: "msg_1",
      status: "completed",
      role: "assistant",
      content: [{ type: "output_text", text: "Hello there", annotations: [] }],
    },
  ],
  usage: responsesUsage,
};

const responseFailure = { code: "server_error", message: "The model broke down." };
const responseBegins = [
  { type: "response.created", response: { ...response, status: "in_progress", output: [], usage: null } },
  { type: "response.output_text.delta", item_id: "msg_1", output_index: 0, content_index: 0, delta: "Hello" },
];
const responseEvents = [...responseBegins, { type: "response.completed", response }];
const failedEvents = [
  ...responseBegins,
  { type: "response.failed", response: { ...response, status: "failed", output: [], usage: null, error: responseFailure } },
];

async function readJson(request) {
  let text = "";
  for await (const piece of request.setEncoding("utf8")) text += piece;
  return JSON.parse(text);
}

export class ScriptedProvider {
  requests = []; // body and path of each call
  silence = 1500;

  async handleRequest(request, answer, path) {
    const json = (value, status = 200) => answer.writeHead(status, headers).end(JSON.stringify(value));
    const stream = async (events, silenceBefore = -1, breaks = false) => {
      answer.writeHead(200, { ...headers, "content-type": "text/event-stream; charset=utf-8" });
      for (const [i, event] of events.entries()) {
        if (i === silenceBefore) await setTimeout(this.silence);
        if (i === silenceBefore && breaks) return answer.destroy();
        const numbered = event.type.startsWith("response.") ? { ...event, sequence_number: i } : event;
        answer.write(`event: ${event.type}\ndata: ${JSON.stringify(numbered)}\n\n`);
      }
      return answer.end();
    };
    if (request.method === "GET" && path === "/v1/models") {
      json({ data: [{ type: "model", id: "claude-rich", display_name: "Rich" }], has_more: false, first_id: "claude-rich" });
      return true;
    }
    if (request.method !== "POST") return false;
    const body = await readJson(request);
    this.requests.push({ path: request.url, body });
    const text = JSON.stringify(body);
    const events = path === "/v1/messages" ? messageEvents : responseEvents;
    if (text.includes("fall silent")) await stream(events, 1, text.includes("for ever"));
    else if (path === "/v1/messages/count_tokens") json({ input_tokens: 42 });
    else if (path === "/v1/messages" && text.includes("break down")) await stream([...messageEvents.slice(0, 4), overloaded]);
    else if (path === "/v1/messages") body.stream ? await stream(messageEvents) : json(message);
    else if (path === "/v1/responses" && text.includes("break down")) await stream(failedEvents);
    else if (path === "/v1/responses") body.stream ? await stream(responseEvents) : json(response);
    else json({ error: { message: "no such path" } }, 404);
    return true;
  }
}
