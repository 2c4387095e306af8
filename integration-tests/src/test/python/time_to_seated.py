"""Times `./prosa chat` from its start to the seat, at a terminal, as a person sees it.

    python3 time_to_seated.py ADDRESS [RUNS]

Each run gets a pseudo-terminal of its own and is stopped, once it is seated, with /quit. Prints the
wall clock and the processor time (user and system) of each run, and their medians.
"""

import os
import pty
import resource
import statistics
import sys
import time

ROOT = os.path.abspath(os.path.join(os.path.dirname(__file__), "../../../.."))


def run(address):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    began = time.monotonic()
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ["TERM"] = "xterm-256color"
        os.execv(ROOT + "/prosa", ["prosa", "chat", address, "--user", "Ana", "--language", "en"])
    seen = b""
    while b"You sit at table" not in seen:
        seen += os.read(terminal, 65536)
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
    runs = [run(sys.argv[1]) for _ in range(int(sys.argv[2]) if len(sys.argv) > 2 else 10)]
    for seated, used in runs:
        print("seated after %.3f s; %.3f s of processor time until it had left" % (seated, used))
    print(
        "medians: %.3f s, %.3f s"
        % tuple(statistics.median(column) for column in zip(*runs))
    )


main()
