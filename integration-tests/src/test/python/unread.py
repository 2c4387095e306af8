"""Starts a program whose standard output and standard error are small pipes that nobody reads any
more once the line with "Ctrl-C" has come by. The program takes this process's place, so that signals
reach it. When it has ended, what stood in both pipes goes to where this one's own output went.

Arguments: the program and its arguments.
"""

import fcntl
import os
import select
import signal
import sys

SMALLEST_PIPE = 4096
F_SETPIPE_SZ = 1031

pipes = [os.pipe(), os.pipe()]
for _, write_end in pipes:
    fcntl.fcntl(write_end, F_SETPIPE_SZ, SMALLEST_PIPE)

if os.fork() == 0:
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for _, write_end in pipes:
        os.close(write_end)
    out, err = pipes[0][0], pipes[1][0]
    seen = b""
    while b"Ctrl-C" not in seen:
        some = os.read(err, SMALLEST_PIPE)
        if not some:
            break
        seen += some
        os.write(2, some)
    # Only the end of the program is waited for: a pipe without a writer hangs up.
    end = select.poll()
    end.register(out, 0)
    end.register(err, 0)
    ended = set()
    while len(ended) < 2:
        for descriptor, _ in end.poll():
            ended.add(descriptor)
            end.unregister(descriptor)
    for read_end, to in ((out, 1), (err, 2)):
        while some := os.read(read_end, SMALLEST_PIPE):
            os.write(to, some)
    os._exit(0)

for descriptor, (read_end, write_end) in zip((1, 2), pipes):
    os.dup2(write_end, descriptor)
    os.close(read_end)
    os.close(write_end)
os.execvp(sys.argv[1], sys.argv[1:])
