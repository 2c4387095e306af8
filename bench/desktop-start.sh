#!/usr/bin/env bash
# Measures the time from `./prosa desktop` to a window that takes keys: on a display that nobody
# sees (Xvfb), Ctrl+Q is pressed again and again from the start until the window has obeyed it and
# the process has ended; so the figures contain the ending, too. Each round is a pair: with the
# cache of classes that the launcher made at the build, and without it. Needs xvfb and xdotool.
#
#   bench/desktop-start.sh [ROUNDS]      prints each pair and the medians, in milliseconds
set -eu
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."

rounds=${1:-9}
scratch=$(mktemp -d)
xvfb=
trap '[ -z "$xvfb" ] || kill "$xvfb"; rm -rf "$scratch"' EXIT
export XDG_CONFIG_HOME=$scratch

./prosa --version >/dev/null
exec 3>"$scratch/display"
Xvfb -displayfd 3 -screen 0 1280x900x24 -nolisten tcp 2>/dev/null &
xvfb=$!
until [ -s "$scratch/display" ]; do sleep 0.05; done
DISPLAY=:$(<"$scratch/display")
export DISPLAY

# Sets `millis` to the time of one start with the options $1.
start() {
  local began=${EPOCHREALTIME/[.,]/} pid
  PROSA_JAVA_OPTS=$1 ./prosa desktop 2>>"$scratch/err" &
  pid=$!
  while kill -0 "$pid" 2>/dev/null; do xdotool key --delay 0 ctrl+q 2>/dev/null || true; sleep 0.02; done
  wait "$pid" || { cat "$scratch/err" >&2; exit 1; }
  millis=$(((${EPOCHREALTIME/[.,]/} - began) / 1000))
}

median() { sort -n | sed -n "$(((rounds + 1) / 2))p"; }

start '' # the files are in memory from here on
for ((i = 0; i < rounds; i++)); do
  start ''
  with=$millis
  start -XX:AOTMode=off
  printf '%s\t%s\n' "$with" "$millis" | tee -a "$scratch/pairs"
done
printf 'median with cache: %s ms, without: %s ms, load %s\n' \
  "$(cut -f 1 "$scratch/pairs" | median)" "$(cut -f 2 "$scratch/pairs" | median)" \
  "$(cut -d ' ' -f 1 /proc/loadavg)"
