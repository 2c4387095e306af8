#!/usr/bin/env bash
# Tries the packages of target/packages in a clean minimal Debian: no Java, no Maven, an empty environment.
# Needs root, debootstrap and, the first time, Debian's mirror; the clean system is kept in /var/cache/prosa-trial.
#
#   packaging/trial.sh [tar|deb|image|systemd|operations]...   all five, without arguments
#   packaging/trial.sh readme FOLDER                           follows the README's steps to HTTPS, see below
#
# Each part runs in a copy of the clean system, in namespaces of its own: of processes, which end with the
# part, of mounts, and of the network, which has only a loopback. In the parts systemd and operations, systemd is
# the first process there, and runs the service. The last line says what passed.
set -eu
cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")/.."
readonly root=$PWD
readonly cache=${PROSA_TRIAL_CACHE:-/var/cache/prosa-trial}
readonly clean=$cache/bookworm
readonly booted=$cache/bookworm-booted

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

# The clean system with systemd in it, which a server has, and what docs/operations.md asks it with.
make_bootable() {
  [ ! -d "$booted" ] || return 0
  rm -rf "$booted.new"
  debootstrap --variant=minbase --include=systemd,systemd-sysv,dbus,openssl,procps,curl,jq bookworm "$booted.new" \
    >"$cache/debootstrap-systemd.log" 2>&1 || fail "debootstrap failed; see $cache/debootstrap-systemd.log."
  mv "$booted.new" "$booted"
}

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

# Boots the system in the folder $1, and becomes its first process. The root is exchanged, not only changed: who
# is in a chroot may not have namespaces of users, which the service has.
boot() {
  exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin unshare --mount --pid --net --cgroup --uts --ipc --fork --kill-child sh -c '
    mount --make-rprivate /
    mount --bind "$1" "$1"
    cd "$1"
    mount -t proc proc proc
    mount -t sysfs sysfs sys
    mount -t cgroup2 cgroup2 sys/fs/cgroup
    mount -t tmpfs -o mode=755 tmpfs run
    mount -t tmpfs tmpfs tmp
    mount -t tmpfs -o mode=755 tmpfs dev
    for device in null zero full random urandom tty; do
      touch "dev/$device"
      mount --bind "/dev/$device" "dev/$device"
    done
    mkdir dev/pts dev/shm old
    mount -t devpts -o newinstance,ptmxmode=0666 devpts dev/pts
    ln -s pts/ptmx dev/ptmx
    mount -t tmpfs tmpfs dev/shm
    hostname prosa-trial
    pivot_root . old
    exec env container=prosa-trial chroot . sh -c "umount -l /old; rmdir /old; exec /lib/systemd/systemd --show-status=no"' sh "$1"
}

# Runs a command in the system whose first process is $1.
within() {
  local first=$1
  shift
  nsenter --target "$first" --mount --pid --uts --ipc --net --cgroup --root="/proc/$first/root" --wd="/proc/$first/root" \
    env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin TERM=dumb "$@"
}

# Boots a copy of the bootable system, with the package in it; sets `system`, `boots` and `first`, its first process.
start_system() {
  system=$cache/system.$$ first=''
  make_bootable
  rm -rf "$system"
  cp -a --reflink=auto "$booted" "$system"
  mkdir -p "$system/trial"
  cp target/packages/prosa_*_amd64.deb packaging/trial-inside.sh "$system/trial/"
  boot "$system" >"$cache/boot.log" 2>&1 &
  boots=$!
  for _ in $(seq 300); do
    first=$(cat "/proc/$boots/task/$boots/children" 2>/dev/null) || true
    first=${first%% *}
    [ -z "$first" ] || ! within "$first" systemctl is-system-running 2>/dev/null | grep -qE 'running|degraded' || break
    sleep 0.1
  done
  [ -n "$first" ] || fail "systemd did not start; see $cache/boot.log."
}

stop_system() {
  kill -KILL "$first" 2>/dev/null || true
  wait "$boots" 2>/dev/null || true
  rm -rf "$system"
}

# Runs the part $1 of packaging/trial-inside.sh in a system that has booted.
part_booted() {
  local passed=yes
  start_system
  timeout 400 env -i PATH="$PATH" nsenter --target "$first" --mount --pid --uts --ipc --net --cgroup \
    --root="/proc/$first/root" --wd="/proc/$first/root" /bin/bash /trial/trial-inside.sh "$1" || passed=no
  stop_system
  [ $passed = yes ] || fail "$1 failed."
  printf 'trial: %s passed\n' "$1"
}

# The commands of step $1 of the README's way to HTTPS, as they stand there.
step() {
  awk -v step="$1" '
    /^## /{inside = /in five minutes/}
    inside && /^[0-9]\. /{now = $1 + 0}
    inside && /^ *```/{code = !code; next}
    inside && code && now == step{sub(/^   /, ""); print}' README.md
}

# Follows the steps 1 to 3 of the README on a system of its own that is reached at 192.0.2.7, tells how long each took, puts
# the authority's certificate into the folder $1, and waits there for a file `done`: browsers come meanwhile.
part_readme() {
  local folder=$1 began number passed=yes
  start_system
  ip link add prosa-trial type veth peer name eth0 netns "/proc/$first/ns/net"
  ip addr add 198.51.100.8/32 dev prosa-trial
  ip link set prosa-trial up
  ip route add 192.0.2.7/32 dev prosa-trial src 198.51.100.8
  within "$first" mkdir -p /root/download
  cp "$system"/trial/*.deb "$system/root/download/"
  nsenter --target "$first" --net ip addr add 192.0.2.7/32 dev eth0
  nsenter --target "$first" --net ip link set eth0 up
  nsenter --target "$first" --net ip route add 198.51.100.8/32 dev eth0
  for number in 1 2 3; do
    began=$(date +%s.%N)
    # The one who follows them is root already; `sudo -s` is for who is not.
    { printf 'sudo() { [ "$1" = -s ] || "$@"; }\ncd /root/download\nset -e\n'; step $number; } >"$system/root/step"
    within "$first" HOME=/root /bin/bash /root/step >"$folder/step-$number.log" 2>&1 || passed=no
    printf 'trial: step %s took %.1f s\n' "$number" "$(awk "BEGIN {print $(date +%s.%N) - $began}")"
    [ $passed = yes ] || { tail -n 20 "$folder/step-$number.log"; break; }
  done
  if [ $passed = yes ]; then
    cp "$system/etc/prosa/ca.crt" "$folder/ca.crt"
    printf 'trial: browsers may come\n'
    for _ in $(seq 1200); do
      [ ! -e "$folder/done" ] || break
      sleep 0.1
    done
  fi
  stop_system
  ip link delete prosa-trial 2>/dev/null || true
  [ $passed = yes ] || fail "readme failed."
  printf 'trial: readme passed\n'
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

[ $# -gt 0 ] || set -- tar deb image systemd operations
ls target/packages/prosa-*-linux-x86_64.tar.gz >/dev/null 2>&1 || fail "run ./package program first."
if [ "$1" = readme ]; then
  part_readme "$2"
  exit
fi
for each in "$@"; do
  case $each in
    systemd | operations)
      part_booted "$each"
      continue ;;
  esac
  if [ "$each" = deb ]; then
    older_deb
    mv target/packages/older.deb target/packages/prosa-older.deb
  fi
  part "$each"
  rm -f target/packages/prosa-older.deb
done
printf '%s passed, 0 failed\n' $#
