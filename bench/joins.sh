#!/usr/bin/env bash
# Measures what a member costs that comes and goes: direct members that connect, enter, leave and connect again, 64
# at a time (bench/JoinLoad.java), as joins a second and as processor time of the server for each.
#
#   bench/joins.sh                     three pairs: with ten private tables open, and with 10,000
#   PAIRS=5 HELD="10 1000" bench/joins.sh
#   PROSA=/usr/bin/prosa bench/joins.sh   an installed Prosa; else that of this tree
#
# Each with a server of its own, without limits of joins: 60,000 joins to warm it (WARMUP), then 40,000 that are measured
# (JOINS), then 10 s without joins. A join here is everything: accept, ZMTP's handshake, the seat, `seated`, `leave`, the
# end of the connection. Processor time is that of all threads of the server; joins a second depend on what else the
# machine does, and on the load itself.
set -eu
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."

readonly java=${JAVA25_HOME:-$(find /usr/lib/jvm -maxdepth 1 -name '*25*' -type d | head -n 1)}
readonly prosa=${PROSA:-./prosa}
[ -x "$java/bin/java" ] || { echo "joins.sh: set JAVA25_HOME to a JDK 25" >&2; exit 2; }
"$prosa" --version >/dev/null

log=$(mktemp)
server=
trap '[ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -f "$log"' EXIT

for _ in $(seq "${PAIRS:-3}"); do
  for held in ${HELD:-10 10000}; do
    : >"$log" # no port of the server before may be read in it
    "$prosa" serve --bind 127.0.0.1 --port 0 --admin none --console off --join-rate off --message-rate off \
      --rooms 20000 --private-rooms 20000 >"$log" 2>&1 </dev/null &
    server=$!
    for _ in $(seq 300); do
      port=$(sed -n 's/^ *127\.0\.0\.1:\([0-9]*\).*/\1/p' "$log" | head -n 1)
      [ -z "$port" ] || break
      sleep 0.1
    done
    printf '%6d tables held: ' "$held"
    "$java/bin/java" bench/JoinLoad.java "$port" "$server" 64 "${WARMUP:-60000}" "${JOINS:-40000}" "$held"
    kill "$server"
    wait "$server" || true
    server=
  done
done
