#!/usr/bin/python3
"""Measures what a delivery costs a server in its first seconds, and in those that follow.

    bench/warmup.py [ROUNDS] [WORKLOAD ...]           5 rounds of W4, unless told otherwise
    AGAINST=../before/prosa bench/warmup.py           both in turn, and the ratios

A server is started afresh, with the flags of `prosa serve` and no limits, and loaded three times for 5 s, by
bench/reference/zload with W1 to W4 of docs/benchmarks.md; the compilers of the JVM are at work meanwhile, and what
they take is in the figures: the processor time of the whole process for a delivery, in microseconds. Last in each row
is the resident memory afterwards, in MB. Prints each run and the medians. Build both trees first. Needs gcc.
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
PROGRAMS = [PROSA] + ([os.environ["AGAINST"]] if "AGAINST" in os.environ else [])
FLAGS = ("--bind 127.0.0.1 --port 0 --console off --message-rate off --join-rate off --frame-rate off --byte-rate off "
         "--request-rate off --room-linger 1s").split()
WORKLOADS = {"W1": "-n 10 -r 0 -w 8", "W2": "-n 10 -r 0 -w 1", "W3": "-n 1000 -r 0 -w 1", "W4": "-n 1000 -r 1000"}


def run(program, zload, workload):
    """Microseconds for a delivery in each of three loads, then the resident memory in MB."""
    server = subprocess.Popen(
        [program, "serve"] + FLAGS, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        port = None
        for line in server.stderr:
            found = re.search(r"127\.0\.0\.1:(\d+)", line)
            port = port or (found and found.group(1))
            if "Ctrl-C" in line:
                break
        if port is None:
            sys.exit("warmup.py: the server did not open")
        threading.Thread(target=lambda: [None for _ in server.stderr], daemon=True).start()
        figures = []
        for _ in range(3):
            told = subprocess.run([zload, "-p", port, "-P", str(server.pid), "-t", "5"] + WORKLOADS[workload].split(),
                                  stdout=subprocess.PIPE, text=True, check=True).stdout
            if int(re.search(r"lost=(-?\d+)", told).group(1)):
                sys.exit("warmup.py: messages were lost")
            figures.append(float(re.search(r"cpu_us_per_delivery=([\d.]+)", told).group(1)))
            time.sleep(1.5)  # its rooms close
        with open("/proc/%d/status" % server.pid) as status:
            figures.append(int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024)
        return figures
    finally:
        server.terminate()
        server.wait()


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    for program in PROGRAMS:
        subprocess.run([program, "--version"], stdout=subprocess.DEVNULL, check=True)
    with tempfile.TemporaryDirectory() as folder:
        zload = os.path.join(folder, "zload")
        subprocess.run(["gcc", "-O2", "-w", "-o", zload, os.path.join(ROOT, "bench/reference/zload.c")], check=True)
        for workload in sys.argv[2:] or ["W4"]:
            runs = {program: [] for program in PROGRAMS}
            for i in range(rounds):
                for program in PROGRAMS if i % 2 == 0 else PROGRAMS[::-1]:
                    runs[program].append(run(program, zload, workload))
                    print(workload, program, " ".join("%.2f" % one for one in runs[program][-1]), flush=True)
            for program in PROGRAMS:
                print(workload, program, "medians:", " ".join("%.2f" % statistics.median(one) for one in zip(*runs[program])), flush=True)
            if len(PROGRAMS) > 1:
                ratios = [[b / a for b, a in zip(*pair)] for pair in zip(runs[PROGRAMS[0]], runs[PROGRAMS[1]])]
                print(workload, "now / before, medians of the pairs:", " ".join("%.2f" % statistics.median(one) for one in zip(*ratios)), flush=True)


if __name__ == "__main__":
    main()
