#!/usr/bin/env bash
# How busy the page is in Chromium while nine members say four messages a second each: frames a
# second, and how much of the time of a core its main thread takes.
#
#   bench/page-load.sh [SECONDS]      60 unless told otherwise
set -u
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.." || exit 2
mvn -B -q -ntp -Dstyle.color=never -pl integration-tests -am test -Dtest=PageUnderLoad \
  -Dsurefire.failIfNoSpecifiedTests=false -Dprosa.page.seconds="${1:-60}" -Dprosa.forks=1 |
  grep 'page under load'
