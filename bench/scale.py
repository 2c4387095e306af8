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
import re
import statistics
import subprocess
import sys
import tempfile
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROSA = os.environ.get("PROSA", os.path.join(ROOT, "prosa"))
FLAGS = "--bind 127.0.0.1 --port 0 --console off --message-rate off --join-rate off --room-linger 1s".split()
HELD = int(os.environ.get("HELD", "18000"))
MOST = int(os.environ.get("MOST", "18900"))
TALKERS = "-n 10 -r 200 -t 6".split()


class Server:
    """A server of its own, until it is ended."""

    def __init__(self):
        self.process = subprocess.Popen(
            [PROSA, "serve"] + FLAGS, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        self.port = None
        for line in self.process.stderr:
            found = re.search(r"127\.0\.0\.1:(\d+)", line)
            self.port = self.port or (found and found.group(1))
            if "Ctrl-C" in line:
                break
        if self.port is None:
            sys.exit("scale.py: the server did not open")
        threading.Thread(target=lambda: [None for _ in self.process.stderr], daemon=True).start()

    def load(self, zload, flags):
        """Loads it; what the load told, by name."""
        told = subprocess.run(self.command(zload, flags), stdout=subprocess.PIPE, text=True, check=True).stdout
        return {name: float(value) for name, value in re.findall(r"(\w+)=(-?[\d.]+)", told)}

    def command(self, zload, flags):
        return [zload, "-p", self.port, "-P", str(self.process.pid), "-m", "direct"] + flags

    def resident(self):
        with open("/proc/%d/status" % self.process.pid) as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024

    def end(self):
        self.process.terminate()
        self.process.wait()


def hold(server, zload):
    """Members who say nothing; returns when all sit."""
    held = subprocess.Popen(server.command(zload, ["-n", str(HELD), "-x", "-i", "3600", "-d", "200"]), stdout=subprocess.PIPE, text=True)
    for line in held.stdout:
        if line.startswith("placed="):
            print(line.strip(), flush=True)
            return held
    sys.exit("scale.py: not all members were seated")


def beside_idle_members(zload, pairs):
    empty, full = Server(), Server()
    held = hold(full, zload)
    try:
        runs = {empty: [], full: []}
        for server in runs:
            server.load(zload, ["-n", "10", "-r", "200", "-t", "20"])
            time.sleep(3)
        for i in range(pairs):
            for server in (empty, full) if i % 2 == 0 else (full, empty):
                runs[server].append(server.load(zload, TALKERS))
                time.sleep(3)
        for name, what in (("p50_us", "latency, median, us"), ("p99_us", "latency, 99th percentile, us"),
                           ("cpu_us_per_delivery", "processor time, us a delivery")):
            ratios = [b[name] / a[name] for a, b in zip(runs[empty], runs[full])]
            print("ten talkers, %-30s alone %8.1f   among %d idle %8.1f   ratio %.2f (%.2f to %.2f)" % (
                what + ":", statistics.median(a[name] for a in runs[empty]), HELD,
                statistics.median(b[name] for b in runs[full]), statistics.median(ratios), min(ratios), max(ratios)), flush=True)
        print("lost: %d" % sum(run["lost"] for all_runs in runs.values() for run in all_runs))
    finally:
        held.kill()
        held.wait()
        empty.end()
        full.end()


def as_many_as_fit(zload):
    server = Server()
    try:
        for rate in (MOST // 10, MOST // 5):
            told = server.load(zload, ["-n", str(MOST), "-r", str(rate), "-t", "30", "-d", "200"])
            print("%d members, %d messages/s: placed %d in %d rooms, received %d, lost %d, p50 %d us, p99 %d us, "
                  "p99.9 %d us, %.2f us of the server a delivery, %.0f MB resident then" % (
                      MOST, rate, told["placed"], told["rooms"], told["received"], told["lost"], told["p50_us"],
                      told["p99_us"], told["p999_us"], told["cpu_us_per_delivery"], told["rss_mb"]), flush=True)
            time.sleep(5)
    finally:
        server.end()


def main():
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    subprocess.run([PROSA, "--version"], stdout=subprocess.DEVNULL, check=True)  # built before anything is measured
    with tempfile.TemporaryDirectory() as folder:
        zload = os.path.join(folder, "zload")
        subprocess.run(["gcc", "-O2", "-w", "-o", zload, os.path.join(ROOT, "bench/reference/zload.c")], check=True)
        beside_idle_members(zload, pairs)
        as_many_as_fit(zload)


if __name__ == "__main__":
    main()
