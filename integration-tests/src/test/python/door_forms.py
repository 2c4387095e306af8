"""Asks the door of a server for a chat in one of the forms that libzmq can make, and prints the answer.

Arguments: the door's port, the form.
"""

import sys

import zmq

PORT, FORM = int(sys.argv[1]), sys.argv[2]
kind, _, detail = FORM.partition("-")

context = zmq.Context()
asked = context.socket(zmq.DEALER if kind == "dealer" else zmq.REQ)
asked.setsockopt(zmq.LINGER, 0)
asked.setsockopt(zmq.RCVTIMEO, 20000)
if detail == "probe":
    asked.setsockopt(zmq.PROBE_ROUTER, 1)
if detail in ("correlate", "relaxed"):
    asked.setsockopt(zmq.REQ_CORRELATE, 1)
if detail == "relaxed":
    asked.setsockopt(zmq.REQ_RELAXED, 1)
asked.connect(f"tcp://127.0.0.1:{PORT}")

before = {"delimiter": [b""], "request-id": [b"\0\0\0\7", b""]}
question = b"FindChat" + {"nul": b"\0", "newline": b"\n", "carriage-return": b"\r\n"}.get(detail, b"")
asked.send_multipart(before.get(detail, [b""] if kind == "dealer" else []) + [question])
while True:
    parts = asked.recv_multipart()
    if b'"hello"' not in parts[-1]:
        break
if kind == "dealer" and parts[:-1] != before.get(detail, [b""]):
    sys.exit(f"the answer's form is {parts}")
print(parts[-1].decode())
