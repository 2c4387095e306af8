#!/usr/bin/python3
"""The original design on pyzmq: a door that seats ten users in a chat, and a SUB and a PUB socket for each chat.

    pyzmq_relay.py PORT
"""
import sys

import zmq

SEATS = 10


def main():
    context = zmq.Context()
    door = context.socket(zmq.REP)
    door.bind("tcp://127.0.0.1:" + sys.argv[1])
    poller = zmq.Poller()
    poller.register(door, zmq.POLLIN)
    chats = {}
    free = 0
    answer = b""
    while True:
        for socket, _ in poller.poll():
            if socket is door:
                door.recv()
                if free == 0:
                    hears = context.socket(zmq.SUB)
                    hears.setsockopt(zmq.SUBSCRIBE, b"")
                    hears.set_hwm(0)
                    tells = context.socket(zmq.PUB)
                    tells.set_hwm(0)
                    to_server = hears.bind_to_random_port("tcp://127.0.0.1")
                    from_server = tells.bind_to_random_port("tcp://127.0.0.1")
                    poller.register(hears, zmq.POLLIN)
                    chats[hears] = tells
                    answer = b'{"to_server": %d, "from_server": %d}' % (to_server, from_server)
                    free = SEATS
                free -= 1
                door.send(answer)
            else:
                tells = chats[socket]
                try:
                    while True:
                        tells.send(socket.recv(zmq.NOBLOCK))
                except zmq.Again:
                    pass


main()
