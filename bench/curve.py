#!/usr/bin/python3
"""What CURVE costs the server: direct members with it beside members without it, on one server, in turn.

    bench/curve.py [WORKLOAD ...]                  W1 W2 W3 W4, unless told otherwise
    PAIRS=3 SECONDS=6 WARM=15 bench/curve.py       how many pairs, how long each is measured and warmed

The members are DEALERs of libzmq in one thread (Debian's python3-zmq), so that both kinds have the same load. It is
slower than zload, and a closed loop so does fewer messages a second here than in docs/benchmarks.md; compare the two
columns, not these figures with those. Processor time is utime + stime of the server's process.
"""
import os
import statistics
import subprocess
import sys
import tempfile
import time

import zmq

from harness import PROSA, UNLIMITED, WORKLOADS, fail, serving

PAIRS = int(os.environ.get("PAIRS", "3"))
SECONDS = float(os.environ.get("SECONDS", "6"))
WARM = float(os.environ.get("WARM", "15"))
SAY = b'{"type": "say", "message": "%d:' + b"x" * 64 + b'"}'


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
                    fail("the server does not answer")
                event = one.recv()
                if b'"refused"' in event:
                    fail(event.decode())
                if b'"seated"' in event:
                    break
            self.poller.register(one, zmq.POLLIN)
            self.sockets.append(one)

    def close(self):
        self.context.destroy(linger=0)

    def talk(self, server, window, rate, seconds):
        """Processor time of the server for each delivery, in microseconds, and deliveries a second."""
        numbers = {one: i for i, one in enumerate(self.sockets)}
        mark = {i: b'"%d:' % i for i in range(len(self.sockets))}
        began, before, delivered, said = time.monotonic(), server.processor_time(), 0, 0
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
        spent = server.processor_time() - before
        end = time.monotonic() + 1  # what is on its way
        while time.monotonic() < end:
            for one, _ in self.poller.poll(50):
                one.recv()
        return spent / max(1, delivered) * 1e6, delivered / took


def measure(workload, folder):
    users, window, rate = WORKLOADS[workload]
    secret = os.path.join(folder, workload + ".key")
    public = subprocess.run([PROSA, "keygen", secret], stdout=subprocess.PIPE, text=True, check=True).stdout.split()[-1]
    with serving("--curve-key", secret, *UNLIMITED) as server:
        runs = {"NULL": [], "CURVE": []}
        for pair in range(PAIRS):
            for kind in ("NULL", "CURVE") if pair % 2 == 0 else ("CURVE", "NULL"):
                members = Members(server.port, public.encode() if kind == "CURVE" else None, users)
                try:
                    members.talk(server, window, rate, WARM if not runs[kind] else 2)
                    runs[kind].append(members.talk(server, window, rate, SECONDS))
                finally:
                    members.close()
                time.sleep(1)
        ratios = [curve[0] / null[0] for null, curve in zip(runs["NULL"], runs["CURVE"])]
        told = ["%.3f (%d/s)" % (statistics.median(r[0] for r in runs[k]), statistics.median(r[1] for r in runs[k])) for k in runs]
        print("| %s | %s | %s | %.2f (%.2f to %.2f) |" % (workload, *told, statistics.median(ratios), min(ratios), max(ratios)), flush=True)


def main():
    print("| workload | NULL, µs of the server for a delivery (deliveries a second) | CURVE | CURVE / NULL, median of %d pairs |\n|---|---|---|---|" % PAIRS)
    with tempfile.TemporaryDirectory() as folder:
        for workload in sys.argv[1:] or WORKLOADS:
            measure(workload, folder)


if __name__ == "__main__":
    main()
