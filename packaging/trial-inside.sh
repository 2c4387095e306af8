#!/bin/bash
# One part of packaging/trial.sh, inside the clean system: installs a package, serves, chats, reloads, ends.
set -eu

fail() {
  printf 'trial: %s\n' "$1" >&2
  [ ! -e "${log:-/none}" ] || tail -n 20 "$log" >&2
  exit 1
}

# Waits until the command succeeds, for a minute.
eventually() {
  local tries
  for tries in $(seq 600); do
    if "$@" >/dev/null 2>&1; then return 0; fi
    sleep 0.1
  done
  fail "this did not happen: $*"
}

# Starts `$prosa serve` with the arguments as the user $user; sets `server` and `port`.
serve() {
  log=/tmp/serve.log
  rm -f "$log"
  if [ "$user" = root ]; then
    env -i "$prosa" serve --bind 127.0.0.1 --port 0 "$@" >"$log" 2>&1 </dev/null &
  else # becomes that user in the same process, as a service manager does
    env -i /usr/bin/setpriv --reuid "$user" --regid "$(id -g "$user")" --clear-groups --no-new-privs \
      "$prosa" serve --bind 127.0.0.1 --port 0 "$@" >"$log" 2>&1 </dev/null &
  fi
  server=$!
  eventually grep -q '^ *127\.0\.0\.1:[0-9]' "$log"
  port=$(sed -n 's/^ *127\.0\.0\.1:\([0-9]*\).*/\1/p' "$log" | head -n 1)
}

# Two people talk: one listens, the other's line arrives.
talk() {
  local heard=/tmp/heard listener
  env -i "$prosa" chat "127.0.0.1:$port" --user Ana --listen </dev/null >"$heard" 2>/tmp/heard.err &
  listener=$!
  eventually grep -q 'Ana' /tmp/heard.err
  echo oi | env -i "$prosa" chat "127.0.0.1:$port" --user Bia --wait 30s >/tmp/said 2>&1 || fail "Bia could not talk."
  eventually grep -qx 'Bia: oi' "$heard"
  kill "$listener"
  wait "$listener" 2>/dev/null || true
}

# The signal HUP, which a reload sends, leaves the server running; TERM ends it with 0.
reload_and_end() {
  kill -HUP "$server"
  eventually grep -qi 'settings\|reload\|read again' "$log"
  talk
  kill -TERM "$server"
  wait "$server" || fail "the server ended with $?."
}

no_java() {
  ! command -v java || fail "there is a Java here."
}

try_tar() {
  tar -xzf /trial/prosa-*-linux-x86_64.tar.gz -C /opt
  prosa=/opt/prosa/bin/prosa user=nobody
  [ "$(ls /opt)" = prosa ] || fail "more than one folder in the tar.gz."
  ln -s /opt/prosa/bin/prosa /usr/local/bin/p
  env -i /usr/local/bin/p --version
  printf 'capacity = 4\n' >/tmp/prosa.properties
  # A folder that cannot be written, and a /tmp on which nothing can be executed.
  mount -t tmpfs -o noexec tmpfs /tmp
  printf 'capacity = 4\n' >/tmp/prosa.properties
  serve --config /tmp/prosa.properties
  [ -z "$(ls /tmp | grep -i netty)" ] || fail "something was unpacked into /tmp."
  talk
  reload_and_end
  echo '--capacity = x' >/tmp/prosa.properties
  ! env -i "$prosa" config --config /tmp/prosa.properties >/dev/null 2>&1 || fail "a bad file was taken."
}

try_deb() {
  prosa=/usr/bin/prosa user=prosa
  dpkg -i /trial/prosa-older.deb >/dev/null
  [ "$(dpkg-query -W -f '${Version}' prosa)" = 0.9.0 ] || fail "the older build is not installed."
  getent passwd prosa >/dev/null || fail "there is no user prosa."
  [ -L /etc/systemd/system/multi-user.target.wants/prosa.service ] || fail "the service is not enabled."
  echo 'capacity = 4' >>/etc/prosa/prosa.properties
  serve --config /etc/prosa/prosa.properties
  talk
  # Upgraded under the running server: the host's settings stay, what is no longer needed goes.
  dpkg --force-confdef -i /trial/prosa_*_amd64.deb >/dev/null
  [ "$(dpkg-query -W -f '${Version}' prosa)" != 0.9.0 ] || fail "it was not upgraded."
  [ ! -e /usr/lib/prosa/lib/of-an-older-build ] || fail "a file of the older build is left."
  grep -qx 'capacity = 4' /etc/prosa/prosa.properties || fail "the host's settings are gone."
  kill -TERM "$server"
  wait "$server" || fail "the server ended with $?."
  serve --config /etc/prosa/prosa.properties
  env -i "$prosa" config --config /etc/prosa/prosa.properties | grep -q '^capacity = 4 .*prosa.properties' ||
    fail "the host's settings do not hold."
  talk
  reload_and_end
  for page in prosa prosa-serve prosa-chat; do
    [ -s "/usr/share/man/man1/$page.1.gz" ] || fail "there is no manual page $page."
  done
  dpkg -r prosa >/dev/null
  [ -e /etc/prosa/prosa.properties ] || fail "removing took the settings away."
  [ ! -e /usr/bin/prosa ] || fail "removing left the program."
  dpkg -P prosa >/dev/null
  ! getent passwd prosa >/dev/null || fail "purging left the user."
  rm -rf /tmp/*
}

# What the Dockerfile does, step by step, and then a root that is read-only but for /tmp.
try_image() {
  tar -xzf /trial/prosa-*-linux-x86_64.tar.gz -C /opt
  groupadd --system --gid 5555 prosa
  useradd --uid 5555 --gid prosa --no-create-home --home-dir /nonexistent --shell /usr/sbin/nologin prosa
  mount --bind / /mnt
  mount -o remount,ro,bind /mnt
  mount --bind /dev /mnt/dev
  mount -t proc proc /mnt/proc
  mount -t tmpfs -o noexec tmpfs /mnt/tmp
  exec chroot /mnt /bin/bash /trial/trial-inside.sh image-read-only
}

try_image-read-only() {
  ! touch /opt/x 2>/dev/null || fail "the root is not read-only."
  prosa=/opt/prosa/bin/prosa user=prosa
  serve
  talk
  if env -i "$prosa" --help | grep -q ' health '; then
    health
  fi
  kill -TERM "$server"
  wait "$server" || fail "the server ended with $?."
}

# As HEALTHCHECK does.
health() {
  kill -TERM "$server"
  wait "$server" || fail "the server ended with $?."
  serve --admin 127.0.0.1:5556
  env -i "$prosa" health || fail "the health is not told."
  ! env -i "$prosa" health 127.0.0.1:9 || fail "nobody is told to be healthy."
}

no_java
"try_$1"
