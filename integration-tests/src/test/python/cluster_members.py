"""Members of a cluster on pyzmq, each with one DEALER socket, for as long as standard input is open.

Arguments: host, port, how their names begin, how many, seconds between two texts of one. Each talks
while it may (lines on standard input: "talk", "hush"); a text is said once, under an id, and again
under the same id on the same seat if the connection was lost before its acknowledgement. What
happens is told on standard output, a flat JSON object a line, with the monotonic clock.
"""

import json
import os
import random
import sys
import time

import zmq

HOST, PORT, PREFIX, COUNT, EVERY = sys.argv[1], sys.argv[2], sys.argv[3], int(sys.argv[4]), float(sys.argv[5])
context = zmq.Context()
context.set(zmq.MAX_SOCKETS, 4096)
poller = zmq.Poller()
talking = False


def tell(event, who, **more):
    print(json.dumps({"event": event, "t": time.monotonic_ns(), "who": who, **more}))


class Member:
    def __init__(self, name):
        self.name = name
        self.seat = None
        self.room = None
        self.heard = 0
        self.seated = False
        self.said = 0
        self.open = {}
        self.next = time.monotonic() + random.random() * EVERY
        self.socket = None
        self.latest = time.monotonic()
        self.connect()

    def connect(self):
        if self.socket is not None:
            poller.unregister(self.socket)
            by_socket.pop(self.socket)
            self.socket.close()
        self.socket = context.socket(zmq.DEALER)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.RCVHWM, 0)
        self.socket.setsockopt(zmq.RECONNECT_IVL, 100)
        self.socket.setsockopt(zmq.RECONNECT_IVL_MAX, 1000)
        self.socket.setsockopt(zmq.HEARTBEAT_IVL, 1000)
        self.socket.setsockopt(zmq.HEARTBEAT_TIMEOUT, 3000)
        self.socket.setsockopt(zmq.CONNECT_TIMEOUT, 3000)
        self.socket.connect(f"tcp://{HOST}:{PORT}")
        poller.register(self.socket, zmq.POLLIN)
        by_socket[self.socket] = self

    def send(self, message):
        try:
            self.socket.send_string(json.dumps(message), zmq.NOBLOCK)
        except zmq.Again:
            pass

    def enter(self):
        wish = {"type": "enter", "user": self.name}
        if self.seat:
            wish.update(seat=self.seat, heard=self.heard)
        self.seated = False
        self.send(wish)

    def lost(self):
        if self.seated:
            tell("lost", self.name)
        self.seated = False

    def give_up(self):
        for text in self.open.values():
            tell("returned", self.name, text=text)
        self.open = {}

    def hear(self, event):
        self.latest = time.monotonic()
        kind = event["type"]
        if kind == "hello":
            self.lost()
            self.enter()
        elif kind == "seated":
            others = "".join(f"{m['place']} " for m in event["members"])
            if event["room"] != self.room:  # perhaps said, perhaps not: it is not said to others
                self.give_up()
            tell("seated", self.name, room=event["room"], place=event["place"], n=event["n"],
                 capacity=event["capacity"], others=others.strip())
            if not self.seated and event["room"] == self.room:
                for ident, text in self.open.items():
                    self.send({"type": "say", "message": text, "id": ident})
            self.heard = event["n"]
            self.seat, self.room, self.place, self.seated = event["seat"], event["room"], event["place"], True
        elif kind == "said":
            mine = event["place"] == self.place and event.get("id") in self.open
            if mine:
                self.open.pop(event["id"])
            self.heard = max(self.heard, event["n"])
            tell("heard", self.name, n=event["n"], place=event["place"], text=event["message"], mine=int(mine))
        elif kind == "missed":
            tell("missed", self.name, **{"from": event["from"], "to": event["to"]})
        elif kind == "refused":
            text = self.open.pop(event.get("id"), None)
            if text is not None:
                if event["reason"] == "not-seated":
                    self.open[event["id"]] = text
                else:
                    tell("returned", self.name, text=text)
            elif event["reason"] == "stale-seat":
                self.seat = None
                self.give_up()
                self.enter()
            elif not self.seated and event["reason"] not in ("not-seated", "already-seated"):
                time.sleep(0.05)
                self.enter()

    def turn(self, now):
        if now - self.latest > 4 and not self.seated:
            self.latest = now
            self.connect()  # the library may not have noticed
        if self.seated and talking and now >= self.next and len(self.open) < 8:
            self.next = now + EVERY * (0.75 + random.random() / 2)
            self.said += 1
            ident, text = str(self.said), f"{self.name} {self.said}"
            self.open[ident] = text
            tell("say", self.name, text=text)
            self.send({"type": "say", "message": text, "id": ident})


by_socket = {}
members = [Member(f"{PREFIX}{i}") for i in range(COUNT)]
poller.register(0, zmq.POLLIN)
while True:
    for key, _ in poller.poll(20):
        if key == 0:
            line = os.read(0, 4096)
            if not line:
                sys.stdout.flush()
                os._exit(0)
            talking = line.split()[-1] == b"talk"
            continue
        member = by_socket.get(key)
        while member is not None and member.socket is key:
            try:
                member.hear(json.loads(key.recv(zmq.NOBLOCK)))
            except zmq.Again:
                break
    now = time.monotonic()
    for member in members:
        member.turn(now)
    sys.stdout.flush()
