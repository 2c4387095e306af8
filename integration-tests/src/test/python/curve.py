"""Members on libzmq, with CURVE and without, who talk at one table until each has heard all.

curve.py talk PORT KEY NAME...   PORT of a server's door, its public KEY, names of the other members
curve.py serve                   a ROUTER with CURVE that answers a REQ; prints its port and key
curve.py refused PORT            a REQ without CURVE at a server that requires it
curve.py plain PORT              a REQ with PLAIN there; prints how often it connects within 2 s
"""

import json
import sys
import time

import zmq
from zmq.utils.monitor import recv_monitor_message

CONTEXT = zmq.Context()
DEADLINE = time.monotonic() + 60


def curve(socket, key):
    if key:
        public, secret = zmq.curve_keypair()
        socket.curve_serverkey = key
        socket.curve_publickey = public
        socket.curve_secretkey = secret
    socket.linger = 0
    return socket


def connected(kind, port, key):
    socket = curve(CONTEXT.socket(kind), key)
    socket.connect("tcp://127.0.0.1:%d" % port)
    return socket


class Direct:
    def __init__(self, name, port, key):
        self.name = name
        self.heard = set()
        self.seated = False
        self.socket = connected(zmq.DEALER, port, key)
        self.receiver = self.socket

    def receive(self):
        message = json.loads(self.socket.recv())
        if message["type"] == "hello":
            self.socket.send_json({"type": "enter", "user": self.name})
        elif message["type"] == "seated":
            self.seated = True
        elif message["type"] == "said":
            self.heard.add(message["user"])

    def say(self):
        if self.seated:
            self.socket.send_json({"type": "say", "message": "I am " + self.name})


class Classic:
    def __init__(self, name, port, key):
        self.name = name
        self.heard = set()
        door = connected(zmq.REQ, port, key)
        door.send_string("FindChat")
        assert door.poll(20000), "the door does not answer"
        ports = json.loads(door.recv())
        door.close()
        self.publisher = connected(zmq.PUB, ports["to_server"], key)
        self.receiver = connected(zmq.SUB, ports["from_server"], key)
        self.receiver.subscribe(b"")

    def receive(self):
        self.heard.add(json.loads(self.receiver.recv())["user"])

    def say(self):
        self.publisher.send_json({"user": self.name, "message": "I am " + self.name})


def talk(port, key, others):
    members = [
        Direct("PyCurve", port, key),
        Direct("PyNull", port, None),
        Classic("PyClassicCurve", port, key),
        Classic("PyClassicNull", port, None),
    ]
    names = {member.name for member in members} | set(others)
    poller = zmq.Poller()
    for member in members:
        poller.register(member.receiver, zmq.POLLIN)
    said = 0
    done = False
    while time.monotonic() < DEADLINE:
        if time.monotonic() - said > 1:
            said = time.monotonic()
            for member in members:
                member.say()
        ready = dict(poller.poll(200))
        for member in members:
            if member.receiver in ready:
                member.receive()
        if not done and all(names <= member.heard for member in members):
            done = True
            print("all heard all", flush=True)
    if not done:
        for member in members:
            print(member.name, "did not hear", sorted(names - member.heard), flush=True)


def serve():
    public, secret = zmq.curve_keypair()
    router = CONTEXT.socket(zmq.ROUTER)
    router.curve_server = True
    router.curve_secretkey = secret
    port = router.bind_to_random_port("tcp://127.0.0.1")
    print(port, public.decode(), flush=True)
    while time.monotonic() < DEADLINE:
        if router.poll(500):
            parts = router.recv_multipart()
            router.send_multipart(parts[:-1] + [b"you said " + parts[-1]])


def refused(port):
    socket = curve(CONTEXT.socket(zmq.REQ), None)
    monitor = socket.get_monitor_socket()
    socket.connect("tcp://127.0.0.1:%d" % port)
    socket.send_string("FindChat", zmq.NOBLOCK)
    seen = set()
    while time.monotonic() < DEADLINE:
        if monitor.poll(500):
            event = recv_monitor_message(monitor)["event"]
            seen.add(event)
            if event == zmq.EVENT_DISCONNECTED or event in (
                zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL,
                zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL,
                zmq.EVENT_HANDSHAKE_FAILED_AUTH,
            ):
                break
    answered = socket.poll(500)
    print("answered" if answered or zmq.EVENT_HANDSHAKE_SUCCEEDED in seen else "refused", flush=True)


def plain(port):
    socket = curve(CONTEXT.socket(zmq.REQ), None)
    socket.plain_username = b"a"
    socket.plain_password = b"b"
    monitor = socket.get_monitor_socket(zmq.EVENT_CONNECTED)
    socket.connect("tcp://127.0.0.1:%d" % port)
    connects = 0
    end = time.monotonic() + 2
    while time.monotonic() < end:
        if monitor.poll(100):
            recv_monitor_message(monitor)
            connects += 1
    print(connects, flush=True)


if sys.argv[1] == "talk":
    talk(int(sys.argv[2]), sys.argv[3].encode(), sys.argv[4:])
elif sys.argv[1] == "serve":
    serve()
elif sys.argv[1] == "plain":
    plain(int(sys.argv[2]))
else:
    refused(int(sys.argv[2]))
