#!/bin/sh
# Runs Prosa from a package, with the Java that comes with it, and becomes that process (same pid, so
# signals arrive there).
#
#   PROSA_JAVA_OPTS   more flags for the JVM, after ours

# What is closed would go to the first file that Java opens, and that file would be read or written.
if [ -d /dev/fd/ ]; then
  [ -e /dev/fd/0 ] || exec 0</dev/null
  [ -e /dev/fd/1 ] || exec 1>/dev/null
  [ -e /dev/fd/2 ] || exec 2>/dev/null
fi

# The folder of this script, however it was called.
self=$0
while [ -L "$self" ]; do
  link=$(readlink "$self")
  case $link in
    /*) self=$link ;;
    *) self=${self%/*}/$link ;;
  esac
done
case $self in
  */*) home=${self%/*}/.. ;;
  *) home=.. ;;
esac
home=$(cd -P "$home" && pwd) || exit 2
lib=$home/lib
case $home in
  *:*) # between the parts of a class path
    printf 'prosa: the program cannot be in a folder with a colon in its path: %s.\n' "$home" >&2
    exit 2 ;;
esac

command=${1:-}
[ -e "$lib/flags/$command" ] && [ -n "$command" ] || command=any

# Java reads its arguments in the locale's encoding: without a locale (cron, say) that would be ASCII. So would it be with one
# that is not installed, as ssh may bring it along: that is replaced, and Java is told its name, for the language.
encoding=${LC_ALL:-${LC_CTYPE:-${LANG:-C}}}
case $encoding in
  C | POSIX) if [ -n "${LC_ALL:-}" ]; then export LC_ALL=C.UTF-8; else export LC_CTYPE=C.UTF-8; fi ;;
esac
locale=
case ${LC_ALL:-}${LC_CTYPE:-}${LC_MESSAGES:-}${LC_TIME:-}${LANG:-} in
  C.UTF-8 | C.utf8) ;;
  *)
    case $encoding,$(locale 2>&1 >/dev/null) in
      *.[!Uu]*,*) ;; # whoever names another encoding has a terminal for it
      *"Cannot set"*)
        locale=${LC_ALL:-${LC_MESSAGES:-${LANG:-}}}
        export LC_ALL=C.UTF-8
        ;;
    esac
    ;;
esac

ulimit -c 0 2>/dev/null
case " ${PROSA_JAVA_OPTS:-} " in
  *" -XX:+Use"*GC" "*) collector= ;; # one collector only: the user's
  *) collector=-XX:+UseSerialGC ;;
esac
# A cache that lib/train made on this machine, else the archive that came with the package. A cache is for one build.
case " ${PROSA_JAVA_OPTS:-} " in
  *" -XX:AOT"*) cache= ;; # the user's, too
  *)
    cache=-XX:AOTCache=$lib/classes/$command-@BUILD@.aot
    [ -e "${cache#*=}" ] || cache=-XX:SharedArchiveFile=$lib/classes/$command.jsa
    ;;
esac
# Java cannot tell whether its standard output alone is a terminal.
if [ -t 1 ]; then terminal=true; else terminal=false; fi
# shellcheck disable=SC2086
exec "$lib/runtime/bin/java" "@$lib/flags/$command" $collector "-Dprosa.terminal=$terminal" ${locale:+"-Dprosa.locale=$locale"} \
  "-Djava.library.path=$lib/native" ${cache:+"$cache"} ${PROSA_JAVA_OPTS:-} \
  -cp "@CLASSPATH@" prosa.app.Main "$@"
