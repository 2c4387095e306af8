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
import statistics
import sys
import tempfile
import time

from harness import PROSA, UNLIMITED, built, compiled, fail, flags_of, load, serving

PROGRAMS = [PROSA] + ([os.environ["AGAINST"]] if "AGAINST" in os.environ else [])


def run(program, zload, workload):
    """Microseconds for a delivery in each of three loads, then the resident memory in MB."""
    with serving(*UNLIMITED, "--room-linger", "1s", program=program) as server:
        costs = []
        for _ in range(3):
            told = load(zload, server, "-t", 5, *flags_of(workload))
            if told["lost"]:
                fail("messages were lost")
            costs.append(told["cpu_us_per_delivery"])
            time.sleep(1.5)  # its rooms close
        return costs + [server.resident()]


def main():
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    for program in PROGRAMS:
        built(program)
    with tempfile.TemporaryDirectory() as folder:
        zload = compiled("zload", folder)
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
