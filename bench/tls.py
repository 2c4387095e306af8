#!/usr/bin/python3
"""What TLS costs the server: browser members with it beside members without it, on one server and port, in turn.

    bench/tls.py [PAIRS]               5 pairs of W4, unless told otherwise
    WARM=20 SECONDS=8 bench/tls.py     how long each kind is warmed, and the load measured

The load is `prosa bench --protocol browser --users 1000 --rate 1000`, with and without --tls. Then one `openssl s_time
-new` for each processor opens connections for 5 s, one after the other, with nothing said inside: three times with TLS
1.3 and with TLS 1.2, in turn, after a longer one of each that warms the server. Told are whole handshakes a second
(client and server share the processors), and the server's processor time for each. In TLS 1.3 a client has done its
part before the server has: the server's own count, by its /metrics, has to be the same, or the script ends. The
certificate is made for the run, P-256. Connections of this machine are trusted, and one client has one unfinished
handshake at a time, so that none is refused. Needs openssl.
"""
import json
import os
import re
import socket
import ssl
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request

from harness import PROSA, UNLIMITED, built, fail, serving

WARM = int(os.environ.get("WARM", "20"))
SECONDS = int(os.environ.get("SECONDS", "8"))
HANDSHAKING = 5
VERSIONS = {"-tls1_3": ssl.TLSVersion.TLSv1_3, "-tls1_2": ssl.TLSVersion.TLSv1_2}


def certificate(folder):
    """The flags of a server that has one."""
    cert, key = os.path.join(folder, "cert.pem"), os.path.join(folder, "key.pem")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2",
                    "-subj", "/CN=localhost", "-keyout", key, "-out", cert], check=True, stderr=subprocess.DEVNULL)
    return ["--tls-cert", cert, "--tls-key", key]


def provider(server):
    """Whose TLS the server has: a native library is in its memory once it has been used."""
    with open("/proc/%d/maps" % server.pid) as maps:
        return "netty-tcnative's" if "netty_tcnative" in maps.read() else "the JDK's"


def talk(server, tls, seconds, warmup):
    """Microseconds of the server for a delivery."""
    done = subprocess.run(
        [PROSA, "bench", "127.0.0.1:%d" % server.port, "--protocol", "browser", "--users", "1000", "--rate", "1000", "--json",
         "--warmup", "%ds" % warmup, "--time", "%ds" % seconds, "--pid", str(server.pid)] + (["--tls"] if tls else []),
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    if done.returncode:
        fail("prosa bench ended with %d\n%s%s" % (done.returncode, done.stderr, done.stdout))
    return json.loads(done.stdout)["server"]["cpuMicrosPerDelivery"]


def deliveries(server, pairs):
    costs = {False: [], True: []}
    for tls in costs:
        talk(server, tls, 1, WARM)
    for i in range(pairs):
        for tls in (False, True) if i % 2 == 0 else (True, False):
            time.sleep(2)  # the rooms close
            costs[tls].append(talk(server, tls, SECONDS, 3))
            print("%s %.2f" % ("with TLS   " if tls else "without TLS", costs[tls][-1]), flush=True)
    ratios = [b / a for a, b in zip(costs[False], costs[True])]
    print("us a delivery: %.2f without, %.2f with TLS; with / without %.2f (%.2f to %.2f)" % (
        statistics.median(costs[False]), statistics.median(costs[True]),
        statistics.median(ratios), min(ratios), max(ratios)), flush=True)


def agreed(server, version):
    """The version and cipher suite of a connection of that version only; None if the server does not take it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    context.minimum_version = context.maximum_version = VERSIONS[version]
    try:
        with socket.create_connection(("127.0.0.1", server.port), 10) as plain, context.wrap_socket(plain) as inside:
            return "%s, %s" % (inside.version(), inside.cipher()[0])
    except ssl.SSLError:
        return None


def counted(server):
    """The handshakes of TLS that the server has completed."""
    with urllib.request.urlopen("http://127.0.0.1:%d/metrics" % server.ports[-1], timeout=10) as metrics:
        return float(re.search(
            r'^prosa_handshakes_total\{cause="none",outcome="done",protocol="tls"\} (\S+)', metrics.read().decode(), re.M).group(1))


def connect(server, version, seconds):
    """Connections of that version: how many a second, and the server's processor time for each in seconds."""
    done_before, used_before, began = counted(server), server.processor_time(), time.monotonic()
    clients = [subprocess.Popen(
        ["openssl", "s_time", "-connect", "127.0.0.1:%d" % server.port, "-new", version, "-time", str(seconds)],
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True) for _ in range(os.cpu_count())]
    told = [client.communicate()[0] for client in clients]
    took = time.monotonic() - began
    time.sleep(0.3)  # the server's part of the last ones
    used, done = server.processor_time() - used_before, counted(server) - done_before
    made = [re.search(r"(\d+) connections in \d+ real seconds", one) for one in told]
    if not all(made):
        fail("openssl s_time told\n" + "\n".join(told))
    count = sum(int(one.group(1)) for one in made)
    if count == 0 or count != done:
        fail("openssl s_time counts %d handshakes, the server %d" % (count, done))
    return count / took, used / count


def handshakes(server):
    versions = {version: agreed(server, version) for version in VERSIONS}
    taken = [version for version in versions if versions[version]]
    for version in versions:
        if version not in taken:
            print("%s: the server does not take it" % VERSIONS[version].name)
    for version in taken:
        connect(server, version, WARM)
    runs = {version: [] for version in taken}
    for i in range(3):
        for version in taken if i % 2 == 0 else taken[::-1]:
            runs[version].append(connect(server, version, HANDSHAKING))
            rate, used = runs[version][-1]
            print("%s: %.0f handshakes a second; %.0f us of the server for each, %.0f a second on one core" % (
                versions[version], rate, used * 1e6, 1 / used), flush=True)
    for version in taken:
        used = statistics.median(used for _, used in runs[version])
        print("%s, medians: %.0f handshakes a second; %.0f us of the server for each, %.0f a second on one core" % (
            versions[version], statistics.median(rate for rate, _ in runs[version]), used * 1e6, 1 / used), flush=True)


def main():
    pairs = int(sys.argv[1]) if len(sys.argv) > 1 else 5
    built()
    with tempfile.TemporaryDirectory() as folder:
        with serving(*certificate(folder), *UNLIMITED, "--room-linger", "1s", "--admin", "127.0.0.1:0") as server:
            deliveries(server, pairs)
            handshakes(server)
            print("the server's TLS was " + provider(server))


if __name__ == "__main__":
    main()
