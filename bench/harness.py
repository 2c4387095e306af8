"""What the scripts beside it share: a server of its own, what it takes of the machine, and the reference load.

The processor time of a process is its utime + stime, in steps of a hundredth of a second; its resident memory is VmRSS.
The load is bench/reference/zload, which gcc builds.
"""
import contextlib
import os
import re
import subprocess
import sys
import threading

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
PROSA = os.environ.get("PROSA", os.path.join(ROOT, "prosa"))
TICK = os.sysconf("SC_CLK_TCK")
UNLIMITED = "--message-rate off --join-rate off --request-rate off --frame-rate off --byte-rate off".split()
# Users, messages in flight of each (closed loop), messages a second of all (open loop; 0: as fast as it goes).
WORKLOADS = {"W1": (10, 8, 0), "W2": (10, 1, 0), "W3": (1000, 1, 0), "W4": (1000, 1, 1000)}


def fail(reason):
    """Ends the script with a sentence."""
    sys.exit("%s: %s" % (os.path.basename(sys.argv[0]), reason))


def built(program=PROSA):
    """Builds it before anything is measured, if its sources are newer."""
    subprocess.run([program, "--version"], stdout=subprocess.DEVNULL, check=True)


def drained(stream):
    """Reads it to its end on a thread, so that who writes it never waits."""
    threading.Thread(target=lambda: [None for _ in stream], daemon=True).start()


class Server:
    """A server that listens: its process, its port, and all ports it has told of, the operator's last."""

    def __init__(self, pid, ports):
        self.pid, self.port, self.ports = pid, ports[0], ports

    def processor_time(self):
        """Of all its threads so far, in seconds."""
        with open("/proc/%d/stat" % self.pid) as stat:
            fields = stat.read().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / TICK

    def resident(self):
        """Its resident memory, in MB."""
        with open("/proc/%d/status" % self.pid) as status:
            return int(re.search(r"VmRSS:\s+(\d+)", status.read()).group(1)) / 1024


@contextlib.contextmanager
def serving(*flags, program=PROSA, within=()):
    """A server on a free port of this machine, without a console, with these flags more; within begins its command."""
    process = subprocess.Popen(
        [*within, program, "serve", "--bind", "127.0.0.1", "--port", "0", "--console", "off", *flags],
        stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        ports = []
        for line in process.stderr:
            ports += map(int, re.findall(r"127\.0\.0\.1:(\d+)", line))
            if "Ctrl-C" in line:
                break
        else:
            fail("the server did not open")
        drained(process.stderr)
        yield Server(process.pid, ports)
    finally:
        process.terminate()
        process.wait()


def compiled(name, folder, *flags, needed=True):
    """The path of a program of bench/reference, compiled into the folder; None if it could not be, and is not needed."""
    path = os.path.join(folder, name)
    made = subprocess.run(["gcc", "-O2", "-w", "-o", path, os.path.join(ROOT, "bench/reference", name + ".c"), *flags],
                          stderr=None if needed else subprocess.DEVNULL)
    if made.returncode:
        if not needed:
            return None
        fail("gcc could not make " + name)
    return path


def flags_of(workload):
    """Those with which zload does it."""
    users, window, rate = WORKLOADS[workload]
    return ["-n", users, "-w", window, "-r", rate]


def load_command(zload, server, *flags):
    return [zload, "-p", str(server.port), "-P", str(server.pid), *map(str, flags)]


def load(zload, server, *flags):
    """Loads the server; what the load told."""
    told = subprocess.run(load_command(zload, server, *flags), stdout=subprocess.PIPE, text=True, check=True).stdout
    return figures(told)


def figures(told):
    """The figures that zload told, by name; of those that it tells twice, the last."""
    return {name: float(value) for name, value in re.findall(r"(\w+)=(-?[\d.]+)", told)}
