# SPDX-License-Identifier: MIT
# shellcheck shell=bash disable=SC2034,SC2154
# The upstream that every path of the throughput table ends at, and nginx as a reverse proxy before it. Sourced.
# One worker process each, as the gateway has one thread.

nginx_head() {
    cat <<CONF
daemon off;
worker_processes 1;
pid $work/$1.pid;
error_log $work/$1.error.log warn;
events { worker_connections 8192; }
http {
    access_log off;
    client_body_temp_path $work/$1.body;
    proxy_temp_path $work/$1.proxy;
    fastcgi_temp_path $work/$1.fastcgi;
    uwsgi_temp_path $work/$1.uwsgi;
    scgi_temp_path $work/$1.scgi;
    keepalive_requests 100000000;
CONF
}

# Sets tls_port, plain_port, upstream_pid and certificate.
start_upstream() {
    tls_port=$(free_port)
    plain_port=$(free_port)
    certificate=$work/upstream.pem
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj /CN=localhost \
        -addext subjectAltName=DNS:localhost,IP:127.0.0.1 -keyout "$work/upstream.key" -out "$certificate" 2>/dev/null
    local answer='{"id":"chatcmpl-1","object":"chat.completion","created":1755137921,"model":"bench-model","choices":[{"index":0,"message":{"role":"assistant","content":"Hello! It is good to have you here."},"finish_reason":"stop"}],"usage":{"prompt_tokens":28,"completion_tokens":10,"total_tokens":38}}'
    {
        nginx_head upstream
        cat <<CONF
    server {
        listen 127.0.0.1:$plain_port backlog=4096;
        listen 127.0.0.1:$tls_port ssl backlog=4096;
        ssl_certificate $certificate;
        ssl_certificate_key $work/upstream.key;
        ssl_session_cache shared:tls:1m;
        location / {
            default_type application/json;
            return 200 '$answer';
        }
    }
}
CONF
    } >"$work/upstream.conf"
    start "$work/upstream.log" nginx -p "$work" -c "$work/upstream.conf"
    upstream_pid=$started
    wait_for_port "$tls_port"
}

# Sets proxy_port and proxy_pid.
start_proxy() {
    proxy_port=$(free_port)
    {
        nginx_head proxy
        cat <<CONF
    upstream provider {
        server 127.0.0.1:$tls_port;
        keepalive 128;
        keepalive_requests 100000000;
    }
    server {
        listen 127.0.0.1:$proxy_port backlog=4096;
        location / {
            proxy_pass https://provider;
            proxy_http_version 1.1;
            proxy_set_header Connection "";
            proxy_set_header Host localhost;
            proxy_ssl_name localhost;
            proxy_ssl_verify on;
            proxy_ssl_trusted_certificate $certificate;
        }
    }
}
CONF
    } >"$work/proxy.conf"
    start "$work/proxy.log" nginx -p "$work" -c "$work/proxy.conf"
    proxy_pid=$started
    wait_for_port "$proxy_port"
}
