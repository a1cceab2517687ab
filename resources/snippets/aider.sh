export OPENAI_API_BASE='{{address}}/v1'
export OPENAI_API_KEY='{{key}}'
aider --model 'openai/{{model}}'
