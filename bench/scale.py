#!/usr/bin/python3
"""Measures a server that is as full as 20,000 descriptors allow.

    bench/scale.py [PAIRS]         5 pairs, unless told otherwise

First two servers, one with 18,000 direct members who say nothing, one with none. Ten more direct members sit down
at each, at a table of their own, and say 200 messages a second together (2,000 deliveries); the servers are loaded
in turn. Told are the medians of the latency (a message to the one who said it and the nine others) and of the
server's processor time for a delivery, and the ratios pair by pair. Then one server with 18,900 direct members, of
whom each says a message in ten seconds, then two. Servers with the flags of `prosa serve` and no limits of
messages; each is warmed for 20 s. Needs gcc, and `ulimit -Hn` of 20,000.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

from harness import built, compiled, fail, load, load_command, serving

FLAGS = "--message-rate off --join-rate off --room-linger 1s".split()
HELD = int(os.environ.get("HELD", "18000"))
MOST = int(os.environ.get("MOST", "18900"))
DIRECT = ["-m", "direct"]
TALKERS = DIRECT + "-n 10 -r 200 -t 6".split()


def hold(server, zload):
    """Members who say nothing; returns when all sit."""
    held = subprocess.Popen(
        load_command(zload, server, *DIRECT, "-n", HELD, "-x", "-i", 3600, "-d", 200), stdout=subprocess.PIPE, text=True)
    for line in held.stdout:
        if line.startswith("placed="):
            print(line.strip(), flush=True)
            return held
    fail("not all members were seated")


def beside_idle_members(zload, pairs):
    with serving(*FLAGS) as empty, serving(*FLAGS) as full:
        held = hold(full, zload)
        try:
            talk_in_turn(zload, pairs, empty, full)
        finally:
            held.kill()
            held.wait()


def talk_in_turn(zload, pairs, empty, full):
    runs = {empty: [], full: []}
    for server in runs:
        load(zload, server, *DIRECT, "-n", 10, "-r", 200, "-t", 20)
        time.sleep(3)
    for i in range(pairs):
        for server in (empty, full) if i % 2 == 0 else (full, empty):
            runs[server].append(load(zload, server, *TALKERS))
            time.sleep(3)
    for name, what in (("p50_us", "latency, median, us"), ("p99_us", "latency, 99th percentile, us"),
                       ("cpu_us_per_delivery", "processor time, us a delivery")):
        ratios = [b[name] / a[name] for a, b in zip(runs[empty], runs[full])]
        print("ten talkers, %-30s alone %8.1f   among %d idle %8.1f   ratio %.2f (%.2f to %.2f)" % (
            what + ":", statistics.median(a[name] for a in runs[empty]), HELD,
            statistics.median(b[name] for b in runs[full]), statistics.median(ratios), min(ratios), max(ratios)), flush=True)
    print("lost: %d" % sum(run["lost"] for all_runs in runs.values() for run in all_runs))


def as_many_as_fit(zload):
    with serving(*FLAGS) as server:
        for rate in (MOST // 10, MOST // 5):
            told = load(zload, server, *DIRECT, "-n", MOST, "-r", rate, "-t", 30, "-d", 200)
            print("%d members, %d messages/s: placed %d in %d rooms, received %d, lost %d, p50 %d us, p99 %d us, "
                  "p99.9 %d us, %.2f us of the server a delivery, %.0f MB resident then" % (
                      MOST, rate, told["placed"], told["rooms"], told["received"], told["lost"], told["p50_us"],
                      told["p99_us"], told["p999_us"], told["cpu_us_per_delivery"], told["rss_mb"]), flush=True)
            time.sleep(5)


def main():
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    built()
    with tempfile.TemporaryDirectory() as folder:
        zload = compiled("zload", folder)
        beside_idle_members(zload, pairs)
        as_many_as_fit(zload)


if __name__ == "__main__":
    main()
