"""Classic clients of a Prosa server on pyzmq, driven by JSON lines.

Each is written as the original's client is: a REQ asks the door, a PUB is connected to the one
port it is told, a SUB with every subscription to the other, and what comes is taken apart with
json.loads and has both keys, or the client is broken. Commands come on standard input, events go
to standard output; both are flat objects, one a line. Ends with its standard input.
"""

import json
import os
import sys
import time

import zmq
from zmq.utils.monitor import recv_monitor_message

SETTLING = "settling"
EVENTS = {
    zmq.EVENT_CONNECTED: "CONNECTED",
    zmq.EVENT_HANDSHAKE_SUCCEEDED: "HANDSHAKE_SUCCEEDED",
    zmq.EVENT_HANDSHAKE_FAILED_NO_DETAIL: "HANDSHAKE_FAILED",
    zmq.EVENT_HANDSHAKE_FAILED_PROTOCOL: "HANDSHAKE_FAILED",
    zmq.EVENT_DISCONNECTED: "DISCONNECTED",
    zmq.EVENT_CONNECT_RETRIED: "CONNECT_RETRIED",
}

context = zmq.Context()
context.set(zmq.MAX_SOCKETS, 4096)
poller = zmq.Poller()
handlers = {}
clients = {}
settling = {}


def tell(event, name, **more):
    sys.stdout.write(json.dumps({"event": event, "name": name, **more}) + "\n")


def watch(key, handler):
    handlers[key] = handler
    poller.register(key, zmq.POLLIN)


def forget(key):
    handlers.pop(key, None)
    poller.unregister(key)


class Client:
    def __init__(self, name, host):
        self.name = name
        self.host = host
        self.sub = None
        self.sockets = []
        self.monitors = []

    def ask(self, port, then):
        """Asks the door, with a fresh REQ."""
        req = context.socket(zmq.REQ)
        req.setsockopt(zmq.LINGER, 0)
        req.connect(f"tcp://{self.host}:{port}")

        def answered():
            answer = json.loads(req.recv().decode())
            forget(req)
            req.close()
            if "to_server" not in answer:
                tell("refused", self.name, error=answer.get("error", ""))
                return
            to, broadcast = answer["to_server"], answer["from_server"]
            tell("told", self.name, to=to, broadcast=broadcast)
            then(to, broadcast)

        watch(req, answered)
        req.send(b"FindChat")

    def connect(self, to, broadcast):
        self.pub = self.open(zmq.PUB, to, "to")
        self.sub = self.open(zmq.SUB, broadcast, "broadcast", b"")
        watch(self.sub, self.hear)

    def open(self, kind, port, label, subscription=None):
        socket = context.socket(kind)
        socket.setsockopt(zmq.LINGER, 0)
        socket.setsockopt(zmq.SNDHWM, 0)
        socket.setsockopt(zmq.RCVHWM, 0)
        monitor = socket.get_monitor_socket()

        def seen():
            event = EVENTS.get(recv_monitor_message(monitor)["event"])
            if event:
                tell("seen", self.name, socket=label, what=event)

        watch(monitor, seen)
        socket.connect(f"tcp://{self.host}:{port}")
        if subscription is not None:
            socket.setsockopt(zmq.SUBSCRIBE, subscription)
        self.sockets.append(socket)
        self.monitors.append((socket, monitor))
        return socket

    def hear(self):
        while True:
            try:
                raw = self.sub.recv(zmq.NOBLOCK)
            except zmq.Again:
                return
            try:
                if self.sub.getsockopt(zmq.RCVMORE):
                    raise ValueError("more than one part")
                message = json.loads(raw.decode())
                user, text = message["user"], message["message"]
                if len(message) != 2:
                    raise ValueError("more than two keys")
                if text == SETTLING:
                    if user == self.name and settling.pop(self.name, None):
                        tell("settled", self.name)
                else:
                    tell("heard", self.name, user=user, message=text)
            except Exception as e:  # whatever would have ended the original's thread
                tell("broken", self.name, error=repr(e))

    def say(self, text):
        self.pub.send_string(json.dumps({"user": self.name, "message": text}))

    def leave(self):
        settling.pop(self.name, None)
        if self.sub in handlers:
            forget(self.sub)
        for socket, monitor in self.monitors:
            forget(monitor)
            socket.disable_monitor()
        for socket in self.sockets:
            socket.close()


def obey(command):
    do, name = command["do"], command["name"]
    if do in ("ask", "join", "connect", "open"):
        client = clients.setdefault(name, Client(name, command["host"]))
    else:
        client = clients[name]
    if do == "ask":
        client.ask(command["port"], lambda to, broadcast: None)
    elif do == "join":
        client.ask(command["port"], client.connect)
    elif do == "connect":
        client.connect(command["to"], command["broadcast"])
    elif do == "open":
        client.open(getattr(zmq, command["kind"]), command["to"], "to")
    elif do == "settle":
        settling[name] = client
    elif do == "say":
        client.say(command["message"])
    elif do == "raw":
        parts = [bytes.fromhex(part) for part in command["parts"].split(",")]
        client.pub.send_multipart(parts)
    elif do == "leave":
        clients.pop(name).leave()


def main():
    commands = b""
    poller.register(0, zmq.POLLIN)
    resay = 0.0
    while True:
        for key, _ in poller.poll(20):
            if key == 0:
                more = os.read(0, 1 << 16)
                if not more:
                    os._exit(0)
                *lines, commands = (commands + more).split(b"\n")
                for line in lines:
                    obey(json.loads(line))
            elif key in handlers:
                handlers[key]()
        now = time.monotonic()
        if settling and now > resay:
            resay = now + 0.05
            for client in list(settling.values()):
                if hasattr(client, "pub"):
                    client.say(SETTLING)
        sys.stdout.flush()


main()
