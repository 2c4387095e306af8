#!/usr/bin/env bash
# Microbenchmarks of what a message passes: frames, JSON, a room's round, placement, budgets; ours beside libraries.
#
#   bench/jmh.sh                      all of them, some minutes
#   bench/jmh.sh Placement -f 1       those whose name has this in it; further arguments go to JMH
#
# JMH, three forks, five iterations of a second each unless told otherwise; prints JMH's table.
set -eu
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."

readonly java=${JAVA25_HOME:-$(find /usr/lib/jvm -maxdepth 1 -name '*25*' -type d | head -n 1)}
[ -x "$java/bin/javac" ] || { echo "jmh.sh: set JAVA25_HOME to a JDK 25" >&2; exit 2; }
export JAVA25_HOME=$java
mvn -B -q -ntp -Pjmh -Dprosa.quick=true -Dmaven.test.skip=false -DskipTests=true -pl server -am test-compile \
  org.apache.maven.plugins:maven-dependency-plugin:build-classpath -Dmdep.outputFile=target/run/jmh.cp </dev/null
readonly out=server/target/run/jmh
rm -rf "$out"
mkdir -p "$out"
classpath=server/target/run/test-classes:server/target/run/classes:$(cat server/target/run/jmh.cp)
find bench/jmh -name '*.java' | sort >"$out.sources"
"$java/bin/javac" -nowarn --release 25 -d "$out" -cp "$classpath" \
  -processor org.openjdk.jmh.generators.BenchmarkProcessor "@$out.sources"
exec "$java/bin/java" --enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -cp "$out:$classpath" \
  org.openjdk.jmh.Main -jvmArgsAppend "--enable-native-access=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow -XX:+UseSerialGC -XX:+UseCompactObjectHeaders" "$@"
