"""What the tests' programs with one classic client by hand share: its seat, and the wait until it is heard."""

import json
import sys

import zmq


def sockets(context, *kinds):
    """Sockets that end at once and do not wait without end."""
    made = [context.socket(kind) for kind in kinds]
    for one in made:
        one.setsockopt(zmq.LINGER, 0)
        one.setsockopt(zmq.RCVTIMEO, 20000)
    return made


def ask(asked, door):
    """The ports that a door tells a REQ socket."""
    asked.connect(door)
    asked.send(b"FindChat")
    return json.loads(asked.recv())


def say(says, user, text):
    says.send_string(json.dumps({"user": user, "message": text}))


def speak_until_heard(says, hears, user, text="is this on?"):
    """Says the same until it comes back: a PUB says nothing before it knows of a subscription."""
    hears.setsockopt(zmq.RCVTIMEO, 200)
    for _ in range(100):
        say(says, user, text)
        try:
            while json.loads(hears.recv())["user"] != user:
                pass
            return
        except zmq.Again:
            pass
    sys.exit("it never heard itself")
