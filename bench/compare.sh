#!/usr/bin/env bash
# Measures Prosa against the reference relays: workload after workload, the servers in turn (A B C A B C …).
#
#   bench/compare.sh [PAIRS] [WORKLOAD ...]       5 pairs of W1 W2 W3 W4, unless told otherwise
#   MODE=direct bench/compare.sh …                Prosa alone, with direct members beside classic ones
#   MODE=browser bench/compare.sh …               Prosa alone, with browser members beside direct ones
#   AGAINST=DIR bench/compare.sh …                Prosa of this tree and Prosa of the tree DIR (another commit), no references
#
# Needs gcc and libzmq's headers (Debian: libzmq3-dev). For each workload Prosa and JavaFloor, the least in Java, are started
# afresh and warmed for 20 s; the other references are started afresh for each run. Prints each run, then medians and ratios. With AGAINST,
# build both trees first (./prosa --version): both servers run during the whole workload, and each is loaded in turn.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
pairs=${1:-5}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- W1 W2 W3 W4
bin=$(mktemp -d)
runs=$bin/runs
pid=
before=
java_floor=
trap '[ -z "$pid" ] || kill $pid $before $java_floor 2>/dev/null; rm -rf "$bin"' EXIT

gcc -O2 -w -o "$bin/zload" "$root/bench/reference/zload.c"
gcc -O2 -w -o "$bin/floor" "$root/bench/reference/floor.c"
gcc -O2 -w -o "$bin/libzmq_rooms" "$root/bench/reference/libzmq_rooms.c" -lzmq
"$root/prosa" --version >/dev/null # built before anything is measured
java_home=${JAVA25_HOME:-$(dirname "$(dirname "$(readlink -f "$(command -v javac)")")")}
"$java_home/bin/javac" -d "$bin" "$root/bench/reference/JavaFloor.java"

workload() {
  case $1 in
    W1) echo "-n 10 -r 0 -w 8 -t 5" ;;
    W2) echo "-n 10 -r 0 -w 1 -t 5" ;;
    W3) echo "-n 1000 -r 0 -w 1 -t 5" ;;
    W4) echo "-n 1000 -r 1000 -t 8" ;;
    *) echo "compare.sh: no workload $1" >&2; exit 2 ;;
  esac
}

# A free port below those that the system gives to dialling sockets, of which the load takes thousands.
free_port() {
  /usr/bin/python3 - <<'PY'
import random, socket
while True:
    port = random.randint(12000, 19999)
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            continue
        print(port)
        break
PY
}

await_port() {
  for _ in {1..600}; do
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
    sleep 0.1
  done
  echo "compare.sh: nobody listens on port $1" >&2
  exit 1
}

# One run: its name, workload, port, pid, mode. Keeps CPU per delivery and the median and 99th percentile of latency.
measure() {
  # shellcheck disable=SC2046
  "$bin/zload" -p "$3" -P "$4" -m "$5" $(workload "$2") >"$bin/out"
  local rooms lost cpu p50 p99 rss
  rooms=$(grep -o ' rooms=[0-9]*' "$bin/out"); lost=$(grep -o 'lost=[-0-9]*' "$bin/out")
  cpu=$(grep -o 'cpu_us_per_delivery=[0-9.]*' "$bin/out"); rss=$(grep -o '(+[-0-9.]*) fds=[0-9]* (+[-0-9]*)' "$bin/out")
  p50=$(grep -o 'p50_us=[0-9]*' "$bin/out"); p99=$(grep -o 'p99_us=[0-9]*' "$bin/out")
  echo "$2 $1 ${cpu#*=} ${p50#*=} ${p99#*=} $rooms $lost mb$rss" | tee -a "$runs"
}

# Starts Prosa of the tree $1 at port $2. Its process is $!.
serve() {
  "$1/prosa" serve --bind 127.0.0.1 --port "$2" --console off --message-rate off --join-rate off --frame-rate off --byte-rate off --request-rate off --room-linger 1s \
    >"$bin/prosa.out" 2>&1 &
}

# Loads the server at port $1, of process $2, with workload $3 by members of kind $4 for 20 s.
warm() {
  # shellcheck disable=SC2046
  "$bin/zload" -p "$1" -P "$2" -m "$4" $(workload "$3" | sed 's/-t [0-9]*/-t 20/') >/dev/null
  sleep 3 # empty rooms close, so that the next run is seated as on a fresh server
}

for w in "$@"; do
  door=$(free_port)
  serve "$root" "$door"
  pid=$!
  await_port "$door"
  if [ -n "${AGAINST:-}" ]; then
    before_door=$(free_port)
    serve "$AGAINST" "$before_door"
    before=$!
    await_port "$before_door"
    warm "$before_door" "$before" "$w" zmq
  fi
  if [ -z "${AGAINST:-}${MODE:-}" ]; then
    java_floor_door=$(free_port)
    "$java_home/bin/java" -XX:+UseSerialGC -cp "$bin" JavaFloor "$java_floor_door" &
    java_floor=$!
    await_port "$java_floor_door"
    warm "$java_floor_door" "$java_floor" "$w" zmq
  fi
  case ${MODE:-} in
    direct) modes="zmq direct" ;;
    browser) modes="direct browser" ;;
    *) modes=zmq ;;
  esac
  for m in $modes; do
    warm "$door" "$pid" "$w" "$m"
  done
  for ((i = 0; i < pairs; i++)); do
    for m in $modes; do
      measure "prosa-$m" "$w" "$door" "$pid" "$m"
      sleep 3
    done
    if [ -n "${AGAINST:-}" ]; then
      measure before "$w" "$before_door" "$before" zmq
      sleep 3
    elif [ "$modes" = zmq ]; then
      measure JavaFloor "$w" "$java_floor_door" "$java_floor" zmq
      sleep 3
      for reference in libzmq_rooms floor; do
        port=$(free_port)
        "$bin/$reference" "$port" &
        other=$!
        await_port "$port"
        measure "$reference" "$w" "$port" "$other" zmq
        kill "$other"
        wait "$other" 2>/dev/null || true
      done
    fi
  done
  # shellcheck disable=SC2086
  kill $pid $before $java_floor
  wait || true
  pid=
  before=
  java_floor=
done

echo
echo "medians: workload, server, CPU microseconds per delivery, p50 and p99 latency in microseconds"
/usr/bin/python3 - "$runs" <<'PY'
import statistics, sys
rows = [line.split() for line in open(sys.argv[1])]
median = {}
for key in sorted({(r[0], r[1]) for r in rows}):
    mine = [r for r in rows if (r[0], r[1]) == key]
    median[key] = statistics.median(float(r[2]) for r in mine)
    print("%-3s %-13s %8.3f %7d %7d" % (*key, median[key], *(statistics.median(int(r[i]) for r in mine) for i in (3, 4))))
for (w, name), value in median.items():
    ours = "prosa-zmq" if (w, "prosa-zmq") in median else "prosa-browser"
    if name != ours:
        ratios = [float(a[2]) / float(b[2]) for a, b in zip([r for r in rows if r[:2] == [w, ours]], [r for r in rows if r[:2] == [w, name]])]
        print("%s %s / %s: %.2f (pair by pair %.2f to %.2f)" % (w, ours, name, median[(w, ours)] / value, min(ratios), max(ratios)))
PY
