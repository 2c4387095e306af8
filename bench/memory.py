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
import threading
import time

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROSA = os.environ.get("PROSA", os.path.join(ROOT, "prosa"))
KIND = os.environ.get("KIND", "direct")
IDLE = int(os.environ.get("IDLE", "40"))
SEATED = int(os.environ.get("SEATED", "5"))
TALK = int(os.environ.get("TALK", "20"))
GONE = int(os.environ.get("GONE", "60"))


def resident(pid):
    """VmRSS in MB."""
    with open("/proc/%d/status" % pid) as status:
        return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024


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


def tell(phase, pid):
    print("%-28s %6.1f MB   %s" % (phase, resident(pid), parts(pid)), flush=True)


def main():
    members = int(sys.argv[1]) if len(sys.argv) > 1 else 9000
    flags = "--bind 127.0.0.1 --port 0 --console off --message-rate off --join-rate off --room-linger 1s"
    subprocess.run([PROSA, "--version"], stdout=subprocess.DEVNULL, check=True)  # built before anything is measured
    with tempfile.TemporaryDirectory() as folder:
        zload = os.path.join(folder, "zload")
        subprocess.run(["gcc", "-O2", "-w", "-o", zload, os.path.join(ROOT, "bench/reference/zload.c")], check=True)
        server = subprocess.Popen([PROSA, "serve"] + flags.split(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
        try:
            port = None
            for line in server.stderr:
                found = re.search(r"127\.0\.0\.1:(\d+)", line)
                port = port or (found and found.group(1))
                if "Ctrl-C" in line:
                    break
            if port is None:
                sys.exit("memory.py: the server did not open")
            threading.Thread(target=lambda: [None for _ in server.stderr], daemon=True).start()
            time.sleep(IDLE)
            tell("idle", server.pid)
            load = subprocess.Popen(
                [zload, "-p", port, "-P", str(server.pid), "-m", KIND, "-n", str(members), "-r", str(members),
                 "-t", str(TALK), "-i", str(SEATED), "-d", "200"], stdout=subprocess.PIPE, text=True)
            told = ""
            for line in load.stdout:
                told += line
                if line.startswith("server rss"):
                    break  # all are seated
            time.sleep(SEATED - 1)
            tell("%d members, idle" % members, server.pid)
            if os.environ.get("HISTOGRAM"):
                histogram = subprocess.run(["jcmd", str(server.pid), "GC.class_histogram"], stdout=subprocess.PIPE, text=True).stdout
                print("\n".join(histogram.splitlines()[:40] + histogram.splitlines()[-1:]), flush=True)
            most = 0.0
            while load.poll() is None:
                most = max(most, resident(server.pid))
                time.sleep(1)
            told += load.stdout.read()
            print("%-28s %6.1f MB" % ("talking, the most", most), flush=True)
            print("  " + "  ".join(re.findall(r"(?:sent|received|lost|deliveries_per_s|cpu_us_per_delivery)=\S+", told)), flush=True)
            time.sleep(GONE)
            tell("%d s after they left" % GONE, server.pid)
            time.sleep(30)
            tell("%d s after they left" % (GONE + 30), server.pid)
        finally:
            server.terminate()
            server.wait()


if __name__ == "__main__":
    main()
