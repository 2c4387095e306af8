"""One member on pyzmq: `member.py classic|dealer PORT NAME`. Says each line of its standard input, and
prints each message that it hears, `name: text`, and for a dealer every event's type."""
import json
import os
import sys
import threading

import zmq

kind, port, name = sys.argv[1], int(sys.argv[2]), sys.argv[3]
context = zmq.Context()


def show(*words):
    print(*words, flush=True)


if kind == "classic":
    door = context.socket(zmq.REQ)
    door.connect(f"tcp://127.0.0.1:{port}")
    door.send_string("FindChat")
    ports = json.loads(door.recv_string())
    mouth, ear = context.socket(zmq.PUB), context.socket(zmq.SUB)
    mouth.connect(f"tcp://127.0.0.1:{ports['to_server']}")
    ear.connect(f"tcp://127.0.0.1:{ports['from_server']}")
    ear.setsockopt_string(zmq.SUBSCRIBE, "")
    lock = threading.Lock()

    def talk():
        for line in sys.stdin:
            with lock:
                text = line.rstrip("\n")
                mouth.send_string(text if text.startswith("{") else json.dumps({"user": name, "message": text}))

    threading.Thread(target=talk, daemon=True).start()
    show("ready")
    while True:
        message = json.loads(ear.recv_string())
        show(f"{message['user']}: {message['message']}")
else:
    table = context.socket(zmq.DEALER)
    table.connect(f"tcp://127.0.0.1:{port}")
    poller = zmq.Poller()
    poller.register(table, zmq.POLLIN)
    poller.register(0, zmq.POLLIN)
    typed = b""
    while True:
        for source, _ in poller.poll():
            if source is table:
                message = json.loads(table.recv_string())
                if message["type"] == "hello":
                    table.send_string(json.dumps({"type": "enter", "user": name}))
                elif message["type"] == "said":
                    show(f"{message['user']}: {message['message']}")
                else:
                    show(message["type"], json.dumps(message))
            else:
                more = os.read(0, 65536)
                if more == b"":
                    sys.exit()
                *lines, typed = (typed + more).split(b"\n")
                for line in lines:
                    text = line.decode()
                    if text.startswith("{"):
                        table.send_string(text)
                    else:
                        table.send_string(json.dumps({"type": "say", "message": text}))
