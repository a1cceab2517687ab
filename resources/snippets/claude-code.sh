export ANTHROPIC_BASE_URL='{{address}}'
export ANTHROPIC_AUTH_TOKEN='{{key}}'
export ANTHROPIC_MODEL='{{model}}'
export ANTHROPIC_DEFAULT_OPUS_MODEL='{{model}}'
export ANTHROPIC_DEFAULT_SONNET_MODEL='{{model}}'
export ANTHROPIC_DEFAULT_HAIKU_MODEL='{{model}}'
claude
