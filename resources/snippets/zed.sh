export GATEWAY_API_KEY='{{key}}'
zed
