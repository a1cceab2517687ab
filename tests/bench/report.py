# SPDX-License-Identifier: MIT
"""report.py RESULTS.tsv: the figures of one run as Markdown, with the targets beside them."""
import sys

figures = dict(line.rstrip("\n").split("\t", 1) for line in open(sys.argv[1]))


def number(name):
    try:
        return float(figures[name])
    except (KeyError, ValueError):
        return None


def text(value, pattern="{:,.0f}"):
    return "-" if value is None else pattern.format(value)


def verdict(value, reached):
    return "-" if value is None else ("reached" if reached(value) else "**missed**")


def ratio(one, other):
    return None if one is None or not other else one / other


print(f"### {figures['date']}, commit {figures['commit']}\n")
print(f"{figures['machine']}; Qt {figures['qt']}; load before the run {figures['load']}.\n")



def megabytes(name):
    return None if number(name) is None else number(name) * 1024 / 1e6


targets = []
if number("throughput.gateway.16.rps") is not None:
    paths = [("upstream asked directly (TLS)", "direct"), ("nginx as reverse proxy", "nginx"), ("gateway", "gateway")]
    if number("throughput.bare.16.rps") is not None:
        paths.append(("Qt alone: QHttpServer to QNetworkAccessManager", "bare"))
    if number("throughput.baseline.16.rps") is not None:
        paths.append(("Flask baseline (plain upstream)", "baseline"))
    print("| path | c=1 req/s | p50 | p99 | c=16 req/s | p50 | p99 | c=64 req/s | p50 | p99 | CPU per answer at 16 |")
    print("|---|---|---|---|---|---|---|---|---|---|---|")
    for label, path in paths:
        cells = []
        for connections in (1, 16, 64):
            cells.append(text(number(f"throughput.{path}.{connections}.rps")))
            for figure in ("p50", "p99"):
                cells.append(text(number(f"throughput.{path}.{connections}.{figure}"), "{:,.0f} us"))
        cells.append(text(number(f"throughput.{path}.16.cpu"), "{:,.0f} us"))
        print(f"| {label} | " + " | ".join(cells) + " |")
    failed = sum(number(f"throughput.{path}.{c}.errors") or 0 for _, path in paths for c in (1, 16, 64))
    print(f"\nFailed answers: {failed:.0f}. Ledger: {figures.get('throughput.ledger', '-')}. "
          f"Peak memory of the gateway: {text(megabytes('throughput.gateway.peak_kib'))} MB.\n")
    to_nginx = ratio(number("throughput.gateway.16.rps"), number("throughput.nginx.16.rps"))
    to_baseline = ratio(number("throughput.gateway.16.rps"), number("throughput.baseline.16.rps"))
    to_bare = ratio(number("throughput.gateway.16.rps"), number("throughput.bare.16.rps"))
    bare_to_nginx = ratio(number("throughput.bare.16.rps"), number("throughput.nginx.16.rps"))
    added = number("throughput.gateway.1.p50") - number("throughput.direct.1.p50")
    targets += [
        ("throughput at 16, of nginx's", text(to_nginx, "{:.2f}"), "0.22", verdict(to_nginx, lambda v: v >= 0.22)),
        ("throughput at 16, of the baseline's", text(to_baseline, "{:.0f} times"), "20 times",
         verdict(to_baseline, lambda v: v >= 20)),
        ("median at 1 over the upstream asked directly", text(added, "{:.0f} us"), "250 us",
         verdict(added, lambda v: v <= 250)),
    ]
    if to_bare is not None:
        bare_added = number("throughput.bare.1.p50") - number("throughput.direct.1.p50")
        targets += [
            ("Qt alone: throughput at 16, of nginx's", text(bare_to_nginx, "{:.2f}"), "", ""),
            ("Qt alone: median at 1 over the upstream asked directly", text(bare_added, "{:.0f} us"), "", ""),
            ("throughput at 16, of Qt alone", text(to_bare, "{:.2f}"), "", ""),
        ]
if number("streams.gateway.errors") is not None:
    print("| 1,000 streams of 50 chunks | errors | most at once | first token p50 | p99 | chunk on its way p50 | p99 |")
    print("|---|---|---|---|---|---|---|")
    for label, path in (("directly", "direct"), ("through the gateway", "gateway")):
        cells = [text(number(f"streams.{path}.{figure}"), pattern) for figure, pattern in (
            ("errors", "{:.0f}"), ("peak_streams", "{:,.0f}"), ("first_token_p50_ms", "{:.1f} ms"),
            ("first_token_p99_ms", "{:.1f} ms"), ("transit_p50_ms", "{:.1f} ms"), ("transit_p99_ms", "{:.1f} ms"))]
        print(f"| {label} | " + " | ".join(cells) + " |")
    print()
    errors = number("streams.gateway.errors")
    memory = megabytes("streams.gateway.peak_kib")
    later = number("streams.gateway.first_token_p99_ms") - number("streams.direct.first_token_p99_ms")
    targets += [
        ("1,000 streams: errors or chunks out of order", text(errors), "0", verdict(errors, lambda v: v == 0)),
        ("1,000 streams: peak resident", text(memory, "{:.0f} MB"), "150 MB", verdict(memory, lambda v: v <= 150)),
        ("1,000 streams: first token later, p99", text(later, "{:.1f} ms"), "25 ms", verdict(later, lambda v: v <= 25)),
    ]
if number("pressure.growth_kib") is not None:
    growth = megabytes("pressure.growth_kib")
    targets.append(("400 MB from upstream, client not reading: growth", text(growth, "{:.1f} MB"), "8 MB",
                    verdict(growth, lambda v: v < 8)))
if number("start.median_ms") is not None:
    start = number("start.median_ms")
    targets.append((f"`serve` accepts, {text(number('start.rows'))} rows", text(start, "{:.0f} ms"), "150 ms",
                    verdict(start, lambda v: v <= 150)))
for name, label, bound in (("headless", "idle, headless", 40), ("desktop", "idle, desktop", 100)):
    resident = megabytes(f"idle.{name}_kib")
    if resident is not None:
        targets.append((label, text(resident, "{:.1f} MB"), f"{bound} MB",
                        verdict(resident, lambda v, bound=bound: v <= bound)))

if number("window.offscreen.start_ms") is not None:
    pages = [name.split(".")[3] for name in figures
             if name.startswith("window.xcb.page.") and name.endswith(".cold_ms")]
    print("| page, ms | first opened | with its data | opened again | with its data |")
    print("|---|---|---|---|---|")
    for page in pages:
        cells = [text(number(f"window.xcb.page.{page}.{figure}_ms"))
                 for figure in ("cold", "cold_filled", "again", "again_filled")]
        print(f"| {page} | " + " | ".join(cells) + " |")
    print()
    print("| main thread, calls passing | calls/s | late, p99 | late, most | work at once, most | beats late by over "
          "16 ms |")
    print("|---|---|---|---|---|---|")
    for label, phase in (("Overview", "overview"), ("Requests", "requests"), ("Requests, being scrolled", "scrolling")):
        name = f"window.beat.{phase}"
        print(f"| {label} | {text(number(name + '.calls_per_second'))} | {text(number(name + '.p99_ms'), '{:.1f} ms')} | "
              f"{text(number(name + '.max_ms'), '{:.1f} ms')} | {text(number(name + '.work_max_ms'), '{:.1f} ms')} | "
              f"{text(number(name + '.late'))} of {text(number(name + '.beats'))} |")
    print()
    rows = text(number("window.rows"))
    start = number("window.xcb.start_ms")
    slowest = max(number(f"window.xcb.page.{page}.cold_filled_ms") for page in pages)
    block = max(number(f"window.beat.{phase}.max_ms") for phase in ("overview", "requests", "scrolling"))
    resident = megabytes("window.idle_kib")
    targets += [
        (f"window with its figures, {rows} rows", text(start, "{:.0f} ms"), "300 ms", verdict(start, lambda v: v <= 300)),
        ("slowest page, first opened, with its data", text(slowest, "{:.0f} ms"), "100 ms",
         verdict(slowest, lambda v: v <= 100)),
        ("main thread away, at most, 200 calls/s", text(block, "{:.1f} ms"), "16 ms", verdict(block, lambda v: v <= 16)),
        (f"idle, desktop, {rows} rows", text(resident, "{:.1f} MB"), "100 MB", verdict(resident, lambda v: v <= 100)),
    ]

if targets:
    print("| figure | measured | target | |")
    print("|---|---|---|---|")
    for row in targets:
        print("| " + " | ".join(row) + " |")
