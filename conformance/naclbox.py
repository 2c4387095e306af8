"""NaCl's boxes (X25519, XSalsa20, Poly1305) in plain Python, for the dialogues of CURVE in zmtp.py.

It is slow, keeps nothing secret from who watches the clock, and is for tests only.
"""

import os
import struct

PRIME = 2**255 - 19
KEY, NONCE, TAG = 32, 24, 16
Z85 = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ.-:+=^!/*?&<>()[]{}@%$#"


def agree(secret, public):
    """X25519 (RFC 7748, section 5)."""
    scalar = int.from_bytes(secret, "little") & ~7 & (2**255 - 1) | 2**254
    x = (int.from_bytes(public, "little") & (2**255 - 1)) % PRIME
    x2, z2, x3, z3, swapped = 1, 0, x, 1, 0
    for bit in range(254, -1, -1):
        one = scalar >> bit & 1
        if swapped != one:
            x2, z2, x3, z3 = x3, z3, x2, z2
        swapped = one
        a, b, c, d = x2 + z2, x2 - z2, x3 + z3, x3 - z3
        da, cb, aa, bb = d * a % PRIME, c * b % PRIME, a * a % PRIME, b * b % PRIME
        e = aa - bb
        x3, z3 = (da + cb) ** 2 % PRIME, x * (da - cb) ** 2 % PRIME
        x2, z2 = aa * bb % PRIME, e * (aa + 121665 * e) % PRIME
    if swapped:
        x2, z2 = x3, z3
    return (x2 * pow(z2, PRIME - 2, PRIME) % PRIME).to_bytes(32, "little")


def public_of(secret):
    return agree(secret, b"\x09" + bytes(31))


def pair():
    """A secret key and its public one."""
    secret = os.urandom(KEY)
    return secret, public_of(secret)


def rounds(words):
    """The ten double rounds of Salsa20."""
    x = list(words)
    for _ in range(10):
        for a, b, c, d in (
            (0, 4, 8, 12), (5, 9, 13, 1), (10, 14, 2, 6), (15, 3, 7, 11),
            (0, 1, 2, 3), (5, 6, 7, 4), (10, 11, 8, 9), (15, 12, 13, 14),
        ):
            for to, one, other, by in ((b, a, d, 7), (c, b, a, 9), (d, c, b, 13), (a, d, c, 18)):
                word = x[one] + x[other] & 0xFFFFFFFF
                x[to] ^= (word << by | word >> 32 - by) & 0xFFFFFFFF
    return x


def state(key, rest):
    k, n, c = struct.unpack("<8I", key), struct.unpack("<4I", rest), struct.unpack("<4I", b"expand 32-byte k")
    return [c[0], *k[:4], c[1], *n, c[2], *k[4:], c[3]]


def hsalsa(key, nonce):
    x = rounds(state(key, nonce))
    return struct.pack("<8I", *(x[i] for i in (0, 5, 10, 15, 6, 7, 8, 9)))


def stream(key, nonce, length):
    """XSalsa20's key stream."""
    key, out = hsalsa(key, nonce[:16]), b""
    for counter in range(length // 64 + 1):
        words = state(key, nonce[16:] + struct.pack("<Q", counter))
        out += struct.pack("<16I", *(a + b & 0xFFFFFFFF for a, b in zip(rounds(words), words)))
    return out[:length]


def tag_of(key, text):
    """Poly1305."""
    r = int.from_bytes(key[:16], "little") & 0x0FFFFFFC0FFFFFFC0FFFFFFC0FFFFFFF
    total = 0
    for at in range(0, len(text), 16):
        total = (total + int.from_bytes(text[at : at + 16] + b"\1", "little")) * r % (2**130 - 5)
    return (total + int.from_bytes(key[16:], "little") & 2**128 - 1).to_bytes(16, "little")


def shared(secret, public):
    """The key of the boxes between two keys."""
    return hsalsa(agree(secret, public), bytes(16))


def seal(key, nonce, text):
    pad = stream(key, nonce, 32 + len(text))
    sealed = bytes(a ^ b for a, b in zip(text, pad[32:]))
    return tag_of(pad[:32], sealed) + sealed


def unseal(key, nonce, box):
    """What is in the box, or None if it was not made with this key and nonce."""
    pad = stream(key, nonce, 16 + len(box))
    if len(box) < TAG or tag_of(pad[:32], box[TAG:]) != box[:TAG]:
        return None
    return bytes(a ^ b for a, b in zip(box[TAG:], pad[32:]))


def z85(text):
    """The bytes of a key in Z85; None if it is none."""
    if len(text) != 40 or any(c not in Z85 for c in text):
        return None
    groups = [sum(Z85.index(c) * 85 ** (4 - i) for i, c in enumerate(text[at : at + 5])) for at in range(0, 40, 5)]
    return None if max(groups) >= 1 << 32 else struct.pack(">8I", *groups)
