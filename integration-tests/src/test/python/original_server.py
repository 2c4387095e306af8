"""The original chat server, rebuilt for trials from its description in the design, section 1.

    python3 original_server.py [PORT]

A REP socket is the door. Each chat has a SUB socket that takes in and a PUB socket that hands on;
the chat with one user is filled first, then the emptiest, then a new one is made. Users are counted
by watching the connections of the SUB socket. It prints what the original printed, and on its very
first line the port of its door.
"""

import json
import sys
import threading

import zmq
from zmq.utils.monitor import recv_monitor_message

LIMIT = 10


class Chat:
    def __init__(self, context, name):
        self.name = name
        self.users = 0
        self.taking = context.socket(zmq.SUB)
        self.handing = context.socket(zmq.PUB)
        self.taking.setsockopt(zmq.SUBSCRIBE, b"")
        monitor = self.taking.get_monitor_socket(zmq.EVENT_ACCEPTED | zmq.EVENT_DISCONNECTED)
        self.to_server = self.taking.bind_to_random_port("tcp://*")
        self.from_server = self.handing.bind_to_random_port("tcp://*")
        self.say("Started")
        threading.Thread(target=self.watch, args=(monitor,), daemon=True).start()
        threading.Thread(target=self.relay, daemon=True).start()

    def say(self, what):
        print("%s\t|\t%s" % (self.name, what), flush=True)

    def watch(self, monitor):
        while True:
            event = recv_monitor_message(monitor)["event"]
            self.users += 1 if event == zmq.EVENT_ACCEPTED else -1
            self.say("Users connected: %d" % self.users)

    def relay(self):
        while True:
            text = self.taking.recv_string()
            message = json.loads(text)
            self.say("Received from %s: %s" % (message["user"], message["message"]))
            self.handing.send_string(text)


def pick(chats, context):
    for chat in chats:
        if chat.users == 1:
            return chat
    free = [chat for chat in chats if chat.users < LIMIT]
    if free:
        return min(free, key=lambda chat: chat.users)
    chats.append(Chat(context, "Chat%d" % len(chats)))
    return chats[-1]


def main():
    context = zmq.Context()
    door = context.socket(zmq.REP)
    if len(sys.argv) > 1:
        door.bind("tcp://*:" + sys.argv[1])
        port = int(sys.argv[1])
    else:
        port = door.bind_to_random_port("tcp://*")
    print(port, flush=True)
    print("Main Server Started", flush=True)
    chats = []
    while True:
        door.recv_string()
        chat = pick(chats, context)
        door.send_string(
            json.dumps({"to_server": chat.to_server, "from_server": chat.from_server})
        )


main()
