"""A network between two network namespaces that loses, delays and reorders IP packets.

weather.py PID SEED   PID of a process in the other namespace; this one is that of the caller

Both ends are TUN devices called "weather": 10.81.0.1 here, 10.81.0.2 there. It does what netem of
the kernel does, which not every kernel has. Each line of standard input is the weather from now on:
loss in percent, delay and jitter in milliseconds, and the percentage of packets that overtake all
others. At each of them, and at the end, it prints how many packets passed, were lost and overtook.
Ends with its standard input.
"""

import ctypes
import fcntl
import heapq
import os
import random
import select
import struct
import subprocess
import sys
import time

TUNSETIFF, IFF_TUN, IFF_NO_PI, CLONE_NEWNET = 0x400454CA, 0x0001, 0x1000, 0x40000000
LONGEST = 2000  # packets that wait for one side; more are lost, as at a router


def device(own, other):
    tun = os.open("/dev/net/tun", os.O_RDWR | os.O_NONBLOCK)
    fcntl.ioctl(tun, TUNSETIFF, struct.pack("16sH", b"weather", IFF_TUN | IFF_NO_PI))
    subprocess.run(["ip", "addr", "add", own, "peer", other, "dev", "weather"], check=True)
    subprocess.run(["ip", "link", "set", "weather", "up"], check=True)
    return tun


def main():
    there, chance = sys.argv[1], random.Random(int(sys.argv[2]))
    one = device("10.81.0.1", "10.81.0.2")
    with open(f"/proc/{there}/ns/net") as namespace:
        if ctypes.CDLL(None, use_errno=True).setns(namespace.fileno(), CLONE_NEWNET) != 0:
            raise OSError(ctypes.get_errno(), "setns")
    two = device("10.81.0.2", "10.81.0.1")
    across = {one: two, two: one}
    waiting = {one: [], two: []}
    loss = delay = jitter = overtaking = 0.0
    passed = lost = overtook = number = 0
    commands = b""
    print("up", flush=True)
    while True:
        now = time.monotonic()
        due = min((queue[0][0] for queue in waiting.values() if queue), default=now + 1)
        for ready in select.select([0, one, two], [], [], max(0, due - now))[0]:
            if ready == 0:
                more = os.read(0, 4096)
                if not more:
                    print(passed, lost, overtook, flush=True)
                    return
                *lines, commands = (commands + more).split(b"\n")
                for line in lines:
                    loss, delay, jitter, overtaking = map(float, line.split())
                    print(passed, lost, overtook, flush=True)
                continue
            queue = waiting[across[ready]]
            for _ in range(64):
                try:
                    packet = os.read(ready, 65536)
                except BlockingIOError:
                    break
                if 100 * chance.random() < loss or len(queue) >= LONGEST:
                    lost += 1
                    continue
                late = (delay + jitter * chance.random()) / 1000
                if 100 * chance.random() < overtaking:
                    late = 0
                    overtook += 1
                number += 1
                heapq.heappush(queue, (time.monotonic() + late, number, packet))
        now = time.monotonic()
        for to, queue in waiting.items():
            while queue and queue[0][0] <= now:
                try:
                    os.write(to, heapq.heappop(queue)[2])
                    passed += 1
                except BlockingIOError:
                    lost += 1


main()
