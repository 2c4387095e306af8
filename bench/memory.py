#!/usr/bin/python3
"""Measures the resident memory of a server: idle, with many members, while they talk, and after they have left.

    bench/memory.py [MEMBERS]                 9,000 direct members, unless told otherwise
    PROSA=/usr/bin/prosa bench/memory.py      an installed Prosa; else that of this tree
    KIND=zmq bench/memory.py                  classic members (or browser); else direct ones
    HISTOGRAM=yes bench/memory.py             also what is on the heap while the members are idle (needs jcmd)

A server of its own for each run, with the flags of `prosa serve` and no limits of messages. It is looked at:
idle, 40 s after the start; 5 s after the last member sat down; while each member says one message a second for
20 s (as in workload W4), the most of each second; then 60 s after they have left, and 30 s later. Told are VmRSS
in MB, and its parts by /proc/PID/smaps: the heap and other anonymous memory, the cache of loaded classes, the
JVM's code. Needs gcc. It measures memory, not time, so that other work on the machine does not matter much.
"""
import collections
import os
import re
import subprocess
import sys
import tempfile
import time

from harness import built, compiled, load_command, serving

KIND = os.environ.get("KIND", "direct")
IDLE = int(os.environ.get("IDLE", "40"))
SEATED = int(os.environ.get("SEATED", "5"))
TALK = int(os.environ.get("TALK", "20"))
GONE = int(os.environ.get("GONE", "60"))


def parts(pid):
    """Resident memory in MB by what it is for."""
    found = collections.Counter()
    name = ""
    with open("/proc/%d/smaps" % pid) as maps:
        for line in maps:
            mapping = re.match(r"[0-9a-f]+-[0-9a-f]+ \S+ \S+ \S+ \S+\s*(.*)", line)
            if mapping:
                name = mapping.group(1)
            elif line.startswith("Rss:"):
                kind = ("cache" if name.endswith((".aot", ".jsa")) else "jvm" if name.endswith("libjvm.so")
                        else "files" if name.startswith("/") else "anonymous")
                found[kind] += int(line.split()[1]) / 1024
    return "  ".join("%s %.1f" % (kind, found[kind]) for kind in ("anonymous", "cache", "jvm", "files"))


def tell(phase, server):
    print("%-28s %6.1f MB   %s" % (phase, server.resident(), parts(server.pid)), flush=True)


def main():
    members = int(sys.argv[1]) if len(sys.argv) > 1 else 9000
    flags = "--message-rate off --join-rate off --room-linger 1s".split()
    built()
    with tempfile.TemporaryDirectory() as folder:
        zload = compiled("zload", folder)
        with serving(*flags) as server:
            time.sleep(IDLE)
            tell("idle", server)
            load = subprocess.Popen(
                load_command(zload, server, "-m", KIND, "-n", members, "-r", members, "-t", TALK, "-i", SEATED, "-d", 200),
                stdout=subprocess.PIPE, text=True)
            told = ""
            for line in load.stdout:
                told += line
                if line.startswith("server rss"):
                    break  # all are seated
            time.sleep(SEATED - 1)
            tell("%d members, idle" % members, server)
            if os.environ.get("HISTOGRAM"):
                histogram = subprocess.run(["jcmd", str(server.pid), "GC.class_histogram"], stdout=subprocess.PIPE, text=True).stdout
                print("\n".join(histogram.splitlines()[:40] + histogram.splitlines()[-1:]), flush=True)
            most = 0.0
            while load.poll() is None:
                most = max(most, server.resident())
                time.sleep(1)
            told += load.stdout.read()
            print("%-28s %6.1f MB" % ("talking, the most", most), flush=True)
            print("  " + "  ".join(re.findall(r"(?:sent|received|lost|deliveries_per_s|cpu_us_per_delivery)=\S+", told)), flush=True)
            time.sleep(GONE)
            tell("%d s after they left" % GONE, server)
            time.sleep(30)
            tell("%d s after they left" % (GONE + 30), server)


if __name__ == "__main__":
    main()
