#!/usr/bin/python3
"""Compares what `prosa bench` measures with what the reference load measures: the same server, the same load.

    bench/agree.py [WORKLOAD ...]            W1 W2 W3 W4, unless told otherwise
    TURNS=24 PAIRS=3 PIN=no bench/agree.py   turns of each load in W1 and W2; pairs of runs in W3 and W4

The processors of a shared machine are now faster, now slower, by half within a minute, and two runs after each other tell
more of that than of the load. So in the closed loops (W1 to W3) both loads are connected to one server, and take turns of
0.4 s: one is stopped (SIGSTOP) while the other one runs. The server's processor time is read after each turn, to the
nanosecond (schedstat of its threads), and divided by what each load has received. An open loop (W4) cannot be stopped
without a crowd of late messages: there the loads run after each other, and which one begins changes from pair to pair.

The server has the first processor, the load the last one, and both go before whatever else runs there (SCHED_RR, as root),
unless PIN=no. Needs gcc. Prints each measurement and the ratios; ends with 1 if one is not within 5 %, or something is lost.
"""
import contextlib
import glob
import json
import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time

from harness import PROSA, UNLIMITED, WORKLOADS, built, compiled, drained, fail, figures, flags_of, load_command, serving

TURN = 0.4
TURNS = int(os.environ.get("TURNS", "24"))
PAIRS = int(os.environ.get("PAIRS", "3"))
WARMUP = float(os.environ.get("WARMUP", "20"))
PIN = os.environ.get("PIN", "yes") == "yes"
SERVER_AT = ["chrt", "-r", "1", "taskset", "-c", "0"] if PIN else []
LOAD_AT = ["chrt", "-r", "1", "taskset", "-c", str(os.cpu_count() - 1)] if PIN else []


class LoadedServer:
    """A server, and the two loads of a workload for it."""

    def __init__(self, server, zload, workload):
        self.server, self.zload, self.workload = server, zload, workload
        self.users, self.window, self.rate = WORKLOADS[workload]

    def cpu(self):
        """The server's processor time so far, in seconds."""
        total = 0
        for file in glob.glob("/proc/%d/task/*/schedstat" % self.server.pid):
            try:
                total += int(open(file).read().split()[0])
            except OSError:
                pass  # a thread that has ended
        return total / 1e9

    def reference(self, seconds):
        return LOAD_AT + load_command(self.zload, self.server, *flags_of(self.workload), "-t", int(seconds))

    def bench(self, seconds):
        return LOAD_AT + [PROSA, "bench", "127.0.0.1:%d" % self.server.port, "--users", str(self.users),
                          "--window", str(self.window), "--rate", str(self.rate), "--warmup", "5s",
                          "--time", "%ds" % seconds, "--pid", str(self.server.pid), "--json"]


@contextlib.contextmanager
def warmed(zload, workload):
    """A server with its limits off, which the reference load has warmed up."""
    with serving(*UNLIMITED, "--room-linger", "1s", "--stuck-after", "60s", within=SERVER_AT) as server:
        loaded = LoadedServer(server, zload, workload)
        subprocess.run(loaded.reference(WARMUP), stdout=subprocess.DEVNULL, check=True)
        time.sleep(2)  # empty rooms close, so that the next run is seated as on a fresh server
        yield loaded


def by_turns(server):
    """Processor time per delivery in microseconds by the reference load and by ours, and what was lost."""
    both = TURNS * 2 * (TURN + 0.05)
    cpu = {"zload": 0.0, "bench": 0.0}
    bench = subprocess.Popen(
        server.bench(both + 12), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    loads = {"bench": bench}
    try:
        for line in bench.stderr:
            if re.match(r"warming up +5 s|measuring", line):
                break  # its measurement begins
        before = server.cpu()
        drained(bench.stderr)

        def turn(who, seconds):
            nonlocal before
            loads[who].send_signal(signal.SIGCONT)
            time.sleep(seconds)
            loads[who].send_signal(signal.SIGSTOP)
            time.sleep(0.03)  # the server answers what is there
            now = server.cpu()
            cpu[who] += now - before
            before = now

        turn("bench", TURN)
        zload = subprocess.Popen(server.reference(both + 3), stdout=subprocess.PIPE, text=True)
        loads["zload"] = zload
        told = ""
        for line in zload.stdout:
            told += line
            if line.startswith("server rss"):
                break  # all are seated
        zload.send_signal(signal.SIGSTOP)
        time.sleep(0.05)
        before = server.cpu()  # without the seats
        for i in range(TURNS):
            for who in ("bench", "zload") if i % 2 == 0 else ("zload", "bench"):
                turn(who, TURN)
        for who in ("zload", "bench"):  # each runs to its end, alone
            loads[who].send_signal(signal.SIGCONT)
            if who == "zload":
                told += zload.stdout.read()
            else:
                result = json.loads(bench.stdout.read())
            loads[who].wait()
            now = server.cpu()
            cpu[who] += now - before
            before = now
    finally:
        for load in loads.values():
            if load.poll() is None:
                load.kill()
    reference = figures(told)
    lost = reference["lost"] + result["lost"]
    return cpu["zload"] * 1e6 / reference["received"], cpu["bench"] * 1e6 / result["delivered"], lost


def after_each_other(server):
    """The same of whole runs, as medians; each tells its own."""
    runs = {"zload": [], "bench": []}
    lost = 0
    for i in range(PAIRS):
        for who in ("bench", "zload") if i % 2 == 0 else ("zload", "bench"):
            if who == "zload":
                told = subprocess.run(server.reference(8), stdout=subprocess.PIPE, text=True, check=True).stdout
                runs[who].append(figures(told)["cpu_us_per_delivery"])
                lost += figures(told)["lost"]
            else:
                told = subprocess.run(
                    server.bench(8), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout
                result = json.loads(told)
                runs[who].append(result["server"]["cpuMicrosPerDelivery"])
                lost += result["lost"]
            print("  %s %.3f" % (who, runs[who][-1]), flush=True)
            time.sleep(2)
    return statistics.median(runs["zload"]), statistics.median(runs["bench"]), lost


def main():
    wanted = sys.argv[1:] or list(WORKLOADS)
    for workload in wanted:
        if workload not in WORKLOADS:
            fail("no workload %s" % workload)
    built()
    agree = True
    with tempfile.TemporaryDirectory() as folder:
        zload = compiled("zload", folder)
        for workload in wanted:
            with warmed(zload, workload) as server:
                reference, ours, lost = (by_turns if server.users <= 10 else after_each_other)(server)
            print("%s CPU microseconds per delivery: zload %.3f, prosa bench %.3f, ratio %.3f, lost %d"
                  % (workload, reference, ours, ours / reference, lost), flush=True)
            agree = agree and lost == 0 and abs(ours / reference - 1) <= 0.05
    sys.exit(0 if agree else 1)


if __name__ == "__main__":
    main()
