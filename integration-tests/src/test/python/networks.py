"""Comes to a server from twelve addresses of one IPv6 network and then from twelve of another, and
prints how many of each got what they wanted: a connection, a reserved seat or a seat.

Arguments: the door's port; "connections", "reservations" or "seats"; how the addresses of both
networks begin.
"""

import json
import socket
import struct
import sys

PORT, WHAT, NETWORKS = int(sys.argv[1]), sys.argv[2], sys.argv[3:]
EACH = 12
IPV6_FREEBIND = 78
GREETING = b"\xff" + b"\0" * 7 + b"\x01\x7f\x03\x01" + b"NULL".ljust(52, b"\0")
kept = []


def frame(body, flags=0):
    return bytes([flags, len(body)]) + body


def ready(kind):
    value = kind.encode()
    return frame(b"\x05READY\x0bSocket-Type" + struct.pack(">I", len(value)) + value, 4)


def connect(source):
    made = socket.socket(socket.AF_INET6)
    made.settimeout(20)
    made.setsockopt(socket.IPPROTO_IPV6, IPV6_FREEBIND, 1)  # the address is on no interface
    made.bind((source, 0))
    made.connect(("::1", PORT))
    kept.append(made)
    return made


def wants(source):
    try:
        made = connect(source)
        if WHAT == "connections":
            made.sendall(GREETING)
            return len(made.recv(64, socket.MSG_WAITALL)) == 64
        if WHAT == "reservations":
            made.sendall(GREETING + ready("REQ") + frame(b"", 1) + frame(b"FindChat"))
            return until(made, b"to_server", b'"error"')
        made.sendall(GREETING + ready("DEALER") + frame(b'{"type": "enter", "user": "x"}'))
        return until(made, b'"seated"', b'"refused"')
    except ConnectionError:
        return False


def until(made, good, bad):
    heard = b""
    while good not in heard and bad not in heard:
        some = made.recv(65536)
        if not some:
            return False
        heard += some
    return good in heard


counts = [sum(wants(f"{network}:{i:x}:1") for i in range(1, EACH + 1)) for network in NETWORKS]
print(json.dumps({"first": counts[0], "second": counts[1]}))
