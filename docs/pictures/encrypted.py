"""The people of the pictures of an encrypted table: filters, `prosa chat --json`, that talk and vote.

Usage: encrypted.py PROSA HOST:PORT LANGUAGE. Prints the link of the invitation, waits for a fourth
member, talks, and says "ready"; a line on standard input lets them vote, once they may, after which
it says "ready" again. It ends with its standard input.
"""

import json
import subprocess
import sys
import threading
import time

WORDS = {
    "en": ["Is it the same code for you?", "Yes: the same six.", "Buy cheap watches, buy cheap watches!"],
    "es": ["¿Tenéis el mismo código?", "Sí: los mismos seis.", "¡Relojes baratos, relojes baratos!"],
    "pt-BR": ["O código é o mesmo aí?", "É: os mesmos seis.", "Relógios baratos, relógios baratos!"],
}
MAY_VOTE_AFTER = 122  # seconds at the table


class Member:
    def __init__(self, prosa, address, name, *flags):
        self.process = subprocess.Popen(
            [prosa, "chat", address, "--user", name, "--json", "--listen", *flags],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8")
        self.events = []
        self.news = threading.Condition()
        threading.Thread(target=self.read, daemon=True).start()
        self.wait("seated")

    def read(self):
        for line in self.process.stdout:
            with self.news:
                self.events.append(json.loads(line))
                self.news.notify_all()

    def send(self, **command):
        self.process.stdin.write(json.dumps(command) + "\n")
        self.process.stdin.flush()

    def wait(self, kind, **fields):
        found = []

        def came():
            found[:] = [e for e in self.events if e["type"] == kind and fields.items() <= e.items()]
            return found

        with self.news:
            if not self.news.wait_for(came, 90):
                sys.exit("waited in vain for " + kind)
        return found[-1]


def main(prosa, address, language):
    first, second, third = WORDS[language]
    bia = Member(prosa, address, "Bia 🦊", "--encrypted")
    bia.send(type="invite")
    link = bia.wait("invited")["link"]
    caio = Member(prosa, link, "Caio Prado")
    zeca = Member(prosa, link, "Zeca")
    print(link, flush=True)
    bia.wait("joined", user="Ana")
    start = time.monotonic()
    bia.send(type="say", message=first)
    caio.wait("said", message=first)
    caio.send(type="say", message=second)
    zeca.wait("said", message=second)
    zeca.send(type="say", message=third)
    bia.wait("said", message=third)
    print("ready", flush=True)
    sys.stdin.readline()
    time.sleep(max(0, start + MAY_VOTE_AFTER - time.monotonic()))
    bia.send(type="vote", place=zeca.wait("seated")["place"], reason="spam")
    bia.wait("vote")
    print("ready", flush=True)
    sys.stdin.read()
    for member in (bia, caio, zeca):
        member.process.terminate()


main(*sys.argv[1:])
