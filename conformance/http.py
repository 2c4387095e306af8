#!/usr/bin/env python3
"""Sends odd and malformed HTTP requests to a server and to nginx, and compares the answers.

    http.py HOST:PORT

nginx (Debian: nginx-light) is started beside, for this run only, on a port of its own, as a server
of one page without any setting that matters here. An outcome is the status of each answer, and
whether the connection is open afterwards: `400 closed`, `200 200 open`. A request that two servers
understand differently is how requests are smuggled past a proxy: README.md says how to read it.

It exits with 0, or with 2 if a server could not be tried.
"""

import argparse
import concurrent.futures
import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

sys.dont_write_bytecode = True
from hostport import address  # beside this file

HOST = "localhost"
PROBE = "GET /a-path-that-nobody-has HTTP/1.1\r\nHost: localhost\r\n\r\n"


def request(line, *headers, body="", host=True):
    head = [line] + (["Host: " + HOST] if host else []) + list(headers)
    return "\r\n".join(head) + "\r\n\r\n" + body


GET = request("GET / HTTP/1.1")
SMUGGLED = request("GET /smuggled HTTP/1.1")
CASES = [
    ("plain/get", "a request as it should be", GET),
    ("plain/head", "its head alone", request("HEAD / HTTP/1.1")),
    ("plain/http-1.0", "HTTP/1.0 without a Host", "GET / HTTP/1.0\r\n\r\n"),
    ("plain/connection-close", "the last one", request("GET / HTTP/1.1", "Connection: close")),
    ("plain/pipelined", "three requests at once", GET * 3),
    ("plain/empty-lines-before", "empty lines before the request", "\r\n\r\n" + GET),
    ("line/lower-case-method", "a method in lower case", request("get / HTTP/1.1")),
    ("line/unknown-method", "a method that nobody knows", request("BREW / HTTP/1.1")),
    ("line/post", "POST to a page", request("POST / HTTP/1.1", "Content-Length: 0")),
    ("line/trace", "TRACE", request("TRACE / HTTP/1.1")),
    ("line/connect", "CONNECT", request("CONNECT localhost:443 HTTP/1.1")),
    ("line/http-0.9", "the line of HTTP/0.9", "GET /\r\n\r\n"),
    ("line/http-1.2", "HTTP/1.2", request("GET / HTTP/1.2")),
    ("line/http-2.0", "HTTP/2.0 in the manner of 1.1", request("GET / HTTP/2.0")),
    ("line/http2-preface", "the preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"),
    ("line/bad-version", "HTTX/1.1", request("GET / HTTX/1.1")),
    ("line/lower-case-version", "the version in lower case", request("GET / http/1.1")),
    ("line/space-at-end", "a space behind the version", request("GET / HTTP/1.1 ")),
    ("line/two-spaces", "two spaces before the target", request("GET  / HTTP/1.1")),
    ("line/tab", "a tab before the target", request("GET\t/ HTTP/1.1")),
    ("line/space-in-target", "a space in the target", request("GET /a b HTTP/1.1")),
    ("line/nul-in-target", "NUL in the target", request("GET /\0 HTTP/1.1")),
    ("line/percent-nul", "%00 in the target", request("GET /%00 HTTP/1.1")),
    ("line/bad-percent", "a percent sign alone", request("GET /%zz HTTP/1.1")),
    ("line/dots", "a way out of the root", request("GET /../../etc/passwd HTTP/1.1")),
    ("line/no-slash", "a target without a slash", request("GET index.html HTTP/1.1")),
    ("line/asterisk", "GET *", request("GET * HTTP/1.1")),
    ("line/absolute", "the absolute form", request("GET http://localhost/ HTTP/1.1")),
    ("line/absolute-other", "the absolute form of another name", request("GET http://127.0.0.1/ HTTP/1.1")),
    ("line/absolute-user", "the absolute form with a user", request("GET http://me@localhost/ HTTP/1.1")),
    ("line/fragment", "a fragment in the target", request("GET /#x HTTP/1.1")),
    ("line/target-3k", "a target of 3,000 bytes", request("GET /" + "x" * 3000 + " HTTP/1.1")),
    ("line/target-20k", "a target of 20,000 bytes", request("GET /" + "x" * 20000 + " HTTP/1.1")),
    ("line/bare-lf", "lines that end with LF", GET.replace("\r\n", "\n")),
    ("line/bare-cr", "lines that end with CR", GET.replace("\r\n", "\r") + "\r\n\r\n"),
    ("host/none", "HTTP/1.1 without a Host", request("GET / HTTP/1.1", host=False)),
    ("host/empty", "an empty Host", request("GET / HTTP/1.1", "Host: ", host=False)),
    ("host/twice", "two Hosts", request("GET / HTTP/1.1", "Host: other")),
    ("host/twice-same", "the same Host twice", request("GET / HTTP/1.1", "Host: localhost")),
    ("host/slash", "a slash in it", request("GET / HTTP/1.1", "Host: a/b", host=False)),
    ("host/space", "a space in it", request("GET / HTTP/1.1", "Host: a b", host=False)),
    ("host/user", "a user in it", request("GET / HTTP/1.1", "Host: me@localhost", host=False)),
    ("host/bad-port", "a port that is no number", request("GET / HTTP/1.1", "Host: localhost:x", host=False)),
    ("host/empty-port", "a colon without a port", request("GET / HTTP/1.1", "Host: localhost:", host=False)),
    ("host/nul", "NUL in it", request("GET / HTTP/1.1", "Host: local\0host", host=False)),
    ("host/ipv6", "an address of IPv6", request("GET / HTTP/1.1", "Host: [::1]:80", host=False)),
    ("header/space-before-colon", "a space before the colon", request("GET / HTTP/1.1", "X-A : b")),
    ("header/length-space-before-colon", "the same with Content-Length",
     request("POST / HTTP/1.1", "Content-Length : %d" % len(SMUGGLED), body=SMUGGLED)),
    ("header/space-first", "a first header that begins with a space", request("GET / HTTP/1.1", " X-A: b", host=False)),
    ("header/folded", "a header on two lines (obs-fold)", request("GET / HTTP/1.1", "X-A: b", " c")),
    ("header/no-colon", "a line without a colon", request("GET / HTTP/1.1", "X-A")),
    ("header/empty-name", "a header without a name", request("GET / HTTP/1.1", ": b")),
    ("header/nul-in-name", "NUL in a name", request("GET / HTTP/1.1", "X\0A: b")),
    ("header/nul-in-value", "NUL in a value", request("GET / HTTP/1.1", "X-A: b\0c")),
    ("header/control-in-value", "a control character in a value", request("GET / HTTP/1.1", "X-A: b\1c")),
    ("header/cr-in-value", "CR in a value", request("GET / HTTP/1.1", "X-A: b\rX-C: d")),
    ("header/high-bytes", "bytes above 127 in a value", request("GET / HTTP/1.1", "X-A: \xe9\xff")),
    ("header/brackets-in-name", "brackets in a name", request("GET / HTTP/1.1", "X(A): b")),
    ("header/hundred", "100 headers", request("GET / HTTP/1.1", *["X-%d: v" % i for i in range(100)])),
    ("header/value-6k", "a value of 6,000 bytes", request("GET / HTTP/1.1", "X-A: " + "v" * 6000)),
    ("header/value-9k", "a value of 9,000 bytes", request("GET / HTTP/1.1", "X-A: " + "v" * 9000)),
    ("header/all-40k", "headers of 40,000 bytes", request("GET / HTTP/1.1", *["X-%d: %s" % (i, "v" * 4000) for i in range(10)])),
    ("expect/continue", "Expect: 100-continue with a body to come", request("POST / HTTP/1.1", "Content-Length: 5", "Expect: 100-continue")),
    ("expect/continue-get", "the same without a body", request("GET / HTTP/1.1", "Expect: 100-continue")),
    ("expect/unknown", "an expectation that nobody knows", request("GET / HTTP/1.1", "Expect: tea")),
    ("length/zero", "Content-Length: 0", request("GET / HTTP/1.1", "Content-Length: 0")),
    ("length/body-of-get", "GET with a body", request("GET / HTTP/1.1", "Content-Length: %d" % len(SMUGGLED), body=SMUGGLED)),
    ("length/twice-same", "the same length twice", request("GET / HTTP/1.1", "Content-Length: 0", "Content-Length: 0")),
    ("length/twice-other", "two lengths", request("GET / HTTP/1.1", "Content-Length: 0", "Content-Length: %d" % len(SMUGGLED), body=SMUGGLED)),
    ("length/list", "a list of lengths", request("GET / HTTP/1.1", "Content-Length: 0, %d" % len(SMUGGLED), body=SMUGGLED)),
    ("length/plus", "a length with a sign", request("GET / HTTP/1.1", "Content-Length: +%d" % len(SMUGGLED), body=SMUGGLED)),
    ("length/negative", "a negative length", request("GET / HTTP/1.1", "Content-Length: -1", body=SMUGGLED)),
    ("length/hexadecimal", "a hexadecimal length", request("GET / HTTP/1.1", "Content-Length: 0x10", body=SMUGGLED)),
    ("length/empty", "an empty length", request("GET / HTTP/1.1", "Content-Length: ", body=SMUGGLED)),
    ("length/huge", "a length beyond 64 bits", request("GET / HTTP/1.1", "Content-Length: 99999999999999999999", body=SMUGGLED)),
    ("chunks/get", "GET with an empty chunked body", request("GET / HTTP/1.1", "Transfer-Encoding: chunked", body="0\r\n\r\n")),
    ("chunks/and-length", "chunked and a length (CL.TE)", request("POST / HTTP/1.1", "Content-Length: %d" % len("0\r\n\r\n" + SMUGGLED), "Transfer-Encoding: chunked", body="0\r\n\r\n" + SMUGGLED)),
    ("chunks/length-before-get", "the same with GET (TE.CL)", request("GET / HTTP/1.1", "Content-Length: 4", "Transfer-Encoding: chunked", body="%x\r\n%s\r\n0\r\n\r\n" % (len(SMUGGLED), SMUGGLED))),
    ("chunks/http-1.0", "chunked in HTTP/1.0", request("POST / HTTP/1.0", "Transfer-Encoding: chunked", body="0\r\n\r\n" + SMUGGLED)),
    ("chunks/twice", "chunked, chunked", request("GET / HTTP/1.1", "Transfer-Encoding: chunked, chunked", body="0\r\n\r\n")),
    ("chunks/identity", "Transfer-Encoding: identity", request("GET / HTTP/1.1", "Transfer-Encoding: identity", body=SMUGGLED)),
    ("chunks/unknown", "an encoding that nobody knows", request("GET / HTTP/1.1", "Transfer-Encoding: tea", body=SMUGGLED)),
    ("chunks/tab", "chunked after a tab", request("GET / HTTP/1.1", "Transfer-Encoding:\tchunked", body="0\r\n\r\n")),
    ("chunks/vertical-tab", "chunked after a vertical tab", request("GET / HTTP/1.1", "Transfer-Encoding: \x0bchunked", body="0\r\n\r\n" + SMUGGLED)),
    ("chunks/case", "chunked in other letters", request("GET / HTTP/1.1", "tRANSFER-eNCODING: cHUNKED", body="0\r\n\r\n")),
    ("chunks/space-before-colon", "a space before the colon", request("GET / HTTP/1.1", "Transfer-Encoding : chunked", body="0\r\n\r\n" + SMUGGLED)),
    ("chunks/extension", "a chunk with an extension", request("POST / HTTP/1.1", "Transfer-Encoding: chunked", body="1;x=y\r\na\r\n0\r\n\r\n")),
    ("chunks/bad-size", "a size that is no number", request("POST / HTTP/1.1", "Transfer-Encoding: chunked", body="z\r\na\r\n0\r\n\r\n" + SMUGGLED)),
    ("upgrade/h2c", "an upgrade to HTTP/2", request("GET / HTTP/1.1", "Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABkAAQAAP__")),
    ("upgrade/websocket-elsewhere", "a WebSocket where there is none", request("GET / HTTP/1.1", "Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Version: 13", "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==")),
]


def answers(data):
    """The statuses of the answers in these bytes, and how many bytes of the last one are missing."""
    statuses = []
    while data:
        head, found, rest = data.partition(b"\r\n\r\n")
        if not found:
            return statuses, 1
        status = re.match(rb"HTTP/1\.[01] (\d{3})", head)
        if not status:
            return statuses + ["not HTTP"], 0
        number = int(status[1])
        length = re.search(rb"(?i)\r\ncontent-length: *(\d+)", head)
        size = int(length[1]) if length and number >= 200 and number not in (204, 304) else 0
        statuses.append(str(number))
        if len(rest) < size:
            return statuses, size - len(rest)
        data = rest[size:]
    return statuses, 0


def attempt(address, name, text, patience):
    """The outcome of one request."""
    data, probed, ended = b"", None, False
    with socket.create_connection(address, timeout=10) as peer:
        peer.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        peer.sendall(text.encode("latin-1"))
        until = time.monotonic() + patience
        while not ended and time.monotonic() < until:
            peer.settimeout(max(0.01, until - time.monotonic()))
            try:
                got = peer.recv(65536)
            except socket.timeout:
                break
            except OSError:
                got = b""
            ended = not got
            data += got
            statuses, missing = answers(strip(name, data))
            if ended or missing or not statuses:
                continue
            if probed is None:
                # Whether it is still open: one more request, once it has answered.
                time.sleep(0.15)
                probed = len(statuses)
                until = time.monotonic() + patience
                try:
                    peer.sendall(PROBE.encode())
                except OSError:
                    pass
            elif len(statuses) > probed and statuses[-1] == "404":
                return " ".join(statuses[:-1] + ["open"])
    statuses, _ = answers(strip(name, data))
    return " ".join(statuses + ["closed" if ended else "waits"])


def strip(name, data):
    """An answer to HEAD has a length and no body."""
    if name == "plain/head":
        return re.sub(rb"(?i)\r\ncontent-length: *\d+", b"", data, count=1)
    return data


class Nginx:
    """nginx on a port of its own, in a folder of its own."""

    def __init__(self):
        program = shutil.which("nginx") or next((p for p in ("/usr/sbin/nginx",) if os.path.exists(p)), None)
        if program is None:
            raise FileNotFoundError("nginx is not installed (Debian: nginx-light); there is nothing to compare with")
        self.folder = tempfile.mkdtemp(prefix="prosa-nginx-")
        os.chmod(self.folder, 0o755)
        with open(self.folder + "/index.html", "w", encoding="utf-8") as page:
            page.write("a page\n")
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        config = self.folder + "/nginx.conf"
        with open(config, "w", encoding="utf-8") as out:
            out.write(
                f"daemon off; pid {self.folder}/pid; error_log {self.folder}/error.log crit; worker_processes 1;\n"
                f"events {{ worker_connections 256; }}\n"
                f"http {{ access_log off; client_body_temp_path {self.folder}; proxy_temp_path {self.folder};\n"
                f" fastcgi_temp_path {self.folder}; uwsgi_temp_path {self.folder}; scgi_temp_path {self.folder};\n"
                f" server {{ listen 127.0.0.1:{self.port}; root {self.folder}; }} }}\n")
        self.process = subprocess.Popen(
            [program, "-p", self.folder, "-c", config], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE)
        self.version = subprocess.run([program, "-v"], capture_output=True, text=True).stderr.strip().split("/")[-1]
        deadline = time.monotonic() + 20
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return
            except OSError:
                if time.monotonic() > deadline or self.process.poll() is not None:
                    raise
                time.sleep(0.05)

    def stop(self):
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(20)
        shutil.rmtree(self.folder, ignore_errors=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.add_argument("address", type=address, metavar="HOST:PORT", help="of the server; [IPv6]:PORT")
    parser.add_argument("--patience", type=float, default=5.0, help="seconds without an answer that count as waiting")
    parser.add_argument("--jobs", type=int, default=8, help="connections at a time")
    parser.add_argument("--all", action="store_true", help="every case, not only those that differ")
    parser.add_argument("--json", action="store_true", help="every case, for programs")
    arguments = parser.parse_args()
    server = arguments.address
    try:
        socket.create_connection(server, timeout=5).close()
        nginx = Nginx()
    except OSError as e:
        print(f"http.py: {e}", file=sys.stderr)
        return 2

    def both(case, patience):
        name, about, text = case
        return {
            "case": name, "about": about,
            "server": attempt(server, name, text, patience),
            "nginx": attempt(("127.0.0.1", nginx.port), name, text, patience),
            "asked": True,
        }

    try:
        with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
            rows = list(pool.map(lambda case: both(case, arguments.patience), CASES))
            # What did not come may only have been slow.
            slow = [i for i, row in enumerate(rows) if re.search("waits", row["server"] + row["nginx"])]
            for i, row in zip(slow, pool.map(lambda i: both(CASES[i], 3 * arguments.patience), slow)):
                rows[i] = row
    finally:
        nginx.stop()
    if arguments.json:
        print(json.dumps({"nginx": nginx.version, "cases": rows}, indent=1))
        return 0
    for row in rows:
        if arguments.all or row["server"] != row["nginx"]:
            print(f"{row['case']}: {row['about']}\n    server: {row['server']}\n    nginx:  {row['nginx']}")
    print(f"{len(rows)} cases: {sum(row['server'] == row['nginx'] for row in rows)} as nginx {nginx.version}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
