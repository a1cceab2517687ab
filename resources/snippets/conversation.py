from openai import OpenAI

client = OpenAI(base_url="{{address}}/v1", api_key="{{key}}")
answer = client.chat.completions.create(**{{body|raw}})
print(answer.choices[0].message.content)
