"""Runs a program whose standard input and output are a terminal, and copies what it prints.

Its standard error stays what ours is. SIGTERM is passed on; ends with the program's exit code.
"""

import os
import pty
import signal
import sys

error = os.dup(2)
pid, terminal = pty.fork()
if pid == 0:
    os.dup2(error, 2)
    os.execvp(sys.argv[1], sys.argv[1:])

signal.signal(signal.SIGTERM, lambda *_: os.kill(pid, signal.SIGTERM))
while True:
    try:
        printed = os.read(terminal, 4096)
    except OSError:  # the program has ended, and its terminal with it
        break
    if not printed:
        break
    os.write(1, printed)
sys.exit(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]))
