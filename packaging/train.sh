#!/bin/sh
# Makes caches of loaded and linked classes (AOT caches) for the program in this folder, by running it: with them it starts
# sooner and takes less memory than with the archives of classes that are packed with it. They are made where the program
# is to run, since two caches of the same training are never the same bytes, and two packages of one commit are. The Debian
# packages do this when they are installed; who has unpacked the tar.gz may run lib/train once, as somebody who may write there.
#
#   lib/train             for all commands
#   lib/train desktop     for the window only
#
# For all, a server is started that only this machine reaches, at a port that the system chooses. Needs 83 MB below
# lib/classes, 120 with the window's. What cannot be made is left out: without a cache everything works, a little later.
set -u
umask 022
lib=$(cd -P "${0%/*}" && pwd) || exit 2
prosa=$lib/../bin/prosa
wanted=${1:-all}
case $wanted in
  all) commands='serve chat desktop any' ;;
  desktop) commands=desktop ;;
  *) printf 'train: there is a cache for desktop only, or for all commands; not for %s.\n' "$wanted" >&2; exit 2 ;;
esac

work=$(mktemp -d "$lib/classes/training.XXXXXX" 2>/dev/null) ||
  { printf 'train: cannot write in %s.\n' "$lib/classes" >&2; exit 2; }
trap 'rm -rf "$work"' EXIT
trap 'exit 130' INT TERM
cd "$work" || exit 2 # since a path with a space would be two of Java's flags
# Caches of another build are of no use.
for command in $commands; do rm -f "$lib/classes/$command"-*.aot; done

# Waits until $1 stands in the file $2, for twenty seconds, or until the process $3 is gone.
seen() {
  tries=200
  until grep -q "$1" "$2" 2>/dev/null; do
    tries=$((tries - 1))
    [ $tries -gt 0 ] && kill -0 "$3" 2>/dev/null || return 1
    sleep 0.1
  done
}

# Runs Prosa with the arguments for two minutes at most; the cache for the command $1 is made when it ends.
learn() {
  command=$1
  shift
  PROSA_JAVA_OPTS=-XX:AOTCacheOutput=$command.aot timeout 120 "$prosa" "$@" >"$command.log" 2>&1 && touch "$command.made"
}

# Somebody chats at the port $1: at a terminal where one can be made, else in a pipeline.
learn_chat() {
  if command -v script >/dev/null && script -qec true /dev/null >/dev/null 2>&1 </dev/null; then
    {
      seen 'Ana ›' chat.log $$ && printf 'oi\r'
      seen 'Ana »' chat.log $$
      printf '/who\r/invite\r/quit\r'
    } | TRAINED=$prosa TERM=xterm-256color SHELL=/bin/sh PROSA_JAVA_OPTS=-XX:AOTCacheOutput=chat.aot timeout 120 script -qefc \
      "stty cols 100 rows 30; exec \"\$TRAINED\" chat 127.0.0.1:$1 --user Ana --language en" chat.log >chat.out 2>&1 &&
      touch chat.made
  else
    echo oi | learn chat chat "127.0.0.1:$1" --user Ana --language en
  fi
}

# A server is killed as `timeout`, which passes the signal on and ends as the server does.
learn_serve_and_chat() {
  PROSA_JAVA_OPTS=-XX:AOTCacheOutput=serve.aot timeout 120 \
    "$prosa" serve --bind 127.0.0.1 --port 0 --admin none --console off >serve.log 2>&1 </dev/null &
  server=$!
  if seen 'Ctrl-C' serve.log "$server"; then
    learn_chat "$(sed -n 's/^ *127\.0\.0\.1:\([0-9]*\).*/\1/p' serve.log | head -n 1)"
  fi
  kill -TERM "$server" 2>/dev/null
  wait "$server" && touch serve.made
}

learn desktop desktop --rehearse </dev/null &
if [ "$wanted" = all ]; then
  learn any --help </dev/null &
  learn_serve_and_chat
fi
wait

made=
for command in $commands; do
  [ -e "$command.made" ] && [ -s "$command.aot" ] || continue
  mv "$command.aot" "../$command-@BUILD@.aot" && made="$made $command"
done
[ -n "$made" ] || { printf 'train: no cache could be made.\n' >&2; exit 1; }
printf 'train: there are caches now for:%s\n' "$made"
