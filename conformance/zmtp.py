#!/usr/bin/env python3
"""Tests any ZMTP server from outside, by the bytes that it is sent and those that it sends.

    zmtp.py HOST:PORT --socket REP
    zmtp.py HOST:PORT --socket PUB --topic news --markdown

    zmtp.py HOST:PORT --socket ROUTER --server-key 'rq:rM>}U?@Lns47E1%kR.o@n%FcmmsL/@{H8]yf7'

Each case is a short dialogue of ZMTP 3 (ZeroMQ RFC 37; RFC 23 for 3.0), right or wrong. The same
bytes go to the server and to a socket of libzmq that this program opens beside it, of the same
type, and the two outcomes are compared. Where the RFC says what has to happen, both are also
compared with that.

What the server has to do: REP and ROUTER answer each request (with anything); PUB and XPUB publish
something all the time, each message beginning with --topic; the others read what comes.

It needs Python 3.9 and pyzmq. It exits with 0 if the server does everything that the RFC asks for,
with 1 if not, and with 2 if it could not be tried. A difference from libzmq alone is no failure.
README.md, beside this file, says how to read the result.
"""

import argparse
import os
import concurrent.futures
import json
import socket
import struct
import sys
import threading
import time

sys.dont_write_bytecode = True
import naclbox as nacl  # beside this file
from hostport import address  # beside this file

GOES_ON = "goes on"  # the connection lives: it answers what is sent afterwards
CLOSED = "closed"
REFUSED = "ERROR, closed"
WAITS = "waits"  # neither closed nor answered in the time that is given
ENDS = {CLOSED, REFUSED}

MORE, LONG, COMMAND = 1, 2, 4
SERVERS = ("REP", "ROUTER", "DEALER", "PULL", "PUB", "XPUB", "SUB", "XSUB")
PEERS = {
    "REP": ("REQ", "DEALER"),
    "ROUTER": ("REQ", "DEALER", "ROUTER"),
    "DEALER": ("REP", "DEALER", "ROUTER"),
    "PULL": ("PUSH",),
    "PUB": ("SUB", "XSUB"),
    "XPUB": ("SUB", "XSUB"),
    "SUB": ("PUB", "XPUB"),
    "XSUB": ("PUB", "XPUB"),
}
EVERY_TYPE = ("REQ", "REP", "DEALER", "ROUTER", "PUB", "SUB", "XPUB", "XSUB", "PUSH", "PULL", "PAIR")


# ---- bytes


def greeting(major=3, minor=1, mechanism=b"NULL", as_server=0, signature=b"\0" * 8, filler=b"\0" * 31):
    return (
        b"\xff" + signature + b"\x7f" + bytes([major, minor]) + mechanism.ljust(20, b"\0")
        + bytes([as_server]) + filler
    )


def frame(flags, body, length=None, long=None):
    length = len(body) if length is None else length
    if long or (long is None and length > 255):
        return bytes([flags | LONG]) + struct.pack(">Q", length) + body
    return bytes([flags, length]) + body


def command(name, data=b"", **form):
    name = name.encode() if isinstance(name, str) else name
    return frame(COMMAND, bytes([len(name)]) + name + data, **form)


def prop(name, value):
    name = name.encode() if isinstance(name, str) else name
    value = value.encode() if isinstance(value, str) else value
    return bytes([len(name)]) + name + struct.pack(">I", len(value)) + value


def ready(kind, more=b""):
    return command("READY", prop("Socket-Type", kind) + more)


def ping(context=b"", ttl=0):
    return command("PING", struct.pack(">H", ttl) + context)


# ---- a connection


class Peer:
    """One connection to a server, with what the server has sent on it so far, parsed."""

    def __init__(self, target, patience):
        self.target = target
        self.patience = patience
        self.buffer = b""
        self.greeted = None
        self.errors = 0
        self.ended = False
        self.raw = False
        self.through = False
        self.minor = 1
        self.kind = PEERS[target.kind][0]
        source = target.source()
        self.socket = socket.create_connection(
            target.address, timeout=10, source_address=(source, 0) if source else None)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def close(self):
        self.socket.close()

    # -- out

    def send(self, *chunks):
        for chunk in chunks:
            try:
                self.socket.settimeout(10)
                self.socket.sendall(chunk)
            except OSError:
                return self  # it has closed: what it said before is read all the same
        return self

    def trickle(self, data, *cuts):
        """Sends data in the pieces between these cuts, or byte by byte; each arrives alone."""
        cuts = list(cuts) or list(range(1, len(data)))
        for start, end in zip([0] + cuts, cuts + [len(data)]):
            self.send(data[start:end])
            time.sleep(0.005 if len(cuts) > 3 else 0.05)
        return self

    def join(self, kind=None, minor=1, more=b""):
        """Both greetings, and READY of both sides."""
        self.minor = minor
        self.kind = kind or self.kind
        self.send(greeting(minor=minor), ready(self.kind, more))
        self.until("READY")
        return self

    # -- in

    def read(self, deadline):
        """Waits for more bytes; false if none came or the connection has ended."""
        left = deadline - time.monotonic()
        if self.ended or left <= 0:
            return False
        self.socket.settimeout(left)
        try:
            got = self.socket.recv(65536)
        except socket.timeout:
            return False
        except OSError:
            got = b""
        if not got:
            self.ended = True
            return False
        self.buffer += got
        return True

    def parsed(self):
        """The next event in what was read, or None."""
        if self.greeted is None:
            if self.buffer and self.buffer[0] != 0xFF:
                self.raw = True
            if self.raw or len(self.buffer) < 64:
                return None
            self.greeted, self.buffer = self.buffer[:64], self.buffer[64:]
            return ("greeting", self.greeted)
        if len(self.buffer) < 2:
            return None
        flags, start, size = self.buffer[0], 2, self.buffer[1]
        if flags & LONG:
            if len(self.buffer) < 9:
                return None
            start, size = 9, struct.unpack(">Q", self.buffer[1:9])[0]
        if len(self.buffer) < start + size:
            return None
        body, self.buffer = self.buffer[start : start + size], self.buffer[start + size :]
        if not flags & COMMAND:
            return ("message", body, bool(flags & MORE))
        name = body[1 : 1 + body[0]].decode("ascii", "replace")
        self.errors += name == "ERROR"
        self.through |= name == "READY"
        return (name, body[1 + body[0] :])

    def event(self, deadline):
        event = self.parsed()
        while event is None and self.read(deadline):
            event = self.parsed()
        return event

    def until(self, name, check=lambda *_: True, patience=None):
        """Reads on to an event of this name that passes the check; None if it does not come."""
        deadline = time.monotonic() + (self.patience if patience is None else patience)
        while True:
            event = self.event(deadline)
            if event is None or (event[0] == name and check(*event[1:])):
                return event

    # -- outcomes

    def end(self):
        return REFUSED if self.errors else CLOSED

    def alive(self):
        """Whether it answers a PING that is sent now; its READY has to come before."""
        if not self.through and self.until("READY") is None:
            return self.end() if self.ended else WAITS
        self.send(ping(b"still there?"))
        if self.until("PONG", lambda context: context == b"still there?"):
            return GOES_ON
        return self.end() if self.ended else WAITS

    def over(self, patience=None):
        """Whether it closes by itself."""
        deadline = time.monotonic() + (self.patience if patience is None else patience)
        while self.event(deadline) is not None or (not self.ended and self.read(deadline)):
            pass
        return self.end() if self.ended else WAITS

    def message(self, patience=None):
        """The frames of the next whole message, or None."""
        parts = []
        while True:
            event = self.until("message", patience=patience)
            if event is None:
                return None
            parts.append(event[1])
            if not event[2]:
                return parts

    def envelope(self):
        """The frames of the next message up to the empty one; None if no message comes."""
        while True:
            parts = self.message()
            if parts is None:
                return None
            if b"" in parts[:-1]:
                return parts[: parts.index(b"") + 1]

    def body(self, size=5):
        """A message of some length that a socket of our type may send to the server."""
        if self.kind in ("SUB", "XSUB"):
            return (b"\1" + b"zq" * size)[:size]
        return self.target.request[:size].ljust(size, b"x")

    def whole(self, size=5):
        """The frames of such a message."""
        before = frame(MORE, b"") if self.kind in ("REQ", "DEALER") and self.target.answers else b""
        return before + frame(0, self.body(size))


# ---- the cases


class Case:
    def __init__(self, name, rfc, run, allowed, servers, long):
        self.name = name
        self.rfc = rfc
        self.run = run
        self.allowed = allowed
        self.servers = servers
        self.long = long
        self.about = (run.__doc__ or "").strip()


CASES = []


def case(name, rfc, allowed=None, servers=None, long=False):
    """Registers a dialogue: its result is the outcome, among `allowed` if the RFC says which."""

    def register(run):
        CASES.append(Case(name, rfc, run, allowed, servers, long))
        return run

    return register


def simple(name, rfc, allowed, about, run, **more):
    run.__doc__ = about
    case(name, rfc, allowed, **more)(run)


def opened(peer, first):
    """After these bytes as a greeting and a right READY: whether the server goes on."""
    peer.send(first)
    if peer.until("greeting") is None:
        return peer.end() if peer.ended else WAITS
    peer.send(ready(peer.kind))
    return peer.alive()


def greetings():
    good = {GOES_ON}
    for major, minor, allowed in (
        (3, 0, good), (3, 1, good), (3, 2, good), (3, 255, good), (4, 0, good), (255, 255, good),
    ):
        simple(f"greeting/version-{major}.{minor}", "37, Version Negotiation", allowed,
               f"a peer that announces {major}.{minor}",
               lambda p, major=major, minor=minor: opened(p, greeting(major, minor)))
    signature = b"\xff" + b"\0" * 7 + b"\1\x7f"
    for version, name in ((0, "2.0-revision-0"), (1, "2.0")):
        simple(f"greeting/version-{name}", "37, Backwards Interoperability", {CLOSED, WAITS},
               "a peer of ZMTP 2.0 (libzmq 3.2): waits if the server speaks it, too",
               lambda p, version=version: p.send(signature + bytes([version, 4, 0, 0])).over())
    simple("greeting/version-1.0", "37, Backwards Interoperability", {CLOSED, WAITS},
           "a peer of ZMTP 1.0 (libzmq 2): waits if the server speaks it, too",
           lambda p: p.send(b"\1\0").over())
    for name, bits in (("as-libzmq", b"\0" * 7 + b"\1"), ("all-ones", b"\xff" * 8)):
        simple(f"greeting/signature-padding-{name}", "37, Formal Grammar", good,
               "eight bytes of padding that are not 0",
               lambda p, bits=bits: opened(p, greeting(signature=bits)))
    simple("greeting/signature-without-end", "37, Formal Grammar", {CLOSED, WAITS},
           "the tenth byte is not 7F",
           lambda p: p.send(greeting().replace(b"\x7f", b"\0", 1), ready(p.kind)).over())
    for name, junk in (
        ("http", b"\x47ET / HTTP/1.1\r\nHost: a\r\n\r\n"), ("tls", b"\x16\3\1\2\0\1\0\1\xfc\3\3" + b"x" * 80),
        ("zeros", b"\0" * 200), ("random", bytes(range(200, 0, -1))),
    ):
        simple(f"greeting/junk-{name}", "37, Formal Grammar", None,
               "what is no greeting at all: " + name,
               lambda p, junk=junk: p.send(junk).over())
    for value in (1, 2, 255):
        simple(f"greeting/as-server-{value}", "37, The NULL Security Mechanism", good if value == 1 else None,
               "as-server, which has no meaning in NULL",
               lambda p, value=value: opened(p, greeting(as_server=value)))
    simple("greeting/filler-ones", "37, Formal Grammar", None, "a filler that is not 0",
           lambda p: opened(p, greeting(filler=b"\xff" * 31)))
    simple("greeting/mechanism-padding-junk", "37, Formal Grammar", None,
           "NULL, a zero, and more after it",
           lambda p: opened(p, greeting(mechanism=b"NULL\0X")))
    for mechanism in ("null", "", "NULLX", "NUL", "PLAIN", "CURVE", "GSSAPI", "X" * 20):
        simple(f"greeting/mechanism-{mechanism or 'empty'}", "37, Authentication and Confidentiality",
               {CLOSED, REFUSED}, "a mechanism that the server does not have",
               lambda p, m=mechanism: opened(p, greeting(mechanism=m.encode())))

    @case("greeting/server-speaks-first", "37, Connection Behavior")
    def _(p):
        """whether a server sends its greeting, or its first 10 bytes, to a peer that is silent"""
        p.read(time.monotonic() + p.patience)
        return "greets" if p.buffer else WAITS

    @case("greeting/after-signature", "37, Version Negotiation", {"tells its version"})
    def _(p):
        """whether 11 bytes come for the signature alone: an older peer waits for them"""
        p.send(greeting()[:10])
        deadline = time.monotonic() + p.patience
        while len(p.buffer) < 11 and p.read(deadline):
            pass
        return "tells its version" if len(p.buffer) >= 11 else p.end() if p.ended else WAITS

    @case("greeting/what-the-server-sends", "37, Formal Grammar", {"3.1 NULL"})
    def _(p):
        """the server's own greeting: version, mechanism, padding, as-server, filler"""
        p.send(greeting())
        if p.until("greeting") is None:
            return WAITS
        g = p.greeted
        name = g[12:32].rstrip(b"\0").decode("ascii", "replace")
        odd = "" if g[9] == 0x7F and g[0] == 0xFF and not any(g[33:]) else " malformed"
        return f"{g[10]}.{g[11]} {name}" + (" as-server" if g[32] else "") + odd

    @case("greeting/with-ready-at-once", "37, Connection Behavior", good)
    def _(p):
        """greeting and READY in one segment"""
        return p.send(greeting() + ready(p.kind)).alive()

    @case("greeting/with-everything-at-once", "37, Connection Behavior")
    def _(p):
        """greeting, READY and a PING in one segment: traffic before the server's READY"""
        return p.send(greeting() + ready(p.kind) + ping(b"early")).alive()

    @case("greeting/byte-by-byte", "37, Connection Behavior", good)
    def _(p):
        """greeting and READY, each byte alone"""
        return p.trickle(greeting() + ready(p.kind)).alive()

    for cut in range(1, 64):
        simple(f"greeting/cut-at-{cut:02}", "37, Connection Behavior", good,
               f"a greeting in two parts, {cut} bytes first",
               lambda p, cut=cut: p.trickle(greeting() + ready(p.kind), cut).alive(),
               long=cut not in (1, 9, 10, 11, 12, 32, 33, 63))


def accepted(peer, body, greet=None):
    """After a right greeting and these bytes: whether the handshake is through."""
    peer.send(greet or greeting())
    peer.until("greeting")
    peer.send(body)
    return peer.alive()


def handshakes():
    def take(name, allowed, about, body, rfc="37, Connection Metadata", **more):
        simple("handshake/" + name, rfc, allowed, about, lambda p: accepted(p, body(p)), **more)

    good, bad = {GOES_ON}, ENDS
    take("ready", good, "READY with the socket type alone", lambda p: ready(p.kind))
    for kind in EVERY_TYPE + ("STREAM", "CLIENT", "RADIO"):
        def run(p, kind=kind):
            return accepted(p, ready(kind))

        CASES.append(Case(f"handshake/socket-type-{kind}", "37, The Socket-Type Property", run, "by type", None, False))
        run.__doc__ = f"a peer of type {kind}"
    for name, value in (("lower-case", None), ("unknown", b"NOPE"), ("empty", b""), ("long", b"R" * 200)):
        take("socket-type-value-" + name, bad, "a value that is no socket type",
             lambda p, value=value: ready(p.kind.lower() if value is None else value), "37, The Socket-Type Property")
    take("socket-type-missing", None, "READY without Socket-Type", lambda p: command("READY"))
    take("socket-type-missing-identity", None, "READY with an Identity alone",
         lambda p: command("READY", prop("Identity", "a")))
    for name in ("socket-type", "SOCKET-TYPE"):
        take(f"property-name-{name}", good, "names of properties are not case-sensitive",
             lambda p, name=name: command("READY", prop(name, p.kind)))
    take("socket-type-twice-same", None, "the same Socket-Type twice",
         lambda p: ready(p.kind, prop("Socket-Type", p.kind)))
    take("socket-type-twice-other", None, "Socket-Type twice, the second one wrong",
         lambda p: ready(p.kind, prop("Socket-Type", "PAIR")))
    take("identity", good, "an identity of 5 bytes", lambda p: ready(p.kind, prop("Identity", "me-" + str(id(p))[-4:])))
    take("identity-empty", good, "an empty identity", lambda p: ready(p.kind, prop("Identity", b"")))
    take("identity-255", good, "an identity of 255 bytes",
         lambda p: ready(p.kind, prop("Identity", str(id(p)).encode().ljust(255, b"i"))))
    take("identity-256", None, "an identity of 256 bytes", lambda p: ready(p.kind, prop("Identity", b"i" * 256)))
    take("identity-leading-zero", None, "an identity that begins with 0",
         lambda p: ready(p.kind, prop("Identity", b"\0" + str(id(p)).encode()[-5:])))
    take("identity-twice", None, "two identities",
         lambda p: ready(p.kind, prop("Identity", b"a1") + prop("Identity", b"b2")))
    take("unknown-property", good, "a property X-Colour", lambda p: ready(p.kind, prop("X-Colour", "blue")))
    take("unknown-properties-20", good, "20 properties that nobody knows",
         lambda p: ready(p.kind, b"".join(prop(f"X-{i}", b"v") for i in range(20))))
    take("unknown-before-socket-type", good, "Socket-Type as the last property",
         lambda p: command("READY", prop("X-Colour", "blue") + prop("Socket-Type", p.kind)))
    take("unknown-twice", None, "an unknown property twice",
         lambda p: ready(p.kind, prop("X-Colour", "blue") + prop("X-Colour", "red")))
    take("property-name-empty", None, "a property without a name", lambda p: ready(p.kind, prop("", "v")))
    take("property-name-255", good, "a name of 255 characters", lambda p: ready(p.kind, prop("X" * 255, "v")))
    take("property-name-space", None, "a name with a space", lambda p: ready(p.kind, prop("X Y", "v")))
    take("property-value-300", good, "a value of 300 bytes", lambda p: ready(p.kind, prop("X-Long", b"v" * 300)))
    take("property-cut-in-name", bad, "READY ends within a name", lambda p: ready(p.kind, b"\5ab"))
    take("property-cut-in-length", bad, "READY ends within a length", lambda p: ready(p.kind, b"\1a\0\0"))
    take("property-cut-in-value", bad, "READY ends within a value", lambda p: ready(p.kind, b"\1a\0\0\0\5abc"))
    for name, size in (("2-31", 1 << 31), ("2-32", (1 << 32) - 1)):
        take(f"property-length-{name}", bad, "a value's length beyond the frame",
             lambda p, size=size: ready(p.kind, b"\1a" + struct.pack(">I", size) + b"abc"))
    take("trailing-zero", bad, "one byte more than the properties", lambda p: ready(p.kind, b"\0"))
    for size in (900, 8000, 65536, 1 << 20):
        take(f"ready-of-{size}", good if size < 1000 else None, "a long READY of harmless properties",
             lambda p, size=size: ready(p.kind, b"".join(prop(f"X-{i:04}", b"v" * 250) for i in range(size // 261))))
    take("ready-in-long-form", None, "a short READY with a length of 8 bytes",
         lambda p: command("READY", prop("Socket-Type", p.kind), long=True), "37, Formal Grammar")
    take("ready-lower-case", bad, "a command named ready", lambda p: command("ready", prop("Socket-Type", p.kind)), "37, Formal Grammar")
    take("ready-as-message", None, "READY in a frame that is no command",
         lambda p: frame(0, b"\5READY" + prop("Socket-Type", p.kind)), "37, Formal Grammar")
    take("ready-with-more", None, "READY with the flag MORE",
         lambda p: frame(COMMAND | MORE, b"\5READY" + prop("Socket-Type", p.kind)), "37, Formal Grammar")
    for bit in (0x08, 0x10, 0x20, 0x40, 0x80):
        take(f"ready-reserved-{bit:02x}", None, "READY with a reserved bit",
             lambda p, bit=bit: frame(COMMAND | bit, b"\5READY" + prop("Socket-Type", p.kind)), "37, Formal Grammar")
    take("empty-command", bad, "a command without a body", lambda p: frame(COMMAND, b""), "37, Formal Grammar")
    take("command-name-empty", bad, "a command whose name is empty", lambda p: frame(COMMAND, b"\0"), "37, Formal Grammar")
    take("command-name-too-long", bad, "a name that is longer than the command",
         lambda p: frame(COMMAND, b"\xffREADY"), "37, Formal Grammar")
    null = "37, The NULL Security Mechanism"
    take("unknown-command", None, "a command FOO before READY", lambda p: command("FOO") + ready(p.kind), null)
    take("hello", bad, "HELLO, of another mechanism", lambda p: command("HELLO", b"\1a\1b"), null)
    take("message-first", bad, "a message before READY", lambda p: frame(0, b"hi") + ready(p.kind), null)
    take("ping-first", None, "a PING before READY", lambda p: ping(b"early") + ready(p.kind), null)
    take("subscribe-first", None, "SUBSCRIBE before READY", lambda p: command("SUBSCRIBE", b"") + ready(p.kind), null)
    take("error-first", bad, "ERROR instead of READY", lambda p: command("ERROR", b"\2no") + ready(p.kind), null)
    take("error-empty", bad, "ERROR without a reason", lambda p: command("ERROR", b"") + ready(p.kind), null)
    take("error-too-long", bad, "ERROR whose reason is longer than the command",
         lambda p: command("ERROR", b"\xffno") + ready(p.kind), null)
    take("ready-twice", None, "two READY", lambda p: ready(p.kind) * 2, null)

    @case("handshake/ready-cut", null, good)
    def _(p):
        """READY, each byte alone"""
        p.send(greeting())
        p.until("greeting")
        return p.trickle(ready(p.kind)).alive()

    @case("handshake/server-ready-first", null)
    def _(p):
        """whether the server's READY comes before ours"""
        p.send(greeting())
        return "READY" if p.until("READY") else p.end() if p.ended else WAITS

    @case("handshake/what-the-server-says", null, "own type")
    def _(p):
        """the server's READY"""
        p.send(greeting(), ready(p.kind))
        event = p.until("READY")
        return properties(event[1]) if event else p.end() if p.ended else WAITS

    @case("handshake/greeting-only", null)
    def _(p):
        """a peer that says nothing more after its greeting, for a while"""
        p.send(greeting())
        return p.over()


def properties(data):
    found = []
    while data:
        name = data[1 : 1 + data[0]].decode("ascii", "replace")
        data = data[1 + data[0] :]
        size = struct.unpack(">I", data[:4])[0]
        found.append(name + "=" + data[4 : 4 + size].decode("ascii", "replace"))
        data = data[4 + size :]
    return " ".join(sorted(found))


def frames():
    rfc = "37, Formal Grammar"
    good, bad = {GOES_ON}, ENDS

    def take(name, allowed, about, body, where=rfc, **more):
        simple("frames/" + name, where, allowed, about,
               lambda p: p.join().send(*body(p)).alive(), **more)

    take("message", good, "a short message", lambda p: [p.whole()])
    take("message-empty", good, "a message without a body", lambda p: [p.whole(0)])
    take("message-empty-long", None, "one whose length has 8 bytes",
         lambda p: [frame(MORE, b"") if p.target.answers else b"", frame(0, b"", long=True)])
    take("message-long-form", None, "a short message with a length of 8 bytes",
         lambda p: [frame(MORE, b"", long=True) if p.target.answers else b"", frame(0, p.body(), long=True)])
    for size in (255, 256):
        take(f"message-of-{size}", good, "around the end of the short form", lambda p, size=size: [p.whole(size)])
    take("message-largest", good, "the longest message that the server takes",
         lambda p: [p.whole(p.target.largest)] if p.kind not in ("SUB", "XSUB") else [p.whole(200)])
    take("message-too-long", None, "one byte more than the longest",
         lambda p: [frame(0, b"x" * (p.target.largest + 1))])
    for name, size in (("2-31", 1 << 31), ("2-32", 1 << 32), ("2-63-1", (1 << 63) - 1), ("2-63", 1 << 63), ("2-64-1", (1 << 64) - 1)):
        take(f"length-{name}", bad if size >= 1 << 63 else None, "only the header of a huge message",
             lambda p, size=size: [frame(0, b"abc", size, True)])
        take(f"command-length-{name}", None, "only the header of a huge command",
             lambda p, size=size: [frame(COMMAND, b"\4PING", size, True)])
    for bit in (0x08, 0x10, 0x20, 0x40, 0x80):
        take(f"reserved-{bit:02x}", None, "a message with a reserved bit", lambda p, bit=bit: [frame(bit, p.body())])
        take(f"command-reserved-{bit:02x}", None, "a PING with a reserved bit",
             lambda p, bit=bit: [frame(COMMAND | bit, b"\4PING\0\0")])
    take("command-with-more", None, "a PING with the flag MORE", lambda p: [frame(COMMAND | MORE, b"\4PING\0\0")])
    take("command-within-message", None, "a PING between the parts of a message",
         lambda p: [frame(MORE, b""), ping(b"between"), frame(0, p.body())])
    take("command-unknown", None, "a command FOO", lambda p: [command("FOO", b"bar")])
    take("command-empty", None, "a command without a body", lambda p: [frame(COMMAND, b"")])
    take("command-name-empty", None, "a command whose name is empty", lambda p: [frame(COMMAND, b"\0")])
    take("command-name-too-long", None, "a name that is longer than the command", lambda p: [frame(COMMAND, b"\xffPING")])
    take("command-ready", None, "another READY, later", lambda p: [ready(p.kind)])
    take("command-error", None, "ERROR, later", lambda p: [command("ERROR", b"\2no")])
    take("command-hello", None, "HELLO, later", lambda p: [command("HELLO", b"x")])
    for count in (2, 8, 9, 100, 1000):
        take(f"parts-{count}", good if count < 9 else None, f"a message of {count} parts",
             lambda p, count=count: [frame(MORE, b"") * (count - 1) + frame(0, p.body())])
    take("parts-never-ending", None, "parts, and no last one",
         lambda p: [frame(MORE, b"")] * 5)

    @case("frames/byte-by-byte", rfc, good)
    def _(p):
        """a message and a PING, each byte alone"""
        return p.join().trickle(p.whole() + ping(b"slow")).alive()

    @case("frames/half-message-then-close", rfc, {GOES_ON})
    def _(p):
        """a peer that leaves within a message; another one is served as before"""
        p.join().send(frame(0, b"abc", 200)).close()
        other = Peer(p.target, p.patience)
        try:
            return other.join().alive()
        finally:
            other.close()


def pings():
    rfc = "37, Connection Heartbeating"
    good = {GOES_ON}

    def pong(p, body, minor=1):
        p.join(minor=minor).send(body)
        event = p.until("PONG")
        return "PONG " + (event[1].hex() or "empty") if event else p.end() if p.ended else WAITS

    simple("ping/empty", rfc, {"PONG empty"}, "a PING without a context", lambda p: pong(p, ping()))
    simple("ping/context-1", rfc, {"PONG 61"}, "a context of one byte", lambda p: pong(p, ping(b"a")))
    simple("ping/context-16", rfc, {"PONG " + (b"b" * 16).hex()}, "the longest context",
           lambda p: pong(p, ping(b"b" * 16)))
    simple("ping/context-17", rfc, None, "a context that is too long by one byte", lambda p: pong(p, ping(b"c" * 17)))
    simple("ping/context-300", rfc, None, "a context of 300 bytes", lambda p: pong(p, ping(b"c" * 300)))
    simple("ping/long-form", rfc, None, "a PING with a length of 8 bytes",
           lambda p: pong(p, command("PING", b"\0\0d", long=True)))
    simple("ping/ttl-missing", rfc, None, "a PING without its time to live",
           lambda p: p.join().send(command("PING")).alive())
    simple("ping/ttl-half", rfc, None, "half a time to live", lambda p: p.join().send(command("PING", b"\0")).alive())
    simple("ping/lower-case", rfc, None, "a command named ping", lambda p: p.join().send(command("ping", b"\0\0")).alive())
    simple("ping/of-a-3.0-peer", rfc, None, "a PING from a peer that announced 3.0", lambda p: pong(p, ping(b"e"), 0))
    simple("ping/pong-unasked", rfc, None, "a PONG that nobody asked for",
           lambda p: p.join().send(command("PONG", b"f")).alive())
    simple("ping/pong-long", rfc, None, "a PONG of 300 bytes",
           lambda p: p.join().send(command("PONG", b"f" * 300)).alive())
    simple("ping/flood", rfc, good, "300 PINGs at once, all of them answered",
           lambda p: flood(p))

    @case("ping/ttl-then-silence", rfc, ENDS)
    def _(p):
        """a time to live of 0.2 s, and nothing after it"""
        p.join().send(ping(b"g", 2))
        return p.over(p.patience + 2)

    @case("ping/ttl-kept", rfc, good)
    def _(p):
        """a time to live of 1 s, and a message every 0.25 s"""
        p.join().send(ping(b"h", 10))
        for _ in range(6):
            time.sleep(0.25)
            p.send(ping(b"i", 10))
        return p.alive()


def flood(p):
    p.join()
    p.send(b"".join(ping(struct.pack(">H", i)) for i in range(300)))
    for i in range(300):
        event = p.until("PONG")
        if event is None:
            return p.end() if p.ended else f"{i} of 300"
        if event[1] != struct.pack(">H", i):
            return "out of order"
    return p.alive()


def subscriptions():
    rfc = "37, SUBSCRIBE and CANCEL; 29, PUB and SUB"
    publishers = ("PUB", "XPUB")
    heard, deaf = "receives", "receives nothing"

    def hears(p):
        """Whether something comes that was published after all that was sent before."""
        if p.alive() != GOES_ON:
            return p.end() if p.ended else WAITS
        return heard if p.message() else p.end() if p.ended else deaf

    def take(name, allowed, about, body, minor=1):
        simple("subscriptions/" + name, rfc, allowed, about,
               lambda p: hears(p.join(minor=minor).send(*body(p))), servers=publishers)

    sub, cancel = (lambda prefix: command("SUBSCRIBE", prefix)), (lambda prefix: command("CANCEL", prefix))
    sub0, cancel0 = (lambda prefix: frame(0, b"\1" + prefix)), (lambda prefix: frame(0, b"\0" + prefix))
    take("none", {deaf}, "no subscription", lambda p: [])
    for form, on, off in (("command", sub, cancel), ("message", sub0, cancel0)):
        take(f"{form}-all", {heard}, "the empty prefix", lambda p, on=on: [on(b"")])
        take(f"{form}-prefix", {heard}, "a prefix of what is published", lambda p, on=on: [on(p.target.topic)])
        take(f"{form}-other", {deaf}, "a prefix of nothing that is published", lambda p, on=on: [on(b"\xfe\xfe")])
        take(f"{form}-cancelled", {deaf}, "subscribed and cancelled", lambda p, on=on, off=off: [on(b""), off(b"")])
        take(f"{form}-twice-cancelled-once", {heard}, "subscribed twice, cancelled once",
             lambda p, on=on, off=off: [on(b""), on(b""), off(b"")])
        take(f"{form}-cancel-of-nothing", {heard}, "a cancellation of what was not subscribed to",
             lambda p, on=on, off=off: [off(b"xyz"), on(b"")])
        take(f"{form}-cancel-other", {heard}, "another prefix cancelled",
             lambda p, on=on, off=off: [on(b""), off(p.target.topic)])
    take("forms-mixed", {deaf}, "subscribed by command, cancelled by message", lambda p: [sub(b""), cancel0(b"")])
    take("forms-mixed-other", {deaf}, "subscribed by message, cancelled by command", lambda p: [sub0(b""), cancel(b"")])
    take("message-of-a-3.0-peer", {heard}, "the message form, from a peer of 3.0", lambda p: [sub0(b"")], 0)
    take("command-of-a-3.0-peer", None, "the command form, from a peer of 3.0", lambda p: [sub(b"")], 0)
    take("message-unknown-kind", {heard}, "a message that begins with 2", lambda p: [frame(0, b"\2abc"), sub(b"")])
    take("message-empty", {heard}, "an empty message", lambda p: [frame(0, b""), sub(b"")])
    take("in-two-parts", None, "a subscription of two frames", lambda p: [frame(MORE, b"\1"), frame(0, b"")])
    take("prefix-of-200", {deaf}, "a prefix of 200 bytes", lambda p: [sub(b"z" * 200)])

    subscribers = ("SUB", "XSUB")
    for minor, form in ((1, "SUBSCRIBE"), (0, "message")):
        def what(p, minor=minor):
            p.join(minor=minor)
            deadline = time.monotonic() + p.patience
            event = p.event(deadline)
            if event is None:
                return p.end() if p.ended else WAITS
            if event[0] == "message":
                return "message " + event[1].hex()
            return event[0] + " " + (event[1].hex() or "empty")

        allowed = {"SUBSCRIBE empty", "message 01"} if minor else {"message 01"}
        simple(f"subscriptions/of-the-server-to-3.{minor}", rfc, allowed,
               f"how a server that subscribes tells a publisher of 3.{minor}", what, servers=("SUB",))
    for name, body in (("subscribe", sub(b"")), ("cancel", cancel(b"x"))):
        simple(f"subscriptions/{name}-to-a-subscriber", rfc, None, "a publisher that subscribes itself",
               lambda p, body=body: p.join().send(body).alive(), servers=subscribers)
        simple(f"subscriptions/{name}-to-others", rfc, None, f"{name.upper()} to a socket without subscriptions",
               lambda p, body=body: p.join().send(body).alive(), servers=("REP", "ROUTER", "DEALER", "PULL"))


def requests():
    rfc = "28, REQ, REP, DEALER, ROUTER"
    servers = ("REP", "ROUTER")

    def answer(p, *bodies, kind="REQ"):
        p.join(kind).send(*bodies)
        return answered(p)

    def answered(p):
        envelope = p.envelope()
        if envelope is None:
            return p.end() if p.ended else p.alive() + ", no answer"
        return "answer after " + (" ".join(part.hex() for part in envelope[:-1]) or "the delimiter")

    def take(name, allowed, about, run, **more):
        simple("requests/" + name, rfc, allowed, about, run, servers=servers, **more)

    delimiter = frame(MORE, b"")
    plain = {"answer after the delimiter"}
    take("of-req", plain, "a request of REQ", lambda p: answer(p, delimiter, frame(0, p.target.request)))
    take("of-dealer", plain, "the same of DEALER",
         lambda p: answer(p, delimiter, frame(0, p.target.request), kind="DEALER"))
    take("with-id", {"answer after 01020304"}, "a request with an id before the delimiter (REQ_CORRELATE)",
         lambda p: answer(p, frame(MORE, b"\1\2\3\4"), delimiter, frame(0, p.target.request)))
    take("with-two-addresses", {"answer after 61 62"}, "an envelope of two frames (RFC 28)",
         lambda p: answer(p, frame(MORE, b"a"), frame(MORE, b"b"), delimiter, frame(0, p.target.request), kind="DEALER"))
    take("without-delimiter", None, "a request of one frame",
         lambda p: answer(p, frame(0, p.target.request)))
    take("delimiter-alone", None, "the delimiter as the only frame", lambda p: answer(p, frame(0, b"")))
    take("two-at-once", {"2 answers"}, "two requests of DEALER at once, answered in order",
         lambda p: both(p, delimiter + frame(0, p.target.request)))
    take("after-a-bad-one", None, "a request of one frame, then a right one",
         lambda p: answer(p, frame(0, b"x"), delimiter, frame(0, p.target.request), kind="DEALER"))
    take("cut-at-each-byte", plain, "a request, each byte alone",
         lambda p: trickled(p, delimiter + frame(0, p.target.request)))

    def both(p, body):
        p.join("DEALER").send(frame(MORE, b"1") + body + frame(MORE, b"2") + body)
        got = [p.envelope() for _ in range(2)]
        if None in got:
            return p.end() if p.ended else WAITS
        return "2 answers" if [parts[0] for parts in got] == [b"1", b"2"] else "out of order"

    def trickled(p, body):
        p.join("REQ").trickle(body)
        return answered(p)


# ---- CURVE (RFC 25 and 26)


class Curve:
    """The client's side of CURVE on one connection; what a case does not want right, it hands in."""

    def __init__(self, peer):
        self.peer = peer
        self.server = peer.target.key
        self.long_term = nacl.pair()
        self.own = nacl.pair()
        self.sent = 0
        self.cookie = self.to_server = self.metadata = None

    def number(self):
        self.sent += 1
        return self.sent

    # -- commands

    def hello(self, version=b"\1\0", padding=bytes(72), zeros=bytes(64), public=None, key=None, number=None):
        number = self.number() if number is None else number
        key = key or nacl.shared(self.own[0], self.server)
        box = nacl.seal(key, b"CurveZMQHELLO---" + struct.pack(">Q", number), zeros)
        return version + padding + (public or self.own[1]) + struct.pack(">Q", number) + box

    def greet(self, hello=None):
        """Greetings, HELLO and WELCOME; false if that does not come, or does not open."""
        self.peer.send(greeting(mechanism=b"CURVE"))
        self.peer.until("greeting")
        self.peer.send(command("HELLO", self.hello() if hello is None else hello))
        event = self.peer.until("WELCOME")
        if event is None or len(event[1]) != 160:
            return False
        text = nacl.unseal(nacl.shared(self.own[0], self.server), b"WELCOME-" + event[1][:16], event[1][16:])
        if text is None:
            return False
        self.to_server, self.cookie = text[:32], text[32:]
        self.key = nacl.shared(self.own[0], self.to_server)
        return True

    def initiate(self, cookie=None, client=None, vouched=None, vouching=None, metadata=None, number=None):
        number = self.number() if number is None else number
        nonce = os.urandom(16)
        secret = vouching or self.long_term[0]
        vouch = nacl.seal(nacl.shared(secret, self.to_server), b"VOUCH---" + nonce,
                          vouched or self.own[1] + self.server)
        if metadata is None:
            metadata = prop("Socket-Type", self.peer.kind)
        text = (client or self.long_term[1]) + nonce + vouch + metadata
        box = nacl.seal(self.key, b"CurveZMQINITIATE" + struct.pack(">Q", number), text)
        return (cookie or self.cookie) + struct.pack(">Q", number) + box

    def join(self, initiate=None):
        """The whole handshake; false if the server does not end it."""
        if not self.greet():
            return False
        self.peer.send(command("INITIATE", self.initiate() if initiate is None else initiate()))
        event = self.peer.until("READY")
        if event is not None:
            self.metadata = nacl.unseal(self.key, b"CurveZMQREADY---" + event[1][:8], event[1][8:])
        return self.metadata is not None

    # -- messages

    def message(self, body, flags=0, number=None, key=None, prefix=b"CurveZMQMESSAGEC", outer=0):
        number = self.number() if number is None else number
        box = nacl.seal(key or self.key, prefix + struct.pack(">Q", number), bytes([flags]) + body)
        return frame(outer, b"\7MESSAGE" + struct.pack(">Q", number) + box)

    def ping(self, context=b"before", **more):
        return self.message(b"\4PING\0\0" + context, flags=2, **more)

    def opened(self, body):
        """What a frame of the server carries, with its flags before it; None if it is not of the server."""
        if not body.startswith(b"\7MESSAGE"):
            return None
        return nacl.unseal(self.key, b"CurveZMQMESSAGES" + body[8:16], body[16:])

    def alive(self, patience=None):
        """Whether it answers a PING that is sent now."""
        peer = self.peer
        peer.send(self.ping(b"still there?"))
        if peer.until("message", lambda body, _: self.opened(body) == b"\2\4PONGstill there?", patience):
            return GOES_ON
        return peer.end() if peer.ended else WAITS

    def end(self):
        return self.peer.end() if self.peer.ended else WAITS


def curve():
    messages, commands = "26, The MESSAGE Command", "26, "
    good, bad = {GOES_ON}, ENDS

    def take(name, rfc, allowed, about, run, **more):
        simple("curve/" + name, rfc, allowed, about, lambda p: run(p, Curve(p)), **more)

    def handshake(name, rfc, allowed, about, **wrong):
        """A handshake of which something is wrong: an argument of hello() or initiate() that is made of the Curve."""
        def run(p, c):
            made = {key: make(c) for key, make in wrong.items() if key in ("public", "key", "padding", "zeros", "version")}
            if name.startswith("hello"):
                number = wrong["number"](c) if "number" in wrong else None
                if not c.greet(c.hello(**made, number=number)):
                    return c.end() if p.over() else WAITS
                return "WELCOME"
            return c.alive() if c.join(lambda: c.initiate(**{key: make(c) for key, make in wrong.items()})) else c.end()

        take(name, commands + rfc, allowed, about, run)

    take("handshake", "26, Overall Operation", good, "a right handshake", lambda p, c: c.alive() if c.join() else c.end())
    take("handshake-byte-by-byte", "26, Overall Operation", good, "HELLO and INITIATE, each byte alone", trickled)
    take("null", "37, Security Mechanisms", None, "a peer with NULL: which policy the server has",
         lambda p, c: opened(p, greeting()))
    take("plain", "37, Security Mechanisms", bad, "a peer with PLAIN, and its HELLO",
         lambda p, c: p.send(greeting(mechanism=b"PLAIN"), command("HELLO", b"\1a\1b")).over())
    take("as-server", "25, The Greeting", None, "a peer that says that it is a server, too",
         lambda p, c: p.send(greeting(mechanism=b"CURVE", as_server=1), command("HELLO", c.hello())).over())

    # -- HELLO
    welcome = {"WELCOME"}
    handshake("hello", "The HELLO Command", welcome, "a right HELLO")
    handshake("hello-version-2", "The HELLO Command", bad, "HELLO of version 2.0", version=lambda c: b"\2\0")
    handshake("hello-version-1.1", "The HELLO Command", None, "HELLO of version 1.1", version=lambda c: b"\1\1")
    handshake("hello-padding", "The HELLO Command", None, "a padding that is not 0", padding=lambda c: b"\1" * 72)
    handshake("hello-padding-short", "The HELLO Command", bad, "one byte of padding too few", padding=lambda c: bytes(71))
    handshake("hello-padding-long", "The HELLO Command", bad, "one byte of padding too many", padding=lambda c: bytes(73))
    handshake("hello-box-of-ones", "The HELLO Command", None, "a box with something else than 64 zeros", zeros=lambda c: b"\1" * 64)
    handshake("hello-box-short", "The HELLO Command", bad, "a box with 63 zeros", zeros=lambda c: bytes(63))
    handshake("hello-for-another-server", "The HELLO Command", bad, "a box for another server's key",
              key=lambda c: nacl.shared(c.own[0], nacl.pair()[1]))
    handshake("hello-key-of-zeros", "The HELLO Command", None, "a key of the connection with which all agree on the same",
              public=lambda c: bytes(32), key=lambda c: nacl.hsalsa(bytes(32), bytes(16)))
    handshake("hello-key-high-bit", "The HELLO Command", None, "a key of the connection with its highest bit set",
              public=lambda c: c.own[1][:31] + bytes([c.own[1][31] | 0x80]))
    handshake("hello-nonce-0", "The HELLO Command", None, "a nonce of 0", number=lambda c: 0)
    handshake("hello-nonce-highest", "The HELLO Command", None, "the highest nonce", number=lambda c: 2**64 - 1)
    for name, first in (
        ("initiate", lambda c: command("INITIATE", bytes(300))), ("ready", lambda c: ready(c.peer.kind)),
        ("message", lambda c: frame(0, b"\7MESSAGE" + bytes(40))), ("welcome", lambda c: command("WELCOME", bytes(160))),
        ("error", lambda c: command("ERROR", b"\2no")), ("unknown", lambda c: command("FOO")),
        ("empty", lambda c: frame(COMMAND, b"")), ("plain-text", lambda c: frame(0, b"hi")),
    ):
        take(f"instead-of-hello-{name}", commands + "Overall Operation", bad, f"another thing instead of HELLO: {name}",
             lambda p, c, first=first: p.send(greeting(mechanism=b"CURVE"), first(c)).over())
    take("hello-as-message", commands + "The HELLO Command", None, "HELLO in a frame that is no command",
         lambda p, c: p.send(greeting(mechanism=b"CURVE"), frame(0, b"\5HELLO" + c.hello())).over())
    take("hello-twice", commands + "Overall Operation", bad, "a second HELLO instead of INITIATE",
         lambda p, c: c.greet() and p.send(command("HELLO", c.hello())).over())
    take("hello-only", commands + "Overall Operation", None, "nothing after WELCOME, for a while",
         lambda p, c: p.over() if c.greet() else c.end())

    # -- WELCOME and INITIATE
    take("welcome-is-fresh", commands + "The WELCOME Command", {"fresh"},
         "keys, nonces and cookies of two connections", fresh)
    rfc = "The INITIATE Command"
    handshake("initiate-cookie-changed", rfc, bad, "a cookie with one bit changed",
              cookie=lambda c: c.cookie[:50] + bytes([c.cookie[50] ^ 1]) + c.cookie[51:])
    handshake("initiate-cookie-random", rfc, bad, "a cookie that the server did not make", cookie=lambda c: os.urandom(96))
    handshake("initiate-cookie-cut", rfc, bad, "a cookie that is one byte short", cookie=lambda c: c.cookie[:95])
    handshake("initiate-cookie-of-another", rfc, bad, "the cookie of another connection", cookie=another_cookie)
    handshake("initiate-vouch-of-another-key", rfc, bad, "a vouch that the long-term key did not make",
              vouching=lambda c: nacl.pair()[0])
    handshake("initiate-vouch-for-another-key", rfc, bad, "a vouch for another key of the connection",
              vouched=lambda c: nacl.pair()[1] + c.server)
    handshake("initiate-vouch-for-another-server", rfc, bad, "a vouch for another server",
              vouched=lambda c: c.own[1] + nacl.pair()[1])
    handshake("initiate-vouch-short", rfc, bad, "a vouch that names no server", vouched=lambda c: c.own[1])
    handshake("initiate-key-of-zeros", rfc, bad, "a long-term key of zeros", client=lambda c: bytes(32))
    handshake("initiate-nonce-repeated", rfc, bad, "the nonce of HELLO once more", number=lambda c: 1)
    handshake("initiate-nonce-0", rfc, bad, "a nonce that is lower than HELLO's", number=lambda c: 0)
    handshake("initiate-nonce-jump", rfc, good, "a nonce far above HELLO's", number=jump)
    handshake("initiate-metadata-none", rfc, None, "no metadata", metadata=lambda c: b"")
    handshake("initiate-metadata-cut", rfc, bad, "metadata that is cut", metadata=lambda c: b"\x0bSocket-Ty")
    handshake("initiate-metadata-unknown-type", rfc, bad, "a socket type that there is not",
              metadata=lambda c: prop("Socket-Type", "NOPE"))
    handshake("initiate-metadata-own", rfc, good, "a property X-Colour, too",
              metadata=lambda c: prop("Socket-Type", c.peer.kind) + prop("X-Colour", "blue"))
    take("initiate-changed", commands + rfc, bad, "one bit of the box changed",
         lambda p, c: c.alive() if c.join(lambda: flipped(c.initiate(), -1)) else c.end())
    take("initiate-cut", commands + rfc, bad, "a box without its last byte",
         lambda p, c: c.alive() if c.join(lambda: c.initiate()[:-1]) else c.end())
    take("initiate-short", commands + rfc, bad, "an INITIATE of 100 bytes",
         lambda p, c: c.alive() if c.join(lambda: c.initiate()[:100]) else c.end())
    take("initiate-twice", commands + rfc, bad, "a second INITIATE",
         lambda p, c: c.join() and p.send(command("INITIATE", c.initiate())).over())
    take("initiate-as-message", commands + rfc, None, "INITIATE in a frame that is no command",
         lambda p, c: c.greet() and p.send(frame(0, b"\x08INITIATE" + c.initiate())).over())
    take("ready-is-of-the-server", commands + "The READY Command", "own type", "what the server's READY carries",
         lambda p, c: properties(c.metadata) if c.join() else c.end())

    # -- MESSAGE
    def said(name, allowed, about, frames, rfc=messages, **more):
        def run(p, c):
            if not c.join():
                return c.end()
            p.send(*frames(c))
            return c.alive()

        take("message-" + name, rfc, allowed, about, run, **more)

    said("right", good, "a message of the socket", lambda c: whole(c))
    said("nonce-repeated", bad, "the same message twice", lambda c: [c.ping()] * 2)
    said("nonce-lower", bad, "a nonce that is lower than the last one", lambda c: [c.ping(number=9), c.ping(number=8)])
    said("nonce-of-initiate", bad, "the nonce of INITIATE once more", lambda c: [c.ping(number=2)])
    said("nonce-gap", good, "nonces that grow, and not by one",
         lambda c: [c.ping(number=10), c.ping(number=2**40), c.message(b"\4PING\0\0a", 2, number=jump(c, 2**62))])
    said("nonce-highest", bad, "the highest nonce, and a lower one after it", lambda c: [c.ping(number=2**64 - 1)])
    said("reordered", bad, "two messages in the wrong order", lambda c: [c.ping(), c.ping()][::-1])
    said("changed", bad, "one bit of the box changed", lambda c: [flipped(c.ping(), -1)])
    said("changed-tag", bad, "one bit of the authenticator changed", lambda c: [flipped(c.ping(), 2 + 16)])
    said("changed-nonce", bad, "another nonce than that of the box", lambda c: [flipped(c.ping(), 2 + 10)])
    said("of-another-key", bad, "a box of another key", lambda c: [c.ping(key=os.urandom(32))])
    said("with-the-servers-nonces", bad, "a box with the prefix of the server's nonces",
         lambda c: [c.ping(prefix=b"CurveZMQMESSAGES")])
    said("empty-box", bad, "a box with no flags in it",
         lambda c: [frame(0, b"\7MESSAGE" + struct.pack(">Q", 99)
                          + nacl.seal(c.key, b"CurveZMQMESSAGEC" + struct.pack(">Q", 99), b""))])
    said("cut", bad, "a MESSAGE that is shorter than an empty one", lambda c: [frame(0, b"\7MESSAGE" + bytes(20))])
    said("not-encrypted", bad, "a message that is not encrypted", lambda c: [frame(0, b"hi")])
    said("ping-not-encrypted", bad, "a PING that is not encrypted", lambda c: [ping(b"plain")])
    said("as-command", None, "MESSAGE in a command frame", lambda c: [c.ping(outer=COMMAND)])
    said("outer-more", None, "MESSAGE in a frame with MORE", lambda c: [c.ping(outer=MORE)])
    for bit in (0x04, 0x80):
        said(f"inner-reserved-{bit:02x}", None, "a reserved bit among the flags in the box",
             lambda c, bit=bit: [c.message(b"\4PING\0\0r", 2 | bit)])
    said("another-name", bad, "a command that is not called MESSAGE",
         lambda c: [frame(0, b"\7MASSAGE" + c.ping()[10:])])
    take("reflected", messages, bad, "the server's own message, sent back to it", reflected)


def jump(c, number=1000):
    c.sent = number
    return number


def flipped(data, at):
    at %= len(data)
    return data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


def whole(c):
    """The frames of a message that a socket of our type may send."""
    before = [c.message(b"", flags=1)] if c.peer.kind in ("REQ", "DEALER") and c.peer.target.answers else []
    return before + [c.message(c.peer.body())]


def trickled(peer, c):
    peer.send(greeting(mechanism=b"CURVE"))
    peer.until("greeting")
    peer.trickle(command("HELLO", c.hello()))
    event = peer.until("WELCOME")
    if event is None:
        return c.end()
    text = nacl.unseal(nacl.shared(c.own[0], c.server), b"WELCOME-" + event[1][:16], event[1][16:])
    c.to_server, c.cookie = text[:32], text[32:]
    c.key = nacl.shared(c.own[0], c.to_server)
    peer.trickle(command("INITIATE", c.initiate()))
    return c.alive() if peer.until("READY") else c.end()


def another_cookie(c):
    """That of a second connection, which has ended."""
    other = Peer(c.peer.target, c.peer.patience)
    try:
        second = Curve(other)
        return second.cookie if second.greet() else os.urandom(96)
    finally:
        other.close()


def fresh(peer, c):
    other = Peer(peer.target, peer.patience)
    try:
        second = Curve(other)
        if not c.greet() or not second.greet():
            return "no WELCOME"
        same = c.to_server == second.to_server or c.cookie[:16] == second.cookie[:16] or c.cookie[16:] == second.cookie[16:]
        return "repeated" if same else "fresh"
    finally:
        other.close()


def reflected(peer, c):
    if not c.join():
        return c.end()
    peer.send(c.ping(b"first"))
    event = peer.until("message", lambda body, _: c.opened(body) == b"\2\4PONGfirst")
    return c.end() if event is None else peer.send(frame(0, event[1])).over()


greetings()
handshakes()
curve()
frames()
pings()
subscriptions()
requests()


# ---- the two servers


class Target:
    """A server to try, and what it may be sent."""

    def __init__(self, address, kind, request, topic, largest, sources, key=None):
        self.address = address
        self.key = key
        self.kind = kind
        self.request = request
        self.topic = topic
        self.largest = largest
        self.answers = kind in ("REP", "ROUTER")
        self.sources = sources
        self.next_source = 0
        self.lock = threading.Lock()

    def source(self):
        """Where the next connection comes from: the addresses of this machine in turn."""
        if not self.sources:
            return None
        with self.lock:
            self.next_source += 1
            return self.sources[self.next_source % len(self.sources)]


class Oracle:
    """A socket of libzmq on a port of its own, which behaves as the program's head says."""

    def __init__(self, kind, topic, largest, curve):
        import zmq

        self.zmq = zmq
        self.kind = kind
        self.topic = topic
        self.context = zmq.Context()
        self.socket = self.context.socket(getattr(zmq, kind))
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.setsockopt(zmq.HANDSHAKE_IVL, 120_000)
        self.socket.setsockopt(zmq.MAXMSGSIZE, largest)
        self.key = None
        if curve:
            public, secret = zmq.curve_keypair()
            self.key = nacl.z85(public.decode())
            self.socket.setsockopt(zmq.CURVE_SERVER, 1)
            self.socket.setsockopt(zmq.CURVE_SECRETKEY, secret)
        if kind == "SUB":
            self.socket.setsockopt(zmq.SUBSCRIBE, b"")
        self.port = self.socket.bind_to_random_port("tcp://127.0.0.1")
        self.running = True
        self.thread = threading.Thread(target=self.serve, daemon=True)
        self.thread.start()

    def serve(self):
        zmq = self.zmq
        if self.kind == "XSUB":
            self.socket.send(b"\1")
        while self.running:
            if self.kind in ("PUB", "XPUB"):
                time.sleep(0.02)
                self.socket.send(self.topic + b" news")
                while self.kind == "XPUB" and self.socket.poll(0):
                    self.socket.recv_multipart()
            elif self.socket.poll(50):
                try:
                    self.answer(self.socket.recv_multipart(zmq.NOBLOCK))
                except zmq.ZMQError:
                    pass  # nobody is there any more who could be answered
        self.socket.close()
        self.context.term()

    def answer(self, parts):
        if self.kind == "REP":
            self.socket.send(b"answer")
        elif self.kind == "ROUTER":
            head = parts[: parts.index(b"", 1) + 1] if b"" in parts[1:-1] else parts[:1]
            self.socket.send_multipart(head + [b"answer"])

    def stop(self):
        self.running = False
        self.thread.join()


# ---- running


def attempt(one, target, patience):
    try:
        peer = Peer(target, patience)
    except OSError as e:
        return f"no connection: {e}"
    try:
        return one.run(peer)
    finally:
        peer.close()


def allowed_of(one, kind):
    if one.allowed == "by type":
        return {GOES_ON} if one.name.rsplit("-", 1)[1] in PEERS[kind] else ENDS
    return one.allowed


def verdict(one, kind, outcome):
    allowed = allowed_of(one, kind)
    if allowed == "own type":
        return f"Socket-Type={kind}" in outcome.split(" ")
    return allowed is None or outcome in allowed


def run(arguments, target, renew):
    """The outcomes of all cases; renew() is a new socket of libzmq to compare with."""
    oracle = renew()
    chosen = [
        one for one in CASES
        if (one.servers is None or target.kind in one.servers)
        and (arguments.long or not one.long)
        and one.name.startswith("curve/") == (target.key is not None)
        and (not arguments.only or any(one.name.startswith(only) for only in arguments.only))
    ]
    results = {}

    def one_of(index, patience):
        one = chosen[index]
        theirs = attempt(one, target, patience)
        ours = attempt(one, oracle, patience)
        results[index] = (one, theirs, ours)

    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        list(pool.map(lambda index: one_of(index, arguments.patience), range(len(chosen))))
    # What did not come may only have been slow, or another case in the way: such cases are tried again
    # with more time, then once more, alone. That a connection was closed is no matter of time.
    for jobs, signs in ((arguments.jobs, (WAITS, "no", " of ")), (1, ("no answer",))):
        again = [
            index for index, (one, theirs, ours) in results.items()
            if any(sign in theirs + ours for sign in signs)
        ]
        oracle = renew()
        with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
            list(pool.map(lambda index: one_of(index, 8 * arguments.patience), again))
    return [results[index] for index in range(len(chosen))]


def report(arguments, target, results, version):
    rows = []
    for one, theirs, ours in results:
        rows.append({
            "case": one.name,
            "rfc": one.rfc,
            "about": one.about,
            "server": theirs,
            "libzmq": ours,
            "same": theirs == ours,
            "asked": verdict(one, target.kind, theirs),
            "libzmqAsked": verdict(one, target.kind, ours),
        })
    differ = [row for row in rows if not row["same"]]
    failed = [row for row in rows if not row["asked"]]
    if arguments.json:
        print(json.dumps({"socket": target.kind, "libzmq": version, "cases": rows}, indent=1))
    elif arguments.markdown:
        print("| case | | server | libzmq " + version + " | RFC |")
        print("|---|---|---|---|---|")
        for row in rows:
            mark = "" if row["asked"] else "**not as asked** "
            print(f"| {row['case']} | {row['about']} | {mark}{row['server']} | {row['libzmq']} | {row['rfc']} |")
    else:
        for row in rows if arguments.all else differ + [row for row in failed if row["same"]]:
            print(f"{row['case']}: {row['about']} (RFC {row['rfc']})")
            print(f"    server: {row['server']}{'' if row['asked'] else '   <- the RFC asks for something else'}")
            print(f"    libzmq: {row['libzmq']}{'' if row['libzmqAsked'] else '   <- the RFC asks for something else'}")
        print(f"{len(rows)} cases with {target.kind}: {len(rows) - len(differ)} as libzmq {version}, "
              f"{len(differ)} differ; {len(failed)} not as the RFC asks")
    return 1 if failed else 0


def addresses(text):
    """`127.0.1.1-127.0.1.50`, or addresses with commas between them."""
    found = []
    for part in text.split(","):
        first, _, last = part.partition("-")
        start = struct.unpack(">I", socket.inet_aton(first))[0]
        end = struct.unpack(">I", socket.inet_aton(last or first))[0]
        found += [socket.inet_ntoa(struct.pack(">I", number)) for number in range(start, end + 1)]
    return found


def joined(arguments):
    """The same, with what may begin with a hyphen, as one key of 85 does, joined to its option."""
    all_of_them = []
    for argument in arguments:
        if all_of_them and all_of_them[-1] in ("--server-key", "--request", "--topic"):
            all_of_them[-1] += "=" + argument
        else:
            all_of_them.append(argument)
    return all_of_them


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("address", type=address, metavar="HOST:PORT", help="of the server; [IPv6]:PORT")
    parser.add_argument("--socket", required=True, choices=SERVERS, help="the server's socket type")
    parser.add_argument("--request", default="hello", help="what REP and ROUTER are asked")
    parser.add_argument("--topic", default="news", help="how each message of PUB begins")
    parser.add_argument("--largest", type=int, default=16384, help="bytes of the longest message that the server takes")
    parser.add_argument("--server-key", help="the server's public key of CURVE, in Z85: the cases curve/, and no others")
    parser.add_argument("--only", action="append", help="only the cases whose names begin so, such as ping/")
    parser.add_argument("--long", action="store_true", help="the greeting cut at each byte, too")
    parser.add_argument("--patience", type=float, default=1.0, help="seconds without an answer that count as waiting")
    parser.add_argument("--jobs", type=int, default=16, help="connections at a time")
    parser.add_argument("--sources", type=addresses, help="addresses that connections come from in turn")
    parser.add_argument("--all", action="store_true", help="every case, not only those that differ")
    parser.add_argument("--markdown", action="store_true", help="every case, as a table")
    parser.add_argument("--json", action="store_true", help="every case, for programs")
    arguments = parser.parse_args(joined(sys.argv[1:]))
    target = Target(arguments.address, arguments.socket, arguments.request.encode(),
                    arguments.topic.encode(), arguments.largest, arguments.sources)
    if arguments.server_key is not None:
        target.key = nacl.z85(arguments.server_key)
        if target.key is None:
            print("zmtp.py: a key of CURVE has 40 characters of Z85", file=sys.stderr)
            return 2
    try:
        socket.create_connection(target.address, timeout=5).close()
    except OSError as e:
        print(f"zmtp.py: nobody listens at port {target.address[1]} of {target.address[0]}: {e}", file=sys.stderr)
        return 2
    try:
        import zmq
    except ImportError:
        print("zmtp.py: pyzmq is missing (Debian: python3-zmq); without libzmq there is nothing to compare with",
              file=sys.stderr)
        return 2
    if target.key is not None and not zmq.has("curve"):
        print("zmtp.py: this libzmq was built without CURVE", file=sys.stderr)
        return 2
    oracles = []

    def renew():
        oracles.append(Oracle(arguments.socket, target.topic, target.largest, target.key is not None))
        return Target(("127.0.0.1", oracles[-1].port), target.kind, target.request, target.topic, target.largest, None,
                      oracles[-1].key)

    try:
        return report(arguments, target, run(arguments, target, renew), zmq.zmq_version())
    finally:
        for oracle in oracles:
            oracle.stop()


if __name__ == "__main__":
    sys.exit(main())
