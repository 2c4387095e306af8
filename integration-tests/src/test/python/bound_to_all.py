"""Is seated at a server by the classic and by the direct protocol, and the two hear each other.
Prints where the door says that the classic ports are, and what each heard.

Arguments: the server's address and port as it prints them, HOST:PORT.
"""

import json
import sys

import zmq

import classic_pair

ADDRESS = sys.argv[1]
HOST = ADDRESS.rpartition(":")[0]

context = zmq.Context()
direct, asked, hears, says = classic_pair.sockets(context, zmq.DEALER, zmq.REQ, zmq.SUB, zmq.PUB)
for made in (direct, asked, hears, says):
    made.setsockopt(zmq.IPV6, 1)


def told(kind):
    while (event := json.loads(direct.recv()))["type"] != kind:
        pass
    return event


direct.connect(f"tcp://{ADDRESS}")
told("hello")
direct.send(b'{"type": "enter", "user": "Ana"}')
told("seated")
ports = classic_pair.ask(asked, f"tcp://{ADDRESS}")
hears.setsockopt(zmq.SUBSCRIBE, b"")
hears.connect(f"tcp://{HOST}:{ports['from_server']}")
says.connect(f"tcp://{HOST}:{ports['to_server']}")
told("joined")
direct.send(b'{"type": "say", "message": "oi"}')
heard = json.loads(hears.recv())
classic_pair.speak_until_heard(says, hears, "Rui", "ola")
event = told("said")
while event["user"] != "Rui":
    event = told("said")
print(json.dumps({"classic": heard["message"], "direct": event["message"]}))
