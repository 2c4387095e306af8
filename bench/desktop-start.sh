#!/usr/bin/env bash
# Measures the time from `./prosa desktop` to a window that takes keys: on a display that nobody
# sees (Xvfb), Ctrl+Q is pressed again and again from the start until the window has obeyed it and
# the process has ended; so the figures contain the ending, too. Each round is a pair: with the
# cache of classes that the launcher made at the build, and without it. Needs xvfb and xdotool.
#
#   bench/desktop-start.sh [ROUNDS]
#
# Prints the wall clock and the processor time of each start, and their medians, in milliseconds.
set -eu
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."

rounds=${1:-9}
scratch=$(mktemp -d)
xvfb=
trap '[ -z "$xvfb" ] || { kill "$xvfb"; wait "$xvfb" || true; }; rm -rf "$scratch"' EXIT
export XDG_CONFIG_HOME=$scratch

./prosa --version >/dev/null
exec 3>"$scratch/display"
Xvfb -displayfd 3 -screen 0 1280x900x24 -nolisten tcp -noreset 2>/dev/null &
xvfb=$!
until [ -s "$scratch/display" ]; do sleep 0.05; done
DISPLAY=:$(<"$scratch/display")
export DISPLAY

# Sets `wall` and `cpu` to what one start with the options $1 took.
start() {
  local began=${EPOCHREALTIME/[.,]/} pid stat
  PROSA_JAVA_OPTS=$1 ./prosa desktop 2>>"$scratch/err" &
  pid=$!
  while { read -r -a stat <"/proc/$pid/stat"; } 2>/dev/null && [ "${stat[2]}" != Z ]; do
    cpu=$(((stat[13] + stat[14]) * 10))
    xdotool key --delay 0 ctrl+q 2>/dev/null || true
    sleep 0.02
  done
  wait "$pid" || { cat "$scratch/err" >&2; exit 1; }
  wall=$(((${EPOCHREALTIME/[.,]/} - began) / 1000))
}

median() { cut -f "$1" "$scratch/pairs" | sort -n | sed -n "$(((rounds + 1) / 2))p"; }

start '' # the files are in memory from here on
printf 'with cache: wall\tcpu\twithout: wall\tcpu\n'
for ((i = 0; i < rounds; i++)); do
  start ''
  with=$wall$'\t'$cpu
  start -XX:AOTMode=off
  printf '%s\t%s\t%s\n' "$with" "$wall" "$cpu" | tee -a "$scratch/pairs"
done
printf 'medians: %s\t%s\t%s\t%s, load %s\n' "$(median 1)" "$(median 2)" "$(median 3)" "$(median 4)" \
  "$(cut -d ' ' -f 1 /proc/loadavg)"
