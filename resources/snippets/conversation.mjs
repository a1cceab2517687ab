import OpenAI from "openai";

const client = new OpenAI({ baseURL: "{{address}}/v1", apiKey: "{{key}}" });
const answer = await client.chat.completions.create({{body|raw}});
console.log(answer.choices[0].message.content);
