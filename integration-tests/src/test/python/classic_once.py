"""A classic client on pyzmq that says one text and prints it once it hears it itself.

Arguments: host, port, text. It says the text again every half second until then, as the first may be
sent before the server has subscribed.
"""

import json
import sys
import time

import zmq

HOST, PORT, TEXT = sys.argv[1:]
context = zmq.Context()
door = context.socket(zmq.REQ)
door.connect(f"tcp://{HOST}:{PORT}")
door.send(b"FindChat")
ports = json.loads(door.recv())
speak, listen = context.socket(zmq.PUB), context.socket(zmq.SUB)
speak.connect(f"tcp://{HOST}:{ports['to_server']}")
listen.connect(f"tcp://{HOST}:{ports['from_server']}")
listen.setsockopt(zmq.SUBSCRIBE, b"")
time.sleep(1)  # both are connected by then, or the text is said again
heard = False
for _ in range(20):
    speak.send_string(json.dumps({"user": "classic", "message": TEXT}))
    if listen.poll(500):
        while listen.poll(0):
            heard = json.loads(listen.recv())["message"] == TEXT or heard
        break
print(TEXT if heard else "", flush=True)
time.sleep(1)
context.destroy(linger=0)
