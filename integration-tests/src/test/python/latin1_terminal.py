"""Runs a command at a terminal of ISO-8859-1, inside one of UTF-8, as luit does.

    python3 latin1_terminal.py COMMAND…

What is typed goes to the command in ISO-8859-1, what it writes comes out as UTF-8.
"""

import codecs
import fcntl
import os
import pty
import select
import sys
import termios
import tty

IN, OUT = 0, 1


def main():
    size = fcntl.ioctl(OUT, termios.TIOCGWINSZ, b"\0" * 8)
    pid, inner = pty.fork()
    if pid == 0:
        os.execvp(sys.argv[1], sys.argv[1:])
    fcntl.ioctl(inner, termios.TIOCSWINSZ, size)
    typed = codecs.getincrementaldecoder("utf-8")("replace")
    before = termios.tcgetattr(IN)
    tty.setraw(IN)
    try:
        while True:
            ready, _, _ = select.select([IN, inner], [], [])
            if IN in ready:
                os.write(inner, typed.decode(os.read(IN, 4096)).encode("iso-8859-1", "replace"))
            if inner in ready:
                said = os.read(inner, 65536).decode("iso-8859-1").encode("utf-8")
                while said:
                    said = said[os.write(OUT, said) :]
    except OSError:
        pass  # the other end has closed
    finally:
        termios.tcsetattr(IN, termios.TCSADRAIN, before)
    sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))


main()
