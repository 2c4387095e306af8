#!/usr/bin/env bash
# Compares what `prosa bench` measures with what the reference load measures: the same server, the same load, in turn.
#
#   bench/agree.sh [PAIRS] [WORKLOAD ...]       5 pairs of W1 W2 W3 W4, unless told otherwise
#   TIME=5 WARMUP=20 bench/agree.sh …           seconds of each measurement, and of load before the first one
#   PIN=no bench/agree.sh …                     leaves it to the kernel on which processors they run, and when
#
# The server has the first processor, the load the last one, and both go before whatever else runs there (SCHED_RR, as
# root): where the kernel moves the threads of a closed loop about, or lets others in, the same tool tells half or twice
# as much from run to run.
#
# Needs gcc. For each workload one server is started and warmed up; then zload and `prosa bench` load it by turns, which of
# the two begins changing from pair to pair. Prints each run, then medians, and their ratio. Ends with 1 if a ratio is
# not within 5 %, or something was lost.
set -eu
root=$(cd "$(dirname "$0")/.." && pwd)
pairs=${1:-5}
[ $# -gt 0 ] && shift
[ $# -gt 0 ] || set -- W1 W2 W3 W4
seconds=${TIME:-5}
last=$(($(nproc) - 1))
if [ "${PIN:-yes}" = yes ]; then server_at="chrt -r 1 taskset -c 0" load_at="chrt -r 1 taskset -c $last"; else server_at="" load_at=""; fi
warmup=${WARMUP:-20}
bin=$(mktemp -d)
pid=
trap '[ -z "$pid" ] || kill "$pid" 2>/dev/null; rm -rf "$bin"' EXIT

gcc -O2 -w -o "$bin/zload" "$root/bench/reference/zload.c"
"$root/prosa" --version >/dev/null # built before anything is measured

# What a workload is: users, messages in flight of each, messages a second of all (0: as fast as it goes).
workload() {
  case $1 in
    W1) echo 10 8 0 ;;
    W2) echo 10 1 0 ;;
    W3) echo 1000 1 0 ;;
    W4) echo 1000 1 1000 ;;
    *) echo "agree.sh: no workload $1" >&2; exit 2 ;;
  esac
}

await_port() {
  for _ in {1..600}; do
    (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null && return
    sleep 0.1
  done
  echo "agree.sh: nobody listens on port $1" >&2
  exit 1
}

# Each prints: workload, tool, CPU per delivery, median and 99th percentile of latency in µs, deliveries/s, tables, lost.
zload() { # workload, users, window, rate, seconds
  $load_at "$bin/zload" -p "$port" -P "$pid" -n "$2" -w "$3" -r "$4" -t "$5" >"$bin/out"
  field() { grep -o " $1=[-0-9.]*" "$bin/out" | head -n 1 | cut -d = -f 2; }
  echo "$1 zload $(field cpu_us_per_delivery) $(field p50_us) $(field p99_us) $(field deliveries_per_s) $(field rooms) $(field lost)"
}

bench() { # workload, users, window, rate, seconds
  $load_at "$root/prosa" bench "127.0.0.1:$port" --pid "$pid" --users "$2" --window "$3" --rate "$4" --time "$5s" \
    --warmup "${BENCH_WARMUP:-5}s" --json >"$bin/json" 2>"$bin/progress" || { cat "$bin/json" "$bin/progress" >&2; exit 1; }
  /usr/bin/python3 - "$1" "$bin/json" <<'PY'
import json, sys
r = json.load(open(sys.argv[2]))
print(sys.argv[1], "bench", "%.3f" % r["server"]["cpuMicrosPerDelivery"], "%.0f" % (r["latency"]["p50"]), "%.0f" % (r["latency"]["p99"]), "%.0f" % r["deliveriesPerSecond"], r["tables"], r["lost"])
PY
}

for w in "$@"; do
  read -r users window rate <<<"$(workload "$w")"
  $server_at "$root/prosa" serve --bind 127.0.0.1 --port 0 --console off --message-rate off --join-rate off --room-linger 1s \
    >"$bin/server.out" 2>"$bin/server" &
  pid=$!
  for _ in {1..600}; do
    grep -q 'Ctrl-C' "$bin/server" && break
    sleep 0.1
  done
  port=$(grep -o '127.0.0.1:[0-9]*' "$bin/server" | head -n 1 | cut -d : -f 2)
  await_port "$port"
  zload "$w" "$users" "$window" "$rate" "$warmup" >/dev/null
  sleep 2 # empty rooms close, so that the next run is seated as on a fresh server
  for ((i = 0; i < pairs; i++)); do
    if [ $((i % 2)) = 0 ]; then turn="zload bench"; else turn="bench zload"; fi
    for tool in $turn; do
      "$tool" "$w" "$users" "$window" "$rate" "$seconds" | tee -a "$bin/runs"
      sleep 2
    done
  done
  kill "$pid"
  wait "$pid" || true
  pid=
done

echo
/usr/bin/python3 - "$bin/runs" <<'PY'
import statistics, sys
rows = [line.split() for line in open(sys.argv[1])]
agree = all(row[7] == "0" for row in rows)
print("medians: workload, CPU microseconds per delivery by zload and by bench, ratio (pair by pair), deliveries a second by each")
for w in sorted({row[0] for row in rows}):
    own = {tool: [row for row in rows if row[:2] == [w, tool]] for tool in ("zload", "bench")}
    cpu = {tool: [float(row[2]) for row in mine] for tool, mine in own.items()}
    rate = {tool: statistics.median(float(row[5]) for row in mine) for tool, mine in own.items()}
    ratio = statistics.median(cpu["bench"]) / statistics.median(cpu["zload"])
    pairs = [b / z for z, b in zip(cpu["zload"], cpu["bench"])]
    print("%s %.3f %.3f %.3f (%.3f to %.3f) %.0f %.0f" % (w, statistics.median(cpu["zload"]), statistics.median(cpu["bench"]), ratio, min(pairs), max(pairs), rate["zload"], rate["bench"]))
    agree = agree and abs(ratio - 1) <= 0.05
sys.exit(0 if agree else 1)
PY
