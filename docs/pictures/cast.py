"""The people of the pictures: direct members on pyzmq, who sit down and say their lines.

Usage: cast.py HOST:PORT LANGUAGE. Says "ready" when everything is said, and keeps the seats until
its standard input ends.
"""

import json
import sys
import time

import zmq

LINES = {
    "en": [
        ("Bia 🦊", {"message": "Has anybody had coffee yet?"}),
        ("Caio Prado", {"message": "Not yet ☕ The bakery at the corner is open again: "
                                   "https://example.org/bakery (they have cheese bread)."}),
        ("Caio Prado", {"message": "Ana, at four? 🕓"}),
        ("ME", "Four is fine. I bring the cake."),
        ("Dora", {"message": "Then the coffee is on me.\nWho comes with me to carry it?"}),
        ("Édu", {"message": "raises a hand", "action": True}),
        ("ME", "What stays unsaid, stays unsaid: see you there"),
    ],
    "es": [
        ("Bia 🦊", {"message": "¿Alguien ha tomado ya café?"}),
        ("Caio Prado", {"message": "Todavía no ☕ La panadería de la esquina ha vuelto a abrir: "
                                   "https://example.org/panaderia (tienen pan de queso)."}),
        ("Caio Prado", {"message": "Ana, ¿a las cuatro? 🕓"}),
        ("ME", "A las cuatro. Yo llevo la tarta."),
        ("Dora", {"message": "Entonces el café lo pongo yo.\n¿Quién me ayuda a llevarlo?"}),
        ("Édu", {"message": "levanta la mano", "action": True}),
        ("ME", "Lo que no se dice, no se dice: nos vemos"),
    ],
    "pt-BR": [
        ("Bia 🦊", {"message": "Alguém já tomou café hoje?"}),
        ("Caio Prado", {"message": "Ainda não ☕ A padaria da esquina reabriu: "
                                   "https://example.org/padaria (tem pão de queijo)."}),
        ("Caio Prado", {"message": "Ana, às quatro? 🕓"}),
        ("ME", "Pode ser. Eu levo o bolo."),
        ("Dora", {"message": "Então o café é por minha conta.\nQuem me ajuda a carregar?"}),
        ("Édu", {"message": "levanta a mão", "action": True}),
        ("ME", "Combinado, até lá"),
    ],
}

context = zmq.Context()


class Member:
    def __init__(self, name, address):
        self.socket = context.socket(zmq.DEALER)
        self.socket.setsockopt(zmq.LINGER, 0)
        self.socket.connect("tcp://" + address)
        self.wait("hello")
        self.send(type="enter", user=name)
        self.wait("seated")

    def send(self, **message):
        self.socket.send_string(json.dumps(message, ensure_ascii=False))

    def wait(self, kind, text=None):
        """Waits for an event of this kind, and for a text that was said."""
        deadline = time.monotonic() + 60
        while time.monotonic() < deadline:
            if self.socket.poll(1000):
                event = json.loads(self.socket.recv())
                if event["type"] == kind and (text is None or event.get("message") == text):
                    return
        sys.exit("waited in vain for " + kind)


def main(address, language):
    lines = LINES[language]
    members = {}
    for name, _ in lines:
        if name != "ME" and name not in members:
            members[name] = Member(name, address)
    listener = members["Bia 🦊"]
    for name, line in lines:
        if name == "ME":
            print("say " + line, flush=True)
            listener.wait("said", line)
        else:
            members[name].send(type="say", **line)
            listener.wait("said", line["message"])
    members["Dora"].socket.close()  # away: her seat is held
    members["Bia 🦊"].send(type="typing")
    print("ready", flush=True)
    for _ in sys.stdin:
        members["Bia 🦊"].send(type="typing")


main(*sys.argv[1:])
