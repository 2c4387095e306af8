"""Honest members of a Prosa server, who measure how they are served while others attack it.

Two classic pairs and two DEALER sockets on pyzmq and two WebSockets sit at one table, each from an
address of its own, and each says a numbered text three times a second. All of them measure when they
hear each text. Newcomers come meanwhile, each from another address and by all three ways in turn;
they measure the time to their seat, and look for company as a person would: whoever sits alone
and is offered another table goes there.

Commands on standard input: "begin" starts a period, "end" ends it and has its figures told, once
everything said in it was heard or five seconds have gone by, and its newcomers have company or have gone.
Newcomers go on coming until then, as they do at any server that is used; these are not counted. Periods
that begin with the same name ("begin quiet") are one: its figures are those of all of them so far.
Figures are one flat JSON object, a line, times in milliseconds. Ends with its standard input.

Arguments: host, port of the door, newcomers a second.
"""

import base64
import heapq
import itertools
import json
import os
import socket
import struct
import sys
import time

import zmq

HOST, DOOR, NEWCOMER_RATE = sys.argv[1], int(sys.argv[2]), float(sys.argv[3])
SAY_EVERY = 1 / 3
STAY = 2.5  # how long a newcomer stays once it is seated
GIVE_UP = 10.0
GRACE = 5.0

context = zmq.Context()
context.set(zmq.MAX_SOCKETS, 4096)
poller = zmq.Poller()
handlers = {}
timers = []
order = itertools.count()
period = None
now = time.monotonic


def tell(event, **more):
    sys.stdout.write(json.dumps({"event": event, **more}) + "\n")
    sys.stdout.flush()


def watch(key, handler, events=zmq.POLLIN):
    handlers[key] = handler
    poller.register(key, events)


def forget(key):
    if handlers.pop(key, None) is not None:
        poller.unregister(key)


def later(seconds, what):
    heapq.heappush(timers, (now() + seconds, next(order), what))


def share(values, part):
    values = sorted(values)
    return round(values[min(len(values) - 1, int(len(values) * part))] * 1000, 2) if values else 0.0


class Period:
    """What happened between one "begin" and its "end", or all of one name."""

    def __init__(self):
        self.turn = None
        self.delays = {"classic": [], "dealer": [], "browser": []}
        self.seating = []
        self.waiting = {}
        self.present = set()
        self.said = self.lost = self.missed = self.gaps = self.newcomers = self.unseated = self.alone = 0
        self.troubles = {}
        self.lonely = []

    def trouble(self, what):
        self.troubles[what] = self.troubles.get(what, 0) + 1

    def report(self):
        self.lost += sum(len(who) for who in self.waiting.values())
        self.waiting = {}
        figures = {"said": self.said, "lost": self.lost}
        together = [delay for delays in self.delays.values() for delay in delays]
        for name, delays in (*self.delays.items(), ("all", together), ("seat", self.seating)):
            figures[name + "_count"] = len(delays)
            figures[name + "_p50"] = share(delays, 0.5)
            figures[name + "_p99"] = share(delays, 0.99)
            figures[name + "_max"] = share(delays, 1)
        for name in ("missed", "gaps", "newcomers", "unseated", "alone"):
            figures[name] = getattr(self, name)
        figures["troubles"] = "; ".join(f"{n} x {what}" for what, n in sorted(self.troubles.items()))
        figures["lonely"] = "; ".join(self.lonely[:5])
        tell("figures", **figures)


def trouble(what):
    if period is not None:
        period.trouble(what)


def endpoint(source, port):
    return f"tcp://{source}:0;{HOST}:{port}"


def pyzmq(kind, source, port):
    made = context.socket(kind)
    made.setsockopt(zmq.LINGER, 0)
    made.setsockopt(zmq.RCVHWM, 0)
    made.setsockopt(zmq.SNDHWM, 0)
    if kind == zmq.SUB:
        made.setsockopt(zmq.SUBSCRIBE, b"")
    made.connect(endpoint(source, port))
    return made


def drain(made, hear):
    """Reads what is there, but lets the others have their turn."""
    for _ in range(100):
        try:
            hear(made.recv_multipart(zmq.NOBLOCK))
        except zmq.Again:
            return
        if made.closed:
            return


# ---- ways to a seat: each has say(text), raw(object) but for the classic one, close()


class Dealer:
    way = "dealer"

    def __init__(self, source, who):
        self.who = who
        self.socket = pyzmq(zmq.DEALER, source, DOOR)
        watch(self.socket, lambda: drain(self.socket, self.hear))

    def hear(self, parts):
        self.who.event(json.loads(parts[-1]))

    def raw(self, message):
        try:
            self.socket.send_string(json.dumps(message), zmq.NOBLOCK)
        except zmq.Again:
            trouble("a dealer could not send")

    def close(self):
        forget(self.socket)
        self.socket.close()


class Browser:
    way = "browser"

    def __init__(self, source, who):
        self.who = who
        self.come = b""
        self.upgraded = False
        self.socket = socket.socket()
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self.socket.bind((source, 0))
        self.socket.setblocking(False)
        self.socket.connect_ex((HOST, DOOR))
        self.fd = self.socket.fileno()
        watch(self.fd, self.connected, zmq.POLLOUT)

    def connected(self):
        forget(self.fd)
        if self.socket.getsockopt(socket.SOL_SOCKET, socket.SO_ERROR):
            self.ended("a browser was not let in")
            return
        key = base64.b64encode(os.urandom(16)).decode()
        self.write(
            f"GET /talk HTTP/1.1\r\nHost: {HOST}:{DOOR}\r\nOrigin: http://{HOST}:{DOOR}\r\n"
            "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n"
            f"Sec-WebSocket-Key: {key}\r\n\r\n".encode()
        )
        if self.socket is not None:
            watch(self.fd, self.readable)

    def write(self, data):
        if self.socket is None:
            return
        try:
            if self.socket.send(data) != len(data):
                self.ended("a browser could not send")
        except OSError:
            self.ended("a browser could not send")

    def frame(self, opcode, body):
        mask = os.urandom(4)
        size = bytes([0x80 | len(body)]) if len(body) < 126 else b"\xfe" + struct.pack(">H", len(body))
        self.write(bytes([0x80 | opcode]) + size + mask
                   + bytes(b ^ mask[i & 3] for i, b in enumerate(body)))

    def raw(self, message):
        self.frame(1, json.dumps(message).encode())

    def readable(self):
        try:
            more = self.socket.recv(1 << 18)
        except BlockingIOError:
            return
        except OSError:
            more = b""
        if not more:
            self.ended("a browser's connection ended")
            return
        self.come += more
        if not self.upgraded:
            head, end, rest = self.come.partition(b"\r\n\r\n")
            if not end:
                return
            if b" 101 " not in head.split(b"\r\n")[0]:
                self.ended("a browser got " + head.split(b"\r\n")[0].decode(errors="replace"))
                return
            self.upgraded, self.come = True, rest
        while self.socket is not None and len(self.come) >= 2:
            size, at = self.come[1] & 127, 2
            if size == 126:
                size, at = int.from_bytes(self.come[2:4]), 4
            elif size == 127:
                size, at = int.from_bytes(self.come[2:10]), 10
            if len(self.come) < at + size:
                return
            opcode, body = self.come[0] & 15, self.come[at:at + size]
            self.come = self.come[at + size:]
            if opcode == 1:
                self.who.event(json.loads(body))
            elif opcode == 9:
                self.frame(10, body)
            elif opcode == 8:
                self.ended(f"a browser was closed with {int.from_bytes(body[:2])}")

    def ended(self, why):
        trouble(why)
        self.close()
        self.who.lost()

    def close(self):
        if self.socket is not None:
            forget(self.fd)
            self.socket.close()
            self.socket = None


class Classic:
    way = "classic"

    def __init__(self, source, who):
        self.who, self.source = who, source
        self.pub = self.sub = None
        self.req = pyzmq(zmq.REQ, source, DOOR)
        watch(self.req, lambda: drain(self.req, self.told))
        self.req.send(b"FindChat")

    def told(self, parts):
        answer = json.loads(parts[-1])
        forget(self.req)
        self.req.close()
        if "to_server" not in answer:
            trouble(f"the door answered {answer.get('error')}")
            self.who.lost()
            return
        self.pub = pyzmq(zmq.PUB, self.source, answer["to_server"])
        self.sub = pyzmq(zmq.SUB, self.source, answer["from_server"])
        watch(self.sub, lambda: drain(self.sub, self.hear))
        self.try_to_be_heard()

    def try_to_be_heard(self):
        if self.who.at is None and self.pub is not None:
            self.say("is this on?")
            later(0.3, self.try_to_be_heard)

    def hear(self, parts):
        message = json.loads(parts[-1])
        if message["user"] == self.who.name and self.who.at is None:
            self.who.seated({"members": None, "n": 0})
        self.who.heard(message["message"])

    def say(self, text):
        self.pub.send_string(json.dumps({"user": self.who.name, "message": text}))

    def close(self):
        for made in (self.req, self.pub, self.sub):
            if made is not None:
                forget(made)
                made.close()
        self.pub = None


# ---- who comes by them


class Member:
    """One of those who sit at the measured table and talk."""

    def __init__(self, way, number, invite=None):
        self.name = f"{way.way}{number}"
        self.source = f"127.0.3.{number}"
        self.make, self.invite = way, invite
        self.number = number
        self.at = self.code = self.secret = self.room = None
        self.last = 0
        self.line = way(self.source, self)

    def enter(self):
        wish = {"type": "enter", "user": self.name}
        if self.secret:
            wish.update(seat=self.secret, heard=self.last)
        elif self.invite:
            wish["invite"] = self.invite
        self.line.raw(wish)

    def event(self, event):
        kind = event["type"]
        if kind == "hello":
            if self.secret:
                trouble(f"a {self.line.way} lost its connection")
            self.enter()
        elif kind == "seated":
            self.secret, self.room = event["seat"], event["room"]
            if self.at is None:
                self.last = event["n"]
            self.at = now()
        elif kind == "invited":
            self.code = event["code"]
        elif kind == "missed":
            self.count(event["from"], event["to"])
            if period is not None:
                period.missed += event["to"] - event["from"] + 1
        elif kind == "said":
            self.count(event["n"], event["n"])
            self.heard(event["message"])
        elif kind == "refused":
            trouble(f"a {self.line.way} was refused: {event['reason']}")
            if event["reason"] == "stale-seat":
                self.secret = None
                self.enter()

    def count(self, first, last):
        if first != self.last + 1 and period is not None:
            period.gaps += 1
        self.last = last

    def heard(self, text):
        mark, _, rest = text.partition(" ")
        if mark != "measured" or period is None:
            return
        of, number, at = rest.split(" ")
        if of != period_name():
            return
        who = period.waiting.get(number)
        if who is not None and self.name in who:
            who.remove(self.name)
            period.delays[self.line.way].append(now() - float(at))
            if not who:
                del period.waiting[number]

    def seated(self, _):
        self.at = now()

    def lost(self):
        if self.at is None:
            tell("failed", why=f"{self.name} got no seat")
        else:
            later(0.2, self.again)

    def again(self):
        self.line = self.make(self.source, self)

    def say(self):
        later(SAY_EVERY, self.say)
        if period is None or ending or self.at is None:
            return
        period.said += 1
        number = str(next(order))
        period.waiting[number] = {member.name for member in members}
        text = f"measured {period_name()} {number} {now()}"
        if self.line.way == "classic":
            if self.line.pub is not None:
                self.line.say(text)
        else:
            self.line.raw({"type": "say", "message": text})


class Newcomer:
    """One who comes to the door, sits, looks for company, and leaves."""

    def __init__(self, way, number):
        self.name = f"new{number}"
        self.began = now()
        self.at = None
        self.company = False
        self.over = False
        self.seen = []
        self.period = Period() if ending else period
        self.period.present.add(self)
        self.line = way(f"127.0.{4 + number // 250 % 8}.{1 + number % 250}", self)
        later(GIVE_UP, self.give_up)

    def event(self, event):
        kind = event["type"]
        self.seen.append(f"{kind} {event.get('room', '')} {now() - self.began:.2f}")
        if kind == "hello":
            self.line.raw({"type": "enter", "user": self.name})
        elif kind == "seated":
            self.seen[-1] += f" beside {[member['state'] for member in event['members']]}"
            self.seated(event)
        elif kind in ("joined", "back", "said", "typing"):
            self.company = True
        elif kind == "offer" and not self.company:
            self.line.raw({"type": "next"})
        elif kind == "refused" and self.at is None:
            self.period.trouble(f"a newcomer was refused: {event['reason']}")
            self.end(False)

    def seated(self, event):
        known = event["members"]
        # A classic member is told of nobody: whether it has company shows only in what it hears.
        if known is None or any(member["state"] == "here" for member in known):
            self.company = True
        if self.at is None:
            self.at = now()
            self.period.seating.append(self.at - self.began)
            later(STAY, lambda: self.end(True))

    def heard(self, _):
        pass

    def lost(self):
        self.end(self.at is not None)

    def give_up(self):
        if self.at is None:
            self.period.trouble("a newcomer gave up")
            self.end(False)

    def end(self, sat):
        if self.over:
            return
        self.over = True
        self.line.close()
        self.period.present.discard(self)
        self.period.newcomers += 1
        self.period.unseated += not sat
        if sat and not self.company:
            self.period.alone += 1
            self.period.lonely.append(f"{self.name} by {self.line.way}: {', '.join(self.seen)}")


def next_newcomer(number=0):
    later(1 / NEWCOMER_RATE, lambda: next_newcomer(number + 1))
    if period is not None:
        Newcomer((Dealer, Browser, Classic)[number % 3], number)


# ---- the course of things

members = []
periods = itertools.count()
named = {}
ending = False


def period_name():
    return str(period.turn)


def obey(line):
    global period, ending
    if line.startswith(b"begin"):
        name = line[len(b"begin"):].strip()
        period, ending = named.setdefault(name, Period()) if name else Period(), False
        period.turn = next(periods)
        tell("begun")
    elif line == b"end":
        ending = True
        settle(now() + GRACE, period)


def settle(until, which):
    """Ends the period when nothing of it is on its way any more."""
    global period
    for newcomer in list(which.present):
        if newcomer.at is not None and newcomer.company:
            newcomer.end(True)
    if (which.waiting and now() < until) or which.present:
        later(0.02, lambda: settle(until, which))
    else:
        period = None
        which.report()


def gather():
    members.append(Member(Dealer, 1))
    turn_until(lambda: members[0].at)
    members[0].line.raw({"type": "invite"})
    turn_until(lambda: members[0].code)
    for way, number in ((Dealer, 2), (Browser, 3), (Browser, 4)):
        members.append(Member(way, number, members[0].code))
        turn_until(lambda: members[-1].at)
    for number in (5, 6):
        members.append(Member(Classic, number))
        turn_until(lambda: members[-1].at)
    tell("gathered", room=members[0].room)
    for place, member in enumerate(members):
        later(place * SAY_EVERY / len(members), member.say)
    if NEWCOMER_RATE > 0:
        later(0.1, next_newcomer)


def turn_until(condition):
    until = now() + 20
    while not condition():
        if now() > until:
            tell("failed", why="not everybody could sit down")
            sys.exit(1)
        turn()


commands = b""


def read_commands():
    global commands
    more = os.read(0, 1 << 16)
    if not more:
        os._exit(0)
    *lines, commands = (commands + more).split(b"\n")
    for line in lines:
        obey(line)


def turn():
    wait = max(0, timers[0][0] - now()) if timers else 0.1
    for key, _ in poller.poll(min(wait, 0.1) * 1000):
        handler = handlers.get(key)
        if handler is not None:
            handler()
    while timers and timers[0][0] <= now():
        heapq.heappop(timers)[2]()


watch(0, read_commands)
gather()
while True:
    turn()
