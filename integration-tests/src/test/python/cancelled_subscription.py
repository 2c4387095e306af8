"""A classic client that cancels its subscription and speaks then, and a direct member beside it that
measures how long each text takes to come. Prints the slowest, in milliseconds.

Arguments: the door's port; "cancel-after-hearing" (the client has heard itself first),
"cancel-at-once", or "cancel-one-of-two" (a prefix that nobody's message has stays).
"""

import json
import sys
import time

import zmq

import classic_pair

PORT, WAY = int(sys.argv[1]), sys.argv[2]
HOST = "tcp://127.0.0.1"
TIMES = 3

context = zmq.Context()
beside, asked, hears, says = classic_pair.sockets(context, zmq.DEALER, zmq.REQ, zmq.SUB, zmq.PUB)


def told(kind):
    while (event := json.loads(beside.recv()))["type"] != kind:
        pass
    return event


beside.connect(f"{HOST}:{PORT}")
told("hello")
beside.send(b'{"type": "enter", "user": "Ana"}')
told("seated")

ports = classic_pair.ask(asked, f"{HOST}:{PORT}")
hears.setsockopt(zmq.SUBSCRIBE, b"")
hears.connect(f"{HOST}:{ports['from_server']}")
says.connect(f"{HOST}:{ports['to_server']}")
told("joined")

if WAY == "cancel-at-once":
    time.sleep(0.5)  # the PUB has learnt that it is subscribed to
else:
    classic_pair.speak_until_heard(says, hears, "Rui")
if WAY == "cancel-one-of-two":
    hears.setsockopt(zmq.SUBSCRIBE, b"nothing begins like this")
hears.setsockopt(zmq.UNSUBSCRIBE, b"")
slowest = 0.0
for i in range(TIMES):
    time.sleep(0.1 * i)  # before, while and after the cancel is on its way
    begun = time.monotonic()
    classic_pair.say(says, "Rui", f"after the cancel {i}")
    while told("said")["message"] != f"after the cancel {i}":
        pass
    slowest = max(slowest, time.monotonic() - begun)
print(json.dumps({"slowest": round(slowest * 1000)}))
