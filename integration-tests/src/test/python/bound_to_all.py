"""Is seated at a server by the classic and by the direct protocol, and the two hear each other.
Prints where the door says that the classic ports are, and what each heard.

Arguments: the server's address and port as it prints them, HOST:PORT.
"""

import json
import sys

import zmq

ADDRESS = sys.argv[1]
HOST = ADDRESS.rpartition(":")[0]

context = zmq.Context()
direct, asked, hears, says = (context.socket(kind) for kind in (zmq.DEALER, zmq.REQ, zmq.SUB, zmq.PUB))
for made in (direct, asked, hears, says):
    made.setsockopt(zmq.LINGER, 0)
    made.setsockopt(zmq.RCVTIMEO, 20000)
    made.setsockopt(zmq.IPV6, 1)


def told(kind):
    while (event := json.loads(direct.recv()))["type"] != kind:
        pass
    return event


direct.connect(f"tcp://{ADDRESS}")
told("hello")
direct.send(b'{"type": "enter", "user": "Ana"}')
told("seated")
asked.connect(f"tcp://{ADDRESS}")
asked.send(b"FindChat")
ports = json.loads(asked.recv())
hears.setsockopt(zmq.SUBSCRIBE, b"")
hears.connect(f"tcp://{HOST}:{ports['from_server']}")
says.connect(f"tcp://{HOST}:{ports['to_server']}")
told("joined")
direct.send(b'{"type": "say", "message": "oi"}')
heard = json.loads(hears.recv())
hears.setsockopt(zmq.RCVTIMEO, 200)
for _ in range(100):  # a PUB says nothing before it knows of a subscription
    says.send(b'{"user": "Rui", "message": "ola"}')
    try:
        while json.loads(hears.recv())["user"] != "Rui":
            pass
        break
    except zmq.Again:
        pass
event = told("said")
while event["user"] != "Rui":
    event = told("said")
print(json.dumps({"classic": heard["message"], "direct": event["message"]}))
