"""DEALER sockets of a Prosa server's direct members on pyzmq, driven by JSON lines.

Each is a plain DEALER: it connects once and is left to its library from then on. What it gets is
read as any Python program would, with json.loads, and then handed on, in hexadecimal. Commands come
on standard input, events go to standard output; both are flat objects, one a line. Ends with its
standard input.
"""

import json
import os
import sys

import zmq

context = zmq.Context()
context.set(zmq.MAX_SOCKETS, 4096)
poller = zmq.Poller()
names = {}
sockets = {}


def tell(event, name, **more):
    sys.stdout.write(json.dumps({"event": event, "name": name, **more}) + "\n")


def open_dealer(command):
    socket = context.socket(zmq.DEALER)
    socket.setsockopt(zmq.LINGER, 0)
    socket.setsockopt(zmq.RECONNECT_IVL, 50)
    if command.get("curve"):
        socket.curve_serverkey = command["curve"].encode()
        socket.curve_publickey, socket.curve_secretkey = zmq.curve_keypair()
    if command.get("buffer"):  # a reader that can keep little, here and in its kernel
        socket.setsockopt(zmq.RCVHWM, 1)
        socket.setsockopt(zmq.RCVBUF, command["buffer"])
    else:
        socket.setsockopt(zmq.RCVHWM, 0)
    socket.connect(f"tcp://{command['host']}:{command['port']}")
    sockets[command["name"]] = socket
    names[socket] = command["name"]
    listen(socket)


def listen(socket):
    poller.register(socket, zmq.POLLIN)


def hear(socket):
    name = names[socket]
    for _ in range(100):
        try:
            parts = socket.recv_multipart(zmq.NOBLOCK)
        except zmq.Again:
            return
        try:
            json.loads(parts[0])
        except Exception as e:  # whatever would have ended a program
            tell("broken", name, error=repr(e))
        tell("heard", name, parts=",".join(part.hex() for part in parts))


def obey(command):
    do, name = command["do"], command["name"]
    if do == "open":
        open_dealer(command)
    elif do == "send":
        parts = [bytes.fromhex(part) for part in command["parts"].split(",")]
        try:
            sockets[name].send_multipart(parts, zmq.NOBLOCK)
        except zmq.Again:  # its peer is away, and does not take it
            tell("unsent", name)
    elif do == "deafen":
        poller.unregister(sockets[name])
    elif do == "listen":
        listen(sockets[name])
    elif do == "close":
        socket = sockets.pop(name, None)
        if socket is None:
            return
        names.pop(socket)
        poller.unregister(socket)
        socket.close()


def main():
    commands = b""
    poller.register(0, zmq.POLLIN)
    while True:
        for key, _ in poller.poll():
            if key == 0:
                more = os.read(0, 1 << 20)
                if not more:
                    os._exit(0)
                *lines, commands = (commands + more).split(b"\n")
                for line in lines:
                    obey(json.loads(line))
            elif key in names:
                hear(key)
        sys.stdout.flush()


main()
