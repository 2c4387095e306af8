#!/usr/bin/env bash
# Measures what ten thousand messages cost the window: the memory that they take, and the processor
# time of scrolling through them. A server, and the window on a display that nobody sees (Xvfb);
# messages of one to three lines come from a filter, the heap is measured by jcmd after a collection
# before and after them, and the mouse wheel is turned NOTCHES times (xdotool). A display of 60
# frames a second gives each notch 16.7 ms. Needs xvfb, xdotool and a JDK.
#
#   bench/desktop-list.sh [MESSAGES] [NOTCHES]
set -eu
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."

messages=${1:-10000}
notches=${2:-300}
scratch=$(mktemp -d)
pids=()
trap 'for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; wait "$pid" 2>/dev/null || true; done; rm -rf "$scratch"' EXIT
export XDG_CONFIG_HOME=$scratch

# Waits for a minute until the command "$@" succeeds.
until_true() {
  local tries
  for ((tries = 0; tries < 600; tries++)); do
    if "$@"; then return 0; fi
    sleep 0.1
  done
  printf 'desktop-list: waited in vain for: %s\n' "$*" >&2
  exit 1
}

./prosa --version >/dev/null
./prosa serve --bind 127.0.0.1 --port 0 --message-rate off --frame-rate off --byte-rate off >"$scratch/serve" 2>&1 &
pids+=($!)
until_true grep -q 'Ctrl-C closes it' "$scratch/serve"
address=$(sed -n 's/^ *\(127\.0\.0\.1:[0-9]*\).*/\1/p' "$scratch/serve")

exec 3>"$scratch/display"
Xvfb -displayfd 3 -screen 0 1280x900x24 -nolisten tcp -noreset 2>/dev/null &
pids+=($!)
until_true test -s "$scratch/display"
DISPLAY=:$(<"$scratch/display")
export DISPLAY
./prosa desktop --user Ana --address "$address" --language en 2>"$scratch/err" &
window=$!
pids+=($window)
until_true sh -c 'xdotool search --name "^Prosa$" >/dev/null 2>&1'
seated() { xdotool key Return 2>/dev/null; sleep 0.4; grep -aq 'Users connected: 1' "$scratch/serve"; }
until_true seated

heap() { # in KB, after a collection
  jcmd "$window" GC.run >/dev/null
  jcmd "$window" GC.heap_info | sed -nE 's/.*(total|def new generation|tenured generation).* used ([0-9]+)K.*/\2/p' | awk '{ s += $1 } END { print s }'
}
cpu() { local stat; read -r -a stat <"/proc/$window/stat"; printf '%s' $(((stat[13] + stat[14]) * 10)); }
rss() { sed -nE 's/^VmRSS:\s*([0-9]+) kB/\1/p' "/proc/$window/status"; }

xdotool mousemove 640 400
seq 200 | ./prosa chat "$address" --user Bia --language en >/dev/null 2>&1
sleep 2
heap_before=$(heap)
rss_before=$(rss)
seq "$messages" | awk '{ t = "message " $1; for (i = 0; i < $1 % 9; i++) t = t " with some more words in it"; print t }' |
  ./prosa chat "$address" --user Bia --language en --wait 60s >/dev/null 2>&1
sleep 3
heap_after=$(heap)
printf 'load %s\n' "$(cut -d ' ' -f 1 /proc/loadavg)"
printf '%d messages: heap %d KB before, %d KB after, %.1f MB more; resident set %.1f MB more\n' "$messages" \
  "$heap_before" "$heap_after" "$(((heap_after - heap_before) * 10 / 1024))e-1" "$((($(rss) - rss_before) * 10 / 1024))e-1"
for button in 4 5; do
  began=$(cpu)
  wall=${EPOCHREALTIME/[.,]/}
  xdotool click --repeat "$notches" --delay 16 "$button"
  sleep 1
  printf '%d notches %s: %d ms of processor time, %.1f ms each; in %d ms\n' "$notches" \
    "$([ "$button" = 4 ] && echo up || echo down)" "$(($(cpu) - began))" \
    "$((($(cpu) - began) * 10 / notches))e-1" "$(((${EPOCHREALTIME/[.,]/} - wall) / 1000))"
done
