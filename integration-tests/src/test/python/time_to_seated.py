"""Times `./prosa chat` from its start to the seat, at a terminal, as a person sees it.

    python3 time_to_seated.py ADDRESS [RUNS]
    AGAINST=../before/prosa python3 time_to_seated.py ADDRESS    both trees in turn
    ANSWERS=1 python3 time_to_seated.py ADDRESS                  the terminal answers questions at once

Each run gets a pseudo-terminal of its own and is stopped, once it is seated, with /quit. Prints the
wall clock and the processor time (user and system) of each run, and their medians. Without ANSWERS
the terminal never says anything of itself.
"""

import os
import pty
import re
import resource
import statistics
import sys
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../../.."))
PROGRAMS = [os.path.join(ROOT, "prosa")]
if "AGAINST" in os.environ:
    PROGRAMS.append(os.path.abspath(os.environ["AGAINST"]))

ANSWERS = {
    b"\x1b[6n": b"\x1b[1;1R",
    b"\x1b[c": b"\x1b[?62;1;6c",
    b"\x1b[?2027$p": b"\x1b[?2027;2$y",
}
QUESTIONS = re.compile(b"|".join(re.escape(question) for question in ANSWERS))


def run(program, address):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update(TERM="xterm-256color", LC_ALL="C.UTF-8")
        os.execv(program, ["prosa", "chat", address, "--user", "Ana", "--language", "en"])
    seen = b""
    answered = 0
    while b"You sit at table" not in seen:
        seen += os.read(terminal, 65536)
        if "ANSWERS" in os.environ:
            for question in QUESTIONS.finditer(seen, answered):
                os.write(terminal, ANSWERS[question.group(0)])
                answered = question.end()
    seated = time.monotonic() - began
    os.write(terminal, b"/quit\r")
    try:
        while os.read(terminal, 65536):
            pass
    except OSError:
        pass  # the other end has closed
    os.waitpid(pid, 0)
    os.close(terminal)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    used = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return seated, used


def main():
    runs = {program: [] for program in PROGRAMS}
    for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 10):
        for program in PROGRAMS:
            runs[program].append(run(program, sys.argv[1]))
            print(
                "%s: seated after %.3f s; %.3f s of processor time until it had left"
                % (program, *runs[program][-1])
            )
    for program in PROGRAMS:
        print(
            "%s: medians: %.3f s, %.3f s"
            % (program, *(statistics.median(column) for column in zip(*runs[program])))
        )


main()
