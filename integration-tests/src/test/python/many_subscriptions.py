"""A SUB of libzmq with more subscriptions than the server keeps, of which one is wanted: it is seated,
hears what it subscribed to and nothing else, and connects once only. Prints what it heard of what it
said itself, and how often it connected.

Arguments: the door's port; how many subscriptions; "before" or "after" it connects.
"""

import json
import sys
import time

import zmq
from zmq.utils.monitor import recv_monitor_message

import classic_pair

PORT, COUNT, WHEN = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3]
HOST = "tcp://127.0.0.1"
WANTED = b'{"user": "Ana"'
WATCHED = 2.0  # libzmq comes back within 0.1 s by default

context = zmq.Context()
asked, hears, says = classic_pair.sockets(context, zmq.REQ, zmq.SUB, zmq.PUB)
ports = classic_pair.ask(asked, f"{HOST}:{PORT}")
watched = hears.get_monitor_socket(zmq.EVENT_CONNECTED)


def subscribe():
    for i in range(COUNT - 1):
        hears.setsockopt(zmq.SUBSCRIBE, b"nobody begins like this %d" % i)
    hears.setsockopt(zmq.SUBSCRIBE, WANTED)


if WHEN == "before":
    subscribe()
hears.connect(f"{HOST}:{ports['from_server']}")
says.connect(f"{HOST}:{ports['to_server']}")
if WHEN == "after":
    hears.setsockopt(zmq.SUBSCRIBE, b"the first one")
    time.sleep(0.3)
    subscribe()

classic_pair.speak_until_heard(says, hears, "Ana")
begun = time.monotonic()
heard = set()
said = 0
while time.monotonic() - begun < WATCHED:
    classic_pair.say(says, "Ana" if said % 2 else "Rui", f"text {said}")
    said += 1
    try:
        heard.add(json.loads(hears.recv())["user"])
    except zmq.Again:
        pass
connected = 0
while watched.poll(0):
    recv_monitor_message(watched)
    connected += 1
print(json.dumps({"heard": " ".join(sorted(heard)), "connected": connected}))
