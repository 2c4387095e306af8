"""Runs a program at a terminal that answers its questions in a way of its own, and types.

    python3 answering_terminal.py HOW TEXT LAST COMMAND…

HOW it answers: at-once, 300 or 1000 (milliseconds later), pieces (byte by byte, with a long pause
after the first of each answer), twice, never. Unless never, it also says what nobody asked for:
its kind, its colours, its version, that it has the focus. TEXT is typed from the first millisecond
on, a key every 30 ms, and then what comes from standard input; LAST when everything was said and
typed and standard input has ended. In all three, | is the Enter key. Prints what the program wrote,
and ends with its exit code, or 99 if that ended before LAST.
"""

import fcntl
import os
import pty
import re
import select
import struct
import sys
import termios
import time

KEY_SECONDS = 0.03
QUIET_SECONDS = 1.0
LATER = {"300": 0.3, "1000": 1.0}

QUESTIONS = re.compile(rb"\x1b\[6n|\x1b\[\?(\d+)\$p|\x1b\[c|\x1b\[\?u|\x1b\[\?1004h")
UNASKED = [
    (0.05, b"\x1b[?62;1;6;22c"),
    (0.40, b"\x1b]11;rgb:1e1e/1e1e/2e2e\x1b\\"),
    (0.80, b"\x1bP>|XTerm(390) quits\x1b\\"),
    (1.20, b"\x1b]10;rgb:ffff/ffff/ffff\x07"),
    (1.60, b"\x1b[1;3R"),
    (2.00, b"\x1b[O"),
    (2.01, b"\x1b[I"),
]


def answer(question, columns):
    if question.group(1):
        state = b"2" if question.group(1) == b"2027" else b"0"
        return b"\x1b[?" + question.group(1) + b";" + state + b"$y"
    return {
        b"\x1b[6n": lambda: b"\x1b[1;" + columns.pop(0) + b"R" if columns else b"\x1b[1;1R",
        b"\x1b[c": lambda: b"\x1b[?62;1;6;22c",
        b"\x1b[?u": lambda: b"\x1b[?0u",
        b"\x1b[?1004h": lambda: b"\x1b[I",
    }[question.group(0)]()


def keys_of(text):
    return [key.encode() for key in text.replace("|", "\r")]


def main():
    how, text, last, command = sys.argv[1], sys.argv[2], sys.argv[3], sys.argv[4:]
    start = time.monotonic()
    pid, terminal = pty.fork()
    if pid == 0:
        os.execvp(command[0], command)
    fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 40, 90, 0, 0))
    # A terminal writes an answer and a key as a whole: none comes within another.
    keys = keys_of(text)
    answers = [] if how == "never" else [(start + after, what) for after, what in UNASKED]
    columns = [b"1", b"3", b"3"]
    unread = b""
    next_key = busy = start
    ended = last_typed = False
    while True:
        if not ended and select.select([0], [], [], 0)[0]:
            more = os.read(0, 4096).decode()
            ended = not more
            keys += keys_of(more)
        now = time.monotonic()
        if answers and min(answers)[0] <= now:
            due = min(answers)
            answers.remove(due)
            for i in range(len(due[1])):
                os.write(terminal, due[1][i : i + 1])
                if how == "pieces":
                    time.sleep(0.9 if i == 0 else 0.01)
            busy = time.monotonic()
        elif keys and next_key <= now:
            os.write(terminal, keys.pop(0))
            next_key = now + KEY_SECONDS
            busy = now
        elif ended and not last_typed and not keys and not answers and now > busy + QUIET_SECONDS:
            os.write(terminal, last.replace("|", "\r").encode())
            last_typed = True
        if not select.select([terminal], [], [], 0.005)[0]:
            continue
        try:
            written = os.read(terminal, 65536)
        except OSError:
            break
        if not written:
            break
        os.write(1, written)
        unread += written
        if how == "never":
            continue
        for question in QUESTIONS.finditer(unread):
            said = answer(question, columns)
            due = time.monotonic() + LATER.get(how, 0)
            answers.append((due, said))
            if how == "twice":
                answers.append((due + 0.5, said))
            busy = due
        ends = [match.end() for match in QUESTIONS.finditer(unread)]
        unread = unread[ends[-1] if ends else 0 :][-64:]
    exit_code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    sys.exit(exit_code if last_typed else 99)


main()
