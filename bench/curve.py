#!/usr/bin/python3
"""What CURVE costs the server: direct members with it beside members without it, on one server, in turn.

    bench/curve.py [WORKLOAD ...]                  W1 W2 W3 W4, unless told otherwise
    PAIRS=3 SECONDS=6 WARM=15 bench/curve.py       how many pairs, how long each is measured and warmed

The members are DEALERs of libzmq in one thread (Debian's python3-zmq), so that both kinds have the same load. It is
slower than zload, and a closed loop so does fewer messages a second here than in docs/benchmarks.md; compare the two
columns, not these figures with those. Processor time is utime + stime of the server's process.
"""
import os
import re
import statistics
import subprocess
import sys
import tempfile
import time

import zmq

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROSA = os.environ.get("PROSA", os.path.join(ROOT, "prosa"))
PAIRS = int(os.environ.get("PAIRS", "3"))
SECONDS = float(os.environ.get("SECONDS", "6"))
WARM = float(os.environ.get("WARM", "15"))
TICK = os.sysconf("SC_CLK_TCK")
# Users, messages in flight of each (closed loop), messages a second of all (open loop).
WORKLOADS = {"W1": (10, 8, 0), "W2": (10, 1, 0), "W3": (1000, 1, 0), "W4": (1000, 1, 1000)}
SAY = b'{"type": "say", "message": "%d:' + b"x" * 64 + b'"}'


def cpu(pid):
    with open("/proc/%d/stat" % pid) as stat:
        fields = stat.read().rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / TICK


class Members:
    """Some members of one kind, ten at a table, who talk."""

    def __init__(self, port, key, users):
        self.context = zmq.Context()
        self.context.max_sockets = 4096
        self.poller = zmq.Poller()
        self.sockets = []
        for i in range(users):
            one = self.context.socket(zmq.DEALER)
            one.linger = 0
            if key:
                one.curve_publickey, one.curve_secretkey = zmq.curve_keypair()
                one.curve_serverkey = key
            one.connect("tcp://127.0.0.1:%d" % port)
            one.send(b'{"type": "enter", "user": "u%d"}' % i)
            while True:
                if not one.poll(10_000):
                    sys.exit("curve.py: the server does not answer")
                event = one.recv()
                if b'"refused"' in event:
                    sys.exit("curve.py: " + event.decode())
                if b'"seated"' in event:
                    break
            self.poller.register(one, zmq.POLLIN)
            self.sockets.append(one)

    def close(self):
        self.context.destroy(linger=0)

    def talk(self, pid, window, rate, seconds):
        """Processor time of the server for each delivery, in microseconds, and deliveries a second."""
        numbers = {one: i for i, one in enumerate(self.sockets)}
        mark = {i: b'"%d:' % i for i in range(len(self.sockets))}
        began, before, delivered, said = time.monotonic(), cpu(pid), 0, 0
        if not rate:
            for i, one in enumerate(self.sockets):
                for _ in range(window):
                    one.send(SAY % i)
        while True:
            now = time.monotonic()
            if now - began >= seconds:
                break
            if rate:
                while said < (now - began) * rate:
                    i = said % len(self.sockets)
                    self.sockets[i].send(SAY % i)
                    said += 1
            for one, _ in self.poller.poll(1):
                i = numbers[one]
                while True:
                    try:
                        event = one.recv(zmq.NOBLOCK)
                    except zmq.Again:
                        break
                    if b'"message"' not in event:
                        continue
                    delivered += 1
                    if not rate and mark[i] in event:
                        one.send(SAY % i)
        took = time.monotonic() - began
        spent = cpu(pid) - before
        end = time.monotonic() + 1  # what is on its way
        while time.monotonic() < end:
            for one, _ in self.poller.poll(50):
                one.recv()
        return spent / max(1, delivered) * 1e6, delivered / took


def measure(workload, folder):
    users, window, rate = WORKLOADS[workload]
    secret = os.path.join(folder, workload + ".key")
    public = subprocess.run([PROSA, "keygen", secret], stdout=subprocess.PIPE, text=True, check=True).stdout.split()[-1]
    server = subprocess.Popen(
        [PROSA, "serve", "--bind", "127.0.0.1", "--port", "0", "--curve-key", secret, "--console", "off"]
        + "--message-rate off --join-rate off --request-rate off --frame-rate off --byte-rate off".split(),
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        port = None
        for line in server.stderr:
            found = re.match(r" *127\.0\.0\.1:(\d+)", line)
            port = int(found.group(1)) if found else port
            if "Ctrl-C" in line:
                break
        runs = {"NULL": [], "CURVE": []}
        for pair in range(PAIRS):
            for kind in ("NULL", "CURVE") if pair % 2 == 0 else ("CURVE", "NULL"):
                members = Members(port, public.encode() if kind == "CURVE" else None, users)
                try:
                    members.talk(server.pid, window, rate, WARM if not runs[kind] else 2)
                    runs[kind].append(members.talk(server.pid, window, rate, SECONDS))
                finally:
                    members.close()
                time.sleep(1)
        ratios = [curve[0] / null[0] for null, curve in zip(runs["NULL"], runs["CURVE"])]
        told = ["%.3f (%d/s)" % (statistics.median(r[0] for r in runs[k]), statistics.median(r[1] for r in runs[k])) for k in runs]
        print("| %s | %s | %s | %.2f (%.2f to %.2f) |" % (workload, *told, statistics.median(ratios), min(ratios), max(ratios)), flush=True)
    finally:
        server.terminate()
        server.wait()
        server.stderr.close()


def main():
    print("| workload | NULL, µs of the server for a delivery (deliveries a second) | CURVE | CURVE / NULL, median of %d pairs |\n|---|---|---|---|" % PAIRS)
    with tempfile.TemporaryDirectory() as folder:
        for workload in sys.argv[1:] or WORKLOADS:
            measure(workload, folder)


if __name__ == "__main__":
    main()
