#!/usr/bin/env bash
# Tries the packages of target/packages in a clean minimal Debian: no Java, no Maven, an empty environment.
# Needs root, debootstrap and, the first time, Debian's mirror; the clean system is kept in /var/cache/prosa-trial.
#
#   packaging/trial.sh [tar|deb|image]...     all three, without arguments
#
# Each part runs in a copy of the clean system, in namespaces of its own: of processes, which end with the
# part, of mounts, and of the network, which has only a loopback. The last line says what passed.
set -eu
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
readonly root=$PWD
readonly cache=${PROSA_TRIAL_CACHE:-/var/cache/prosa-trial}
readonly clean=$cache/bookworm

fail() {
  printf 'trial: %s\n' "$1" >&2
  exit 1
}

[ "$(id -u)" = 0 ] || fail "needs root, for chroot."
command -v debootstrap >/dev/null || fail "needs debootstrap."
if [ ! -d "$clean" ]; then
  mkdir -p "$cache"
  rm -rf "$clean.new"
  debootstrap --variant=minbase bookworm "$clean.new" >"$cache/debootstrap.log" 2>&1 ||
    fail "debootstrap failed; see $cache/debootstrap.log."
  mv "$clean.new" "$clean"
fi

# Every file of the system in the folder $1 with its kind, mode, owner and content, but for what any
# installation changes: dpkg's own books, its log, caches.
inventory() {
  (cd "$1" && find . -xdev \( -path ./proc -o -path ./dev -o -path ./sys -o -path ./tmp -o -path ./run -o -path ./var/lib/dpkg \
    -o -path ./var/log -o -path ./var/cache -o -path ./trial -o -path './etc/*-' \) -prune -o \
    \( -type f -printf '%p %y %m %u %g ' -exec sh -c 'sha256sum <"$1"' sh {} \; \) -o \( ! -type f -printf '%p %y %m %u %g %l\n' \)) |
    LC_ALL=C sort
}

# Runs the part $1 of packaging/trial-inside.sh in a copy of the clean system.
part() {
  local system=$cache/system.$$
  rm -rf "$system"
  cp -a --reflink=auto "$clean" "$system"
  mkdir -p "$system/trial"
  cp target/packages/prosa* packaging/trial-inside.sh "$system/trial/"
  inventory "$system" >"$cache/before.$$"
  env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin timeout 400 \
    unshare --mount --pid --net --fork --kill-child sh -c '
      ip link set lo up 2>/dev/null || true
      mount -t proc proc "$1/proc"
      mount -t tmpfs tmpfs "$1/run"
      mkdir -p "$1/dev/shm"
      mount --bind /dev "$1/dev"
      exec chroot "$1" /bin/bash /trial/trial-inside.sh "$2"' sh "$system" "$1" ||
    { rm -rf "$system"; fail "$1 failed."; }
  inventory "$system" >"$cache/after.$$"
  if [ "$1" = deb ] && ! diff "$cache/before.$$" "$cache/after.$$"; then
    rm -rf "$system"
    fail "something is left behind; see above."
  fi
  rm -rf "$system" "$cache/before.$$" "$cache/after.$$"
  printf 'trial: %s passed\n' "$1"
}

# An older build of the Debian package, to upgrade from: the same under a lower version, with a file that the
# newer one no longer has.
older_deb() {
  local folder
  folder=$(mktemp -d)
  dpkg-deb -R target/packages/prosa_*_amd64.deb "$folder"
  sed -i 's/^Version: .*/Version: 0.9.0/' "$folder/DEBIAN/control"
  echo old >"$folder/usr/lib/prosa/lib/of-an-older-build"
  dpkg-deb --root-owner-group -Znone --build "$folder" target/packages/older.deb >/dev/null
  rm -rf "$folder"
}

[ $# -gt 0 ] || set -- tar deb image
ls target/packages/prosa-*-linux-x86_64.tar.gz >/dev/null 2>&1 || fail "run ./package program first."
for each in "$@"; do
  if [ "$each" = deb ]; then
    older_deb
    mv target/packages/older.deb target/packages/prosa-older.deb
  fi
  part "$each"
  rm -f target/packages/prosa-older.deb
done
printf '%s passed, 0 failed\n' $#
