#!/usr/bin/python3
"""The same work on Prosa and on other relays: CPU, latency and memory, as tables and plots in docs/benchmarks.md.

    bench/peers.py                        three rounds of W1 to W4, memory and growth; an hour
    ROUNDS=1 SECONDS=4 bench/peers.py     quicker, and noisier
    ONLY=prosa,redis bench/peers.py       some of the servers
    DRY=yes bench/peers.py                prints the section instead of writing it

Servers: Prosa, the floor and the original design on libzmq in C (bench/reference), on pyzmq and on JeroMQ (bench/peers), and
pub/sub with a subject for each ten users on Redis, NATS and Mosquitto. The load is bench/reference/zload, in one thread, for
all of them: a table of ten is a room, a subject or a chat. Each server is started afresh for each workload, Prosa and JeroMQ
are warmed for 20 s (WARM), and all take turns, round after round, so that a slow minute of the machine meets all of them.

Needs gcc, and Debian's libzmq3-dev python3-zmq redis-server nats-server mosquitto; what is not installed is left out and
named. The section between the two marks in docs/benchmarks.md is replaced, and the plots in docs/benchmarks/.
"""
import datetime
import glob
import html
import os
import platform
import re
import shutil
import socket
import statistics
import subprocess
import tempfile
import time

from harness import ROOT, UNLIMITED, WORKLOADS, compiled, fail, figures, flags_of, load_command

ROUNDS = int(os.environ.get("ROUNDS", "3"))
SECONDS = int(os.environ.get("SECONDS", "5"))
WARM = int(os.environ.get("WARM", "20"))
MEMBERS = (1000, 3000, 9000)  # of whom it is looked how much memory they take, idle
GROWTH = (100, 1000, 4000)  # users of whom each says one message a second
BEGIN, END = "<!-- bench/peers.py writes from here -->", "<!-- to here -->"
COLOURS = {"prosa": "#b4532a", "floor": "#7a7a7a", "libzmq": "#2f6f8f", "pyzmq": "#4c9a6a", "jeromq": "#8a6fb0",
           "redis": "#c23b3b", "nats": "#3b7dc2", "mosquitto": "#b08a2f"}


def jeromq():
    found = sorted(glob.glob(os.path.expanduser("~/.m2/repository/org/zeromq/jeromq/*/jeromq-*.jar")))
    jnacl = sorted(glob.glob(os.path.expanduser("~/.m2/repository/**/jnacl-*.jar"), recursive=True))
    return ":".join(found[-1:] + jnacl[-1:])


class Peer:
    """A kind of server: how it is started, and how the load speaks to it."""

    def __init__(self, name, mode, command, version, warm=False, classic=True):
        self.name, self.mode, self.command, self.version, self.warm = name, mode, command, version, warm
        self.descriptors = 2 if classic else 1  # of each member at the server


def said(*command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True).stdout.strip().splitlines()[0]


def peers(folder):
    here = os.path.join(ROOT, "bench")
    compiled("zload", folder)
    floor = compiled("floor", folder)
    libzmq = compiled("libzmq_rooms", folder, "-lzmq", needed=False)
    java = os.environ.get("JAVA25_HOME", "/usr/lib/jvm/temurin-25-jdk-amd64") + "/bin/java"
    prosa = os.path.join(ROOT, "prosa")
    all_of_them = [
        Peer("prosa", "zmq", lambda port: [prosa, "serve", "--bind", "127.0.0.1", "--port", port, "--console", "off", *UNLIMITED, "--room-linger", "1s"],
             said(prosa, "--version"), warm=True),
        Peer("floor", "zmq", lambda port: [floor, port], "bench/reference/floor.c"),
    ]
    if libzmq:
        version = said("dpkg-query", "-W", "-f", "${Version}\n", "libzmq5")
        all_of_them.append(Peer("libzmq", "zmq", lambda port: [libzmq, port], "libzmq " + version))
    if subprocess.run(["/usr/bin/python3", "-c", "import zmq"], stderr=subprocess.DEVNULL).returncode == 0:
        version = said("/usr/bin/python3", "-c", "import zmq; print('pyzmq', zmq.__version__)")
        all_of_them.append(Peer("pyzmq", "zmq", lambda port: ["/usr/bin/python3", os.path.join(here, "peers/pyzmq_relay.py"), port], version))
    if jeromq():
        version = "JeroMQ " + re.search(r"jeromq-([\d.]+)\.jar", jeromq()).group(1)
        source = os.path.join(here, "peers/JeroMqRelay.java")
        all_of_them.append(Peer("jeromq", "zmq", lambda port: [java, "-cp", jeromq(), source, port], version, warm=True))
    if shutil.which("redis-server"):
        version = re.search(r"v=([\d.]+)", said("redis-server", "--version")).group(1)
        all_of_them.append(Peer("redis", "redis", lambda port: ["redis-server", "--port", port, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no", "--maxclients", "19900", "--client-output-buffer-limit", "pubsub", "0", "0", "0"], "Redis " + version))
    if shutil.which("nats-server"):
        all_of_them.append(Peer("nats", "nats", lambda port: ["nats-server", "-a", "127.0.0.1", "-p", port], said("nats-server", "--version"), classic=False))
    if shutil.which("mosquitto"):
        config = os.path.join(folder, "mosquitto.conf")
        def mosquitto(port):
            with open(config, "w") as file:
                file.write("listener %s 127.0.0.1\nallow_anonymous true\nmax_queued_messages 0\nset_tcp_nodelay true\n" % port)
            return ["mosquitto", "-c", config]
        all_of_them.append(Peer("mosquitto", "mqtt", mosquitto, said("mosquitto", "-h").split(" is ")[0], classic=False))
    only = os.environ.get("ONLY", "").split(",")
    return [peer for peer in all_of_them if only == [""] or peer.name in only]


def free_port():
    """Below those that the system gives to connections, of which the load takes thousands."""
    for port in range(12000 + os.getpid() % 4000, 20000):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
                return str(port)
            except OSError:
                continue
    fail("no port is free")


class Running:
    def __init__(self, peer):
        self.peer, self.port = peer, free_port()
        self.process = subprocess.Popen(
            peer.command(self.port), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.pid = self.process.pid

    def __enter__(self):
        end = time.monotonic() + 30
        while time.monotonic() < end:
            try:
                socket.create_connection(("127.0.0.1", int(self.port)), 1).close()
                time.sleep(0.5)
                return self
            except OSError:
                time.sleep(0.05)
        self.__exit__()
        fail("%s does not open its port" % self.peer.name)

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()

    def load(self, folder, *flags, seconds=SECONDS):
        """What zload tells: its figures by name."""
        out = subprocess.run(
            load_command(os.path.join(folder, "zload"), self, "-m", self.peer.mode, "-t", seconds, *flags),
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True).stdout
        told = figures(out)
        grown = re.search(r"rss_mb=[\d.]+ \(\+(-?[\d.]+)\)", out)
        told["grown_mb"] = float(grown.group(1)) if grown else float("nan")
        descriptors = re.search(r"fds=\d+ \(\+(-?\d+)\)", out)
        told["grown_descriptors"] = int(descriptors.group(1)) if descriptors else 0
        return told


def relaying(all_peers, folder):
    runs = {(w, p.name): [] for w in WORKLOADS for p in all_peers}
    for workload in WORKLOADS:
        for round_ in range(ROUNDS):
            for peer in all_peers if round_ % 2 == 0 else reversed(all_peers):
                with Running(peer) as server:
                    if peer.warm:
                        server.load(folder, *flags_of(workload), seconds=WARM)
                        time.sleep(2)  # empty rooms close
                    measured = server.load(folder, *flags_of(workload))
                if "cpu_us_per_delivery" not in measured:
                    print(workload, peer.name, "did not finish", flush=True)
                    continue
                runs[workload, peer.name].append(measured)
                print("%s %-10s %7.3f us/delivery, p50 %6.0f us, p99 %6.0f us, lost %d" % (
                    workload, peer.name, measured["cpu_us_per_delivery"], measured["p50_us"], measured["p99_us"], measured["lost"]), flush=True)
    return runs


def memory(all_peers, folder):
    told = {}
    for peer in all_peers:
        for members in MEMBERS:
            if members * peer.descriptors * (1.1 if peer.mode == "zmq" else 1) > 19_000:
                continue
            with Running(peer) as server:
                measured = server.load(folder, "-n", members, "-x", "-d", 0)
            if "rss_mb" in measured and measured["grown_descriptors"] >= members * peer.descriptors:  # all are there
                told[peer.name, members] = (measured["rss_mb"], measured["grown_mb"])
                print("memory %-10s %5d members: %.1f MB, %.1f more" % (peer.name, members, *told[peer.name, members]), flush=True)
    return told


def growth(all_peers, folder):
    told = {}
    for peer in all_peers:
        for users in GROWTH:
            with Running(peer) as server:
                if peer.warm:
                    server.load(folder, "-n", users, "-r", users, "-d", 0, seconds=WARM)
                    time.sleep(2)
                measured = server.load(folder, "-n", users, "-r", users, "-d", 0)
            if measured.get("lost") == 0:
                told[peer.name, users] = measured["cpu_us_per_delivery"]
                print("growth %-10s %5d users: %.3f us/delivery" % (peer.name, users, told[peer.name, users]), flush=True)
    return told


# ---- plots

def svg(title, width, height, body):
    return ('<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 %d %d" font-family="sans-serif" font-size="12" role="img">'
            "<title>%s</title><rect width=\"100%%\" height=\"100%%\" fill=\"#fff\"/>%s</svg>\n" % (width, height, html.escape(title), body))


def text(x, y, words, anchor="start", size=12, fill="#222"):
    return '<text x="%.1f" y="%.1f" text-anchor="%s" font-size="%d" fill="%s">%s</text>' % (x, y, anchor, size, fill, html.escape(words))


def bars(title, groups, unit):
    """Groups of bars: [(name, [(series, value)])]."""
    highest = max((value for _, row in groups for _, value in row), default=1)
    y, body = 40, text(12, 22, title, size=14)
    for name, row in groups:
        body += text(12, y + 12, name)
        for series, value in row:
            width = 430 * value / highest
            body += text(150, y + 12, series, "end")
            body += '<rect x="156" y="%d" width="%.1f" height="13" rx="2" fill="%s"/>' % (y + 1, max(1, width), COLOURS[series])
            body += text(162 + width, y + 12, "%.3g %s" % (value, unit), fill="#444")
            y += 18
        y += 10
    return svg(title, 720, y, body)


def lines(title, series, across, up):
    """Lines by series: {name: [(x, y)]}."""
    import math
    xs = sorted({x for points in series.values() for x, _ in points})
    highest = max((value for points in series.values() for _, value in points), default=1)
    def at(x, value):
        place = (math.log(x) - math.log(xs[0])) / (math.log(xs[-1]) - math.log(xs[0]) or 1)
        return 60 + 480 * place, 300 - 240 * value / highest
    body = text(12, 22, title, size=14) + text(60, 340, across) + text(12, 46, up)
    body += '<path d="M60 60V300H540" fill="none" stroke="#888"/>'
    for x in xs:
        body += text(at(x, 0)[0], 318, "{:,}".format(x), "middle")
    for share in (0.5, 1):
        body += text(54, at(xs[0], highest * share)[1] + 4, "%.3g" % (highest * share), "end")
    labels = []
    for name, points in series.items():
        path = "".join("%s%.1f %.1f" % ("L" if i else "M", *at(*point)) for i, point in enumerate(points))
        x, y = at(*points[-1])
        body += '<path d="%s" fill="none" stroke="%s" stroke-width="2"/>' % (path, COLOURS[name])
        body += '<circle cx="%.1f" cy="%.1f" r="3" fill="%s"/>' % (x, y, COLOURS[name])
        labels.append((y, x, name))
    labels.sort()
    highest_label = 318 - 15 * (len(labels) - 1)  # so that the last one is above the figures of the axis
    used = -99
    for i, (y, x, name) in enumerate(labels):
        used = max(min(y, highest_label + 15 * i), used + 15)
        body += text(572, used + 4, name, fill=COLOURS[name])
        body += '<path d="M%.1f %.1fL568 %.1f" stroke="#999" stroke-width="0.7" stroke-dasharray="2 3"/>' % (x + 4, y, used)
    return svg(title, 720, 352, body)


# ---- the section

def median(runs, what):
    return statistics.median(run[what] for run in runs)


def section(all_peers, runs, told, grown):
    names = [peer.name for peer in all_peers]
    cpu = processor()
    made = [BEGIN, "", "`bench/peers.py` (ROUNDS=%d SECONDS=%d WARM=%d), %s, on %d processors (%s), Linux %s, Java %s: " % (
        ROUNDS, SECONDS, WARM, datetime.date.today().isoformat(), os.cpu_count(), cpu, platform.release().split("-")[0], "25")
        + "; ".join("%s is %s" % (peer.name, peer.version) for peer in all_peers) + ". Medians; the load is `bench/reference/zload`. "
        "The servers took turns, each started afresh for each workload; other work on the machine, if there was any, met all of them.", ""]
    lost = sorted({"%s in %s" % (name, w) for (w, name), some in runs.items() for run in some if run["lost"]})
    made += ["CPU microseconds of the server per delivery, and in brackets the lowest and highest:", "",
             "| | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    for w in WORKLOADS:
        made.append("| %s | %s |" % (w, " | ".join(
            "%.3f (%.3f to %.3f)" % (median(runs[w, n], "cpu_us_per_delivery"),
                                     min(r["cpu_us_per_delivery"] for r in runs[w, n]),
                                     max(r["cpu_us_per_delivery"] for r in runs[w, n])) if runs[w, n] else "did not finish" for n in names)))
    made += ["", "Latency in W4, microseconds, p50, p99 and p99.9:", "", "| | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    for what in ("p50_us", "p99_us", "p999_us"):
        made.append("| %s | %s |" % (what[:-3], " | ".join("%.0f" % median(runs["W4", n], what) if runs["W4", n] else "" for n in names)))
    made += ["", "Resident memory in MB with so many members who say nothing, and how much of it they are (where the descriptors of one process allow them):", "",
             "| members | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    for m in MEMBERS:
        made.append("| {:,} | ".format(m) + " | ".join("%.0f (%.0f)" % told[n, m] if (n, m) in told else "" for n in names) + " |")
    made += ["", "CPU microseconds per delivery while each of so many users says one message a second, ten in a room:", "",
             "| users | " + " | ".join(names) + " |", "|---|" + "---|" * len(names)]
    for u in GROWTH:
        made.append("| {:,} | ".format(u) + " | ".join("%.2f" % grown[n, u] if (n, u) in grown else "" for n in names) + " |")
    made += ["", "Messages were lost by: %s." % ", ".join(lost) if lost else "No message was lost.", ""]
    made += ["![CPU per delivery as a ratio to the floor](benchmarks/ratio.svg)", "![Latency in W4](benchmarks/latency.svg)",
             "![Memory by members](benchmarks/memory.svg)", "![CPU per delivery by users](benchmarks/growth.svg)", "", END]
    return "\n".join(made)


def processor():
    with open("/proc/cpuinfo") as file:
        found = re.search(r"model name\s*: (.*)", file.read())
    return found.group(1) if found else platform.machine()


def plots(all_peers, runs, told, grown):
    names = [peer.name for peer in all_peers]
    made = {}
    if "floor" in names:
        made["ratio"] = bars("CPU per delivery, as a ratio to the floor", [
            (w, [(n, median(runs[w, n], "cpu_us_per_delivery") / median(runs[w, "floor"], "cpu_us_per_delivery"))
                 for n in names if n != "floor" and runs[w, n]]) for w in WORKLOADS if runs[w, "floor"]], "")
    made["latency"] = bars("Latency in W4", [
        (label, [(n, median(runs["W4", n], what) / 1000) for n in names if runs["W4", n]])
        for label, what in (("p50", "p50_us"), ("p99", "p99_us"), ("p99.9", "p999_us"))], "ms")
    made["memory"] = lines("Resident memory by members who say nothing", {
        n: [(m, told[n, m][0]) for m in MEMBERS if (n, m) in told] for n in names if (n, MEMBERS[0]) in told}, "members", "MB")
    made["growth"] = lines("CPU per delivery by users, each saying one message a second", {
        n: [(u, grown[n, u]) for u in GROWTH if (n, u) in grown] for n in names if (n, GROWTH[0]) in grown}, "users", "microseconds")
    return made


def main():
    with tempfile.TemporaryDirectory() as folder:
        all_peers = peers(folder)
        print("servers:", ", ".join(peer.name for peer in all_peers), flush=True)
        runs = relaying(all_peers, folder)
        told = memory(all_peers, folder)
        grown = growth(all_peers, folder)
    written = section(all_peers, runs, told, grown)
    if os.environ.get("DRY"):
        print(written)
        return
    path = os.path.join(ROOT, "docs/benchmarks.md")
    with open(path) as file:
        page = file.read()
    if BEGIN not in page:
        page += "\n## Against other relays\n\n%s\n%s\n" % (BEGIN, END)
    before, rest = page.split(BEGIN, 1)
    with open(path, "w") as file:
        file.write(before + written + rest.split(END, 1)[1])
    os.makedirs(os.path.join(ROOT, "docs/benchmarks"), exist_ok=True)
    for name, plot in plots(all_peers, runs, told, grown).items():
        with open(os.path.join(ROOT, "docs/benchmarks", name + ".svg"), "w") as file:
            file.write(plot)


if __name__ == "__main__":
    main()
