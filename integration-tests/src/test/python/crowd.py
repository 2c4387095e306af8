"""A crowd of classic members of a Prosa server on pyzmq, who look after themselves.

Each asks the door, connects as the original's client does, says a numbered text about once a
second, and asks the door anew when it has not heard itself for a while. It reports on standard
output whatever must not happen: a message that is not exactly two strings, or one of a speaker's
connections that is not later than all it heard of that connection before. (A message may stand
still in the network on one connection while its speaker goes on with the next.) On the command
"quiet" all stop talking, on "talk" they go on, on "state" each says where it sits and whether it
hears itself. Whom the door refuses asks again after a second. Ends with its standard input.

Arguments: host, port of the door, first number, how many, seed, and the server's key for CURVE.
"""

import json
import os
import random
import sys
import time

import zmq

host, door, first, count, seed = sys.argv[1], *map(int, sys.argv[2:6])
server_key = sys.argv[6].encode() if len(sys.argv) > 6 else b""
context = zmq.Context()
context.set(zmq.MAX_SOCKETS, 4096)
poller = zmq.Poller()
handlers = {}
chance = random.Random(seed)
talking = True
DEAF = 4.0


def tell(event, **more):
    sys.stdout.write(json.dumps({"event": event, **more}) + "\n")


class Member:
    def __init__(self, number):
        self.name = f"c{number}"
        self.said = 0
        self.latest = {}
        self.joins = 0
        self.messages = 0
        self.req = self.pub = self.sub = None
        self.join()

    def socket(self, kind, port):
        socket = context.socket(kind)
        socket.setsockopt(zmq.LINGER, 0)
        if server_key:
            socket.curve_serverkey = server_key
            socket.curve_publickey, socket.curve_secretkey = zmq.curve_keypair()
        socket.connect(f"tcp://{host}:{port}")
        return socket

    def watch(self, socket, handler):
        handlers[socket] = handler
        poller.register(socket, zmq.POLLIN)

    def drop(self, socket):
        if socket is not None:
            if socket in handlers:
                handlers.pop(socket)
                poller.unregister(socket)
            socket.close()

    def join(self):
        """Asks the door; whatever it had before is closed."""
        for socket in (self.req, self.pub, self.sub):
            self.drop(socket)
        self.pub = self.sub = None
        self.port = 0
        self.itself = 0
        self.joins += 1
        self.asked = time.monotonic()
        self.next = self.asked + chance.random()
        self.req = self.socket(zmq.REQ, door)
        self.watch(self.req, self.answered)
        self.req.send(b"FindChat")

    def answered(self):
        answer = json.loads(self.req.recv())
        self.drop(self.req)
        self.req = None
        if "to_server" not in answer:
            tell("refused", name=self.name, what=f"the door refused: {answer}")
            self.asked = time.monotonic() - DEAF + 1
            return
        self.port = answer["to_server"]
        self.pub = self.socket(zmq.PUB, self.port)
        self.sub = self.socket(zmq.SUB, answer["from_server"])
        self.sub.setsockopt(zmq.SUBSCRIBE, b"")
        self.watch(self.sub, self.hear)

    def hear(self):
        while True:
            try:
                raw = self.sub.recv_multipart(zmq.NOBLOCK)
            except zmq.Again:
                return
            try:
                (body,) = raw
                message = json.loads(body)
                if sorted(message) != ["message", "user"]:
                    raise ValueError("not two keys")
                connection, number = message["message"].split(" ")
                if int(number) <= self.latest.get(connection, -1):
                    raise ValueError(f"not later than {self.latest[connection]}")
                self.latest[connection] = int(number)
                self.messages += 1
                if connection.split(".")[0] == self.name:
                    self.itself = time.monotonic()
            except Exception as e:
                tell("fault", name=self.name, what=f"{raw!r}: {e!r}")

    def turn(self, now):
        if now - max(self.asked, self.itself) > DEAF:
            self.join()
        elif talking and self.pub is not None and now > self.next:
            self.next = now + 0.6 + 0.8 * chance.random()
            text = {"user": self.name, "message": f"{self.name}.{self.joins} {self.said}"}
            self.said += 1
            self.pub.send_string(json.dumps(text))

    def state(self, now):
        hears = self.itself > 0 and now - self.itself < 2.0
        tell("state", name=self.name, port=self.port, hears=int(hears), joins=self.joins,
             said=self.said, messages=self.messages)


def main():
    global talking
    members = [Member(n) for n in range(first, first + count)]
    commands = b""
    poller.register(0, zmq.POLLIN)
    before = time.monotonic()
    while True:
        for key, _ in poller.poll(50):
            if key == 0:
                more = os.read(0, 1 << 16)
                if not more:
                    os._exit(0)
                *lines, commands = (commands + more).split(b"\n")
                for line in lines:
                    if line == b"state":
                        for member in members:
                            member.state(time.monotonic())
                        tell("states")
                    else:
                        talking = line == b"talk"
            elif key in handlers:
                handlers[key]()
        now = time.monotonic()
        if now - before > 0.5:  # it was stopped, or slow: nobody was deaf meanwhile
            for member in members:
                member.asked = now
        before = now
        if talking:
            for member in members:
                member.turn(now)
        sys.stdout.flush()


main()
