#!/usr/bin/python3
"""Measures how long `prosa serve` takes until it listens, in wall-clock and in processor time.

    bench/start.py [RUNS]                          20 runs, unless told otherwise
    PROSA=/usr/bin/prosa bench/start.py            an installed Prosa; else that of this tree
    AGAINST=../before/prosa bench/start.py         both in turn, and the ratio pair by pair

From the start of the launcher until the last line of what the server tells when it is open. Processor time is
utime + stime of the process then, of all its threads: it hardly depends on what else the machine does, while the
wall clock does. Prints the medians. Build both trees first.
"""
import os
import statistics
import sys
import time

from harness import PROSA, built, serving

AGAINST = os.environ.get("AGAINST")


def start(program):
    """Wall-clock and processor time of one start, in seconds."""
    began = time.monotonic()
    with serving(program=program) as server:
        return time.monotonic() - began, server.processor_time()


def main():
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    programs = [PROSA] + ([AGAINST] if AGAINST else [])
    times = {program: [] for program in programs}
    for program in programs:
        built(program)
        start(program)  # its files are in the kernel's cache from here on
    for i in range(runs):
        for program in programs if i % 2 == 0 else programs[::-1]:
            times[program].append(start(program))
    for program in programs:
        print("%s: listens after %.3f s, processor time %.2f s (medians of %d)" % (
            program, *(statistics.median(one[i] for one in times[program]) for i in (0, 1)), runs))
    if AGAINST:
        for i, what in enumerate(("wall clock", "processor time")):
            ratios = [ours[i] / theirs[i] for ours, theirs in zip(times[PROSA], times[AGAINST])]
            print("%s, this / other: %.2f (median of the pairs, %.2f to %.2f)" % (
                what, statistics.median(ratios), min(ratios), max(ratios)))


if __name__ == "__main__":
    main()
